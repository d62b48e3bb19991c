"""SNIP level 4, claims: what one segment of a claim asks of another.

Source: the situational notes of the 837P guide.
"""

from collections.abc import Iterator
from datetime import date

from cleanclaim.exchange.x12.checks.check import CheckExample, Wrong, check
from cleanclaim.exchange.x12.checks.subjects import CLAIM_837P, LINE_837P
from cleanclaim.model.submitted_claim import (
    REPLACEMENT,
    VOID,
    Adjudication,
    Attachment,
    OtherPayer,
    Party,
    SubmittedLine,
)

_CORRECTIONS = {REPLACEMENT: "replacement", VOID: "void"}
_SENT_APART = {"BM", "EL", "EM", "FT", "FX"}  # PWK02: by mail, electronically, by e-mail, as a file, by fax
_NUMBERS = [str(number) for number in range(1, 1000)]
_ONSET = "DTP*431*D8*20260201~"
_OTHER_PAYER = (
    "SBR*S*18*******CI~AMT*D*10~OI***Y***Y~NM1*IL*1*SMITH*JANE****MI*W123456789~NM1*PR*2*FIRST HEALTH*****PI*60054~"
)
_SELF = "18"
"""The relationship (SBR02) of a subscriber who is the patient."""


@check(
    "837p.payer-claim-number",
    of=CLAIM_837P,
    level=4,
    title="A replacement or void does not name the payer's claim number",
    at="2300.CLM05-3",
    remedy="Send REF F8 with the number from the payer's remittance.",
    example=CheckExample(
        "837p",
        "HI*",
        fails="HI*ABK:M5450*ABF:M25561~",
        passes="REF*F8*ICN1~HI*ABK:M5450*ABF:M25561~",
        also=("CLM*", "CLM*PT1*127.5***11:B:7*Y*A*Y*Y~"),
    ),
)
def correction_names_its_claim(frequency: str, payer_claim_number: str | None = None) -> str | None:
    """The payer finds the claim by its own number; without it, it refuses the claim or takes it for a new one."""
    if frequency not in _CORRECTIONS or payer_claim_number:
        return None
    return f"The claim is a {_CORRECTIONS[frequency]} and does not name the payer's claim number."


@check(
    "837p.accident-date",
    of=CLAIM_837P,
    level=4,
    title="An accident without its date",
    when="accident_causes",
    at="2300.CLM11",
    remedy="Send DTP 439.",
    example=CheckExample(
        "837p",
        "CLM*",
        fails="CLM*PT1*127.5***11:B:1*Y*A*Y*Y**EM~",
        passes="CLM*PT1*127.5***11:B:1*Y*A*Y*Y**EM~DTP*439*D8*20260110~",
    ),
)
def accident_date(accident_date: date | None = None) -> str | None:
    """Another insurer may have to pay for an accident; the payer asks when it happened before it pays."""
    return None if accident_date else "CLM11 names an accident, and its date is missing."


@check(
    "837p.accident-state",
    of=CLAIM_837P,
    level=4,
    title="An auto accident without its state",
    when="accident_causes",
    at="2300.CLM11-4",
    remedy="Send CLM11-4.",
    example=CheckExample(
        "837p",
        "CLM*",
        fails="CLM*PT1*127.5***11:B:1*Y*A*Y*Y**AA~DTP*439*D8*20260110~",
        passes="CLM*PT1*127.5***11:B:1*Y*A*Y*Y**AA:::TX~DTP*439*D8*20260110~",
    ),
)
def accident_state(accident_causes: tuple[str, ...], accident_state: str | None = None) -> str | None:
    """Which insurer pays for an auto accident depends on the state in which it happened."""
    if "AA" not in accident_causes or accident_state:
        return None
    return "CLM11 names an auto accident, and its state is missing."


