"""CONTRIBUTING, done as it says: its payer, rule and command are taken out of the page, put where it says, and used.

And each change is made alone in a copy: the files that differ afterward are those that the page lists, and no other.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

import cleanclaim
from cleanclaim.atomic_write import LEFTOVERS
from tests.exchange.x12.files import CLAIM_837P, changed, recounted, written
from tests.page_files import page_files

REPO = Path(__file__).parents[2]
CONTRIBUTING = (REPO / "CONTRIBUTING.md").read_text(encoding="utf-8")

VISITS = """\
visit_id,patient_id,payer,service_date,discipline,provider_npi,place_of_service,code,minutes,performed_by,units,modifiers,charge,diagnoses
1,P1,{payer},2026-03-02,PT,1234567893,11,97110,33,PT,{units},{modifiers},100.00,M54.50
1,P1,{payer},2026-03-02,PT,1234567893,11,97140,7,PT,{units2},GP,50.00,M54.50
"""


SHOWN = page_files(CONTRIBUTING)


def shown(name: str) -> str:
    """The file that CONTRIBUTING shows under a name that ends so."""
    (found,) = (text for path, text in SHOWN.items() if path.endswith(name))
    return found


def run(*command: str, package: Path | None = None) -> subprocess.CompletedProcess[str]:
    env = os.environ | {"PYTHONUTF8": "1"} | ({"PYTHONPATH": str(package)} if package else {})
    return subprocess.run([sys.executable, "-m", *command], capture_output=True, encoding="utf-8", env=env, check=False)


@pytest.fixture
def hillcrest(tmp_path: Path) -> Path:
    folder = tmp_path / "payers"
    folder.mkdir()
    (folder / "hillcrest.toml").write_text(shown("hillcrest.toml"), encoding="utf-8")
    return folder


@pytest.fixture
def visits(tmp_path: Path) -> Path:
    file = tmp_path / "visits.csv"
    file.write_text(VISITS.format(payer="hillcrest", units="", units2="", modifiers="GP"), encoding="utf-8")
    return file


def units(*options: str) -> list[int | None]:
    done = run("cleanclaim", "code", *options, "--format", "json")
    return [line["units"] for line in json.loads(done.stdout)["visits"][0]["lines"]]


def test_a_payer_is_added_by_its_file_alone(hillcrest: Path, visits: Path) -> None:
    assert units(str(visits)) == [None, None]
    assert units(str(visits), "--payers", str(hillcrest)) == [2, 1]


def test_the_payers_own_answers_stand_and_the_others_are_inherited(hillcrest: Path, visits: Path) -> None:
    done = run("cleanclaim", "review", str(visits), "--payers", str(hillcrest), "--filed-on", "2026-07-15",
               "--format", "json")  # fmt: skip
    late = [f for f in json.loads(done.stdout)["claims"][0]["findings"] if f["rule"] == "visits.late"]
    assert [finding["outcome"] for finding in late] == ["fail"]
    assert "Jun 30, 2026" in late[0]["message"]


def test_the_payers_own_examples_hold(hillcrest: Path) -> None:
    done = run("cleanclaim", "policy", "check", str(hillcrest / "hillcrest.toml"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 of 4 examples hold." in done.stdout


def test_the_payer_passes_the_tests_where_it_stands_for_everybody(package: Path) -> None:
    assert "what has the standing of a contract stops claims from" in CONTRIBUTING
    file = package / "cleanclaim" / "law" / "policies" / "payers" / "hillcrest.toml"
    file.write_text(shown("hillcrest.toml"), encoding="utf-8")
    tests = [str(REPO / "tests" / name) for name in ("health/test_policy_coverage.py", "law/policies/test_policy.py")]
    wanted = "hillcrest or our_own or order or unknown or added or wrong_file"
    done = run("pytest", *tests, "-k", wanted, "-p", "no:cacheprovider", package=package)
    assert done.returncode == 0, done.stdout
    assert re.search(r"\b([4-9]|\d\d+) passed", done.stdout), done.stdout
    checked = run("cleanclaim", "policy", "check", str(file), package=package)
    assert "4 of 4 examples hold." in checked.stdout, checked.stdout + checked.stderr


def copy_package(folder: Path) -> None:
    """The package as it is, with what was compiled of it, but for what is being written there just now."""
    package, passing = Path(cleanclaim.__file__).parent, shutil.ignore_patterns("*.pyc.*", LEFTOVERS)
    shutil.copytree(package, folder / "cleanclaim", ignore=passing)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package with what CONTRIBUTING adds dropped in where it says, and nothing else touched."""
    source = tmp_path_factory.mktemp("src")
    copy_package(source)
    rule = source / "cleanclaim" / "law" / "rules" / "physicians.py"
    rule.write_text(shown("law/rules/physicians.py"), encoding="utf-8")
    check = source / "cleanclaim" / "exchange" / "x12" / "checks" / "level4_disciplines.py"
    check.write_text(shown("checks/level4_disciplines.py"), encoding="utf-8")
    verb = source / "cleanclaim" / "cli" / "verbs" / "count.py"
    verb.write_text(shown("cli/verbs/count.py"), encoding="utf-8")
    return source


