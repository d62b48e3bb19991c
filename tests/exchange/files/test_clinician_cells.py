"""Who treated, in one column or two: its credential tells who gave a service; what contradicts itself is named."""

import json
from pathlib import Path

import polars
import pytest

from cleanclaim.exchange.files.clinician_cells import credential_of
from cleanclaim.exchange.files.column_guess import guess_columns
from cleanclaim.exchange.files.intake import names_of
from cleanclaim.exchange.files.mapping import ColumnMapping, parse_mapping
from cleanclaim.exchange.files.practice import read_practice
from cleanclaim.exchange.files.visits import read_visits_file
from cleanclaim.model.file_reading import FileReading
from cleanclaim.model.visit import Visit
from tests.cli.calling import PRACTICE
from tests.exchange.files.exports import workbook

NAMES = names_of(read_practice(PRACTICE))
PAT, QUINN, ROBIN = "1000000012", "1000000020", "1000000038"  # Robin is a PTA whom Pat supervises
MAPPED = parse_mapping({"columns": {"Therapist": "clinician", "NPI": "provider_npi"}}, "m")
HEADING = ("Chart #", "DOS", "Discipline", "CPT", "Mins", "Therapist", "NPI")
BOTH = 'The clinician is the NPI in "NPI", else who is in "Therapist"; where both are filled, they are compared.'


def of_rows(
    folder: Path, *people: tuple[str, str], mapping: ColumnMapping | None = MAPPED, form: str = "csv"
) -> tuple[list[Visit], FileReading]:
    """A patient a row, each treated by who stands in the two cells."""
    rows = [(f"P{n}", "3/2/2026", "PT", "97110", "30", *who) for n, who in enumerate(people)]
    path = folder / f"export.{form}"
    if form == "csv":
        path.write_text("\n".join(";".join(row) for row in (HEADING, *rows)), encoding="utf-8")
    elif form == "xlsx":
        path.write_bytes(workbook({"Charges": [HEADING, *rows]}))
    elif form == "parquet":
        polars.DataFrame(rows, schema=list(HEADING), orient="row").write_parquet(path)
    else:
        lines = [json.dumps(dict(zip(HEADING, row, strict=True))) for row in rows]
        path.write_text("\n".join(lines) if form == "ndjson" else f"[{','.join(lines)}]", encoding="utf-8")
    return read_visits_file(path, mapping=mapping, names=NAMES, strict=False)


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet", "ndjson", "json"])
def test_two_columns_of_one_clinician_are_both_used_and_compared(tmp_path: Path, form: str) -> None:
    agreeing = ("Sample, Pat PT", PAT)
    visits, reading = of_rows(tmp_path, agreeing, ("Sample, Quinn PT", PAT), form=form)
    assert [visit.provider_npi for visit in visits] == [PAT]
    assert reading.not_used == ()
    assert (reading.used["Therapist"], reading.used["NPI"]) == ("clinician", "provider_npi")
    assert BOTH in reading.notes
    (fault,) = reading.faults
    assert fault.column == "Therapist"
    assert fault.problem == (
        f'"Sample, Quinn PT" stands beside the NPI "{PAT}", which is Pat Sample\'s by the practice\'s file.'
    )


def test_without_a_mapping_they_are_compared_too(tmp_path: Path) -> None:
    visits, reading = of_rows(tmp_path, ("Sample, Quinn PT", QUINN), ("Sample, Quinn PT", PAT), mapping=None)
    assert ([visit.provider_npi for visit in visits], len(reading.faults)) == ([QUINN], 1)


def test_an_npi_that_is_not_the_named_clinicians_is_a_bad_cell(tmp_path: Path) -> None:
    _, reading = of_rows(tmp_path, ("Sample, Pat PT", PAT), ("Sample, Quinn PT", "1234567893"))
    assert "which is not that clinician's by the practice's file" in reading.faults[0].problem


def test_an_empty_npi_is_taken_from_the_name(tmp_path: Path) -> None:
    (visit,), _ = of_rows(tmp_path, ("Sample, Quinn PT", ""))
    assert visit.provider_npi == QUINN


def test_an_assistant_beside_the_supervisors_npi_is_said_and_gave_the_service(tmp_path: Path) -> None:
    (visit,), reading = of_rows(tmp_path, ("Sample, Robin PTA", PAT))
    assert (visit.provider_npi, visit.services[0].performed_by) == (PAT, "PTA")
    assert any("who supervises by the practice's file" in note for note in reading.notes)
    assert of_rows(tmp_path, ("Sample, Pat PT", PAT), ("Sample, Robin PTA", QUINN))[1].faults


