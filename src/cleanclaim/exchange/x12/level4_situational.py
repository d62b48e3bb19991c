"""SNIP level 4: what one segment of a claim or a payment asks of another."""

from datetime import date

from cleanclaim.exchange.x12.diagnostics import Fault
from cleanclaim.model.remittance import PaidClaim, PaidLine, Payment
from cleanclaim.model.submitted_claim import REPLACEMENT, VOID, OtherPayer, SubmittedClaim, SubmittedLine

_CORRECTIONS = {REPLACEMENT: "replacement", VOID: "void"}
_SENT_APART = {"BM", "EL", "EM", "FT", "FX"}  # PWK02: by post, electronically, by e-mail, as a file, by fax
_NUMBERS = [str(number) for number in range(1, 1000)]
_REVERSAL, _DENIED = "22", "4"


def claim_faults(claim: SubmittedClaim) -> list[Fault]:
    """What a claim's segments ask of each other."""
    faults = []
    if claim.frequency in _CORRECTIONS and not claim.payer_claim_number:
        what = _CORRECTIONS[claim.frequency]
        remedy = "Send REF F8 with the number from the payer's remittance."
        faults.append(Fault(4, f"The claim is a {what} and does not name the payer's claim number.", remedy, "", 5, 3))
    if claim.accident_causes:
        faults += _accident_faults(claim)
    around = claim.around
    if around.patient is None or around.own:
        faults += _patient_faults(claim)
    if [line.number for line in claim.lines] != _NUMBERS[: len(claim.lines)]:
        problem = "The lines are not numbered 1, 2, 3 and so on (LX01)."
        faults.append(Fault(4, problem, "Number them in order."))
    if len(claim.diagnoses) > 1 and len(set(claim.diagnoses)) < len(claim.diagnoses):
        problem = "A diagnosis is given twice (HI)."
        faults.append(Fault(4, problem, "Give each once, and point to it.", path="2300.HI"))
    for paper in claim.attachments:
        if paper.way in _SENT_APART and not paper.control_number:
            problem = f"Paper {paper.kind} is sent apart from the claim ({paper.way}), and has no number (PWK06)."
            faults.append(
                Fault(4, problem, "Send PWK05 AC and the number that the paper bears.", "", 6, path="2300.PWK")
            )
    if claim.other_payers:
        faults += _other_payers_faults(claim)
    return faults


def _patient_faults(claim: SubmittedClaim) -> list[Fault]:
    """The patient is the subscriber or another, and not both."""
    around = claim.around
    faults = []
    if around.own and around.relationship != "18":
        problem = "SBR02 says that the patient is the subscriber, and loop 2000C gives another patient."
        faults.append(Fault(4, problem, "Leave SBR02 empty, or give the claim in loop 2000B."))
    if around.patient is None:
        problem = "The patient is neither the subscriber (SBR02 18) nor given in loop 2000C."
        faults.append(Fault(4, problem, "Send one of both."))
    return faults


def _accident_faults(claim: SubmittedClaim) -> list[Fault]:
    """An accident has a date, an auto accident a state."""
    faults = []
    if claim.accident_date is None:
        faults.append(Fault(4, "CLM11 names an accident, and its date is missing.", "Send DTP 439.", "", 11))
    if "AA" in claim.accident_causes and not claim.accident_state:
        problem = "CLM11 names an auto accident, and its state is missing."
        faults.append(Fault(4, problem, "Send CLM11-4.", "", 11, 4))
    return faults


def _other_payers_faults(claim: SubmittedClaim) -> list[Fault]:
    """Each payer has a place of its own in the order, and one that has decided says when."""
    faults = []
    order = [claim.around.sequence, *(one.sequence for one in claim.other_payers)]
    known = [one for one in order if one and one != "U"]
    if len(set(known)) < len(known):
        problem = f"Two payers have the same place in the order (SBR01 {' '.join(known)})."
        faults.append(Fault(4, problem, "Say who comes first, second and third."))
    for other in claim.other_payers:
        if (other.paid is not None or other.adjustments) and not _decided_on(other, claim):
            problem = f"Payer {other.payer_id or ''} has paid or taken something off, and does not say when."
            faults.append(Fault(4, problem, "Send DTP 573 in loop 2330B, or line by line in loop 2430."))
    named = {one.payer_id for one in claim.other_payers}
    strangers = {one.payer_id for line in claim.lines for one in line.adjudications} - named
    for stranger in sorted(strangers):
        problem = f"A line was decided by payer {stranger} (SVD01), which no loop 2330B names."
        faults.append(Fault(4, problem, "Name the payer, or correct SVD01."))
    return faults


def _decided_on(other: OtherPayer, claim: SubmittedClaim) -> bool:
    """Whether the day is known on which the payer decided."""
    lines = (one for line in claim.lines for one in line.adjudications if one.payer_id == other.payer_id)
    return other.on is not None or any(one.on for one in lines)


def line_faults(line: SubmittedLine, diagnoses: int) -> list[Fault]:
    """Pointers lead to one of the claim's diagnoses, dates run forward."""
    faults = []
    for pointer in line.pointers:
        if not 1 <= pointer <= diagnoses:
            problem = f"SV107 points to diagnosis {pointer}, and the claim has {diagnoses}."
            faults.append(Fault(4, problem, "Point to a diagnosis of the claim.", "", 7))
    if line.first_date and line.last_date and line.last_date < line.first_date:
        faults.append(Fault(4, "The service ends before it begins.", "Correct DTP 472."))
    return faults


def adjudication_faults(line: SubmittedLine) -> list[Fault]:
    """Who took something off a line says when."""
    faults = []
    for other in line.adjudications:
        if other.on is None and other.adjustments:
            problem = f"Payer {other.payer_id} took something off the line, and does not say when (DTP 573)."
            faults.append(Fault(4, problem, "Send DTP 573 in loop 2430."))
    return faults


def date_faults(on: date, born: date | None) -> list[Fault]:
    """A service is not before the patient was born, nor after the file was made (BHT04)."""
    if born and on < born:
        return [Fault(4, "The service is before the patient was born.", "Correct DTP 472 or DMG02.")]
    return [Fault(4, "The service is later than the file was made (BHT04).", "Correct DTP 472.")]


def paid_claim_faults(claim: PaidClaim) -> list[Fault]:
    """A reversal takes back, a denial pays nothing."""
    if claim.status == _REVERSAL and claim.charge is not None and claim.charge > 0:
        return [Fault(4, "CLP02 says a reversal, and its charge is not negative.", "Negate all its amounts.", "", 3)]
    if claim.status == _DENIED and claim.paid:
        return [Fault(4, "CLP02 says that the claim is denied, and CLP04 pays it.", "Correct CLP02 or CLP04.", "", 2)]
    return []


def paid_line_faults(line: PaidLine) -> list[Fault]:
    """Dates run forward."""
    if line.first_date and line.last_date and line.last_date < line.first_date:
        return [Fault(4, "The service ends before it begins.", "Correct DTM 150 or 151.")]
    return []


def payment_faults(payment: Payment) -> list[Fault]:
    """A remittance without payment comes to nothing."""
    if payment.method == "NON" and payment.amount:
        problem = "BPR04 says that nothing is paid, and BPR02 is not 0."
        return [Fault(4, problem, "Correct the method or the amount.", "", 4)]
    return []
