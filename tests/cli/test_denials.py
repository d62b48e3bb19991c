"""`cleanclaim denials`: the work list, one claim, the root causes, as table, CSV and JSON, and how it exits."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.claims.stories import decision, remittance
from tests.cli.calling import PRACTICE, call
from tests.money.book.folders import claim_file, fill
from tests.money.denials.refused import refused

ON = ("--as-of", "2026-05-01")
STEPS = """
[[denial]]
on = 2026-04-20
claim = "PT2"
state = "appealed"
level = 1
by = "Dana Ortiz"

[[denial]]
on = 2026-04-20
claim = "PT9"
state = "working"
by = "Dana Ortiz"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Denials to be worked, appealed, unknown and closed, and a notice."""
    first = refused({0: "CO 197", 1: "CO 399", 2: "PR 27"})
    second = refused({0: "CO 50"}, "ICN2", paid={1: 2500, 2: 2000}, claim_id="PT2")
    third = refused({0: "CO 4"}, "ICN3", paid={1: 2500, 2: 2000}, claim_id="PT3", remarks=("N550",))
    won = decision({0: 4500, 1: 2500, 2: 2000}, "ICN4", claim_id="PT3")
    here = fill(tmp_path / "march", [remittance(0, "Q1", first, second, third), remittance(20, "Q2", won)])
    for name in ("PT2", "PT3"):
        (here / f"{name}.837").write_bytes(claim_file(name))
    (here / "money.toml").write_text(STEPS)
    return here


def test_the_work_list_says_what_to_do_by_when_and_what_is_set_apart(folder: Path) -> None:
    done = call("denials", str(folder), *ON)
    assert done.code == 1
    text = " ".join(done.out.split())
    for part in (
        "authorization No authorization is on file for the service.",
        "1 denial, $96.00: get or amend the authorization.",
        "PT1 CO 197 $96.00 2026-08-05 96 MEDICARE PART B",
        "Codes that no list here knows",
        "CO 399",
        "1 denial appealed, $96.00: an appeal is under way.",
        "3 denials of 1 claim to be worked, $189.00.",
        "notice Medicare's requests to revalidate went unanswered",
        "denial 2: claim PT9 has no denial.",
    ):
        assert part in text, part
    assert text.index("CO 197") < text.index("Codes that no list here knows") < text.index("CO 399")
    assert "CO 4" not in text  # it was won


def test_what_is_past_every_day_is_not_to_be_worked(folder: Path, tmp_path: Path) -> None:
    page = tmp_path / "late.html"
    text = " ".join(call("denials", str(folder), "--as-of", "2029-05-01", "--html", str(page)).out.split())
    assert "past every day that is known, or denied as late for good." in text
    assert "to be worked, $189.00" not in text
    assert "Too late" in page.read_text(encoding="ascii")


def test_one_claim_has_everything(folder: Path) -> None:
    text = " ".join(call("denials", str(folder), *ON, "--claim", "PT1").out.split())
    for part in (
        "197 no authorization is on file",
        "399 on no list here: ask the payer",
        "gather Authorization letter",
        "by Aug 5, 2026. 96 days are left.",
        "(verified: Time frame for filing a request for a redetermination, 42 CFR 405.942(a))",
        "reopening: by Apr 2, 2027.",
        "prevented by authorizations.none: No authorization",
        "claim to the right payer: not known.",
        "The payer put it to the patient.",
        "history Apr 2, 2026: denied by MEDICARE PART B",
    ):
        assert part in text, part
    assert "No payer denied anything of a claim PT7." in call("denials", str(folder), "--claim", "PT7").out


def test_rows_and_objects_agree(folder: Path) -> None:
    for more in ((), ("--all",)):
        rows = list(csv.DictReader(io.StringIO(call("denials", str(folder), *ON, *more, "--format", "csv").out)))
        document = json.loads(call("denials", str(folder), *ON, *more, "--format", "json").out)
        as_text = [
            {name: "" if value is None else str(value) for name, value in one.items()} for one in document["denials"]
        ]
        assert rows == as_text
        assert [one["state"] for one in rows].count("won") == len(more)
    assert document["not_placed"][0]["claim_id"] == "PT9"
    assert [one["remark"] for one in document["notices"]] == ["N550"]
    (one,) = (each for each in document["denials"] if each["reason"] == "197")
    assert (one["deadline"], one["send_by"], one["days_left"]) == ("2026-08-05", "2026-08-05", 96)
    assert (one["deadline_standing"], one["deadline_source"]) == ("verified", "42-cfr-405-942")


def test_json_of_one_claim_has_the_details(folder: Path) -> None:
    document = json.loads(call("denials", str(folder), *ON, "--claim", "PT2", "--format", "json").out)
    (details,) = document["details"]
    assert details["in_words"]["50"] == "not medically necessary in the payer's eyes"
    assert [one["way"] for one in details["deadlines"]] == ["appeal"]
    assert details["deadlines"][0]["counted_from"] == "2026-04-07"
    assert [one["state"] for one in details["history"]] == ["new", "appealed"]


def test_causes_in_dollars(folder: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(call("denials", str(folder), "--causes", "--format", "csv").out)))
    assert sum(float(row["denied"]) for row in rows) == 189 + 96 + 96
    assert {row["category"]: row["recovered"] for row in rows}["coding"] == "45.00"
    document = json.loads(call("denials", str(folder), "--causes", "--format", "json").out)
    assert [one["cause"] for one in document["causes"]] == [row["cause"] for row in rows]
    text = " ".join(call("denials", str(folder), "--causes").out.split())
    assert "prevented by authorizations.none" in text
    assert "5 causes, $381.00 denied." in text


def test_a_book_without_denials_exits_clean(tmp_path: Path) -> None:
    done = call("denials", str(fill(tmp_path, [remittance(0, "Q1", decision({0: 4500, 1: 2500, 2: 2000}, "ICN1"))])))
    assert (done.code, done.out.strip()) == (0, "Denials  No denial is to be worked.")


def test_a_deadline_that_is_past_is_said_so(folder: Path) -> None:
    text = " ".join(call("denials", str(folder), "--as-of", "2028-05-01").out.split())
    assert "PT1 CO 197 $96.00 2027-04-02 past MEDICARE PART B" in text
    assert "It is past." in call("denials", str(folder), "--as-of", "2028-05-01", "--claim", "PT1").out


def test_the_practice_s_file_says_whose_limits_apply(folder: Path) -> None:
    other = refused({0: "CO 50", 1: "CO 50", 2: "CO 50"}, "ICN5", claim_id="PT5")
    made = remittance(0, "Q5", other, payer=("SOME PLAN", "1999999999"))
    sent = claim_file("PT5").replace(b"MEDICARE PART B", b"SOME PLAN").replace(b"*MB~", b"*CI~")
    (name,) = (part for part in sent.split(b"~") if part.strip().startswith(b"NM1*PR"))
    number = name.split(b"*")[9]
    here = fill(folder / "plan", [made], claim=sent.replace(name, name.replace(number, b"EX004")))

    def deadline(*more: str) -> tuple[str, str, str]:
        done = call("denials", str(here), "--format", "csv", *more)
        row = next(csv.DictReader(io.StringIO(done.out)))
        return row["deadline"], row["deadline_standing"], row["deadline_source"]

    assert deadline() == ("2026-09-29", "contract", "timely-filing-guides")
    assert deadline("--practice", str(PRACTICE)) == ("2027-04-02", "verified", "uhc-admin-guide")


def test_what_medicare_denied_as_late_is_too_late(tmp_path: Path) -> None:
    here = fill(tmp_path, [remittance(0, "Q1", refused({0: "CO 29", 1: "CO 197"}, paid={2: 2000}))])
    out = call("denials", str(here), *ON).out
    work, late = out.split("Too late\n")
    assert ("CO 197" in work, "CO 29" in work) == (True, False)
    assert "CO 29 $96.00 nothing past" in " ".join(late.split())
    assert out.startswith("Denials  1 denial of 1 claim to be worked, $45.00; $96.00 too late.")
    assert "  1. $45.00, 1 denial, the first by " in out
    opinion = json.loads(call("second-opinion", str(here), "--as-of", "2026-05-01", "--format", "json").out)
    parts = {one["what"].split(" on ")[0]: one["part"] for one in opinion["lines"] if one["claim_id"] == "PT1"}
    assert (parts["CO 29"], parts["CO 197"]) == ("perhaps too late", "can be had")


def test_what_runs_out_before_the_first_step_is_named_beneath(tmp_path: Path) -> None:
    codes = dict.fromkeys(range(3), "PR 119")  # a reopening within a year; an appeal within 120 days of receipt
    out = call("denials", str(fill(tmp_path, [remittance(0, "Q1", refused(codes, remarks=("N362",)))])), *ON).out
    assert "2027-04-02" in out
    assert "PT1: sooner than that runs out: appeal: redetermination by the Medicare contractor" in " ".join(out.split())
    assert "to be sent by Aug 5, 2026." in " ".join(out.split())
