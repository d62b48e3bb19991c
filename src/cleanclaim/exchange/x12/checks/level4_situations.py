"""SNIP level 4, situations: what the 837P guide wants because of what else a claim says, and front ends refuse for.

The notes are in `guides/837p.notes.toml`, with those that are not looked for.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from cleanclaim.exchange.x12.checks.check import Wrong
from cleanclaim.exchange.x12.checks.noted import noted
from cleanclaim.exchange.x12.checks.subjects import CLAIM_837P, LINE_837P, taken_by
from cleanclaim.model.days import day_for_people
from cleanclaim.model.money import dollars, sum_known
from cleanclaim.model.practice import Address
from cleanclaim.model.submitted_claim import OtherPayer, SubmittedLine


@noted("837p.patient-address", of=CLAIM_837P, when="own")
def patient_address(address: Address | None = None) -> str | None:
    """The guide wants the address of a subscriber who is the patient (SBR02 18); front ends refuse the claim."""
    if address is None:
        return "The subscriber is the patient, and N3 is missing in loop 2010BA."
    return None if address.city else "The subscriber is the patient, and N4 is missing in loop 2010BA."


@noted("837p.patient-birth-date", of=CLAIM_837P, when="own")
def patient_birth_date(birth_date: date | None = None, sex: str | None = None) -> str | None:
    """A payer finds the patient by name, number and date of birth; the guide wants DMG of a subscriber who is one."""
    return None if birth_date or sex else "The subscriber is the patient, and DMG is missing in loop 2010BA."


@noted("837p.control-number-twice", of=CLAIM_837P)
def control_number_twice(lines: tuple[SubmittedLine, ...]) -> list[Wrong] | None:
    """The payer answers a line by this number; with one number for two, what was paid is posted to either."""
    numbers = [line.control_number for line in lines if line.control_number]
    if len(set(numbers)) == len(numbers):
        return None
    found = Counter(numbers).items()
    return [Wrong(f"{count} lines have the control number {number} (REF 6R).") for number, count in found if count > 1]


@noted("837p.onset-after-service", of=CLAIM_837P, when="lines")
def onset_after_service(
    lines: tuple[SubmittedLine, ...], onset_date: date | None = None, accident_date: date | None = None
) -> list[Wrong] | None:
    """Nobody is treated for what has not happened; one of the days is wrong, and payers ask."""
    if onset_date is None and accident_date is None:
        return None
    wrong = []
    first = min((line.first_date for line in lines if line.first_date), default=None)
    for what, code, on in (("illness began", "431", onset_date), ("accident was", "439", accident_date)):
        if first is not None and on is not None and on > first:
            days = f"{day_for_people(on)} (DTP {code}), after the service of {day_for_people(first)}"
            wrong.append(Wrong(f"The {what} on {days}.", "2300.DTP"))
    return wrong


@noted("837p.pointer-twice", of=LINE_837P)
def pointer_twice(pointers: tuple[int, ...]) -> str | None:
    """A line has room for four diagnoses; one that is named twice says nothing more, and some front ends refuse it."""
    return "SV107 points to a diagnosis twice." if len(set(pointers)) < len(pointers) else None


@noted("837p.other-payer-paid", of=CLAIM_837P, when="other_payers")
def other_payer_paid(other_payers: tuple[OtherPayer, ...], lines: tuple[SubmittedLine, ...]) -> Iterator[Wrong]:
    """The next payer reckons from both, and refuses a claim where they differ."""
    for payer in other_payers:
        decided = [one for line in lines for one in line.adjudications if one.payer_id == payer.payer_id]
        of_lines, taken = sum_known([one.paid for one in decided]), taken_by(payer.adjustments)
        if not decided or payer.paid is None or of_lines is None or taken is None or payer.paid == of_lines - taken:
            continue
        yield Wrong(
            f"AMT D says that payer {payer.payer_id} paid {dollars(payer.paid)}, but its lines come to "
            f"{dollars(of_lines - taken)} (SVD02, less CAS of the claim)."
        )
