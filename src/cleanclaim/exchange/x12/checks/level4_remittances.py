"""SNIP level 4, remittances: what one segment of an 835 asks of another. Source: the notes of the 835 guide."""

from datetime import date

from cleanclaim.exchange.x12.checks.noted import noted
from cleanclaim.exchange.x12.checks.subjects import CLAIM_835, LINE_835, PAYMENT_835
from cleanclaim.model.money import dollars, sum_known
from cleanclaim.model.remittance import REVERSED, PaidLine
from cleanclaim.model.submitted_claim import Adjustment, Party

_DENIED = "4"
_FORWARDED = {"19", "20", "21", "23"}  # CLP02: processed, or not ours, and forwarded to another payer


@noted("835.reversal-amount", of=CLAIM_835)
def reversal_amount(status: str, charge: int) -> str | None:
    """A reversal takes back what was paid before; with a positive charge it would be posted as a second payment."""
    return "CLP02 says a reversal, and its charge is not negative." if status == REVERSED and charge > 0 else None


@noted("835.denial-paid", of=CLAIM_835)
def denial_paid(status: str, paid: int) -> str | None:
    """Status and amount contradict each other; one of them is wrong."""
    return "CLP02 says that the claim is denied, and CLP04 pays it." if status == _DENIED and paid else None


@noted("835.line-dates", of=LINE_835)
def paid_line_dates(first_date: date, last_date: date) -> str | None:
    """A line is matched to the claim by its dates."""
    return "The service ends before it begins." if last_date < first_date else None


@noted("835.no-payment", of=PAYMENT_835)
def no_payment(method: str, amount: int) -> str | None:
    """A remittance without payment (BPR04 NON) comes to nothing; no deposit will be found for it."""
    return "BPR04 says that nothing is paid, and BPR02 is not 0." if method == "NON" and amount else None


@noted("835.payer-number", of=PAYMENT_835)
def payer_number(payer_id: str, originator: str) -> str | None:
    """The practice finds the deposit by number and trace; with two numbers it finds none."""
    return None if payer_id == originator else f"BPR10 is {originator}, and TRN03 is {payer_id}."


@noted("835.negative-charge", of=CLAIM_835)
def negative_charge_paid(charge: int, status: str) -> str | None:
    """With a negative charge a payment is taken back, and nothing says which."""
    return "CLP03 is negative, and CLP02 says no reversal." if charge < 0 and status != REVERSED else None


@noted("835.patient-share", of=CLAIM_835)
def patient_share(
    patient_owes: int, status: str, adjustments: tuple[Adjustment, ...], lines: tuple[PaidLine, ...]
) -> str | None:
    """What the patient is billed for must be explained, or the patient is billed too much."""
    if status == REVERSED or patient_owes <= 0:
        return None
    shares = [
        one.amount for taken in (adjustments, *(line.adjustments for line in lines)) for one in taken if _is_share(one)
    ]
    borne_out = sum_known(shares)
    if borne_out is None or patient_owes <= borne_out:
        return None
    return f"CLP05 is {dollars(patient_owes)}, but the adjustments of group PR come to {dollars(borne_out)}."


def _is_share(one: Adjustment) -> bool:
    return one.group == "PR"


@noted("835.forwarded-to", of=CLAIM_835)
def forwarded_where(status: str, forwarded_to: Party | None = None) -> str | None:
    """Whoever posts it must know which payer decides next, so as not to bill it again."""
    if status not in _FORWARDED or forwarded_to is not None:
        return None
    return f"CLP02 {status} says that the claim was forwarded, and NM1 TT does not say to whom."


@noted("835.service-day-missing", of=CLAIM_835)
def service_day_missing(lines: tuple[PaidLine, ...], first_date: date | None = None) -> str | None:
    """A line is matched to the claim by its day."""
    if first_date is not None or all(line.first_date for line in lines):
        return None
    return "A line has no day of service (DTM 472), and neither has the claim (DTM 232)."


@noted("835.claim-dates", of=CLAIM_835)
def paid_claim_dates(first_date: date, last_date: date) -> str | None:
    """A claim is matched by its dates."""
    return "The claim ends (DTM 233) before it begins (DTM 232)." if last_date < first_date else None


@noted("835.service-after-payment", of=LINE_835)
def service_after_payment(first_date: date, made_on: date) -> str | None:
    """Nobody pays for what has not happened; one of the days is wrong."""
    return f"The service is later than the payment of {made_on}." if first_date > made_on else None
