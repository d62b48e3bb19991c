"""`cleanclaim claim`: what is clean is written whole, what is held is listed and on no claim, and pyx12 accepts it."""

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.cli.calling import (
    CLINIC_DAY,
    FILED,
    PRACTICE,
    THE_DAY,
    Answer,
    Json,
    call,
    process,
    refused,
    row,
    visits_file,
)
from tests.cli.oracle import refusal

YESTERDAYS = "ISA*yesterday's claims~"
CLEAN = row()
HELD = row(visit_id="HELD-2", patient_id="P08", modifiers="5")
OPEN = row(visit_id="OPEN-3", patient_id="P20", minutes="")
SELF_PAY = row(visit_id="SELF-4", patient_id="P06", payer="self_pay")


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> tuple[Json, str]:
    """The example day claimed: what the command says of it, and the 837P."""
    output = tmp_path_factory.mktemp("day") / "claims.837"
    answer = call("claim", *THE_DAY, "-o", output, "--format", "json")
    return answer.json, output.read_text(encoding="ascii")


def claim(folder: Path, *rows: Json, options: tuple[str, ...] = ()) -> tuple[Answer, Path]:
    """The rows claimed, and where the 837P is to be."""
    output = folder / "out.837"
    return call("claim", visits_file(folder, *rows), "--practice", PRACTICE, "-o", output, *FILED, *options), output


@cache
def segments(text: str) -> list[list[str]]:
    return [segment.split("*") for segment in text.replace("\n", "").split("~") if segment]


