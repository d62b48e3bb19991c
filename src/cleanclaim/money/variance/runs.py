"""Remittances in a row below what was expected, by payer and code: a fee schedule loaded wrongly shows so.

Apr 2    97110   expected 222.10   allowed 210.40    94.7 %
Apr 9    97110   expected  88.84   allowed  84.16    94.7 %
Apr 16   97110   expected 133.26   allowed 126.24    94.7 %      three in a row below 98 %
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby

from msgspec import Struct

from cleanclaim.money.variance.variances import LineVariance

LEAST_IN_A_ROW = 3
BELOW_PERCENT = 98


class UnderpaidRun(Struct, frozen=True, kw_only=True):
    """Remittances in a row of one payer that allowed less than 98 % of what was expected of one code, by the days of
    the first and the last. `expected` and `allowed` are cents of all `lines`; `goes_on`: no remittance after them was
    better. `a_year`: cents a year at that rate and with as many lines as in the book.
    """

    payer: str
    code: str
    remittances: int
    first: date
    last: date
    lines: int
    expected: int
    allowed: int
    goes_on: bool
    a_year: int

    @property
    def short(self) -> int:
        """Cents allowed too little."""
        return self.expected - self.allowed


def underpaid_runs(compared: Iterable[LineVariance]) -> list[UnderpaidRun]:
    """The last run of each payer and code, where it is long enough; the dearest first."""
    every = [one for one in compared if one.on is not None]
    by_code = sorted(every, key=lambda one: (one.payer, one.code))
    days = _days(every)
    found = []
    for (payer, code), group in groupby(by_code, key=lambda one: (one.payer, one.code)):
        lines = list(group)
        runs = [run for run in _runs(lines) if len(run) >= LEAST_IN_A_ROW]
        if runs:
            found.append(_run(payer, code, runs[-1], lines, days))
    return sorted(found, key=lambda one: (-one.a_year, one.payer, one.code))


def _runs(lines: Sequence[LineVariance]) -> Iterator[list[list[LineVariance]]]:
    """Each run of remittances below the percentage; each remittance is its lines."""
    by_day = sorted(lines, key=lambda one: (one.on or date.min, one.payment))
    remittances = [list(group) for _, group in groupby(by_day, key=lambda one: (one.on, one.payment))]
    for below, run in groupby(remittances, key=_is_below):
        if below:
            yield list(run)


def _is_below(remittance: Sequence[LineVariance]) -> bool:
    return 100 * sum(one.allowed for one in remittance) < BELOW_PERCENT * sum(one.expected for one in remittance)


def _run(
    payer: str, code: str, run: Sequence[Sequence[LineVariance]], every: Sequence[LineVariance], days: int
) -> UnderpaidRun:
    lines = [one for remittance in run for one in remittance]
    expected, allowed = sum(one.expected for one in lines), sum(one.allowed for one in lines)
    last = max(one.on for one in lines if one.on)
    return UnderpaidRun(
        payer=payer,
        code=code,
        remittances=len(run),
        first=min(one.on for one in lines if one.on),
        last=last,
        lines=len(lines),
        expected=expected,
        allowed=allowed,
        goes_on=last == max(one.on for one in every if one.on),
        a_year=(expected - allowed) * len(every) * 365 // (len(lines) * days),
    )


def _days(every: Sequence[LineVariance]) -> int:
    """How many days of service the book has, from the first to the last."""
    served = [one.service_date for one in every if one.service_date]
    return (max(served) - min(served)).days + 1 if served else 365
