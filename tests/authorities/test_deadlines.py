"""Last days of corrections, appeals and claims after another payer, of every payer that names one; and marks and limits
of single states.
"""

from datetime import date, timedelta

import pytest

from cleanclaim.law.basis import Basis
from cleanclaim.law.policies.policy import payer_names, policy
from cleanclaim.law.policies.time_limits import TimeLimit
from cleanclaim.law.review.review import review
from cleanclaim.model.finding import Finding
from cleanclaim.model.visit import History, SentAs, Visit
from tests.clinic import billed, visit

SERVICE, DECIDED = date(2026, 1, 12), date(2026, 2, 16)
BY: tuple[tuple[SentAs, str, str], ...] = (
    ("correction", "corrected_claim", "deadlines.correction_late"),
    ("appeal", "appeal", "deadlines.appeal_late"),
    ("second", "secondary_filing", "deadlines.second_late"),
)


def finding(rule: str, one: Visit, filed_on: date) -> Finding | None:
    (claim,) = review([one], Basis(filed_on=filed_on)).claims
    return next((found for found in claim.findings if found.rule == rule), None)


def is_left_open(rule: str, one: Visit, filed_on: date) -> bool:
    """Whether a question is left open; several are told as one, by the first rule that asks."""
    (claim,) = review([one], Basis(filed_on=filed_on)).claims
    open_ones = [found for found in claim.findings if found.outcome == "undetermined"]
    return bool(open_ones) and all(found.rule != rule for found in claim.findings if found not in open_ones)


def limit_of(payer: str, key: str) -> TimeLimit | None:
    described = policy(payer, SERVICE)
    assert described is not None
    limit: TimeLimit | None = getattr(described, key)
    return limit


def begins(limit: TimeLimit) -> date:
    if limit.start in ("service", "month_of_service"):
        return SERVICE
    return DECIDED + timedelta(days=limit.mail_days if limit.start == "receipt" else 0)


@pytest.mark.parametrize(("sent_as", "key", "rule"), BY)
@pytest.mark.parametrize("payer", payer_names())
def test_each_limit_holds_to_its_last_day_and_no_longer(payer: str, sent_as: SentAs, key: str, rule: str) -> None:
    limit = limit_of(payer, key)
    one = visit(payer=payer, service_date=SERVICE, sent_as=sent_as, decided_on=DECIDED)
    if limit is None:
        assert is_left_open(rule, one, date(2029, 1, 8))
        return
    if limit.last_day(SERVICE) == date.max:
        assert finding(rule, one, date(2029, 1, 8)) is None
        return
    last = limit.last_day(begins(limit))
    assert finding(rule, one, last) is None
    first_claim = limit_of(payer, "timely_filing")
    if sent_as == "second" and first_claim is not None:
        last = max(last, first_claim.last_day(SERVICE))  # within the time of a first claim none is late
    found = finding(rule, one, last + timedelta(days=10))
    described = policy(payer, SERVICE)
    assert found is not None
    assert described is not None
    assert found.outcome == "fail"
    assert (found.severity == "stop") == (described.value(key).standing == "verified")


@pytest.mark.parametrize(("sent_as", "key", "rule"), BY)
@pytest.mark.parametrize("payer", payer_names())
def test_without_the_day_of_the_decision_only_a_limit_from_the_service_is_known(
    payer: str, sent_as: SentAs, key: str, rule: str
) -> None:
    limit = limit_of(payer, key)
    if limit is not None and limit.start not in ("service", "month_of_service"):
        assert is_left_open(rule, visit(payer=payer, service_date=SERVICE, sent_as=sent_as), date(2029, 1, 8))


@pytest.mark.parametrize("sent_as", [None, "first"])
def test_a_first_claim_has_no_other_limit(sent_as: SentAs | None) -> None:
    one = visit(service_date=SERVICE, sent_as=sent_as, decided_on=DECIDED)
    found = {each.rule for each in review([one], Basis(filed_on=date(2029, 1, 8))).claims[0].findings}
    assert "visits.late" in found
    assert found.isdisjoint(rule for _sent_as, _key, rule in BY)


@pytest.mark.parametrize("sent_as", ["correction", "appeal", "second"])
def test_what_is_no_first_claim_has_not_the_limit_of_one(sent_as: SentAs) -> None:
    one = visit(service_date=SERVICE, sent_as=sent_as, decided_on=date(2028, 12, 29))
    assert finding("visits.late", one, date(2029, 1, 8)) is None


# -- Medi-Cal: two services a month; Texas: AT; UnitedHealthcare: evaluation and management ------------


@pytest.mark.parametrize(("discipline", "code"), [("OT", "97530"), ("SLP", "92507"), ("PT", "97110")])
@pytest.mark.parametrize(("days", "counted"), [((2, 9), 2), ((2,), 1), ((), 0)])
def test_medi_cal_has_two_services_a_month_of_what_it_limits(
    discipline: str, code: str, days: tuple[int, ...], counted: int
) -> None:
    """22 CCR 51309(d): "except physical therapy, are subject to the limitations"; its number was told, not read."""
    about = {"payer": "medicaid_ca", "discipline": discipline}
    before = [visit(visit_id=f"b{day}", service_date=date(2026, 3, day), **about) for day in days]
    before.append(visit(visit_id="last", service_date=date(2026, 2, 27), **about))
    one = visit(
        billed(code), service_date=date(2026, 3, 16), history=History(visits=tuple(before)), visit_id="now", **about
    )
    found = finding("limits.visits", one, date(2026, 3, 17))
    limited = discipline != "PT" and counted >= 2
    assert (found.severity if found else None) == ("warn" if limited else None)


@pytest.mark.parametrize("payer", payer_names())
def test_only_texas_medicaid_looks_for_at(payer: str) -> None:
    found = finding("acute.unmarked", visit(payer=payer), date(2026, 3, 3))
    assert (found.severity if found else None) == ("info" if payer == "medicaid_tx" else None)
    marked = visit(billed(modifiers=("GP", "AT")), payer=payer)
    assert finding("acute.unmarked", marked, date(2026, 3, 3)) is None


@pytest.mark.parametrize("code", ["99201", "99202", "99215", "99242", "99341", "99401", "99457", "99499"])
def test_united_pays_a_therapist_no_evaluation_and_management(code: str) -> None:
    """UHC, therapists' codes: "99201-99499"."""
    one = visit(billed(code, None, 1), payer="uhc")
    found = finding("codes.never_paid", one, date(2026, 3, 3))
    assert found is not None
    assert found.severity == "stop"
    assert finding("codes.never_paid", visit(billed("97161", 30, 1), payer="uhc"), date(2026, 3, 3)) is None
