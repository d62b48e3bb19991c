"""What explains that a payer allowed something else than was expected, found by trying.

    expected 35.07     allowed 25.05     with the multiple procedure reduction: 25.05, which fits
                                         by last year's prices: 34.61, which does not

A cause is named only where it fits to the cent; where several fit, all are named. A wrong locality must fit all lines
of the claim.
"""

from collections.abc import Iterator
from datetime import date
from typing import Literal

from msgspec import Struct, structs

from cleanclaim.money.variance.decided_lines import DecidedLine
from cleanclaim.money.variance.priced_claims import Compared, PricedClaims
from cleanclaim.pricing.contracts.contract import take_percent
from cleanclaim.pricing.contracts.line_price import LinePrice
from cleanclaim.pricing.payment_locality import PaymentLocality

CauseKind = Literal[
    "multiple procedure reduction not due",
    "multiple procedure reduction not applied",
    "last year's fees",
    "wrong locality",
    "units cut",
    "assistant reduction twice",
    "assistant reduction without CQ",
    "assistant reduction not applied",
    "bundled",
    "bundle paid too much",
    "code changed",
    "sequestration twice",
    "sequestration not due",
    "sequestration not applied",
    "interest missing",
    "unexplained",
]
WHAT_TO_DO: dict[CauseKind, str] = {
    "multiple procedure reduction not due": "Show the payer the day's lines: one unit of the highest practice expense"
    " is paid whole, and a contract without the reduction has none.",
    "multiple procedure reduction not applied": "The payer may take it back.",
    "last year's fees": "Ask the payer to load this year's fees, and to pay the difference for all claims since.",
    "wrong locality": "Ask the payer by which place it pays you; correct your enrollment where that is wrong.",
    "units cut": "Appeal with the minutes of the note.",
    "assistant reduction twice": "Ask the payer to take the reduction off once.",
    "assistant reduction without CQ": "Ask for the difference: the line says no assistant gave it.",
    "assistant reduction not applied": "The payer may take it back.",
    "bundled": "See whether the two services were apart: a modifier 59 or X may be missing; else appeal.",
    "bundle paid too much": "Nothing is missing: see at what rate the one code is paid; what is too much goes back.",
    "code changed": "Appeal with the note: it shows what was done.",
    "sequestration twice": "Ask the payer to give back the second one.",
    "sequestration not due": "Ask the payer by which right it withholds.",
    "sequestration not applied": "The payer may take it back.",
    "interest missing": "Ask for the interest that the contract sets on late payment, with the days.",
    "unexplained": "Ask the payer how it came to the amount.",
}
"""What a person does about each."""


class FoundCause(Struct, frozen=True):
    """A cause that fits to the cent, and how: by which year, in which place, for how many units."""

    kind: CauseKind
    how: str = ""


UNEXPLAINED = (FoundCause("unexplained"),)


