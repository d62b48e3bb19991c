"""The queries of "How to work through a whole book" run as they stand, and answer."""

import re
from pathlib import Path

import duckdb
import pytest
from benchmarks.mixed_book import mixed_visits

from tests.bulk.made_books import write_book
from tests.cli.calling import REPO, call

QUERIES = re.findall(r"```sql\n(.*?)```", (REPO / "docs/how-to/a-whole-book.md").read_text(encoding="utf-8"), re.DOTALL)
ANSWERS_NOTHING = "set_aside"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    here = tmp_path_factory.mktemp("asked")
    book = write_book(here / "book.parquet", mixed_visits(120))
    assert call("bulk", "review", book, "-o", here / "findings", "--processes", "1").code == 1
    return here


def test_there_are_queries() -> None:
    assert len(QUERIES) > 4


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.split("\n")[0][:40])
def test_every_query_answers(folder: Path, monkeypatch: pytest.MonkeyPatch, query: str) -> None:
    monkeypatch.chdir(folder)
    rows = duckdb.execute(query).fetchall()
    assert rows or ANSWERS_NOTHING in query
