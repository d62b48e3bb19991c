"""Deadlines to the day: leap years, year ends, weekends, holidays, receipt, levels of appeal, and whose limit it is."""

from datetime import date

import pytest
from msgspec import structs

from cleanclaim.exchange.files.practice import read_practice
from cleanclaim.law.basis import Basis
from cleanclaim.law.policies.nonworkdays import last_workday
from cleanclaim.law.policies.sources import sources
from cleanclaim.law.practice_payers import with_policies
from cleanclaim.model.practice import Address
from cleanclaim.model.submitted_claim import ClaimHeader, Party
from cleanclaim.money.denials.appeal_levels import appeal_levels, reopenings
from cleanclaim.money.denials.deadlines import Deadline, DeadlineFacts, LimitReader, next_deadline
from cleanclaim.money.denials.payer_limits import limits_of, policies_of
from cleanclaim.money.denials.payer_regions import payer_regions
from cleanclaim.money.denials.playbook import Way
from tests.cli.calling import PRACTICE

MEDICARE = ClaimHeader(payer=Party("MEDICARE PART B", id="EX001"), filing="MB")
READER = LimitReader(Basis(today=date(2026, 5, 1)))


def header(name: str, filing: str = "CI") -> ClaimHeader:
    return ClaimHeader(payer=Party(name), filing=filing)


def decided(
    payer: ClaimHeader = MEDICARE,
    service: date | None = date(2026, 1, 5),
    decision: date | None = date(2026, 2, 2),
    **more: object,
) -> DeadlineFacts:
    days = {"last_decision": decision, "primary_decision": decision}
    return DeadlineFacts(header=payer, service=service, decision=decision, **{**days, **more})  # type: ignore[arg-type]


def deadline(way: Way, claim: DeadlineFacts) -> Deadline:
    (found,) = READER.deadlines([way], claim)
    return found


@pytest.mark.parametrize(
    ("notice", "last", "send_by"),
    [
        ("2026-02-02", "2026-06-08", "2026-06-05"),  # June 7 is a Sunday: the deadline moves, and we send on Friday
        ("2026-02-03", "2026-06-08", "2026-06-08"),
        ("2026-01-31", "2026-06-05", "2026-06-05"),
        ("2025-12-29", "2026-05-04", "2026-05-01"),  # over the year's end, a Sunday
        ("2023-10-27", "2024-02-29", "2024-02-29"),  # into a leap day
        ("2024-10-27", "2025-03-03", "2025-02-28"),  # March 1 is a Saturday
        ("2026-03-01", "2026-07-06", "2026-07-02"),  # July 4 is a Saturday, and its holiday the Friday before
        ("2025-08-23", "2025-12-29", "2025-12-23"),  # December 24 and 26 were off by an order of the President
        ("2026-08-22", "2026-12-28", "2026-12-24"),  # Christmas is a Friday
    ],
)
def test_a_redetermination_is_due_120_days_after_receipt(notice: str, last: str, send_by: str) -> None:
    found = deadline("appeal", decided(decision=date.fromisoformat(notice)))
    assert (found.on, found.send_by) == (date.fromisoformat(last), date.fromisoformat(send_by))
    assert (found.standing, found.cite and found.cite.id, found.level) == ("verified", "42-cfr-405-942", 1)
    assert "CMS-20027" in found.note


@pytest.mark.parametrize(
    ("notice", "last"),
    [
        ("2024-02-29", "2025-02-28"),
        ("2023-02-28", "2024-02-28"),
        ("2025-12-31", "2026-12-31"),
        ("2026-02-02", "2027-02-02"),
    ],
)
def test_a_clerical_error_is_reopened_within_a_year_of_the_decision(notice: str, last: str) -> None:
    found = deadline("correction", decided(decision=date.fromisoformat(notice)))
    assert (found.on, found.name, found.standing) == (date.fromisoformat(last), "reopening", "verified")


@pytest.mark.parametrize(
    ("service", "last", "send_by"),
    [
        ("2024-02-29", "2025-02-28", "2025-02-28"),
        ("2025-03-01", "2026-03-02", "2026-02-27"),  # a Sunday
        ("2025-01-01", "2026-01-02", "2025-12-31"),  # New Year's Day
        ("2025-12-31", "2026-12-31", "2026-12-31"),
    ],
)
def test_a_new_claim_is_due_a_calendar_year_after_the_service(service: str, last: str, send_by: str) -> None:
    found = deadline("new claim", decided(service=date.fromisoformat(service)))
    assert (found.on, found.send_by) == (date.fromisoformat(last), date.fromisoformat(send_by))


