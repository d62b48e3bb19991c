"""Each line that stands decided beside what was expected of it, in cents.

What a payer allowed is what it paid, what it left to the patient or the next payer, and what it withheld by law
(sequestration), of which as much counts as is due. Only the first payer's decision is compared; Medicare's by its fee
schedule, every other payer's by the contract with it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct

from cleanclaim.claims.visits_from_837p import PayerLookup
from cleanclaim.money.posting.facts import ClaimFacts
from cleanclaim.money.variance.causes import CauseFinder, CauseKind, FoundCause
from cleanclaim.money.variance.decided_lines import AnsweredClaim, decided_claims
from cleanclaim.money.variance.priced_claims import Compared, PricedClaims
from cleanclaim.pricing.contracts.expected import Prices
from cleanclaim.pricing.priced import Unpriced

_BUNDLE = Unpriced("Another line of the bundle has no price", "See why that line is not compared.")


class LineVariance(Struct, frozen=True, kw_only=True):
    """Lines of a claim that have one amount, mostly one: `expected` and `allowed` in cents, and what explains their
    difference. `contract` is empty where Medicare's own prices count.
    """

    claim_id: str
    payer: str
    payment: str
    on: date | None
    service_date: date | None
    lines: tuple[str, ...]
    code: str
    contract: str
    expected: int
    allowed: int
    paid: int
    left: int
    withheld: int
    causes: tuple[FoundCause, ...] = ()
    working: tuple[str, ...] = ()

    @property
    def difference(self) -> int:
        """Cents allowed beyond what was expected; below 0 the line is underpaid."""
        return self.allowed - self.expected


class NotCompared(Struct, frozen=True, kw_only=True):
    """A line that stands decided and cannot be compared, why, and what to do."""

    claim_id: str
    payer: str
    payment: str
    on: date | None
    service_date: date | None
    line: str
    code: str
    why: str
    remedy: str


class VarianceGroup(Struct, frozen=True, kw_only=True):
    """Lines of one payer and code that the same explains, with the cents underpaid and overpaid."""

    payer: str
    code: str
    causes: tuple[CauseKind, ...]
    lines: int
    underpaid: int
    overpaid: int


class Variances(Struct, frozen=True):
    """All lines that stand decided: those compared, whether or not they differ, and those that cannot be; and the
    `interest` that late payments lack by contract, claim by claim.
    """

    compared: tuple[LineVariance, ...]
    not_compared: tuple[NotCompared, ...]
    interest: tuple[LineVariance, ...] = ()

    @property
    def every(self) -> tuple[LineVariance, ...]:
        """What was compared, with the interest that is missing."""
        return (*self.compared, *self.interest)

    @property
    def underpaid(self) -> int:
        """Cents underpaid in all."""
        return sum(-one.difference for one in self.every if one.difference < 0)

    @property
    def overpaid(self) -> int:
        """Cents overpaid in all."""
        return sum(one.difference for one in self.compared if one.difference > 0)

    def of_claim(self, claim_id: str) -> "Variances":
        """Those of one claim."""
        return Variances(
            tuple(one for one in self.compared if one.claim_id == claim_id),
            tuple(one for one in self.not_compared if one.claim_id == claim_id),
            tuple(one for one in self.interest if one.claim_id == claim_id),
        )

    def groups(self) -> list[VarianceGroup]:
        """What differs by payer, code and cause, the largest amount first."""
        found: dict[tuple[str, str, tuple[CauseKind, ...]], list[int]] = {}
        for one in self.every:
            if one.difference:
                kinds = tuple(dict.fromkeys(cause.kind for cause in one.causes))
                found.setdefault((one.payer, one.code, kinds), []).append(one.difference)
        groups = [
            VarianceGroup(
                payer=payer,
                code=code,
                causes=kinds,
                lines=len(differences),
                underpaid=sum(-cents for cents in differences if cents < 0),
                overpaid=sum(cents for cents in differences if cents > 0),
            )
            for (payer, code, kinds), differences in found.items()
        ]
        return sorted(groups, key=lambda one: (-one.underpaid, -one.overpaid, one.payer, one.code, one.causes))

    def reasons(self) -> list[tuple[str, str, int]]:
        """Why lines are not compared, what to do, and how many lines, the most first."""
        counted = Counter((one.why, one.remedy) for one in self.not_compared)
        return [(why, remedy, count) for (why, remedy), count in counted.most_common()]


def find_variances(bills: Sequence[ClaimFacts], prices: Prices, payer: PayerLookup) -> Variances:
    """Every decided line of the claims of a book beside what was expected of it; `payer` finds the policy of a claim's
    payer.
    """
    priced = PricedClaims(list(decided_claims(bills)), prices, payer)
    compared = list(priced.compared())
    finder = CauseFinder(priced, compared)
    groups = _in_bundles(compared)
    whole = [same for same in groups if _is_whole(priced, same)]
    apart = [one for same in groups if not _is_whole(priced, same) for one in same]
    return Variances(
        tuple(_variance(priced, same, finder) for same in whole),
        (
            *(_not_compared(claim, place, why) for claim, place, why in priced.not_compared()),
            *(_not_compared(one.claim, place, _BUNDLE) for one in apart for place in priced.places_of(one)),
        ),
    )


def _in_bundles(compared: Iterable[Compared]) -> list[list[Compared]]:
    """What was compared, with the lines of a visit together that were paid as one."""
    found: dict[tuple[int, int], list[Compared]] = {}
    for one in compared:
        in_bundle = all(line.in_bundle for line in one.lines)
        found.setdefault((id(one.claim), one.visit) if in_bundle else (id(one), -1), []).append(one)
    return list(found.values())


def _is_whole(priced: PricedClaims, same: Sequence[Compared]) -> bool:
    """Whether nothing of a bundle is missing; what is of none is whole."""
    lines = [line for one in same for line in one.lines]
    return not all(line.in_bundle for line in lines) or len(lines) == priced.bundle_size(same[0].visit)


def _of_bundle(same: Sequence[Compared]) -> tuple[FoundCause, ...]:
    lines = [line for one in same for line in one.lines]
    over = sum(one.allowed - one.expected for one in same)
    if not over:
        return ()
    codes = " and ".join(dict.fromkeys(line.code for line in lines))
    return (FoundCause("bundle paid too much" if over > 0 else "bundled", f"{codes} paid as {lines[0].paid_code}"),)


def _variance(priced: PricedClaims, same: Sequence[Compared], finder: CauseFinder) -> LineVariance:
    one, lines = same[0], [line for each in same for line in each.lines]
    return LineVariance(
        claim_id=one.claim.claim.claim_id,
        payer=one.claim.payer,
        payment=one.claim.payment,
        on=one.claim.on,
        service_date=priced.visits[one.visit].visit.service_date,
        lines=tuple(line.number for line in lines),
        code=" + ".join(dict.fromkeys(line.code for line in lines)),
        contract=one.amount.contract,
        expected=sum(each.expected for each in same),
        allowed=sum(each.allowed for each in same),
        paid=sum(each.paid for each in same),
        left=sum(each.left for each in same),
        withheld=sum(each.withheld for each in same),
        causes=_of_bundle(same) if len(same) > 1 else finder.find(one),
        working=tuple(text for each in same for text in each.amount.working),
    )


def _not_compared(claim: AnsweredClaim, place: int, why: Unpriced) -> NotCompared:
    line = claim.claim.lines[place]
    return NotCompared(
        claim_id=claim.claim.claim_id,
        payer=claim.payer,
        payment=claim.payment,
        on=claim.on,
        service_date=line.first_date,
        line=line.number,
        code=line.code or "",
        why=why.title,
        remedy=why.remedy,
    )
