"""SNIP level 4, claims: what one segment of a claim asks of another. The notes are in `guides/837p.notes.toml`."""

from collections.abc import Iterator
from datetime import date

from cleanclaim.exchange.x12.checks.check import Wrong
from cleanclaim.exchange.x12.checks.noted import noted
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
from cleanclaim.reference.unlisted_codes import unlisted_codes

_CORRECTIONS = {REPLACEMENT: "replacement", VOID: "void"}
_SENT_APART = {"BM", "EL", "EM", "FT", "FX"}  # PWK02: by mail, electronically, by e-mail, as a file, by fax
_NUMBERS = [str(number) for number in range(1, 1000)]
_NO_ILLNESS = {"AA", "OA"}  # what comes of work (EM) may be an illness, of which there is no day
_ORIGINAL = "1"
_EXTERNAL = frozenset("VWXY")  # the first letter of external causes in ICD-10-CM
_SELF = "18"
"""The relationship (SBR02) of a subscriber who is the patient."""


@noted("837p.payer-claim-number", of=CLAIM_837P)
def correction_names_its_claim(frequency: str, payer_claim_number: str | None = None) -> str | None:
    """The payer finds the claim by its own number; without it, it refuses the claim or takes it for a new one."""
    if frequency not in _CORRECTIONS or payer_claim_number:
        return None
    return f"The claim is a {_CORRECTIONS[frequency]} and does not name the payer's claim number."


@noted("837p.accident-date", of=CLAIM_837P, when="accident_causes")
def accident_date(accident_causes: tuple[str, ...], accident_date: date | None = None) -> str | None:
    """Another insurer may have to pay for an accident; the payer asks when it happened before it pays."""
    if accident_date or _NO_ILLNESS.isdisjoint(accident_causes):
        return None
    return "CLM11 names an accident, and its date is missing."


@noted("837p.accident-state", of=CLAIM_837P, when="accident_causes")
def accident_state(accident_causes: tuple[str, ...], accident_state: str | None = None) -> str | None:
    """Which insurer pays for an auto accident depends on the state in which it happened."""
    if "AA" not in accident_causes or accident_state:
        return None
    return "CLM11 names an auto accident, and its state is missing."


@noted("837p.patient-twice", of=CLAIM_837P, when="own")
def patient_twice(relationship: str | None = None) -> str | None:
    """The payer does not know whom the claim is for."""
    if relationship == _SELF:
        return None
    return "SBR02 says that the patient is the subscriber, and loop 2000C gives another patient."


@noted("837p.patient-missing", of=CLAIM_837P)
def patient_missing(patient: Party | None = None) -> str | None:
    """The payer does not know whom the claim is for."""
    return None if patient else "The patient is neither the subscriber (SBR02 18) nor given in loop 2000C."


@noted("837p.line-numbers", of=CLAIM_837P)
def line_numbers(lines: tuple[SubmittedLine, ...]) -> str | None:
    """Answers name a line by its number (LX01)."""
    if [line.number for line in lines] == _NUMBERS[: len(lines)]:
        return None
    return "The lines are not numbered 1, 2, 3 and so on (LX01)."


@noted("837p.diagnosis-twice", of=CLAIM_837P)
def diagnosis_twice(diagnoses: tuple[str, ...]) -> str | None:
    """Payers refuse a claim that lists a diagnosis twice."""
    return "A diagnosis is given twice (HI)." if len(set(diagnoses)) < len(diagnoses) else None


@noted("837p.attachment-number", of=CLAIM_837P, when="attachments")
def attachment_number(attachments: tuple[Attachment, ...]) -> Iterator[Wrong]:
    """A paper that comes by mail or fax is matched to its claim by that number alone."""
    for paper in attachments:
        if paper.way in _SENT_APART and not paper.control_number:
            yield Wrong(f"Paper {paper.kind} is sent apart from the claim ({paper.way}), and has no number (PWK06).")


@noted("837p.payer-order", of=CLAIM_837P, when="other_payers")
def payer_order(other_payers: tuple[OtherPayer, ...], sequence: str | None = None) -> str | None:
    """A payer that cannot tell whether it comes first does not pay."""
    known = [one for one in (sequence, *(payer.sequence for payer in other_payers)) if one and one != "U"]
    if len(set(known)) == len(known):
        return None
    return f"Two payers have the same place in the order (SBR01 {' '.join(known)})."


