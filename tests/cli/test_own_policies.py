"""Payers of one's own as tables of `cleanclaim.toml`: the same as files of a folder, for every command."""

import re
import shutil
from pathlib import Path

import pytest

from tests.cli.calling import CLINIC_DAY, Answer, call, refused

HEAD = """
name = "Aetna, by our contract"
kind = "commercial"
extends = "aetna"
about = "Our contract of 2024."
"""
CAP = """
[daily_unit_cap]
reviewed = 2026-03-01
"2020-01-01" = { value = 1, cite = "payer-contract", standing = "contract", note = "Exhibit B" }

[daily_unit_cap_codes]
reviewed = 2026-03-01
"2020-01-01" = { value = ["97110", "97140", "97530"], cite = "payer-contract", standing = "contract", note = "B" }
"""
PROJECT = 'practice = "practice.toml"\nvisits = "visits.csv"\nhistory = "history.json"\nfiled_on = 2026-03-03\n'


def in_tables(name: str, head: str, answers: str) -> str:
    """The text of a payer's file as tables of a project."""
    return f"[policies.{name}]{head}" + re.sub(r"(?m)^\[", f"[policies.{name}.", answers)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The example day, and we in it."""
    for file in CLINIC_DAY.iterdir():
        shutil.copy(file, tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def project(folder: Path, text: str = "") -> None:
    (folder / "cleanclaim.toml").write_text(PROJECT + text, encoding="utf-8")


def answers() -> list[object]:
    """What the commands say that go by payers' policies, with nothing sent before."""
    shutil.rmtree("sent", ignore_errors=True)
    called = [
        call("code", "--format", "json"),
        call("review", "--format", "json"),
        call("rules", "coverage", "--format", "json"),
        call("claim", "-o", "out.837", "--force", "--format", "json"),
    ]
    assert all(one.code in (0, 1) for one in called), [one.err for one in called]
    *others, claimed = (one.json for one in called)
    return [*others, [claimed[part] for part in ("claims", "held", "patient_pays", "summary")]]


def test_tables_are_the_same_as_files_for_every_command(folder: Path) -> None:
    project(folder)
    without = answers()
    project(folder, in_tables("aetna", HEAD, CAP))
    with_tables = answers()
    (folder / "policies").mkdir()
    (folder / "policies" / "aetna.toml").write_text(HEAD + CAP, encoding="utf-8")
    project(folder, 'payers = "policies"\n')
    with_files = answers()
    assert with_tables == with_files
    assert all(mine != theirs for mine, theirs in zip(with_tables, without, strict=True))


def test_tables_and_a_folder_go_together_but_not_for_one_payer(folder: Path) -> None:
    (folder / "own").mkdir()
    (folder / "own" / "acme.toml").write_text(HEAD + CAP, encoding="utf-8")
    project(folder, 'payers = "own"\n' + in_tables("hillcrest", HEAD, CAP))
    names = {one["payer"] for one in call("rules", "coverage", "--format", "json").json["payers"]}
    assert {"acme", "hillcrest", "medicare"} <= names
    (folder / "2").mkdir()
    (folder / "own").rename(folder / "2" / "own")
    (folder / "2" / "cleanclaim.toml").write_text('payers = "own"\n' + in_tables("acme", HEAD, CAP), encoding="utf-8")
    answer = call("rules", "coverage", "--payers", folder / "2" / "cleanclaim.toml")
    refused(answer, "cleanclaim.toml, line 2, [policies.acme]", "describes this payer too")


@pytest.mark.parametrize(
    ("tables", "parts"),
    [
        ("[policies]\nacme = 3\n", ["line 6, [policies.acme]", "no table of a payer"]),
        ("[policies]\n", ["has no payer's table"]),
        (in_tables("acme", HEAD.replace('"commercial"', '"bank"'), CAP), ["line 5, [policies.acme]", "bank"]),
        (
            in_tables("acme", HEAD, CAP.replace("daily_unit_cap]", "daily_unit_cup]")),
            ["line 11, ", "'daily_unit_cap'?"],
        ),
        (in_tables("acme", HEAD, CAP.replace("payer-contract", "payer-contrakt", 1)), ["line 13, ", "payer-contrakt"]),
        (in_tables("acme", HEAD.replace('"aetna"', '"etna"'), CAP), ["line 8, [policies.acme], extends", "etna"]),
    ],
)
def test_what_is_wrong_is_named_with_its_line(folder: Path, tables: str, parts: list[str]) -> None:
    project(folder, tables)
    for command in ("review", "code", "check"):
        answer: Answer = call(command)
        assert answer.code in (1, 2)
        said = " ".join((answer.out + answer.err).split())
        for part in ("cleanclaim.toml", *parts):
            assert part in said, said


def test_a_table_extends_another_and_keeps_its_standing(folder: Path) -> None:
    other = in_tables("acme_ppo", HEAD.replace('"aetna"', '"acme"'), "")
    project(folder, in_tables("acme", HEAD, CAP) + other)
    found = {one["payer"]: one for one in call("rules", "coverage", "--format", "json").json["payers"]}
    assert found["acme_ppo"]["topics"] == found["acme"]["topics"] != found["aetna"]["topics"]
