"""What the registry of NPIs says otherwise, and how its file is read."""

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from cleanclaim.compliance.credentialing.nppes import find_mismatches, missing_from
from cleanclaim.exchange.files.nppes_extract import read_nppes
from cleanclaim.exchange.files.ordering_list import read_ordering_list
from cleanclaim.model.errors import UserError
from cleanclaim.model.nppes import NppesEntry, NppesExtract
from cleanclaim.model.practice import Address
from tests.compliance.credentialing.made_credentials import ADDRESS, NPI, ON, PRACTICE_NPI, credentials, therapist

ENTRY = NppesEntry(
    npi=NPI, entity=1, last="EXAMPLE", first="ADA", location=ADDRESS, taxonomies=("2251X0800X", "225100000X"),
    primary="225100000X", licenses=(("1", "TX"),),
)  # fmt: skip
ELSEWHERE = Address(line1="9 Old Road", city="Waco", state="TX", zip_code="76701")


@pytest.mark.parametrize(
    ("more", "what"),
    [
        ({}, []),
        ({"last": "EXEMPLAR"}, ["name"]),
        ({"taxonomies": ("2251X0800X",), "primary": None}, ["taxonomy"]),
        ({"primary": "2251X0800X"}, ["primary taxonomy"]),
        ({"location": ELSEWHERE}, ["address"]),
        ({"location": structs.replace(ADDRESS, line1="1 EXAMPLE OAK RD", zip_code="78701")}, []),
        ({"licenses": (("2", "TX"),)}, ["license"]),
        ({"licenses": ()}, []),
    ],
)
def test_what_the_registry_says_otherwise(more: dict[str, Any], what: list[str]) -> None:
    extract = NppesExtract(file="f", sha256="", entries={NPI: structs.replace(ENTRY, **more)}, rows=1)
    made = credentials(therapist())
    assert [one.what for one in find_mismatches(made, extract)] == what
    assert missing_from(made, extract) == [(PRACTICE_NPI, "Example Oak Therapy PLLC")]


@pytest.mark.parametrize(
    ("deactivated", "reactivated", "active"),
    [
        (None, None, True),
        (date(2026, 3, 2), None, False),
        (date(2026, 3, 3), None, True),
        (date(2026, 1, 1), date(2026, 3, 2), True),
        (date(2026, 1, 1), date(2026, 3, 3), False),
    ],
)
def test_a_number_is_active_but_from_its_deactivation_to_its_reactivation(
    deactivated: date | None, reactivated: date | None, active: bool
) -> None:
    assert structs.replace(ENTRY, deactivated=deactivated, reactivated=reactivated).is_active(ON) == active


def extract_file(folder: Path, **cells: str) -> Path:
    row = {
        "NPI": NPI, "Entity Type Code": "1", "Provider Last Name (Legal Name)": "EXAMPLE", "Provider First Name": "ADA",
        "Provider First Line Business Practice Location Address": "1 EXAMPLE OAK ROAD",
        "Provider Business Practice Location Address City Name": "AUSTIN",
        "Healthcare Provider Taxonomy Code_1": "225100000X", "Healthcare Provider Primary Taxonomy Switch_1": "Y",
        "Healthcare Provider Taxonomy Code_2": "2251X0800X", "NPI Deactivation Date": "", "Is Sole Proprietor": "N",
        **cells,
    }  # fmt: skip
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(row), quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerow(row)
    writer.writerow({**row, "NPI": "1000040000"})
    path = folder / "npidata.csv"
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def test_only_the_rows_of_wanted_numbers_are_taken_in(tmp_path: Path) -> None:
    found = read_nppes(extract_file(tmp_path), {NPI})
    entry = found.entries[NPI]
    assert (list(found.entries), found.rows, found.not_used) == ([NPI], 2, ("Is Sole Proprietor",))
    assert (entry.taxonomies, entry.primary) == (("225100000X", "2251X0800X"), "225100000X")
    assert entry.location is not None
    assert (entry.location.line1, entry.location.city) == ("1 EXAMPLE OAK ROAD", "AUSTIN")
    assert len(found.sha256) == 64


def test_a_day_that_cannot_be_read_is_refused_with_its_row(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"npidata\.csv, row 2: cannot be read"):
        read_nppes(extract_file(tmp_path, **{"NPI Deactivation Date": "soon"}), {NPI})


def test_who_may_order_under_part_b_is_read(tmp_path: Path) -> None:
    path = tmp_path / "order.csv"
    path.write_text("NPI,LAST_NAME,FIRST_NAME,PARTB,DME\n1000040000,A,B,Y,N\n1000040018,C,D,N,Y\n", encoding="utf-8")
    assert read_ordering_list(path) == {"1000040000"}
    path.write_text("NPI,NAME\n", encoding="utf-8")
    with pytest.raises(UserError, match="it has no column LAST_NAME"):
        read_ordering_list(path)
