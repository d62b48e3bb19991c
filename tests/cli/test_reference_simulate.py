"""`reference simulate`: what NEW may be, what is shown, what is exported, and that nothing is imported."""

import csv
import json
import os
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars
import pytest

from cleanclaim.law.policies.policy import policy
from tests.cli.calling import CLINIC_DAY, REPO, THE_DAY, call, one_of, refused, row, visits_file

VISITS, *OPTIONS = THE_DAY
MEDICARE = REPO / "src" / "cleanclaim" / "law" / "policies" / "payers" / "medicare.toml"
PAIRS = """Column 1\tColumn 2\t*=in existence\tEffective\tDeletion\tModifier\tPTP Edit Rationale\r
\t\tprior to 1996\tDate\tDate\t0=not allowed\t\r
\t\t\t\t*=no data\t1=allowed\t\r
97140\t97112\t\t20270101\t*\t0\tA reason\r
"""


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    """Code pairs of the first quarter of 2027: one more than is held."""
    path = tmp_path / "ccipra-v330r0-f1.TXT"
    path.write_text(PAIRS, encoding="ascii", newline="")
    return path


@pytest.fixture
def medicare(tmp_path: Path) -> Path:
    """Medicare's policy with a threshold of $100."""
    path = tmp_path / "medicare.toml"
    text = MEDICARE.read_text(encoding="utf-8")
    assert '"2026-01-01" = { value = "2480.00"' in text
    path.write_text(text.replace('"2026-01-01" = { value = "2480.00"', '"2026-01-01" = { value = "100.00"'), "utf-8")
    return path


@pytest.fixture
def both_codes(tmp_path: Path) -> Path:
    """A clean visit of the two codes that the new pair bundles, and one that it leaves alone."""
    about = {"payer": "medicare", "place_of_service": "11", "minutes": "15", "units": "1", "modifiers": "GP"}
    return visits_file(
        tmp_path,
        row(**about, code="97140"),
        row(**about, code="97112"),
        row(**about, visit_id="2", patient_id="P06"),
    )


def test_a_file_not_yet_imported_is_judged_as_of_the_day_it_takes_effect(pairs: Path, both_codes: Path) -> None:
    answer = call("reference", "simulate", pairs, "--on", both_codes, "--filed-on", "2027-01-02", "--format", "json")
    assert answer.code == 0
    summary = answer.json["summary"]
    assert (summary["releases"], summary["as_of"]) == (["NCCI 2027Q1"], "2027-01-01")
    assert (summary["visits"], summary["changed"]) == (2, 1)
    (change,) = answer.json["changes"]
    assert change["visit_id"] == "1"
    assert "pairs.bundled" in [finding["rule"] for finding in change["after"]["findings"]]
    assert "pairs.bundled" not in [finding["rule"] for finding in change["before"]["findings"]]
    rule = one_of(answer.json["by_rule"], rule="pairs.bundled")
    assert (rule["before"]["faults"], rule["after"]["faults"]) == (0, 1)


def test_nothing_is_imported(pairs: Path, both_codes: Path, tmp_path: Path) -> None:
    library = tmp_path / "library"
    answer = call("reference", "simulate", pairs, "--on", both_codes, "--library", library)
    assert answer.code == 0
    assert not library.exists()
    assert not Path(os.environ["CLEANCLAIM_LIBRARY"]).exists()


def test_a_day_may_be_chosen(pairs: Path, both_codes: Path) -> None:
    answer = call(
        "reference", "simulate", pairs, "--on", both_codes, "--as-of", "2026-12-31", "--format", "json"
    )  # fmt: skip
    assert answer.json["summary"]["as_of"] == "2026-12-31"
    assert answer.json["changes"] == []


