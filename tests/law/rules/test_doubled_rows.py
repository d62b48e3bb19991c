"""A file of visits read from disk whose rows stand twice, or whose services share minutes: none of it goes out."""

from pathlib import Path

import pytest

from cleanclaim.exchange.files.visits import read_visits
from cleanclaim.law.basis import Basis
from cleanclaim.law.review.review import review
from tests.clinic import FILED

HEADING = (
    "visit_id,patient_id,payer,service_date,discipline,provider_npi,place_of_service,"
    "code,minutes,performed_by,charge,diagnoses,start\n"
)
VISIT = "{visit},P1,medicare,2026-03-02,PT,1999000023,11,{code},{minutes},{by},60.00,M54.50,{start}\n"


def row(code: str, minutes: int, start: str = "", by: str = "PT", number: str = "1") -> str:
    return VISIT.format(visit=number, code=code, minutes=minutes, by=by, start=start)


def days_rules(folder: Path, *rows: str) -> tuple[str, set[str]]:
    """The status of the first visit, and the rules about the day that object to it."""
    path = folder / "visits.csv"
    path.write_text(HEADING + "".join(rows), encoding="utf-8")
    claim = review(list(read_visits(path)), Basis(filed_on=FILED)).claims[0]
    return claim.status, {f.rule for f in claim.findings if f.rule.startswith("days.") and f.severity == "stop"}


@pytest.mark.parametrize(
    ("rows", "rules"),
    [
        ([row("97161", 30, "08:00"), row("97110", 30, "08:00")], {"days.counted_twice", "days.impossible"}),
        ([row("97110", 30, "08:00"), row("97140", 30, "08:00")], {"days.counted_twice", "days.impossible"}),
        ([row("97110", 30, "08:00"), row("97140", 30, "08:15")], {"days.counted_twice", "days.impossible"}),
        ([row("97110", 30, "08:00"), row("97140", 30, "08:00", by="PTA")], {"days.counted_twice"}),
        ([row("97110", 33, "08:00"), row("97110", 33, "08:00")], {"days.row_twice", "days.impossible"}),
        ([row("97110", 33), row("97110", 33)], {"days.row_twice"}),
        ([row("97110", 33), row("97140", 8, number="2"), row("97110", 33)], {"days.row_twice"}),
    ],
)
def test_what_was_counted_twice_is_on_hold(tmp_path: Path, rows: list[str], rules: set[str]) -> None:
    assert days_rules(tmp_path, *rows) == ("failed", rules)


@pytest.mark.parametrize(
    "rows",
    [
        [row("G0283", 15, "08:00"), row("97110", 30, "08:00")],
        [row("97110", 30, "08:00"), row("97140", 30, "08:30")],
        [row("97110", 15, "08:00"), row("97110", 15, "14:00")],
    ],
)
def test_what_was_given_beside_or_after_another_service_is_not(tmp_path: Path, rows: list[str]) -> None:
    assert days_rules(tmp_path, *rows)[1] == set()
