"""CQ by the unit: every vector of `assistants.json`, through `cleanclaim code` and `cleanclaim review`.

All are asked, also those that rest on memory or on part of a page (`recalled`, `partial`). `SHOWN_OTHERWISE` names
the one where we show another lawful answer than the vector does, and why; none is contradicted.
"""

from pathlib import Path

import pytest

from cleanclaim.law.coding.assistants import exceeds_de_minimis
from tests.authorities.command_line import Json, allocations, billable, coded, found, service, units, units_with, visit
from tests.authorities.vectors import Vector, ids, vectors

NAME = "assistants"
SHOWN_OTHERWISE = {
    "tie-11-11": "11 minutes each of two codes tie; the vector allows either. We show the lower code number first, "
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
    return "therapist_units" in vector


def by_simple_share(vector: Vector) -> bool:
    return bool(vector.get("method") == "simple")


def by_percentage(vector: Vector) -> bool:
    return bool(vector.get("method") == "percentage")


def test_all_the_vectors_are_asked_here() -> None:
    asked = [ids(NAME, kind) for kind in (by_visit, by_simple_share, by_percentage)]
    assert set().union(*asked) | {"evaluation", "pairing"} == ids(NAME)


def test_only_what_rests_on_part_of_a_page_is_shown_otherwise() -> None:
    assert SHOWN_OTHERWISE.keys() <= ids(NAME, lambda vector: vector["standing"] in ("recalled", "partial"))


def as_given(furnished: tuple[str, str, int]) -> Json:
    code, who, minutes = furnished
    if who == "together":
        return service(code, minutes, "PTA", mode="together")
    return service(code, minutes, who)


def split(answer: Vector) -> tuple[dict[str, int], dict[str, int]]:
    """Units by code: without the modifier, and with it."""
    return answer["therapist_units"], answer["assistant_units"]


def as_coded(one: Json) -> tuple[dict[str, int], dict[str, int]]:
    marked = units_with(one, "CQ")
    own = {code: number - marked.get(code, 0) for code, number in units(one).items()}
    return dict(billable(own)), marked


@pytest.mark.parametrize("vector", vectors(NAME, by_visit))
def test_each_unit_is_the_therapists_or_the_assistants(vector: Vector) -> None:
    result = coded(visit(*map(as_given, vector["services"])))
    if "timed_units" in vector:
        assert result["timed_units"] == vector["timed_units"]
    if vector["id"] in SHOWN_OTHERWISE:
        assert as_coded(result) != split(vector)
        assert as_coded(result) in map(split, vector["either"])
    else:
        assert as_coded(result) == split(vector)


@pytest.mark.parametrize("vector", vectors(NAME, lambda vector: "either" in vector))
def test_each_choice_of_a_tie_passes_review_with_the_modifier_it_needs(vector: Vector) -> None:
    recorded = list(map(as_given, vector["services"]))
    choices = list(map(split, vector["either"]))
    assert allocations(coded(visit(*recorded))) == {billable(own | marked) for own, marked in choices}
    for own, marked in choices:
        billed = [
            one | {"units": (own | marked).get(one["code"], 0), "modifiers": "GP CQ" if one["code"] in marked else "GP"}
            for one in recorded
        ]
        assert not {rule for rule in found(visit(*billed)) if rule.startswith(("assistants.", "minutes."))}


@pytest.mark.parametrize("vector", vectors(NAME, by_simple_share))
def test_the_share_in_minutes_is_a_tenth_rounded_and_one(vector: Vector) -> None:
    total, first = vector["total"], vector["first_marked"]
    assert (
        next(minutes for minutes in range(total + 1) if exceeds_de_minimis(minutes, total, PERCENT, "simple")) == first
    )
    for minutes, marked in ((first - 1, {}), (first, {"97150": 1})):
        group = service("97150", total - minutes, mode="group"), service("97150", minutes, "PTA", mode="group")
        assert units_with(coded(visit(*group)), "CQ") == marked


@pytest.mark.parametrize("vector", vectors(NAME, by_percentage))
def test_the_share_in_percent_is_rounded_to_a_whole_percent(vector: Vector, tmp_path: Path) -> None:
    assistant, total, expected = vector["assistant"], vector["total"], vector["marked"]
    assert expected == (vector["percent"] > PERCENT)
    assert exceeds_de_minimis(assistant, total, PERCENT, "percentage") == expected
    (tmp_path / "percentage.toml").write_text(BY_PERCENTAGE, encoding="utf-8")
    group = service("97150", total - assistant, mode="group"), service("97150", assistant, "PTA", mode="group")
    result = coded(visit(*group, payer="percentage"), "--payers", str(tmp_path))
    assert units_with(result, "CQ") == ({"97150": 1} if expected else {})


@pytest.mark.parametrize("vector", vectors(NAME, lambda vector: vector["id"] == "evaluation"))
def test_an_assistants_evaluation_is_not_billable(vector: Vector) -> None:
    assert vector["billable"] is False
    ((code, who, minutes),) = vector["services"]
    evaluation = service(code, minutes, who)
    assert units(coded(visit(evaluation))) == {code: 0}
    billed = evaluation | {"units": 1, "modifiers": "GP CQ"}
    assert found(visit(billed))["assistants.evaluation"]["outcome"] == "fail"


@pytest.mark.parametrize("vector", vectors(NAME, lambda vector: vector["id"] == "pairing"))
def test_the_assistants_modifier_goes_with_its_own_discipline(vector: Vector) -> None:
    assert vector["valid"] is False
    billed = service("97110", 15, "PTA", units=1, modifiers=vector["modifiers"])
    assert found(visit(billed))["assistants.mispaired"]["outcome"] == "fail"
    assert "assistants.mispaired" not in found(visit(billed | {"modifiers": ["GP", "CQ"]}))
