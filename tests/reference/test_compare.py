"""What changes between two releases of one table, for every table, on small releases made by hand."""

import csv
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanclaim.explanations.releases.fees import compare_prices
from cleanclaim.explanations.releases.pages import build_comparison_page
from cleanclaim.model.errors import UserError
from cleanclaim.reference.catalogue import catalogue
from cleanclaim.reference.compare import ChangeCounts, ChangedEntry, OneSidedEntry, ReleaseComparison, compare, percent
from cleanclaim.reference.files import DATA
from cleanclaim.reference.library import shipped
from cleanclaim.reference.release_entries import (
    AddOnPrimary,
    CostIndices,
    DiagnosisEntry,
    HcpcsEntry,
    PairInForce,
    RelativeValues,
    TherapyListEntry,
    UnitLimit,
    Value,
    ZipEntry,
)
from tests.reference.releases_made import NEW, OLD, WITHDRAWN, pair, pairs, table

HELD = {release.name: release for release in shipped().releases}
WIDE = ("31231", "31237")  # two codes of another field
THERAPY = ("97110", "97112", "97116", "97140", "97150", "97530")


def alone(entries: tuple[OneSidedEntry, ...]) -> dict[str, Value]:
    return {one.key: one.value for one in entries}


def moved(found: ReleaseComparison) -> dict[str, tuple[Value, Value]]:
    return {one.key: (one.old, one.new) for one in found.changed}


def change(found: ReleaseComparison, key: str) -> ChangedEntry:
    (one,) = [one for one in found.changed if one.key == key]
    return one


def test_pairs_begin_end_and_change(tmp_path: Path) -> None:
    before = [pair("97150", "97110"), pair("97530", "97116"), pair("97140", "97124", 0), pair("97112", "97022")]
    after = [pair("97150", "97110", 0), pair("97124", "97140", 0), pair("97112", "97022"), pair("97113", "97110", 0)]
    found = compare(pairs(tmp_path, before), pairs(tmp_path, after, NEW))
    assert alone(found.added) == {"97110 97113": PairInForce("97113", 0)}
    assert alone(found.removed) == {"97116 97530": PairInForce("97530", 1)}
    assert moved(found) == {
        "97110 97150": (PairInForce("97150", 1), PairInForce("97150", 0)),
        "97124 97140": (PairInForce("97140", 0), PairInForce("97124", 0)),
    }
    assert found.outside_therapy == ChangeCounts()


def test_a_pair_that_was_never_in_force_does_not_begin(tmp_path: Path) -> None:
    never = [
        pair("97530", "97116", 9),
        pair("97530", "97140", 1, WITHDRAWN, WITHDRAWN),
        pair("97150", "97112", 1, NEW, NEW),
    ]
    found = compare(pairs(tmp_path, [pair("97150", "97110")]), pairs(tmp_path, [pair("97150", "97110"), *never], NEW))
    assert (found.added, found.removed, found.changed) == ((), (), ())


def test_a_pair_whose_last_day_has_come_ends(tmp_path: Path) -> None:
    ended = pair("97150", "97110", 1, last=date(2026, 12, 31))
    found = compare(pairs(tmp_path, [pair("97150", "97110")]), pairs(tmp_path, [ended], NEW))
    assert list(alone(found.removed)) == ["97110 97150"]


def test_a_release_without_first_days_changes_no_pair(tmp_path: Path) -> None:
    dated = [pair("97150", code) for code in THERAPY if code != "97150"]
    undated = [(one, two, type(edit)(None, edit.last, edit.indicator)) for one, two, edit in dated]
    found = compare(pairs(tmp_path, undated), pairs(tmp_path, dated, NEW))
    assert (found.added, found.removed, found.changed, found.compared) == ((), (), (), 5)


def test_the_pairs_held_of_2024_and_2026_differ_in_nothing() -> None:
    found = compare(HELD["NCCI 2024Q3"], HELD["NCCI 2026Q4"])
    assert (found.added, found.removed, found.changed) == ((), (), ())
    assert found.compared == 3
    assert found.uncompared > 900


def test_pairs_of_other_fields_are_only_counted(tmp_path: Path) -> None:
    found = compare(pairs(tmp_path, [pair(*WIDE)]), pairs(tmp_path, [pair("97110", WIDE[0])], NEW))
    assert list(alone(found.added)) == ["31231 97110"]
    assert found.removed == ()
    assert found.outside_therapy == ChangeCounts(removed=1)


