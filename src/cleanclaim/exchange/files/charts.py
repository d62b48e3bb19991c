"""Charts come in: for each patient the plans of care, progress reports, authorizations, benefits and coverage."""

from pathlib import Path

from cleanclaim.exchange.files.history import history_parts
from cleanclaim.exchange.files.object_files import objects_by
from cleanclaim.model.errors import UserError
from cleanclaim.model.visit import History


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
