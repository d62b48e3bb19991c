"""The clinician's day: a minute belongs to one patient, and a day has only so many.

Two patients treated at the same time without one-on-one minutes of their own are a group, and so is the same service
begun with several at once. Two disciplines that treat one patient together share the time between them. More than eight
hours billed in a day is among the signs by which reviewers pick a practice. (Medicare Benefit Policy Manual, ch. 15,
230; OIG, questionable billing for outpatient therapy)

What an assistant gave under a therapist's number is not the therapist's time. Without start times nothing can be said
of overlaps, and nothing is.

    visit_id | patient_id | code  | minutes | start | performed_by | units || broken
    1        | P1         | 97110 |      30 | 09:00 | PT           |     2 || overlap
    2        | P2         | 97140 |      30 | 09:15 | PT           |     2 || overlap
    3        | P3         | 97140 |      30 | 13:00 | PT           |     2 ||
    -
    1        | P1         | 97110 |      30 | 09:00 | PT           |     2 ||
    2        | P2         | 97140 |      30 | 09:30 | PT           |     2 ||             # one after the other
    -
    1        | P1         | 97110 |      30 | 09:00 | PT           |     2 ||
    2        | P2         | 97140 |      30 | 09:15 | PTA          |     2 ||             # the assistant's minutes
    -
    1        | P1         | 97110 |      30 | 09:00 | PT           |     2 || group_as_individual impossible
    2        | P2         | 97110 |      30 | 09:00 | PT           |     2 || group_as_individual impossible
    -
    1        | P1         | 97110 |      30 |       | PT           |     2 ||
    2        | P2         | 97140 |      30 | 09:15 | PT           |     2 ||             # nobody knows when the first was
    -
    1        | P1         | 97110 |     400 | 08:00 | PT           |    27 || overlap impossible
    2        | P2         | 97140 |     400 | 10:00 | PT           |    27 || overlap impossible
    -
    1        | P1         | 97110 |     250 |       | PT           |    17 || long
    2        | P2         | 97140 |     250 |       | PT           |    17 || long
    -
    1        | P1         | 97110 |     800 |       | PT           |    53 || impossible
    2        | P2         | 97140 |     800 |       | PT           |    53 || impossible   # more than 24 hours

    provider_npi | code  | minutes | start | performed_by | units || broken
                 | 97110 |      30 | 09:00 | PT           |     2 || overlap? impossible? group_as_individual? long?

One patient: a minute of theirs is treated once, in one visit and in two.

    payer    | provider_npi | code  | minutes | start | performed_by || broken
    medicare | 1999000023   | 97110 |      30 | 08:00 | PT           || counted_twice impossible
    medicare | 1999000023   | 97140 |      30 | 08:15 | PT           ||
    -
    medicare | 1999000023   | 97110 |      30 | 08:00 | PT           ||
    medicare | 1999000023   | 97140 |      30 | 08:30 | PT           ||                    # one after the other
    -
    medicare | 1999000023   | 97161 |      30 | 08:00 | PT           || counted_twice impossible  # evaluated and exercised at once
    medicare | 1999000023   | 97110 |      30 | 08:00 | PT           ||
    -
    medicare | 1999000023   | 97110 |      30 | 08:00 | PT           || counted_twice      # by two at once: "together" is the word
    medicare | 1999000023   | 97140 |      30 | 08:00 | PTA          ||
    -
    medicare | 1999000023   | G0283 |      15 | 08:00 | PT           ||                    # unattended, while treated by hand
    medicare | 1999000023   | 97110 |      30 | 08:00 | PT           ||
    -
    medicare | 1999000023   | 97110 |      30 |       | PT           ||                    # nobody knows when the first was
    medicare | 1999000023   | 97140 |      30 | 08:00 | PT           ||

Minutes given together are one row's, and a group leaves no minute for one patient alone:

    payer    | provider_npi | code  | minutes | start | performed_by | mode       || broken
    medicare | 1999000023   | 97110 |      40 | 08:00 | PT           | together   || row_twice    # each of the two wrote it down
    medicare | 1999000023   | 97110 |      40 | 08:00 | PTA          | together   ||
    -
    medicare | 1999000023   | 97110 |      40 | 08:00 | PT           | together   || counted_twice
    medicare | 1999000023   | 97140 |      15 | 08:20 | PTA          | individual ||
    -
    medicare | 1999000023   | 97110 |      40 | 08:00 | PT           | together   ||
    medicare | 1999000023   | 97140 |      15 | 08:40 | PTA          | individual ||
    -
    medicare | 1999000023   | 97150 |      30 | 08:00 | PT           | group      || group_and_one
    medicare | 1999000023   | 97110 |      15 | 08:15 | PT           | individual ||
    -
    medicare | 1999000023   | 97150 |      30 | 08:00 | PT           | group      ||
    medicare | 1999000023   | 97110 |      15 | 08:30 | PT           | individual ||
    -
    medicare | 1999000023   | 97150 |      30 | 08:00 | PT           | group      ||
    medicare | 1999000023   | 97110 |      15 | 08:15 | PTA          | individual ||      # by another

    visit_id | patient_id | code  | minutes | start | performed_by | mode       | units || broken
    1        | P1         | 97150 |      30 | 09:00 | PT           | group      |     1 || group_and_one
    2        | P2         | 97110 |      30 | 09:15 | PT           | individual |     2 || group_and_one
    -
    1        | P1         | 97150 |      30 | 09:00 | PT           | group      |     1 ||
    2        | P2         | 97110 |      30 | 09:30 | PT           | individual |     2 ||               # after the group
    -
    1        | P1         | 97150 |      30 | 09:00 | PT           | group      |     1 ||
    2        | P2         | 97110 |      30 | 09:15 | PTA          | individual |     2 ||               # by another
    -
    1        | P1         | 97150 |      30 | 09:00 | PT           | group      |     1 ||
    2        | P2         | 97150 |      30 | 09:00 | PT           | group      |     1 ||               # the group itself

    visit_id | payer    | code  | minutes | start | performed_by || broken
    1        | medicare | 97110 |      30 | 08:00 | PT           || counted_twice impossible
    2        | medicare | 97140 |      30 | 08:10 | PT           || counted_twice impossible

The same row twice, as where a week's export was appended to itself:

    payer    | code  | minutes | start | performed_by || broken
    medicare | 97110 |      30 | 08:00 | PT           || row_twice impossible
    medicare | 97110 |      30 | 08:00 | PT           ||
    -
    medicare | 97110 |      30 |       | PT           || row_twice
    medicare | 97110 |      30 |       | PT           ||
    -
    medicare | 97110 |      15 | 08:00 | PT           ||
    medicare | 97110 |      15 | 14:00 | PT           ||
    -
    medicare | 97110 |      15 |       | PT           ||
    medicare | 97110 |      20 |       | PT           ||
    -
    medicare | 97110 |      33 | 08:00 | PT           || row_twice   # the second lacks its start alone
    medicare | 97110 |      33 |       | PT           ||

    payer    | code  | minutes | performed_by | units | modifiers || broken
    medicare | 97110 |      33 | PT           |       |           || row_twice   # one of them coded already
    medicare | 97110 |      33 | PT           |     2 | GP        ||

One patient, two disciplines:

    visit_id | payer    | discipline | provider_npi | code  | minutes | start | performed_by | units || broken
    1        | medicare | PT         | 1234567893   | 97110 |      30 | 09:00 | PT           |     2 || cotreated_twice
    2        | medicare | OT         | 1000000046   | 97530 |      30 | 09:00 | OT           |     2 || cotreated_twice
    -
    1        | medicare | PT         | 1234567893   | 97110 |      30 | 09:00 | PT           |     2 ||
    2        | medicare | OT         | 1000000046   | 97530 |      30 | 09:30 | OT           |     2 ||
    -
    1        | acme     | PT         | 1234567893   | 97110 |      30 | 09:00 | PT           |     2 || cotreated_twice?
    2        | acme     | OT         | 1000000046   | 97530 |      30 | 09:00 | OT           |     2 || cotreated_twice?
"""

