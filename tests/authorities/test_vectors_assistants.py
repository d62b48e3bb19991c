"""CQ by the unit: every vector of `cq_modifier.json`, through `cleanclaim code` and `cleanclaim review`.

All are asked, also those that rest on memory or on part of a page (`recalled`, `partial`). `SHOWN_OTHERWISE` names
the one where we show another lawful answer than the vector does, and why; none is contradicted.
"""

from pathlib import Path

import pytest

from cleanclaim.law.coding.assistants import exceeds
from tests.authorities.command_line import Json, allocations, billable, coded, found, service, units, units_with, visit
from tests.authorities.vectors import Vector, ids, vectors

SHOWN_OTHERWISE = {
    "APTA-11-11": "11 minutes each of two codes tie; the vector allows either. We show the lower code number first, "
    "which is the assistant's, where the vector writes the therapist's.",
}
PERCENT = 10

# A clinic that takes the share by percentage, where ours takes it by minutes.
BY_PERCENTAGE = """
name = "Medicare, share by percentage"
kind = "public"
about = "Original Medicare for a clinic that rounds an assistant's share to a whole percent."
extends = "medicare"

[de_minimis_method]
reviewed = 2026-03-02
"2020-01-01" = { value = "percentage", cite = "cms-100-04-5-20-1" }
"""


def by_visit(vector: Vector) -> bool:
    return "services" in vector["input"] and "billable" not in vector["expected"]


def by_simple_share(vector: Vector) -> bool:
    return bool(vector["input"].get("method") == "simple")


def by_percentage(vector: Vector) -> bool:
    return bool(vector["input"].get("method") == "percentage")


def test_all_the_vectors_are_asked_here() -> None:
    asked = [ids("cq_modifier", kind) for kind in (by_visit, by_simple_share, by_percentage)]
    assert set().union(*asked) | {"RULE-EVAL", "PAIRING"} == ids("cq_modifier")


def test_only_what_rests_on_part_of_a_page_is_shown_otherwise() -> None:
    assert SHOWN_OTHERWISE.keys() <= ids(
        "cq_modifier", lambda vector: vector["verification"] in ("recalled", "partial")
    )


def as_given(furnished: Json) -> Json:
    who = furnished["furnished_by"]
    if who == "PT+PTA together":
        return service(furnished["code"], furnished["minutes"], "PTA", mode="together")
    return service(furnished["code"], furnished["independent_minutes"], who)


def split(lines: dict[str, Json]) -> tuple[dict[str, int], dict[str, int]]:
    """Units of a vector's lines by code: without the modifier, and with it; those with none left out."""
    without = {code: line.get("units_without_CQ", 0) for code, line in lines.items()}
    with_it = {code: line.get("units_with_CQ", 0) for code, line in lines.items()}
    return dict(billable(without)), dict(billable(with_it))


def as_coded(one: Json) -> tuple[dict[str, int], dict[str, int]]:
    marked = units_with(one, "CQ")
    own = {code: number - marked.get(code, 0) for code, number in units(one).items()}
    return dict(billable(own)), marked


@pytest.mark.parametrize("vector", vectors("cq_modifier", by_visit))
def test_each_unit_is_the_therapists_or_the_assistants(vector: Vector) -> None:
    given, expected = vector["input"], vector["expected"]
    result = coded(visit(*map(as_given, given["services"]), discipline=given.get("discipline", "PT")))
    if "timed_units" in expected:
        assert result["timed_units"] == expected["timed_units"]
    if vector["id"] in SHOWN_OTHERWISE:
        assert as_coded(result) != split(expected["lines"])
        assert as_coded(result) in [split(lines) for lines in expected["acceptable_alternatives"]]
    else:
        assert as_coded(result) == split(expected["lines"])


@pytest.mark.parametrize(
    "vector", vectors("cq_modifier", lambda vector: "acceptable_alternatives" in vector["expected"])
)
def test_each_choice_of_a_tie_passes_review_with_the_modifier_it_needs(vector: Vector) -> None:
    recorded = list(map(as_given, vector["input"]["services"]))
    choices = [split(lines) for lines in vector["expected"]["acceptable_alternatives"]]
    assert allocations(coded(visit(*recorded))) == {billable(own | marked) for own, marked in choices}
    for own, marked in choices:
        billed = [
            one | {"units": (own | marked).get(one["code"], 0), "modifiers": "GP CQ" if one["code"] in marked else "GP"}
            for one in recorded
        ]
        assert not {rule for rule in found(visit(*billed)) if rule.startswith(("assistants.", "minutes."))}


@pytest.mark.parametrize("vector", vectors("cq_modifier", by_simple_share))
def test_the_share_in_minutes_is_a_tenth_rounded_and_one(vector: Vector) -> None:
    total = vector["input"]["total_minutes_untimed_or_unit"]
    first = vector["expected"]["assistant_minutes_triggering_modifier"]
    assert next(minutes for minutes in range(total + 1) if exceeds(minutes, total, PERCENT, "simple")) == first
    for minutes, marked in ((first - 1, {}), (first, {"97150": 1})):
        group = service("97150", total - minutes, mode="group"), service("97150", minutes, "PTA", mode="group")
        assert units_with(coded(visit(*group)), "CQ") == marked


@pytest.mark.parametrize("vector", vectors("cq_modifier", by_percentage))
def test_the_share_in_percent_is_rounded_to_a_whole_percent(vector: Vector, tmp_path: Path) -> None:
    assistant, total = vector["input"]["assistant_minutes"], vector["input"]["total_minutes"]
    expected = vector["expected"]["modifier"]
    assert expected == (vector["expected"]["rounded_percent"] > PERCENT)
    assert exceeds(assistant, total, PERCENT, "percentage") == expected
    (tmp_path / "percentage.toml").write_text(BY_PERCENTAGE, encoding="utf-8")
    group = service("97150", total - assistant, mode="group"), service("97150", assistant, "PTA", mode="group")
    result = coded(visit(*group, payer="percentage"), "--payers", str(tmp_path))
    assert units_with(result, "CQ") == ({"97150": 1} if expected else {})


@pytest.mark.parametrize("vector", vectors("cq_modifier", lambda vector: vector["id"] == "RULE-EVAL"))
def test_an_assistants_evaluation_is_not_billable(vector: Vector) -> None:
    (given,) = vector["input"]["services"]
    assert vector["expected"] == {"billable": False}
    evaluation = service(given["code"], given["minutes"], given["furnished_by"])
    assert units(coded(visit(evaluation))) == {given["code"]: 0}
    billed = evaluation | {"units": 1, "modifiers": "GP CQ"}
    assert found(visit(billed))["assistants.evaluation"]["outcome"] == "fail"


@pytest.mark.parametrize("vector", vectors("cq_modifier", lambda vector: vector["id"] == "PAIRING"))
def test_the_assistants_modifier_goes_with_its_own_discipline(vector: Vector) -> None:
    assert vector["expected"] == {"valid": False}
    billed = service("97110", 15, "PTA", units=1, modifiers=vector["input"]["modifiers"])
    assert found(visit(billed))["assistants.mispaired"]["outcome"] == "fail"
    assert "assistants.mispaired" not in found(visit(billed | {"modifiers": ["GP", "CQ"]}))
