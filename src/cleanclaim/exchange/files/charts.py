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
    charts: dict[str, History] = {}
    for patient, chart, place in objects_by(Path(path), "patient_id", "chart"):
        if chart.get("visits") is not None:
            raise UserError(f"{place}, field visits", "a chart holds no visits.", "Give earlier visits with --history.")
        charts[patient] = History(**history_parts(chart, place))
    return charts
