"""Everything in a folder of which nothing counts is named, and refused where it should have counted."""

import gzip
import json
import os
from datetime import date
from pathlib import Path

import pytest

from cleanclaim.model.errors import UserError
from cleanclaim.money.book.by_hand import read_money_file
from cleanclaim.money.book.read_book import read_book
from cleanclaim.whole_file import parse_toml
from tests.claims.stories import decision, remittance
from tests.cli.calling import call
from tests.money.book.folders import after, fill, remittance_file
from tests.money.book.test_by_hand import RECEIPT, by_hand, waiting
from tests.money.denials.refused import refused

PAID = decision({0: 4500, 1: 2500, 2: 2000}, "ICN1")


def uses(folder: Path) -> dict[str, tuple[str, str]]:
    return {one.name: (one.use, one.why) for one in read_book(folder).files if one.use != "read"}


def test_links_pipes_and_folders_called_as_a_file_are_refused(tmp_path: Path) -> None:
    book = fill(tmp_path / "book", [remittance(0, "Q1", PAID)])
    (tmp_path / "more").mkdir()
    (book / "more").symlink_to(tmp_path / "more")
    (book / "lost.835").symlink_to(tmp_path / "nowhere")
    (book / "money.toml").mkdir()
    os.mkfifo(book / "pipe")
    found = uses(book)
    assert {name: use for name, (use, _why) in found.items()} == dict.fromkeys(
        ("more", "lost.835", "money.toml", "pipe"), "refused"
    )
    assert "leads nowhere" in found["lost.835"][1]


def test_packed_and_recoded_files_say_what_they_are(tmp_path: Path) -> None:
    text = remittance_file([remittance(0, "Q1", PAID)])
    fill(tmp_path, [])
    (tmp_path / "a.835").write_bytes(gzip.compress(text.encode()))
    (tmp_path / "b.835").write_text(text, encoding="utf-16")
    (tmp_path / "c.277ca").write_bytes(b"\0" * 100)
    (tmp_path / "money-2026.toml").write_text(RECEIPT, encoding="utf-8")
    (tmp_path / "letter.txt").write_text("Dear Ms. Ortiz", encoding="utf-8")
    found = uses(tmp_path)
    assert {name: use for name, (use, _why) in found.items()} == {
        "a.835": "refused",
        "b.835": "refused",
        "c.277ca": "refused",
        "money-2026.toml": "refused",
        "letter.txt": "not used",
    }
    assert ("gzip" in found["a.835"][1], "UTF-16" in found["b.835"][1]) == (True, True)


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_a_year_out_of_reach_is_a_slip_of_the_pen(tmp_path: Path, year: str) -> None:
    by_hand(tmp_path, RECEIPT.replace("2026", year))
    with pytest.raises(UserError, match="before 1900 or after 2199"):
        read_money_file(tmp_path / "money.toml", "money.toml")


def test_a_key_of_very_many_parts_is_refused_before_it_is_read() -> None:
    for text in (f"{'a.' * 100_000}a = 1", f"[{'a.' * 100_000}a]", f"x = {{{'a . ' * 100_000}a = 1}}"):
        with pytest.raises(UserError, match="too many times"):
            parse_toml(text, "money.toml")
    assert parse_toml(f'text = "{"word" * 100_000}"\nten.to.one = 1', "x")["ten"] == {"to": {"one": 1}}


def test_a_receipt_with_two_amounts_is_named(tmp_path: Path) -> None:
    fill(tmp_path, [remittance(0, "Q1", PAID)])
    by_hand(tmp_path, RECEIPT)
    by_hand(tmp_path, RECEIPT.replace("25.00", "26.00"), "year")
    [item] = [one for one in waiting(tmp_path) if one.kind == "two versions"]
    assert (item.cents, "$25.00 in money.toml" in item.why) == (2600, True)


def test_a_mistyped_year_does_not_move_the_day_to_which_ages_are_counted(tmp_path: Path) -> None:
    fill(tmp_path, [])
    by_hand(tmp_path, RECEIPT.replace("2026", "2162"))
    document = json.loads(call("aging", str(tmp_path), "--format", "json").out)
    assert [one["total"] for one in document["open"]] == ["189.00", "-25.00"], "as the book says"
    assert document["as_of"] <= date.today().isoformat()
    assert document["notes"] == ["money.toml, segment 1: May 2, 2162 has not come yet. Is the year right?"]


@pytest.mark.parametrize("verb", ["denials", "kpi", "trend", "variance"])
def test_what_is_dated_in_the_future_counts_nothing_and_is_named(tmp_path: Path, verb: str) -> None:
    later = refused({0: "CO 50"}, "ICN2")
    fill(tmp_path, [remittance(0, "Q1", PAID), remittance(36_500, "Q9", later)], cuts=[1])
    document = json.loads(call(verb, str(tmp_path), "--format", "json").out)
    files = document["files"] if verb == "trend" else document
    (note,) = files["notes"]
    assert note.endswith("has not come yet. Is the year right? It is left out here.")
    assert note.startswith("01.835, segment ")
    assert document.get("denials", []) == []
    if verb == "kpi":
        by_id = {one["kpi"]: one for one in document["kpis"]}
        assert (by_id["denial_ct"]["numerator"], by_id["denial_ct"]["n"]) == (0, 1)
        assert by_id["denial_ct"]["last"] == "2026-04-02"


def test_up_to_a_day_that_is_named_a_book_has_all_until_then(tmp_path: Path) -> None:
    fill(tmp_path, [remittance(0, "Q1", PAID), remittance(36_500, "Q9", refused({0: "CO 50"}))], cuts=[1])
    assert json.loads(call("denials", str(tmp_path), "--as-of", "2150-01-01", "--format", "json").out)["denials"]
    cut = read_book(tmp_path, is_late=after(date(2026, 3, 1)))
    assert (cut.billed, cut.remittances, len(cut.left_out)) == ((), (), 3)
    assert read_book(tmp_path, is_late=after(date(2150, 1, 1))) == read_book(tmp_path)
