"""Who gave it and how: students alone, groups, re-evaluations, physicians' codes, and what crosses over to Medicare.

Benefit Policy Manual, ch. 15, 220.3 C and 230 B; Carriers Manual, transmittal 1753; 42 USC 1395m(v) and 1395l(g).
"""

from typing import Any

import pytest
from msgspec import structs

from cleanclaim.model.visit import HELPERS, History, Performer, Service
from cleanclaim.reference.catalogue import catalogue
from tests.clinic import billed, lines, reviewed, service, visit

TIMED = sorted(one.code for one in catalogue().values() if one.unit_rule == "pooled" and not one.valid_to)


def severity(rule: str, *services: Service, **about: Any) -> str | None:
    found = [one.severity for one in reviewed(visit(*services, **about)).findings if one.rule == rule]
    return found[0] if found else None


def test_a_student_alone_is_a_stop_under_medicare_and_a_directed_one_is_none() -> None:
    assert severity("students.alone", billed(student="alone")) == "stop"
    assert severity("students.alone", billed(student="directed")) is None


@pytest.mark.parametrize("code", TIMED)
def test_group_time_stops_every_one_on_one_code(code: str) -> None:
    assert severity("group.one_on_one", billed(code, mode="group")) == "stop"
    assert severity("group.one_on_one", billed(code)) is None


@pytest.mark.parametrize(("code", "discipline"), [("97164", "PT"), ("97168", "OT")])
def test_a_re_evaluation_is_a_look(code: str, discipline: str) -> None:
    assert severity("reevaluations.routine", billed(code), discipline=discipline) == "warn"


@pytest.mark.parametrize("code", ["99202", "99213", "99215", "99422"])
def test_a_physicians_code_is_a_look(code: str) -> None:
    assert severity("emcodes.by_therapist", billed(code, None)) == "warn"


SECOND = {"payer": "commercial", "secondary_payer": "medicare"}


def test_an_assistant_before_medicare_as_second_payer() -> None:
    assert severity("crossover.assistant", billed("97110", 30, 2, performed_by="PTA"), **SECOND) == "warn"
    marked = billed("97110", 30, 2, performed_by="PTA", modifiers=("GP", "CQ"))
    assert severity("crossover.assistant", marked, **SECOND) is None
    assert severity("crossover.assistant", billed("97110", 30, 2), **SECOND) is None
    assert severity("crossover.assistant", billed("97110", 30, 2, performed_by="PTA"), payer="commercial") is None


@pytest.mark.parametrize(("spent", "looks"), [(248_000 - 2_500, False), (248_000 - 2_499, True), (260_000, True)])
def test_kx_for_medicare_as_second_payer(spent: int, looks: bool) -> None:
    history = History(spent=spent)
    line = billed("97110", 15, 1)
    assert severity("crossover.threshold", line, history=history, **SECOND) == ("warn" if looks else None)
    attested = structs.replace(line, modifiers=("GP", "KX"))
    assert severity("crossover.threshold", attested, history=history, **SECOND) is None


def test_where_a_substitute_may_treat_is_said_with_the_claim() -> None:
    assert severity("substitutes.shortage_area", billed(modifiers=("GP", "Q6"))) == "warn"


@pytest.mark.parametrize("helper", sorted(HELPERS))
@pytest.mark.parametrize("code", [*TIMED, "97010", "97012", "97150", "G0283"])
def test_a_helpers_time_is_recorded_and_earns_nothing(helper: Performer, code: str) -> None:
    assert lines(service(code, 30, performed_by=helper)) == [(code, 0, "")]
    both = lines(service("97110", 15), service("97110", 30, performed_by=helper))
    assert [(procedure, units) for procedure, units, _marks in both if units] == [("97110", 1)]
    assert severity("performers.helper_billed", billed(code, 30, 2, performed_by=helper)) == "stop"


def test_an_aides_minutes_join_no_pool() -> None:
    """7 minutes of the therapist's and 20 of an aide's are no 27: nothing is billed."""
    assert lines(service("97110", 7), service("97140", 20, performed_by="aide")) == [("97110", 0, ""), ("97140", 0, "")]


def test_a_visit_that_an_aide_gave_is_on_hold() -> None:
    claim = reviewed(visit(structs.replace(service("97110", 30, performed_by="aide"), charge=6000)))
    assert claim.status == "failed"
