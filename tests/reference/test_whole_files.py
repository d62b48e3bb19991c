"""The publishers' whole files, rewritten into their official layouts: imported, they answer as what ships does."""

import csv
import gzip
import resource
from collections.abc import Iterator
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest

from cleanclaim.reference.catalogue import catalogue
from cleanclaim.reference.imports import Imported, import_files
from cleanclaim.reference.library import library
from cleanclaim.reference.release_drafts import ImportOptions
from cleanclaim.reference.tables import Tables, tables
from tests.reference import published as made
from tests.reference.extracts import WHOLE, needs_whole_files, whole_lines

LAYOUTS = WHOLE.parent / "layouts"
SAMPLES = sorted(path for path in LAYOUTS.glob("*") if not path.name.startswith("README"))
TODAY = date(2026, 11, 23)
CODES = sorted(catalogue())

pytestmark = needs_whole_files


def rows_of(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(whole_lines(name)))


def taken(folder: Path, *paths: Path, told: ImportOptions | None = None) -> Imported:
    (one,) = import_files(list(paths), folder, told or ImportOptions(), TODAY).releases
    return one


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def both(folder: Path, on: date) -> tuple[Tables, Tables]:
    return tables(on, library=library(folder)), tables(on)


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    return tmp_path / "library"


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_every_sample_of_a_layout_imports_and_says_that_it_is_one(shelf: Path, sample: Path) -> None:
    one = taken(shelf, sample)
    assert one.outcome == "imported"
    assert one.release.scope in ("excerpt", "part")
    assert one.notes


def test_the_pairs_of_the_sample_answer_as_what_ships(shelf: Path) -> None:
    release = taken(shelf, LAYOUTS / "ccipra-v323r0-f1.sample.TXT").release
    held, shipped = both(shelf, date(2026, 10, 15))
    for a, b in combinations(("97110", "97112", "97116", "97140", "97161", "97162", "97530", "97597", "97598"), 2):
        mine, theirs = held.pair(a, b), shipped.pair(a, b)
        assert (mine.answer, mine.column1, mine.indicator) == (theirs.answer, theirs.column1, theirs.indicator)
    assert held.pair("97162", "97161").release == release.name