def test_a_release_held_is_compared_with_not_having_it() -> None:
    answer = call("reference", "simulate", "mpfs rvu26c", "--on", VISITS, *OPTIONS, "--format", "json")
    summary = answer.json["summary"]
    assert summary["releases"] == ["MPFS RVU26C"]
    assert summary["as_of"] == "2026-07-01"
    assert summary["aspects"]["dollars"] == summary["changed"] > 0
    before, after, difference = (Decimal(summary[side]["allowed"]) for side in ("before", "after", "difference"))
    assert after - before == difference > 0
    assert sum(Decimal(group["difference"]["allowed"]) for group in answer.json["by_payer"]) == difference
    assert sum(Decimal(group["difference"]["allowed"]) for group in answer.json["by_clinician"]) == difference


def test_a_payers_file_is_judged_on_each_visits_own_day(medicare: Path) -> None:
    answer = call("reference", "simulate", medicare, "--on", VISITS, *OPTIONS, "--format", "json")
    summary = answer.json["summary"]
    assert summary["as_of"] is None
    assert summary["policies"] == {"medicare": ["kx_threshold", "kx_threshold_ot"]}
    assert one_of(answer.json["by_payer"], payer="medicare")["changed"] == summary["changed"] > 0
    rule = one_of(answer.json["by_rule"], rule="threshold.missing")
    assert rule["after"]["faults"] > rule["before"]["faults"]