@noted("837p.other-payer-date", of=CLAIM_837P, when="other_payers")
def other_payer_date(other_payers: tuple[OtherPayer, ...], lines: tuple[SubmittedLine, ...]) -> Iterator[Wrong]:
    """The next payer's filing limit runs from the day on which the first one decided."""
    for payer in other_payers:
        of_lines = (one for line in lines for one in line.adjudications if one.payer_id == payer.payer_id)
        decided = payer.paid is not None or payer.adjustments
        if decided and payer.on is None and not any(one.on for one in of_lines):
            who = f"Payer {payer.payer_id}" if payer.payer_id else "Another payer"
            yield Wrong(f"{who} has paid or taken something off, and does not say when.")


@noted("837p.line-payer-unknown", of=CLAIM_837P, when="other_payers")
def line_payer_unknown(other_payers: tuple[OtherPayer, ...], lines: tuple[SubmittedLine, ...]) -> Iterator[Wrong]:
    """What was paid on a line counts for the payer whose number SVD01 has."""
    named = {payer.payer_id for payer in other_payers}
    strangers = {one.payer_id for line in lines for one in line.adjudications} - named
    for stranger in sorted(strangers):
        yield Wrong(f"A line was decided by payer {stranger} (SVD01), which no loop 2330B names.")


@noted("837p.diagnosis-pointer", of=LINE_837P)
def diagnosis_pointer(pointers: tuple[int, ...], diagnosis_count: int) -> Iterator[Wrong]:
    """The diagnosis is why the payer should pay for the line."""
    for pointer in pointers:
        if not 1 <= pointer <= diagnosis_count:
            yield Wrong(f"SV107 points to diagnosis {pointer}, and the claim has {diagnosis_count}.")


@noted("837p.line-dates", of=LINE_837P)
def line_dates(first_date: date, last_date: date) -> str | None:
    """The day decides which codes, prices and rules hold."""
    return "The service ends before it begins." if last_date < first_date else None


@noted("837p.line-adjustment-date", of=LINE_837P, when="adjudications")
def line_adjustment_date(adjudications: tuple[Adjudication, ...]) -> Iterator[Wrong]:
    """The next payer's filing limit runs from the day on which the first one decided."""
    for one in adjudications:
        if one.on is None and one.adjustments:
            yield Wrong(f"Payer {one.payer_id} took something off the line, and does not say when (DTP 573).")


@noted("837p.service-before-birth", of=LINE_837P)
def service_before_birth(first_date: date, birth_date: date) -> str | None:
    """One of the two dates is wrong, and payers find the patient by the date of birth."""
    return "The service is before the patient was born." if first_date < birth_date else None


@noted("837p.service-in-future", of=LINE_837P)
def service_in_future(first_date: date, written: date) -> str | None:
    """Payers refuse what has not taken place when the file was made (BHT04)."""
    return "The service is later than the file was made (BHT04)." if first_date > written else None


@noted("837p.number-of-original", of=CLAIM_837P)
def number_of_original(frequency: str, payer_claim_number: str | None = None) -> str | None:
    """Payers refuse an original that names an earlier claim, or take it for a correction."""
    if frequency != _ORIGINAL or payer_claim_number is None:
        return None
    return f"The claim is an original (CLM05-3 1) and names claim {payer_claim_number} (REF F8)."


@noted("837p.frequency", of=CLAIM_837P)
def frequency_listed(frequency: str) -> str | None:
    """Payers refuse a frequency that professional claims do not have."""
    if len(frequency) == 1 and frequency in "123456789":
        return None
    return f'CLM05-3 "{frequency}" is not a frequency of a professional claim.'


@noted("837p.external-cause", of=CLAIM_837P)
def external_cause(diagnoses: tuple[str, ...]) -> str | None:
    """What caused an injury is not what is treated; payers refuse the claim."""
    if (
        not diagnoses
        or diagnoses[0][:1] not in _EXTERNAL
        or not (diagnoses[0][1:3].isascii() and diagnoses[0][1:3].isdigit())
    ):
        return None
    return f"The first diagnosis, {diagnoses[0]}, is an external cause."


@noted("837p.unlisted-description", of=LINE_837P)
def unlisted_description(code: str, description: str | None = None, note: str | None = None) -> str | None:
    """An unlisted code says nothing of what was done; front ends refuse the line."""
    if description or note or code not in unlisted_codes():
        return None
    return f"{code} is an unlisted code, and nothing says what was done."
