"""Visits as payers' own documents and the rules of their states decide them.

Each case is a visit to one payer, with the authority, and what has to be found or must not be.
"""

from datetime import date

import pytest

from cleanclaim.law.basis import Basis
from cleanclaim.law.policies.policy import payer_file, payer_names, policy
from cleanclaim.law.review.coded import code
from cleanclaim.law.review.review import review
from cleanclaim.law.rules.ceilings import HOUR
from cleanclaim.model.finding import Finding
from cleanclaim.model.visit import History, Visit
from tests.clinic import billed, visit

TODAY = date(2026, 11, 28)


def findings(one: Visit, filed_on: date = TODAY) -> dict[str, Finding]:
    (claim,) = review([one], Basis(filed_on=filed_on)).claims
    return {finding.rule: finding for finding in claim.findings if finding.outcome == "fail"}


def severity_of(rule: str, one: Visit, filed_on: date = TODAY) -> str | None:
    found = findings(one, filed_on)
    return found[rule].severity if rule in found else None


# -- when a first claim has to arrive ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("payer", "service", "filed", "severity"),
    [
        # 42 CFR 424.44(a)(1): "the period ending 1 calendar year after the date of service"
        ("medicare", "2023-03-01", "2024-03-01", None),
        ("medicare", "2023-03-01", "2024-03-04", "stop"),
        ("medicare", "2025-03-02", "2026-03-02", None),
        ("medicare", "2025-03-02", "2026-03-03", "stop"),
        # CMS 100-04, ch. 1, 70: "considered timely if it is filed on the next workday"
        ("medicare", "2025-11-29", "2026-11-30", None),
        ("medicare", "2025-11-29", "2026-12-01", "stop"),
        ("medicare", "2025-12-25", "2026-12-28", None),
        # Noridian: "Claims with a February 29 DOS must be filed by February 28 of following year"
        ("medicare", "2024-02-29", "2025-02-28", None),
        ("medicare", "2024-02-29", "2025-03-01", "stop"),
        # TRICARE Operations Manual, ch. 8, s. 3: a year by the calendar
        ("tricare", "2023-06-01", "2024-06-01", None),
        # 22 CCR 51008: "received by the sixth month following the month"
        ("medicaid_ca", "2026-01-02", "2026-07-15", None),
        ("medicaid_ca", "2026-01-02", "2026-07-31", None),
        ("medicaid_ca", "2026-01-31", "2026-07-31", None),
        ("medicaid_ca", "2026-01-02", "2026-08-05", None),  # paid in part: deadlines.paid_in_part
        ("medicaid_ca", "2026-01-02", "2027-02-05", "stop"),
        # 471 NAC 3-003.01: "No more than 6 months have elapsed from the date of service"
        ("medicaid_ne", "2026-05-01", "2026-10-30", None),
        ("medicaid_ne", "2026-05-04", "2026-11-04", None),
        ("medicaid_ne", "2026-05-04", "2026-11-05", "stop"),
        # 1 TAC 354.1003: "within 95 days from each date of service", then the next business day
        ("medicaid_tx", "2026-08-26", "2026-11-30", None),
        ("medicaid_tx", "2026-08-26", "2026-12-01", "stop"),
        # TriWest, April 2024: "within 180 calendar days from the Date of Service"
        ("va", "2026-03-02", "2026-08-29", None),
        ("va", "2026-03-02", "2026-09-03", "stop"),
        # 28 TAC 133.20(b), 11 NYCRR 65-1.1(d)
        ("workers_comp_tx", "2026-03-02", "2026-06-05", None),
        ("workers_comp_tx", "2026-03-02", "2026-06-09", "stop"),
        ("auto_ny", "2026-03-02", "2026-04-16", None),
        ("auto_ny", "2026-03-02", "2026-04-21", "stop"),
        # a public standard that a contract may lengthen is a look: OfficeLink, March 2019; GP-X-046
        ("aetna", "2026-08-10", "2026-11-28", None),
        ("aetna", "2026-08-10", "2026-12-20", "warn"),
        ("bcbs_ne", "2026-06-01", "2026-11-28", "warn"),
    ],
)
def test_a_claim_is_late_when_the_payers_rule_says_so(
    payer: str, service: str, filed: str, severity: str | None
) -> None:
    one = visit(payer=payer, service_date=date.fromisoformat(service))
    assert severity_of("visits.late", one, date.fromisoformat(filed)) == severity


