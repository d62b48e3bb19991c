"""No command writes over a file of the project, or over a stranger's."""

import shutil
from pathlib import Path

import pytest

from cleanclaim.cli.call import Output
from cleanclaim.cli.reference_docs import list_commands
from cleanclaim.cli.writing import WRITTEN
from tests.cli.calling import CLINIC_DAY, call, refused
from tests.cli.test_sent import VISIT, bill


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose files are in it, which sent one."""
    for name in ("practice.toml", "patients.csv"):
        if (CLINIC_DAY / name).exists():
            shutil.copy(CLINIC_DAY / name, tmp_path)
    (tmp_path / "history.json").write_text("[]")
    entries = ('practice = "practice.toml"', 'filed_on = "2026-03-03"', "[review]", 'history = "history.json"')
    (tmp_path / "cleanclaim.toml").write_text("\n".join(entries))
    monkeypatch.chdir(tmp_path)
    assert bill("a.837").code == 0
    return tmp_path


@pytest.mark.parametrize("more", [(), ("--force",)])
def test_a_file_of_the_project_is_never_written_over(project: Path, more: tuple[str, ...]) -> None:
    sent = ["sent/log.ndjson", "sent/.lock", "sent/new.837", "sent/deep/new.837", "sent/2026-03-03-000000001-a.837"]
    (project / "link").symlink_to("sent")
    other = VISIT | {"service_date": "2026-02-27"}
    before = {path: path.read_bytes() for path in project.rglob("*") if path.is_file() and path.name != "visits.csv"}
    for place in [*sent, "link/new.837"]:
        refused(bill(place, other, more=more), place, "keeps what was sent")
    for place in ("cleanclaim.toml", "practice.toml", "history.json"):
        refused(bill(place, other, more=more), place)
    for place in ("sent/log.ndjson", "sent/new.csv", "cleanclaim.toml", "history.json"):
        refused(call("columns", "visits.csv", "-o", place, *more), place)
    refused(call("synth", "-o", "sent", "--years", "0.1", *more), "sent", "keeps what was sent")
    after = {path: path.read_bytes() for path in project.rglob("*") if path.is_file() and path.name != "visits.csv"}
    assert after == before


def test_a_strangers_file_is_not_written_over(project: Path) -> None:
    notes = project / "notes.txt"
    notes.write_text("mine")
    other = VISIT | {"service_date": "2026-02-27"}
    refused(bill("notes.txt", other), "is there already, and has no claims", "--force")
    assert notes.read_text() == "mine"
    assert bill("notes.txt", other, more=("--force",)).code == 0


def test_every_option_that_names_a_file_to_be_written_is_known() -> None:
    outputs = {one.opts[0] for context in list_commands() for one in context.command.params if isinstance(one, Output)}
    assert outputs == {f"--{name}" for name in WRITTEN}
