"""Discharge: an episode of care ends with a report of how the patient got on from the last progress report to the end.

The report is the note of the last visit where that is kept as a discharge note, or a report written on that day or later.
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
    medicare | 2026-03-20   | 97110 | treatment | Squats. Goals met. | none             | 2026-03-27    ||            # not the last visit
    -
    medicare | 2026-03-20   | 97110 | treatment | Squats. Goals met. | none             |               ||
    -
    aetna    | 2026-03-20   | 97110 | treatment | Squats. Goals met. | none             | 2026-03-20    || no_report?
    -
    self_pay | 2026-03-20   | 97110 | treatment | Squats. Goals met. | none             | 2026-03-20    ||
"""

from datetime import date

from cleanclaim.kernel import fact, rule
from cleanclaim.model.chart import ProgressReport
from cleanclaim.model.note import Note


@fact
def ends_today(service_date: date, discharged_on: tuple[date, ...] | None = None) -> bool:
    """Whether the chart says that care ended on the visit's day."""
    return discharged_on is not None and service_date in discharged_on


@fact
def asks_discharge_report(ends_today: bool, discharge_report_required: bool | None = None) -> bool | None:
    """Whether the payer wants a discharge report of this visit's day; unknown where its practice is."""
    return discharge_report_required if ends_today else False


@fact
def has_discharge_report(
    service_date: date, note: Note | None = None, reports: tuple[ProgressReport, ...] | None = None
) -> bool | None:
    """Whether note or chart hold one; unknown where only what is not given could."""
    if note is not None and note.kind == "discharge":
        return True
    if reports is not None and any(report.on >= service_date for report in reports):
        return True
    return None if reports is None or note is None or note.kind is None else False


@rule(
    title="Discharge without a report",
    cite="cms-100-02-15-220-3",
    when="asks_discharge_report",
    severity="warn",
    unknown="info",
    message="Care ended on {service_date:date}, and neither the day's note nor the chart is a discharge report.",
    remedy="Write the discharge report: progress since the last report, and how the goals stand.",
    verified=False,
)
def no_report(has_discharge_report: bool) -> bool:
    """The report is the last word on whether the treatment was needed, and reviewers look for it first."""
    return not has_discharge_report