# -- assistants -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("payer", "service", "rule", "severity"),
    [
        # APTA, August 24, 2022: Cigna from October 15, in four states from November 1
        ("cigna", "2022-10-14", "assistants.missing", None),
        ("cigna", "2022-10-15", "assistants.missing", "warn"),
        ("cigna", "2022-11-01", "assistants.missing", "stop"),
        ("cigna", "2026-11-02", "assistants.missing", "stop"),
        # AOTA: Aetna "until March 1, 2024"
        ("aetna", "2024-02-29", "assistants.missing", None),
        ("aetna", "2024-03-01", "assistants.missing", "stop"),
        # APTA, January 22, 2020: Humana
        ("humana", "2020-01-02", "assistants.missing", "stop"),
        # New York's board: "within the scope of practice for PTAs using modifier CQ"
        ("workers_comp_ny", "2026-11-02", "assistants.missing", "stop"),
        # Horizon, from June 27, 2022; Premera, from 2022
        ("horizon_nj", "2022-06-26", "assistants.missing", None),
        ("horizon_nj", "2022-06-27", "assistants.missing", "stop"),
        ("premera", "2022-01-03", "assistants.missing", "stop"),
        # 85 FR 15061: "This rule is effective April 16, 2020"
        ("tricare", "2020-03-02", "assistants.not_paid", "stop"),
        ("tricare", "2020-04-16", "assistants.not_paid", None),
        ("tricare", "2020-04-16", "assistants.missing", "stop"),
        # nobody has read whether the VA's networks ask for CQ
        ("va", "2026-11-02", "assistants.missing", None),
        ("va", "2026-11-02", "assistants.mark_not_known", "warn"),
        # Gawenda, May 26, 2016: Texas asks for a modifier of its own
        ("medicaid_tx", "2026-11-02", "assistants.missing", None),
        ("medicaid_tx", "2026-11-02", "assistants.own_mark", "warn"),
    ],
)
def test_what_an_assistant_gave_is_marked_where_and_when_the_payer_asks(
    payer: str, service: str, rule: str, severity: str | None
) -> None:
    lines = billed(minutes=30, units=2, performed_by="PTA", modifiers=("GP",))
    one = visit(lines, payer=payer, service_date=date.fromisoformat(service))
    assert severity_of(rule, one) == severity


@pytest.mark.parametrize(
    ("payer", "mark"), [("cigna", True), ("aetna", True), ("workers_comp_ny", True), ("medicaid_tx", False)]
)
def test_an_assistants_lines_are_coded_with_cq_where_the_payer_asks(payer: str, mark: bool) -> None:
    lines = billed(minutes=30, units=None, performed_by="PTA", modifiers=())
    one = visit(lines, payer=payer, service_date=date(2026, 11, 2))
    (made,) = code([one]).visits
    assert ("CQ" in made.lines[0].modifiers) is mark
    (share,) = [step.text for step in made.proof if step.step == "assistant's share"]
    assert "therapist 0 min, assistant 30 min" in share
    assert ("for the therapist" in share) is mark  # nothing is put down to the therapist who gave none of it


# -- units, caps and pairs --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("payer", "service", "severity"),
    [
        ("cigna", "2022-02-02", None),  # the cap came in October 2022
        ("cigna", "2026-03-02", "warn"),
        ("anthem", "2026-03-02", "warn"),
        ("aetna", "2026-03-02", "warn"),  # a biller's guide of October 2024
        ("humana", "2026-03-02", None),
    ],
)
def test_five_timed_units_are_more_than_some_payers_take(payer: str, service: str, severity: str | None) -> None:
    one = visit(billed(minutes=75, units=5), payer=payer, service_date=date.fromisoformat(service))
    assert severity_of("ceilings.payer_cap", one) == severity


def test_the_remedy_of_a_cap_promises_nothing_of_an_approval() -> None:
    one = visit(billed(minutes=75, units=5), payer="anthem", service_date=date(2026, 3, 2))
    assert "No modifier lifts the cap" in findings(one)["ceilings.payer_cap"].remedy


def test_nebraskas_blue_cross_pools_the_days_minutes() -> None:
    """RP-I-003: "the total number of minutes of service determines the number of timed units"."""
    lines = billed(minutes=8, units=None), billed("97140", minutes=8, units=None)
    (made,) = code([visit(*lines, payer="bcbs_ne")]).visits
    assert made.timed_units == 1


@pytest.mark.parametrize(
    ("payer", "service", "severity"),
    [
        ("aetna", "2022-03-02", "warn"),
        ("aetna", "2026-03-02", None),  # "Aetna and Humana have resolved the issues", April 2023
        ("humana", "2026-03-02", None),
        ("anthem", "2026-03-02", "warn"),
    ],
)
def test_a_pair_of_the_payers_own_ends_when_it_ended(payer: str, service: str, severity: str | None) -> None:
    lines = billed("97140", minutes=15, units=1), billed("97530", minutes=15, units=1)
    one = visit(*lines, payer=payer, service_date=date.fromisoformat(service))
    assert severity_of("pairs.payer_pair", one) == severity


# -- visits and approvals ---------------------------------------------------------------------------


def earlier(payer: str, discipline: str, number: int) -> list[Visit]:
    days = [date(2026, month, day) for month in range(3, 9) for day in range(2, 28, 3)]
    return [
        visit(payer=payer, discipline=discipline, visit_id=f"{discipline} {place}", service_date=day)
        for place, day in enumerate(days[:number])
    ]


