"""Discharge: an episode of care ends with a report of how the patient got on from the last progress report to the end.

The report is the note of the last visit where that is kept as a discharge note, or a report written on that day or later
and before another episode began. Often the last visit is known to be it only when the patient stays away: then the
discharge is entered days later, and the visit was the last one where the history holds none between it and the discharge.
A discharge that nobody entered in the chart is not asked about. (Medicare Benefit Policy Manual, ch. 15, 220.3)

    payer    | service_date | code  | kind      | note               | progress_reports | discharged_on || broken
    medicare | 2026-03-20   | 97110 | discharge | Squats. Goals met. | none             | 2026-03-20    ||
    -
    medicare | 2026-03-20   | 97110 | treatment | Squats. Goals met. | none             | 2026-03-20    || no_report
    -
    medicare | 2026-03-20   | 97110 | treatment | Squats. Goals met. | on=2026-03-23    | 2026-03-20    ||            # written after the last visit
    -
    medicare | 2026-03-20   | 97110 | treatment | Squats. Goals met. | on=2026-03-06    | 2026-03-20    || no_report  # a progress report before it
    -
    medicare | 2026-03-20   | 97110 |           | Squats. Goals met. | none             | 2026-03-20    || no_report? # what kind of note is not recorded
    -
    medicare | 2026-03-20   | 97110 |           |                    | none             | 2026-03-20    || no_report?
    -
    medicare | 2026-03-20   | 97110 | treatment | Squats. Goals met. |                  | 2026-03-20    || no_report?
    -
    medicare | 2026-03-20   | 97110 | treatment | Squats. Goals met. | none             | 2026-03-27    || no_report? # whether it was the last visit is not known
    -
    medicare | 2026-03-20   | 97110 | treatment | Squats. Goals met. | none             |               ||
    -
    aetna    | 2026-03-20   | 97110 | treatment | Squats. Goals met. | none             | 2026-03-20    || no_report?
    -
    self_pay | 2026-03-20   | 97110 | treatment | Squats. Goals met. | none             | 2026-03-20    ||

    payer    | service_date | code  | kind      | note     | earlier                            | progress_reports | discharged_on | filed_on   || broken
    medicare | 2026-03-20   | 97110 | treatment | Squats.  | 2026-03-16*5 97110                 | none             | 2026-03-27 | 2026-06-01 || no_report   # nobody came after
    -
    medicare | 2026-03-20   | 97110 | treatment | Squats.  | 2026-03-16*7 97110                 | none             | 2026-03-27 | 2026-06-01 ||             # not the last visit
    -
    medicare | 2026-03-20   | 97110 | treatment | Squats.  | 2026-03-16*2 97110                 | none             | 2026-03-27 | 2026-06-01 || no_report?  # the history ends before
    -
    medicare | 2026-03-20   | 97110 | treatment | Squats.  | 2026-03-16*5 97110                 | none             | 2026-03-27 | 2026-03-21 || no_report?  # a discharge to come
    -
    medicare | 2026-03-20   | 97110 | treatment | Squats.  | 2026-03-16*5 97110                 | on=2026-03-27    | 2026-03-27 | 2026-06-01 ||
    -
    medicare | 2026-03-20   | 97110 | discharge | Squats.  | 2026-03-16*5 97110                 | none             | 2026-03-27 | 2026-06-01 ||
    -
    medicare | 2026-03-20   | 97110 | treatment | Squats.  | 2026-03-16*5 97110                 |                  | 2026-03-27 | 2026-06-01 || no_report?
    -
    medicare | 2026-03-20   | 97110 | treatment | Squats.  | 2026-03-16*5 97110; 2026-04-20 97161 | on=2026-05-04  | 2026-03-27 | 2026-06-01 || no_report   # the report of another episode
    -
    medicare | 2026-04-24   | 97110 | treatment | Squats.  | 2026-03-16*5 97110; 2026-04-20 97161 | none           | 2026-03-27 | 2026-06-01 ||             # a new episode, still open
    -
    self_pay | 2026-03-20   | 97110 | treatment | Squats.  | 2026-03-16*5 97110                 | none             | 2026-03-27 | 2026-06-01 ||
"""

from bisect import bisect_right
from datetime import date

from cleanclaim.kernel import Missing, fact, rule
from cleanclaim.law.chart.episode import CareDays
from cleanclaim.model.chart import ProgressReport
from cleanclaim.model.note import Note

NEEDS = "chart"

DISCHARGE_REPORT = Missing(
    "Whether care ended with a report is not known",
    "Enter the note's kind, and give a history that holds the visits up to the discharge.",
    name="discharge_report",
)


@fact
def ended_on(service_date: date, discharged_on: tuple[date, ...] | None = None) -> date | None:
    """The day on which the chart says care ended, the visit's or the next one after it; None where it names none."""
    return min((day for day in discharged_on if day >= service_date), default=None) if discharged_on else None


@fact(missing=("days_of_care", DISCHARGE_REPORT))
def is_last_visit(
    service_date: date,
    ended_on: date | None = None,
    days_of_care: CareDays | None = None,
    filed_on: date | None = None,
) -> bool | None:
    """Whether no treatment day lies between the visit and the discharge; unknown where the history ends before, and
    until the day of a discharge that was entered ahead, since somebody may still come.
    """
    if ended_on is None or ended_on == service_date:
        return ended_on is not None
    later = _is_last(service_date, ended_on, days_of_care)
    return None if later and filed_on is not None and filed_on < ended_on else later


def _is_last(day: date, ended_on: date, days_of_care: CareDays | None) -> bool | None:
    if days_of_care is None:
        return None
    place = bisect_right(days_of_care.treated, day)
    if place < len(days_of_care.treated):
        return days_of_care.treated[place] > ended_on
    return True if place and days_of_care.treated[place - 1] == day else None


@fact
def asks_discharge_report(
    is_last_visit: bool | None = None, discharge_report_required: bool | None = None
) -> bool | None:
    """Whether the payer wants a discharge report of the visit; unknown where its practice is, or which is the last."""
    if is_last_visit is False or discharge_report_required is False:
        return False
    return None if is_last_visit is None else discharge_report_required


@fact(missing=("reports", "note", DISCHARGE_REPORT))
def has_discharge_report(
    service_date: date,
    note: Note | None = None,
    reports: tuple[ProgressReport, ...] | None = None,
    days_of_care: CareDays | None = None,
) -> bool | None:
    """Whether note or chart hold one; unknown where only what is not given could."""
    if note is not None and note.kind == "discharge":
        return True
    begun = days_of_care.begun if days_of_care is not None else ()
    place = bisect_right(begun, service_date)
    before = begun[place] if place < len(begun) else date.max
    if reports is not None and any(service_date <= report.on < before for report in reports):
        return True
    return None if reports is None or note is None or note.kind is None else False


@rule(
    title="Discharge without a report",
    cite="cms-100-02-15-220-3",
    when="asks_discharge_report",
    severity="warn",
    unknown="info",
    message="Care ended on {ended_on:date}, and neither the note of this last visit nor the chart is a discharge report.",
    remedy="Write the discharge report: progress since the last report, and how the goals stand.",
    verified=False,
)
def no_report(has_discharge_report: bool) -> bool:
    """The report is the last word on whether the treatment was needed, and reviewers look for it first."""
    return not has_discharge_report
