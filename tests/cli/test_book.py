"""The verbs that stand on a book: what they print, as table, CSV and JSON, and how they exit."""

import csv
import io
import json
from pathlib import Path

import pytest
from msgspec import structs

from tests.claims.stories import decision, remittance
from tests.cli.calling import call
from tests.money.book.folders import fill
from tests.money.book.test_takebacks import with_plb

PAID = decision({0: 4500, 1: 2500, 2: 2000}, "ICN1")
STRANGER = decision({0: 3333}, "N1", claim_id="NOTOURS")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    refused = decision({0: 0, 1: 0, 2: 0}, "ICN1", "4", "197")
    return fill(tmp_path / "march", [remittance(0, "Q1", refused, STRANGER)])


def test_a_book_says_what_is_open_and_what_waits(folder: Path) -> None:
    done = call("book", str(folder))
    assert done.code == 1
    for part in ("1 claim and 1 payment", "$189.00", "refused, and not given up", "NOTOURS", "$33.33", "Correct it"):
        assert part in done.out
    assert "Nothing waits" not in done.out


def test_a_settled_book_exits_with_nothing_waiting(tmp_path: Path) -> None:
    done = call("book", str(fill(tmp_path, [remittance(0, "Q1", PAID)])))
    assert (done.code, "1 claim of 1 settled" in done.out) == (0, True)
    assert "Nothing waits for a person." in done.out


def test_post_shows_where_each_cent_went(folder: Path) -> None:
    done = call("post", str(folder), "--payment", "Q1")
    assert done.code == 1
    for part in ("Q1   MEDICARE PART B on Apr 2, 2026", "1 denial", "1 unknown claim", "every cent of it placed"):
        assert part in done.out
    assert "denied MEDICARE PART B" in done.out
    none = call("post", str(folder), "--payment", "Q9")
    assert "No payment has the number Q9." in none.out


def test_payments_of_a_period_are_listed_with_what_they_come_to(tmp_path: Path) -> None:
    fill(tmp_path, [remittance(0, "Q1", PAID), remittance(10, "Q2", STRANGER), remittance(20, "Q3", STRANGER)])
    done = call("post", str(tmp_path), "--from", "2026-04-02", "--to", "2026-04-12")
    assert ("Q1 " in done.out, "Q2 " in done.out, "Q3 " in done.out) == (True, True, False)
    assert "2 payments of 3, $123.33 in all." in done.out
    assert "in these days" in call("post", str(tmp_path), "--to", "2026-04-01").out


def test_what_waits_says_whose_it_is_and_what_is_done_is_listed_apart(folder: Path) -> None:
    assert "PT1 of SMITH, JANE" in " ".join(call("book", str(folder)).out.split())
    mark = '[[done]]\non = 2026-06-02\nwhat = "unknown claim"\namount = "33.33"\nclaim = "NOTOURS"\nby = "Dana"\n'
    (folder / "money.toml").write_text(mark, encoding="utf-8")
    assert "1 item more marked as done" in call("book", str(folder)).out
    document = json.loads(call("book", str(folder), "--format", "json").out)
    assert [(one["claim_id"], one["by"]) for one in document["done"]] == [("NOTOURS", "Dana")]
    assert [one["claim_id"] for one in document["waiting"]] == ["PT1"]


@pytest.mark.parametrize("verb", ["book", "post", "balances", "aging"])
def test_rows_and_objects_agree(folder: Path, verb: str) -> None:
    rows = list(csv.DictReader(io.StringIO(call(verb, str(folder), "--format", "csv").out)))
    document = json.loads(call(verb, str(folder), "--format", "json").out)
    assert {one["use"] for one in document["files"]} == {"read"}
    if verb == "book":
        assert sum(round(float(row["amount"]) * 100) for row in rows) == 0
        assert {one["kind"] for one in document["waiting"]} == {"unknown claim", "denied"}
        return
    if verb == "post":
        objects = [posting for one in document["payments"] for posting in one["postings"]]
    else:
        objects = document["claims" if verb == "balances" else "open"]
    as_text = [{name: "" if value is None else str(value) for name, value in one.items()} for one in objects]
    assert rows == as_text
    assert rows


