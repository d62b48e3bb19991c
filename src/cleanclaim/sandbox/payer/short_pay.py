"""Paying claims short on purpose, each by one cause, so that whoever looks for underpayments has some to find.

A claim is drawn for a cause by chance, but always the same for the same `seed` and claim number. It is paid short only
where the cause changes an amount: a claim without an assistant cannot lose the assistant's reduction twice.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from random import Random
from typing import get_args

from msgspec import Struct, structs

from cleanclaim.claims.expected_payment import ExpectedPayment
from cleanclaim.claims.visits_from_837p import PayerLookup, lines_by_day, visits_from_claims
from cleanclaim.law.basis import Basis
from cleanclaim.model import money
from cleanclaim.model.submitted_claim import SubmittedClaim
from cleanclaim.model.visit import Service
from cleanclaim.money.variance.causes import CauseKind
from cleanclaim.pricing.contracts.contract import Contract, Contracts
from cleanclaim.pricing.contracts.expected import (
    ExpectedAmount,
    ExpectedVisit,
    Prices,
    VisitToPrice,
    expected_visits,
)
from cleanclaim.pricing.contracts.line_price import LinePrice
from cleanclaim.pricing.payment_locality import PaymentLocality
from cleanclaim.pricing.settlement import Settlement, Terms, settle

NOT_PLANTED: frozenset[CauseKind] = frozenset(
    {"bundle paid too much", "interest missing", "sequestration not due", "unexplained"}
)
CAUSES: tuple[CauseKind, ...] = tuple(one for one in get_args(CauseKind) if one not in NOT_PLANTED)
"""The ways to pay short."""
BUNDLED = "97"
"""The reason (CARC) of a line whose payment is inside another's."""
_OTHER_CODES = ("97140", "97110", "97112")


class ShortLine(Struct, frozen=True, kw_only=True):
    """How a line is paid otherwise than it should be: `allowed` cents before what an assistant's line loses, as another
    `code`, for other `units`, with a reason of denial, or with reduction and sequestration so many times.
    """

    allowed: int | None = None
    code: str | None = None
    units: Decimal | None = None
    reason: str | None = None
    assistant_times: int | None = None
    sequestration_times: int = 1


AS_DUE = ShortLine()
NO_SHORT_LINES: Mapping[int, ShortLine] = {}


class ShortPaid(Struct, frozen=True):
    """A claim that is paid otherwise than it should be, why, and how its lines are, by place."""

    cause: str
    lines: Mapping[int, ShortLine]


