"""`cleanclaim credentialing`: the verbs on the example folder, in every format, with their exit codes."""

import csv
import hashlib
import io
import json
import shutil
import subprocess
from pathlib import Path

import polars
import pytest

from tests.cli.calling import REPO, call, command, refused, surroundings

FOLDER = REPO / "examples" / "credentialing"
ON = "2026-03-02"
VERBS: dict[str, tuple[tuple[str | Path, ...], str]] = {
    "matrix": (("matrix", FOLDER, "--on", ON), "matrix"),
    "expiring": (("expiring", FOLDER, "--as-of", ON), "papers"),
    "check": (("check", FOLDER, "--as-of", ON), "answers"),
    "hold": (("hold", FOLDER, "--visits", str(FOLDER / "week" / "visits.csv"), "--as-of", ON), "items"),
    "nppes": (("nppes", FOLDER, "--file", FOLDER / "lists" / "nppes.csv", "--as-of", ON), "differences"),
    "screen": (("screen", FOLDER, "--leie", FOLDER / "lists" / "leie.csv", "--as-of", ON), "looks"),
    "pipeline": (("pipeline", FOLDER, "--as-of", ON, "--all"), "applications"),
}


def rows_of(*words: str | Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(call("credentialing", *words, "--format", "csv").out)))


def needs_of(verb: str) -> None:
    """Skip what needs a library that is not here."""
    if verb == "screen":
        pytest.importorskip("jellyfish")


def in_bytes(*words: str | Path) -> bytes:
    made = command("credentialing", *words)
    return subprocess.run(made, env=surroundings(), capture_output=True, check=False).stdout


@pytest.mark.parametrize("verb", VERBS)
def test_every_format_says_the_same(verb: str) -> None:
    needs_of(verb)
    words, name = VERBS[verb]
    answer = call("credentialing", *words, "--format", "json")
    objects = answer.json[name]
    written = [{key: "" if value is None else str(value) for key, value in one.items()} for one in objects]
    assert rows_of(*words) == written
    frame = polars.read_parquet(io.BytesIO(in_bytes(*words, "--format", "parquet")))
    assert frame.height == len(objects) > 2
    assert frame.columns == list(objects[0])
    assert answer.json["not_used"] == []
    assert call("credentialing", *words).code == answer.code


@pytest.mark.parametrize("verb", VERBS)
def test_the_page_has_what_the_screen_says(tmp_path: Path, verb: str) -> None:
    needs_of(verb)
    page = tmp_path / "page.html"
    answer = call("credentialing", *VERBS[verb][0], "--html", page)
    text = page.read_text(encoding="utf-8")
    assert "Example Oak Therapy PLLC, as of Mar 2, 2026" in text
    assert "<script" not in text
    assert f"The page is {page}." in answer.out


def test_the_matrix_says_who_may_not_and_why() -> None:
    rows = rows_of("matrix", FOLDER, "--on", ON)
    assert len(rows) == 11 * 9 * 2  # Kim left
    no = {(row["clinician"], row["payer"], row["site"]) for row in rows if row["answer"] != "yes"}
    both = [("Gus Fictional", "aetna"), ("Hal Invented", "humana"), ("Ida Imagined", "humana"), ("Jon Nobody", "cigna"),
            ("Dot Placeholder", "medicare"), ("Cal Specimen", "medicare")]  # fmt: skip
    assert no == {(*one, site) for one in both for site in ("Main", "Round Rock")} | {
        ("Fay Pretend", "uhc", "Round Rock")
    }
    assert call("credentialing", "matrix", FOLDER, "--on", ON).code == 0
    later = rows_of("matrix", FOLDER, "--on", "2026-03-07")
    (dot,) = [
        row for row in later if (row["clinician"], row["payer"], row["site"]) == ("Dot Placeholder", "medicare", "Main")
    ]
    assert (dot["answer"], dot["since"], dot["check"]) == ("yes", "2026-04-06", "CR09")
    assert "424.521" in dot["condition"]


def test_what_is_not_known_is_said_and_has_its_exit_code(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "here")
    (tmp_path / "here" / "licenses.csv").unlink()
    (tmp_path / "here" / "notes.csv").write_text("a,b\n")
    answer = call("credentialing", "matrix", tmp_path / "here", "--on", ON)
    assert answer.code == 3
    assert "no licenses are entered" in answer.out
    assert "notes.csv: no table of credentials" in answer.out


def test_expiring_looks_as_far_as_it_is_asked() -> None:
    week = rows_of("expiring", FOLDER, "--as-of", ON, "--days", "7")
    assert [(row["of"], row["paper"]) for row in week if row["last_day"]] == [("Hal Invented", "caqh")]
    month = rows_of("expiring", FOLDER, "--as-of", ON, "--days", "44")
    assert ("Bea Sample", "license", "44") in {(row["of"], row["paper"], row["days_left"]) for row in month}
    verified = {row["standing"] for row in month if row["paper"] == "caqh"}
    assert verified == {"verified"}


