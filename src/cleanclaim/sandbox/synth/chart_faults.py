"""Faults in charts and staff records: plans, reports, approvals, coverage, staff, and the clinician's day."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from msgspec import structs

from cleanclaim.model.chart import Benefit, CoverageSpan
from cleanclaim.model.practice import Clinician
from cleanclaim.model.visit import Service, Visit
from cleanclaim.reference.catalogue import catalogue
from cleanclaim.sandbox.synth.calendar import Slot
from cleanclaim.sandbox.synth.care import Episode
from cleanclaim.sandbox.synth.line_faults import Planter, fault
from cleanclaim.sandbox.synth.made_practice import PlantedFault, SyntheticPractice


def _any(_course: Episode) -> bool:
    return True


def _course(
    practice: SyntheticPractice, payer: Callable[[str], bool], least: int, wanted: Callable[[Episode], bool] = _any
) -> tuple[Episode, list[int]] | None:
    """A wanted course of at least so many visits, the patient's only one, none of it labeled."""

    def fits(visit: Visit, slot: Slot) -> bool:
        course = slot.course
        return slot.number == 1 and payer(visit.payer or "") and len(course.days) >= least and wanted(course)

    at = practice.pick(fits)
    if at is None:
        return None
    course = practice.course_of(at)
    alone = sum(one.person is course.person for one in practice.booked.courses) == 1
    places = practice.places_of(course)
    if not alone or any(practice.visits[place].visit_id in practice.taken for place in places):
        return None
    return course, places


def _chart(practice: SyntheticPractice, course: Episode, **changes: Any) -> None:
    patient = course.person.patient_id
    practice.charts[patient] = structs.replace(practice.charts[patient], **changes)


def _of_medicare(payer: str) -> bool:
    return payer == "medicare"


def _from(practice: SyntheticPractice, places: list[int], first: date, label: PlantedFault) -> None:
    """Label the visits from a day on; those before it keep none, but are not touched any more."""
    for place in places:
        visit = practice.visits[place]
        practice.taken.add(visit.visit_id)
        if visit.service_date and visit.service_date >= first:
            practice.label(place, label)


def _treats(practice: SyntheticPractice, place: int) -> bool:
    """Whether the visit bills more than an evaluation."""
    return practice.booked.slots[place].number > 1 or any(s.units for s in practice.visits[place].services[1:])


def _changes_plan(label: PlantedFault, after: int, **changes: Any) -> Planter:
    """Change the first plan of a course; its treatment visits filed more than `after` days later are then at fault."""

    def plant(practice: SyntheticPractice) -> None:
        found = _course(practice, _of_medicare, 4)
        if found is None:
            return
        course, places = found
        chart = practice.charts[course.person.patient_id]
        first, *rest = chart.plan_of_care or ()
        _chart(practice, course, plan_of_care=(structs.replace(first, **changes), *rest))
        affected = [
            place
            for place in places
            if practice.booked.slots[place].on < first.begins + timedelta(days=85)
            and practice.filed_on(place) > first.begins + timedelta(days=after)
        ]
        _from(practice, [place for place in affected if _treats(practice, place)], course.begins, label)
        practice.taken.update(practice.visits[place].visit_id for place in places)

    return plant


