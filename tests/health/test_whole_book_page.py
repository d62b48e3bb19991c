"""The queries of "How to ask the tables of a whole book" and the notebook beside it run as they stand, and answer."""

import json
import re
from pathlib import Path
from typing import Any

import duckdb
import polars
import pytest
from benchmarks.mixed_book import mixed_visits

from tests.bulk.made_books import write_book
from tests.cli.calling import REPO, call

QUERIES = re.findall(
    r"```sql\n(.*?)```", (REPO / "docs/how-to/ask-the-tables.md").read_text(encoding="utf-8"), re.DOTALL
)
NOTEBOOK = json.loads((REPO / "examples/whole-book/whole-book.ipynb").read_text(encoding="utf-8"))
ANSWERS_NOTHING = "set_aside"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    here = tmp_path_factory.mktemp("asked")
    book = write_book(here / "book.parquet", mixed_visits(120))
    once = ("--processes", "1")
    assert call("bulk", "review", book, "-o", here / "findings", *once).code == 1
    assert call("bulk", "price", book, "-o", here / "prices", "--zip", "60601", *once).code in {0, 3}
    again = ("--since", "2026-01-01", "--zip", "60601")
    assert call("bulk", "reaudit", book, "-o", here / "again", *again, *once).code == 0
    return here


def test_there_are_queries() -> None:
    assert len(QUERIES) > 12


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.split("\n")[0][:40])
def test_every_query_answers(folder: Path, monkeypatch: pytest.MonkeyPatch, query: str) -> None:
    monkeypatch.chdir(folder)
    rows = duckdb.execute(query).fetchall()
    assert rows or ANSWERS_NOTHING in query


def test_the_same_book_asked_by_the_page_and_by_the_manifest(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    summary = json.loads((folder / "findings/manifest.json").read_text(encoding="utf-8"))["summary"]
    by_payer = duckdb.execute(next(query for query in QUERIES if "info_missing_percent" in query)).fetchall()
    assert sum(row[1] for row in by_payer) == summary["claims"]


def test_the_notebook_runs_from_top_to_bottom(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    cells = ["".join(cell["source"]) for cell in NOTEBOOK["cells"] if cell["cell_type"] == "code"]
    assert not any(cell.get("outputs") for cell in NOTEBOOK["cells"]), "a notebook is stored without its outputs"
    names: dict[str, Any] = {}
    for number, cell in enumerate(cells):
        exec(compile(cell, f"cell {number}", "exec"), names)  # noqa: S102 - our own notebook
    charts = [eval(cell.rpartition("\n")[2], names) for cell in cells if "mark_" in cell]  # noqa: S307
    assert [len(chart.to_dict()["datasets"]) for chart in charts] == [1, 1]
    for name in ("versions", "figures", "worst", "months", "risen", "again"):
        assert isinstance(names[name], polars.DataFrame)
        assert names[name].height, name
    assert names["sample"].height == 30