from collections.abc import Sequence
from datetime import date

from cleanclaim.kernel import fact, rule
from cleanclaim.law.chart.clinician_day import DAY, Clash, ClinicianDay, OneOnOneTime, is_group
from cleanclaim.law.chart.patient_time import (
    find_counted_twice,
    find_discipline_overlaps,
    find_group_clashes,
)
from cleanclaim.law.chart.same_service import find_equal
from cleanclaim.law.rules._clash_messages import (
    cotreated_message,
    counted_twice_message,
    group_and_one_message,
    group_message,
    overlap_message,
)
from cleanclaim.law.rules._fixes import MINUTES, REMOVE_THE_SECOND
from cleanclaim.model.visit import Service, Visit

NEEDS = "claim"

NO_TIME = OneOnOneTime(minutes=0, between=None)
NO_START = frozenset({None})
"""The starts of services of which none is known."""


@fact(missing=("provider_npi", "service_date", "clinician_day"))
def known_day(
    clinician_day: ClinicianDay | None = None, provider_npi: str | None = None, service_date: date | None = None
) -> ClinicianDay | None:
    """The clinician's day, where it is known whose and which day it is."""
    return None if provider_npi is None or service_date is None else clinician_day


@fact
def day_clashes(visit: Visit, known_day: ClinicianDay) -> tuple[Clash, ...]:
    """The services of the visit that share the clinician's minutes with another patient's."""
    return known_day.clashes_of(visit)


