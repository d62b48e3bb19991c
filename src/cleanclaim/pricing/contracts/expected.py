"""What should be allowed for visits: by the contract with the payer, or by Medicare's fee schedule, line by line.

Most lines have an amount of their own. The lines of a visit that is paid by the visit or the case, or that reaches the
most its contract pays, have one amount together. What is not known has no amount, and says why.
"""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from datetime import date

from msgspec import Struct, structs

from cleanclaim.law.basis import Basis
from cleanclaim.model.money import dollars_for_people as dollars
from cleanclaim.model.visit import Visit
from cleanclaim.pricing.contracts.contract import Contract, Contracts
from cleanclaim.pricing.contracts.line_price import LinePrice
from cleanclaim.pricing.contracts.visit_prices import price_lines_of
from cleanclaim.pricing.day import DayLines
from cleanclaim.pricing.payment_locality import PaymentLocality
from cleanclaim.pricing.price import price_lines
from cleanclaim.pricing.priced import Unpriced
from cleanclaim.reference.catalogue import evaluations
from cleanclaim.reference.gpci import Gpci

MEDICARE = "medicare"


class VisitToPrice(Struct, frozen=True):
    """A visit as billed, with every line's units, and the payer's name on its claim."""

    visit: Visit
    payer: str


class ExpectedAmount(Struct, frozen=True, kw_only=True):
    """What is expected of some lines of a visit, by their places. `prices` are those of the lines; none where the
    visit or the case is paid as such. `most`: they are allowed no more together. `contract`: by which, empty for
    Medicare's own prices.
    """

    lines: tuple[int, ...]
    prices: tuple[LinePrice, ...] = ()
    most: int | None = None
    contract: str = ""
    working: tuple[str, ...] = ()

    def allowed(self, deductibles: Sequence[int] = ()) -> int:
        """The cents. `deductibles` are those of the lines that fall under the patient's deductible."""
        if not self.prices:
            return self.most or 0
        left = deductibles or [0] * len(self.prices)
        total = sum(price.allowed(one) for price, one in zip(self.prices, left, strict=True))
        return total if self.most is None else min(total, self.most)


class ExpectedVisit(Struct, frozen=True, kw_only=True):
    """The amounts expected of a visit, and what is not known, by the place of the line. `sequestration_percent`: what
    is withheld of the payer's share (hundredths of a percent), None where nobody says. `place`: whose cost indices
    Medicare's prices have.
    """

    amounts: tuple[ExpectedAmount, ...] = ()
    unknown: dict[int, Unpriced] = {}
    contract: Contract | None = None
    sequestration_percent: int | None = None
    place: Gpci | None = None


class Prices(Struct, frozen=True):
    """By what visits are priced: contracts, the practice's place, tables and payers. Each may be another to see what
    would come of it. `contract`: this one for all visits, whatever their day; `medicare_on`: Medicare's prices of this
    day.
    """

    contracts: Contracts
    office: PaymentLocality
    basis: Basis
    contract: Contract | None = None
    medicare_on: date | None = None


def expected_visits(visits: Sequence[VisitToPrice], prices: Prices) -> list[ExpectedVisit]:
    """What is expected of each visit. Those of one patient, day and payer look at each other, so all of a practice's
    visits belong here that stand.
    """
    contracts = [prices.contract or _contract_of(one, prices.contracts) for one in visits]
    medicare = _medicare_prices(visits, contracts, prices)
    begun = _case_days(visits, contracts)
    found = []
    for at, (billed, contract) in enumerate(zip(visits, contracts, strict=True)):
        day = medicare[at]
        if contract is None and not _by_medicare(billed, prices.basis):
            why = _no_contract(billed, prices.contracts)
            found.append(ExpectedVisit(unknown=dict.fromkeys(range(len(billed.visit.services)), why)))
        else:
            found.append(_expected(billed.visit, contract, day, begun.get(at)))
    return found


def _contract_of(billed: VisitToPrice, contracts: Contracts) -> Contract | None:
    on = billed.visit.service_date
    return contracts.of(billed.payer, on) if on else None


def _by_medicare(billed: VisitToPrice, basis: Basis) -> bool:
    policy = basis.policy_of(billed.visit)
    return policy is not None and policy.fee_schedule == "mpfs"


def _no_contract(billed: VisitToPrice, contracts: Contracts) -> Unpriced:
    payer, on = billed.payer or "a payer without a name", billed.visit.service_date
    if on is None:
        return Unpriced("The line has no single day of service", "It is compared where each line has its day.")
    if contracts.with_payer(billed.payer):
        return Unpriced(f"No contract with {payer} in force on the day", "Add the one of that time to contracts.toml.")
    return Unpriced(f"No contract with {payer}", "Add it to contracts.toml, with this name under payers.")


def _medicare_prices(
    visits: Sequence[VisitToPrice], contracts: Sequence[Contract | None], prices: Prices
) -> list[dict[int | None, DayLines]]:
    """Medicare's prices of each visit: by the year whose prices they are, None for the service's own."""
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for at, contract in enumerate(contracts):
        for year in _years(contract):
            groups[contract.name if contract else None, year].append(at)
    found: list[dict[int | None, DayLines]] = [{} for _ in visits]
    for key, places in groups.items():
        assert isinstance(key, tuple)
        name, year = key
        as_of = date(year, 12, 31) if year else prices.medicare_on
        basis = prices.basis if as_of is None else structs.replace(prices.basis, as_of=as_of)
        priced = [visits[at].visit if name is None else _as_medicares(visits[at].visit) for at in places]
        for at, lines in zip(places, price_lines(prices.office.case_of(priced), basis), strict=True):
            found[at][year] = lines
    return found


