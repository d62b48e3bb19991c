"""What each option changes, and standard input in every format."""

import io
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cleanclaim.cli.commands import SECTIONS
from cleanclaim.cli.reference_docs import list_commands
from tests.cli.calling import (
    CLINIC_DAY,
    FIELDS,
    FILED,
    PRACTICE,
    Answer,
    Json,
    call,
    command,
    csv_of,
    one_of,
    row,
    surroundings,
    visits_file,
)

VISIT_FIELDS = FIELDS[: FIELDS.index("code")]
SERVICE_FIELDS = FIELDS[FIELDS.index("code") :]
COMMANDS = [tuple(context.command_path.split()[1:]) for context in list_commands()]


def review(file: str | Path, *options: str | Path, given: str = "") -> Json:
    """The one claim of a review; filed the day after the visit, unless the options say otherwise."""
    answer = call("review", file, "--format", "json", *FILED, *options, given=given)
    (claim,) = answer.json["claims"]
    found: Json = claim
    return found


def rules_of(claim: Json, outcome: str = "fail") -> set[str]:
    return {finding["rule"] for finding in claim["findings"] if finding["outcome"] == outcome}


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_says_how_it_is_called(words: tuple[str, ...]) -> None:
    answer = call(*words, "--help")
    assert answer.code == 0
    assert f" {' '.join(words)} [OPTIONS]" in answer.out.splitlines()[0]


def test_the_commands_of_the_contract_are_there() -> None:
    promised = "code review price claim read demo serve codes-show codes-check codes-search rules-list rules-show"
    promised += " reference-status reference-import reference-diff reference-simulate"
    assert {tuple(one.split("-")) for one in promised.split()} <= set(COMMANDS)


def test_every_command_is_listed_under_a_heading_in_order() -> None:
    shown = call("--help").out
    assert re.findall(r"^(\w[\w ]+):$", shown, re.MULTILINE) == ["Options", *SECTIONS]
    assert {words[0] for words in COMMANDS} == set(re.findall(r"^  (\w[\w-]*)  +\w", shown, re.MULTILINE))


def test_listing_the_commands_imports_none_of_them() -> None:
    text = "import sys\nfrom cleanclaim.cli.main import app\ntry: app(['--help'])\nfinally: print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, env=surroundings(), check=False)
    assert "cleanclaim.cli.commands" in done.stdout.split()
    assert [name for name in done.stdout.split() if name.startswith(("cleanclaim.cli.verbs.", "cleanclaim.law"))] == []


@pytest.mark.parametrize("name", ["code", "review", "claim"])
def test_every_command_on_visits_takes_the_same_options(name: str) -> None:
    shown = call(name, "--help").out
    for option in ("--format", "--as-of", "--known-on", "--payers", "--history"):
        assert option in shown


def test_the_exit_codes_are_told_where_one_looks() -> None:
    shown = " ".join(call("--help").out.split())
    assert (
        "0 every claim is clean, 1 some claim has a fault, 3 no fault, but something could not be checked, 2 the input"
        in shown
    )


def as_ndjson(one: Json) -> bytes:
    return json.dumps({name: value for name, value in one.items() if value}).encode() + b"\n"


def as_json(one: Json) -> bytes:
    visit: Json = {name: one[name] for name in VISIT_FIELDS if one[name]}
    service = {name: one[name] for name in SERVICE_FIELDS if one[name]}
    return json.dumps([visit | {"services": [service]}]).encode()


def as_parquet(one: Json) -> bytes:
    import polars

    packed = io.BytesIO()
    polars.DataFrame({name: [value or None] for name, value in one.items()}).write_parquet(packed)
    return packed.getvalue()


@pytest.mark.parametrize("given", [as_ndjson, as_json, as_parquet])
@pytest.mark.parametrize("name", ["code", "review"])
def test_standard_input_is_read_in_every_format(name: str, given: Any) -> None:
    asked = (name, "-", "--format", "json", *(FILED if name == "review" else ()))
    from_csv = call(*asked, given=csv_of())
    assert from_csv.code == 0
    other = call(*asked, given=given(row()))
    assert (other.code, other.err) == (0, "")
    assert other.json | {"inputs": []} == from_csv.json | {"inputs": []}


