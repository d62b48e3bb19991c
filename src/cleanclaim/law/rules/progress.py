"""Progress reports: one at least every ten treatment days, by a therapist.

Two visits of one day in a discipline are one treatment day. An early report starts the count anew with the next treatment
day; so does the evaluation that begins an episode. A report that is late still covers its days if it is written within
seven days of when it was due. An assistant's notes may add to a report and are none.
(Medicare Benefit Policy Manual, ch. 15, 220.3)

    payer    | service_date | code  | earlier       | progress_reports             || broken
    medicare | 2026-03-13   | 97110 | 2026-03-02*9  | none                         ||             # the tenth treatment day
    -
    medicare | 2026-03-16   | 97110 | 2026-03-02*10 | none                         || overdue
    -
    medicare | 2026-03-16   | 97110 | 2026-03-02*9; 2026-03-13 97110; 2026-03-13 97140; 2026-03-16 97110 | on=2026-03-13 written_by=PT ||
    -
    medicare | 2026-03-13   | 97110 | 2026-03-02*9; 2026-03-06 97140; 2026-03-13 97140 | none    ||             # two visits of a day count once
    -
    medicare | 2026-03-20   | 97110 | 2026-03-02*14 | on=2026-03-06 written_by=PT  ||             # an early one: ten days from Monday the 9th
    -
    medicare | 2026-03-23   | 97110 | 2026-03-02*15 | on=2026-03-06 written_by=PT  || overdue
    -
    medicare | 2026-03-16   | 97110 | 2026-03-02*10 | on=2026-03-20 written_by=PT  ||             # seven days late
    -
    medicare | 2026-03-16   | 97110 | 2026-03-02*10 | on=2026-03-21 written_by=PT  || overdue
    -
    medicare | 2026-03-16   | 97110 | 2026-03-02*10 | on=2026-03-13 written_by=PTA || overdue by_assistant
    -
    medicare | 2026-03-16   | 97110 | 2026-03-02*10 | on=2026-03-13                || overdue? by_assistant?    # who wrote it is not recorded
    -
    medicare | 2026-03-16   | 97110 | 2026-03-02*10 |                              || overdue? by_assistant?
    -
    medicare | 2026-03-13   | 97110 | 2026-03-02*9  |                              || by_assistant?    # none is due yet
    -
    medicare | 2026-03-16   | 97110 |               | none                         || overdue?
    -
    aetna    | 2026-03-16   | 97110 | 2026-03-02*10 | none                         || overdue? by_assistant?
    -
    self_pay | 2026-03-16   | 97110 | 2026-03-02*10 | none                         ||
    -
    medicare | 2026-03-20   | 97110 | 2026-03-02*5; 2026-03-09 97161; 2026-03-10*8 | none ||      # a new evaluation, a new episode

    payer    | service_date | code  | earlier       | progress_reports | discharged_on || broken
    medicare | 2026-03-20   | 97110 | 2026-03-02*14 | none             | 2026-03-06    ||
    -
    medicare | 2026-03-23   | 97110 | 2026-03-02*15 | none             | 2026-03-06    || overdue

Without a history the days that the file holds since its evaluation are counted: unknown ones could only be more.

    visit_id | service_date | payer    | code  | units | progress_reports || broken
    1        | 2026-03-02   | medicare | 97161 |     1 | none             || overdue?
    2        | 2026-03-03   | medicare | 97110 |     1 | none             || overdue?
    3        | 2026-03-04   | medicare | 97110 |     1 | none             || overdue?
    4        | 2026-03-05   | medicare | 97110 |     1 | none             || overdue?
    5        | 2026-03-06   | medicare | 97110 |     1 | none             || overdue?
    6        | 2026-03-09   | medicare | 97110 |     1 | none             || overdue?
    7        | 2026-03-10   | medicare | 97110 |     1 | none             || overdue?
    8        | 2026-03-11   | medicare | 97110 |     1 | none             || overdue?
    9        | 2026-03-12   | medicare | 97110 |     1 | none             || overdue?
    10       | 2026-03-13   | medicare | 97110 |     1 | none             || overdue?
    11       | 2026-03-16   | medicare | 97110 |     1 | none             || overdue
"""

from collections.abc import Iterable
from datetime import date

from cleanclaim.kernel import Missing, fact, rule
from cleanclaim.law.chart.episode import (
    ASSISTANT_CREDENTIALS,
    CareDays,
    care_days,
    episode_begins,
    find_report_due,
    list_treatment_days,
)
from cleanclaim.law.policies.keys import NO_LIMIT
from cleanclaim.model.chart import ProgressReport
from cleanclaim.model.visit import Visit

NEEDS = "chart"

REPORT_WRITER = Missing(
    "Who wrote a progress report is not recorded", "Enter the writer's credential in the chart.", name="report_writer"
)


@fact
def asks_reports(on_treatment_day: bool, progress_report_days: int | None = None) -> bool | None:
    """Whether the payer wants progress reports, and the visit's day counts toward one."""
    if not on_treatment_day or progress_report_days is None:
        return None if on_treatment_day else False
    return progress_report_days < NO_LIMIT


