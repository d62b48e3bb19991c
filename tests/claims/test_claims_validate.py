"""No claim that the program writes has a fault that stops it in the program's own check of X12 files."""

import csv
import io
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from msgspec import structs

from cleanclaim.cases import read_case
from cleanclaim.claims.claim import claim
from cleanclaim.exchange.files.practice import read_practice
from cleanclaim.exchange.x12.read import validate
from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case
from cleanclaim.model.errors import UserError
from cleanclaim.model.practice import Practice
from tests.cli.calling import CLINIC_DAY

BASIS = Basis(filed_on=date(2026, 3, 3))

OF_VISITS = {
    "units": ["0", "1", "2", "99", "999"],
    "modifiers": ["GP", "GP GP", "GP 59 59", "GP XX", "gp", "G", "GP KX 59 CQ 76", "GP *", "GP;59"],
    "charge": ["0", "0.01", "1", "99999999.99"],
    "diagnoses": ["M5450", "m54.50", "M54.5", "X00", "ZZZ", "M54.50 M54.50", "Z00.00 M54.50"],
    "place_of_service": ["12", "02", "1", "99", "00"],
    "code": ["97150", "97161", "G0283", "ABCDE", "9711O", "G9999"],
    "service_date": ["2026-03-02", "2026-03-03", "1901-01-01", "2150-01-01", ""],
    "payer": ["medicare", "aetna", "uhc", "self_pay", "tricare"],
    "minutes": ["", "0", "8", "480"],
    "visit_id": ["x" * 50, "é", "a~b", "a*b", "a:b^c"],
    "performed_by": ["PT", "PTA"],
}
OF_PATIENTS = {
    "last_name": ["Müller", "O'Neil", "X", "A" * 60],
    "first_name": ["J", "A" * 35],
    "birth_date": ["2026-03-05", "1850-01-01", "2026-03-02", "2199-01-01"],
    "sex": ["F", "M", "U"],
    "address": ["1", "é", "A" * 55],
    "city": ["X", "é", "LA", "San José", "A" * 30],
    "state": ["TX", "PR", "AE"],
    "zip": ["78799", "787990001"],
    "relationship": ["self", "spouse", "employee"],
    "member_id": ["A", "AB", "A" * 80, "A*B~"],
    "onset_date": ["2026-01-12", "2027-01-01"],
    "claim_number": ["1", "A*B"],
    "patient_id": ["P01", "P1~*:", "P" * 60, "é"],
}


def fuzzed(file: str, values: dict[str, list[str]], chance: Random, most: int) -> str:
    """The text of a file of the example day with up to `most` of its cells changed."""
    rows = list(csv.DictReader((CLINIC_DAY / file).read_text(encoding="utf-8").splitlines()))
    for _ in range(chance.randint(1, most)):
        name = chance.choice(sorted(values))
        chance.choice(rows)[name] = chance.choice(values[name])
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def stops(text: str, folder: Path) -> list[str]:
    file = folder / "claims.837"
    file.write_text(text)
    return [f"{one.check}: {one.problem}" for one in validate(file) if one.severity == "stop"]


def test_of_fuzzed_files(tmp_path: Path) -> None:
    chance, written = Random(1), 0  # noqa: S311 - any files
    (tmp_path / "practice.toml").write_text((CLINIC_DAY / "practice.toml").read_text())
    for _ in range(25):
        (tmp_path / "patients.csv").write_text(fuzzed("patients.csv", OF_PATIENTS, chance, 2))
        (tmp_path / "visits.csv").write_text(fuzzed("visits.csv", OF_VISITS, chance, 6))
        try:
            result = claim(read_case(tmp_path / "visits.csv", BASIS, practice=tmp_path / "practice.toml"), basis=BASIS)
        except UserError:
            continue
        written += len(result.claims)
        assert stops(result.text or "", tmp_path) == []
    assert written > 100


def the_day(practice: Practice) -> Case:
    return read_case(CLINIC_DAY / "visits.csv", BASIS, practice=practice)


@pytest.mark.parametrize("born", [date(2026, 3, 3), date(2199, 1, 1)])
def test_of_a_patient_born_after_the_visit(born: date) -> None:
    practice = read_practice(CLINIC_DAY / "practice.toml")
    patients = {name: structs.replace(one, birth_date=born) for name, one in practice.patients.items()}
    result = claim(the_day(structs.replace(practice, patients=patients)), basis=BASIS)
    assert not result.claims
    assert any("practice.service_before_birth" in [r.rule for r in one.reasons] for one in result.on_hold)


def test_of_a_modifier_written_twice(tmp_path: Path) -> None:
    case = the_day(read_practice(CLINIC_DAY / "practice.toml"))

    def twice(service: Any) -> Any:
        return structs.replace(service, modifiers=("GP", "GP"))

    visits = [structs.replace(one, services=tuple(map(twice, one.services))) for one in case.visits]
    result = claim(case.with_visits(visits), basis=BASIS)
    assert result.text  # what is coded here has each modifier once
    assert stops(result.text, tmp_path) == []
    assert "modifiers.repeated" in {reason.rule for one in result.on_hold for reason in one.reasons}
    assert not any(len(set(line.modifiers)) < len(line.modifiers) for one in result.claims for line in one.lines)


@pytest.mark.parametrize(("entry", "short"), [("city", "X"), ("city", "é "), ("member_id", "A")])
def test_of_an_entry_that_is_too_short_for_x12(entry: str, short: str, tmp_path: Path) -> None:
    (tmp_path / "practice.toml").write_text((CLINIC_DAY / "practice.toml").read_text())
    rows = fuzzed("patients.csv", {entry: [short]}, Random(1), 1)  # noqa: S311 - any row
    (tmp_path / "patients.csv").write_text(rows)
    with pytest.raises(UserError, match="shorter than 2 characters"):
        read_practice(tmp_path / "practice.toml")