def test_a_command_is_added_by_its_file_alone(package: Path, visits: Path) -> None:
    assert run("cleanclaim", "count", str(visits)).returncode == 2
    done = run("cleanclaim", "count", str(visits), package=package)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{'hillcrest':<24} 1 visit\n", "")
    assert json.loads(run("cleanclaim", "count", str(visits), "--format", "json", package=package).stdout) == {
        "hillcrest": 1
    }
    listed = run("cleanclaim", "--help", package=package).stdout
    heading, entry = (listed.index(words) for words in ("Code and review:", "  count "))
    assert heading < entry < listed.index("Claims:")
    assert "Count the visits of a file, payer by payer." in run("cleanclaim", "count", "--help", package=package).stdout


def add_area(areas: Path) -> None:
    """The line that the page says, in the list of areas."""
    (line,) = re.findall(r"^    (Area\(.*\),)$", CONTRIBUTING, re.MULTILINE)
    areas.write_text(areas.read_text(encoding="utf-8").replace("AREAS = (", f"AREAS = (\n    {line}"), encoding="utf-8")


SHOW_PAGE = """
from pathlib import Path
from cleanclaim.office.serve import application
application(Path("no imports"), None)
from django.test import RequestFactory
from django.urls import resolve
print(resolve("/payers/").func(RequestFactory().get("/payers/")).content.decode())
"""


def test_a_page_of_the_office_is_added_by_its_folder_and_a_line(package: Path) -> None:
    office = package / "cleanclaim" / "office"
    for name in ("urls.py", "views.py", "templates/payers/page.html"):
        file = office / "payers" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(shown(f"office/payers/{name}"), encoding="utf-8")
    add_area(office / "areas.py")
    env = os.environ | {"PYTHONPATH": str(package)}
    done = subprocess.run([sys.executable, "-c", SHOW_PAGE], capture_output=True, text=True, env=env, check=False)
    assert "<h1>Payers</h1>" in done.stdout, done.stderr
    assert "<li>medicare</li>" in done.stdout
    assert 'href="/payers/" data-go="p"' in done.stdout


def test_a_check_is_added_by_its_module_alone(package: Path, tmp_path: Path) -> None:
    line = "LX*2~SV1*HC:97140:GP:GO*0*UN*1***1~DTP*472*D8*20260302~REF*6R*PT1L9~LX*3"
    file = tmp_path / "claims.837"
    file.write_bytes(written(recounted("~".join(changed(CLAIM_837P, "LX*2", line)).split("~"))))
    before, after = (
        json.loads(run("cleanclaim", "validate", str(file), "--format", "json", **where).stdout)["files"][0][
            "diagnostics"
        ]
        for where in ({}, {"package": package})
    )
    (found,) = [one for one in after if one not in before]
    assert (found["check"], found["level"], found["place"]["claim"]) == ("837p.two-disciplines", 4, "PT1")


@pytest.fixture(scope="module")
def passed(package: Path) -> Counter[str]:
    """How many tests of what was there before pass with the new rule and the new check, file by file."""
    files = ("health/test_examples.py", "exchange/x12/checks/test_checks.py", "cli/test_golden.py")
    tests = [str(REPO / "tests" / name) for name in files]
    wanted = "physicians or two-disciplines or test_golden"
    done = run("pytest", *tests, "-k", wanted, "-rA", "-p", "no:cacheprovider", package=package)
    assert done.returncode == 0, done.stdout
    return Counter(re.findall(r"^PASSED \S*\b(\w+)\.py::", done.stdout, re.MULTILINE))


def test_the_new_check_has_a_page_and_its_example_is_run_with_all_others(package: Path, passed: Counter[str]) -> None:
    shown = run("cleanclaim", "rules", "show", "837p.two-disciplines", package=package)
    assert shown.returncode == 0
    assert "A line is of two disciplines" in shown.stdout
    assert passed["test_checks"] >= 3


