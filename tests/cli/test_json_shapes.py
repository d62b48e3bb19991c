"""What a program reads: the keys and types that the contract promises, of the example day and of single visits."""

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest

import cleanclaim
from cleanclaim.law.basis import Basis
from tests.cli.calling import CLINIC_DAY, FILED, PRACTICE, THE_DAY, Json, call, one_of, row, visits_file

DAY = str(CLINIC_DAY / "visits.csv")
NUMBER_OR_UNKNOWN = (int, type(None))


@cache
def coded() -> list[Json]:
    answer = call("code", DAY, "--history", CLINIC_DAY / "history.json", "--format", "json")
    assert set(answer.json) == {"visits", "inputs"}
    visits: list[Json] = answer.json["visits"]
    return visits


@cache
def reviewed() -> Json:
    return call("review", *THE_DAY, "--format", "json").json


def assert_shape(value: Json, shape: dict[str, Any]) -> None:
    """Every key of the shape is there and of its type; a tuple of types means any of them."""
    for name, kind in shape.items():
        assert name in value, f"{name} is missing in {value}"
        assert isinstance(value[name], kind), f"{name} is {value[name]!r}"
        if kind in (int, NUMBER_OR_UNKNOWN):
            assert not isinstance(value[name], bool), f"{name} is a truth value, not a number"


FINDING: dict[str, Any] = {
    "rule": str,
    "outcome": str,
    "severity": str,
    "line": NUMBER_OR_UNKNOWN,  # null where the whole visit is meant
    "title": str,
    "message": str,
    "remedy": str,
    "evidence": dict,
    "cite": dict,
}


def assert_finding(finding: Json) -> None:
    assert_shape(finding, FINDING)
    assert isinstance(finding.get("carc", ""), str)  # left out where no payer's reason code is known for it
    assert_shape(finding["cite"], dict.fromkeys(("id", "title", "section", "url"), str))
    assert finding["outcome"] in {"fail", "bypassed", "undetermined"}
    assert finding["severity"] in {"stop", "warn", "info"}
    assert finding["title"]
    assert finding["remedy"] or finding["outcome"] == "bypassed"


def test_a_coded_visit_has_the_promised_shape() -> None:
    assert len(coded()) == 44
    for visit in coded():
        assert_shape(
            visit,
            {
                "visit_id": str,
                "unit_method": (str, type(None)),
                "timed_minutes": NUMBER_OR_UNKNOWN,
                "timed_units": NUMBER_OR_UNKNOWN,
                "units": NUMBER_OR_UNKNOWN,
                "lines": list,
                "alternatives": list,
                "proof": list,
                "findings": list,
            },
        )
        assert visit["unit_method"] in {"cms", "cpt", None}
        for line in visit["lines"]:
            assert_shape(
                line,
                {
                    "line": int,
                    "code": str,
                    "units": NUMBER_OR_UNKNOWN,
                    "modifiers": list,
                    "minutes": NUMBER_OR_UNKNOWN,
                },
            )
        for other in visit["alternatives"]:
            assert all(isinstance(code, str) and isinstance(units, int) for code, units in other.items())
        for step in visit["proof"]:
            assert_shape(step, {"step": str, "text": str, "cite": str})
        for finding in visit["findings"]:
            assert_finding(finding)


def test_lines_of_a_visit_are_numbered_from_one() -> None:
    for visit in coded():
        assert [line["line"] for line in visit["lines"]] == list(range(1, len(visit["lines"]) + 1))


def test_medicares_own_example_is_coded_as_the_contract_shows_it() -> None:
    visit = one_of(coded(), visit_id="1")
    assert (visit["unit_method"], visit["timed_minutes"], visit["timed_units"], visit["units"]) == ("cms", 47, 3, 3)
    assert [(line["code"], line["units"], line["modifiers"], line["minutes"]) for line in visit["lines"]] == [
        ("97112", 2, ["GP"], 24),
        ("97110", 1, ["GP"], 23),
    ]


def test_an_alternative_names_the_units_of_each_code() -> None:
    visit = one_of(coded(), visit_id="17")
    assert visit["alternatives"] == [{"97112": 1, "97110": 3}]


def test_a_code_that_earns_no_unit_stays_with_zero(tmp_path: Path) -> None:
    file = visits_file(tmp_path, row(payer="medicare"), row(payer="medicare", code="97140", minutes="5"))
    (visit,) = call("code", file, "--format", "json").json["visits"]
    assert {line["code"]: line["units"] for line in visit["lines"]} == {"97110": 2, "97140": 0}
    assert visit["units"] == 2


def test_unknown_minutes_are_null_never_zero(tmp_path: Path) -> None:
    (visit,) = call("code", visits_file(tmp_path, row(minutes="")), "--format", "json").json["visits"]
    assert (visit["timed_minutes"], visit["units"]) == (None, None)
    assert [(line["minutes"], line["units"]) for line in visit["lines"]] == [(None, None)]


