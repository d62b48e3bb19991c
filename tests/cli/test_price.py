"""`cleanclaim price` as a biller and as a program call it."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from tests.cli.calling import CLINIC_DAY, PRACTICE, THE_DAY, Json, call, row, visits_file

DAY = str(CLINIC_DAY / "visits.csv")
SHARES = ("coinsurance", "assistant_reduction", "sequestration", "payer_pays", "patient_owes")


def medicare(tmp_path: Path, *rows: Json) -> Path:
    """A file of Medicare visits in which the rows differ from a whole one as they say."""
    return visits_file(tmp_path, *(row(payer="medicare") | one for one in rows))


def test_a_program_reads_amounts_as_decimal_text(tmp_path: Path) -> None:
    file = medicare(tmp_path, {"units": "2", "modifiers": "GP"}, {"code": "97140", "units": "1", "modifiers": "GP"})
    answer = call("price", file, "--locality", "national", "--deductible-left", "0", "--format", "json")
    assert answer.code == 0
    (visit,) = answer.json["visits"]
    assert (visit["locality"], visit["conversion_factor"], visit["allowed"]) == ("national", "33.4009", "72.48")
    first = visit["lines"][0]
    assert (first["line"], first["code"], first["units"], first["allowed"]) == (1, "97110", 2, "51.27")
    assert [(unit["unit"], unit["pe"], unit["amount"]) for unit in first["working"]] == [
        (1, "full", "29.06"),
        (2, "reduced", "22.21"),
    ]
    assert visit["deductible"] == "0.00"
    paid = sum(Decimal(visit[name]) for name in SHARES if name != "coinsurance")
    assert paid == Decimal(visit["allowed"])
    assert "." not in json.dumps(visit["lines"][0]["units"])


def test_every_visit_of_the_example_day_balances_or_says_what_is_missing() -> None:
    answer = call("price", DAY, "--practice", PRACTICE, "--format", "json")
    assert answer.code == 3  # other payers' prices are not held
    priced = [visit for visit in answer.json["visits"] if visit["payer_pays"] is not None]
    assert len(priced) > 10
    for visit in priced:
        together = sum(Decimal(visit[name]) for name in SHARES if name != "coinsurance")
        assert together == Decimal(visit["allowed"])
        assert sum(Decimal(line["allowed"]) for line in visit["lines"]) == Decimal(visit["allowed"])
    for visit in answer.json["visits"]:
        assert (visit["payer_pays"] is None) == bool(visit["open"])


def test_a_person_sees_a_single_visits_working_and_its_sources(tmp_path: Path) -> None:
    file = medicare(tmp_path, {"units": "2", "modifiers": "GP CQ"})
    shown = call("price", file, "--zip", "60601").out
    for words in ("× 50 %", "locality 06102-16", "that is not settled", "42 U.S.C.", "--deductible-left"):
        assert words in shown


def test_of_several_visits_the_working_is_shown_where_it_is_asked_for() -> None:
    short, long = (call("price", DAY, "--zip", "60601", *more).out for more in ((), ("--working",)))
    assert "× 50 %" not in short
    assert "× 50 %" in long
    assert "info missing" in short


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--zip", "6060"), "ZIP code"),
        (("--locality", "Chicago"), "Medicare locality"),
        (("--deductible-left", "much"), "not an amount in dollars"),
    ],
)
def test_a_misspelled_option_is_named_with_an_example(words: tuple[str, str], said: str) -> None:
    answer = call("price", DAY, *words)
    assert answer.code == 2
    assert said in answer.err


def test_one_deductible_for_a_whole_day_of_patients_is_refused() -> None:
    answer = call("price", DAY, "--zip", "60601", "--deductible-left", "50")
    assert answer.code == 2
    assert "one patient" in answer.err


def test_the_review_counts_the_year_by_the_fee_schedule_where_it_knows_the_place(tmp_path: Path) -> None:
    visit = {
        "visit_id": "1",
        "patient_id": "P05",
        "payer": "medicare",
        "service_date": "2026-03-02",
        "discipline": "PT",
        "place_of_service": "11",
        "history": {"spent": "2475.00"},
        "services": [{"code": "97110", "units": 1, "modifiers": ["GP"], "minutes": 15, "performed_by": "PT"}],
    }
    file = tmp_path / "visits.json"
    file.write_text(json.dumps([visit]))
    found = [
        {one["rule"]: one["outcome"] for one in answer.json["claims"][0]["findings"]}
        for answer in (
            call("review", file, "--format", "json", "--filed-on", "2026-03-03", *where)
            for where in ((), ("--zip", "60601"))
        )
    ]
    assert found[0].get("threshold.missing") != "fail"
    assert found[1]["threshold.missing"] == "fail"


def test_the_claims_of_an_837p_are_priced_as_their_visits(tmp_path: Path) -> None:
    """A line bears all that a price hangs on: code, units, modifiers, charge, place and day."""
    made = tmp_path / "claims.837"
    call("claim", *THE_DAY, "-o", made)
    where = ("--zip", "78701", "--practice", PRACTICE, "--format", "json")
    claims, day = (call("price", file, *where).json["visits"] for file in (made, CLINIC_DAY / "visits.csv"))
    medicare = sorted(one["allowed"] for one in claims if one["allowed"])
    assert len(medicare) == 11
    known = [one["allowed"] for one in day if one["allowed"]]
    for amount in medicare:
        known.remove(amount)