def test_a_rule_is_added_by_its_module_alone(package: Path, tmp_path: Path) -> None:
    file = tmp_path / "visits.csv"
    file.write_text(VISITS.format(payer="medicare", units="2", units2="1", modifiers="25 GP"), encoding="utf-8")
    found = {}
    for place in (None, package):
        done = run("cleanclaim", "review", str(file), "--filed-on", "2026-03-03", "--format", "json", package=place)
        found[place] = [
            f for f in json.loads(done.stdout)["claims"][0]["findings"] if f["rule"] == "physicians.on_therapy"
        ]
    assert found[None] == []
    (finding,) = found[package]
    assert finding["line"] == 1
    assert finding["severity"] == "warn"
    assert finding["evidence"]["modifiers"] == ["25", "GP"]


def test_the_new_rules_examples_are_run_with_all_others(passed: Counter[str]) -> None:
    assert passed["test_examples"] >= 6


def test_the_new_rule_changes_no_screen_that_another_test_holds(passed: Counter[str]) -> None:
    assert passed["test_golden"] >= 4


def test_the_new_rule_has_a_page_of_its_own(package: Path) -> None:
    done = run("cleanclaim", "rules", "show", "physicians.on_therapy", package=package)
    assert done.returncode == 0
    assert "Modifier 25 on therapy" in done.stdout
    assert "<- fault" in done.stdout


CHANGES = {
    "A new rule": "src/cleanclaim/law/rules/",
    "A new payer": "payers/hillcrest.toml",
    "A new check of X12 files": "src/cleanclaim/exchange/x12/checks/",
    "A new command": "src/cleanclaim/cli/verbs/",
    "A new page of the office": "src/cleanclaim/office/payers/",
}
"""Each change by its heading, and where the files lie that the page shows for it."""
FOR_EVERYBODY = "src/cleanclaim/law/policies/payers/"


def listed(heading: str) -> set[str]:
    """The files that a section says are touched."""
    section = CONTRIBUTING.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    (files,) = re.findall(r"^Files: (.*?)(?:\n\n|\n?\Z)", section, re.MULTILINE | re.DOTALL)
    return {name for name in re.findall(r"`([^`]+)`", files) if name != "make docs"}


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder that somebody wrote."""
    files = (file for file in folder.rglob("*") if file.is_file() and file.parent.name != "__pycache__")
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


@pytest.mark.parametrize("heading", CHANGES)
def test_a_change_touches_the_files_that_are_listed_and_no_other(heading: str, tmp_path: Path) -> None:
    """A copy of the sources and the reference: the change is made by the page, then the reference is made anew."""
    copy_package(tmp_path / "src")
    shutil.copytree(REPO / "docs" / "reference", tmp_path / "docs" / "reference")
    before = contents(tmp_path)
    for name, text in SHOWN.items():
        if name.startswith(CHANGES[heading]):
            everywhere = [name, FOR_EVERYBODY + Path(name).name] if heading == "A new payer" else [name]
            for file in (tmp_path / one for one in everywhere):
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, encoding="utf-8")
    if heading == "A new page of the office":
        add_area(tmp_path / "src/cleanclaim/office/areas.py")
    reference = str(tmp_path / "docs" / "reference")
    done = run("cleanclaim.cli.reference_docs", reference, package=tmp_path / "src")
    assert done.returncode == 0, done.stderr
    after = contents(tmp_path)
    touched = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    assert touched | {"CHANGELOG.md"} == listed(heading)


def test_every_change_ends_with_a_line_in_the_changelog_and_make_test() -> None:
    sections = CONTRIBUTING.split("\n## ")[1:]
    of_changes = {text.partition("\n")[0]: " ".join(text.split()) for text in sections if text.startswith("A new ")}
    assert of_changes.keys() == {*CHANGES, "A new year"}
    assert [name for name, text in of_changes.items() if "one line in `CHANGELOG.md`, `make test`" not in text] == []


def test_every_path_is_from_the_root_and_exists() -> None:
    made = {*SHOWN, *(name for heading in CHANGES for name in listed(heading))}
    prose = re.sub(r"^```.*?^```$", "", CONTRIBUTING, flags=re.MULTILINE | re.DOTALL)
    named = re.findall(r"`(\.?\w[\w.-]*(?:/[\w.-]*)+|\w+\.(?:py|toml|csv|md|html|css|js))`", prose)
    assert len(named) > 30
    assert {name for name in named if not (REPO / name).exists()} - made - {"out/screenshots"} == set()


def test_the_commands_named_exist() -> None:
    for target in re.findall(r"^    make (\w+)", CONTRIBUTING, re.MULTILINE):
        assert re.search(rf"^{target}:", (REPO / "Makefile").read_text(encoding="utf-8"), re.MULTILINE), target
