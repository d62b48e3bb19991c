"""SNIP level 4: what one segment of a claim asks of another."""

from collections.abc import Iterator

from cleanclaim.x12.diagnostics import Fault
from cleanclaim.x12.submitted import SubmittedClaim, SubmittedLine

_CORRECTIONS = {"7": "replacement", "8": "void"}


def claim_faults(claim: SubmittedClaim) -> Iterator[Fault]:
    """A correction names the payer's claim number; an accident its date, an auto accident its state."""
    if claim.frequency in _CORRECTIONS and not claim.payer_claim_number:
        what = _CORRECTIONS[claim.frequency]
        remedy = "Send REF F8 with the number from the payer's remittance."
        yield Fault(4, f"The claim is a {what} and does not name the payer's claim number.", remedy, "", 5, 3)
    if claim.accident_causes and claim.accident_date is None:
        yield Fault(4, "CLM11 names an accident, and its date is missing.", "Send DTP 439.", "", 11)
    if "AA" in claim.accident_causes and not claim.accident_state:
        yield Fault(4, "CLM11 names an auto accident, and its state is missing.", "Send CLM11-4.", "", 11, 4)
    if claim.around.own and claim.around.relationship != "18":
        problem = "SBR02 says that the patient is the subscriber, and loop 2000C gives another patient."
        yield Fault(4, problem, "Leave SBR02 empty, or give the claim in loop 2000B.")
    if claim.around.patient is None:
        yield Fault(4, "The patient is neither the subscriber (SBR02 18) nor given in loop 2000C.", "Send one of both.")
    numbers = [line.number for line in claim.lines]
    if numbers != [str(number) for number in range(1, len(numbers) + 1)]:
        yield Fault(4, "The lines are not numbered 1, 2, 3 and so on (LX01).", "Number them in order.")


def line_faults(line: SubmittedLine, claim: SubmittedClaim) -> Iterator[Fault]:
    """Pointers lead to diagnoses of the claim, dates run forward and not before the patient was born."""
    for pointer in line.pointers:
        if not 1 <= pointer <= len(claim.diagnoses):
            problem = f"SV107 points to diagnosis {pointer}, and the claim has {len(claim.diagnoses)}."
            yield Fault(4, problem, "Point to a diagnosis of the claim.", "", 7)
    if line.first_date and line.last_date and line.last_date < line.first_date:
        yield Fault(4, "The service ends before it begins.", "Correct DTP 472.")
    born = claim.around.birth_date
    if line.first_date and born and line.first_date < born:
        yield Fault(4, "The service is before the patient was born.", "Correct DTP 472 or DMG02.")
