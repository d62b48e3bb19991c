"""The made-up practice: the same bytes for the same seed, faults of every family, all found, nothing else marked."""

import csv
import hashlib
import os
import subprocess
import sys
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from benchmarks.synthetic import Measured, made, measure, reviewed

from cleanclaim.exchange.files.charts import read_charts
from cleanclaim.exchange.files.notes import read_notes
from cleanclaim.exchange.files.practice import read_practice
from cleanclaim.exchange.files.schedule import read_schedule
from cleanclaim.exchange.files.visits import read_visits
from cleanclaim.exchange.x12.diagnostics import Diagnostic
from cleanclaim.exchange.x12.read import read
from cleanclaim.law.notes.reading import read_note
from cleanclaim.law.review.rule_set import rule_set
from cleanclaim.model.npi import npi_is_valid
from cleanclaim.sandbox.synth.made_practice import SyntheticPractice, faultless_practice
from cleanclaim.sandbox.synth.make import SynthSettings, made_files, synthesize
from tests.cli.calling import call
from tests.law.rules.test_rule_ids import RELEASED

SEED = 211
"""No seed that was used while rules and practice were written."""

NOT_PLANTED = {
    "limits",  # no payer of the practice is known to have a limit of visits
    "practice",  # the made-up practice's own file is whole
}


@cache
def practice() -> SyntheticPractice:
    return made(SEED, clinicians=12, years=0.2)


@cache
def measured() -> Measured:
    return measure(practice(), reviewed(practice()))


def test_every_released_family_has_a_planted_fault() -> None:
    released = {rule_id.partition(".")[0] for rule_id in RELEASED}
    assert released - NOT_PLANTED <= {fault.family for fault in practice().faults}


def test_every_label_names_rules_and_a_visit_there_are() -> None:
    visits = {visit.visit_id for visit in practice().visits}
    for fault in practice().faults:
        assert fault.visit_id in visits
        assert set(fault.rules) <= set(rule_set().rules)


def test_all_deterministic_faults_are_found() -> None:
    missed = measured().planted - measured().found
    assert {family: count for (family, kind), count in missed.items() if kind == "deterministic"} == {}


def test_nearly_all_faults_of_notes_are_found() -> None:
    assert measured().recall("note") >= 0.95


def test_clean_visits_are_left_alone() -> None:
    assert measured().clean > 3_000
    assert measured().stopped <= measured().clean // 1_000
    assert measured().warned <= measured().clean // 50


def test_a_clean_practice_has_no_stop() -> None:
    clean = faultless_practice(6, date(2025, 3, 3), date(2025, 4, 30), SEED)
    claims = reviewed(clean)
    assert {claim.status for claim in claims.values()} == {"clean"}
    stated = [(visit, read_note(visit.note.text).total) for visit in clean.visits if visit.note]
    differing = [
        total for visit, total in stated if total and total.minutes != sum(one.minutes or 0 for one in visit.services)
    ]
    assert (len(stated) > 100, differing) == (True, []), "notes state the whole time that the minutes add to"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("made") / "practice"
    assert call("synth", "--years", "0.1", "--clinicians", "4", "--seed", str(SEED), "-o", place).code == 0
    return place


def digest(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_the_same_seed_gives_the_same_bytes_in_any_process(folder: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "cleanclaim", "synth", "--years", "0.1", "--clinicians", "4"]
    again = [*command, "--seed", str(SEED), "-o", str(tmp_path / "again")]
    subprocess.run(again, check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": "12345"})
    assert digest(tmp_path / "again") == digest(folder)


def test_another_seed_gives_another_practice(folder: Path) -> None:
    settings = SynthSettings(years=0.1, clinicians=4, seed=SEED + 1)
    other = dict(made_files(settings, synthesize(settings)))
    days = ("filed/", "claims/")  # some faults are filed later than the rest, on days of their own
    assert {name for name in other if not name.startswith(days)} == {
        name for name in digest(folder) if not name.startswith(days)
    } - {"manifest.json"}
    assert other["visits.json"] != (folder / "visits.json").read_bytes()


def test_everything_is_read_as_it_lies_there(folder: Path) -> None:
    visits = read_visits(folder / "visits.json")
    assert {visit.visit_id for visit in visits} == set(read_notes(folder / "notes.ndjson"))
    assert {visit.patient_id for visit in visits} == set(read_charts(folder / "charts.ndjson"))
    staff = read_practice(folder / "practice.toml").clinicians
    assert all(npi_is_valid(npi) for npi in staff)
    assert len(read_schedule(folder / "schedule.csv")) > len(visits)
    filed = [visit.visit_id for path in (folder / "filed").iterdir() for visit in read_visits(path)]
    assert sorted(filed) == sorted(visit.visit_id for visit in visits)
    with (folder / "faults.csv").open(encoding="utf-8") as file:
        assert {row["visit_id"] for row in csv.DictReader(file)} <= set(filed)


def test_its_claims_are_whole_but_for_codes_that_were_planted(folder: Path) -> None:
    for path in (folder / "claims").iterdir():
        assert [item for item in read(path) if isinstance(item, Diagnostic) and item.level < 5] == []


def test_the_command_its_readme_names_reviews_a_month(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    day = sorted(path.stem for path in (folder / "filed").iterdir())[0]
    called = ["review", f"filed/{day}.json", "--filed-on", day, "--history", "visits.json", "--charts", "charts.ndjson"]
    told = (folder / "README.txt").read_text(encoding="utf-8").replace("\\\n", " ")
    assert " ".join(called) in " ".join(told.split())
    monkeypatch.chdir(folder)
    answer = call(*called, "--notes", "notes.ndjson", "--practice", "practice.toml")
    assert answer.code == 1
    assert "on hold" in answer.out
