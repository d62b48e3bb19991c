"""`cleanclaim train` as people call it."""

import json
from pathlib import Path

from pypdf import PdfReader

from cleanclaim.compliance.training.bank import make_items, setting_on
from cleanclaim.compliance.training.competencies import competencies
from cleanclaim.law.basis import Basis
from tests.claims.stories import remittance as remittance_of
from tests.cli.calling import CLINIC_DAY, call
from tests.money.book.folders import fill
from tests.money.denials.refused import refused

ON = ("--on", "2026-12-01")


def session(folder: Path, *options: str, given: str) -> str:
    done = call("train", "session", "--as", "kim", *ON, "--record", folder / "training.json", *options, given=given)
    assert done.code == 0, done.err
    return done.out


def test_a_session_asks_marks_says_why_and_remembers(tmp_path: Path) -> None:
    out = session(tmp_path, "--role", "therapist", "-n", "3", given="what?\nabcd\nabc\na\nb\nc\n1\n1 1\n2\n1 1 1\n" * 6)
    assert "1 of 3" in out
    assert "3 of 3" in out
    assert "right. `cleanclaim train mastery` shows what that says." in out
    record = json.loads((tmp_path / "training.json").read_text())
    assert [one["who"] for one in record["answers"]] == ["kim"] * 3
    assert all(one["versions"] for one in record["answers"])


def test_an_empty_line_leaves_and_nothing_is_recorded(tmp_path: Path) -> None:
    assert "Nothing was answered." in session(tmp_path, given="\n")
    assert not (tmp_path / "training.json").exists()


def test_mastery_says_how_many_were_asked_and_no_more_than_that_shows(tmp_path: Path) -> None:
    session(tmp_path, "--competency", "t1", "-n", "2", given="abcd\nabc\na\nb\n1\n1 1\n1 1 1\n" * 6)
    shown = call("train", "mastery", *ON, "--record", tmp_path / "training.json")
    assert "too few" in shown.out
    assert "of 2" in shown.out
    (kim,) = call("train", "mastery", *ON, "--record", tmp_path / "training.json", "--format", "json").json["people"]
    (t1,) = [one for one in kim["competencies"] if one["id"] == "T1"]
    assert (t1["state"], t1["n"], t1["at_least"]) == ("too few", 2, None)


def test_nobody_in_the_record_is_said(tmp_path: Path) -> None:
    assert "Nobody is in" in call("train", "mastery", "--record", tmp_path / "training.json").out


def test_the_list_has_every_competency_and_why_some_have_no_questions() -> None:
    shown = call("train", "list").out
    assert all(one.name in shown for one in competencies().values())
    assert "so no answer could be worked out" in shown
    roles = {
        one["id"]: one["roles"]
        for one in call("train", "list", "--role", "credentialing", "--format", "json").json["competencies"]
    }
    assert set(roles) == {"C1", "P1", "P2"}


def test_a_competency_that_there_is_not_is_refused_with_the_likeliest() -> None:
    done = call("train", "session", "--as", "kim", "--competency", "T11")
    assert done.code == 2
    assert "there is no competency 'T11'" in done.err


def test_a_wrong_record_is_refused_with_its_name(tmp_path: Path) -> None:
    path = tmp_path / "training.json"
    path.write_text("[]")
    done = call("train", "session", "--as", "kim", "--record", path)
    assert done.code == 2
    assert "is no training record" in done.err


def test_questions_are_there_without_a_record() -> None:
    assert next(make_items([], 1, "1", setting_on(Basis())), None) is None


def test_a_sheet_has_its_questions_and_behind_them_the_answers(tmp_path: Path) -> None:
    path = tmp_path / "sheet.pdf"
    done = call(
        "train", "sheet", "--role", "therapist", "-n", "6", *ON, "-o", path, "--visits", CLINIC_DAY / "visits.csv"
    )
    assert (done.code, done.out) == (0, f"6 questions, 3 from your own claims, in {path}.\n")
    pages = [page.extract_text() for page in PdfReader(path).pages]
    answers = next(number for number, page in enumerate(pages) if "Answers" in page.splitlines())
    assert answers > 0
    assert "".join(pages[:answers]).count("Answer: ____") == 6
    made = call("train", "sheet", "--role", "therapist", "-n", "3", *ON, "--format", "json").json["items"]
    assert [set(one) >= {"facts", "question", "answers", "why", "source", "versions"} for one in made] == [True] * 3