def test_balances_of_one_claim_and_of_all(folder: Path) -> None:
    done = call("balances", str(folder), "--claim", "PT1")
    assert "189.00 refused by MEDICARE PART B" in " ".join(done.out.split())
    assert "1 claim of 1" in call("balances", str(folder), "--all").out


def test_ages_are_counted_to_the_day_that_was_named(folder: Path) -> None:
    def ages(*more: str) -> dict[str, str]:
        done = call("aging", str(folder), "--format", "csv", *more)
        return next(csv.DictReader(io.StringIO(done.out)))

    assert ages()["days_31_to_60"] == "189.00"
    assert ages("--as-of", "2026-12-31")["days_121_and_more"] == "189.00"


def test_the_amounts_of_a_balance_come_to_what_was_charged(tmp_path: Path) -> None:
    back = decision({0: 4500, 1: 2500, 2: 2000}, "ICN1", "22")
    folder = fill(tmp_path / "march", [remittance(0, "Q1", back)])
    first, *lines = call("balances", str(folder)).out.splitlines()
    assert first.split()[:6] == ["Balances", "1", "claim", "of", "1,", "$189.00"]
    heads, row = lines[lines.index("") + 1 :][:2]
    assert heads.split() == ["claim", "service", "charged", "paid", "taken", "off", "unapplied", "open", "by", "whom"]
    charged, *parts = [float(word.replace("$", "")) for word in row.split() if "$" in word][:5]
    assert charged == sum(parts) == 189.0
    page = tmp_path / "page.html"
    call("balances", str(folder), "--html", str(page))
    assert "unapplied" in page.read_text("ascii")


@pytest.mark.parametrize(
    ("verb", "first", "step"),
    [
        ("book", "march", "$189.00, 1 item denied. Correct it"),
        ("post", "Posting 1 payment of 1, $33.33 in all.", "$33.33 for 1 claim that nobody knows."),
        (
            "balances",
            "Balances 1 claim of 1, $189.00 open.",
            "$189.00 refused by MEDICARE PART B: `cleanclaim denials`",
        ),
        ("aging", "Aging $189.00 open, in days from the service", ""),
        ("denials", "Denials 1 denial of 1 claim to be worked, $189.00.", "$189.00, 1 denial, the first by"),
        ("variance", "Variance 0 amounts compared", ""),
        ("kpi", "Key figures 1", "What is denied most"),
        ("trend", "Trend 1 row of claims looked at", ""),
        ("statements", "Statements 0 patients of 0", ""),
    ],
)
def test_each_verb_begins_with_the_total_and_at_most_three_things_to_do(
    folder: Path, verb: str, first: str, step: str
) -> None:
    words = " ".join(call(verb, str(folder)).out.split())
    assert words.startswith(first), words[:200]
    assert (f" 1. {step}" if step else first) in words
    assert " 4. " not in words


def test_what_payers_took_and_what_they_will_take_are_two_sums(tmp_path: Path) -> None:
    announced = with_plb(0, "Q1", PAID, plb=(("WO", "X", -1500),))
    taken = with_plb(3, "Q2", plb=(("WO", "Y", 4000), ("L6", "", -310), ("LE", "", 500)))
    taken = structs.replace(taken, payment=structs.replace(taken.payment, payer="AETNA", payer_id="1999999999"))
    out = " ".join(call("book", str(fill(tmp_path, [announced, taken]))).out.split())
    assert "takebacks -$15.00 still to be taken back by payers" in out
    assert "takebacks $40.00 taken by payers or sent back to them, and no reversal says why" in out
    assert "provider level -$3.10 added by payers apart from claims" in out
    assert "provider level $5.00 taken by payers apart from claims" in out


def test_where_a_file_was_refused_a_book_does_not_say_that_nothing_waits(tmp_path: Path) -> None:
    fill(tmp_path, [remittance(0, "Q1", PAID)])
    (tmp_path / "wrong.835").write_text((tmp_path / "00.835").read_text().replace("*4500*", "*4501*", 1)[:-40])
    done = call("book", str(tmp_path))
    assert done.code == 1
    assert "1 file refused: nothing in it counts." in done.out
    assert "Nothing waits for a person." not in done.out