def test_the_calendar_has_each_day_once_with_its_alarms(tmp_path: Path) -> None:
    icalendar = pytest.importorskip("icalendar")
    path = tmp_path / "papers.ics"
    answer = call("credentialing", "expiring", FOLDER, "--as-of", ON, "--days", "365", "--ics", path)
    assert answer.code == 1
    events = icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    dated = [row for row in rows_of("expiring", FOLDER, "--as-of", ON, "--days", "365") if row["last_day"]]
    assert sorted(str(one.decoded("dtstart")) for one in events) == sorted(row["last_day"] for row in dated)
    assert len({str(one["uid"]) for one in events}) == len(events)
    (bea,) = [one for one in events if "License: Bea Sample" in str(one["summary"])]
    assert [alarm.decoded("trigger").days for alarm in bea.walk("VALARM")] == [-90, -60, -30]


def test_check_runs_all_and_says_what_it_could_not_look_at() -> None:
    answer = call("credentialing", "check", FOLDER, "--as-of", ON)
    assert answer.code == 1
    rows = rows_of("check", FOLDER, "--as-of", ON)
    assert {row["check"] for row in rows if row["outcome"] == "not checked"} == {
        f"CR{number:02d}" for number in (2, 3, 9, 10, 11, 18, 19, 21)
    }
    assert {row["check"] for row in rows if row["outcome"] == "fail"} == {"CR06", "CR07", "CR14"}
    visits = rows_of("check", FOLDER, "--as-of", ON, "--visits", FOLDER / "week" / "visits.csv")
    assert "CR11" not in {row["check"] for row in visits if row["outcome"] == "not checked"}


def test_a_wrong_folder_is_refused_with_its_place(tmp_path: Path) -> None:
    refused(call("credentialing", "matrix", tmp_path / "nowhere"), "is no folder")
    shutil.copytree(FOLDER, tmp_path / "here")
    with (tmp_path / "here" / "enrollments.csv").open("a") as stream:
        stream.write("1000031009,medicar,,active,2021-01-01\n")
    refused(call("credentialing", "matrix", tmp_path / "here"), "enrollments.csv, row ", "cells")


def test_hold_sums_what_is_at_risk_and_says_until_when() -> None:
    week = FOLDER / "week"
    words = ("hold", FOLDER, "--visits", str(week / "visits.csv"), "--schedule", week / "schedule.csv", "--as-of", ON)
    answer = call("credentialing", *words)
    assert answer.code == 1
    assert "On hold: 3 visits, $360.00." in answer.out
    assert "Blocked: 2 visits, $220.00; 4 bookings, about $449.99." in answer.out
    rows = {row["id"]: row for row in rows_of(*words)}
    assert (rows["V061"]["state"], rows["V061"]["file_by"], rows["V061"]["standing"]) == (
        "on hold",
        "2027-02-24",
        "verified",
    )
    assert rows["V054"]["check"] == "CR09"
    later = {row["id"]: row for row in rows_of(*words[:-1], "2026-04-06")}
    assert later["V054"]["state"] == "blocked"  # the day lies before all that may be billed back
    refused(call("credentialing", "hold", FOLDER), "--visits", "neither visits nor a schedule")


def test_hold_reads_claims_and_is_clean_where_everything_is_inside(tmp_path: Path) -> None:
    here = tmp_path / "here"
    shutil.copytree(FOLDER, here)
    path = here / "week" / "visits.csv"
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    ada = [line for line in lines if "1000031009" in line]
    path.write_text("\n".join([head, *ada]) + "\n", encoding="utf-8")
    answer = call("credentialing", "hold", here, "--visits", path, "--as-of", ON)
    assert (answer.code, answer.out.strip()) == (0, f"{len(ada)} visits and 0 bookings looked at.")


def test_the_pipeline_says_what_to_do_next() -> None:
    answer = call("credentialing", "pipeline", FOLDER, "--as-of", ON)
    assert answer.code == 1
    assert "Send the new certificate of insurance" in answer.out
    assert "Site visit not scheduled yet" in answer.out
    rows = rows_of("pipeline", FOLDER, "--as-of", ON)
    assert [(row["of"], row["state"], row["days"]) for row in rows] == [
        ("Hal Invented", "denied", "119"),
        ("Jon Nobody", "more_info", "31"),
        ("Cal Specimen", "submitted", "20"),
        ("Dot Placeholder", "approved_pending_effective", "3"),
    ]


def test_screen_keeps_the_proof_and_says_what_was_not_looked_into(tmp_path: Path) -> None:
    pytest.importorskip("jellyfish")
    words, proof = VERBS["screen"][0], tmp_path / "proof.json"
    answer = call("credentialing", *words, "-o", proof)
    assert answer.code == 1
    assert "Fay Pretend (Fay Inventor): a name that is alike is on the list: FAY INVENTER" in " ".join(
        answer.out.split()
    )
    assert "Not looked into: SAM, any state's list." in answer.out
    kept = json.loads(proof.read_text(encoding="utf-8"))
    digest = hashlib.sha256((FOLDER / "lists" / "leie.csv").read_bytes()).hexdigest()
    assert (kept["looked_on"], kept["files"][0]["sha256"], kept["files"][0]["rows"]) == (ON, digest, 62)
    clear = {one["of"]: one["clear"] for one in kept["looks"]}
    assert len(clear) == 12  # eleven on the staff, and the practice
    assert [name for name, answer in clear.items() if not answer] == ["Fay Pretend"]
    again = tmp_path / "again.json"
    call("credentialing", *words, "-o", again)
    assert again.read_bytes() == proof.read_bytes()