def official_pairs(folder: Path) -> Iterator[Path]:
    """The 2.5 million pairs of 2024Q3 as CMS gives them out, but for the first days, which the source dropped."""
    lines = whole_lines("ncci/ncci_ptp_practitioner_2024q3_full.csv.gz")[1:]
    heading = made.tabbed(made.PAIR_HEADING)
    size = -(-len(lines) // 4)
    for part in range(4):
        cells = (line.split(",", 4) for line in lines[part * size : (part + 1) * size])
        text = "".join(f"{a}\t{b}\t\t\t{last.replace('-', '')}\t{mod}\t{why}\r\n" for a, b, last, mod, why in cells)
        yield written(folder / f"ccipra-v302r0-f{part + 1}.TXT", heading + text.encode())


@pytest.mark.long
def test_the_whole_code_pairs_import_small_and_answer_alike(shelf: Path, tmp_path: Path) -> None:
    downloads = tmp_path / "downloads"
    downloads.mkdir()
    files = list(official_pairs(downloads))
    release = taken(shelf, *files).release
    assert (release.name, release.scope, release.rows) == ("NCCI 2024Q3", "complete", 2_546_017)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 1_500_000, "kilobytes"
    assert sum(path.stat().st_size for path in shelf.iterdir()) < 20_000_000
    held, shipped = both(shelf, date(2024, 8, 1))
    for a, b in combinations(CODES, 2):
        mine, theirs = held.pair(a, b), shipped.pair(a, b)
        assert (mine.answer, mine.column1, mine.indicator) == (theirs.answer, theirs.column1, theirs.indicator), (a, b)


def test_the_whole_unit_limits_answer_alike(shelf: Path, tmp_path: Path) -> None:
    words = {"1": "1 Line Edit", "2": "2 Date of Service Edit: Policy", "3": "3 Date of Service Edit: Clinical"}
    rows = [
        [row["hcpcs"], row["mue_value"], words[row["mai"]], row["rationale"]]
        for row in rows_of("mue/mue_practitioner_2024q3_full.csv.gz")
    ]
    content = made.quoted([["Copyright\nof somebody", "", "", ""], made.MUE_HEADING, *rows])
    release = taken(shelf, written(tmp_path / "MCR_MUE_PractitionerServices_Eff_07-01-2024.csv", content)).release
    assert (release.scope, release.rows) == ("complete", 14_677)
    held, shipped = both(shelf, date(2024, 8, 1))
    assert [held.mue(code) for code in CODES] == [shipped.mue(code) for code in CODES]
    assert held.mue("0591T") is not None


def test_the_whole_fee_schedule_answers_alike(shelf: Path, tmp_path: Path) -> None:
    fields = ["hcpcs", "mod", "", "status", "not_used_medicare", "work_rvu", "nonfac_pe_rvu", "nonfac_na", "fac_pe_rvu"]
    fields += ["fac_na", "mp_rvu", "nonfac_total", "fac_total", "pctc", "glob", "mult_proc", "cf", "phys_sup"]
    heading = made.fees(2025)[:7]
    rows = [[row.get(field, "") for field in fields] for row in rows_of("mpfs/rvu25d_all_no_descriptors.csv.gz")]
    release = taken(shelf, written(tmp_path / "PPRRVU2025_Oct.csv", made.quoted([*heading, *rows]))).release
    assert (release.name, release.scope, release.rows) == ("MPFS RVU25D", "complete", 16_851)
    assert release.conversion_factors == {"all": 323465}
    held, shipped = both(shelf, date(2025, 10, 15))
    assert [held.fee(code) for code in CODES] == [shipped.fee(code) for code in CODES]
    knee = held.fee("27447")
    assert knee is not None
    assert knee.release == release.name


@pytest.mark.parametrize("year", [2025, 2026])
def test_cost_indices_answer_alike(shelf: Path, year: int) -> None:
    release = taken(shelf, WHOLE / "gpci" / f"GPCI{year}.csv").release
    assert (release.name, release.rows, release.scope) == (f"GPCI {year}", 109, "complete")
    held, shipped = both(shelf, date(year, 6, 1))
    for locality in ("10112-00", "02102-01", "01182-18", "06102-16"):
        assert held.gpci(locality) == shipped.gpci(locality)


def test_zip_codes_and_counties_answer_alike(shelf: Path, tmp_path: Path) -> None:
    content = gzip.decompress((WHOLE / "gpci" / "ZIP5_OCT2025.txt.gz").read_bytes())
    release = taken(shelf, written(tmp_path / "ZIP5_OCT2025.txt", content)).release
    assert (release.name, release.rows, release.scope) == ("ZIP5 2025Q4", 42_956, "complete")
    assert taken(shelf, WHOLE / "gpci" / "25LOCCO.csv").release.scope == "complete"
    held, shipped = both(shelf, date(2025, 11, 1))
    for zip_code in ("60601", "90012", "99501", "00901"):
        assert held.locality(zip_code) == shipped.locality(zip_code)
    assert held.counties("01112-52") == shipped.counties("01112-52")


def test_the_whole_diagnoses_answer_alike(shelf: Path, tmp_path: Path) -> None:
    rows = rows_of("icd10/icd10cm_fy2026_april.csv.gz")
    lines = (
        f"{number:05} {row['code']:<7} {row['billable']} {row['label'][:60]:<60} {row['label'] or row['code']}\r\n"
        for number, row in enumerate(rows, 1)
    )
    release = taken(shelf, written(tmp_path / "icd10cm_order_2026.txt", "".join(lines).encode())).release
    assert (release.name, release.scope, release.rows) == ("ICD-10-CM FY2026", "complete", len(rows))
    held, shipped = both(shelf, date(2026, 2, 1))
    for code in ("M54.5", "M54.50", "S83.511A", "M25.511", "Z99.99"):
        assert held.diagnosis(code).state == shipped.diagnosis(code).state


def test_the_whole_add_on_codes_answer_alike(shelf: Path, tmp_path: Path) -> None:
    rows = [
        [row["add_on_code"], row["aoc_edit_type"], row["primary_code"], "2013091", ""]
        for row in rows_of("ncci/aoc_2024_06.csv")
    ]
    content = made.tabbed(
        [["Add_On_Code", "AOC_Edit_Type", "Primary_Code", "AOC_Edit_Eff_Dt", "AOC_Edit_Del_Dt"], *rows]
    )
    assert taken(shelf, written(tmp_path / "AOC_V2024Q2-MCR.txt", content)).release.scope == "complete"
    held, shipped = both(shelf, date(2024, 5, 1))
    for code in CODES:
        mine, theirs = held.add_on(code), shipped.add_on(code)
        assert (mine and (mine.type, mine.primaries)) == (theirs and (theirs.type, theirs.primaries)), code


def test_the_whole_hcpcs_answers_alike(shelf: Path, tmp_path: Path) -> None:
    rows = [
        [row["hcpcs_code"], "00100", "3", "a name of its own", "", row["cov"], *_days(row), ""]
        for row in rows_of("codes/hcpcs_level2_2024_07_nodesc.csv.gz")
    ]
    heading = [
        "HCPC",
        "SEQNUM",
        "RECID",
        "LONG DESCRIPTION",
        "SHORT DESCRIPTION",
        "COV",
        "ADD DT",
        "TERM DT",
        "ACTION CD",
    ]
    path = written(tmp_path / "HCPC2024_JUL_ANWEB.csv", made.quoted([heading, *rows]))
    assert taken(shelf, path).release.scope == "complete"
    held, shipped = both(shelf, date(2024, 8, 1))
    for code in ("G0283", "G0515", "L3908", "A0021"):
        mine, theirs = held.hcpcs(code), shipped.hcpcs(code)
        assert mine is not None
        assert theirs is not None
        assert (mine.coverage, mine.valid_from, mine.valid_to) == (theirs.coverage, theirs.valid_from, theirs.valid_to)


def _days(row: dict[str, str]) -> list[str]:
    return [row["date_added"].replace("-", ""), row["date_term"].replace("-", "")]