class PayersPrices:
    """What a batch of claims is worth to a payer that has contracts, and what it would be by a mistake."""

    def __init__(
        self,
        claims: Sequence[SubmittedClaim],
        payer: PayerLookup,
        contracts: Contracts,
        office: PaymentLocality,
        basis: Basis,
    ) -> None:
        self._claims = claims
        self._prices = Prices(contracts, office, basis)
        self._visits: list[VisitToPrice] = []
        self._places: list[tuple[int, list[int]]] = []
        for at, claim in enumerate(claims):
            header = claim.header.payer
            name = (header.last_or_organization if header else None) or ""
            for visit, places in zip(visits_from_claims([claim], payer), lines_by_day(claim).values(), strict=False):
                # A file may hold the same claim twice; each is a visit of its own here.
                self._visits.append(VisitToPrice(structs.replace(visit, visit_id=f"{at} {visit.visit_id}"), name))
                self._places.append((at, places))
        self._expected = expected_visits(self._visits, self._prices)

    def worth(self) -> list[list[ExpectedPayment]]:
        """What should be allowed for each line, and how it is shared; nothing to a second payer."""
        found = [[ExpectedPayment()] * len(claim.lines) for claim in self._claims]
        for (at, places), expected in zip(self._places, self._expected, strict=True):
            if self._claims[at].header.sequence in {None, "P"}:
                for place, one in self._payments(expected).items():
                    found[at][places[place]] = one
        return found

    def _payments(self, expected: ExpectedVisit) -> dict[int, ExpectedPayment]:
        found = {}
        for amount in expected.amounts:
            for place, cents, price in _by_line(amount):
                terms = price.terms if price and price.terms else _terms(expected.contract)
                if price is not None and price.terms is not None:
                    found[place] = ExpectedPayment(price.due, terms, price.by_assistant)
                else:
                    found[place] = ExpectedPayment(cents, terms)
        return found

    def short(self, at: int, cause: str) -> ShortPaid | None:
        """The claim at a place paid short by a cause; None where it changes nothing of it."""
        lines: dict[int, ShortLine] = {}
        for visit, (claim, places) in enumerate(self._places):
            if claim == at:
                lines |= {places[place]: one for place, one in self._short_lines(visit, cause)}
        return ShortPaid(cause, lines) if lines else None

    def _short_lines(self, visit: int, cause: str) -> Iterator[tuple[int, ShortLine]]:
        match cause:
            case "last year's fees":
                yield from self._by_other_prices(visit, self._last_year(visit))
            case "wrong locality":
                yield from self._by_other_prices(visit, self._elsewhere(visit))
            case "code changed":
                yield from self._as_another_code(visit)
            case "bundled":
                if len(self._visits[visit].visit.services) > 1 and (alone := self._alone(visit)):
                    yield alone[-1][0], ShortLine(reason=BUNDLED)
            case _:
                changed = [
                    (place, one) for place, price in self._alone(visit) for one in self._of_line(visit, price, cause)
                ]
                yield from changed[:1] if cause == "units cut" else changed

    def _alone(self, visit: int) -> list[tuple[int, LinePrice]]:
        """The lines of a visit that have a price of their own which is more than nothing."""
        return [
            (one.lines[0], one.prices[0])
            for one in self._expected[visit].amounts
            if one.most is None and len(one.prices) == 1 and one.allowed() > 0
        ]

    def _of_line(self, visit: int, price: LinePrice, cause: str) -> Iterator[ShortLine]:
        """A line paid otherwise by its own price."""
        allowed: int | None = None
        units = price.units
        match cause:
            case "multiple procedure reduction not due" if price.reduced is not None:
                allowed = self._net(price, whole_units=0)
            case "multiple procedure reduction not applied" if price.reduced is not None:
                allowed = self._net(price, whole_units=price.units)
            case "units cut" if price.units > 1:
                units = price.units - 1
                allowed = self._net(price, units=units)
            case "assistant reduction twice" | "assistant reduction without CQ" | "assistant reduction not applied":
                yield from self._assistant(price, cause)
                return
            case "sequestration twice" | "sequestration not applied":
                if self._expected[visit].sequestration_percent:
                    yield ShortLine(sequestration_times=2 if cause == "sequestration twice" else 0)
                return
        if allowed is not None and allowed != self._net(price):
            yield ShortLine(allowed=allowed, units=Decimal(units) if units != price.units else None)

    def _net(self, price: LinePrice, *, units: int | None = None, whole_units: int | None = None) -> int:
        """What is allowed as the settlement wants it: Medicare takes the assistant's part off by itself."""
        times = 0 if price.terms is not None else None
        return price.allowed(units=units, whole_units=whole_units, assistant_times=times)

    def _assistant(self, price: LinePrice, cause: str) -> Iterator[ShortLine]:
        if not price.can_lose_for_assistant or price.by_assistant == (cause == "assistant reduction without CQ"):
            return
        times = {"assistant reduction twice": 2, "assistant reduction without CQ": 1}.get(cause, 0)
        if price.terms is not None:
            yield ShortLine(assistant_times=times)
        else:
            yield ShortLine(allowed=price.allowed(assistant_times=times))

    def _last_year(self, visit: int) -> Prices | None:
        one, contract = self._visits[visit], self._expected[visit].contract
        if contract is None:
            on = one.visit.service_date
            return structs.replace(self._prices, medicare_on=date(on.year - 1, 12, 31)) if on else None
        before = self._prices.contracts.before(contract, one.payer)
        return structs.replace(self._prices, contract=before) if before else None

    def _elsewhere(self, visit: int) -> Prices | None:
        place, on = self._expected[visit].place, self._visits[visit].visit.service_date
        if place is None or on is None:
            return None
        others = [
            one.locality
            for one in self._prices.basis.tables(on).localities(place.state)
            if one.locality != place.locality
        ]
        return structs.replace(self._prices, office=PaymentLocality(locality=others[-1])) if others else None

    def _by_other_prices(self, visit: int, prices: Prices | None) -> Iterator[tuple[int, ShortLine]]:
        """The lines as they would be by other prices, where those know all of them."""
        if prices is None:
            return
        again = self._again(visit, prices)
        changed = []
        for amount in self._expected[visit].amounts:
            found = next((one for one in again.amounts if one.lines == amount.lines), None)
            if found is None:
                return
            if found.allowed() != amount.allowed():
                changed += [
                    (place, ShortLine(allowed=self._net(price) if price else cents))
                    for place, cents, price in _by_line(found)
                ]
        yield from changed

    def _again(self, visit: int, prices: Prices, services: tuple[Service, ...] = ()) -> ExpectedVisit:
        """A visit by other prices, or with other services; the patient's other visits are as they are."""
        mine = self._visits[visit]
        if services:
            mine = structs.replace(mine, visit=structs.replace(mine.visit, services=services))
        others = [
            one
            for at, one in enumerate(self._visits)
            if at != visit and (one.visit.patient_id, one.payer) == (mine.visit.patient_id, mine.payer)
        ]
        return expected_visits([mine, *others], prices)[0]

    def _as_another_code(self, visit: int) -> Iterator[tuple[int, ShortLine]]:
        """The first line as another code that brings less."""
        for place, price in self._alone(visit):
            if price.by_assistant:
                continue
            for code in _OTHER_CODES:
                services = list(self._visits[visit].visit.services)
                services[place] = structs.replace(services[place], code=code)
                again = self._again(visit, self._prices, tuple(services))
                found = next((each for each in again.amounts if each.lines == (place,)), None)
                if found and 0 < found.allowed() < price.allowed():
                    yield place, ShortLine(allowed=self._net(found.prices[0]), code=code)
                    return


