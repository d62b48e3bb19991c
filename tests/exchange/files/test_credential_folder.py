"""Folders of credentials: CSV, workbook and TOML alike; and every fault with its place, all at once."""

import csv
import io
import shutil
from pathlib import Path

import pytest
from msgspec import structs

from cleanclaim.exchange.files.credential_folder import read_credentials
from cleanclaim.exchange.files.intake import SeveralFaultsError
from cleanclaim.model.credentialing import Credentials
from cleanclaim.model.errors import UserError
from tests.exchange.files.exports import Cell, workbook

EXAMPLE = Path(__file__).parents[3] / "examples" / "credentialing"
CLINIC = EXAMPLE.parent / "clinic-day"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for path in EXAMPLE.glob("*.csv"):
        shutil.copy(path, tmp_path)
    return tmp_path


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


def add(folder: Path, table: str, **cells: str) -> None:
    """Put a row under those of a table."""
    path = folder / f"{table}.csv"
    columns = list(rows(path)[0])
    with path.open("a", encoding="utf-8", newline="") as stream:
        csv.DictWriter(stream, columns, restval="", lineterminator="\n").writerow(cells)


def values(made: Credentials) -> object:
    """The credentials without where they were read."""

    def bare(papers: tuple[object, ...] | None) -> object:
        return papers and [structs.replace(one, place="") for one in papers]  # type: ignore[type-var]

    people = [
        (one.clinician, one.former_names, bare(one.applications), bare(one.screenings), bare(one.expirables))
        for one in made.clinicians.values()
    ]
    return made.practice, made.payers, made.sites, people, bare(made.expirables)


def refused(folder: Path) -> list[UserError]:
    with pytest.raises(UserError) as raised:
        read_credentials(folder)
    error = raised.value
    return list(error.errors) if isinstance(error, SeveralFaultsError) else [error]


def test_the_example_has_twelve_clinicians_nine_payers_and_every_column_is_used(folder: Path) -> None:
    made = read_credentials(folder)
    assert (len(made.clinicians), len(made.payers), len(made.sites)) == (12, 9, 2)
    assert made.not_read == ()
    assert [one.not_used for one in made.readings if one.not_used] == []
    fay = next(one for one in made.clinicians.values() if one.clinician.name.first == "Fay")
    assert fay.former_names == ("Inventor",)