@fact
def overlapping(day_clashes: tuple[Clash, ...]) -> tuple[Clash, ...]:
    """Those of them that are not the same service begun at the same minute."""
    return tuple(clash for clash in day_clashes if not clash.at_once) if day_clashes else ()


@fact
def at_once(day_clashes: tuple[Clash, ...]) -> tuple[Clash, ...]:
    """Those of them that are."""
    return tuple(clash for clash in day_clashes if clash.at_once) if day_clashes else ()


@fact
def worked(visit: Visit, known_day: ClinicianDay) -> OneOnOneTime:
    """One-on-one minutes of the day of whoever gave the visit, and the span in which they lie."""
    return known_day.longest_of(visit) or NO_TIME


@fact
def possible_minutes(worked: OneOnOneTime) -> int:
    """The most minutes the day had room for."""
    return DAY if worked.between is None else min(worked.between[1] - worked.between[0], DAY)


@fact
def worked_minutes(worked: OneOnOneTime) -> int:
    """One-on-one minutes of the day of whoever gave the visit."""
    return worked.minutes


@fact
def shared_with_discipline(
    visit: Visit, patient_day: Sequence[Visit], kx_applies: bool | None = None
) -> tuple[Clash, ...] | None:
    """What another discipline counts of the patient's minutes, under Medicare; unknown where the payer is."""
    if kx_applies is False or not patient_day:
        return ()
    found = find_discipline_overlaps(visit, patient_day)
    return None if found and kx_applies is None else found


@rule(
    title="Two patients one on one at the same time",
    cite="cms-100-04-5-20-3",
    unknown="info",
    message=overlap_message,
    remedy="If both were treated together, bill the group code for each. Correct times only where the clinician's own record shows others, never to make them fit.",
    doubts=MINUTES,
)
def overlap(overlapping: tuple[Clash, ...]) -> bool:
    """One-on-one minutes are one patient's. Counted for two, they are paid twice, and the clock shows it."""
    return bool(overlapping)


@rule(
    title="A group billed one on one",
    cite="cms-group-therapy",
    unknown="info",
    message=group_message,
    remedy="Bill the group code, 1 unit for each patient; other times only where the clinician's own record shows them.",
    verified=False,
)
def group_as_individual(at_once: tuple[Clash, ...]) -> bool:
    """Patients given the same service at the same time by one person are a group, which is paid less."""
    return bool(at_once)


@fact
def is_on_the_clock(services: Sequence[Service]) -> bool:
    """Whether it is known when any service of the visit began."""
    return {service.start for service in services} != NO_START


@fact
def meets_group(services: Sequence[Service], is_on_the_clock: bool, known_day: ClinicianDay | None = None) -> bool:
    """Whether a group has its place on the clock, in the visit or elsewhere in the clinician's day."""
    return is_on_the_clock and (
        (known_day is not None and bool(known_day.groups))
        or any(is_group(service) and service.start is not None for service in services)
    )


@fact
def group_shares(visit: Visit, meets_group: bool, known_day: ClinicianDay | None = None) -> tuple[Clash, ...]:
    """The minutes that the same person gives to a group and one on one, the one or the other of them in the visit."""
    return find_group_clashes(visit, known_day) if meets_group and known_day is not None else ()


