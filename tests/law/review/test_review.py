"""The review as a biller meets it: what stops a claim, what was asked, by which law, and on which day."""

import json
from datetime import date
from typing import Any

import msgspec
import pytest
from msgspec import structs

from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case
from cleanclaim.law.chart.first_pass import FirstPass
from cleanclaim.law.review.review import papers_at_hand, review
from cleanclaim.law.review.rule_set import families_for, rule_set
from cleanclaim.model.visit import History, Visit
from tests.clinic import DAY, FILED, billed, found, reviewed, visit
from tests.exchange.x12.synthetic import practice

# -- status -----------------------------------------------------------------------------------------


def test_a_claim_without_fault_is_clean_and_has_no_findings() -> None:
    claim = reviewed(visit())
    assert (claim.status, list(claim.findings)) == ("clean", [])
    assert claim.checked["pass"] > 20


def test_a_fault_that_stops_fails_the_claim() -> None:
    claim = reviewed(visit(billed(units=2)))
    finding = found(claim, "minutes.overbilled")
    assert claim.status == "failed"
    assert (finding.outcome, finding.severity, finding.line, finding.carc) == ("fail", "stop", 1, "16")
    assert finding.remedy == "Bill 1, not 2; more minutes only if the clinician's own record shows them."
    assert finding.cite.id == "cms-100-04-5-20-2"
    assert finding.evidence == {"units_of_code": 2, "most_units": 1, "by_minutes": True, "code": "97110"}


def test_a_question_left_open_that_could_stop_makes_the_claim_undetermined() -> None:
    claim = reviewed(visit(billed(minutes=None)))
    assert claim.status == "undetermined"
    assert found(claim, "minutes.overbilled").outcome == "undetermined"


def test_a_fault_outweighs_what_is_left_open() -> None:
    assert reviewed(visit(billed(minutes=None), billed("97140", charge=0))).status == "failed"


def test_a_warning_does_not_hold_the_claim() -> None:
    claim = reviewed(visit(billed(minutes=40)))
    assert claim.status == "clean"
    assert found(claim, "minutes.underbilled").severity == "warn"


def test_what_is_lawfully_resolved_is_told_for_information_and_asks_nothing() -> None:
    given = billed("97150", 20, mode="group"), billed(modifiers=("59", "GP"), separate=True)
    claim = reviewed(visit(*given))
    finding = found(claim, "pairs.needs_modifier")
    assert (claim.status, finding.outcome, finding.severity, finding.remedy) == ("clean", "bypassed", "info", "")
    assert claim.checked["bypassed"] == 1


# -- order and counts -------------------------------------------------------------------------------

MANY = visit(
    billed(modifiers=(), charge=0),
    billed("97140", minutes=None, modifiers=("GP", "GP")),
    billed("97150", 20, mode="group"),
    billed("97112", modifiers=("59", "GP"), separate=True),
)


def test_findings_come_faults_first_then_what_is_open_then_what_is_resolved() -> None:
    ranks = {"fail": 0, "undetermined": 1, "bypassed": 2}
    grave = {"stop": 0, "warn": 1, "info": 2}
    findings = reviewed(MANY).findings
    keys = [(ranks[finding.outcome], grave[finding.severity], finding.line or 0) for finding in findings]
    assert keys == sorted(keys)
    assert {finding.outcome for finding in findings} == set(ranks)


@pytest.mark.parametrize("held", [visit(), MANY, visit(payer="acme"), visit(payer="anthem")])
def test_every_rule_in_force_is_asked_of_the_visit_once_or_of_each_line(held: Visit) -> None:
    claim = reviewed(held)
    asked = families_for(papers_at_hand(FirstPass.of([held]), Case(visits=[held])))
    rules = [
        entry for entry in rule_set().rules.values() if entry.holds_on(DAY) and entry.id.partition(".")[0] in asked
    ]
    about_lines = [entry for entry in rules if rule_set().scope_of_rule(entry) == "line"]
    assert sum(claim.checked.values()) == len(rules) + len(about_lines) * (len(claim.lines) - 1)
    assert min(claim.checked.values()) >= 0
    assert set(claim.checked) == {"pass", "fail", "bypassed", "undetermined", "not_applicable"}


def test_faults_are_counted_as_they_are_found() -> None:
    claim = reviewed(MANY)
    for outcome in ("fail", "bypassed"):
        assert claim.checked[outcome] == sum(finding.outcome == outcome for finding in claim.findings)


def test_the_summary_counts_the_claims_and_names_law_and_releases() -> None:
    visits = [visit(), visit(billed(units=2), visit_id="2", patient_id="p2"), visit(visit_id="3", payer="acme")]
    summary = review(visits, Basis(filed_on=FILED)).summary
    assert {name: summary[name] for name in ("claims", "clean", "failed", "undetermined")} == {
        "claims": 3,
        "clean": 1,
        "failed": 1,
        "undetermined": 1,
    }
    assert summary["law"]
    assert {release["kind"] for release in summary["reference"].values()} >= {"ncci", "mue", "mpfs", "icd10_history"}


def test_a_release_is_stale_for_a_date_after_its_span_and_not_within() -> None:
    def mue(on: date) -> list[bool]:
        releases = review([visit(service_date=on)], Basis(filed_on=FILED)).summary["reference"].values()
        return [release["stale"] for release in releases if release["kind"] == "mue"]

    assert mue(date(2024, 8, 1)) == [False]
    assert any(mue(date(2026, 8, 3)))


