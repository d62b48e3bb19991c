"""Services that payers count over days: a device for thirty days, a month's minutes, the first encounter with a brace.

What was billed before stands in the patient's history and in the earlier visits of the file under review. A file is no
whole history: from what is missing in it nothing follows. What is there was billed, whatever else was.
"""

from collections.abc import Collection, Sequence
from datetime import date
from functools import cache

from msgspec import Struct

from cleanclaim.law.chart.episode import initial_evaluation_codes
from cleanclaim.law.chart.visit_history import history_of
from cleanclaim.model.visit import Visit
from cleanclaim.reference.catalogue import catalogue
from cleanclaim.reference.code_sets import code_set


@cache
def device_training() -> frozenset[str]:
    """The codes of training with orthoses and prostheses, for the first encounter and for later ones."""
    return frozenset((*code_set("first_device_training"), *code_set("later_device_training")))


@cache
def codes_over_time() -> frozenset[str]:
    """The codes of which an earlier day decides whether they are paid."""
    return device_training() | {entry.code for entry in catalogue().values() if entry.is_monitoring}


@cache
def looked_back_at() -> frozenset[str]:
    """The same, and initial evaluations: codes whose visits every later visit of the patient looks back at."""
    return codes_over_time() | initial_evaluation_codes()


class EarlierService(Struct, frozen=True, order=True):
    """A service of an earlier day."""

    on: date
    code: str


def counts_over_time(visit: Visit) -> bool:
    """Whether the visit bills something counted over days, or begins an episode."""
    codes = looked_back_at()
    for service in visit.services:  # noqa: SIM110 - asked of every visit of a book: any() costs twice as much
        if service.code in codes:
            return True
    return False


def earlier_services(
    codes: Collection[str],
    first: date,
    before: date,
    reviewed: Sequence[Visit],
    history: Sequence[Visit] | None,
    payer: str | None = None,
) -> tuple[EarlierService, ...]:
    """Services with these codes from `first` on and `before` a day, each day and code once, the oldest first.

    `reviewed`: the patient's visits under review; `history`: those before, None where they are not known. `payer`: only
    services billed to it. A service documented with 0 units is not billed.
    """
    earlier = history_of(history).between(first, before) if history else ()
    found = {
        EarlierService(visit.service_date, service.code)
        for visit in (*earlier, *reviewed)
        if visit.service_date is not None
        and first <= visit.service_date < before
        and (payer is None or visit.payer == payer)
        for service in visit.services
        if service.code in codes and service.units != 0
    }
    return tuple(sorted(found))