def test_a_workbook_of_sheets_and_toml_say_the_same(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    sheets: dict[str, list[list[Cell]]] = {}
    toml = []
    for path in sorted(folder.glob("*.csv")):
        found = rows(path)
        cells_of: list[list[Cell]] = [[cell or None for cell in row.values()] for row in found]
        sheets[path.stem.title()] = [list(found[0]), *cells_of]
        for row in found:
            cells = [
                f'{name} = ["{text}"]' if name == "former_names" else f'{name} = "{text}"'
                for name, text in row.items()
                if text
            ]
            toml += [f"[[{path.stem}]]", *cells, ""]
    one, two = tmp_path_factory.mktemp("workbook"), tmp_path_factory.mktemp("toml")
    (one / "credentialing.xlsx").write_bytes(workbook({**sheets, "Remarks": [["nothing of ours"]]}))
    (two / "credentialing.toml").write_text("\n".join(toml), encoding="utf-8")
    expected = values(read_credentials(folder))
    assert values(read_credentials(one)) == expected
    assert values(read_credentials(two)) == expected
    assert any("Remarks" in note for reading in read_credentials(one).readings for note in reading.notes)


def test_columns_rows_and_files_that_are_not_used_are_named(folder: Path) -> None:
    path = folder / "licenses.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([f"{lines[0]},shoe size", *(f"{line},42" for line in lines[1:]), f"Total{',' * 6}"]))
    (folder / "phone_list.csv").write_text("name,phone\n")
    made = read_credentials(folder)
    reading = next(one for one in made.readings if one.file.endswith("licenses.csv"))
    assert reading.not_used == ("shoe size",)
    assert reading.left_out == {"total": (14,)}
    assert made.not_read == ("phone_list.csv",)


def test_overlapping_licenses_are_refused_with_both_places(folder: Path) -> None:
    npi = rows(folder / "licenses.csv")[0]["npi"]
    add(folder, "licenses", npi=npi, state="TX", number="9", begins="2027-01-28", clear="true")
    (fault,) = refused(folder)
    assert fault.place.endswith("licenses.csv, row 14, column begins")
    assert "licenses.csv, row 2: Jun 1, 2019 to Jan 28, 2027 and from Jan 28, 2027 on" in fault.problem


def test_a_license_that_begins_the_day_after_and_a_permit_beside_it_overlap_nothing(folder: Path) -> None:
    npi = rows(folder / "licenses.csv")[0]["npi"]
    add(folder, "licenses", npi=npi, state="TX", number="9", begins="2027-01-29", clear="true")
    path = folder / "licenses.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",clear\n", ",clear,temporary\n"))
    path.write_text("\n".join(f"{line}," if at else line for at, line in enumerate(path.read_text().splitlines())))
    with path.open("a") as stream:
        stream.write(f"\n{npi},TX,P1,2019-05-01,2019-06-30,true,true\n")
    assert len(read_credentials(folder).clinicians[npi].clinician.licenses or ()) == 3


@pytest.mark.parametrize(
    ("table", "cells", "column", "says"),
    [
        ("enrollments", {"payer": "medicar", "begins": "2020-01-01"}, "payer", "Did you mean medicare"),
        ("enrollments", {"payer": "uhc", "site": "Mian"}, "site", "Did you mean Main"),
        ("enrollments", {"payer": "aetna", "state": "aktive"}, "state", "Did you mean active"),
        ("enrollments", {"payer": "aetna", "state": "active"}, "begins", "is missing, and the state is active"),
        ("enrollments", {"payer": "aetna", "state": "submitted", "begins": "2020-01-01"}, "state", "is submitted"),
        ("enrollments", {"payer": "aetna", "begins": "2020-01-01", "state": "termed"}, "ends", "state is termed"),
        ("enrollments", {"payer": "aetna", "begins": "2020-01-01"}, "begins", "overlap"),
        ("expirables", {"kind": "caqh"}, "ends", "is missing, and done too"),
        ("screenings", {"on": "2026-02-30", "clear": "true"}, "on", "is not a date"),
        ("licenses", {"state": "TX", "number": "1", "begins": "2018-01-01", "ends": "2017-01-01"}, "ends", "before"),
    ],
)
def test_a_wrong_row_is_refused_with_its_place(
    folder: Path, table: str, cells: dict[str, str], column: str, says: str
) -> None:
    first = rows(folder / f"{table}.csv")[0]["npi"]
    number = len(rows(folder / f"{table}.csv")) + 2
    group = rows(folder / "practice.csv")[0]["npi"]
    add(folder, table, npi=first, **({"group_npi": group} if table == "enrollments" else {}), **cells)
    (fault,) = refused(folder)
    assert fault.place == f"{folder / table}.csv, row {number}, column {column}"
    assert says in fault.problem
    assert fault.remedy


def test_all_that_is_wrong_in_all_files_is_said_at_once(folder: Path) -> None:
    add(folder, "licenses", npi="1000000012", state="TX", number="1")
    add(folder, "expirables", npi="12", kind="caqh", done="2026-01-01")
    add(folder, "clinicians", npi=rows(folder / "clinicians.csv")[0]["npi"], last_name="Twice", first_name="A",
        credential="PT", taxonomy="225100000X")  # fmt: skip
    places = [fault.place.rpartition("/")[2] for fault in refused(folder)]
    assert places == [
        "clinicians.csv, row 14, column npi",
        "licenses.csv, row 14, column npi",
        "expirables.csv, row 40, column npi",
    ]


def test_tables_that_cannot_be_read_are_said_before_the_rows_of_others(folder: Path) -> None:
    (folder / "sites.csv").write_text("")
    (folder / "payers.xlsx").write_bytes(b"PK no workbook")
    add(folder, "licenses", npi="1000000012", state="TX", number="1")
    places = [fault.place.rpartition("/")[2] for fault in refused(folder)]
    assert places == ["payers.xlsx", "payers.xlsx", "sites.csv"]  # no workbook, and payers.csv is there too


def test_a_table_in_two_places_is_refused(folder: Path) -> None:
    (folder / "credentialing.toml").write_text('[[payers]]\npayer = "medicare"\n')
    (fault,) = refused(folder)
    assert "credentialing.toml has the payers too" in fault.problem


def test_a_folder_without_a_practice_says_what_is_wanted(tmp_path: Path) -> None:
    (fault,) = refused(tmp_path)
    assert "practice.csv" in fault.remedy
    with pytest.raises(UserError, match="is no folder"):
        read_credentials(tmp_path / "nowhere")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copy(CLINIC / "practice.toml", tmp_path)
    return tmp_path


def test_the_practices_file_alone_is_enough_and_its_patients_are_not_read(project: Path) -> None:
    made = read_credentials(project)
    assert made.practice_name == "Example Way Therapy PLLC"
    assert all(one.expirables is None for one in made.clinicians.values())


def test_a_table_adds_to_the_practices_file_and_does_not_contradict_it(project: Path) -> None:
    head = "npi,last_name,first_name,credential,taxonomy,former_names\n"
    known = next(iter(read_credentials(project).clinicians.values())).clinician
    line = f"{known.npi},{known.name.last},{known.name.first},{known.credential},{{}},Before; Earlier\n"
    (project / "clinicians.csv").write_text(head + line.format(known.taxonomy))
    assert read_credentials(project).clinicians[known.npi].former_names == ("Before", "Earlier")
    (project / "clinicians.csv").write_text(head + line.format("2251X0800X"))
    (fault,) = refused(project)
    assert fault.place.endswith("row 2, column taxonomy")
    assert f'the practice\'s file says "{known.taxonomy}"' in fault.problem


def test_papers_of_one_kind_stand_in_the_practices_file_or_in_the_table(project: Path) -> None:
    npi = next(iter(read_credentials(project).clinicians))
    path = project / "practice.toml"
    before, first, *others = path.read_text(encoding="utf-8").split("[[clinicians]]")
    head, blank, rest = first.partition("\n\n")
    entered = f'{head}\n\n[[clinicians.licenses]]\nstate = "TX"\nnumber = "1"{blank}{rest}'
    path.write_text("[[clinicians]]".join([before, entered, *others]), encoding="utf-8")
    assert read_credentials(project).clinicians[npi].clinician.licenses
    (project / "licenses.csv").write_text(f"npi,state,number,begins\n{npi},OK,5,2020-01-01\n")
    (fault,) = refused(project)
    assert f"the practice's file has licenses of {npi} too" in fault.problem


def test_overlapping_licenses_of_the_practices_file_are_refused_too(project: Path) -> None:
    path = project / "practice.toml"
    before, first, *others = path.read_text(encoding="utf-8").split("[[clinicians]]")
    head, blank, rest = first.partition("\n\n")
    entered = "".join(
        f'\n\n[[clinicians.licenses]]\nstate = "TX"\nnumber = "{number}"\nbegins = {begins}\nends = {ends}'
        for number, begins, ends in (("1", "2020-01-01", "2026-06-30"), ("2", "2026-06-30", "2030-01-01"))
    )
    path.write_text("[[clinicians]]".join([before, f"{head}{entered}{blank}{rest}", *others]), encoding="utf-8")
    (fault,) = refused(project)
    assert fault.place.endswith("license 2")
    assert "Jan 1, 2020 to Jun 30, 2026 and Jun 30, 2026 to Jan 1, 2030" in fault.problem


def test_a_table_that_is_there_is_whole_and_one_that_is_not_says_nothing(folder: Path) -> None:
    (folder / "licenses.csv").unlink()
    path = folder / "screenings.csv"
    path.write_text(path.read_text(encoding="utf-8").splitlines()[0])
    one = next(iter(read_credentials(folder).clinicians.values())).clinician
    assert one.licenses is None
    assert one.screenings == ()


def rename_columns(path: Path, names: dict[str, str]) -> None:
    """Call columns of a table otherwise."""
    heading, _, rest = path.read_text(encoding="utf-8").partition("\n")
    renamed = ",".join(names.get(one, one) for one in heading.split(","))
    path.write_text(f"{renamed}\n{rest}", encoding="utf-8")


def test_tables_with_headings_of_ones_own_say_the_same(folder: Path) -> None:
    before = values(read_credentials(folder))
    rename_columns(folder / "licenses.csv", {"number": "License #", "begins": "Issue Date", "ends": "Expiration Date"})
    rename_columns(folder / "enrollments.csv", {"begins": "Effective Date", "ends": "Term Date", "state": "Status"})
    rename_columns(folder / "expirables.csv", {"kind": "Document Type", "ends": "Expires"})
    found = read_credentials(folder)
    assert values(found) == before
    assert all(not one.not_used for one in found.readings)


def test_of_our_name_and_another_for_a_column_ours_is_meant_and_two_others_are_refused(folder: Path) -> None:
    path = folder / "licenses.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    with_other = [f"{lines[0]},Expires", *(f"{line},never" for line in lines[1:])]
    path.write_text("\n".join(with_other) + "\n", encoding="utf-8")
    (reading,) = [one for one in read_credentials(folder).readings if Path(one.file).name == "licenses.csv"]
    assert reading.not_used == ("Expires",)
    rename_columns(path, {"ends": "Exp Date"})
    (fault,) = refused(folder)
    assert fault.problem == 'two columns are ends: "Exp Date" and "Expires"'


def test_a_renewal_may_begin_before_the_enrollment_before_it_ends(folder: Path) -> None:
    npi = next(one["npi"] for one in rows(folder / "clinicians.csv"))
    whole = rows(folder / "enrollments.csv")
    kept = [one for one in whole if (one["npi"], one["payer"]) != (npi, "aetna")]
    columns = list(whole[0])

    def write(*days: tuple[str, str]) -> None:
        own = [dict.fromkeys(columns, "") | {"npi": npi, "payer": "aetna", "begins": a, "ends": b} for a, b in days]
        text = io.StringIO()
        writer = csv.DictWriter(text, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows([*kept, *own])
        (folder / "enrollments.csv").write_text(text.getvalue(), encoding="utf-8")

    write(("2022-01-01", "2025-01-31"), ("2025-01-15", "2028-01-14"))
    mine = read_credentials(folder).clinicians[npi].applications or ()
    assert len([one for one in mine if one.enrollment.payer == "aetna"]) == 2
    write(("2022-01-01", "2028-01-31"), ("2025-01-15", "2027-01-14"))  # within the other: one of the two is wrong
    (fault,) = refused(folder)
    assert "its days overlap those in" in fault.problem
