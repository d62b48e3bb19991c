"""How much of what a payer allows a visit uses: its approvals and benefits, and the number the visit has under each.

A payer's own count is taken as reported on a day; the practice's visits to that payer after that day come on top. Where
the practice alone has given more than the payer had counted, the practice's count holds. A day counts as one visit for
each discipline, however many sessions it had.
"""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from msgspec import Struct

from cleanclaim.law.chart.visit_history import PayerVisits, history_of
from cleanclaim.model.chart import Authorization, Benefit, CoverageSpan
from cleanclaim.model.visit import Visit


class AuthorizationUse(Struct, frozen=True):
    """Where a visit stands under an allowance: `number` of `limit`, the visit itself counted; in visits or cents."""

    number: int
    limit: int

    @property
    def left(self) -> int:
        """What is left after the visit; below zero where it went past the limit."""
        return self.limit - self.number


def covers(begins: date, ends: date | None, on: date) -> bool:
    """Whether a day lies between two others, both included; None: no end is known to be set."""
    return begins <= on and (ends is None or on <= ends)


def find_authorizations(
    authorizations: Sequence[Authorization], payer: str, discipline: str | None
) -> tuple[Authorization, ...]:
    """The payer's approvals for a discipline, those for any discipline among them."""
    return tuple(
        authorization
        for authorization in authorizations
        if authorization.payer == payer and authorization.discipline in (None, discipline)
    )


def choose_authorization(
    authorizations: Sequence[Authorization], on: date, own: PayerVisits | None, codes: Collection[str]
) -> Authorization | None:
    """The approval a visit falls under: of those open that day one that names its codes and has visits left, and of
    several such the one that ends first. None: no approval is open that day.
    """
    open_then = [one for one in authorizations if covers(one.begins, one.ends, on)]
    if len(open_then) < 2:
        return open_then[0] if open_then else None

    def worse(one: Authorization) -> tuple[bool, bool, date, str]:
        standing = None if own is None else count_authorized_visit(one, own, on)
        spent = standing is not None and standing.left < 0
        return bool(find_unauthorized_codes(one, codes)), spent, one.ends or date.max, one.number

    return min(open_then, key=worse)


def find_unauthorized_codes(authorization: Authorization, codes: Collection[str]) -> tuple[str, ...]:
    """The codes an approval does not name, where it names any."""
    return tuple(sorted(set(codes).difference(authorization.codes))) if authorization.codes else ()


def count_authorized_visit(authorization: Authorization, own: PayerVisits, on: date) -> AuthorizationUse | None:
    """The visit's number under an approval; None where the approval names no number, or nobody can tell."""
    if authorization.visits is None:
        return None
    disciplines = (authorization.discipline,) if authorization.discipline else ()
    earlier = own.count(authorization.begins, on - timedelta(days=1), disciplines)
    since = _since(own, authorization.counted_on, on, disciplines)
    return count_against_limit(authorization.visits, authorization.used, authorization.counted_on, on, earlier, since)


def count_against_limit(
    limit: int, used: int | None, counted_on: date | None, on: date, earlier: int, since: int
) -> AuthorizationUse | None:
    """The visit's number of a limit: after `earlier` own visits, of which `since` came after the payer's count.

    A count taken after the visit has the visit in it already. It shows that the visit was within the limit; where the
    count is past the limit, it does not show which visits were.
    """
    if used is None:
        return AuthorizationUse(earlier + 1, limit)
    if counted_on is None:
        return None
    if counted_on > on:
        return AuthorizationUse(max(used, earlier + 1), limit) if max(used, earlier + 1) <= limit else None
    return AuthorizationUse(max(used + since, earlier) + 1, limit)


def find_benefits(benefits: Sequence[Benefit], payer: str, discipline: str, on: date, unit: str) -> tuple[Benefit, ...]:
    """The payer's limited benefits, in visits or dollars, that a discipline draws on that day."""
    return tuple(
        benefit
        for benefit in benefits
        if benefit.payer == payer
        and benefit.unit == unit
        and covers(benefit.begins, benefit.ends, on)
        and (not benefit.disciplines or discipline in benefit.disciplines)
    )


def count_benefit_visits(pool: Benefit, own: PayerVisits, on: date) -> AuthorizationUse | None:
    """The visit's number under a benefit counted in visits; None where nobody can tell."""
    earlier = own.count(pool.begins, on - timedelta(days=1), pool.disciplines)
    since = _since(own, pool.counted_on, on, pool.disciplines)
    return count_against_limit(pool.limit, pool.used, pool.counted_on, on, earlier, since)


def count_benefit_dollars(
    pool: Benefit, visits: Sequence[Visit], on: date, allowed: int | None
) -> AuthorizationUse | None:
    """The cents used under a benefit counted in dollars, with the visit's own; None where an amount is unknown.

    Nobody can tell either where the payer counted after the visit.
    """
    counted = pool.used is not None
    if allowed is None or (counted and (pool.counted_on is None or pool.counted_on > on)):
        return None
    first = pool.counted_on + timedelta(days=1) if counted and pool.counted_on else pool.begins
    total = (pool.used or 0) + allowed
    for visit in history_of(visits).between(first, on - timedelta(days=1)):
        if visit.payer != pool.payer or (pool.disciplines and visit.discipline not in pool.disciplines):
            continue
        for service in visit.services:
            if service.allowed is None:
                return None
            total += service.allowed
    return AuthorizationUse(total, pool.limit)


def choose_tightest(standings: Sequence[AuthorizationUse | None]) -> AuthorizationUse | None:
    """The one with the least left; None where that is unknown. One past its limit is so, whatever the others are."""
    known = [one for one in standings if one is not None]
    least = min(known, key=lambda one: (one.left, one.limit)) if known else None
    return least if least is not None and (least.left < 0 or len(known) == len(standings)) else None


def find_coverage(coverage: Sequence[CoverageSpan], payer: str, on: date) -> tuple[CoverageSpan, ...]:
    """What is told of a payer's coverage for a day."""
    return tuple(span for span in coverage if span.payer == payer and covers(span.begins, span.ends, on))


def first_of_week(on: date) -> date:
    """The Monday of a day's week."""
    return on - timedelta(days=on.weekday())


def _since(own: PayerVisits, counted_on: date | None, on: date, disciplines: Collection[str]) -> int:
    if counted_on is None:
        return 0
    return own.count(counted_on + timedelta(days=1), on - timedelta(days=1), disciplines)
