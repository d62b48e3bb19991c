"""What was sent is remembered beside the project: nothing is billed twice, lost, or numbered twice."""

import json
import os
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from cleanclaim.claims import sent_log
from cleanclaim.claims.sent_log import LOG, adding_to_sent_log, read_sent_log
from cleanclaim.model.errors import UserError
from tests.cli.calling import CLINIC_DAY, Answer, Json, call, command, refused, row, surroundings, visits_file

PROJECT = f"""
practice = "{CLINIC_DAY / "practice.toml"}"
filed_on = "2026-03-03"
"""
VISIT = row(minutes="33")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "cleanclaim.toml").write_text(PROJECT)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def bill(output: str, *rows: Json, more: tuple[str, ...] = ()) -> Answer:
    """Bill a visit, or some, from a file in the project."""
    visits_file(Path(), *(rows or (VISIT,)))
    return call("claim", "visits.csv", "-o", output, "--format", "json", *more)


def numbers(*files: Path) -> list[str]:
    """The control numbers of interchanges."""
    return [text.split("*")[13] for file in files for text in file.read_text().split("~\n") if text.startswith("ISA*")]


def the_claim(answer: Answer) -> str:
    (one,) = answer.json["claims"]
    return str(one["claim_id"])


@pytest.mark.usefixtures("project")
def test_a_visit_is_billed_once() -> None:
    claim_id = the_claim(bill("a.837"))
    again = bill("b.837")
    assert (again.code, again.json["claims"], again.json["written"]) == (1, [], None)
    (held,) = again.json["held"]
    assert held["reasons"][0]["reason"] == (
        f"It was billed before: on Mar 3, 2026, on claim {claim_id} of 2026-03-03-000000001-a.837."
    )
    assert not Path("b.837").exists()


@pytest.mark.usefixtures("project")
def test_nor_under_another_id() -> None:
    bill("a.837")
    assert bill("b.837", VISIT | {"visit_id": "other"}).json["claims"] == []
    # another day, another clinician's evaluation and another patient's visit are others
    assert bill("c.837", VISIT | {"service_date": "2026-03-03", "visit_id": "1"}).json["claims"]
    assert bill("d.837", VISIT | {"code": "97161", "visit_id": "2"}).json["claims"]


@pytest.mark.usefixtures("project")
def test_the_same_codes_under_another_clinician_are_a_warning() -> None:
    claim_id = the_claim(bill("a.837"))
    other = VISIT | {"visit_id": "2", "provider_npi": "1000000046"}
    again = bill("b.837", other)
    assert again.json["claims"]
    assert again.json["billed_by_another"] == [{"visit_id": "2", "claim_id": claim_id, "sent_on": "2026-03-03"}]
    visits_file(Path(), other | {"provider_npi": "1000000020", "visit_id": "3"})
    said = " ".join(call("claim", "visits.csv", "-o", "c.837").out.split())
    assert f"under another clinician, visit 3 (claim {the_claim(again)} of Mar 3, 2026)" in said
    # a code that nobody billed, and what is billed again on purpose, are no doubt
    more = other | {"provider_npi": "1000000038", "visit_id": "4"}
    assert bill("d.837", more, more | {"code": "97140"}).json["billed_by_another"] == []
    assert bill("e.837", more | {"visit_id": "5"}, more=("--force",)).json["billed_by_another"] == []


def test_the_log_and_its_copies_are_private(project: Path) -> None:
    bill("a.837")
    assert (project / "sent").stat().st_mode & 0o777 == 0o700
    copy = project / "sent" / "2026-03-03-000000001-a.837"
    for file in (copy, project / "sent" / LOG, project / "a.837"):
        assert file.stat().st_mode & 0o777 == 0o600
    assert copy.read_bytes() == (project / "a.837").read_bytes()
    (line,) = (project / "sent" / LOG).read_text().splitlines()
    assert json.loads(line)["output"] == "a.837"


@pytest.mark.usefixtures("project")
def test_a_void_lets_the_visit_be_billed_again() -> None:
    claim_id = the_claim(bill("a.837"))
    assert call("void", f"{claim_id}=PAYER1", "-o", "v.837").code == 0
    assert "*8" in Path("v.837").read_text() or ":8" in Path("v.837").read_text()
    assert bill("c.837", more=("--dry-run",)).json["claims"][0]["claim_id"] == the_claim(bill("b.837")) != claim_id
    refused(call("void", "none=1", "-o", "w.837"), "no claim none is among what was sent")


def test_a_replacement_finds_what_it_replaces_and_stands_for_it(project: Path) -> None:
    claim_id = the_claim(bill("a.837"))
    corrected = VISIT | {"minutes": "45"}
    answer = bill("r.837", corrected, more=("--replace", f"{claim_id}=PAYER1"))
    assert (answer.code, len(answer.json["claims"])) == (0, 1)
    log = read_sent_log(project / "sent")
    assert list(log.standing()) == [answer.json["claims"][0]["claim_id"]]
    assert bill("b.837").json["claims"] == []


