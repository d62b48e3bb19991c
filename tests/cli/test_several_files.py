"""Several files of visits in one call, or in a project's `visits`: one report, one 837P, no visit lost in another."""

import json
import shutil
from pathlib import Path

import pytest

import cleanclaim
from cleanclaim.model.errors import UserError
from tests.cli.calling import CLINIC_DAY, call

DAY = ("--history", "history.json", "--practice", "practice.toml", "--filed-on", "2026-03-03")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The example day, its visits in two files besides, and we in it."""
    for file in CLINIC_DAY.iterdir():
        shutil.copy(file, tmp_path)
    heading, *rows = (tmp_path / "visits.csv").read_text().splitlines(keepends=True)
    middle = next(at for at, row in enumerate(rows) if row.startswith("20,"))
    (tmp_path / "a.csv").write_text(heading + "".join(rows[:middle]))
    (tmp_path / "b.csv").write_text(heading + "".join(rows[middle:]))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_two_files_are_reviewed_and_claimed_as_one(folder: Path) -> None:
    whole = call("review", "visits.csv", *DAY, "--format", "json").json
    halves = call("review", "a.csv", "b.csv", *DAY, "--format", "json").json
    assert halves["claims"] == whole["claims"]
    assert halves["summary"] == whole["summary"]
    assert [one["file"] for one in halves["inputs"]][:2] == ["a.csv", "b.csv"]
    assert call("claim", "visits.csv", *DAY, "-o", "whole.837").code == 1
    assert call("claim", "a.csv", "b.csv", *DAY, "-o", "halves.837").code == 1
    assert (folder / "halves.837").read_bytes() == (folder / "whole.837").read_bytes()


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("verb", ["code", "price", "fix", "patterns", "review", "explain 20"])
def test_every_command_takes_those_of_the_project(folder: Path, verb: str) -> None:
    (folder / "cleanclaim.toml").write_text(
        'practice = "practice.toml"\nvisits = ["a.csv", "b.csv"]\nfiled-on = 2026-03-03\n'
    )
    of_project = call(*verb.split(), "--format", "json")
    name, *rest = verb.split()
    named = call("--no-project", name, "a.csv", "b.csv", *rest, *DAY[2:], "--format", "json")
    if "--filed-on" in named.err:  # a command without that option
        named = call("--no-project", name, "a.csv", "b.csv", *rest, *DAY[2:4], "--format", "json")
    assert named.out
    assert of_project.out == named.out


def test_visits_of_one_id_in_two_files_are_named_and_not_merged(folder: Path) -> None:
    with (folder / "b.csv").open("a") as file:
        file.writelines((folder / "a.csv").read_text().splitlines(keepends=True)[1:3])
    answer = call("review", "a.csv", "b.csv", *DAY)
    assert answer.code == 2
    assert not answer.out
    assert 'b.csv: a.csv has visit "1" too.' in answer.err
    with pytest.raises(UserError, match="has visit"):
        cleanclaim.read_case([folder / "a.csv", folder / "a.csv"])


def test_an_annotation_names_the_file_of_its_visit(folder: Path) -> None:
    lines = call("review", "a.csv", "b.csv", *DAY, "--format", "github").out.splitlines()
    of_b = {visit["visit_id"] for visit in json.loads(call("code", "b.csv", "--format", "json").out)["visits"]}
    assert {line.split("file=")[1].split(",")[0] for line in lines} == {"a.csv", "b.csv"}
    for line in lines:
        visit_id = line.split("::visit ")[1].split(",")[0].split(":")[0]
        assert f"file={'b.csv' if visit_id in of_b else 'a.csv'}," in line
    assert folder.is_dir()


@pytest.mark.usefixtures("folder")
def test_a_file_of_claims_is_not_mixed_with_others() -> None:
    assert call("claim", "a.csv", *DAY, "-o", "a.837").code == 1
    answer = call("review", "a.837", "b.csv", *DAY)
    assert answer.code == 2
    assert "a.837: is a file of claims, and others are named with it" in answer.err
    with pytest.raises(UserError, match="no file is named"):
        cleanclaim.read_case([])


@pytest.mark.usefixtures("folder")
def test_an_output_is_none_of_several_inputs() -> None:
    answer = call("fix", "a.csv", "b.csv", "-o", "b.csv")
    assert answer.code == 2
    assert "b.csv: is one of the files this command reads" in answer.err


def test_explain_takes_the_files_before_the_id(folder: Path) -> None:
    assert call("explain", "a.csv", "b.csv", "20", "--format", "json").json["visit_id"] == "20"
    (folder / "cleanclaim.toml").write_text('visits = ["a.csv", "b.csv"]\n')
    assert call("explain", "20", "--format", "json").json["visit_id"] == "20"
    assert "there is no such file" in call("explain", "nope.csv").err
    assert "there is none; the visits are" in call("explain", "nope").err
