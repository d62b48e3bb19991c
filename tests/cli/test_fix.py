"""`cleanclaim fix`: what needs nobody's judgment is done and shown, the rest is left, the file given stays."""

import csv
import json
from datetime import date
from pathlib import Path

import polars
import pytest
from msgspec import structs

import cleanclaim
from cleanclaim.cases import read_case
from cleanclaim.exchange.files.visits import read_visits
from cleanclaim.exchange.files.write_visits import own_columns_after
from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case
from cleanclaim.model.visit import Service, Visit
from cleanclaim.pricing.allowed import prepare_case
from tests.cli.calling import CLINIC_DAY, FILED, PRACTICE, THE_DAY, Answer, call, csv_of, refused, row, visits_file

OVERBILLED = row(patient_id="P01", payer="medicare", minutes="20", units="2", charge="90.00", modifiers="GP")
UNMARKED = row(visit_id="2", patient_id="P06", units="2", charge="90.00")


def fix(folder: Path, *rows: dict[str, str], options: tuple[str, ...] = ()) -> tuple[Answer, Path]:
    output = folder / "fixed.csv"
    visits = visits_file(folder, *rows)
    return call("fix", visits, "--practice", PRACTICE, "-o", output, *FILED, *options), output


def test_units_beyond_the_minutes_are_taken_back_with_their_charge(tmp_path: Path) -> None:
    answer, output = fix(tmp_path, OVERBILLED)
    assert answer.code == 0
    assert "- 97110 × 2   GP   20 min" in answer.out
    assert "+ 97110 × 1   GP   20 min" in answer.out
    assert "now clean" in answer.out
    (service,) = read_visits(output)[0].services
    assert (service.units, service.minutes, service.charge) == (1, 20, 4500)


def test_the_file_given_stays_and_must_not_be_the_output(tmp_path: Path) -> None:
    visits = visits_file(tmp_path, OVERBILLED)
    before = visits.read_bytes()
    refused(call("fix", visits, "-o", visits, *FILED), "one of the files this command reads")
    call("fix", visits, *FILED)
    assert visits.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["visits.csv"]


def test_only_the_rule_asked_for(tmp_path: Path) -> None:
    answer, _output = fix(tmp_path, OVERBILLED, UNMARKED, options=("--rule", "modifiers.discipline_missing"))
    assert "minutes.overbilled" not in answer.out
    assert "modifiers.discipline_missing" in answer.out


def test_a_rule_that_takes_judgment_is_refused(tmp_path: Path) -> None:
    refused(fix(tmp_path, OVERBILLED, options=("--rule", "pairs.needs_modifier"))[0], "somebody's judgment")


def test_an_ending_that_is_no_format_is_refused_before_anything_is_done(tmp_path: Path) -> None:
    refused(call("fix", visits_file(tmp_path, OVERBILLED), "-o", tmp_path / "m.xlsx", *FILED), "names no format")


def test_nothing_to_fix_writes_the_visits_as_they_are(tmp_path: Path) -> None:
    answer, output = fix(tmp_path, row(units="2", modifiers="GP"))
    assert answer.code == 0
    assert "Nothing to fix" in answer.out
    assert "1 visit, as they were" in answer.out
    assert read_visits(output) == read_visits(tmp_path / "visits.csv")


