"""Visits of a file that may have been billed before they came here, so that it is asked: those past their payer's limit
for filing, and those of before the oldest month in which a claim is still to go out from here.
"""

from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from cleanclaim.model.visit import Visit
from cleanclaim.office.claims.models import NEEDS_WORK, ClaimRecord, ClaimState
from cleanclaim.office.shared.office_basis import find_payer_policy


class OlderVisits(Struct, frozen=True, kw_only=True):
    """Of `of` visits the `number` that may have been billed before, `past_limit` of them past their payer's limit.

    They are of the days from `first` through `last`. `since`: the first day of the oldest month with work, None where
    no claim is here. `newer`: the first day of the others, None where there are none.
    """

    number: int
    of: int
    past_limit: int
    first: date
    last: date
    since: date | None = None
    newer: date | None = None

    @property
    def all_past_limit(self) -> bool:
        """Whether no payer would take any visit of the file any more."""
        return self.past_limit == self.of

    @property
    def billed_before(self) -> date | None:
        """The day before which visits were likely billed elsewhere; None where all were or days do not part them."""
        return self.newer if self.newer is not None and self.newer > self.last else None


def find_oldest_month() -> date | None:
    """The first day of the oldest month in which a claim is still to go out, else of the newest that has claims; None
    where no claim is here.
    """
    to_go = ClaimRecord.objects.filter(state__in=(*NEEDS_WORK, ClaimState.READY)).order_by("day")
    claim = to_go.first() or ClaimRecord.objects.order_by("-day").first()
    return claim.day.replace(day=1) if claim else None


def find_older(visits: Iterable[Visit], since: date | None, on: date) -> OlderVisits | None:
    """The visits that may have been billed before, on a day; None where there are none."""
    dated = [(visit.service_date, _is_past_limit(visit, on)) for visit in visits if visit.service_date]
    older = [day for day, late in dated if late or (since is not None and day < since)]
    newer = [day for day, late in dated if not late and (since is None or day >= since)]
    if not older:
        return None
    return OlderVisits(
        number=len(older),
        of=len(dated),
        past_limit=sum(late for _day, late in dated),
        first=min(older),
        last=max(older),
        since=since,
        newer=min(newer, default=None),
    )


def _is_past_limit(visit: Visit, on: date) -> bool:
    policy = find_payer_policy(visit.payer, visit.service_date)
    limit = policy.timely_filing if policy else None
    if limit is None or limit.number is None or limit.start not in ("service", "month_of_service"):
        return False
    return visit.service_date is not None and limit.is_past(visit.service_date, on) is True