@pytest.mark.parametrize(
    ("level", "answered", "last", "says"),
    [
        (1, "2026-02-02", "2026-08-06", "CMS-20033"),  # 180 days from February 7
        (1, "2024-02-26", "2024-08-29", "CMS-20033"),  # received on March 2: the year has a February 29
        (2, "2025-10-28", "2026-01-01", "needs $200.00 in dispute (verified)"),  # the amount of the request's year
        (2, "2025-10-27", "2025-12-31", "needs $190.00 in dispute (reported)"),
        (3, "2026-02-02", "2026-04-08", "DAB-101"),
        (4, "2026-02-02", "2026-04-08", "needs $1,960.00 in dispute (verified); $189.00 is less"),
    ],
)
def test_further_levels_and_what_must_be_in_dispute(level: int, answered: str, last: str, says: str) -> None:
    found = READER.next_level(level, date.fromisoformat(answered), decided(), 18900)
    assert found is not None
    assert (found.on, found.level) == (date.fromisoformat(last), level + 1)
    assert says in found.note


def test_after_the_last_level_there_is_none_and_a_shared_window_runs_from_the_first_decision() -> None:
    assert READER.next_level(5, date(2026, 2, 2), decided(), 18900) is None
    assert READER.next_level(1, date(2026, 2, 2), decided(header("CIGNA")), 18900) is None
    shared = READER.next_level(1, date(2026, 6, 2), decided(header("UNITEDHEALTHCARE")), 18900)
    assert shared is not None
    assert (shared.on, shared.begins) == (date(2027, 2, 2), date(2026, 2, 2))


def test_every_level_cites_a_source_that_fits_its_standing() -> None:
    for level in appeal_levels().values():
        cited = [(level.cite, level.standing), *((one.cite, one.standing) for one in level.amounts)]
        cited.append((level.request.cite, level.request.standing))
        for source, standing in cited:
            assert not source or sources()[source].read or standing != "verified"
        assert level.level == 1 or level.limit is not None
    for reopening in reopenings():
        assert sources()[reopening.request.cite].read or reopening.request.standing != "verified"


@pytest.mark.parametrize(
    ("payer", "way", "last", "standing"),
    [
        (header("AETNA"), "appeal", "2026-08-01", "reported"),  # by the name alone
        (header("AETNA"), "correction", "2026-08-01", "reported"),
        (header("AETNA"), "new claim", "2026-05-05", "contract"),
        (header("FLORIDA BLUE", "BL"), "new claim", "2026-07-04", "reported"),  # of the guides
        (header("FLORIDA BLUE", "BL"), "appeal", "2026-08-01", "contract"),  # as of any commercial payer
        (header("SOME HEALTH PLAN"), "new claim", "2026-04-05", "contract"),
        (header("MEDICAID", "MC"), "new claim", "2027-01-05", "reported"),  # the federal ceiling
        (header("TEXAS MEDICAID", "MC"), "new claim", "2026-04-10", "reported"),  # 95 days, the shorter
        (header("TRIWEST", "CH"), "appeal", "2026-05-03", "reported"),
    ],
)
def test_other_payers_by_their_policy_their_kind_or_their_name(
    payer: ClaimHeader, way: Way, last: str, standing: str
) -> None:
    found = deadline(way, decided(payer))
    assert (found.on, found.standing) == (date.fromisoformat(last), standing)


@pytest.mark.parametrize(
    ("state", "service", "name", "standing", "source"),
    [
        ("TX", "2026-01-05", "reconsideration", "verified", "tricare-triwest-reviews"),
        ("FL", "2026-01-05", "administrative review", "verified", "humana-military-reviews"),
        ("WI", "2026-01-05", "claim review", "reported", "humana-military-reviews"),  # some ZIP codes are the other's
        ("TX", "2024-12-31", "claim review", "reported", "humana-military-reviews"),
        ("", "2026-01-05", "claim review", "reported", "humana-military-reviews"),
    ],
)
def test_tricare_s_region_is_that_of_the_patient_s_state(
    state: str, service: str, name: str, standing: str, source: str
) -> None:
    patient = Address("1 Example Way", "Exampleton", state, "00000") if state else None
    payer = structs.replace(header("TRICARE", "CH"), address=patient)
    found = deadline("appeal", decided(payer, service=date.fromisoformat(service)))
    assert found.cite is not None
    assert (found.name, found.standing, found.cite.id) == (name, standing, source)
    assert ("which it is here is not known" in found.note) == (standing == "reported")


