"""A billing company's clients in one call: a report of several projects, each by its own practice and options."""

import shutil
from pathlib import Path

import pytest

from tests.cli.calling import CLINIC_DAY, call

PROJECT = """
practice = "practice.toml"
visits = "visits.csv"
history = "history.json"
filed-on = 2026-03-03

[claim]
output = "claims.837"
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two clients, and we beside them; the second's visits are only the first's first."""
    for name in ("north", "south"):
        shutil.copytree(CLINIC_DAY, tmp_path / name)
        (tmp_path / name / "cleanclaim.toml").write_text(PROJECT)
    south = tmp_path / "south" / "visits.csv"
    south.write_text("".join(south.read_text().splitlines(keepends=True)[:3]))
    monkeypatch.chdir(tmp_path)
    return tmp_path


BOTH = ("north/cleanclaim.toml", "south/cleanclaim.toml")


@pytest.mark.usefixtures("folder")
def test_one_report_of_several_clients() -> None:
    answer = call("review", *BOTH, "--format", "json")
    north, south = answer.json["projects"]
    assert [north["project"], south["project"]] == list(BOTH)
    assert north["summary"]["claims"] == 44
    assert south["summary"]["claims"] == 1
    assert answer.json["summary"]["claims"] == 45
    assert answer.code == 1
    screen = call("review", *BOTH).out
    assert "── north ──" in screen
    assert "2 projects, 1 with nothing on hold." in screen


def test_each_client_has_its_own_claims(folder: Path) -> None:
    assert call("claim", *BOTH).code == 1
    assert "NM1*85*" in (folder / "north" / "claims.837").read_text()
    assert (folder / "south" / "claims.837").read_text().count("CLM*") == 1


def test_options_of_the_command_line_hold_for_all(folder: Path) -> None:
    alone = call("review", "south/cleanclaim.toml", "--filed-on", "2027-12-31", "--format", "json").json
    assert "visits.late" in {found["rule"] for one in alone["projects"][0]["claims"] for found in one["findings"]}
    assert folder.is_dir()


def test_one_that_cannot_be_used_does_not_stop_the_others(folder: Path) -> None:
    (folder / "north" / "cleanclaim.toml").write_text("zpi = 3")
    answer = call("review", *BOTH, "--format", "json")
    assert answer.code == 2
    assert "zpi: no option is called so" in answer.err
    north, south = answer.json["projects"]
    assert "zpi" in north["error"]
    assert south["summary"]["claims"] == 1
    assert answer.json["summary"]["unusable"] == 1


@pytest.mark.usefixtures("folder")
def test_a_project_beside_a_file_of_visits_is_refused() -> None:
    answer = call("review", "north/cleanclaim.toml", "south/visits.csv")
    assert answer.code == 2
    assert "south/visits.csv: is no project" in answer.err