def test_a_review_has_the_promised_shape() -> None:
    assert set(reviewed()) == {"summary", "claims", "inputs"}
    assert len(reviewed()["claims"]) == 44
    for claim in reviewed()["claims"]:
        assert_shape(claim, {"visit_id": str, "status": str, "findings": list, "checked": dict})
        assert claim["status"] in {"clean", "failed", "undetermined"}
        assert set(claim["checked"]) == {"pass", "fail", "bypassed", "undetermined", "not_applicable"}
        assert all(isinstance(count, int) for count in claim["checked"].values())
        for finding in claim["findings"]:
            assert_finding(finding)


def test_a_review_written_claim_by_claim_is_what_the_library_answers() -> None:
    written = call("review", DAY, *FILED, "--format", "json").json
    whole = cleanclaim.review(cleanclaim.read_visits(DAY), Basis(filed_on=date(2026, 3, 3)))
    assert written["summary"] == json.loads(msgspec.json.encode(whole.summary))
    claims = [{name: getattr(claim, name) for name in written["claims"][0]} for claim in whole.claims]
    assert written["claims"] == json.loads(msgspec.json.encode(claims))


def test_the_summary_counts_the_claims_above_it() -> None:
    summary, claims = reviewed()["summary"], reviewed()["claims"]
    counted = {status: sum(c["status"] == status for c in claims) for status in ("clean", "failed", "undetermined")}
    assert {name: summary[name] for name in ("claims", *counted)} == {"claims": len(claims)} | counted
    assert all(counted.values()), "the example has every kind"
    assert isinstance(summary["law"], str)


def test_the_summary_names_the_releases_used_and_which_are_stale() -> None:
    used = reviewed()["summary"]["reference"]
    assert used
    for release in used.values():
        assert isinstance(release["stale"], bool)
    assert any(release["stale"] for release in used.values()), "the example lies past the newest release on file"


def test_the_status_is_what_the_stopping_findings_say() -> None:
    for claim in reviewed()["claims"]:
        stops = {f["outcome"] for f in claim["findings"] if f["severity"] == "stop"} - {"bypassed"}
        expected = "failed" if "fail" in stops else "undetermined" if stops else "clean"
        assert claim["status"] == expected, claim["visit_id"]


def test_two_codes_are_answered_as_the_contract_shows() -> None:
    asked = ("97530", "97116", "--on", "2026-03-02", "--payer", "medicare", "--format", "json")
    answer = call("codes", "check", *asked).json
    assert (answer["on"], answer["answer"]) == ("2026-03-02", "separate")
    assert answer["edits"]
    for edit in answer["edits"]:
        assert_shape(
            edit,
            {"column1": str, "column2": str, "active": (bool, type(None)), "modifier_indicator": int, "release": str},
        )
        assert {edit["column1"], edit["column2"]} == {"97530", "97116"}
        for day in filter(None, (edit["from"], edit["to"])):
            date.fromisoformat(day)


def test_a_date_past_the_newest_release_held_is_answered_from_it_and_stale() -> None:
    assert call("codes", "check", "97124", "97140", "--on", "2099-01-01", "--format", "json").json["stale"] is True


@pytest.mark.parametrize(
    ("pair", "on", "expected"),
    [
        (("97124", "97140"), "2026-03-02", "bundled"),
        (("97150", "97110"), "2026-03-02", "bypassable"),
        (("97140", "97530"), "2026-03-02", "separate"),
        (("97140", "97530"), "1990-01-01", "undetermined"),
    ],
)
def test_each_answer_on_a_pair(pair: tuple[str, str], on: str, expected: str) -> None:
    answer = call("codes", "check", *pair, "--on", on, "--format", "json")
    assert answer.code == 0
    assert answer.json["answer"] == expected


def test_every_rule_is_listed_for_programs() -> None:
    listed: Any = call("rules", "list", "--format", "json").json
    assert len({rule["id"] for rule in listed}) == len(listed) > 20
    for rule in listed:
        assert_shape(rule, {"id": str, "title": str, "severity": str, "verified": bool})


def test_claim_says_what_was_written_held_and_left_to_the_patient(tmp_path: Path) -> None:
    file = visits_file(
        tmp_path,
        row(),
        row(visit_id="2", patient_id="P08", modifiers="5"),
        row(visit_id="3", patient_id="P20", payer="self_pay"),
    )
    written = tmp_path / "out.837"
    answer = call("claim", file, "--practice", PRACTICE, "-o", written, *FILED, "--format", "json").json
    assert set(answer) == {
        *("written", "files", "claims", "held", "patient_pays", "summary", "inputs"),
        *("not_checked", "stale", "to_look_at", "billed_by_another"),
    }
    assert answer["written"] == str(written)
    assert answer["patient_pays"] == ["3"]
    (claim,) = answer["claims"]
    assert (claim["visits"], claim["charge"], claim["lines"]) == (["1"], "90.00", 1)
    (held,) = answer["held"]
    assert held["visit_id"] == "2"
    assert held["reasons"]
    for reason in held["reasons"]:
        assert_shape(reason, {"rule": str, "reason": str, "remedy": str})