def test_a_name_that_the_practice_does_not_have_is_said(tmp_path: Path) -> None:
    (visit,), reading = of_rows(tmp_path, ("Doe, Ada", PAT))
    assert visit.provider_npi == PAT
    assert any('"Doe, Ada" in "Therapist" is none of the practice\'s clinicians' in note for note in reading.notes)


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet", "ndjson", "json"])
def test_the_credential_of_the_cell_tells_who_gave_the_service(tmp_path: Path, form: str) -> None:
    visits, reading = of_rows(
        tmp_path, ("Sample, Pat PT, DPT", ""), ("Robin Sample PTA", ""), ("Sample, Pat", ""), form=form
    )
    assert [visit.services[0].performed_by for visit in visits] == ["PT", "PTA", None]
    told = 'Who gave a service (performed_by) is the credential that "Therapist" writes: PT (1), PTA (1).'
    assert told in reading.notes


def test_a_visit_of_json_has_it_for_its_services(tmp_path: Path) -> None:
    path = tmp_path / "visits.json"
    visit = {"visit_id": "1", "clinician": "Sample, Robin PTA", "services": [{"code": "97110"}, {"code": "97140"}]}
    visit["services"][1]["performed_by"] = "PT"  # type: ignore[index]
    path.write_text(json.dumps([visit]), encoding="utf-8")
    (read,), reading = read_visits_file(path, names=NAMES)
    assert read.provider_npi == ROBIN
    assert [service.performed_by for service in read.services] == ["PTA", "PT"]
    assert any("PTA (1)" in note for note in reading.notes)


def test_a_credential_against_the_practice_or_the_discipline_is_named_and_tells_nothing(tmp_path: Path) -> None:
    visits, reading = of_rows(tmp_path, ("Sample, Robin PT", ""), ("Sample, Sky OTR/L", ""))
    assert [visit.services[0].performed_by for visit in visits] == [None, None]
    assert any("writes PT, and the practice's file has PTA" in note for note in reading.notes)
    assert any("writes OT, and the discipline is PT" in note for note in reading.notes)


def test_a_column_of_who_gave_it_goes_before_the_cell(tmp_path: Path) -> None:
    mapping = parse_mapping({"always": {"performed_by": "PT"}}, "m")
    (visit,), _ = of_rows(tmp_path, ("Sample, Robin PTA", ""), mapping=mapping)
    assert visit.services[0].performed_by == "PT"


@pytest.mark.parametrize(
    ("cell", "credential"),
    [
        ("Diaz, Mario PTA", "PTA"),
        ("Kowalski, Jane PT, DPT, OCS", "PT"),
        ("Jane Kowalski, M.P.T.", "PT"),
        ("Jane Kowalski (DPT)", "PT"),
        ("Ana Lee, MS, CCC-SLP", "SLP"),
        ("Lee, Ana OTR/L", "OT"),
        ("Lee, Ana COTA/L", "OTA"),
        ("Mario Diaz Physical Therapist Assistant", "PTA"),
        ("Ma, Jane", None),
        ("Jane Kowalski", None),
        ("PT", None),
        ("Jane Kowalski PT Student", None),
        ("Student PT", None),
        ("Jane Kowalski PT OTR", None),
        ("Bob Doe PT Aide", None),
        ("1234567893", None),
    ],
)
def test_what_a_cell_writes(cell: str, credential: str | None) -> None:
    assert credential_of(cell) == credential


def test_columns_say_how_who_gave_it_is_known_or_could_be(tmp_path: Path) -> None:
    of_rows(tmp_path, ("Sample, Pat PT", PAT))
    notes = guess_columns(tmp_path / "export.csv", MAPPED, NAMES).notes
    assert BOTH in notes
    assert 'Who gave a service (performed_by) is the credential that "Therapist" writes: PT.' in notes
    of_rows(tmp_path, ("Sample, Pat", PAT))
    notes = guess_columns(tmp_path / "export.csv", MAPPED, NAMES).notes
    assert any('"…" = "performed_by"' in note and "[values.performed_by]" in note for note in notes)


@pytest.mark.parametrize(
    ("field", "word", "ours"),
    [
        ("performed_by", "Assistant-L", "PTA"),
        ("discipline", "Rehab A", "PT"),
        ("place_of_service", "Main St", "11"),
        ("code", "Exercise", "97110"),
        ("minutes", "half an hour", "30"),
        ("modifiers", "assistant", "CQ"),
    ],
)
def test_words_of_every_field_can_be_mapped(tmp_path: Path, field: str, word: str, ours: str) -> None:
    row = {"visit_id": "1", "code": "97110"} | {field: word}
    path = tmp_path / "visits.csv"
    path.write_text("\n".join((",".join(row), ",".join(row.values()))), encoding="utf-8")
    mapped, _ = read_visits_file(path, mapping=parse_mapping({"values": {field: {word: ours}}}, "m"))
    path.write_text(path.read_text(encoding="utf-8").replace(word, ours), encoding="utf-8")
    assert mapped == read_visits_file(path)[0]
