"""The verb kpi: what it prints, as table, CSV and JSON, by groups and with definitions, and how it exits."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.claims.stories import decision, remittance
from tests.cli.calling import call
from tests.money.book.folders import fill


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    denied = decision({0: 0, 1: 2500, 2: 2000}, "ICN1", "1", "197")
    return fill(tmp_path / "march", [remittance(0, "Q1", denied)])


def test_figures_say_what_they_rest_on_and_the_others_why_not(folder: Path) -> None:
    done = call("kpi", str(folder))
    assert done.code == 0
    words = " ".join(done.out.split())
    for part in (
        "Denial rate, lines 33.3 % 3 1 of 3",
        "Denial rate, dollars 50.8 % 3 $96.00 of $189.00; target: below 5 % of what was expected (reported: ",
        "It takes 90 days of claims",
        "Charge lag, Late charges: Claims and remittances do not say when a charge was posted.",
        "As of Apr 2, 2026.",
    ):
        assert part in words


def test_rows_and_objects_agree(folder: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(call("kpi", str(folder), "--by", "month", "--format", "csv").out)))
    document = json.loads(call("kpi", str(folder), "--by", "month", "--format", "json").out)
    assert rows == [
        {name: "" if value is None else str(value) for name, value in one.items()} for one in document["kpis"]
    ]
    assert {one["group"] for one in rows} == {"2026-03", "2026-04"}
    assert document["as_of"] == "2026-04-02"
    by_id = {one["kpi"]: one for one in document["definitions"]}
    assert by_id["denial_ct"]["benchmark_standing"] == "reported"
    assert {one["kpi"] for one in document["kpis"]} == set(by_id)


def test_what_is_not_known_has_no_value(folder: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(call("kpi", str(folder), "--format", "csv").out)))
    assert all(bool(one["not_known"]) is (one["value"] == "") for one in rows)
    assert sum(bool(one["not_known"]) for one in rows) > 20


def test_one_figure_comes_with_its_definition(folder: Path) -> None:
    done = call("kpi", str(folder), "--by", "payer", "--kpi", "denial_line")
    words = " ".join(done.out.split())
    assert "MEDICARE PART B 33.3 % 1 of 3" in words
    assert "divides lines that the payer refused wholly (CO, OA, PI); by lines that a payer decided" in words
    assert "Days in A/R" not in words


def test_prices_give_what_was_expected(folder: Path) -> None:
    done = call("kpi", str(folder), "--locality", "national", "--kpi", "underpay")
    assert "of $44.42" in " ".join(done.out.split())


def test_a_refused_file_is_said_and_ends_with_1(folder: Path) -> None:
    (folder / "cut.835").write_bytes((folder / "00.835").read_bytes()[:300])
    done = call("kpi", str(folder))
    assert (done.code, "refused" in done.out) == (1, True)