@check(
    "837p.patient-twice",
    of=CLAIM_837P,
    level=4,
    title="The patient is said to be the subscriber, and another patient is given",
    when="own",
    remedy="Leave SBR02 empty, or give the claim in loop 2000B.",
    example=CheckExample(
        "837p",
        "NM1*PR",
        fails="NM1*PR*2*ACME HEALTH PLAN*****PI*60054~HL*3*2*23*0~PAT*19~NM1*QC*1*SMITH*TOM~N3*7 ELM ST~"
        "N4*AUSTIN*TX*78701~DMG*D8*20140101*M~",
    ),
)
def patient_twice(relationship: str | None = None) -> str | None:
    """The payer does not know whom the claim is for."""
    if relationship == _SELF:
        return None
    return "SBR02 says that the patient is the subscriber, and loop 2000C gives another patient."


@check(
    "837p.patient-missing",
    of=CLAIM_837P,
    level=4,
    title="Nobody is named as the patient",
    remedy="Send one of both.",
    example=CheckExample("837p", "SBR*", fails="SBR*P**G100******CI~"),
)
def patient_missing(patient: Party | None = None) -> str | None:
    """The payer does not know whom the claim is for."""
    return None if patient else "The patient is neither the subscriber (SBR02 18) nor given in loop 2000C."


@check(
    "837p.line-numbers",
    of=CLAIM_837P,
    level=4,
    title="The lines are not numbered in order",
    remedy="Number them in order.",
    example=CheckExample("837p", "LX*2", fails="LX*3~"),
)
def line_numbers(lines: tuple[SubmittedLine, ...]) -> str | None:
    """Answers name a line by its number (LX01)."""
    if [line.number for line in lines] == _NUMBERS[: len(lines)]:
        return None
    return "The lines are not numbered 1, 2, 3 and so on (LX01)."


@check(
    "837p.diagnosis-twice",
    of=CLAIM_837P,
    level=4,
    title="A diagnosis is given twice",
    at="2300.HI",
    remedy="Give each once, and point to it.",
    example=CheckExample("837p", "HI*", fails="HI*ABK:M5450*ABF:M5450~"),
)
def diagnosis_twice(diagnoses: tuple[str, ...]) -> str | None:
    """Payers refuse a claim that lists a diagnosis twice."""
    return "A diagnosis is given twice (HI)." if len(set(diagnoses)) < len(diagnoses) else None


@check(
    "837p.attachment-number",
    of=CLAIM_837P,
    level=4,
    title="A paper sent apart from the claim has no number",
    when="attachments",
    at="2300.PWK06",
    remedy="Send PWK05 AC and the number that the paper bears.",
    example=CheckExample("837p", "DTP*431", fails=f"{_ONSET}PWK*OZ*FX~", passes=f"{_ONSET}PWK*OZ*FX***AC*PAPER1~"),
)
def attachment_number(attachments: tuple[Attachment, ...]) -> Iterator[Wrong]:
    """A paper that comes by mail or fax is matched to its claim by that number alone."""
    for paper in attachments:
        if paper.way in _SENT_APART and not paper.control_number:
            yield Wrong(f"Paper {paper.kind} is sent apart from the claim ({paper.way}), and has no number (PWK06).")


@check(
    "837p.payer-order",
    of=CLAIM_837P,
    level=4,
    title="Two payers have the same place in the order",
    when="other_payers",
    remedy="Say who comes first, second and third.",
    example=CheckExample("837p-secondary", "SBR*P", fails="SBR*S*18*******MB~"),
)
def payer_order(other_payers: tuple[OtherPayer, ...], sequence: str | None = None) -> str | None:
    """A payer that cannot tell whether it comes first does not pay."""
    known = [one for one in (sequence, *(payer.sequence for payer in other_payers)) if one and one != "U"]
    if len(set(known)) == len(known):
        return None
    return f"Two payers have the same place in the order (SBR01 {' '.join(known)})."


@check(
    "837p.other-payer-date",
    of=CLAIM_837P,
    level=4,
    title="Another payer has decided, and does not say when",
    when="other_payers",
    remedy="Send DTP 573 in loop 2330B, or line by line in loop 2430.",
    example=CheckExample(
        "837p", "LX*1", fails=f"{_OTHER_PAYER}LX*1~", passes=f"{_OTHER_PAYER}DTP*573*D8*20260320~LX*1~"
    ),
)
def other_payer_date(other_payers: tuple[OtherPayer, ...], lines: tuple[SubmittedLine, ...]) -> Iterator[Wrong]:
    """The next payer's filing limit runs from the day on which the first one decided."""
    for payer in other_payers:
        of_lines = (one for line in lines for one in line.adjudications if one.payer_id == payer.payer_id)
        decided = payer.paid is not None or payer.adjustments
        if decided and payer.on is None and not any(one.on for one in of_lines):
            yield Wrong(f"Payer {payer.payer_id or ''} has paid or taken something off, and does not say when.")