def with_own(folder: Path, *rows: dict[str, str]) -> Path:
    """The rows as a CSV with columns of somebody's own, which name each row."""
    heading, *lines = csv_of(*rows).splitlines()
    text = [f"{heading},Invoice,Room", *(f"{line},I{at},{at % 2}" for at, line in enumerate(lines))]
    path = folder / "own.csv"
    path.write_text("\n".join(text) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("ending", ["csv", "ndjson", "json", "parquet"])
def test_columns_of_ones_own_stay(tmp_path: Path, ending: str) -> None:
    file = with_own(tmp_path, OVERBILLED, row(visit_id="2", patient_id="P06", units="2", modifiers="GP"))
    output = tmp_path / f"fixed.{ending}"
    assert call("fix", file, "-o", output, *FILED).code != 2
    if ending == "csv":
        rows = list(csv.DictReader(output.read_text(encoding="utf-8").splitlines()))
    elif ending == "parquet":
        rows = polars.read_parquet(output).to_dicts()
    elif ending == "ndjson":
        rows = [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]
    else:
        rows = [one for visit in json.loads(output.read_text(encoding="utf-8")) for one in visit["services"]]
    assert [(one["Invoice"], one["Room"]) for one in rows] == [("I0", "0"), ("I1", "1")]
    assert len(read_visits(output)) == 2


def test_columns_of_ones_own_stay_of_ndjson(tmp_path: Path) -> None:
    first, second = row(units="2", modifiers="GP") | {"Invoice": "I0", "Room": 7}, row(visit_id="2", patient_id="P06")
    file = tmp_path / "own.ndjson"
    file.write_text("".join(json.dumps(one) + "\n" for one in (first, second)), encoding="utf-8")
    output = tmp_path / "fixed.csv"
    answer = call("fix", file, "-o", output, *FILED, "--format", "json").json
    rows = list(csv.DictReader(output.read_text(encoding="utf-8").splitlines()))
    assert [(one["Invoice"], one["Room"]) for one in rows] == [("I0", "7"), ("", "")]
    assert answer["not_carried"] == []


@pytest.mark.parametrize("ending", ["csv", "json", "parquet"])
@pytest.mark.parametrize("kind", ["json", "parquet"])
def test_columns_of_ones_own_stay_of_json_and_parquet(tmp_path: Path, kind: str, ending: str) -> None:
    file, output = tmp_path / f"own.{kind}", tmp_path / f"fixed.{ending}"
    if kind == "json":
        visit = {"visit_id": "1", "patient_id": "P05", "payer": "aetna", "service_date": "2026-03-02", "Room": 4}
        services = [{"code": code, "minutes": 30, "Invoice": f"I{code}"} for code in ("97110", "97140")]
        earlier = {"visits": [visit | {"visit_id": "0", "services": [{"code": "97110", "Invoice": "old"}]}]}
        file.write_text(json.dumps([visit | {"services": services, "history": earlier}]), encoding="utf-8")
    else:
        rows = [row(code=code, units="2", modifiers="GP") | {"Invoice": f"I{code}"} for code in ("97110", "97140")]
        polars.DataFrame(rows).with_columns(polars.lit(4).alias("Room")).write_parquet(file)
    answer = call("fix", file, "-o", output, *FILED, "--format", "json").json
    assert answer["not_carried"] == []
    if ending == "csv":
        found = list(csv.DictReader(output.read_text(encoding="utf-8").splitlines()))
    elif ending == "parquet":
        found = polars.read_parquet(output).to_dicts()
    else:
        found = [one for visit in json.loads(output.read_text(encoding="utf-8")) for one in visit["services"]]
    assert [(one["code"], one["Invoice"], one["Room"]) for one in found] == [
        ("97110", "I97110", "4"),
        ("97140", "I97140", "4"),
    ]


def test_columns_that_are_not_carried_are_named(tmp_path: Path) -> None:
    """Standard input is read once; a list is in no cell."""
    file, output = with_own(tmp_path, row(units="2", modifiers="GP")), tmp_path / "fixed.csv"
    answer = call("fix", "-", "-o", output, *FILED, given=file.read_bytes())
    assert f"Not in {output}, columns of yours that mean nothing to us: Invoice, Room." in " ".join(answer.out.split())
    source = tmp_path / "own.parquet"
    polars.DataFrame([row(units="2", modifiers="GP") | {"Tags": ["a", "b"], "Room": 4}]).write_parquet(source)
    assert call("fix", source, "-o", output, *FILED, "--force", "--format", "json").json["not_carried"] == ["Tags"]


def test_a_service_that_is_added_has_what_its_visit_has_in_common() -> None:
    one, two, three = (Service(code=code, minutes=15) for code in ("97110", "97140", "97530"))
    before, after = Visit(visit_id="1", services=(one, two)), Visit(visit_id="1", services=(two, three, one))
    own = {"1": [{"Room": "A", "Row": "1"}, {"Room": "A", "Row": "2"}]}
    assert own_columns_after([before], [after], own) == {
        "1": [{"Room": "A", "Row": "2"}, {"Room": "A"}, {"Room": "A", "Row": "1"}]
    }
    assert own_columns_after([before], [after], {"1": [{"Room": "A"}]}) == {}


def test_the_example_day_is_cleaner_and_no_minute_is_other(tmp_path: Path) -> None:
    output = tmp_path / "fixed.json"
    answer = call("fix", *THE_DAY, "-o", output, "--format", "json")
    steps = answer.json["steps"]
    assert {step["rule"] for step in steps} >= {"minutes.overbilled", "modifiers.discipline_wrong", "pairs.bundled"}
    before = {visit.visit_id: visit for visit in read_visits(CLINIC_DAY / "visits.csv")}
    for visit in read_visits(output):
        minutes = [service.minutes or 0 for service in visit.services]
        assert sum(minutes) == sum(service.minutes or 0 for service in before[visit.visit_id].services)
    again = call("fix", output, *THE_DAY[1:], "--format", "json")
    assert again.json["steps"] == []


def test_amounts_that_nobody_entered_are_not_written(tmp_path: Path) -> None:
    """What the fee schedule allows is worked out anew each time: for other units it would be another."""
    case = read_case(visits_file(tmp_path, OVERBILLED, UNMARKED), practice=PRACTICE)
    first, second = case.visits
    assert [service.allowed for service in first.services] == [5245]
    entered = structs.replace(second, services=tuple(structs.replace(one, allowed=5000) for one in second.services))
    both = prepare_case(
        Case(visits=(structs.replace(first, services=case.unpriced()[0].services), entered), practice=case.practice)
    )
    done = cleanclaim.fix(both, Basis(filed_on=date(2026, 3, 3)))
    assert [step.visit_id for step in done.steps] == ["1"]
    assert [[service.allowed for service in visit.services] for visit in done.case.unpriced()] == [[None], [5000]]


def test_a_fixed_file_has_no_amount_that_the_file_before_had_not(tmp_path: Path) -> None:
    output = tmp_path / "fixed.csv"
    call("fix", *THE_DAY, "-o", output)
    before = {visit.visit_id: {service.allowed for service in visit.services} for visit in read_visits(THE_DAY[0])}
    after = {visit.visit_id: {service.allowed for service in visit.services} for visit in read_visits(output)}
    assert all(after[visit_id] <= before[visit_id] | {None} for visit_id in after)


@pytest.mark.parametrize("sign", ["=cmd|' /C calc'!A0", "@SUM(1)", "-1+1", "+1+1"])
def test_the_users_own_cells_go_back_as_they_came(tmp_path: Path, sign: str) -> None:
    """One rule for what is written to be taken in again; `--format csv` is to be looked at, and marks such cells."""
    visits = tmp_path / "visits.csv"
    cells = OVERBILLED | {"visit_id": sign, "our_note": sign}
    with visits.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([cells.keys(), cells.values()])
    output = tmp_path / "fixed.csv"
    assert call("fix", visits, "--practice", PRACTICE, "-o", output, *FILED).code in {0, 1, 3}
    with output.open(encoding="utf-8", newline="") as file:
        (written,) = csv.DictReader(file)
    assert (written["visit_id"], written["our_note"]) == (sign, sign)