def test_an_excerpt_is_compared_only_on_pairs_of_its_codes(tmp_path: Path) -> None:
    whole = pairs(tmp_path, [pair("97150", "97110"), pair("97150", "97112"), pair("97150", "97124")])
    excerpt = pairs(tmp_path, [pair("97150", "97110"), pair("97112", "97110")], NEW, scope="excerpt")
    found = compare(whole, excerpt)
    assert list(alone(found.added)) == ["97110 97112"]
    assert list(alone(found.removed)) == ["97112 97150"]
    assert found.uncompared == 1


def test_one_part_of_the_pairs_is_compared_only_on_the_pairs_it_has(tmp_path: Path) -> None:
    whole = pairs(tmp_path, [pair("97150", "97110"), pair("97150", "97112")])
    part = pairs(tmp_path, [pair("97150", "97110", last=OLD), pair("97150", "97116")], NEW, scope="part")
    found = compare(whole, part)
    assert list(alone(found.added)) == ["97116 97150"]
    assert list(alone(found.removed)) == ["97110 97150"]
    assert found.uncompared == 1


def test_limits(tmp_path: Path) -> None:
    before = table(tmp_path, "mue", "97110 | 6 | 3\n97112 | 4 | 3\n97140 | 6 | 3\n31231 | 1 | 2")
    after = table(tmp_path, "mue", "97110 | 4 | 3\n97112 | 4 | 2\n97116 | 4 | 3\n31231 | 2 | 2", NEW)
    found = compare(before, after)
    assert alone(found.added) == {"97116": UnitLimit(4, 3)}
    assert alone(found.removed) == {"97140": UnitLimit(6, 3)}
    assert moved(found) == {"97110": (UnitLimit(6, 3), UnitLimit(4, 3)), "97112": (UnitLimit(4, 3), UnitLimit(4, 2))}
    assert change(found, "97110").percent == {"units": "-33.3"}
    assert found.outside_therapy == ChangeCounts(changed=1)
    first, *_more = build_comparison_page(before, after).sentences
    assert first == "From Jan 1, 2027, the most units a day fall for 1 code: 97110 from 6 to 4."


def test_the_fee_schedule(tmp_path: Path) -> None:
    before = table(
        tmp_path,
        "mpfs",
        "97110 | A | 45 | 43 | 43 | 1 | 7 | 5\n97140 | A | 43 | 40 | 40 | 1 | 7 | 5\n97026 | A | 6 | 9 | 9 | 1 | 7 | 0",
        conversion_factors={"all": 323465},
    )
    after = table(
        tmp_path,
        "mpfs",
        "97110 | A | 45 | 41 | 41 | 1 | 7 | 5\n97140 | N | 43 | 40 | 40 | 1 | 7 | 5\n"
        "97026 | A | 6 | 9 | 9 | 1 | 7 | 5\n"
        "97150 | A | 29 | 25 | 25 | 1 | 7 | 5",
        NEW,
        conversion_factors={"standard": 334009, "qualifying": 335675},
    )
    found = compare(before, after)
    assert list(alone(found.added)) == ["97150"]
    exercise = change(found, "97110")
    assert exercise.percent == {
        **dict.fromkeys(("nonfacility_pe", "facility_pe"), "-4.7"),
        **dict.fromkeys(("nonfacility_total", "facility_total"), "-2.2"),
    }
    old, new = moved(found)["97140"]
    assert isinstance(old, RelativeValues)
    assert isinstance(new, RelativeValues)
    assert (old.status, new.status) == ("A", "N")
    old, new = moved(found)["97026"]
    assert isinstance(old, RelativeValues)
    assert isinstance(new, RelativeValues)
    assert (old.reduced, new.reduced) == (False, True)
    assert [(one.name, one.percent) for one in found.factors] == [("standard", "+3.3"), ("qualifying", "+3.8")]
    page = build_comparison_page(before, after)
    assert page.sentences[0] == "From Jan 1, 2027, the fee schedule no longer pays 1 code: 97140."
    assert [(one.code, one.old, one.new) for one in page.prices] == [("97026", 518, 534), ("97110", 2879, 2906)]


def test_diagnoses_and_what_they_mean_for_a_claim(tmp_path: Path) -> None:
    before = table(
        tmp_path, "icd10", "A09 | 1 | Gut\nM545 | 1 | Back pain\nS134 | 1 | Neck sprain\nZ47 | 0 | Aftercare"
    )
    after = table(tmp_path, "icd10", "A09 | 1 | Bowel\nM545 | 0 | Back pain\nM5450 | 1 | Low back pain\nZ47 | 1 |", NEW)
    found = compare(before, after)
    assert alone(found.added) == {"M5450": DiagnosisEntry(billable=True, label="Low back pain")}
    assert list(alone(found.removed)) == ["S134"]
    assert list(moved(found)) == ["A09", "M545", "Z47"]
    page = build_comparison_page(before, after)
    assert page.sentences == (
        "From Jan 1, 2027, 1 diagnosis can no longer be billed without more characters: M54.5.",
        "1 diagnosis is deleted: S13.4.",
        "1 diagnosis is new: M54.50.",
    )
    by_chapter = page.sections[0]
    assert by_chapter.columns == ("chapter", "divided", "deleted", "new", "made billable", "reworded")
    assert by_chapter.rows == (
        ("A-B infections", "", "", "", "", "1"),
        ("M muscles and bones", "1", "", "1", "", ""),
        ("S-T injuries", "", "1", "", "", ""),
        ("Z reasons for contact", "", "", "", "1", ""),
    )