@check(
    "837p.line-payer-unknown",
    of=CLAIM_837P,
    level=4,
    title="A line was decided by a payer that the claim does not name",
    when="other_payers",
    remedy="Name the payer, or correct SVD01.",
    example=CheckExample("837p-secondary", "NM1*PR*2*FIRST", fails="NM1*PR*2*FIRST HEALTH*****PI*60055~"),
)
def line_payer_unknown(other_payers: tuple[OtherPayer, ...], lines: tuple[SubmittedLine, ...]) -> Iterator[Wrong]:
    """What was paid on a line counts for the payer whose number SVD01 has."""
    named = {payer.payer_id for payer in other_payers}
    strangers = {one.payer_id for line in lines for one in line.adjudications} - named
    for stranger in sorted(strangers):
        yield Wrong(f"A line was decided by payer {stranger} (SVD01), which no loop 2330B names.")


@check(
    "837p.diagnosis-pointer",
    of=LINE_837P,
    level=4,
    title="A line points to a diagnosis that the claim does not have",
    at="2400.SV107",
    remedy="Point to a diagnosis of the claim.",
    example=CheckExample("837p", "SV1*HC:97110", fails="SV1*HC:97110:GP*85*UN*2***1:2:3~"),
)
def diagnosis_pointer(pointers: tuple[int, ...], diagnosis_count: int) -> Iterator[Wrong]:
    """The diagnosis is why the payer should pay for the line."""
    for pointer in pointers:
        if not 1 <= pointer <= diagnosis_count:
            yield Wrong(f"SV107 points to diagnosis {pointer}, and the claim has {diagnosis_count}.")


@check(
    "837p.line-dates",
    of=LINE_837P,
    level=4,
    title="A service ends before it begins",
    remedy="Correct DTP 472.",
    example=CheckExample(
        "837p", "DTP*472", fails="DTP*472*RD8*20260302-20260301~", passes="DTP*472*RD8*20260301-20260302~"
    ),
)
def line_dates(first_date: date, last_date: date) -> str | None:
    """The day decides which codes, prices and rules hold."""
    return "The service ends before it begins." if last_date < first_date else None


@check(
    "837p.line-adjustment-date",
    of=LINE_837P,
    level=4,
    title="A payer took something off a line, and does not say when",
    when="adjudications",
    remedy="Send DTP 573 in loop 2430.",
    example=CheckExample("837p-secondary", "DTP*573", fails=""),
)
def line_adjustment_date(adjudications: tuple[Adjudication, ...]) -> Iterator[Wrong]:
    """The next payer's filing limit runs from the day on which the first one decided."""
    for one in adjudications:
        if one.on is None and one.adjustments:
            yield Wrong(f"Payer {one.payer_id} took something off the line, and does not say when (DTP 573).")


@check(
    "837p.service-before-birth",
    of=LINE_837P,
    level=4,
    title="A service before the patient was born",
    remedy="Correct DTP 472 or DMG02.",
    example=CheckExample("837p", "DTP*472", fails="DTP*472*D8*19570302~"),
)
def service_before_birth(first_date: date, birth_date: date) -> str | None:
    """One of the two dates is wrong, and payers find the patient by the date of birth."""
    return "The service is before the patient was born." if first_date < birth_date else None


@check(
    "837p.service-in-future",
    of=LINE_837P,
    level=4,
    title="A service after the file was made",
    remedy="Correct DTP 472.",
    example=CheckExample("837p", "DTP*472", fails="DTP*472*D8*20260303~"),
)
def service_in_future(first_date: date, written: date) -> str | None:
    """Payers refuse what has not taken place when the file was made (BHT04)."""
    return "The service is later than the file was made (BHT04)." if first_date > written else None
