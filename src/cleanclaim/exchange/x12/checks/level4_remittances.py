"""SNIP level 4, remittances: what one segment of an 835 asks of another. Source: the notes of the 835 guide."""

from datetime import date

from cleanclaim.exchange.x12.checks.check import CheckExample, check
from cleanclaim.exchange.x12.checks.subjects import CLAIM_835, LINE_835, PAYMENT_835
from cleanclaim.model.remittance import REVERSED

_DENIED = "4"
_BPR = "BPR*I*70*C*NON*CCP*01*111000025*DA*123456789*1512345678**01*111000025*DA*987654321*20260402~"


@check(
    "835.reversal-amount",
    of=CLAIM_835,
    level=4,
    title="A reversal whose charge is not negative",
    at="2100.CLP03",
    remedy="Negate all its amounts.",
    example=CheckExample("835", "CLP*", fails="CLP*PT1*22*127.5*80*20*12*ICN1*11*1~"),
)
def reversal_amount(status: str, charge: int) -> str | None:
    """A reversal takes back what was paid before; with a positive charge it would be posted as a second payment."""
    return "CLP02 says a reversal, and its charge is not negative." if status == REVERSED and charge > 0 else None


@check(
    "835.denial-paid",
    of=CLAIM_835,
    level=4,
    title="A denied claim that is paid",
    at="2100.CLP02",
    remedy="Correct CLP02 or CLP04.",
    example=CheckExample("835", "CLP*", fails="CLP*PT1*4*127.5*80*20*12*ICN1*11*1~"),
)
def denial_paid(status: str, paid: int) -> str | None:
    """Status and amount contradict each other; one of them is wrong."""
    return "CLP02 says that the claim is denied, and CLP04 pays it." if status == _DENIED and paid else None


@check(
    "835.line-dates",
    of=LINE_835,
    level=4,
    title="A service ends before it begins",
    remedy="Correct DTM 150 or 151.",
    example=CheckExample(
        "835",
        "DTM*472",
        fails="DTM*150*20260302~DTM*151*20260301~",
        passes="DTM*150*20260301~DTM*151*20260302~",
    ),
)
def paid_line_dates(first_date: date, last_date: date) -> str | None:
    """A line is matched to the claim by its dates."""
    return "The service ends before it begins." if last_date < first_date else None


@check(
    "835.no-payment",
    of=PAYMENT_835,
    level=4,
    title="Nothing is paid, and the payment has an amount",
    at=".BPR04",
    remedy="Correct the method or the amount.",
    example=CheckExample("835", "BPR*", fails=_BPR),
)
def no_payment(method: str, amount: int) -> str | None:
    """A remittance without payment (BPR04 NON) comes to nothing; no deposit will be found for it."""
    return "BPR04 says that nothing is paid, and BPR02 is not 0." if method == "NON" and amount else None
