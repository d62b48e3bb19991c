"""One defect at a time in files that are right: each is found, at its level and at its place."""

import pytest

from tests.exchange.x12.beside_pyx12 import PAGE
from tests.exchange.x12.files import CLAIM_837P, changed, diagnostics
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


def test_the_page_of_mutants_lists_these_and_no_others() -> None:
    rows = [row for row in PAGE.read_text(encoding="utf-8").splitlines() if row.startswith("| `")]
    expected = [f"| {change} | {level} | {place} |" for change, level, place, _ in mutants()]
    assert [row.rpartition(" |")[0].rpartition(" |")[0] + " |" for row in rows] == expected, (
        "run tests.exchange.x12.beside_pyx12"
    )
