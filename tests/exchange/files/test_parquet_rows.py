"""Parquet read by columns is what its rows are, one by one: the same visits, or the same words for what is wrong."""

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from unittest.mock import patch

import polars
import pytest
from hypothesis import given
from hypothesis import strategies as some

from cleanclaim.exchange.files import parquet_rows
from cleanclaim.exchange.files.intake import Intake
from cleanclaim.exchange.files.parquet_rows import parquet_visits
from cleanclaim.model.errors import UserError
from cleanclaim.model.visit import Visit
from tests.conftest import tries

COLUMNS: dict[str, some.SearchStrategy[Any]] = {
    "visit_id": some.sampled_from(["1", "1", "2", "2", " 2", "3"]),
    "code": some.sampled_from(["97110", "97140", "97110.0", "g0283"]),
    "patient_id": some.sampled_from(["P1", "P1", "P1 ", None]),
    "payer": some.sampled_from(["medicare", "Medicare"]),
    "service_date": some.sampled_from(["2026-03-02", "3/2/2026", "2026-03-02", "2026-02-30"]),
    "place_of_service": some.sampled_from(["11", "11.0", None]),
    "necessity_documented": some.sampled_from(["yes", "TRUE"]),
    "minutes": some.sampled_from(["15", "15.0", " 8", "", None, "23", "lots"]),
    "performed_by": some.sampled_from(["PT", "pta", None]),
    "modifiers": some.sampled_from(["GP", "gp,59", None]),
    "charge": some.sampled_from(["45.10", "45.1", None, "x"]),
}
TYPED: dict[str, some.SearchStrategy[Any]] = {
    "visit_id": some.integers(1, 3),
    "code": some.sampled_from([97110, 97140]),
    "minutes": some.sampled_from([15.0, 8.0, None]) | some.sampled_from([15.5, float("nan"), 2e3]),
    "units": some.sampled_from([1.0, 2.0, None]),
    "separate": some.sampled_from([True, False, None]),
    "service_date": some.just(date(2026, 3, 2)),
    "charge": some.sampled_from([Decimal("45.10"), None]),
    "modifiers": some.lists(some.sampled_from(["GP", "59"]), max_size=2),
}


def written(frame: polars.DataFrame) -> Callable[[], io.BufferedReader]:
    file = io.BytesIO()
    frame.write_parquet(file)
    return lambda: io.BufferedReader(io.BytesIO(file.getvalue()))


def answer(stream: io.BufferedReader) -> list[Visit] | str:
    """The visits, or what is said instead."""
    try:
        return parquet_visits(stream, Intake("v.parquet"))
    except UserError as wrong:
        return str(wrong)


def row_by_row(stream: io.BufferedReader) -> list[Visit] | str:
    with patch.object(parquet_rows, "_by_columns", lambda *_: None):
        return answer(stream)


@pytest.mark.parametrize("columns", [COLUMNS, TYPED], ids=["text", "typed"])
@tries(80)
@given(some.data())
def test_by_columns_as_row_by_row(columns: dict[str, some.SearchStrategy[Any]], data: some.DataObject) -> None:
    chosen = ["visit_id", "code", *data.draw(some.lists(some.sampled_from(sorted(columns)), unique=True, max_size=5))]
    rows = data.draw(some.lists(some.fixed_dictionaries({name: columns[name] for name in chosen}), min_size=1))
    file = written(polars.DataFrame(rows, strict=False, infer_schema_length=None))
    assert answer(file()) == row_by_row(file())


def test_a_table_that_is_right_never_needs_its_rows() -> None:
    rows = [
        {
            "visit_id": visit_id,
            "code": code,
            "payer": "medicare",
            "minutes": 15.0,
            "charge": Decimal("45.10"),
            "units": None,
        }
        for visit_id, code in (("1", "97110"), ("2", "97110"), ("1", "97140"))
    ]
    file = written(polars.DataFrame(rows))
    with patch.object(parquet_rows, "visits_of", side_effect=AssertionError("read row by row")):
        one, two = parquet_visits(file(), Intake("v.parquet"))
    assert ([service.code for service in one.services], len(two.services)) == (["97110", "97140"], 1)
    assert one.services[0] is two.services[0]
    assert (one.services[0].charge, one.payer) == (4510, "medicare")