def _by_line(amount: ExpectedAmount) -> Iterator[tuple[int, int, LinePrice | None]]:
    """Each line of an amount with its cents, and its price where it has one of its own: what lines have together is
    shared in proportion.
    """
    if amount.most is None:
        for place, price in zip(amount.lines, amount.prices, strict=True):
            yield place, price.allowed(), price
        return
    weights = [price.allowed() for price in amount.prices] or [1] * len(amount.lines)
    for place, cents in zip(amount.lines, money.share(amount.allowed(), weights), strict=True):
        yield place, cents, None


def _terms(contract: Contract | None) -> Terms:
    """How a payer with a contract shares what it allows: a fifth is the patient's."""
    return Terms(
        coinsurance_percent=20,
        assistant_payment_percent=100,
        assistant_payment_basis="payer_share",
        sequestration_percent=(contract.sequestration_percent or 0) // 100 if contract else 0,
    )


def draw_cause(claim_id: str, shares: Mapping[str, float], seed: int) -> list[str]:
    """The causes by which a claim is to be paid short, the first that changes anything counts."""
    chance = Random(f"{seed} short {claim_id}")  # noqa: S311 - made-up behavior, nothing secret
    drawn = [cause for cause, share in sorted(shares.items()) if chance.random() < share]
    chance.shuffle(drawn)
    return drawn


def short_settlement(shares: Settlement, allowed: int, terms: Terms, short: ShortLine) -> Settlement:
    """The shares of a line with reduction and sequestration taken off so many times."""
    if short.assistant_times is not None:
        again = settle(allowed, terms, deductible_left=shares.deductible, assistant=short.assistant_times > 0)
        shares = again
        if short.assistant_times > 1:
            before = shares.payer_pays + shares.sequestration
            paid = (before * terms.assistant_payment_percent + 50) // 100
            withheld = (paid * terms.sequestration_percent + 50) // 100
            shares = structs.replace(
                shares,
                assistant_reduction=shares.assistant_reduction + before - paid,
                sequestration=withheld,
                payer_pays=paid - withheld,
            )
    extra = shares.sequestration * (short.sequestration_times - 1)
    return structs.replace(shares, sequestration=shares.sequestration + extra, payer_pays=shares.payer_pays - extra)
