"""The fourth stage: the parts of each clinician's day put together, and handed to the buckets of its visits.

A clinician's day is worked out for each bucket by the function that works it out for a whole book; its parts add up.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from msgspec import Struct
from msgspec.msgpack import decode, encode

from cleanclaim.bulk.run.packed_files import read_part, write_parts
from cleanclaim.bulk.run.plan import RunPlan
from cleanclaim.law.chart.clinician_day import ClinicianDay, OneOnOneTime

FIRST_DAYS_PART = 2
"""The part of a bucket's visits from which on its days stand, a part for each group."""


class NumberedDay(Struct, frozen=True, array_like=True):
    """A clinician's day by number and date."""

    npi: str
    on: date
    day: ClinicianDay


def put_days_together(plan: RunPlan, group: int) -> None:
    """The days of a group: a part for each bucket, with the days of its visits."""
    parts: dict[tuple[str, date], list[ClinicianDay]] = defaultdict(list)
    buckets: dict[tuple[str, date], list[int]] = defaultdict(list)
    for bucket in range(plan.buckets):
        part = read_part(plan.work("visits", bucket), FIRST_DAYS_PART + group)
        for one in decode(part, type=list[NumberedDay]):
            parts[one.npi, one.on].append(one.day)
            buckets[one.npi, one.on].append(bucket)
    found: list[list[NumberedDay]] = [[] for _ in range(plan.buckets)]
    for key, days in parts.items():
        whole = NumberedDay(*key, add_days(days))
        for bucket in buckets[key]:
            found[bucket].append(whole)
    write_parts(plan.work("days", group), list(map(encode, found)))


def add_days(days: Iterable[ClinicianDay]) -> ClinicianDay:
    """The day of one number of which each part was worked out apart."""
    several = list(days)
    if len(several) == 1:
        return several[0]
    times: dict[str, OneOnOneTime] = {}
    for day in several:
        for credential, time in day.times.items():
            before = times.get(credential)
            times[credential] = time if before is None else _add_times(before, time)
    return ClinicianDay(
        times,
        tuple([session for day in several for session in day.sessions]),
        tuple([session for day in several for session in day.groups]),
    )


def _add_times(one: OneOnOneTime, other: OneOnOneTime) -> OneOnOneTime:
    between = None
    if one.between is not None and other.between is not None:
        between = min(one.between[0], other.between[0]), max(one.between[1], other.between[1])
    return OneOnOneTime(one.minutes + other.minutes, between)