def test_a_label_that_one_list_leaves_out_is_no_change(tmp_path: Path) -> None:
    before = table(tmp_path, "icd10", "S83 | 0 | Knee\nS83511A | 1 |")
    after = table(tmp_path, "icd10", "S83 | 0 | Knee\nS83511A | 1 | Knee sprain, first treated", NEW)
    assert compare(before, after).changed == ()


def test_add_ons(tmp_path: Path) -> None:
    before = table(tmp_path, "add_on", "97598 | 97597 | 1 | 2020-01-01 |\n97811 | 97810 | 1 | |")
    after = table(
        tmp_path,
        "add_on",
        "97598 | 97597 | 1 | 2020-01-01 | 2026-12-31\n97811 | 97810 | 2 | |\n97546 | 97545 | 1 | |",
        NEW,
    )
    found = compare(before, after)
    assert alone(found.added) == {"97546 97545": AddOnPrimary(1)}
    assert alone(found.removed) == {"97598 97597": AddOnPrimary(1)}
    assert moved(found) == {"97811 97810": (AddOnPrimary(1), AddOnPrimary(2))}


def test_hcpcs_codes_end_by_their_last_day(tmp_path: Path) -> None:
    before = table(tmp_path, "hcpcs", "L0001 | Brace | C | 2020-01-01 |\nL0002 | Belt | C | 2020-01-01 |")
    after = table(
        tmp_path,
        "hcpcs",
        "L0001 | Brace | C | 2020-01-01 | 2026-12-31\nL0002 | Wide belt | C | 2020-01-01 |\n"
        "L0003 | Boot | D | 2027-01-01 |",
        NEW,
    )
    found = compare(before, after)
    assert list(alone(found.removed)) == ["L0001"]
    assert alone(found.added) == {"L0003": HcpcsEntry("Boot", "D")}
    assert moved(found) == {"L0002": (HcpcsEntry("Belt", "C"), HcpcsEntry("Wide belt", "C"))}


def test_the_therapy_list(tmp_path: Path) -> None:
    before = table(tmp_path, "therapy", "97110 | always | \n97610 | sometimes | 1\n97032 | always | 2")
    after = table(tmp_path, "therapy", "97110 | always | 3\n97610 | always | 1\n98979 | sometimes | ", NEW)
    found = compare(before, after)
    assert alone(found.added) == {"98979": TherapyListEntry("sometimes", None)}
    assert list(alone(found.removed)) == ["97032"]
    assert list(moved(found)) == ["97610"], "a remark that only one list has is no change"


def test_cost_indices(tmp_path: Path) -> None:
    before = table(
        tmp_path, "gpci", "10112-00 | AL | ALABAMA | 1000 | 869 | 575\n02102-01 | AK | ALASKA | 1500 | 1081 | 592"
    )
    after = table(
        tmp_path, "gpci", "10112-00 | AL | ALABAMA STATE | 1000 | 880 | 575\n03102-00 | AZ | ARIZONA | 1 | 2 | 3", NEW
    )
    found = compare(before, after)
    assert moved(found) == {"10112-00": (CostIndices(1000, 869, 575), CostIndices(1000, 880, 575))}
    assert change(found, "10112-00").percent == {"pe": "+1.3"}
    assert (list(alone(found.added)), list(alone(found.removed))) == (["03102-00"], ["02102-01"])


def test_zip_codes_that_move_are_counted_by_locality(tmp_path: Path) -> None:
    before = table(tmp_path, "zip", "00001 | AL | 10112-00 | 0\n00002 | AL | 10112-00 | 0\n00003 | AL | 10112-00 | 0")
    after = table(
        tmp_path, "zip", "00001 | AL | 10112-01 | 0\n00002 | AL | 10112-01 | 0\n00003 | AL | 10112-00 | 1", NEW
    )
    page = build_comparison_page(before, after)
    assert moved(page.comparison)["00003"] == (ZipEntry("10112-00", False), ZipEntry("10112-00", True))
    assert page.sections[0].rows == (("10112-00", "10112-01", "2"),)
    assert (
        page.sentences[0]
        == "From Jan 1, 2027, 2 ZIP codes move to another locality, and to its prices: 00001 and 00002."
    )


