"""`cleanclaim.toml`: found from the folder upward, every option of every command in it, and the command line first."""

import shutil
from pathlib import Path

import click
import pytest

from cleanclaim.cli.project_options import all_option_names, option_names
from cleanclaim.cli.reference_docs import list_commands
from tests.cli.calling import CLINIC_DAY, THE_DAY, Answer, call

PROJECT = """
practice = "practice.toml"
visits = "visits.csv"
history = "history.json"
filed_on = 2026-03-03

[claim]
output = "claims.837"
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The example day with a project file, and we in it."""
    for file in CLINIC_DAY.iterdir():
        shutil.copy(file, tmp_path)
    write(tmp_path, PROJECT)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder: Path, text: str) -> None:
    (folder / "cleanclaim.toml").write_text(text)


def refused(answer: Answer) -> str:
    assert answer.code == 2
    assert not answer.out
    return answer.err


@pytest.mark.usefixtures("folder")
def test_a_project_says_what_the_command_line_would() -> None:
    assert call("review", "--format", "json").json == call("review", *THE_DAY, "--format", "json").json


def test_a_table_is_of_one_command(folder: Path) -> None:
    answer = call("claim")
    assert answer.code == 1
    assert (folder / "claims.837").read_text().startswith("ISA")


def test_it_is_found_from_a_folder_below_and_its_paths_begin_where_it_is(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "2026" / "march").mkdir(parents=True)
    before = call("review", "--format", "json").json
    monkeypatch.chdir(folder / "2026" / "march")
    assert call("review", "--format", "json").json["claims"] == before["claims"]
    assert call("claim").code == 1
    assert (folder / "claims.837").is_file()


def test_what_is_on_the_command_line_goes_before_it(folder: Path) -> None:
    assert call("claim", "-o", "mine.837").code == 1
    assert (folder / "mine.837").is_file()
    assert not (folder / "claims.837").exists()
    (folder / "none.csv").write_text("visit_id,patient_id,payer,service_date,code\n")
    assert "none.csv" in call("review", "none.csv").err


def test_a_commands_own_table_goes_before_the_top(folder: Path) -> None:
    write(folder, PROJECT + 'format = "table"\n[review]\nformat = "json"\n')
    assert call("review").json["claims"]


def test_no_project_is_a_way_out(folder: Path) -> None:
    assert "Missing argument 'FILE...'" in refused(call("--no-project", "review"))
    write(folder, "nonsense")
    assert call("--no-project", "review", *THE_DAY, "--format", "json").json["claims"]
    assert call("review", "--help").code == 0


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('\nzpi = "78701"', "cleanclaim.toml, line 2, zpi: no option is called so. Did you mean 'zip'?"),
        ("[cliam]\nformat = 'json'", "cleanclaim.toml, line 1, cliam: no command is called so. Did you mean 'claim'?"),
        ("[review]\nzpi = 1", "line 2, [review], zpi: `cleanclaim review` has no such option. Did you mean 'zip'?"),
        ('visits = "visits.csv"\nzip = "787"', "line 2, zip: '787' is not a ZIP code. Write it like 60601."),
        ("[review]\nfiled-on = 'soon'", "line 2, [review], filed-on: 'soon' is not a date."),
        ("visits = 3", "line 1, visits: is not the name of a file or folder."),
        ('practice = ""', "line 1, practice: is not the name of a file or folder."),
        ("zip = [1]", "line 1, zip: is not one value."),
        ("format = 'xml'", "line 1, format: 'xml' is not one of 'table', 'json', 'csv', 'github'."),
        ("practice = ", "cleanclaim.toml: is not TOML"),
    ],
)
def test_what_is_wrong_in_it_is_named_with_its_line(folder: Path, text: str, says: str) -> None:
    write(folder, text)
    assert says in refused(call("review", str(CLINIC_DAY / "visits.csv")))


def test_a_group_has_tables_of_its_commands(folder: Path) -> None:
    write(folder, PROJECT + '[ask.eligibility]\noutput = "ask.270"\npatient = "P05"\n')
    assert call("ask", "eligibility").code == 0
    assert (folder / "ask.270").is_file()
    write(folder, PROJECT + '[ask.elegibility]\noutput = "ask.270"\n')
    said = refused(call("ask", "eligibility"))
    assert "[ask], elegibility: is no command of `cleanclaim ask`. Did you mean 'eligibility'?" in said


def test_a_command_without_the_option_lets_it_be(folder: Path) -> None:
    write(folder, PROJECT + 'zip = "78701"\nseed = 3\nqualifying = true\n')
    assert call("codes", "show", "97110").code == 0


def test_the_practice_may_stand_in_it_and_its_patients_be_named_by_it(folder: Path) -> None:
    before = call("review", *THE_DAY, "--format", "json").json
    practice = (folder / "practice.toml").read_text().replace("[[", "[[practice.").replace("\n[", "\n[practice.")
    practice = practice.replace("[practice.[practice.", "[[practice.")
    inside = "\n".join(line for line in practice.splitlines() if not line.startswith("patients"))
    write(folder, 'visits = "visits.csv"\npatients = "patients.csv"\n[practice]\n' + inside)
    (folder / "practice.toml").unlink()
    answer = call("review", "--history", "history.json", "--filed-on", "2026-03-03", "--format", "json")
    assert answer.json["claims"] == before["claims"]


def test_an_output_is_never_a_file_the_project_names(folder: Path) -> None:
    write(folder, PROJECT.replace('"claims.837"', '"patients.csv"'))
    assert "is a file of the project" in refused(call("claim"))


def test_a_strangers_file_above_is_not_taken(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    below = folder / "below"
    below.mkdir()
    monkeypatch.chdir(below)
    own = Path.stat

    class OfAnother:
        def __init__(self, found: object) -> None:
            self.found = found
            self.st_uid = 4_000_000

        def __getattr__(self, name: str) -> object:
            return getattr(self.found, name)

    def stat(path: Path, *, follow_symlinks: bool = True) -> object:
        found = own(path, follow_symlinks=follow_symlinks)
        return OfAnother(found) if path.name == "cleanclaim.toml" else found

    monkeypatch.setattr(Path, "stat", stat)
    assert "Missing argument 'FILE...'" in refused(call("review"))
    monkeypatch.chdir(folder)
    assert call("review", "--format", "json").json["claims"]


def test_the_names_of_options_read_from_the_text_are_those_there_are() -> None:
    by_import = {
        name
        for context in list_commands()
        for parameter in context.command.params
        if isinstance(parameter, click.Option)
        for name in option_names(parameter)
    }
    assert by_import <= all_option_names()
    assert all_option_names() - by_import <= {"debug", "no-project", "help"}
