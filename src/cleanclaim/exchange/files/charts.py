"""Charts come in: for each patient the plans of care, progress reports, authorizations, benefits and coverage."""

from pathlib import Path

from cleanclaim.exchange.files.history import history_parts
from cleanclaim.exchange.files.object_files import objects_by
from cleanclaim.model.errors import UserError
from cleanclaim.model.file_reading import FileReading
from cleanclaim.model.visit import History

ROWS = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm")
"""Endings of files that have a row for each entry of a chart."""


def read_charts_file(path: str | Path) -> tuple[dict[str, History], FileReading | None]:
    """The charts of a file by patient, and what came of reading it where it has columns."""
    if Path(path).suffix.lower() in ROWS:
        from cleanclaim.exchange.files.chart_rows import read_chart_rows

        return read_chart_rows(Path(path))
    return read_charts(path), None


def read_charts(path: str | Path) -> dict[str, History]:
    """The charts of a JSON, NDJSON or Parquet file by patient: objects with a `patient_id` and the parts of a history.

    Raises UserError for the first thing that is wrong.
    """
    objects = objects_by(Path(path), "patient_id", "chart")
    return {patient: _chart(chart, place) for patient, chart, place in objects}


def read_charts_apart(path: Path) -> tuple[dict[str, History], dict[str, UserError]]:
    """The charts of such a file that can be read, and of each other patient why not. Raises UserError where that is no
    list of charts.
    """
    charts: dict[str, History] = {}
    wrong: dict[str, UserError] = {}
    for patient, chart, place in objects_by(path, "patient_id", "chart"):
        try:
            charts[patient] = _chart(chart, place)
        except UserError as error:
            wrong[patient] = error
    return charts, wrong


def _chart(chart: dict[str, object], place: str) -> History:
    if chart.get("visits") is not None:
        raise UserError(f"{place}, field visits", "a chart holds no visits.", "Give earlier visits with --history.")
    return History(**history_parts(chart, place))