def _as_medicares(visit: Visit) -> Visit:
    services = tuple(structs.replace(service, allowed=None) for service in visit.services)
    return structs.replace(visit, payer=MEDICARE, services=services)


def _years(contract: Contract | None) -> set[int | None]:
    rates = [*contract.rates.values(), contract.otherwise] if contract else []
    return {None, *(year for rate in rates if (year := getattr(rate, "year", None)))}


def _case_days(visits: Sequence[VisitToPrice], contracts: Sequence[Contract | None]) -> dict[int, int]:
    """Of each visit that is paid by the case how many visits of the case came before it; none where the visit with
    which the case began is not among them.
    """
    by_patient: dict[Hashable, list[int]] = defaultdict(list)
    for at, (billed, contract) in enumerate(zip(visits, contracts, strict=True)):
        if contract and contract.case_rate and billed.visit.service_date and billed.visit.patient_id:
            by_patient[billed.visit.patient_id, contract.name].append(at)
    found = {}
    for places in by_patient.values():
        begun: date | None = None
        number = 0
        for at in sorted(places, key=lambda one: (visits[one].visit.service_date or date.min, one)):
            visit, contract = visits[at].visit, contracts[at]
            assert contract is not None
            assert contract.case_rate is not None
            assert visit.service_date is not None
            if begun is not None and (visit.service_date - begun).days >= contract.case_rate.days:
                begun = None
            if begun is None and any(service.code in evaluations() for service in visit.services):
                begun, number = visit.service_date, 0
            if begun is not None:
                found[at] = number
                number += 1
    return found


def _expected(
    visit: Visit, contract: Contract | None, medicare: dict[int | None, DayLines], in_case: int | None
) -> ExpectedVisit:
    flat = _flat_rate(contract, in_case) if contract else None
    together = []
    amounts: list[ExpectedAmount] = []
    unknown: dict[int, Unpriced] = {}
    for place, price in enumerate(price_lines_of(visit, contract, medicare)):
        if price is None:
            together.append(place)
        elif isinstance(price, Unpriced):
            unknown[place] = price
        else:
            name = contract.name if contract else ""
            amounts.append(ExpectedAmount(lines=(place,), prices=(price,), contract=name, working=price.working))
    if isinstance(flat, Unpriced):
        unknown |= dict.fromkeys(together, flat)
    elif together and flat is not None and contract is not None:
        amounts.append(_paid_together(visit, together, flat, contract))
    if contract is not None and contract.cap_per_visit is not None:
        amounts, unknown = _capped(amounts, unknown, contract.cap_per_visit)
    return ExpectedVisit(
        amounts=tuple(amounts),
        unknown=unknown,
        contract=contract,
        sequestration_percent=_sequestration(contract, medicare.get(None)),
        place=next((day.setting.location.gpci for day in medicare.values() if day.setting), None),
    )


class _Flat(Struct, frozen=True):
    """What a visit brings, whatever is done in it, and why."""

    cents: int
    why: str


_NO_CASE = Unpriced(
    "When the case began is not known", "It is compared where the claim with the evaluation is among the claims."
)


def _flat_rate(contract: Contract, in_case: int | None) -> _Flat | Unpriced | None:
    if contract.per_visit is not None:
        return _Flat(contract.per_visit, f"{contract.name} pays {dollars(contract.per_visit)} a visit")
    if contract.case_rate is None:
        return None
    if in_case is None:
        return _NO_CASE
    if in_case == 0:
        rate = contract.case_rate
        return _Flat(rate.cents, f"{contract.name} pays {dollars(rate.cents)} for {rate.days} days from the evaluation")
    return _Flat(0, f"{contract.name} paid the case with its first visit")


def _paid_together(visit: Visit, places: Sequence[int], flat: _Flat, contract: Contract) -> ExpectedAmount:
    charges = [visit.services[place].charge for place in places]
    billed = sum(charge or 0 for charge in charges)
    working = [f"{flat.why}."]
    cents = flat.cents
    if contract.lesser_of_charge and None not in charges and billed < cents:
        cents = billed
        working.append(f"{dollars(billed)} were billed, which is less.")
    return ExpectedAmount(lines=tuple(places), most=cents, contract=contract.name, working=tuple(working))


def _capped(
    amounts: list[ExpectedAmount], unknown: dict[int, Unpriced], cap: int
) -> tuple[list[ExpectedAmount], dict[int, Unpriced]]:
    """The amounts as one where they reach the most that a visit is paid; nothing is known where one of them is not."""
    if unknown:
        why = Unpriced(
            "The visit is paid up to a cap, and another line of it has no price", "See what that line lacks."
        )
        return [], unknown | {place: why for one in amounts for place in one.lines}
    total = sum(one.allowed() for one in amounts)
    if total <= cap:
        return amounts, unknown
    working = [text for one in amounts for text in one.working]
    joined = ExpectedAmount(
        lines=tuple(place for one in amounts for place in one.lines),
        prices=tuple(price for one in amounts for price in one.prices),
        most=cap,
        contract=amounts[0].contract,
        working=(*working, f"Together {dollars(total)}, of which a visit is paid {dollars(cap)} at most."),
    )
    return [joined], unknown


def _sequestration(contract: Contract | None, day: DayLines | None) -> int | None:
    if contract is not None:
        return contract.sequestration_percent
    percent = day.setting.policy.sequestration_percent if day and day.setting else None
    return None if percent is None else percent * 100
