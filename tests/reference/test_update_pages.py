"""The update pages, done as they say: each command is run in their order, and prints what stands below it."""

import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from cleanclaim.cli.main import app
from cleanclaim.law.policies.policy import policy
from cleanclaim.reference.cadence import cadences
from tests.reference import coming

REPO = Path(__file__).parents[2]
PAGES = REPO / "docs" / "how-to"

Files = Callable[[], dict[str, bytes]]

DOWNLOADS: dict[str, dict[str, list[Files]]] = {
    "january": {"2027": [coming.fee_archive, coming.zip_file, coming.therapy_list, coming.hcpcs_file]},
    "quarterly": {"2027q1": [coming.pair_files, coming.limit_file, coming.add_on_file]},
    "october": {".": [coming.diagnosis_file]},
}
"""What the biller of each page has downloaded, and where it lies beside her visits."""
WRITTEN = {
    "january": ["fees.html", "prices.csv"],
    "quarterly": ["pairs.html", "changes.csv"],
    "october": ["diagnoses.html", "october.csv"],
}


def text_of(page: str) -> str:
    return (PAGES / f"{page}-update.md").read_text(encoding="utf-8")


def steps(page: str) -> list[tuple[str, list[str]]]:
    """The page's commands in order, each with the lines quoted below it."""
    found: list[tuple[str, list[str]]] = []
    for line in text_of(page).splitlines():
        if line.startswith("    cleanclaim "):
            found.append((line.strip(), []))
        elif line.startswith("    "):
            found[-1][1].append(line.strip())
    return found


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The example clinic's files in a folder, a library of its own, and releases that count as whole though small."""
    folder = Path(shutil.copytree(REPO / "examples" / "clinic-day", tmp_path / "desk"))
    monkeypatch.chdir(folder)
    monkeypatch.setenv("CLEANCLAIM_LIBRARY", str(tmp_path / "library"))
    monkeypatch.setattr("cleanclaim.reference.release_drafts.ENOUGH", 0)
    return folder


def download(page: str, desk: Path) -> None:
    for folder, makers in DOWNLOADS[page].items():
        (desk / folder).mkdir(exist_ok=True)
        for make in makers:
            for name, content in make().items():
                (desk / folder / name).write_bytes(content)


def write_policy(page: str, desk: Path) -> None:
    """The payer's file that a page shows, where it says to put it."""
    for content in re.findall(r"```toml\n(.*?)```", text_of(page), re.DOTALL):
        (desk / "payers").mkdir()
        (desk / "payers" / "medicare.toml").write_text(content, encoding="utf-8")


def run(command: str) -> str:
    result = CliRunner().invoke(app, shlex.split(command)[1:], standalone_mode=False)
    assert result.exception is None, f"{command}: {result.exception!r}"
    assert result.return_value == 0, f"{command}: {result.output}"
    return result.stdout


def is_printed(quoted: str, printed: str) -> bool:
    """Whether a line is printed as quoted: spaces count alike, and … stands for anything within a line."""
    words = r"\s+".join(re.escape(word).replace("…", ".*") for word in quoted.split())
    return any(re.fullmatch(rf"\s*{words}\s*", line) for line in printed.splitlines())


@pytest.mark.parametrize("page", DOWNLOADS)
def test_every_command_of_a_page_prints_what_stands_below_it(page: str, desk: Path) -> None:
    download(page, desk)
    write_policy(page, desk)
    assert steps(page)
    for command, quoted in steps(page):
        printed = run(command)
        missing = [line for line in quoted if not is_printed(line, printed)]
        assert missing == [], f"{command} printed\n{printed}"
    assert [name for name in WRITTEN[page] if not (desk / name).stat().st_size] == []


@pytest.mark.parametrize("page", DOWNLOADS)
def test_a_page_goes_the_whole_round(page: str) -> None:
    done = [shlex.split(command)[1:3] for command, _quoted in steps(page)]
    for verb in ("status", "import", "diff", "simulate", "remove"):
        assert ["reference", verb] in done
    assert done[0] == ["reference", "status"], "what is missing comes first"


def test_the_files_named_are_those_the_program_looks_for() -> None:
    quarter, january, october = (
        text_of("quarterly"),
        text_of("january"),
        text_of("october"),
    )
    first, fiscal = coming.FIRST, coming.FISCAL
    for kind in ("mue", "ncci_medicaid", "hcpcs", "add_on"):
        assert cadences()[kind].file_for(first) in quarter
    assert cadences()["mpfs"].file_for(first) in january
    assert cadences()["icd10"].file_for(fiscal) in october


def test_the_threshold_of_earlier_years_is_written_as_it_ships(desk: Path) -> None:
    write_policy("january", desk)
    for year in range(2020, 2027):
        ours, theirs = (policy("medicare", coming.FIRST.replace(year=year), None, at) for at in (None, desk / "payers"))
        assert ours is not None
        assert theirs is not None
        assert (ours.kx_threshold, "kx_threshold" in ours.unverified) == (
            theirs.kx_threshold,
            "kx_threshold" in theirs.unverified,
        )
