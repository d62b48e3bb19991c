"""The page on credentialing can be followed: its commands run on the example folder, which is made by its script."""

import re
import shlex
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from cleanclaim.compliance.credentialing.roster import make_roster
from cleanclaim.compliance.credentialing.roster_forms import ROSTER_FIELDS, read_roster_form, roster_forms
from cleanclaim.exchange.files.credential_entries import CREDENTIAL_TABLES
from cleanclaim.exchange.files.credential_folder import read_credentials
from tests.cli.calling import REPO, call

PAGE = (REPO / "docs" / "how-to" / "credentialing.md").read_text(encoding="utf-8")
EXAMPLE = REPO / "examples" / "credentialing"
COMMANDS = re.findall(r"^    (cleanclaim credentialing .*)$", PAGE, re.MULTILINE)
NEEDS = {"--ics": "icalendar", "screen": "jellyfish"}


def test_the_script_makes_the_files_that_lie_here(tmp_path: Path) -> None:
    subprocess.run([sys.executable, EXAMPLE.parent / "make_credentialing.py", tmp_path], check=True)
    made = {path.relative_to(tmp_path) for path in tmp_path.rglob("*.*")}
    assert made == {path.relative_to(EXAMPLE) for path in EXAMPLE.rglob("*.*")} - {Path("README.md")}
    for name in made:
        assert (tmp_path / name).read_bytes() == (EXAMPLE / name).read_bytes(), name


def test_the_page_names_every_table() -> None:
    assert re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE) == list(CREDENTIAL_TABLES)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_of_the_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    if "february.csv" in command:  # the roster that the command before it writes
        roster = make_roster(read_credentials(EXAMPLE), roster_forms()["payer"], date(2026, 2, 10), (), "uhc")
        (tmp_path / "february.csv").write_bytes(roster.write())
    for word, module in NEEDS.items():
        if word in command.split():
            pytest.importorskip(module)
    (tmp_path / "examples").symlink_to(EXAMPLE.parent)
    monkeypatch.chdir(tmp_path)
    answer = call(*shlex.split(command)[1:])
    assert answer.code in {0, 1, 3}, answer.err
    assert answer.out


def test_the_form_of_the_page_can_be_read_and_its_fields_are_all_of_them(tmp_path: Path) -> None:
    block = re.search(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    assert block
    path = tmp_path / "hillcrest.toml"
    path.write_text(block[1], encoding="utf-8")
    assert read_roster_form(path).key == ("NPI", "Where")
    named = PAGE.partition("The fields are ")[2].partition("\n\n")[0]
    assert re.findall(r"`([a-z_0-9]+)`", named.replace("`--payer`", "")) == list(ROSTER_FIELDS)


def test_the_page_says_what_the_matrix_says() -> None:
    out = call("credentialing", "matrix", EXAMPLE, "--on", "2026-03-02").out
    quoted = re.findall(r"^    (Cal Specimen .*|Dot Placeholder: .*)$", PAGE, re.MULTILINE)
    assert len(quoted) == 2
    assert all(" ".join(line.split()) in " ".join(out.split()) for line in quoted)
