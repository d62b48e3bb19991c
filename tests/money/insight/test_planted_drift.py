"""A payer that changes in a made-up practice's book is found with its month, and none is in a book where none does."""

from datetime import date
from pathlib import Path

import pytest

from cleanclaim.law.basis import Basis
from cleanclaim.money.book.read_book import read_book
from cleanclaim.money.insight.find_trends import PayerTrend, find_trends
from cleanclaim.sandbox.payer.behavior import Behavior, Drift
from cleanclaim.sandbox.synth.make import SynthSettings
from tests.money.insight.weekly_books import answer_weekly, write_weekly_claims

USUAL = {"16": 0.01, "197": 0.01}
DENIES_MORE = Drift(begins=date(2026, 8, 1), payers=["AETNA"], denials={"197": 0.15})
ALLOWS_LESS = Drift(begins=date(2026, 6, 1), payers=["UNITEDHEALTHCARE"], pays_percent=94)


def trends(folder: Path, seed: int, *drifts: Drift) -> list[PayerTrend]:
    settings = SynthSettings(years=0.9, clinicians=3, seed=seed, first=date(2026, 1, 5), clean=True)
    files = write_weekly_claims(folder, settings)
    answer_weekly(files, Behavior(seed=seed, denials=USUAL, drifts=list(drifts)), folder)
    return find_trends(read_book(folder), Basis())


def changed(found: list[PayerTrend]) -> dict[tuple[str, str, str], PayerTrend]:
    return {(one.payer, one.kind, one.reason): one for one in found if one.verdict == "changed"}


def check_planted(folder: Path, seed: int) -> None:
    found = changed(trends(folder, seed, DENIES_MORE, ALLOWS_LESS))
    assert set(found) <= {
        ("AETNA", "denied for", "197"),
        ("AETNA", "denied", ""),
        ("UNITEDHEALTHCARE", "allowed", ""),
    }
    denials = found["AETNA", "denied for", "197"]
    assert denials.change is not None
    assert denials.change.earliest <= date(2026, 8, 3) <= denials.change.latest or denials.change.on.month == 8
    less = found["UNITEDHEALTHCARE", "allowed", ""]
    assert less.change is not None
    assert f"{less.change.on:%Y-%m}" == "2026-06"
    assert less.change.after / less.change.before == pytest.approx(0.94, abs=0.01)


def test_planted_changes_are_found_with_their_months_and_no_other(tmp_path: Path) -> None:
    check_planted(tmp_path, 5)


@pytest.mark.parametrize("seed", [3, 8])
def test_none_is_found_where_no_payer_changes(tmp_path: Path, seed: int) -> None:
    assert changed(trends(tmp_path, seed)) == {}


@pytest.mark.long
@pytest.mark.parametrize("seed", range(20, 32))
def test_planted_changes_of_many_practices(tmp_path: Path, seed: int) -> None:
    check_planted(tmp_path, seed)


@pytest.mark.long
def test_of_many_practices_without_a_change_hardly_any_shows_one(tmp_path: Path) -> None:
    shown = [seed for seed in range(40, 60) if changed(trends(tmp_path / str(seed), seed))]
    assert len(shown) <= 3  # one of 20 is expected at most