def table(name: str) -> list[Json]:
    """The rows of a file of the example day."""
    with (CLINIC_DAY / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def cents(dollars: str) -> int:
    whole, _, part = dollars.partition(".")
    return int(whole) * 100 + int(part.ljust(2, "0"))


def claims_of(text: str) -> Iterator[tuple[list[str], list[list[str]]]]:
    """Each CLM segment with the SV1 segments below it."""
    lines: list[list[str]] = []
    head: list[str] = []
    for segment in segments(text):
        if segment[0] in {"CLM", "SE"} and head:
            yield head, lines
        if segment[0] == "CLM":
            head, lines = segment, []
        elif segment[0] == "SV1":
            lines.append(segment)


def test_pyx12_accepts_the_example_days_claims(day: tuple[Json, str]) -> None:
    assert refusal(day[1]) == ""


def test_pyx12_would_refuse_them_with_a_fault(day: tuple[Json, str]) -> None:
    assert refusal(day[1].replace("DTP*472*D8*20260302", "DTP*472*D8*20269999"))


def test_each_claim_is_the_sum_of_its_lines(day: tuple[Json, str]) -> None:
    claims = list(claims_of(day[1]))
    assert len(claims) == len(day[0]["claims"]) > 20
    for head, lines in claims:
        assert cents(head[2]) == sum(cents(line[2]) for line in lines) > 0


def test_what_is_told_of_each_claim_is_what_is_in_the_file(day: tuple[Json, str]) -> None:
    told = [(one["claim_id"], cents(one["charge"]), one["lines"]) for one in day[0]["claims"]]
    assert told == [(head[1], cents(head[2]), len(lines)) for head, lines in claims_of(day[1])]


def test_every_visit_is_written_or_held_or_the_patients_and_none_twice(day: tuple[Json, str]) -> None:
    written = [visit_id for one in day[0]["claims"] for visit_id in one["visits"]]
    held = [visit["visit_id"] for visit in day[0]["held"]]
    told = written + held + day[0]["patient_pays"]
    assert sorted(told, key=int) == [str(number) for number in range(1, 45)]


def test_only_clean_visits_are_written(day: tuple[Json, str]) -> None:
    reviewed = call("review", *THE_DAY, "--format", "json").json["claims"]
    clean = {one["visit_id"] for one in reviewed if one["status"] == "clean"}
    assert {visit_id for one in day[0]["claims"] for visit_id in one["visits"]} <= clean
    assert {visit["visit_id"] for visit in day[0]["held"]}.isdisjoint(clean - set(day[0]["patient_pays"]))


def test_every_held_visit_has_a_reason_and_a_remedy(day: tuple[Json, str]) -> None:
    for visit in day[0]["held"]:
        assert visit["reasons"]
        assert all(reason["reason"] and reason["remedy"] for reason in visit["reasons"])


def test_patients_whose_visits_are_all_held_are_nowhere_in_the_file(day: tuple[Json, str]) -> None:
    patient_of = {one["visit_id"]: one["patient_id"] for one in table("visits.csv")}
    billed = {one["patient_id"] for one in day[0]["claims"]}
    held = {patient_of[visit["visit_id"]] for visit in day[0]["held"]} - billed
    assert held
    members = {one["patient_id"]: one["member_id"].replace("-", "") for one in table("patients.csv")}
    written = day[1].replace("-", "")
    assert all(members[patient] in written for patient in billed)
    assert not any(members[patient] in written for patient in held if members[patient])


def test_the_same_visits_give_the_same_bytes(tmp_path: Path, day: tuple[Json, str]) -> None:
    again = process("claim", *THE_DAY, "-o", tmp_path / "again.837", PYTHONHASHSEED="7", TZ="Asia/Tokyo")
    assert again.code == 1
    assert (tmp_path / "again.837").read_bytes() == day[1].encode("ascii")


def test_held_open_and_self_paid_visits_are_listed_and_not_in_the_file(tmp_path: Path) -> None:
    answer, output = claim(tmp_path, CLEAN, HELD, OPEN, SELF_PAY)
    text = output.read_text(encoding="ascii")
    assert answer.code == 1
    for visit_id in ("HELD-2", "OPEN-3"):
        assert f"visit {visit_id}" in answer.out
    assert "modifiers.malformed" in answer.out
    assert "2 visits on hold, listed above; nothing of them was written." in answer.out
    assert "Paid by the patient, no claim: visit SELF-4." in answer.out
    assert f"{output}   1 claim, 1 line, $90.00" in answer.out
    assert len(list(claims_of(text))) == 1
    for trace in ("HELD", "OPEN", "SELF", "EX0000008", "EX0000020", "EX0000006"):
        assert trace not in text.upper()


@pytest.mark.parametrize("rows", [(HELD,), (OPEN,), (HELD, OPEN, SELF_PAY)], ids=["held", "open", "all"])
def test_where_nothing_is_clean_there_is_no_file_and_it_says_so(tmp_path: Path, rows: tuple[Json, ...]) -> None:
    answer, output = claim(tmp_path, *rows)
    assert "No claim is clean; nothing was written." in answer.out
    assert [path.name for path in tmp_path.iterdir()] == ["visits.csv"]
    assert claim(tmp_path, *rows, options=("--format", "json"))[0].json["written"] is None
    assert not output.exists()


def test_where_nothing_is_clean_an_earlier_file_stays(tmp_path: Path) -> None:
    (tmp_path / "out.837").write_text(YESTERDAYS, encoding="ascii")
    claim(tmp_path, HELD)
    assert (tmp_path / "out.837").read_text(encoding="ascii") == YESTERDAYS


def test_only_self_paid_visits_are_no_fault(tmp_path: Path) -> None:
    answer, output = claim(tmp_path, SELF_PAY)
    assert answer.code == 0
    assert "Paid by the patient, no claim: visit SELF-4." in answer.out
    assert not output.exists()


def test_an_earlier_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    (tmp_path / "out.837").write_text(YESTERDAYS * 10_000, encoding="ascii")
    refused(claim(tmp_path, CLEAN)[0], "with other claims", "--force")
    assert "yesterday" in (tmp_path / "out.837").read_text(encoding="ascii")
    _, output = claim(tmp_path, CLEAN, options=("--force",))
    text = output.read_text(encoding="ascii")
    assert text.startswith("ISA*")
    assert "yesterday" not in text
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.837", "visits.csv"]


def test_a_folder_that_is_not_there_yet_is_made(tmp_path: Path) -> None:
    output = tmp_path / "march" / "second" / "out.837"
    answer = call("claim", visits_file(tmp_path), "--practice", PRACTICE, "-o", output, *FILED)
    assert answer.code == 0
    assert refusal(output.read_text(encoding="ascii")) == ""


def test_a_patient_the_practice_does_not_know_is_held_with_what_is_lacking(tmp_path: Path) -> None:
    answer, _ = claim(tmp_path, CLEAN, row(visit_id="2", patient_id="stranger"), options=("--format", "json"))
    (held,) = answer.json["held"]
    assert (held["visit_id"], held["reasons"][0]["rule"]) == ("2", "practice.patient_missing")
    assert "stranger" in held["reasons"][0]["reason"]


def test_what_claims_go_out_with_is_said(day: tuple[Json, str]) -> None:
    said = day[0]
    assert {"paper": "year", "number": 2} in said["not_checked"]
    assert {"paper": "chart", "number": said["summary"]["not_asked"]["chart"]} in said["not_checked"]
    stale = [name for name, use in said["summary"]["reference"].items() if use["stale"]]
    assert said["stale"] == stale
    looks = {one["rule"]: one["visits"] for one in said["to_look_at"]}
    assert looks["minutes.underbilled"] == ["26"]
    assert {visit for visits in looks.values() for visit in visits} <= {
        visit for one in said["claims"] for visit in one["visits"]
    }
    screen = " ".join(call("claim", *THE_DAY, "--dry-run").out.split())
    assert "KX could not be checked for 2 visits" in screen
    assert f"Stale for these dates: {', '.join(stale)}." in screen
    assert "To look at on what is claimed: Units earned and not billed (minutes.underbilled), visit 26." in screen


def test_what_is_ready_and_no_claim_is_said(tmp_path: Path) -> None:
    more = ("--practice", PRACTICE, *FILED)
    alone = call("review", visits_file(tmp_path, SELF_PAY), *more)
    assert "Ready $90.00, of it $90.00 paid by patients, no claim." in alone.out
    assert "Ready $180.00, of it $90.00" in call("review", visits_file(tmp_path, SELF_PAY, CLEAN), *more).out
    assert "paid by patients" not in call("review", visits_file(tmp_path, CLEAN), *more).out