def _plan_ends(practice: SyntheticPractice) -> None:
    found = _course(practice, _of_medicare, 8)
    if found is None:
        return
    course, places = found
    first, *_rest = practice.charts[course.person.patient_id].plan_of_care or ()
    ends = course.days[len(course.days) // 2]
    _chart(practice, course, plan_of_care=(structs.replace(first, through=ends),))
    _from(
        practice,
        places,
        ends + timedelta(days=1),
        fault("plans", "the plan of care had ended", "lapsed", "last_day", "none"),
    )


def _no_plan(practice: SyntheticPractice) -> None:
    found = _course(practice, _of_medicare, 4)
    if found:
        course, places = found
        _chart(practice, course, plan_of_care=())
        treated = [place for place in places if _treats(practice, place)]
        _from(practice, treated, course.begins, fault("plans", "no plan of care", "none"))


def _no_report(practice: SyntheticPractice) -> None:
    found = _course(practice, _of_medicare, 14)
    if found:
        course, places = found
        _chart(practice, course, progress_reports=())
        # The evaluation's day counts as the first of ten; from the eleventh treatment day on a report is overdue.
        _from(practice, places, course.days[10], fault("progress", "no progress report was written", "overdue"))


def _assistants_report(practice: SyntheticPractice) -> None:
    found = _course(practice, _of_medicare, 14)
    if found and found[0].reports:
        course, places = found
        reports = tuple(structs.replace(report, written_by="PTA") for report in course.reports)
        _chart(practice, course, progress_reports=reports)
        label = fault("progress", "the progress report is an assistant's", "by_assistant", "overdue")
        _from(practice, places, course.reports[0].on, label)


def _ends_unreported(course: Episode) -> bool:
    """Whether the course came to its end, and no progress report was written on its last day."""
    return len(course.days) >= course.planned and all(report.on < course.days[-1] for report in course.reports)


def _no_discharge_report(after: int) -> Planter:
    """Discharge the patient so many days after the last visit, whose note stays a note of treatment."""

    def plant(practice: SyntheticPractice) -> None:
        found = _course(practice, _of_medicare, 4, _ends_unreported)
        if found:
            course, places = found
            last = course.days[-1]
            reports = tuple(course.reports)
            _chart(practice, course, discharged_on=(last + timedelta(days=after),), progress_reports=reports)
            what = "discharged days after the last visit, without a report" if after else "discharged without a report"
            _from(practice, places, last, fault("discharge", what, "no_report"))

    return plant


def _approved(payer: str) -> bool:
    return payer in {"aetna", "uhc", "cigna", "humana", "tricare"}


def _approval(label: PlantedFault, change: Callable[[Episode], dict[str, Any]]) -> Planter:
    """Change the approval, so that the second half of the course is not covered by it."""

    def plant(practice: SyntheticPractice) -> None:
        found = _course(practice, _approved, 8)
        if found is None:
            return
        course, places = found
        chart = practice.charts[course.person.patient_id]
        (approval,) = chart.authorizations or ()
        _chart(practice, course, authorizations=(structs.replace(approval, **change(course)),))
        _from(practice, places, course.days[len(course.days) // 2], label)

    return plant


def _benefit(practice: SyntheticPractice) -> None:
    found = _course(practice, _approved, 8)
    if found is None:
        return
    course, places = found
    half = len(course.days) // 2
    year = course.begins.year
    if course.days[-1].year != year:
        return
    benefit = Benefit(
        payer=course.person.payer,
        unit="visits",
        limit=20,
        begins=date(year, 1, 1),
        ends=date(year, 12, 31),
        used=20 - half,
        counted_on=course.begins - timedelta(days=1),
        disciplines=("PT", "OT", "SLP"),
    )
    _chart(practice, course, benefits=(benefit,))
    _from(practice, places, course.days[half], fault("benefits", "the year's visits are used up", "used_up"))


def _coverage(label: PlantedFault, *, instead: str | None) -> Planter:
    """End the coverage half-way, or have somebody else pay from then on."""

    def plant(practice: SyntheticPractice) -> None:
        found = _course(practice, _of_medicare, 6)
        if found is None:
            return
        course, places = found
        on = course.days[len(course.days) // 2]
        (span,) = practice.charts[course.person.patient_id].coverage or ()
        spans = [structs.replace(span, ends=on - timedelta(days=1))]
        if instead:
            spans.append(CoverageSpan(payer=span.payer, begins=on, checked_on=span.checked_on, instead=instead))
        _chart(practice, course, coverage=tuple(spans))
        _from(practice, places, on, label)

    return plant


def _evaluated_again(practice: SyntheticPractice) -> None:
    def fits(visit: Visit, slot: Slot) -> bool:
        return visit.payer == "medicare" and visit.discipline == "PT" and 3 <= slot.number < len(slot.course.days) - 1

    at = practice.pick(lambda visit, slot: fits(visit, slot) and slot.clinician.supervised_by is None)
    if at is not None:
        first = practice.visits[at].services[0]
        again = structs.replace(
            first, code="97161", units=1, charge=15500, modifiers=tuple(m for m in first.modifiers if m in {"GP", "KX"})
        )
        practice.spoil(at, fault("evaluations", "evaluated again within the course", "again"), services=(again,))


def _long_absent(course: Episode) -> bool:
    return course.discipline == "PT" and (course.days[-1] - course.days[0]).days > 70


def _substitute_stays(practice: SyntheticPractice) -> None:
    """A whole course given by a substitute; what was given on a clinician's number after 60 days is at fault."""
    found = _course(practice, _of_medicare, 8, _long_absent)
    if found is None:
        return
    label = fault("substitutes", "a substitute for more than 60 days", "too_long")
    unknown = fault("substitutes", "a substitute, and nothing says that the area may have one", "shortage_area")
    since: dict[str | None, date] = {}
    for place in found[1]:
        visit = practice.visits[place]
        assert visit.service_date
        services = tuple(structs.replace(one, modifiers=(*one.modifiers, "Q6")) for one in visit.services)
        practice.visits[place] = structs.replace(visit, services=services)
        if visit.service_date - since.setdefault(visit.provider_npi, visit.service_date) >= timedelta(days=60):
            practice.label(place, label)
        else:
            practice.label(place, unknown)


def _overlap(practice: SyntheticPractice) -> None:
    """Move a visit's times into those of the clinician's next patient; both are then at fault."""

    def fits(visit: Visit, slot: Slot) -> bool:
        return visit.payer == "medicare" and slot.number > 1

    label = fault("days", "two patients one on one at the same time", "overlap", "group_as_individual", "impossible")
    for _try in range(50):
        at = practice.pick(fits)
        if at is None:
            return
        other = _next_that_day(practice, at)
        if other is None:
            continue
        shift = practice.booked.slots[other].start - practice.booked.slots[at].start
        moved = tuple(structs.replace(s, start=(s.start or 0) + shift) for s in practice.visits[at].services)
        if _timed_together(moved, practice.visits[other].services):
            practice.spoil(at, label, services=moved)
            practice.label(other, label)
            return


def _next_that_day(practice: SyntheticPractice, at: int) -> int | None:
    """The clinician's next visit of the day that nothing was planted in."""
    slots = practice.booked.slots
    same = [
        place
        for place in range(max(0, at - 150), min(len(practice.visits), at + 150))
        if slots[place].clinician is slots[at].clinician
        and slots[place].on == slots[at].on
        and slots[place].start > slots[at].start
        and practice.visits[place].visit_id not in practice.taken
    ]
    return min(same, key=lambda place: slots[place].start, default=None)


def _timed_together(one: Sequence[Service], other: Sequence[Service]) -> bool:
    """Whether billed services counted in quarter hours run at once; an evaluation is not counted so."""
    pooled = {code for code, entry in catalogue().items() if entry.unit_rule == "pooled"}
    ours, theirs = ([s for s in services if s.units and s.code in pooled] for services in (one, other))
    return any(
        (a.start or 0) < (b.start or 0) + (b.minutes or 0) and (b.start or 0) < (a.start or 0) + (a.minutes or 0)
        for a in ours
        for b in theirs
    )


def _staff(label: PlantedFault, change: Callable[[Clinician, date], dict[str, Any]]) -> Planter:
    """Spoil one clinician's papers from a day on; every visit on his or her number from then on is at fault."""

    def plant(practice: SyntheticPractice) -> None:
        touched = {
            practice.visits[at].provider_npi
            for at, v in enumerate(practice.visits)
            if v.visit_id in practice.taken and v.provider_npi
        }
        free = [
            at
            for at, one in enumerate(practice.staff)
            if one.supervised_by is None and not any(o.supervised_by == one.npi for o in practice.staff)
        ]
        places = [at for at in free if practice.staff[at].npi not in touched] or free
        if not places:
            return
        place = practice.chance.choice(places)
        one = practice.staff[place]
        mine = [
            at
            for at, visit in enumerate(practice.visits)
            if visit.provider_npi == one.npi and visit.payer == "medicare"
        ]
        mine = [at for at in mine if practice.visits[at].visit_id not in practice.taken]
        if len(mine) < 20:
            return
        on = practice.booked.slots[mine[-12]].on
        practice.staff[place] = structs.replace(one, **change(one, on))
        labeled = {one.visit_id for one in practice.faults}
        for at, visit in enumerate(practice.visits):
            later = visit.service_date is not None and visit.service_date >= on
            if visit.provider_npi == one.npi and later and visit.visit_id not in labeled:
                practice.label(at, label)

    return plant


def _license_ends(one: Clinician, on: date) -> dict[str, Any]:
    ends = on - timedelta(days=1)
    return {"licenses": tuple(structs.replace(entry, ends=ends) for entry in one.licenses or ())}


CHART_FAULTS: tuple[Planter, ...] = (
    _changes_plan(
        fault("plans", "the plan was never certified", "uncertified", "certified_late"),
        30,
        signed_on=None,
        signed_by=None,
    ),
    _changes_plan(fault("plans", "an assistant wrote the plan", "by_assistant"), 0, written_by="PTA"),
    _plan_ends,
    _no_plan,
    _no_report,
    _assistants_report,
    _no_discharge_report(0),
    _no_discharge_report(9),
    _approval(
        fault("authorizations", "the approval had ended", "outside"),
        lambda course: {"ends": course.days[len(course.days) // 2] - timedelta(days=1)},
    ),
    _approval(
        fault("authorizations", "more visits than were approved", "used_up"),
        lambda course: {"visits": len(course.days) // 2},
    ),
    _benefit,
    _coverage(fault("coverage", "not covered any more", "none"), instead=None),
    _coverage(fault("coverage", "a home health agency has to pay", "another_pays"), instead="home_health"),
    _evaluated_again,
    _substitute_stays,
    _overlap,
)
"""Each spoils one course or one visit."""

STAFF_FAULTS: tuple[Planter, ...] = (
    _staff(fault("staff", "the license had run out", "unlicensed"), _license_ends),
    _staff(fault("staff", "left the practice", "left"), lambda _one, on: {"left": on - timedelta(days=1)}),
)
"""Each spoils one clinician's papers, and all visits from then on."""