class CauseFinder:
    """Finds causes in all that was compared."""

    def __init__(self, priced: PricedClaims, compared: list[Compared]) -> None:
        self._priced = priced
        self._of_claim: dict[int, list[Compared]] = {}
        for one in compared:
            self._of_claim.setdefault(id(one.claim), []).append(one)

    def find(self, one: Compared) -> tuple[FoundCause, ...]:
        """What explains a difference; none where there is none."""
        if one.expected == one.allowed:
            return ()
        found = [*self._bundled(one), *_sequestration(one)]
        if not any(line.bundled for line in one.lines):
            if len(one.amount.prices) == len(one.lines) == 1:
                found += _of_line(one, one.amount.prices[0], one.lines[0])
            found += [*self._code_changed(one), *self._last_year(one), *self._wrong_locality(one)]
        return tuple(dict.fromkeys(found)) or UNEXPLAINED

    def _bundled(self, one: Compared) -> Iterator[FoundCause]:
        if all(line.bundled for line in one.lines):
            yield FoundCause("bundled", "paid inside another service")
            return
        gone = [each for each in self._of_claim[id(one.claim)] if all(line.bundled for line in each.lines)]
        over = one.allowed - one.expected
        if gone and over in {sum(each.expected for each in gone), *(each.expected for each in gone)}:
            codes = " and ".join(dict.fromkeys(line.code for each in gone for line in each.lines))
            yield FoundCause("bundled", f"it has the money of {codes}")

    def _code_changed(self, one: Compared) -> Iterator[FoundCause]:
        if all(line.paid_code == line.code for line in one.lines):
            return
        visit = self._priced.visits[one.visit].visit
        services = list(visit.services)
        for place, line in zip(one.amount.lines, one.lines, strict=True):
            units = line.paid_units if line.paid_units else services[place].units
            services[place] = structs.replace(services[place], code=line.paid_code, units=units)
        changed = {one.visit: structs.replace(visit, services=tuple(services))}
        again = self._priced.reprice(self._priced.with_patient(one.visit), self._priced.prices, changed)
        if one.expected_by(again[one.visit]) == one.allowed:
            codes = " and ".join(dict.fromkeys(line.paid_code for line in one.lines))
            yield FoundCause("code changed", f"paid as {codes}")

    def _last_year(self, one: Compared) -> Iterator[FoundCause]:
        places = self._priced.with_patient(one.visit)
        on = self._priced.visits[one.visit].visit.service_date
        contract = self._priced.expected[one.visit].contract
        if on is not None:
            year = on.year - 1
            again = self._priced.reprice(
                [at for at in places if self._year(at) == on.year],
                structs.replace(self._priced.prices, medicare_on=date(year, 12, 31)),
            )
            if one.expected_by(again[one.visit]) == one.allowed:
                yield FoundCause("last year's fees", f"Medicare's of {year}")
        if contract is None:
            return
        before = self._priced.prices.contracts.before(contract, self._priced.visits[one.visit].payer)
        if before is not None:
            again = self._priced.reprice(places, structs.replace(self._priced.prices, contract=before))
            if one.expected_by(again[one.visit]) == one.allowed:
                yield FoundCause("last year's fees", f"those of {before.name}")

    def _year(self, at: int) -> int | None:
        on = self._priced.visits[at].visit.service_date
        return on.year if on else None

    def _wrong_locality(self, one: Compared) -> Iterator[FoundCause]:
        """The localities of the same state by which every line of the claim that was paid is as it is."""
        visit = self._priced.expected[one.visit]
        on = self._priced.visits[one.visit].visit.service_date
        if visit.place is None or on is None:
            return
        mine = [each for each in self._of_claim[id(one.claim)] if not all(line.bundled for line in each.lines)]
        places = sorted({at for each in mine for at in self._priced.with_patient(each.visit)})
        for other in self._priced.prices.basis.tables(on).localities(visit.place.state):
            if other.locality == visit.place.locality:
                continue
            office = PaymentLocality(locality=other.locality, qualifying=self._priced.prices.office.qualifying)
            again = self._priced.reprice(places, structs.replace(self._priced.prices, office=office))
            if all(each.expected_by(again[each.visit]) == each.allowed for each in mine):
                yield FoundCause("wrong locality", f"{other.locality} {other.name.rstrip('* ')}")


def _sequestration(one: Compared) -> Iterator[FoundCause]:
    percent, share = one.sequestration_percent, one.expected - one.left
    if percent is None:
        return
    due = take_percent(share, percent)
    twice = {share - 2 * due, share - due - take_percent(share - due, percent)}
    if due and one.paid in twice:
        yield FoundCause("sequestration twice")
    if due and one.paid == share and not one.withheld:
        yield FoundCause("sequestration not applied")
    if not percent and one.withheld and one.paid + one.withheld == share:
        yield FoundCause("sequestration not due")


def _of_line(one: Compared, price: LinePrice, line: DecidedLine) -> Iterator[FoundCause]:
    """What the line's own price explains: its units, the reduction, the assistant."""
    deductible, allowed = line.deductible, one.allowed
    for units in range(price.units - 1, 0, -1):
        if price.allowed(deductible, units=units) == allowed:
            yield FoundCause("units cut", f"{units} of {price.units} paid")
    if price.reduced is not None:
        for whole in {0, 1, price.units} - {min(price.whole_units, price.units)}:
            if price.allowed(deductible, whole_units=whole) == allowed:
                less = whole < price.whole_units
                kind: CauseKind = (
                    "multiple procedure reduction not due" if less else "multiple procedure reduction not applied"
                )
                yield FoundCause(kind, f"{price.units - whole} of {price.units} reduced")
    if price.by_assistant:
        if price.allowed(deductible, assistant_times=2) == allowed:
            yield FoundCause("assistant reduction twice")
        if price.allowed(deductible, assistant_times=0) == allowed:
            yield FoundCause("assistant reduction not applied")
    elif price.can_lose_for_assistant and price.allowed(deductible, assistant_times=1) == allowed:
        yield FoundCause("assistant reduction without CQ")
