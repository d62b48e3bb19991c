"""Add-on codes whose primaries nobody named in full, and questions that only the clock answers."""

from unittest.mock import Mock

import pytest

from cleanclaim.law.rules import addons
from cleanclaim.reference.add_ons import AddOn
from tests.clinic import billed, found, reviewed, visit


def listed(kind: int) -> Mock:
    """Tables that hold one add-on code, of one of CMS's three kinds."""
    held = AddOn(code="97130", type=kind, primaries=frozenset({"97129"}), release="made up", stale=False)
    return Mock(add_on=Mock(return_value=held))


def test_an_add_on_whose_primaries_are_all_named_stands_beside_those() -> None:
    assert addons.primaries("97130", is_add_on=True, tables=listed(1)) == ("97129",)


@pytest.mark.parametrize("kind", [2, 3])
def test_an_add_on_whose_primaries_are_the_contractors_to_name_is_left_open(kind: int) -> None:
    assert addons.primaries("97130", is_add_on=True, tables=listed(kind)) is None


def test_an_add_on_younger_than_the_list_asks_for_a_newer_release() -> None:
    finding = found(reviewed(visit(billed("G0542", minutes=15))), "addons.alone")
    assert (finding.outcome, finding.severity) == ("undetermined", "warn")
    assert finding.evidence["unknown"] == "tables"


def test_caregiver_training_without_times_asks_for_them_and_holds_nothing() -> None:
    claim = reviewed(visit(billed("97550", minutes=30), billed("97110", minutes=15)))
    finding = found(claim, "caregivers.patient_there")
    assert (claim.status, finding.evidence["unknown"], finding.severity) == ("clean", "start", "info")


def test_telehealth_of_a_plan_that_nobody_asked_names_the_question() -> None:
    claim = reviewed(visit(billed(modifiers=("GP", "95")), payer="aetna", place_of_service="10"))
    finding = found(claim, "telehealth.not_covered")
    assert (claim.status, finding.evidence["unknown"], finding.severity) == ("clean", "policy", "warn")
    assert "telehealth covered" in finding.title