@pytest.mark.usefixtures("project")
def test_voiding_twice_is_refused() -> None:
    claim_id = the_claim(bill("a.837"))
    assert call("void", f"{claim_id}=PAYER1", "-o", "v.837").code == 0
    refused(call("void", f"{claim_id}=PAYER1", "-o", "w.837"), "is a void already")


@pytest.mark.usefixtures("project")
def test_a_claim_billed_anew_has_an_id_of_its_own() -> None:
    ids = []
    for name in ("A", "B", "C"):
        ids.append(the_claim(bill(f"{name}.837")))
        assert call("void", f"{ids[-1]}=PAYER{name}", "-o", f"v{name}.837").code == 0
        refused(call("void", f"{ids[-1]}=PAYER{name}", "-o", "w.837"), "is a void already")
    assert len(set(ids)) == 3
    assert {len(one) for one in ids} == {14}


def test_which_of_two_claims_of_one_id_is_meant_has_to_be_said(project: Path) -> None:
    first = the_claim(bill("a.837"))
    second = the_claim(bill("b.837", more=("--force",)))
    log = project / "sent" / LOG  # as it was written while the same lines had the same id
    log.write_text(log.read_text().replace(second, first))
    for path in (project / "sent").glob("*b.837"):
        path.write_text(path.read_text().replace(second, first))
    copies = sorted(str(path.relative_to(project)) for path in (project / "sent").glob("*.837"))
    for words in ((first,), (f"{first}=PAYER1",), (copies[1], first)):
        refused(call("void", *words, "-o", "v.837"), "was billed 2 times under that id", *copies, "Say which one")
    corrected = ("--replace", f"{first}=PAYER1")
    refused(bill("r.837", VISIT | {"minutes": "45"}, more=corrected), "was billed 2 times under that id")
    assert call("void", copies[1], f"{first}=PAYER2", "-o", "v.837").code == 0
    assert "REF*F8*PAYER2" in Path("v.837").read_text()
    assert bill("r.837", VISIT | {"minutes": "45"}, more=(*corrected, "--sent", copies[0])).code == 0


@pytest.mark.usefixtures("project")
def test_force_bills_what_never_went_out() -> None:
    bill("a.837")
    assert bill("b.837", more=("--force",)).json["claims"]


def test_a_dry_run_leaves_nothing_behind(project: Path) -> None:
    before = sorted(project.iterdir())
    assert bill("a.837", more=("--dry-run",)).json["claims"]
    assert sorted(project.iterdir()) == [*before, project / "visits.csv"]
    bill("a.837")
    log = (project / "sent" / LOG).read_bytes()
    assert bill("b.837", more=("--dry-run",)).json["held"]
    with adding_to_sent_log(project / "sent"):  # nor does it wait for one who writes
        assert bill("b.837", more=("--dry-run",)).code == 1
    assert (project / "sent" / LOG).read_bytes() == log
    assert numbers(*sorted((project / "sent").glob("*.837"))) == ["000000001"]


def test_a_project_says_where_the_claims_go(project: Path) -> None:
    visits_file(project, VISIT)
    refused(call("claim", "visits.csv"), "--output / -o: is missing")
    (project / "cleanclaim.toml").write_text(PROJECT + '[claim]\noutput = "out/week.837"\n')
    (project / "out").mkdir()
    assert call("claim", "visits.csv", "--dry-run").code == 0
    assert not (project / "out" / "week.837").exists()
    assert call("claim", "visits.csv").code == 0
    assert (project / "out" / "week.837").exists()
    (project / "cleanclaim.toml").write_text(PROJECT + 'output = "top.837"\n')
    visits_file(project, VISIT | {"service_date": "2026-02-27"})
    assert call("claim", "visits.csv").code == 0
    assert (project / "top.837").exists()


def test_another_837_is_not_written_over(project: Path) -> None:
    bill("a.837")
    other = VISIT | {"service_date": "2026-02-27"}
    before = Path("a.837").read_bytes()
    refused(bill("a.837", other), "is there already, with other claims", "--force")
    assert Path("a.837").read_bytes() == before
    assert len(read_sent_log(project / "sent").files) == 1
    assert bill("a.837", other, more=("--force",)).code == 0


def test_without_a_project_the_same_claims_are_written_again_and_others_are_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    practice = ("--practice", str(CLINIC_DAY / "practice.toml"))
    filed = ("--filed-on", "2026-03-04")
    assert "is not remembered" in call("claim", visits_file(tmp_path, VISIT), *practice, "-o", "a.837").err
    assert bill("a.837", more=(*practice, *filed)).err == ""  # JSON is for programs
    refused(bill("a.837", VISIT | {"service_date": "2026-02-27"}, more=(*practice, *filed)), "with other claims")
    assert not Path("sent").exists()


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("made_on", ["2026-03-03", "2026-03-20"])
def test_every_file_says_the_day_it_was_made(made_on: str) -> None:
    claim_id = the_claim(bill("a.837", more=("--filed-on", made_on)))
    call("void", f"{claim_id}=P1", "-o", "v.837", "--filed-on", made_on)
    day = made_on.replace("-", "")
    for name in ("a.837", "v.837"):
        segments = Path(name).read_text().split("~")
        isa, gs, bht = (next(one.strip() for one in segments if one.strip().startswith(head)) for head in ISA_GS_BHT)
        assert (isa.split("*")[9], gs.split("*")[4], bht.split("*")[4]) == (day[2:], day, day)