def test_a_folder_of_payers_comes_on_top_of_ones_own(medicare: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    head = 'name = "Acme"\nkind = "commercial"\nabout = "Made up"\nextends = "aetna"\n'
    (own / "acme.toml").write_text(head, encoding="utf-8")
    visits = visits_file(tmp_path, row(payer="acme"), row(visit_id="2", patient_id="P06", payer="medicare"))
    folder = tmp_path / "new"
    folder.mkdir()
    medicare.rename(folder / "medicare.toml")
    answer = call("reference", "simulate", folder, "--on", visits, "--payers", own, "--format", "json")
    assert list(answer.json["summary"]["policies"]) == ["medicare"]
    assert one_of(answer.json["by_payer"], payer="acme")["changed"] == 0


def test_the_example_policy_is_what_medicare_has() -> None:
    held = policy("medicare", date(2026, 3, 2))
    assert held is not None
    assert held.kx_threshold == 248_000


def test_the_screen_says_what_changes_and_where_dollars_are_missing(pairs: Path, both_codes: Path) -> None:
    answer = call("reference", "simulate", pairs, "--on", both_codes, "--filed-on", "2027-01-02")
    assert answer.code == 0
    for text in ("2 visits · NCCI 2027Q1 · as of Jan 1, 2027", "1 visit would change", "Most affected", "visit 1"):
        assert text in answer.out
    assert "new    pairs.bundled (stop" in answer.out
    assert "Dollars are not known for 2 visits" in answer.out
    assert "--zip" in answer.out
    assert all(len(line) <= 100 for line in answer.out.splitlines()[1:])


def test_with_a_place_there_are_dollars(pairs: Path, both_codes: Path) -> None:
    answer = call("reference", "simulate", pairs, "--on", both_codes, "--locality", "national")
    assert "not known for" not in answer.out
    assert "allowed" in answer.out


def test_where_only_the_payers_part_moves_that_part_is_shown(tmp_path: Path) -> None:
    head = 'name = "Medicare"\nkind = "public"\nabout = "Without sequestration"\nextends = "medicare"\n'
    value = '"2020-01-01" = { value = 0, cite = "payer-contract", note = "What if" }'
    policies = tmp_path / "medicare.toml"
    policies.write_text(f"{head}[sequestration_percent]\nreviewed = 2026-11-23\n{value}\n", encoding="utf-8")
    answer = call("reference", "simulate", policies, "--on", VISITS, "--zip", "60601", *OPTIONS)
    assert "medicare: sequestration_percent\n" in answer.out
    assert "payer pays $" in answer.out
    (medicare_row,) = [line for line in answer.out.splitlines() if line.startswith("medicare ")]
    (total,) = [line for line in answer.out.splitlines() if line.startswith("payers pay ")]
    assert medicare_row.split()[-1] == total.split()[-1]
    assert total.split()[-1].startswith("+$")


def test_that_nothing_changes_is_said(both_codes: Path) -> None:
    answer = call("reference", "simulate", "MUE 2024Q3", "--on", both_codes, "--as-of", "2026-10-01")
    assert answer.code == 0
    assert "Nothing changes for these visits." in answer.out


@pytest.mark.parametrize("name", ["changes.csv", "changes.parquet"])
def test_every_changed_visit_is_exported(name: str, tmp_path: Path) -> None:
    output = tmp_path / name
    asked = ("reference", "simulate", "MPFS RVU26C", "--on", VISITS, *OPTIONS)
    answer = call(*asked, "-o", output, "--format", "json")
    if name.endswith("csv"):
        with output.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    else:
        rows = [{k: str(v) for k, v in one.items()} for one in polars.read_parquet(output).to_dicts()]
    assert [one["visit_id"] for one in rows] == [one["visit_id"] for one in answer.json["changes"]]
    total = sum(Decimal(one["allowed_difference"]) for one in rows)
    assert total == Decimal(answer.json["summary"]["difference"]["allowed"])
    for one in rows:
        assert Decimal(one["allowed_after"]) - Decimal(one["allowed_before"]) == Decimal(one["allowed_difference"])
        assert one["changed"] == "dollars"


def test_all_is_exported_as_json(tmp_path: Path) -> None:
    output = tmp_path / "changes.json"
    shown = call("reference", "simulate", "MPFS RVU26C", "--on", VISITS, *OPTIONS, "-o", output, "--format", "json")
    assert json.loads(output.read_text(encoding="utf-8")) == {k: v for k, v in shown.json.items() if k != "inputs"}


@pytest.mark.parametrize(
    ("new", "options", "parts"),
    [
        ("NCCI 2031Q1", (), ("NCCI 2031Q1", "no release on file has this name")),
        ("MPFS RVU26C", ("-o", "changes.txt"), ("changes.txt", ".csv, .parquet or .json")),
        ("MPFS RVU26C", ("-o", VISITS), ("visits.csv", "one of the files this command reads")),
        ("MPFS RVU26C", ("--known-on", "2026-01-01"), ("MPFS RVU26C", "published on 2026-07-01")),
        ("nowhere.toml", (), ("nowhere.toml", "cannot be read")),
        (str(CLINIC_DAY / "visits.csv"), (), ("visits.csv",)),
    ],
)
def test_what_cannot_be_is_refused(new: str, options: tuple[str, ...], parts: tuple[str, ...]) -> None:
    answer = call("reference", "simulate", new, "--on", VISITS, *options)
    assert answer.code == 2
    assert answer.out == ""
    assert "Traceback" not in answer.err
    for part in parts:
        assert part in answer.err


def test_a_payers_file_no_visit_can_meet_is_refused(medicare: Path) -> None:
    renamed = medicare.rename(medicare.with_name("medicare-2027.toml"))
    refused(call("reference", "simulate", renamed, "--on", VISITS), "medicare-2027.toml", "no visit has the payer")


def test_a_payers_file_that_is_wrong_is_refused_with_its_place(medicare: Path) -> None:
    text = medicare.read_text(encoding="utf-8")
    medicare.write_text(text.replace("[kx_threshold]", "[kx_treshold]"), encoding="utf-8")
    refused(call("reference", "simulate", medicare, "--on", VISITS), "medicare.toml, kx_treshold", "kx_threshold")


def test_a_file_held_already_is_named(pairs: Path, both_codes: Path, tmp_path: Path) -> None:
    library = tmp_path / "library"
    assert call("reference", "import", pairs, "--library", library).code == 0
    asked = ("--on", both_codes, "--library", library)
    refused(call("reference", "simulate", pairs, *asked), "NCCI 2027Q1 is on file already", "Give its name")
    answer = call("reference", "simulate", "NCCI 2027Q1", *asked, "--format", "json")
    assert answer.json["summary"]["changed"] == 1