def test_a_pipe_is_read_like_a_file(tmp_path: Path) -> None:
    asked = ["review", "--format", "json", *FILED]
    with subprocess.Popen(
        [sys.executable, "-c", f"print({csv_of()!r})"], stdout=subprocess.PIPE, env=surroundings()
    ) as clinic:
        done = subprocess.run(
            command(*asked, "-"), stdin=clinic.stdout, capture_output=True, env=surroundings(), check=False
        )
    piped = Answer(done.returncode, done.stdout.decode(), done.stderr.decode())
    from_file = call(*asked, visits_file(tmp_path))
    assert (piped.code, piped.err) == (from_file.code, from_file.err)
    assert piped.out.replace('"-"', '"visits.csv"').replace("standard input", "visits.csv") == from_file.out


def test_claim_reads_standard_input_too(tmp_path: Path) -> None:
    answer = call("claim", "-", "--practice", PRACTICE, "-o", tmp_path / "out.837", *FILED, given=csv_of())
    assert answer.code == 0
    assert (tmp_path / "out.837").exists()


def test_the_law_of_the_visit_is_replaced_by_as_of() -> None:
    # 2,405 dollars and 20 of this visit: past the threshold of 2025 (2,410), not past that of 2026 (2,480).
    visit: Json = {name: row(payer="medicare")[name] for name in VISIT_FIELDS}
    service = {"code": "97110", "minutes": 30, "performed_by": "PT", "charge": "90.00", "allowed": "20.00"}
    service |= {"diagnoses": ["M25.511"], "units": 2, "modifiers": ["GP"]}
    given = json.dumps([visit | {"services": [service], "history": {"spent": "2405.00"}}])
    assert "threshold.missing" not in rules_of(review("-", given=given))
    assert "threshold.missing" in rules_of(review("-", "--as-of", "2025-06-02", given=given))


def test_known_on_leaves_out_what_was_published_later(tmp_path: Path) -> None:
    file = visits_file(tmp_path, row(payer="medicare"))
    fees_used = [
        [release for release in answer.json["summary"]["reference"] if release.startswith("MPFS")]
        for answer in (
            call("review", file, "--format", "json", *options) for options in ((), ("--known-on", "2025-06-01"))
        )
    ]
    assert fees_used[0] != fees_used[1]
    assert all(fees_used)


def test_a_payer_of_ones_own_is_described_in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = visits_file(tmp_path, row(payer="acme"))
    folder = tmp_path / "payers"
    folder.mkdir()
    about = 'name = "Acme Health"\nkind = "commercial"\nabout = "Our own contract."\nextends = "aetna"\n'
    (folder / "acme.toml").write_text(about, encoding="utf-8")
    assert call("review", file, *FILED).code == 3
    named = call("review", file, *FILED, "--payers", folder)
    assert named.code == 0
    assert "Acme Health" in call("code", file, "--payers", folder).out
    monkeypatch.setenv("CLEANCLAIM_PAYERS", str(folder))
    assert call("review", file, *FILED) == named


def test_history_tells_who_is_past_the_threshold() -> None:
    file = CLINIC_DAY / "visits.csv"
    practice = ("--practice", PRACTICE, *FILED)
    without, given = (
        call("review", file, *practice, *options, "--format", "json").json["claims"]
        for options in ((), ("--history", str(CLINIC_DAY / "history.json")))
    )
    assert "threshold.missing" in rules_of(one_of(given, visit_id="13"))
    assert "threshold.missing" not in rules_of(one_of(without, visit_id="13"))


def test_timely_filing_is_counted_to_the_day_of_filing(tmp_path: Path) -> None:
    file = visits_file(tmp_path, row(payer="medicare"))
    assert "visits.late" not in rules_of(review(file, "--filed-on", "2027-03-02"))
    assert "visits.late" in rules_of(review(file, "--filed-on", "2027-03-03"))


def test_the_practices_fees_stand_in_for_missing_charges(tmp_path: Path) -> None:
    file = visits_file(tmp_path, row(charge=""))
    assert rules_of(review(file)) == {"visits.charge_missing"}
    assert rules_of(review(file, "--practice", PRACTICE)) == set()


def test_a_table_is_for_people_and_json_for_programs(tmp_path: Path) -> None:
    file = visits_file(tmp_path)
    assert call("review", file).out.startswith(str(file))
    assert call("review", file, "--format", "table") == call("review", file)
    assert set(call("review", file, "--format", "json").json) == {"summary", "claims", "inputs"}


@pytest.mark.parametrize("arguments", [("review",), ("code",)])
def test_options_may_stand_before_the_file(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    file = visits_file(tmp_path)
    assert call(*arguments, "--format", "json", file) == call(*arguments, file, "--format", "json")