@fact
def days_treated(
    days_of_care: CareDays, service_date: date, discharged_on: tuple[date, ...] | None = None
) -> tuple[date, ...]:
    """The treatment days of the episode up to the visit's own. Without a known discharge the evaluation begins it."""
    return list_treatment_days(
        days_of_care, service_date, episode_begins(days_of_care, service_date, discharged_on or ())
    )


@fact
def days_known(
    file_visits: tuple[Visit, ...],
    discipline: str | None = None,
    service_date: date | None = None,
    discharged_on: tuple[date, ...] | None = None,
) -> tuple[date, ...]:
    """Without a history, the treatment days that the file itself holds since an evaluation in it: at least so many."""
    if not file_visits or discipline is None or service_date is None:
        return ()
    days = care_days(file_visits, discipline)
    if not days.begun or days.begun[0] > service_date:
        return ()
    return list_treatment_days(days, service_date, episode_begins(days, service_date, discharged_on or ()))


@fact
def reports(progress_reports: tuple[ProgressReport, ...], discipline: str | None = None) -> tuple[ProgressReport, ...]:
    """The progress reports of the visit's discipline by date. One that names no discipline is for any."""
    ours = [report for report in progress_reports if report.discipline is None or report.discipline == discipline]
    return tuple(sorted(ours, key=lambda report: report.on))


@fact(missing=("days_treated", "reports", "assistant_may_report", REPORT_WRITER))
def lacks_report(
    days_known: tuple[date, ...],
    progress_report_days: int,
    progress_report_late_days: int,
    days_treated: tuple[date, ...] | None = None,
    reports: tuple[ProgressReport, ...] | None = None,
    assistant_may_report: bool | None = None,
) -> bool | None:
    """Whether the visit's day lies past those a report covers.

    Where nobody knows whether a report counts, because its writer or the payer's wish is unknown, there is an answer
    only if it comes out the same either way. Days known of the file alone can show that it does, never that it does not.
    """
    days = days_known if days_treated is None else days_treated
    if not days or find_report_due(days, (), progress_report_days) is None:
        return None if days_treated is None else False
    if reports is None:
        return None

    def lacking(candidates: Iterable[ProgressReport]) -> bool:
        written = [report.on for report in candidates]
        return find_report_due(days, written, progress_report_days, progress_report_late_days) is not None

    weighed = [(report, counts(report, assistant_may_report)) for report in reports]
    if lacking([report for report, does in weighed if does is not False]):
        return True
    if days_treated is None:
        return None
    return None if lacking([report for report, does in weighed if does]) else False


def counts(report: ProgressReport, assistant_may_report: bool | None) -> bool | None:
    """Whether a report counts; unknown where it is not known who wrote it, or whether an assistant may."""
    if assistant_may_report:
        return True
    if report.written_by is None:
        return None
    return assistant_may_report if report.written_by in ASSISTANT_CREDENTIALS else True


@rule(
    title="Progress report overdue",
    cite="cms-100-02-15-220-3",
    when="asks_reports",
    unknown="info",
    message="No progress report covers this day; one is due every {progress_report_days} treatment days.",
    remedy="Have the therapist write it, dated as written, with why it is late. One later than {progress_report_late_days} days covers no days before it; do not bill days without one.",
    carc="50",
)
def overdue(lacks_report: bool) -> bool:
    """Treatment past the tenth day without a report is treatment whose need nobody has shown; reviewers deny it."""
    return lacks_report


@fact
def newest_report(reports: tuple[ProgressReport, ...], service_date: date) -> ProgressReport | None:
    """The last report up to the visit's day; of two of one day, the therapist's."""
    last = max([one.on for one in reports if one.on <= service_date], default=None)
    return max([one for one in reports if one.on == last], key=_weight, default=None)


def _weight(report: ProgressReport) -> tuple[bool, bool]:
    return report.written_by not in ASSISTANT_CREDENTIALS, report.written_by is not None


@fact(missing=("progress_reports", REPORT_WRITER))
def is_assistants_report(
    progress_reports: tuple[ProgressReport, ...] | None = None, newest_report: ProgressReport | None = None
) -> bool | None:
    """Whether that report is an assistant's; unknown where the reports or its writer are."""
    if progress_reports is None or newest_report is None:
        return None if progress_reports is None else False
    return None if newest_report.written_by is None else newest_report.written_by in ASSISTANT_CREDENTIALS


@rule(
    title="Progress report by an assistant",
    cite="cms-100-02-15-220-3",
    when="asks_reports",
    severity="warn",
    unknown="info",
    message="The last progress report, of {newest_report.on:date}, is an assistant's; it does not restart the count.",
    remedy="Have the therapist see the patient and write the report.",
)
def by_assistant(is_assistants_report: bool, assistant_may_report: bool) -> bool:
    """Judging progress is the therapist's part. What an assistant writes may add to a report and is none."""
    return is_assistants_report and not assistant_may_report