def test_an_attestation_says_who_what_by_whom_and_with_what(tmp_path: Path) -> None:
    record = ("--record", tmp_path / "training.json")
    lacking = call("train", "attest", "--as", "kim", "--competency", "P1", "--by", "M. Owner", *record)
    assert lacking.code == 2
    assert "--material: is missing" in lacking.err
    whole = ("--as", "kim", "--by", "M. Owner", "--material", "slides", *record)
    asked = call("train", "attest", "--competency", "T1", *whole)
    assert "T1 is not attested, but asked" in asked.err
    early = call("train", "attest", "--competency", "P1", "--on", "2198-01-01", *whole)
    assert "has not come" in early.err
    assert call("train", "attest", "--competency", "P1", "--on", "2026-01-05", *whole).code == 1  # P2 is due
    assert call("train", "attest", "--competency", "P2", "--on", "2026-01-05", *whole).code == 0
    due = call("train", "attest", "--on", "2027-01-05", *record, "--format", "json")
    assert [one["is_due"] for one in due.json["due"]] == [True, True]
    assert due.code == 1


def test_what_a_quarters_denials_teach_is_said_with_what_to_train(tmp_path: Path) -> None:
    fill(tmp_path, [remittance_of(0, "Q1", refused({0: "CO 197", 1: "CO 399", 2: "PR 27"}))])
    found = call("train", "denials", tmp_path, "--in", "2026-04-01", "--format", "json").json
    assert found["denials"] == sum(one["denials"] for one in found["lessons"]) > 0
    shown = call("train", "denials", tmp_path, "--in", "2026-04-01").out
    assert all(f"Train {one['competency']}" in shown for one in found["lessons"])


def test_the_competency_is_that_of_most_rules_and_each_has_its_sum(tmp_path: Path) -> None:
    fill(tmp_path, [remittance_of(0, "Q1", refused({0: "CO 50", 1: "OA 18"}))])
    found = call("train", "denials", tmp_path, "--in", "2026-04-01", "--format", "json").json
    assert {one["competency"] for one in found["lessons"]} == {"T6", "B6"}
    charged = {one["competency"]: one["denied"] for one in found["lessons"]}
    assert {one["competency"]: one["charges"] for one in found["competencies"]} == charged
    assert "Dollars are charges" in call("train", "denials", tmp_path, "--in", "2026-04-01").out


def test_a_quarter_of_which_nothing_came_back_is_not_called_free_of_denials(tmp_path: Path) -> None:
    fill(tmp_path, [remittance_of(0, "Q1", refused({0: "CO 197"}))])
    done = call("train", "denials", tmp_path, "--in", "2020-04-01")
    assert done.code == 3
    assert "2020Q2: no remittance of this quarter" in done.out
    assert "0 denials" not in done.out
    found = call("train", "denials", tmp_path, "--in", "2020-04-01", "--format", "json")
    assert (found.code, found.json["remittances"]) == (3, 0)
    assert call("train", "denials", tmp_path, "--in", "2026-04-01").code == 0


def test_what_is_due_after_recording_is_that_of_today(tmp_path: Path) -> None:
    whole = ("--as", "kim", "--by", "M. Owner", "--material", "slides", "--record", tmp_path / "training.json")
    for name in ("P1", "P2"):
        done = call("train", "attest", "--competency", name, "--on", "2024-12-01", *whole, "--format", "json")
    assert [one["is_due"] for one in done.json["due"]] == [True, True]
    assert done.code == 1


def test_training_records_are_kept_by_the_privacy_rule() -> None:
    page = Path("docs/how-to/train-people.md").read_text(encoding="utf-8")
    assert "45 CFR 164.530(b)(2)(ii) and (j)(2)" in page
    assert "164.316" not in page


def test_own_questions_come_first_in_a_session(tmp_path: Path) -> None:
    out = session(tmp_path, "--competency", "T2", "-n", "1", "--visits", str(CLINIC_DAY / "visits.csv"), given="a\n")
    assert "from your own claims" in out
    (answer,) = json.loads((tmp_path / "training.json").read_text())["answers"]
    assert answer["own"]
