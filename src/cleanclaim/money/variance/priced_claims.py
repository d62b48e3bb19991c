"""Decided claims with what was expected of their lines, and the same worked out anew with one thing changed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property

from msgspec import Struct, structs

from cleanclaim.claims.visits_from_837p import PayerLookup, lines_by_day, visits_from_claims
from cleanclaim.model.visit import Service, Visit
from cleanclaim.money.variance.decided_lines import DENIED, AnsweredClaim, DecidedLine, nothing_paid
from cleanclaim.pricing.contracts.contract import take_percent
from cleanclaim.pricing.contracts.expected import (
    ExpectedAmount,
    ExpectedVisit,
    Prices,
    VisitToPrice,
    expected_visits,
)
from cleanclaim.pricing.priced import Unpriced

_PARTLY_DENIED = Unpriced("Another line of the visit is denied", "See what becomes of that line first.")


class Compared(Struct, frozen=True, kw_only=True):
    """Lines that have one amount, with what was expected of them and what was decided. `visit` is the place of their
    visit among all.
    """

    claim: AnsweredClaim
    visit: int
    amount: ExpectedAmount
    lines: tuple[DecidedLine, ...]
    sequestration_percent: int | None

    @property
    def deductibles(self) -> list[int]:
        """Cents of each line that fall under the deductible; none where the lines have no prices of their own."""
        return [one.deductible for one in self.lines] if self.amount.prices else []

    @property
    def expected(self) -> int:
        """What was expected to be allowed."""
        return self.amount.allowed(self.deductibles)

    @property
    def paid(self) -> int:
        """What the payer paid."""
        return sum(one.paid for one in self.lines)

    @property
    def left(self) -> int:
        """What it left to the patient or the next payer."""
        return sum(one.left for one in self.lines)

    @property
    def withheld(self) -> int:
        """What it withheld by law."""
        return sum(one.withheld for one in self.lines)

    @property
    def allowed(self) -> int:
        """What it allowed: what was withheld counts as far as it is due, and all of it where nobody says what is."""
        return sum(one.paid + one.left + self._due(one) for one in self.lines)

    def _due(self, one: DecidedLine) -> int:
        if self.sequestration_percent is None:
            return one.withheld
        return take_percent(one.paid + one.withheld, self.sequestration_percent)

    def expected_by(self, other: ExpectedVisit) -> int | None:
        """What would be expected of the same lines by other prices; None where those do not tell."""
        found = [one for one in other.amounts if set(one.lines) & set(self.amount.lines)]
        covered = sorted(place for one in found for place in one.lines)
        if covered != sorted(self.amount.lines):
            return None
        deductibles = dict(zip(self.amount.lines, (one.deductible for one in self.lines), strict=True))
        return sum(one.allowed([deductibles[place] for place in one.lines] if one.prices else []) for one in found)


class PricedClaims:
    """The claims that were decided, as visits, with what is expected of each."""

    def __init__(self, decided: Sequence[AnsweredClaim], prices: Prices, payer: PayerLookup) -> None:
        self.prices = prices
        self.claims = decided
        self.visits: list[VisitToPrice] = []
        self._places: list[tuple[int, list[int]]] = []
        for at, one in enumerate(decided):
            made = visits_from_claims([one.claim], payer)
            header = one.claim.header.payer
            name = (header.last_or_organization if header else None) or one.payer
            for visit, places in zip(made, lines_by_day(one.claim).values(), strict=False):
                # An id is the claim's and the day's; the number before it keeps two from meeting.
                self.visits.append(VisitToPrice(structs.replace(visit, visit_id=f"{at} {visit.visit_id}"), name))
                self._places.append((at, places))
        self.expected = expected_visits(self.visits, prices)
        self._repriced: dict[tuple[tuple[int, ...], str | None, date | None, str], dict[int, ExpectedVisit]] = {}

    def compared(self) -> Iterator[Compared]:
        """All lines of which both is known, what was expected and what was decided."""
        for at, visit in enumerate(self.expected):
            for amount in visit.amounts:
                lines = self._lines(at, amount)
                if not isinstance(lines, Unpriced):
                    found = self._compare(at, amount, lines)
                    yield self._without_denied(found)

    def not_compared(self) -> Iterator[tuple[AnsweredClaim, int, Unpriced]]:
        """Every other line that was decided: its claim, its place there, and why."""
        for at, visit in enumerate(self.expected):
            claim, places = self.claims[self._places[at][0]], self._places[at][1]
            for amount in visit.amounts:
                if isinstance(why := self._lines(at, amount), Unpriced):
                    for one in amount.lines:
                        own = claim.lines[places[one]]
                        yield claim, places[one], own if isinstance(own, Unpriced) else why
            for one, why in visit.unknown.items():
                own = claim.lines[places[one]]
                yield claim, places[one], own if isinstance(own, Unpriced) else why

    def places_of(self, one: Compared) -> list[int]:
        """Where the lines of an amount stand in their claim."""
        return [self._places[one.visit][1][place] for place in one.amount.lines]

    def bundle_size(self, at: int) -> int:
        """How many lines of a visit were paid together as one."""
        claim, places = self.claims[self._places[at][0]], self._places[at][1]
        found = [claim.lines[place] for place in places]
        return sum(isinstance(one, DecidedLine) and one.in_bundle for one in found)

    def with_patient(self, at: int) -> list[int]:
        """The places of all visits of the patient of one, to the same payer."""
        return self._by_patient[self._patient(at)]

    def reprice(
        self, places: Iterable[int], prices: Prices, changed: Mapping[int, Visit] | None = None
    ) -> dict[int, ExpectedVisit]:
        """What would be expected of some visits by other prices, or with some of them changed. Remembered by the
        prices: the claims of a patient are looked at one after another.
        """
        wanted = tuple(places)
        contract = prices.contract.name if prices.contract else ""
        key = (wanted, prices.office.locality, prices.medicare_on, contract)
        if changed is None and key in self._repriced:
            return self._repriced[key]
        visits = [
            structs.replace(self.visits[at], visit=changed[at]) if changed and at in changed else self.visits[at]
            for at in wanted
        ]
        found = dict(zip(wanted, expected_visits(visits, prices), strict=True))
        if changed is None:
            self._repriced[key] = found
        return found

    @cached_property
    def _by_patient(self) -> dict[object, list[int]]:
        found: dict[object, list[int]] = {}
        for at in range(len(self.visits)):
            found.setdefault(self._patient(at), []).append(at)
        return found

    def _patient(self, at: int) -> object:
        one = self.visits[at]
        return (one.visit.patient_id, one.payer) if one.visit.patient_id else at

    def _lines(self, at: int, amount: ExpectedAmount) -> tuple[DecidedLine, ...] | Unpriced:
        """What was decided of the lines of an amount. Of a visit that is paid as such a denied line has nothing."""
        claim, places = self.claims[self._places[at][0]], self._places[at][1]
        found = [claim.lines[places[one]] for one in amount.lines]
        lines = [
            nothing_paid(claim.claim.lines[places[place]]) if isinstance(one, Unpriced) else one
            for place, one in zip(amount.lines, found, strict=True)
        ]
        open_ones = [one for one in found if isinstance(one, Unpriced)]
        if not open_ones:
            return tuple(lines)
        if len(open_ones) == len(found) or any(one is not DENIED for one in open_ones):
            return next((one for one in open_ones if one is not DENIED), DENIED)
        return _PARTLY_DENIED if amount.prices else tuple(lines)

    def _compare(self, at: int, amount: ExpectedAmount, lines: tuple[DecidedLine, ...]) -> Compared:
        return Compared(
            claim=self.claims[self._places[at][0]],
            visit=at,
            amount=amount,
            lines=lines,
            sequestration_percent=self.expected[at].sequestration_percent,
        )

    def _without_denied(self, one: Compared) -> Compared:
        """The same by the prices without the lines of the day that were denied, where those are what was allowed: a
        denied line leaves its whole unit to the next.
        """
        if one.expected == one.allowed or not one.amount.prices:
            return one
        changed = {
            at: structs.replace(self.visits[at].visit, services=services)
            for at in self.with_patient(one.visit)
            if (services := self._services_paid(at)) is not None
        }
        if not changed:
            return one
        again = self.reprice(self.with_patient(one.visit), self.prices, changed)[one.visit]
        same = [amount for amount in again.amounts if amount.lines == one.amount.lines]
        if same and same[0].allowed(one.deductibles) == one.allowed:
            return structs.replace(one, amount=same[0])
        return one

    def _services_paid(self, at: int) -> tuple[Service, ...] | None:
        """The services of a visit with no units where the line was denied; None where none was."""
        claim, places = self.claims[self._places[at][0]], self._places[at][1]
        denied = [claim.lines[place] is DENIED for place in places]
        if not any(denied):
            return None
        services = self.visits[at].visit.services
        return tuple(
            structs.replace(service, units=0) if gone else service
            for service, gone in zip(services, denied, strict=True)
        )
