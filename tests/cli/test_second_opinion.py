"""The verb second-opinion: screen, CSV, JSON, page and paper of one opinion, and visits that were never billed."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.claims.stories import decision, remittance
from tests.cli.calling import CLINIC_DAY, PRACTICE, THE_DAY, call
from tests.money.book.folders import fill

DAY = ("--as-of", "2026-05-01")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    short = decision({0: 2000, 1: 2221, 2: 0}, "ICN1", "1", "45")
    stranger = decision({0: 3333}, "N1", claim_id="NOTOURS")
    return fill(tmp_path / "march", [remittance(0, "Q1", short, stranger)])


def test_the_screen_begins_with_the_sums_and_what_to_do(folder: Path) -> None:
    done = call("second-opinion", str(folder), "--locality", "national", *DAY)
    assert done.code == 1
    words = " ".join(done.out.split())
    for part in (
        "$30.87 can still be had: underpaid.",
        "$33.77 is not yours: $33.33 paid for a claim that nobody knows; $0.44 allowed too much.",
        "What to do first",
        "Whether visits were never billed was not looked at",
        "4 amounts",
    ):
        assert part in words, part


def test_rows_and_objects_agree_and_name_file_and_segment(folder: Path) -> None:
    call_with = ("second-opinion", str(folder), "--locality", "national", *DAY)
    rows = list(csv.DictReader(io.StringIO(call(*call_with, "--format", "csv").out)))
    document = json.loads(call(*call_with, "--format", "json").out)
    assert rows == [
        {name: "" if value is None else str(value) for name, value in one.items()} for one in document["lines"]
    ]
    assert {one["file"] for one in rows} == {"00.835"}
    assert all(int(one["segment"]) > 1 for one in rows)
    variance = json.loads(call("variance", str(folder), "--locality", "national", "--format", "json").out)
    assert document["totals"]["can be had"] == variance["underpaid"] == "30.87"
    assert sum(float(one["amount"]) for one in rows if one["part"] == "can be had") == pytest.approx(30.87)


def test_the_page_and_the_paper_say_the_same(folder: Path, tmp_path: Path) -> None:
    pypdf = pytest.importorskip("pypdf")
    page, paper = tmp_path / "opinion.html", tmp_path / "opinion.pdf"
    done = call("second-opinion", str(folder), "--locality", "national", *DAY, "--html", str(page), "--pdf", str(paper))
    assert (str(page) in done.out, str(paper) in done.out) == (True, True)
    html = page.read_text(encoding="ascii")
    text = " ".join(" ".join(one.extract_text() for one in pypdf.PdfReader(paper).pages).split())
    for part in ("$30.87 can still be had", "What to do first"):
        assert part in html
        assert part in text
    for part in ("NOTOURS", "00.835, segment"):
        assert part in html
    annex = paper.with_suffix(".csv").read_text(encoding="utf-8")
    assert annex == call("second-opinion", str(folder), "--locality", "national", *DAY, "--format", "csv").out
    assert "Annex: opinion.csv" in text
    assert "all rows 4 $64.64" in text
    assert "<script" not in html
    first = paper.read_bytes()
    call("second-opinion", str(folder), "--locality", "national", *DAY, "--pdf", str(paper), "--force")
    assert paper.read_bytes() == first


def test_a_remittance_of_a_day_that_has_not_come_stands_apart_everywhere(tmp_path: Path) -> None:
    pypdf = pytest.importorskip("pypdf")
    refused = decision(dict.fromkeys(range(3), 0), "ICN1", "4", "197")
    folder = fill(tmp_path / "march", [remittance(365 * 30, "Q1", refused)])
    page, paper = tmp_path / "opinion.html", tmp_path / "opinion.pdf"
    done = call("second-opinion", folder, *DAY, "--html", page, "--pdf", paper)
    document = call("second-opinion", folder, *DAY, "--format", "json").json
    text = " ".join(pypdf.PdfReader(paper).pages[0].extract_text().split())
    for place in (" ".join(done.out.split()), page.read_text(encoding="ascii"), text, document["headline"][0]):
        assert "$189.00 is dated in the future, and counts in nothing else here. Is the year right?" in place
        assert "can still be had" not in place
    assert "has not come yet. Is the year right?" in text
    assert (document["totals"]["can be had"], document["totals"]["dated in the future"]) == ("0.00", "189.00")
    assert [one["by"] for one in document["lines"]] == [None]


def test_what_to_do_first_leads_to_its_rows_and_the_paper_names_its_annex(tmp_path: Path) -> None:
    pypdf = pytest.importorskip("pypdf")
    codes = decision(dict.fromkeys(range(3), 0), "ICN1", "4", "197")
    folder = fill(tmp_path / "march", [remittance(0, "Q1", codes)])
    page, paper = tmp_path / "opinion.html", tmp_path / "opinion.pdf"
    (by,) = {one["by"] for one in call("second-opinion", folder, *DAY, "--format", "json").json["lines"]}
    done = call("second-opinion", folder, "--as-of", by, "--html", page, "--pdf", paper)
    text = page.read_text(encoding="ascii")
    assert '<a href="#first-1">denied</a>' in text
    assert '<tr id="first-1">' in text
    assert " ".join(done.out.split()).startswith("$189.00 runs out within 7 days (1 item), the first of it on ")
    (only,) = (one.extract_text() for one in pypdf.PdfReader(paper).pages)
    assert by in only.split("\n")  # a cell of one line
    assert "Annex: opinion.csv" in only


def test_visits_on_no_claim_are_never_billed(tmp_path: Path) -> None:
    folder = tmp_path / "book"
    folder.mkdir()
    claimed = call("claim", *THE_DAY, "-o", folder / "claims.837", "--format", "json").json
    visits = CLINIC_DAY / "visits.csv"
    rows = list(csv.DictReader(io.StringIO(visits.read_text(encoding="utf-8"))))
    insured = {row["visit_id"] for row in rows if row["payer"] != "self_pay"}
    on_claims = {one for claim in claimed["claims"] for one in claim["visits"]}
    done = call(
        "second-opinion", str(folder), "--visits", str(visits), "--practice", PRACTICE, *DAY, "--format", "json"
    ).json
    never = {one["claim_id"].removeprefix("visit ") for one in done["lines"] if one["kind"].startswith("never billed")}
    assert never
    assert never <= insured - on_claims
    assert {one["file"] for one in done["lines"] if one["kind"] == "never billed"} == {"visits.csv"}


def test_a_thousand_amounts_are_a_few_pages_and_none_is_lost(tmp_path: Path) -> None:
    pypdf = pytest.importorskip("pypdf")
    strangers = [decision({0: 3333}, f"N{at}", claim_id=f"X{at:04}") for at in range(1_000)]
    codes = ["197", "50", "16", "4", "11", "22", "27", "96", "109", "151", "198", "204", "A1"]
    denied = [decision({0: 0}, f"D{at}", "4", codes[at % len(codes)], claim_id=f"D{at:04}") for at in range(400)]
    folder = fill(tmp_path / "march", [remittance(0, "Q1", *strangers, *denied)])
    paper = tmp_path / "opinion.pdf"
    call("second-opinion", folder, *DAY, "--pdf", paper)
    pages = [one.extract_text() for one in pypdf.PdfReader(paper).pages]
    assert len(pages) <= 4
    rows = list(csv.DictReader(io.StringIO(paper.with_suffix(".csv").read_text(encoding="utf-8"))))
    total = sum(round(float(one["amount"]) * 100) for one in rows)
    text = " ".join(" ".join(pages).split())
    assert f"all rows {len(rows):,} ${total / 100:,.2f}" in text
    assert len(rows) >= 1_400
    assert "more kinds, each smaller or less urgent" in text