def test_the_rows_of_a_look_are_those_of_the_table_of_screenings(tmp_path: Path) -> None:
    pytest.importorskip("jellyfish")
    here = tmp_path / "here"
    shutil.copytree(FOLDER, here)
    rows = rows_of(*VERBS["screen"][0])
    columns = ("npi", "on", "clear", "list", "file", "sha256")
    lines = [",".join(row[name] for name in columns) for row in rows]
    (here / "screenings.csv").write_text("\n".join([",".join(columns), *lines]) + "\n", encoding="utf-8")
    matrix = rows_of("matrix", here, "--on", ON)
    assert {row["clinician"] for row in matrix if row["check"] == "CR13"} == {"Fay Pretend"}


def test_a_list_of_the_wrong_month_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    pytest.importorskip("jellyfish")
    words = ("screen", FOLDER, "--leie", FOLDER / "lists" / "leie.csv", "--as-of", "2026-04-10")
    proof = tmp_path / "proof.json"
    answer = call("credentialing", *words, "-o", proof)
    refused(answer, "leie.csv", "is of another month", "--month 2026-02", "Nothing was written")
    assert not proof.exists()
    assert call("credentialing", *words, "--month", "2026-02").code == 1
    assert "is not a month" in call("credentialing", *words, "--month", "February").err
    refused(call("credentialing", "screen", FOLDER), "no list is named")


def test_nppes_says_who_moved_and_who_is_missing() -> None:
    rows = rows_of(*VERBS["nppes"][0])
    assert [(row["of"], row["what"]) for row in rows] == [
        ("Bea Sample", "address"), ("Gus Fictional", "taxonomy"), ("Lou Standin", "not in the extract")]  # fmt: skip
    refused(call("credentialing", "nppes", FOLDER, "--file", FOLDER / "clinicians.csv"), "is no extract of NPPES")


def test_a_roster_is_written_with_what_changed_and_not_where_it_would_be_rejected(tmp_path: Path) -> None:
    february, march = tmp_path / "february.csv", tmp_path / "march.csv"
    uhc = ("roster", FOLDER, "--payer", "uhc")
    assert call("credentialing", *uhc, "--as-of", "2026-02-10", "-o", february).code == 0
    answer = call("credentialing", *uhc, "--as-of", ON, "--last", february, "-o", march)
    assert "0 added, 0 changed, 2 ended, 15 the same; 0 cells would be rejected." in " ".join(answer.out.split())
    ended = [row for row in csv.DictReader(io.StringIO(march.read_text())) if row["Change"] == "TERM"]
    assert [(row["Last Name"], row["End Date"]) for row in ended] == [("Noname", "02/13/2026")] * 2

    here = tmp_path / "here"
    shutil.copytree(FOLDER, here)
    path = here / "clinicians.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",F,90000000", ",,90000000"), encoding="utf-8")
    words = ("roster", here, "--for", "caqh", "--as-of", ON)
    wrong = call("credentialing", *words, "-o", tmp_path / "caqh.txt")
    assert wrong.code == 1
    assert "Provider Gender of Ada Example is needed, and empty. Enter sex in clinicians." in " ".join(
        wrong.out.split()
    )
    assert not (tmp_path / "caqh.txt").exists()
    rows = rows_of(*words)
    assert [(row["of"], row["column"]) for row in rows if row["problem"]] == [("Ada Example", "Provider Gender")]
    refused(call("credentialing", "roster", FOLDER, "--payer", "uhcc"), "--payer", "Did you mean 'uhc'")


def test_late_papers_are_marked_and_the_days_left_to_file_are_said() -> None:
    out = call("credentialing", "expiring", FOLDER, "--as-of", "2026-03-02", "--days", "60").out
    assert "13 overdue" in out
    assert "1 of them overdue" in " ".join(out.split())
    week = FOLDER / "week"
    asked = ("--visits", week / "visits.csv", "--schedule", week / "schedule.csv", "--as-of", "2026-03-02")
    hold = " ".join(call("credentialing", "hold", FOLDER, *asked).out.split())
    assert "File the first by May 27, 2026, 86 days left (contract)." in hold


def test_the_pipeline_has_groups() -> None:
    out = call("credentialing", "pipeline", FOLDER, "--as-of", "2026-03-02", "--all").out
    places = [out.index(one) for one in ("Waits for us", "Waits for the payer", "Refused or closed", "\nEnded")]
    assert places == sorted(places)
    found = call("credentialing", "pipeline", FOLDER, "--as-of", "2026-03-02", "--format", "json").json
    assert found["not_applied_for"] == {}
    assert {one["group"] for one in found["applications"]} == {
        *("waits for us", "waits for the payer", "refused or closed"),
    }
