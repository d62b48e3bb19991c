"""A patient's day on the clock: which one-on-one services share minutes, in one visit and across visits.

A minute of a patient is treated once. Two services one on one at the same time have one clinician, who cannot have
given both, or two, who treated together: then the minutes are those of both together, and count once.

    8:00      8:15      8:30      8:45
    97110 ──────────────────┤
              97140 ──────────────────┤
              └── these 15 minutes are in both ──┘

Training of caregivers needs the clinician and not the patient: it shares no minutes with what somebody else gives.
"""

from collections.abc import Collection, Iterable, Sequence
from functools import cache

from msgspec import structs

from cleanclaim.law.chart.clinician_day import (
    LOOKED_AT,
    Clash,
    ClinicianDay,
    Session,
    clash,
    is_group,
    one_on_one,
    one_on_one_codes,
    place_on_clock,
    sessions,
)
from cleanclaim.model.visit import HELPERS, Service, Visit
from cleanclaim.reference.catalogue import catalogue

TOGETHER = "together"
"""Who gave what therapist and assistant gave together: neither can give anything else meanwhile."""


def find_counted_twice(visit: Visit, patient_day: Sequence[Visit]) -> tuple[Clash, ...]:
    """The minutes that two of the patient's services one on one count, in the visit and in others of its discipline.

    `patient_day`: the patient's other visits of the day. Rows of the visit that are equal in all of this are left out:
    they are one service entered twice, and a question of their own.
    """
    starts = [service.start for service in visit.services]
    if starts.count(None) == len(starts) or (len(starts) < 2 and not patient_day):
        return ()
    own = _on_the_clock(visit)
    found = _in_one_visit(own) if len(own) > 1 else []
    if own and patient_day:
        same = [one for one in patient_day if one.discipline == visit.discipline]
        others = [other for one in same for other in _on_the_clock(one)]
        pairs = [(one, other) for other in others for one in own if _overlap(one, other)]
        found += [clash(one, other) for one, other in pairs if _both(one, other)]
    return tuple(sorted(found))


def find_group_clashes(visit: Visit, day: ClinicianDay) -> tuple[Clash, ...]:
    """What the visit's group services share with services that the same person gives one on one, to whomever, and its
    services one on one with groups of other visits; by the clock, in whatever order the day's visits come.
    """
    groups = place_on_clock(visit, [one for one in visit.services if is_group(one)])
    others = [other for other in day.groups if (other.patient_id, other.visit_id) != (visit.patient_id, visit.visit_id)]
    pairs = [(one, other) for one in groups for other in day.sessions]
    pairs += [(one, other) for one in sessions(visit) for other in others]
    same_person = [(one, other) for one, other in pairs if one.performed_by == other.performed_by]
    return tuple(sorted(clash(one, other) for one, other in same_person if _overlap(one, other)))


def find_discipline_overlaps(visit: Visit, patient_day: Iterable[Visit]) -> tuple[Clash, ...]:
    """The patient's one-on-one minutes that another discipline counts too, by the clock."""
    own = sessions(visit)
    other_disciplines = [
        one for one in patient_day if own and visit.discipline and one.discipline and one.discipline != visit.discipline
    ]
    others = _sessions_of(other_disciplines)
    return tuple(sorted(clash(one, other) for other in others for one in own if _overlap(one, other)))


def without_shared(visit: Visit, patient_day: Iterable[Visit]) -> Visit:
    """The visit without the one-on-one minutes that another discipline counts too; itself where there are none."""
    shared = {(one.code, minute) for one in find_discipline_overlaps(visit, patient_day) for minute in _minutes_of(one)}
    return structs.replace(visit, services=tuple([_less(one, shared) for one in visit.services])) if shared else visit


def _minutes_of(shared: Clash) -> range:
    return range(shared.start, shared.start + shared.minutes)


def _less(service: Service, shared: Collection[tuple[str, int]]) -> Service:
    """The service without those minutes of its code on the clock that are shared."""
    if service.start is None or not service.minutes or service.mode != "individual":
        return service
    minutes = range(service.start, service.start + service.minutes)
    return structs.replace(service, minutes=sum((service.code, minute) not in shared for minute in minutes))


def _on_the_clock(visit: Visit) -> list[Session]:
    """The visit's sessions, where two of them may overlap; a visit of which nobody says whose it is has them too."""
    together = [one for one in visit.services if one.mode == "together" and _takes_both(one)]
    found = _placed(visit, one_on_one(visit))
    return [*found, *_placed(visit, together, TOGETHER)] if together else found


def _takes_both(service: Service) -> bool:
    return service.code in one_on_one_codes() and service.performed_by not in HELPERS


def _placed(visit: Visit, services: Iterable[Service], by: str = "") -> list[Session]:
    """The services whose place on the clock is known; `by`: who gave them, where it is not who the row names."""
    return [
        Session(
            start=service.start,
            end=service.start + service.minutes,
            performed_by=by or service.performed_by or "",
            patient_id=visit.patient_id or "",
            visit_id=visit.visit_id,
            code=service.code,
        )
        for service in services
        if service.start is not None and service.minutes and service.units != 0
    ]


def _sessions_of(visits: Iterable[Visit]) -> list[Session]:
    return [one for visit in visits for one in sessions(visit)]


def _in_one_visit(own: list[Session]) -> list[Clash]:
    """Each pair once, by start; of what begins while a service runs, the first `LOOKED_AT`."""
    in_order = sorted(set(own))
    found = []
    for place, one in enumerate(in_order):
        for other in in_order[place + 1 : place + 1 + LOOKED_AT]:
            if other.start >= one.end:
                break
            if _both(one, other):
                found.append(clash(one, other))
    return found


def _overlap(one: Session, other: Session) -> bool:
    return one.start < other.end and other.start < one.end


def _both(one: Session, other: Session) -> bool:
    """Whether the two need the same person: one clinician, or the patient. Minutes given together are both people's."""
    if TOGETHER in (one.performed_by, other.performed_by):
        return True
    if one.performed_by and one.performed_by == other.performed_by:
        return True
    return without_patient().isdisjoint((one.code, other.code))


@cache
def without_patient() -> frozenset[str]:
    """The codes given to others than the patient: training of caregivers, and what goes on with it."""
    caregivers = {entry.code for entry in catalogue().values() if entry.kind == "caregiver"}
    return frozenset(caregivers | {e.code for e in catalogue().values() if e.continues in caregivers})
