"""Packages that bring rules and payers: how the page says it, installed and run; and whatever may be wrong with one."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cleanclaim.law.plugins import load_plugins
from cleanclaim.law.policies.keys import keys
from cleanclaim.law.review.rule_set import rule_modules
from tests.page_files import page_files

REPO = Path(__file__).parents[2]
PAGE = (REPO / "docs" / "how-to" / "rules-of-your-own-package.md").read_text(encoding="utf-8")
RULE = "northside_visits.charge_with_cents"
LAW = f"{keys().version} with northside 1.0.0"
VISITS = """\
visit_id,patient_id,payer,service_date,discipline,provider_npi,place_of_service,code,minutes,performed_by,units,modifiers,charge,diagnoses
1,P1,northside,2026-03-02,PT,1234567893,11,97110,15,PT,1,GP,60.60,M54.50
"""


def run(folder: Path, *command: str, ours: Path = REPO / "src") -> subprocess.CompletedProcess[str]:
    """Python, in which the packages of a folder are installed."""
    env = os.environ | {"PYTHONPATH": os.pathsep.join([str(folder), str(ours)]), "PYTHONUTF8": "1"}
    return subprocess.run([sys.executable, *command], capture_output=True, encoding="utf-8", env=env, check=False)


def cleanclaim(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run(folder, "-m", "cleanclaim", *arguments)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page's files, written where it says."""
    folder = tmp_path_factory.mktemp("written")
    for name, text in page_files(PAGE).items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def installed(written: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the page's package is installed into."""
    folder = tmp_path_factory.mktemp("installed")
    source = shutil.copytree(written / "northside", folder / "source")
    options = ["--no-deps", "--no-build-isolation", "--no-index", "--quiet", "--target", str(folder / "site")]
    done = run(folder, "-m", "pip", "install", *options, str(source))
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "site"


@pytest.fixture(scope="module")
def visits(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("visits") / "visits.csv"
    file.write_text(VISITS, encoding="utf-8")
    return file


def test_its_own_tests_pass_before_and_after_it_is_installed(written: Path, installed: Path) -> None:
    for site in (written / "northside", installed):
        done = run(site, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(written / "northside" / "tests"))
        assert "2 passed" in done.stdout, done.stdout + done.stderr


def test_rules_list_and_show_name_the_package(installed: Path) -> None:
    listed = cleanclaim(installed, "rules", "list").stdout
    (line,) = (line for line in listed.splitlines() if RULE in line)
    assert line.endswith("Charge with cents (northside 1.0.0)")
    assert "Northside's own questions about a visit\n" in listed
    packages = {
        one["id"]: one["package"]
        for one in json.loads(cleanclaim(installed, "rules", "list", "--format", "json").stdout)
    }
    assert {rule_id: package for rule_id, package in packages.items() if package} == {RULE: "northside 1.0.0"}
    shown = cleanclaim(installed, "rules", "show", RULE)
    assert shown.returncode == 0
    assert "Brought by the installed package northside 1.0.0" in shown.stdout
    assert "<- fault" in shown.stdout


def test_rules_coverage_has_its_payer(installed: Path) -> None:
    assert "northside" in cleanclaim(installed, "rules", "coverage").stdout
    known = cleanclaim(installed, "rules", "coverage", "--payer", "northside")
    assert known.stdout.startswith("Northside Employees' Plan"), known.stderr
    assert f"rules {LAW}" in known.stdout.splitlines()[0]


def test_a_review_asks_its_rules_knows_its_payer_and_says_whose_they_were(installed: Path, visits: Path) -> None:
    arguments = ["review", str(visits), "--filed-on", "2026-05-02", "--format", "json"]
    done = json.loads(cleanclaim(installed, *arguments).stdout)
    outcomes = {finding["rule"]: finding["outcome"] for finding in done["claims"][0]["findings"]}
    assert outcomes[RULE] == "fail"
    assert outcomes["visits.late"] == "fail"
    assert done["summary"]["law"] == LAW


LIBRARY = """
import sys, cleanclaim
from datetime import date
done = cleanclaim.review(cleanclaim.read_visits(sys.argv[1]), cleanclaim.Basis(filed_on=date(2026, 5, 2)))
print(sorted(finding.rule for finding in done.claims[0].findings), done.summary["law"])
"""

OFFICE = """
import sys
from pathlib import Path
from cleanclaim.office.serve import application
application(Path("no imports"), None)
from django.test import RequestFactory
from django.urls import resolve
for address in sys.argv[1:]:
    found = resolve(address)
    page = found.func(RequestFactory().get(address), **found.kwargs)
    page = page.render() if hasattr(page, "render") else page
    print(page.content.decode())
"""


def test_the_library_asks_its_rules(installed: Path, visits: Path) -> None:
    said = run(installed, "-c", LIBRARY, str(visits)).stdout
    assert f"'{RULE}'" in said
    assert "'visits.late'" in said
    assert said.endswith(f" {LAW}\n")


def test_the_office_has_its_rules_and_its_payer(installed: Path) -> None:
    done = run(installed, "-c", OFFICE, "/rules/", f"/rules/{RULE}", "/rules/payers")
    assert done.stdout.count("<html") == 3, done.stderr
    assert "Charge with cents" in done.stdout
    assert "The installed package northside 1.0.0 brings it." in done.stdout
    assert "Northside Employees&#x27; Plan" in done.stdout


# -- whatever may be wrong ---------------------------------------------------------------------------------------------


HEAD = "from cleanclaim import fact, rule\n"
A_RULE = """
@rule(title="A fault", cite="payer-contract", message="It is so.", remedy="Mend it.")
def {name}({reads}) -> bool:
    \"\"\"It matters.\"\"\"
    return False
"""
SOUND = HEAD + A_RULE.format(name="asked", reads="code: str")
ACME = """
name = "Acme"
kind = "commercial"
extends = "commercial"
about = "Made up."
"""


def install(
    site: Path, package: str, rules: dict[str, str] | None = None, payers: dict[str, str] | None = None
) -> None:
    """A package as an installer leaves it: its modules, and what it says of itself."""
    folder = package.replace("-", "_")
    for name, text in {**(rules or {}), **{f"payers/{name}": text for name, text in (payers or {}).items()}}.items():
        file = site / folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    info = site / f"{folder}-2.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 2.0\n", encoding="utf-8")
    groups = ["[cleanclaim.rules]", *(f"{name[:-3]} = {folder}.{name[:-3]}" for name in rules or {})]
    groups += ["[cleanclaim.payers]", f"payers = {folder}.payers"] if payers is not None else []
    (info / "entry_points.txt").write_text("\n".join(groups), encoding="utf-8")


def with_rule(reads: str, words: str = "", more: str = "") -> str:
    """A module with one rule that reads something, whose heading says more words, and more below it."""
    return HEAD + A_RULE.format(name="asked", reads=reads).replace("title=", f"{words} title=") + more


OF_OURS = "'minutes.overbilled' has to be called acme_visits.overbilled"
WRONG_RULES = {
    "a module that is not there": (
        "import nowhere\n",
        "cannot be loaded: ModuleNotFoundError: No module named 'nowhere'",
    ),
    "a line Python cannot read": ("def :\n", "acme.acme_visits cannot be loaded: SyntaxError"),
    "a fault while it is loaded": ("LIMIT = 1 / 0\n", "ZeroDivisionError: division by zero (acme_visits.py:1)"),
    "an end of the program": ("import sys\nsys.exit(0)\n", "acme.acme_visits cannot be loaded: SystemExit: 0"),
    "an error of no known kind": ("raise BaseException('x')\n", "BaseException: x (acme_visits.py:1)"),
    "words on standard output": ("print('hello')\n", "acme.acme_visits has no rule"),
    "a rule without types": (with_rule("code"), "parameter 'code' needs a type"),
    "no rule": ("LIMIT = 1\n", "acme.acme_visits has no rule"),
    "what nobody knows": (with_rule("cods: str"), "reads 'cods', which is neither a field nor a fact. Did you mean"),
    "a source nobody has": (SOUND.replace("payer-contract", "payers-contract"), "'payers-contract'"),
    "a need there is not": (with_rule("code: str", more='NEEDS = "all"\n'), "need 'all', which is none of"),
    "the id of another family": (with_rule("code: str", words='id="minutes.overbilled",'), OF_OURS),
    "a former id of ours": (with_rule("code: str", words='aliases=("minutes.overbilled",),'), OF_OURS),
    "the name of a field": (
        with_rule("code: str", more="@fact\ndef minutes(code: str) -> int:\n    return 1\n"),
        "it brings 'minutes', and so does cleanclaim",
    ),
    "the name of a fact of ours": (
        with_rule("code: str", more="@fact\ndef is_therapy(code: str) -> bool:\n    return True\n"),
        "it brings 'is_therapy', and so does cleanclaim",
    ),
}


def refusal(site: Path, *arguments: str) -> str:
    """What a command says where a package cannot be used: one message, no traceback, no answer."""
    done = cleanclaim(site, *arguments)
    assert (done.returncode, done.stdout) == (2, ""), done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


@pytest.mark.parametrize("wrong", WRONG_RULES)
def test_rules_that_cannot_be_used_are_refused_by_the_packages_name(wrong: str, tmp_path: Path) -> None:
    text, problem = WRONG_RULES[wrong]
    install(tmp_path, "acme", {"acme_visits.py": text})
    said = refusal(tmp_path, "rules", "list")
    assert "The installed package acme 2.0: " in said
    assert problem in " ".join(said.split())
    assert "pip uninstall acme." in said


def test_a_module_that_does_not_say_whose_rules_it_has_is_refusal(tmp_path: Path) -> None:
    install(tmp_path, "acme-pt", {"minutes.py": SOUND})
    said = " ".join(refusal(tmp_path, "rules", "list").split())
    assert "The installed package acme-pt 2.0: its module of rules is called 'minutes'" in said
    assert "Call it acme_pt_minutes.py" in said


def test_two_packages_with_one_name_are_both_named(tmp_path: Path) -> None:
    install(tmp_path, "acme", {"acme_pt_visits.py": SOUND})
    install(tmp_path, "acme-pt", {"acme_pt_visits.py": SOUND.replace("asked", "also_asked")})
    said = " ".join(refusal(tmp_path, "rules", "list").split())
    assert "The installed package acme-pt 2.0: it brings 'acme_pt_visits', and so does acme 2.0." in said


WRONG_PAYERS = {
    "the name of a payer of ours": ({"aetna.toml": ACME}, "it brings a payer 'aetna', and so does cleanclaim"),
    "a question nobody asks": (
        {"acme.toml": ACME + "[unit_methods]\n"},
        "acme.toml, unit_methods: no policy has a key 'unit_methods'. Did you mean 'unit_method'?",
    ),
    "no TOML": ({"acme.toml": "name ="}, "acme.toml"),
    "no file": ({"notes.txt": ""}, "acme.payers is no folder that holds a payer's file (TOML)"),
}


@pytest.mark.parametrize("wrong", WRONG_PAYERS)
def test_payers_that_cannot_be_used_are_refused_by_the_packages_name(wrong: str, tmp_path: Path, visits: Path) -> None:
    files, problem = WRONG_PAYERS[wrong]
    install(tmp_path, "acme", payers=files)
    for arguments in (["rules", "coverage"], ["review", str(visits)]):
        said = refusal(tmp_path, *arguments)
        assert said.count("The installed package acme 2.0: ") == 1
        assert problem in " ".join(said.split())
        assert "pip uninstall acme." in said


def test_the_office_does_not_start_with_a_package_that_cannot_be_used(tmp_path: Path) -> None:
    install(tmp_path, "acme", {"acme_visits.py": "import nowhere_to_be_found\n"})
    done = run(tmp_path, "-c", OFFICE, "/rules/")
    assert done.stderr.splitlines()[-2].startswith(
        "cleanclaim.model.errors.UserError: The installed package acme 2.0: "
    )


FAILING = {
    "a fault": ("raise ValueError('EXAMPLE, ADA')", "ValueError (acme_visits.py:6)"),
    "a fault in a rule of one line": ("return bool(1 / 0)", "ZeroDivisionError"),
    "an end of the program": ("raise SystemExit(0)", "SystemExit (acme_visits.py:6)"),
}


@pytest.mark.parametrize("wrong", FAILING)
def test_a_rule_that_fails_is_its_packages_fault(wrong: str, tmp_path: Path, visits: Path) -> None:
    body, failure = FAILING[wrong]
    install(tmp_path, "acme", {"acme_visits.py": SOUND.replace("return False", body)})
    for shape in ("table", "json"):
        said = refusal(tmp_path, "review", str(visits), "--format", shape)
        assert f"The installed package acme 2.0: its rule 'acme_visits.asked' failed: {failure}" in said
        assert "pip uninstall acme." in said
        assert "ADA" not in said


def test_a_package_that_does_not_say_its_name_is_refused(tmp_path: Path) -> None:
    install(tmp_path, "acme", {"acme_visits.py": SOUND})
    (tmp_path / "acme-2.0.dist-info" / "METADATA").unlink()
    said = refusal(tmp_path, "rules", "list")
    assert "The installed package that brings acme.acme_visits: its METADATA does not say what it is called" in said


# -- what was compiled -------------------------------------------------------------------------------------------------


ASKED = """
from datetime import date
from cleanclaim.law.review.rule_set import CACHE_FOLDER, compiled
made = compiled(date(2026, 3, 2), ("acme_visits",))
kept = sorted(file.name for file in CACHE_FOLDER.glob("*.kept"))
print(made.source.count("97110"), made.source.count("97140"), *kept)
"""


def test_what_was_compiled_of_a_package_is_compiled_anew_when_the_package_changes(tmp_path: Path) -> None:
    ours = tmp_path / "ours"
    shutil.copytree(
        REPO / "src" / "cleanclaim", ours / "cleanclaim", ignore=shutil.ignore_patterns("__pycache__", "office")
    )
    site = tmp_path / "site"
    install(site, "acme", {"acme_visits.py": SOUND.replace("return False", 'return code == "97110"')})
    first, again = run(site, "-c", ASKED, ours=ours).stdout, run(site, "-c", ASKED, ours=ours).stdout
    file = site / "acme" / "acme_visits.py"
    file.write_text(SOUND.replace("return False", 'return code == "97140" or False'), encoding="utf-8")
    changed = run(site, "-c", ASKED, ours=ours).stdout
    assert first == again
    assert first.split()[:2] == ["1", "0"]
    assert changed.split()[:2] == ["0", "1"]
    assert changed.split()[2:] == first.split()[2:] != []


def test_no_rule_of_ours_is_called_as_a_packages_may_be() -> None:
    """Theirs have an underscore after the package's name, so that a new family of ours never meets one of theirs."""
    assert load_plugins() == ()
    assert [module.__name__ for module in rule_modules() if "_" in module.__name__.rpartition(".")[2]] == []