def test_a_review_of_nothing_is_empty() -> None:
    held = review([], Basis(filed_on=FILED))
    assert (held.claims, held.summary["claims"], held.summary["reference"]) == ([], 0, {})


# -- the basis -------------------------------------------------------------------------------------

NEAR = visit(billed(allowed=1000), history=History(spent=240_500))
"""A patient past the threshold of 2025 (2,410.00) and not past that of 2026 (2,480.00)."""


def test_the_date_of_service_chooses_the_law() -> None:
    assert reviewed(NEAR).status == "clean"
    last_year = msgspec.structs.replace(NEAR, service_date=date(2025, 12, 31))
    assert found(reviewed(last_year), "threshold.missing").evidence["threshold"] == "2410.00"


def test_as_of_chooses_another_law_than_the_date_of_service() -> None:
    claim = reviewed(NEAR, as_of=date(2025, 12, 31))
    finding = found(claim, "threshold.missing")
    assert (claim.status, finding.outcome, finding.evidence["threshold"]) == ("failed", "fail", "2410.00")


def test_known_on_leaves_out_what_had_not_been_published() -> None:
    past = visit(billed(allowed=1000), history=History(spent=250_000))
    assert found(reviewed(past), "threshold.missing").outcome == "fail"
    finding = found(reviewed(past, known_on=date(2025, 6, 1)), "threshold.missing")
    assert (finding.outcome, finding.evidence["unknown"]) == ("undetermined", "policy")


def test_known_on_leaves_out_later_releases_of_the_tables() -> None:
    now = review([visit()], Basis(filed_on=FILED)).summary["reference"]
    then = review([visit()], Basis(filed_on=FILED, known_on=date(2025, 6, 1))).summary["reference"]
    assert {name for name, release in now.items() if release["kind"] == "ncci"} == {
        "NCCI 2024Q3",
        "NCCI 2026Q3 part",
        "NCCI 2026Q4",
    }
    assert {name for name, release in then.items() if release["kind"] == "ncci"} == {"NCCI 2024Q3"}


def test_the_day_of_filing_decides_what_is_late_and_what_is_yet_to_come() -> None:
    assert found(reviewed(visit(), filed_on=date(2027, 3, 3)), "visits.late").outcome == "fail"
    assert found(reviewed(visit(), filed_on=date(2026, 3, 1)), "visits.in_future").outcome == "fail"
    assert reviewed(visit(), filed_on=DAY).status == "clean"


# -- one day in several sessions --------------------------------------------------------------------


def sessions(*minutes: int, **others: Any) -> list[Visit]:
    return [
        visit(billed(minutes=spent, units=None), visit_id=str(number), **others)
        for number, spent in enumerate(minutes, 1)
    ]


def test_the_sessions_of_a_day_count_together() -> None:
    claims = review(sessions(8, 10), Basis(filed_on=FILED)).claims
    assert [line.units for claim in claims for line in claim.lines] == [0, 1]  # 18 minutes earn one unit, not two


def test_units_billed_in_both_sessions_are_held_against_the_minutes_of_the_day() -> None:
    both = [visit(billed(minutes=spent), visit_id=str(spent)) for spent in (8, 10)]
    claims = review(both, Basis(filed_on=FILED)).claims
    assert [claim.status for claim in claims].count("failed") == 1


@pytest.mark.parametrize(
    "different",
    [{"patient_id": "p2"}, {"service_date": date(2026, 3, 3)}, {"payer": "medicaid"}, {"patient_id": None}],
)
def test_another_patient_day_or_payer_is_another_day(different: dict[str, Any]) -> None:
    first, second = sessions(8, 10)
    pair = [first, msgspec.structs.replace(second, **different)]
    assert review(pair, Basis(filed_on=FILED)).claims[0].lines[0].units == 1


def test_a_visit_alone_is_reviewed_the_same_among_others() -> None:
    crowd = [visit(visit_id=str(number), patient_id=f"p{number}") for number in range(2, 9)]
    among = review([*crowd, MANY], Basis(filed_on=FILED)).claims[-1]
    assert among == reviewed(MANY)


# -- money and replay -------------------------------------------------------------------------------


def test_a_line_without_a_charge_takes_the_practices_fee_for_each_unit() -> None:
    held = [visit(billed(minutes=30, units=2, charge=None), billed("97140", charge=7000))]
    case = Case(visits=held, practice=structs.replace(practice(), fees={"97110": 4000, "97140": 1}))
    (claim,) = review(case, Basis(filed_on=FILED)).claims
    assert [line.charge for line in claim.lines] == [8000, 7000]


def test_money_in_evidence_is_decimal_text() -> None:
    claim = reviewed(visit(billed(charge=0)))
    assert found(claim, "visits.charge_missing").evidence["charge"] == "0.00"


def test_the_same_input_gives_the_same_bytes() -> None:
    visits = [*sessions(8, 10, patient_id="p9"), visit(payer="acme", visit_id="3"), visit(*MANY.services, visit_id="4")]
    first, second = (msgspec.json.encode(review(visits, Basis(filed_on=FILED))) for _ in range(2))
    assert first == second
    assert [claim["visit_id"] for claim in json.loads(first)["claims"]] == ["1", "2", "3", "4"]


def test_progress_is_told_on_the_way() -> None:
    told: list[int] = []
    review([visit(visit_id=str(n), patient_id=str(n)) for n in range(600)], Basis(filed_on=FILED), progress=told.append)
    assert told == [256, 512]
