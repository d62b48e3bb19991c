"""The page of columns: it lists what the readers read, and says "needed" where they cannot do without."""

import re
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cleanclaim.exchange.files import practice as reader
from cleanclaim.exchange.files.fields import FIELDS
from cleanclaim.exchange.files.history import NAMES as CHART
from cleanclaim.exchange.files.notes import NAMES as NOTE
from cleanclaim.exchange.files.practice_entries import PATIENT, TABLES
from cleanclaim.exchange.files.toml_entries import Entries
from cleanclaim.explanations.lookup.column_page import build_column_page
from cleanclaim.model.errors import UserError

EXAMPLE = Path(__file__).parents[3] / "examples" / "clinic-day" / "practice.toml"
PAGE = build_column_page()


def section(heading: str) -> str:
    """A section of the page."""
    return re.split(r"^## ", PAGE, flags=re.MULTILINE)[
        [*re.findall(r"^## (.+)$", PAGE, re.MULTILINE)].index(heading) + 1
    ]


def listed(text: str) -> list[str]:
    """The columns of the tables in a section, in order."""
    return re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)


def test_the_columns_of_visits_and_notes_are_those_that_are_read() -> None:
    assert listed(section("Visits")) == list(FIELDS)
    assert listed(section("Notes")) == list(NOTE)


def test_every_part_of_a_chart_is_on_the_page() -> None:
    assert all(f"`{name}`" in section("Charts") for name in CHART)


def test_the_tables_of_a_practice_and_its_patients_are_on_the_page() -> None:
    assert listed(section("Practice")) == [name for entries in TABLES.values() for name in entries]
    assert listed(section("Patients")) == list(PATIENT)


def test_every_column_says_what_it_is() -> None:
    for row in re.findall(r"^\| `\w+` \|.*$", PAGE, re.MULTILINE):
        assert all(cell.strip() for cell in row.strip("| ").split(" | ")[:2]), row


def document() -> dict[str, Any]:
    """The example practice as TOML has it, with what its clinicians may have."""
    found: dict[str, Any] = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"), parse_float=Decimal)
    found["clinicians"][0] |= {
        "licenses": [{"state": "TX", "number": "1", "clear": True}],
        "enrollments": [{"payer": "medicare", "begins": "2020-01-01"}],
        "screenings": [{"on": "2026-02-02", "clear": True}],
    }
    receiver = {"name": "Example Exchange", "id": "EXX01", "qualifier": "ZZ", "submitter_id": "EXS01"}
    next(iter(found["payers"].values()))["receiver"] = receiver
    found["sites"] = [
        {"name": "Home", "address": "1 Example Way", "city": "Exampleton", "state": "TX", "zip": "787990001"}
    ]
    return found


def tables_of(whole: dict[str, Any], heading: str) -> dict[str, Any]:
    """The first table under a heading of the page."""
    found: Any = whole
    for name in filter(None, heading.strip("[]").split(".")):
        found = found[name] if name in found else next(iter(found.values()))
        found = found[0] if isinstance(found, list) else found
    assert isinstance(found, dict)
    return found


def each_entry() -> Iterator[Any]:
    for heading, entries in TABLES.items():
        for name, entry in entries.items():
            if not entry.when:
                yield pytest.param(heading, name, entry.needed, id=f"{heading} {name}".strip())


@pytest.mark.parametrize(("heading", "name", "needed"), list(each_entry()))
def test_an_entry_is_needed_where_the_page_says_so(
    heading: str, name: str, needed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = document()
    tables_of(whole, heading).pop(name, None)
    monkeypatch.setattr(reader, "_document", lambda path: Entries(str(path), whole))
    if needed:
        with pytest.raises(UserError) as refused:
            reader.read_practice(EXAMPLE)
        assert name in str(refused.value)
    else:
        assert reader.read_practice(EXAMPLE).usage == "test"