def test_two_tables_of_different_kinds_are_refused_by_name() -> None:
    with pytest.raises(
        UserError, match=r"NCCI 2024Q3 and MUE 2024Q3: one is of the code pairs .*, the other of the unit"
    ):
        compare(HELD["NCCI 2024Q3"], HELD["MUE 2024Q3"])


def test_a_table_no_claim_feels_is_refused() -> None:
    (places,) = [release for release in shipped().releases if release.kind == "pos"]
    with pytest.raises(UserError, match="are not compared"):
        compare(places, places)


def published(name: str) -> dict[str, dict[str, str]]:
    """The shipped rows of a fee schedule by code, read by hand."""
    with (DATA / "mpfs" / f"{name}.csv").open(encoding="utf-8") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


def _of_catalogue(table: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """The rows of codes that the catalogue holds; the others are counted and not listed."""
    return {code: row for code, row in table.items() if code in catalogue()}


def test_the_fee_schedules_of_2025_and_2026_are_compared_as_an_independent_reckoning_does() -> None:
    old, new = (_of_catalogue(published(name)) for name in ("rvu25d", "rvu26c"))
    page = build_comparison_page(HELD["MPFS RVU25D"], HELD["MPFS RVU26C"])
    found = page.comparison
    assert sorted(alone(found.added)) == sorted(new.keys() - old.keys())
    assert {"98979", "98984", "98985", "98986"} <= {*alone(found.added)}
    assert found.removed == ()
    parts = ("status", "work", "nonfacility_pe", "facility_pe", "malpractice")
    differing = {code for code in new if code in old and any(old[code][part] != new[code][part] for part in parts)}
    assert set(moved(found)) == differing

    before, after = moved(found)["97012"]
    assert isinstance(before, RelativeValues)
    assert isinstance(after, RelativeValues)
    assert after.work < before.work
    tenths = Decimal(100 * (int(new["97012"]["work"]) - int(old["97012"]["work"]))) / int(old["97012"]["work"])
    assert change(found, "97012").percent["work"] == f"{tenths.quantize(Decimal('0.1'), ROUND_HALF_UP):+}"

    def cents(row: dict[str, str], factor: str) -> int:
        hundredths = sum(int(row[part]) for part in ("work", "nonfacility_pe", "malpractice"))
        return int((hundredths * Decimal(factor)).quantize(Decimal(1), ROUND_HALF_UP))

    paid = [code for code in new if code in old and all(side[code]["status"] in "ART" for side in (old, new))]
    expected = {code: (cents(old[code], "32.3465"), cents(new[code], "33.4009")) for code in paid}
    assert {one.code: (one.old, one.new) for one in page.prices} == {
        code: both for code, both in expected.items() if both[0] != both[1] and all(both)
    }


def test_a_row_that_was_never_kept_is_not_a_code_deleted_or_added() -> None:
    found = compare(HELD["MPFS RVU24C"], HELD["MPFS RVU25D"])
    assert list(alone(found.added)) == ["G0541", "G0542", "G0543"], "acupuncture was paid in 2024 too"
    assert "97810" not in moved(found)


@pytest.mark.parametrize(
    "name", ["NCCI 2024Q3", "MUE 2024Q3", "MPFS RVU26C", "GPCI 2026", "AOC 2024Q2", "HCPCS 2024 July"]
)
def test_a_release_differs_from_itself_in_nothing(name: str) -> None:
    page = build_comparison_page(HELD[name], HELD[name])
    found = page.comparison
    assert (found.added, found.removed, found.changed, found.outside_therapy) == ((), (), (), ChangeCounts())
    assert found.compared > 0
    assert (page.sections, page.prices) == ((), ())
    (only,) = page.sentences
    assert only.startswith(f"Under {name}, nothing changes in the")


@given(st.integers(1, 10**6), st.integers(0, 10**6))
def test_a_percentage_is_exact_to_half_a_tenth(old: int, new: int) -> None:
    said = percent(old, new)
    assert said is not None
    assert abs(Decimal(said) - Decimal(100 * (new - old)) / old) <= Decimal("0.05")
    assert percent(0, new) is None


def test_prices_move_with_the_factor_alone() -> None:
    held = HELD["MPFS RVU24A"], HELD["MPFS RVU24AR"]
    moves = compare_prices(*held)
    assert compare(*held).changed == ()
    assert moves
    assert all(one.new > one.old for one in moves)