@pytest.mark.parametrize(
    ("physical", "occupational", "severity"),
    [(23, 0, None), (24, 0, "stop"), (20, 5, None), (23, 24, None), (24, 24, "stop")],
)
def test_california_gives_an_injury_24_visits_of_each_discipline(
    physical: int, occupational: int, severity: str | None
) -> None:
    """Labor Code 4604.5(c)(1). The history is all it needs: no chart is there."""
    payer = "workers_comp_ca"
    before = (*earlier(payer, "PT", physical), *earlier(payer, "OT", occupational))
    one = visit(payer=payer, service_date=date(2026, 11, 2), history=History(visits=before))
    assert severity_of("limits.visits", one) == severity


def test_without_a_history_the_number_of_the_visit_is_not_asked() -> None:
    (claim,) = review([visit(payer="workers_comp_ca", service_date=date(2026, 11, 2))], Basis(filed_on=TODAY)).claims
    assert not [finding for finding in claim.findings if "limits.visits" in str(finding.evidence.get("rules", ""))]


@pytest.mark.parametrize(("before", "severity"), [(0, None), (5, None), (6, "stop"), (12, "stop")])
def test_texas_asks_for_approval_past_six_early_visits(before: int, severity: str | None) -> None:
    """28 TAC 134.600(p)(5): "Physical or occupational therapy beyond six early visits"."""
    history = History(visits=tuple(earlier("workers_comp_tx", "PT", before)), authorizations=())
    one = visit(payer="workers_comp_tx", service_date=date(2026, 11, 2), history=history)
    assert severity_of("authorizations.none", one, date(2026, 11, 3)) == severity


@pytest.mark.parametrize(("discipline", "severity"), [("PT", "stop"), ("OT", None), ("SLP", None)])
def test_medi_cal_asks_for_approval_of_physical_therapy(discipline: str, severity: str | None) -> None:
    """22 CCR 51309(d): the other two have two services a month without."""
    history = History(visits=(), authorizations=())
    one = visit(payer="medicaid_ca", discipline=discipline, service_date=date(2026, 11, 2), history=history)
    assert severity_of("authorizations.none", one, date(2026, 11, 3)) == severity


# -- notices ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", ["GA", "GZ", "GY"])
def test_kx_and_a_notice_never_stand_together(mark: str) -> None:
    """NGS: "Never use KX and GA modifiers together; these are opposing modifiers."."""
    one = visit(billed(modifiers=("GP", "KX", mark)))
    assert severity_of("notices.necessary_and_not", one) == "stop"
    assert severity_of("notices.necessary_and_not", visit(billed(modifiers=("GP", mark)))) is None
    assert severity_of("notices.necessary_and_not", visit(billed(modifiers=("GP", "KX", mark)), payer="uhc")) is None


@pytest.mark.parametrize("payer", [name for name in payer_names() if payer_file(name).head.kind == "commercial"])
@pytest.mark.parametrize("service", [date(2020, 3, 2), date(2023, 3, 2), date(2026, 3, 2)])
def test_no_commercial_claim_stops_for_a_time_limit_that_a_contract_may_lengthen(payer: str, service: date) -> None:
    assert severity_of("visits.late", visit(payer=payer, service_date=service), date(2028, 1, 3)) in (None, "warn")


# -- what is known to exist, and not how much -------------------------------------------------------


def test_a_plan_that_may_ask_for_kx_is_a_look_past_medicares_amount_and_no_answer() -> None:
    """Priority Health: "Claims between $2,330 and $3,000 must include the KX modifier"; others ask for none."""
    for discipline, procedure in (("PT", "97110"), ("OT", "97530"), ("SLP", "92507")):
        line = billed(procedure, 30, 1, allowed=8000)
        about = {"payer": "medicare_advantage", "discipline": discipline}
        below, past = History(spent=240_000), History(spent=240_001)
        assert severity_of("threshold.plan_may_ask", visit(line, history=below, **about)) is None
        assert severity_of("threshold.plan_may_ask", visit(line, history=past, **about)) == "warn"
        for payer in ("medicare", "aetna", "tricare"):
            other = visit(line, history=past, **{**about, "payer": payer})
            assert severity_of("threshold.plan_may_ask", other) is None


@pytest.mark.parametrize("payer", payer_names())
def test_a_cap_whose_number_nobody_read_is_a_look_at_every_payer_that_has_one(payer: str) -> None:
    law = policy(payer, date(2026, 3, 2))
    assert law is not None
    expected = "warn" if law.daily_unit_cap is None and law.daily_unit_cap_codes else None
    lines = billed("97110", 45, 3), billed("97140", 30, 2)
    assert severity_of("ceilings.cap_not_known", visit(*lines, payer=payer)) == expected


def test_no_cap_on_file_is_below_the_hour_from_which_an_unread_one_is_looked_at() -> None:
    caps = [span.value for payer in payer_names() for span in payer_file(payer).spans["daily_unit_cap"]]
    assert min(cap for cap in caps if isinstance(cap, int)) == HOUR
