"""The published tables in the package: whole, small, as their manifest says, and free of other people's words."""

import hashlib
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import get_args

import pytest

from cleanclaim.model.errors import UserError
from cleanclaim.reference.build.__main__ import build
from cleanclaim.reference.build.inputs import InputFolder
from cleanclaim.reference.catalogue import Code, Listed, catalogue
from cleanclaim.reference.files import DATA, records
from cleanclaim.reference.library import shipped
from cleanclaim.reference.modifiers import modifiers
from cleanclaim.reference.pairs import load_pairs
from cleanclaim.reference.releases import DATED
from tests.reference.extracts import WHOLE, extract, needs_whole_files

SHIPPED = shipped().releases
CODES = list(catalogue().values())


def test_the_data_folder_is_small() -> None:
    assert sum(path.stat().st_size for path in DATA.rglob("*") if path.is_file()) < 8_000_000


def test_every_file_is_the_one_its_manifest_describes() -> None:
    assert {release.kind for release in SHIPPED} >= set(DATED)
    for release in SHIPPED:
        assert hashlib.sha256(Path(release.file).read_bytes()).hexdigest() == release.sha256, release.name
        assert release.rows > 0, release.name
        assert release.source, release.name


def test_every_table_that_ships_is_in_the_order_its_reader_needs() -> None:
    for release in SHIPPED:
        if not release.file.endswith(".pairs"):
            header, *lines = Path(release.file).read_bytes().splitlines()
            assert lines == sorted(lines), release.name
            assert len(lines) == release.rows, release.name
            assert b"," in header


def test_a_release_that_answers_for_days_outside_its_span_says_why() -> None:
    for release in SHIPPED:
        assert release.answers_from <= release.effective_from, release.name
        assert release.effective_to is None or release.effective_from <= release.effective_to, release.name
        assert release.answers_from == release.effective_from or release.note, release.name


@needs_whole_files
def test_rebuilding_gives_the_same_tables(tmp_path: Path) -> None:
    for name in build(WHOLE, tmp_path):
        assert (tmp_path / name).read_bytes() == (DATA / name).read_bytes(), name
    assert not list(tmp_path.rglob("*.part"))


@needs_whole_files
def test_every_therapy_pair_of_the_release_is_kept() -> None:
    kept = {
        (row.column1, row.column2, row.edit.indicator, row.edit.last)
        for row in load_pairs(str(DATA / "ncci/2024q3.pairs"))
    }
    rows = list(InputFolder(WHOLE).rows("ncci/ncci_ptp_2024q3_therapy_pairs_all.csv"))
    assert len(rows) == 1995
    for row in rows:
        last = None if row["deletion_date"] == "*" else date.fromisoformat(row["deletion_date"])
        assert (row["column1"], row["column2"], int(row["modifier_indicator"]), last) in kept


def test_a_missing_input_names_the_file_and_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(UserError) as failure:
        build(tmp_path, tmp_path)
    assert failure.value.place.endswith("ncci_ptp_2024q3_therapy_pairs_all.csv")
    assert not list(tmp_path.iterdir())


def test_fee_schedules_follow_each_other_without_overlap() -> None:
    spans = sorted((r.answers_from, r.effective_to) for r in SHIPPED if r.kind == "mpfs")
    assert spans[0][0] == date(2020, 1, 1)
    assert all(before[1] and before[1] < after[0] for before, after in pairwise(spans))


def test_the_catalogue_has_every_code_once() -> None:
    listed = [row["code"] for row in records(DATA / "catalogue.csv")]
    assert len(listed) >= 110
    assert listed == sorted(set(listed))


@pytest.mark.parametrize("code", CODES, ids=lambda code: code.code)
def test_a_code_of_the_catalogue_is_complete_and_consistent(code: Code) -> None:
    assert 3 <= len(code.label) <= 60
    assert code.words
    assert code.source
    assert (code.unit_minutes is not None) == (code.unit_rule in {"pooled", "alone"})
    assert (code.first is not None) == (code.unit_rule in {"month", "area"})
    assert code.unit_rule != "pooled" or code.unit_minutes == 15
    assert (code.evaluation is not None) == (code.kind in {"evaluation", "reevaluation"})
    assert code.disciplines <= {"PT", "OT", "SLP"}
    assert code.therapy in get_args(Listed)
    if code.replaced_by:
        assert code.valid_to is not None
    for successor in code.replaced_by:
        begins = catalogue()[successor].valid_from
        assert begins is None or code.valid_to is None or begins <= code.valid_to + timedelta(days=1)


def test_pooled_codes_are_the_timed_codes_cms_pays() -> None:
    pooled = {code.code for code in CODES if code.unit_rule == "pooled" and code.valid_to is None}
    assert " ".join(sorted(pooled - {"S8948", "S8950"})) == (
        "90912 90913 97032 97033 97034 97035 97036 97110 97112 97113 97116 97124 97129 97130 97140 97530 97533 97535 "
        "97537 97542 97750 97755 97760 97761 97763"
    )


def test_codes_under_the_therapy_reduction_are_always_therapy() -> None:
    listed = extract("codes")["reduced"]
    assert len(listed) == 52
    assert {catalogue()[code].therapy for code in listed} == {"always"}


def test_modifiers_have_two_characters_and_a_meaning() -> None:
    assert len(modifiers()) >= 30
    for code, modifier in modifiers().items():
        assert len(code) == 2
        assert 3 <= len(modifier.meaning) <= 100
        assert modifier.kind
        assert modifier.source