@rule(
    title="A group and one patient alone at the same time",
    cite="cms-100-04-5-20-3",
    when="meets_group",
    message=group_and_one_message,
    remedy="Bill one on one only the minutes that were one patient's. Correct times only where the clinician's own record shows others.",
    carc="151",
    doubts=MINUTES,
)
def group_and_one(group_shares: tuple[Clash, ...]) -> bool:
    """Who leads a group has no minute for one patient alone; counted as both, the minute is paid twice."""
    return bool(group_shares)


def impossible_message(worked_minutes: int, possible_minutes: int) -> str:
    """The minutes of one person, and the time in which they would lie."""
    within = "a day has" if possible_minutes == DAY else "between the first start and the last end there are"
    return f"{worked_minutes} minutes one on one are billed for one person; {within} {possible_minutes}."


@rule(
    title="More minutes than the day had",
    cite="cms-100-04-5-20-3",
    unknown="info",
    message=impossible_message,
    remedy="Bill group time as such. Correct minutes or times only where the clinician's own record shows others, never to make them fit.",
    doubts=MINUTES,
)
def impossible(worked_minutes: int, possible_minutes: int) -> bool:
    """A day that cannot have happened is the first thing an auditor's computer finds."""
    return worked_minutes > possible_minutes


@rule(
    title="A very long day",
    cite="oig-questionable-therapy",
    severity="info",
    message="{worked_minutes} minutes one on one are billed for the clinician's day; reviewers look from {clinician_day_minutes} on.",
    remedy="See that the notes of the day show times that fit together.",
)
def long(worked_minutes: int, possible_minutes: int, clinician_day_minutes: int | None = None) -> bool:
    """Many hours may be true. They are looked at all the same, and the notes must bear it."""
    return clinician_day_minutes is not None and clinician_day_minutes < worked_minutes <= possible_minutes


@fact
def twice_on_the_clock(visit: Visit, patient_day: Sequence[Visit], is_on_the_clock: bool) -> tuple[Clash, ...]:
    """The minutes that two of the patient's services one on one count, in this visit and others of its discipline."""
    return find_counted_twice(visit, patient_day) if is_on_the_clock else ()


@rule(
    title="One patient's minutes counted twice",
    cite="cms-100-04-5-20-3",
    message=counted_twice_message,
    remedy=(
        "If two clinicians treated together, give each service the mode together; if only the visit's start is known, "
        "leave the start empty. Correct times or minutes only where the clinician's own record shows others."
    ),
    carc="151",
    doubts=MINUTES,
)
def counted_twice(twice_on_the_clock: tuple[Clash, ...]) -> bool:
    """Half an hour on the clock is half an hour of treatment, whatever filled it; counted twice, it is paid twice."""
    return bool(twice_on_the_clock)


@fact
def equal_rows(services: Sequence[Service]) -> tuple[str, ...]:
    """The codes of rows that stand twice, where the units of any row are left to be counted; else see the lines."""
    if len({service.code for service in services}) == len(services):
        return ()
    if None not in [service.units for service in services]:
        return ()
    twice = zip(services, find_equal(services), strict=True)
    return tuple(dict.fromkeys([service.code for service, equal in twice if equal]))


@rule(
    title="The same row twice",
    cite="x12-carc",
    message="{equal_rows:codes} stands on two rows; nothing they say of minutes, time and clinician tells them apart.",
    remedy=REMOVE_THE_SECOND,
    carc="18",
    doubts=MINUTES,
)
def row_twice(equal_rows: tuple[str, ...]) -> bool:
    """Rows exported twice would be added up to twice the units, and the second half asked back."""
    return bool(equal_rows)


@rule(
    title="Both disciplines bill the same minutes",
    cite="cms-part-b-scenarios",
    severity="warn",
    unknown="info",
    message=cotreated_message,
    remedy="Share the minutes of treatment given together between the two, or let one of them bill it.",
    verified=False,
)
def cotreated_twice(shared_with_discipline: tuple[Clash, ...]) -> bool:
    """Under Medicare Part B therapists who treat one patient together may not both count the full time."""
    return bool(shared_with_discipline)