def test_a_region_s_limits_cite_what_was_read_and_no_state_is_in_two() -> None:
    states = [state for region in payer_regions() for state in region.states]
    assert len(states) == len(set(states))
    for region in payer_regions():
        for source in (region.cite, *(one.cite for one in region.limits.values())):
            assert sources()[source].read


def test_of_several_limits_the_shortest_counts_and_the_longer_are_named() -> None:
    found = deadline("new claim", decided(header("TEXAS MEDICAID", "MC")))
    assert found.others == ("12 months after the date of service (reported, Medicaid, generic)",)
    assert "by the payer's name alone" in found.note


def test_the_practice_says_whose_policy_a_payer_has() -> None:
    known = with_policies(read_practice(PRACTICE), READER.basis)
    key, payer = next((key, one) for key, one in known.payers.items() if one.policy == "medicare")
    named = ClaimHeader(payer=Party("AETNA", id=payer.id), filing="CI")
    assert policies_of(named, known) == ((known.payers[key].policy, "practice"),)
    assert [one.by for one in limits_of("appeal", named, None, READER.basis, known)] == ["practice"]


def test_a_limit_that_nobody_read_is_not_made_up() -> None:
    correction = deadline("correction", decided(header("SOME HEALTH PLAN")))
    assert correction.on == date(2026, 4, 5)  # as a first claim, to be safe
    assert correction.note.startswith("Nobody has read this payer's limit for corrections")
    unknown = deadline("appeal", decided(header("STATE FUND", "WC")))
    assert (unknown.on, unknown.note) == (None, "Each state decides. Ask the payer, or read the contract.")
    undated = deadline("appeal", decided(decision=None))
    assert (undated.on, undated.note) == (None, "The day from which it is counted is not known. Form CMS-20027.")
    assert deadline("next payer", decided()).on is None


def test_the_next_payer_counts_from_the_decision() -> None:
    found = deadline("next payer", decided(next_header=header("CIGNA")))
    assert found.on == date(2026, 5, 3)  # 90 days
    assert found.send_by == date(2026, 5, 1)
    late = deadline("new claim", decided(header("CIGNA"), follows=True, primary_decision=date(2026, 1, 20)))
    assert late.on == date(2026, 4, 20)


def test_the_next_deadline_is_the_first_that_is_not_past() -> None:
    first, second = READER.deadlines(["appeal", "correction"], decided())
    assert next_deadline((second, first), date(2026, 6, 8)) == first
    assert next_deadline((second, first), date(2026, 6, 9)) == second
    assert next_deadline((second, first), date(2027, 2, 3)) == second
    assert (second.is_past(date(2027, 2, 2)), second.is_past(date(2027, 2, 3))) == (False, True)
    assert next_deadline((), date(2026, 6, 8)) is None


@pytest.mark.parametrize(
    ("day", "before"),
    [("2026-07-04", "2026-07-02"), ("2026-01-01", "2025-12-31"), ("2026-03-02", "2026-03-02")],
)
def test_the_last_workday_before_a_weekend_and_a_holiday(day: str, before: str) -> None:
    assert last_workday(date.fromisoformat(day)) == date.fromisoformat(before)


@pytest.mark.parametrize(
    ("payer", "level", "name"),
    [
        (header("AETNA"), 1, "appeal, level 2"),
        (header("UNITED HEALTHCARE"), 1, "formal appeal, level 2"),
        (MEDICARE, 1, "appeal, level 2: reconsideration by the qualified independent contractor (QIC)"),
        (MEDICARE, 3, "appeal, level 4: review by the Medicare Appeals Council"),
    ],
)
def test_a_next_level_is_named_once(payer: ClaimHeader, level: int, name: str) -> None:
    found = READER.next_level(level, date(2026, 4, 1), decided(payer), 200_000)
    assert found is not None
    assert found.name == name
