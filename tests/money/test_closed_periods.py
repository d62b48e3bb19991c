"""Closed periods: what was reported stays to the cent, and every change of it stands on the first open day."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from cleanclaim.model.ledger_entry import EntrySource, LedgerEntry
from cleanclaim.money.balances import claim_balances
from cleanclaim.money.book.read_book import read_book
from cleanclaim.money.closed_periods import ClosedPeriod, close_until, post_after, read_closed, write_closed
from cleanclaim.money.ledger import Ledger, make_ledger
from cleanclaim.money.posting.claim_entries import claim_entries
from tests.claims.stories import AETNA, APRIL, MEDICARE, decision, remittance, story
from tests.cli.calling import call, refused
from tests.conftest import tries
from tests.money.book.folders import fill, remittance_file
from tests.money.posting.test_claim_entries import facts

PAID = remittance(0, "Q1", decision({0: 4500, 1: 2500, 2: 2000}, "ICN1"))
BACK = remittance(9, "Q2", decision({0: 4500, 1: 2500, 2: 2000}, "ICN1", "22"))
AGAIN = remittance(9, "Q3", decision({0: 4000, 1: 2500, 2: 2000}, "ICN2"))
CLOSED = '[[closed]]\nuntil = 2026-04-30\nledger = "closed-2026-04-30.json"\nby = "Dana Ortiz"\n'


def closed_book(folder: Path) -> Path:
    """A book of April 2 that was closed until the end of April."""
    fill(folder, [PAID])
    done = call("book", str(folder), "--close", "2026-04-30")
    assert (done.code, "Put into money.toml" in done.out) == (0, True)
    assert CLOSED.replace("Dana Ortiz", "your name") in done.out
    (folder / "money.toml").write_text(CLOSED, encoding="utf-8")
    return folder


def posted(ledger: Ledger) -> list[tuple[str, str, int, str]]:
    return [(str(one.on), one.kind, one.cash, str(one.original_on or "")) for one in ledger.entries]


REPORTED = [("2026-03-02", "charge", 0, ""), ("2026-04-02", "payment", 9000, "")]


def test_by_hand_a_file_of_april_that_comes_in_may_is_posted_on_may_1(tmp_path: Path) -> None:
    folder = closed_book(tmp_path)
    assert posted(read_book(folder).posted_ledger()) == REPORTED
    assert "Closed until Apr 30, 2026 (Dana Ortiz): nothing of it has changed since." in call("book", str(folder)).out
    (folder / "late.835").write_text(remittance_file([BACK, AGAIN]), encoding="ascii")
    book = read_book(folder)
    late = [("2026-05-01", "payment", 8500, "2026-04-11"), ("2026-05-01", "reversal", -9000, "2026-04-11")]
    assert posted(book.posted_ledger()) == REPORTED + late
    assert book.posted_ledger().until(date(2026, 4, 30)).balances() == make_ledger(book.ledger().entries[:2]).balances()
    assert book.posted_ledger().balances() == book.ledger().balances()
    (note,) = {one.note.split(" (")[0] for one in book.posted_ledger().entries if one.original_on}
    assert note == "Of Apr 11, 2026. Came after the books were closed"
    opinion = " ".join(call("second-opinion", str(folder)).out.split())
    assert "2 changes of days before stand on May 1, 2026; here all counts by its own day." in opinion
    out = " ".join(call("book", str(folder)).out.split())
    assert "2 changes of days before stand on May 1, 2026; --format csv names each day." in out
    rows = [
        line for line in call("book", str(folder), "--format", "csv").out.splitlines() if line.endswith("2026-04-11")
    ]
    assert {row.split(",")[0] for row in rows} == {"2026-05-01"}
    assert 'original_day: "2026-04-11"' in call("book", str(folder), "--format", "beancount").out


def test_by_hand_what_was_reported_and_is_gone_is_taken_back(tmp_path: Path) -> None:
    folder = closed_book(tmp_path)
    (folder / "00.835").unlink()
    found = read_book(folder).posted_ledger()
    assert posted(found) == [*REPORTED, ("2026-05-01", "payment", -9000, "2026-04-02")]
    assert "taken back since" in found.entries[-1].note


def test_ages_go_by_the_service_and_books_by_the_day_of_posting(tmp_path: Path) -> None:
    folder = fill(tmp_path, [PAID])
    claims = folder / "claims.837"
    content = claims.read_bytes()
    claims.unlink()
    call("book", str(folder), "--close", "2026-04-30")
    (folder / "money.toml").write_text(CLOSED, encoding="utf-8")
    claims.write_bytes(content)
    (balance,) = claim_balances(read_book(folder).posted_ledger())
    assert balance.on == date(2026, 3, 2)
    assert read_book(folder).posted_ledger().until(date(2026, 4, 30)).total("charges") == 0


def test_a_renamed_file_changes_nothing(tmp_path: Path) -> None:
    folder = closed_book(tmp_path)
    (folder / "00.835").rename(folder / "april.835")
    assert posted(read_book(folder).posted_ledger()) == REPORTED


@pytest.mark.parametrize(
    "spoil", [lambda text: text[:-30], lambda text: text.replace("4500", "4501", 1), lambda _text: ""]
)
def test_a_spoilt_report_is_refused_and_named(tmp_path: Path, spoil: object) -> None:
    folder = closed_book(tmp_path)
    path = folder / "closed-2026-04-30.json"
    path.write_text(spoil(path.read_text()))  # type: ignore[operator]
    book = read_book(folder)
    (file,) = [one for one in book.files if one.use == "refused"]
    assert (file.name, book.closed) == ("closed-2026-04-30.json", ())
    assert file.why.endswith("The books are not closed: get it back from a backup")
    path.unlink()
    assert [one.name for one in read_book(folder).files if one.use == "refused"] == ["closed-2026-04-30.json"]


def test_a_closed_period_is_not_closed_again_and_none_that_is_to_come(tmp_path: Path) -> None:
    folder = closed_book(tmp_path)
    refused(call("book", str(folder), "--close", "2026-03-31"), "--close", "the books are closed until Apr 30, 2026")
    refused(call("book", str(folder), "--close", "2162-03-31"), "--close", "has not come yet")
    (folder / "money.toml").write_text(CLOSED.replace("closed-2026", "../closed-2026"), encoding="utf-8")
    assert "beside this one" in call("book", str(folder)).out


def alike(entries: object) -> Counter[LedgerEntry]:
    return Counter(structs.replace(one, source=EntrySource(), note="") for one in entries)  # type: ignore[attr-defined]


@tries(100)
@given(data=st.data())
def test_whatever_comes_later_the_closed_periods_stay_and_all_adds_up(data: st.DataObject) -> None:
    made = [
        one
        for payer, place in ((MEDICARE, "1"), (AETNA, "2"))
        for one in data.draw(st.composite(story)(payer, place))[0]
    ]
    periods: list[ClosedPeriod] = []
    until, reports = APRIL - timedelta(days=1), []
    for _ in range(data.draw(st.integers(1, 3))):
        known = data.draw(st.lists(st.sampled_from(made), unique_by=id)) if made else []
        until += timedelta(days=data.draw(st.integers(1, 6)))
        ledger = post_after(make_ledger(claim_entries(facts(known))), periods)
        report = read_closed(write_closed(close_until(ledger, until)))
        reports.append(report)
        periods.append(ClosedPeriod(reported=report, person="Dana Ortiz"))
    known = data.draw(st.lists(st.sampled_from(made), unique_by=id)) if made else []
    raw = make_ledger(claim_entries(facts(known)))
    found = post_after(raw, data.draw(st.permutations(periods)))
    assert found.balances() == raw.balances()
    for report in reports:
        assert alike(close_until(found, report.until).entries) == alike(report.entries)