ISA_GS_BHT = ("ISA*", "GS*", "BHT*")


@pytest.mark.usefixtures("project")
def test_a_question_says_today() -> None:
    bill("a.837")
    assert call("ask", "status", "-o", "s.276").code == 0
    assert call("ask", "eligibility", "-o", "e.270").code == 0
    for name in ("s.276", "e.270"):
        assert Path(name).read_text().split("*")[9] in {f"{date.today():%y%m%d}"}
    assert numbers(Path("a.837"), Path("s.276"), Path("e.270")) == ["000000001", "000000002", "000000003"]


@pytest.mark.usefixtures("project")
def test_what_comes_back_is_matched_to_what_was_sent() -> None:
    bill("a.837")
    call("payer", "--inbox", ".", "--outbox", "answers")
    (paid,) = Path("answers").glob("*.835")
    found = call("match", paid, "--format", "json").json
    assert [one["outcome"] for one in found["claims"]] == ["not compared"]
    assert call("secondary", "--paid", paid, "-o", "s.837", "--format", "json").json["without_further_payer"] == 1
    assert "Every claim of sent has been decided" in call("ask", "status", "--paid", paid, "-o", "q.276").out


def test_without_a_project_nothing_is_found_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    paid = visits_file(tmp_path, name="not.835")
    refused(
        call("ask", "status", "--practice", CLINIC_DAY / "practice.toml", "-o", "q.276"), "no file of them is named"
    )
    assert call("match", paid).code == 2


def test_what_cannot_be_written_is_not_sent(project: Path) -> None:
    Path("folder").touch()
    refused(bill("folder/a.837"), "cannot be written")
    assert read_sent_log(project / "sent").files == []
    assert bill("a.837").json["claims"]
    assert numbers(Path("a.837")) == ["000000002"]  # a number once drawn is not drawn again


def test_half_a_line_is_of_a_file_that_was_never_written(project: Path) -> None:
    bill("a.837")
    log = project / "sent" / LOG
    whole = log.read_bytes()
    log.write_bytes(whole + b'{"at":"2026-03-')
    assert bill("b.837", VISIT | {"service_date": "2026-03-03"}).json["claims"]
    assert log.read_bytes().startswith(whole)
    assert [one.name[-5:] for one in read_sent_log(project / "sent").files] == ["a.837", "b.837"]


def test_a_damaged_log_stops_everything(project: Path) -> None:
    bill("a.837")
    log = project / "sent" / LOG
    log.write_bytes(b"x" + log.read_bytes())
    refused(bill("b.837"), "line 1", "Restore it")


def test_two_at_once_share_no_number_and_no_visit(project: Path) -> None:
    files = [project / f"{name}.csv" for name in "abcd"]
    for file in files:
        visits_file(project, VISIT | {"service_date": "2026-03-02", "visit_id": file.stem}, name=file.name)
    environment = surroundings(PYTHONPATH=os.environ.get("PYTHONPATH", ""))
    calls = [
        subprocess.Popen(
            command("claim", file.name, "-o", f"{file.stem}.837"),
            cwd=project,
            env=environment,
            stdout=subprocess.DEVNULL,
        )
        for file in files
    ]
    assert sorted(one.wait(120) for one in calls) == [0, 1, 1, 1]
    assert len(list(project.glob("*.837"))) == 1
    call("ask", "eligibility", "-o", "e.270")
    drawn = [number for file in read_sent_log(project / "sent").files for number in file.control_numbers]
    assert len(drawn) == len(set(drawn)) == 2


def test_one_who_waits_too_long_is_told(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sent_log, "SECONDS", 0.1)
    (project / "sent").mkdir()
    with adding_to_sent_log(project / "sent"):
        refused(bill("a.837"), "another command is writing claims here")


def test_numbers_begin_anew_after_the_largest(project: Path) -> None:
    bill("a.837")
    log = project / "sent" / LOG
    log.write_text(log.read_text().replace('"control_numbers":[1]', '"control_numbers":[999999999]'))
    with adding_to_sent_log(project / "sent") as found:
        assert [found.next_number(), found.next_number()] == [1, 2]


def test_forms_on_paper_bill_a_visit_too(project: Path) -> None:
    visits_file(project, VISIT)
    assert call("paper", "visits.csv", "-o", "forms.txt").code == 0
    assert bill("a.837").json["claims"] == []


def test_a_log_that_may_not_be_read_is_named(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bill("a.837")

    def denied(*_: object) -> bytes:
        raise PermissionError(13, "Permission denied")

    read: Callable[..., bytes] = denied
    monkeypatch.setattr(Path, "read_bytes", read)
    with pytest.raises(UserError, match="cannot be read"):
        read_sent_log(project / "sent")
