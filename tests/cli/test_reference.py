"""`cleanclaim reference`: status, import, remove; and every command answers from what was imported."""

from pathlib import Path

import pytest

from tests.cli.calling import CLINIC_DAY, FILED, PRACTICE, call, warnings_of

PAIRS = (
    "Column 1\tColumn 2\t*=in existence prior to 1996\tEffective Date\tDeletion Date\tModifier\tPTP Edit Rationale\r\n"
    "97530\t97140\t\t20261001\t*\t0\tMade up for this test\r\n"
)
INDICES = (
    "Medicare Administrative Contractor (MAC),State,Locality Number,Locality Name,"
    "2027 PW GPCI,2027 PE GPCI,2027 MP GPCI\r\n"
    "10112,AL,00,ALABAMA,1.000,0.875,0.566\r\n"
)


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    path = tmp_path / "ccipra-v323r0-f1.txt"
    path.write_text(PAIRS, newline="")
    return path


@pytest.fixture
def mine(tmp_path: Path) -> tuple[str, str]:
    return "--library", str(tmp_path / "library")


@pytest.mark.parametrize("words", [(), ("status",), ("import",), ("remove",)])
def test_every_command_says_how_it_is_called(words: tuple[str, ...]) -> None:
    assert call("reference", *words, "--help").code == 0


def test_the_status_names_what_is_held_what_is_stale_and_what_to_look_for(mine: tuple[str, str]) -> None:
    answer = call("reference", "status", "--on", "2026-11-23", *mine)
    assert answer.code == 0
    assert "ZIP5 2025Q4" in answer.out
    assert "stale" in answer.out
    assert "ccipra-v323r0-f1.zip to -f4.zip" in answer.out
    read = call("reference", "status", "--on", "2026-11-23", "--format", "json", *mine).json
    zips = next(table for table in read["tables"] if table["kind"] == "zip")
    assert (zips["state"], zips["missing"]["period"]) == ("stale", "2026Q4")
    assert zips["releases"][0]["imported"] is None


def test_an_import_is_said_kept_listed_and_undone(pairs: Path, mine: tuple[str, str]) -> None:
    answer = call("reference", "import", pairs, *mine)
    assert (answer.code, answer.err) == (0, "")
    assert "NCCI 2026Q4   imported   1 row, in force Oct 1, 2026 to Dec 31, 2026" in answer.out
    assert "f2, f3, f4 are missing" in answer.out
    assert "Nothing was changed" in call("reference", "import", pairs, *mine).out
    assert "part, 1 row, imported" in call("reference", "status", *mine).out
    assert "is removed" in call("reference", "remove", "NCCI 2026Q4", *mine).out
    assert "part, 1 row" not in call("reference", "status", *mine).out


def test_the_json_of_an_import_and_of_a_removal(pairs: Path, mine: tuple[str, str]) -> None:
    read = call("reference", "import", pairs, "--format", "json", *mine).json
    (one,) = read["releases"]
    assert (one["outcome"], one["release"]["kind"], one["release"]["rows"]) == ("imported", "ncci", 1)
    assert call("reference", "remove", "NCCI 2026Q4", "--format", "json", *mine).json["removed"] == "NCCI 2026Q4"


def test_a_broken_file_is_named_with_its_row_and_nothing_is_written(pairs: Path, mine: tuple[str, str]) -> None:
    pairs.write_text(PAIRS[:-9], newline="")
    answer = call("reference", "import", pairs, *mine)
    assert (answer.code, answer.out) == (2, "")
    assert "ccipra-v323r0-f1.txt, row 2: the file ends in the middle of this row" in answer.err
    assert not any(Path(mine[1]).glob("*"))
    assert not Path(mine[1]).exists()


def test_what_a_file_does_not_say_is_given_as_an_option(tmp_path: Path, mine: tuple[str, str]) -> None:
    path = tmp_path / "indices.csv"
    path.write_text(INDICES.replace("2027 ", ""), newline="")
    assert "--effective" in call("reference", "import", path, *mine).err
    told = ("--effective", "2027-01-01", "--published", "2026-11-20", "--name", "Next year")
    (one,) = call("reference", "import", path, *told, "--format", "json", *mine).json["releases"]
    assert (one["release"]["name"], one["release"]["published"]) == ("Next year", "2026-11-20")


def test_codes_check_answers_from_an_import(pairs: Path, mine: tuple[str, str]) -> None:
    asked = ("codes", "check", "97530", "97140", "--on", "2026-11-02", "--format", "json")
    assert call(*asked, *mine).json["answer"] == "separate"
    call("reference", "import", pairs, *mine)
    assert call(*asked, *mine).json["answer"] == "bundled"
    assert call(*asked).json["answer"] == "separate"


def test_the_folder_may_be_named_by_the_environment(
    pairs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLEANCLAIM_LIBRARY", str(tmp_path / "library"))
    call("reference", "import", pairs)
    assert "imported" in call("reference", "status").out
    assert (
        call("codes", "check", "97530", "97140", "--on", "2026-11-02", "--format", "json").json["answer"] == "bundled"
    )


def visits(tmp_path: Path) -> Path:
    heading, *rows = (CLINIC_DAY / "visits.csv").read_text(encoding="utf-8").splitlines()
    path = tmp_path / "november.csv"
    path.write_text("\n".join([heading, *(row.replace("2026-03-02", "2026-11-02") for row in rows)]) + "\n")
    return path


@pytest.mark.parametrize("command", ["code", "review", "price", "claim"])
def test_every_command_on_visits_takes_a_library(command: str, tmp_path: Path, mine: tuple[str, str]) -> None:
    more = {"review": FILED, "claim": (*FILED, "--practice", PRACTICE, "-o", str(tmp_path / "o.837"))}.get(command, ())
    answer = call(command, str(CLINIC_DAY / "visits.csv"), *more, *mine)
    assert answer.code in (0, 1, 3)
    assert warnings_of(answer) == ""


def test_a_review_holds_what_an_imported_edit_bundles(pairs: Path, tmp_path: Path, mine: tuple[str, str]) -> None:
    asked = ("review", str(visits(tmp_path)), "--filed-on", "2026-11-03", "--format", "json")

    def bundled() -> int:
        claims = call(*asked, *mine).json["claims"]
        return sum(finding["rule"] == "pairs.bundled" for claim in claims for finding in claim["findings"])

    before = bundled()
    call("reference", "import", pairs, *mine)
    assert bundled() > before
    assert "NCCI 2026Q4" in call(*asked, *mine).json["summary"]["reference"]


def test_a_damaged_library_is_named_and_what_to_do(mine: tuple[str, str]) -> None:
    Path(mine[1]).mkdir()
    (Path(mine[1]) / "releases.json").write_text("{")
    answer = call("codes", "check", "97530", "97140", *mine)
    assert answer.code == 2
    assert "the list of imported releases cannot be read" in answer.err
