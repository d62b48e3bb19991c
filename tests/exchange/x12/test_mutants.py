"""One defect at a time in files that are right: each is found, at its level and at its place."""

import pytest

from tests.exchange.x12.beside_pyx12 import PAGE
from tests.exchange.x12.files import CLAIM_837P, REMITTANCE_835, changed, diagnostics
from tests.exchange.x12.mutants import FILES, mutant, mutants


def test_the_files_are_right_before_they_are_changed() -> None:
    for lines, _ in FILES:
        assert diagnostics(lines) == []


def found(lines: list[str], old: str, new: list[str]) -> list[tuple[int, tuple[str, int | None]]]:
    return [(one.level, (one.place.segment, one.place.element)) for one in diagnostics(mutant(lines, old, new))]


@pytest.mark.parametrize(
    ("lines", "old", "new", "level", "place"),
    [(lines, *defect) for lines, defects in FILES for defect in defects],
)
def test_a_defect_is_found_at_its_level_and_place(
    lines: list[str], old: str, new: list[str], level: int, place: tuple[str, int | None]
) -> None:
    assert (level, place) in found(lines, old, new)


def test_a_diagnostic_names_where_it_is() -> None:
    (one,) = diagnostics(changed(CLAIM_837P, "CLM*", "CLM*PT1*127.51***11:B:1*Y*A*Y*Y"))
    place = one.place
    assert (place.interchange, place.group, place.transaction, place.claim) == ("000000001", "1", "0001", "PT1")
    assert (place.number, place.position) == (21, 19)
    assert one.problem == "CLM02 is 127.51, but the lines' charges come to 127.50."


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("SVC*HC:97110", "SVC*HC:97110:GP*85*50.01**2", "SVC03 is 50.01, but charge less adjustments come to 50.00."),
        ("CLP*", "CLP*PT1*1*127.5*80.01*20*12*ICN1*11*1", "CLP04 is 80.01, but charge less adjustments come to 80.00."),
        ("CLP*", "CLP*PT1*1*127.51*80.01*20*12*ICN1*11*1", "CLP03 is 127.51, but the lines' charges come to 127.50."),
        (
            "BPR*",
            "BPR*I*70.01*C*CHK************20260402",
            "BPR02 is 70.01, but claims less provider adjustments come to 70.00.",
        ),
    ],
)
def test_an_amount_that_is_off_is_told_with_what_the_others_come_to(old: str, new: str, problem: str) -> None:
    assert problem in [one.problem for one in diagnostics(changed(REMITTANCE_835, old, new))]


def test_the_page_of_mutants_lists_these_and_no_others() -> None:
    rows = [row for row in PAGE.read_text(encoding="utf-8").splitlines() if row.startswith("| `")]
    expected = [f"| {change} | {level} | {place} |" for change, level, place, _ in mutants()]
    assert [row.rpartition(" |")[0].rpartition(" |")[0] + " |" for row in rows] == expected, (
        "run tests.exchange.x12.beside_pyx12"
    )
