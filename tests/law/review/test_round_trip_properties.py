"""What we code, we accept: a visit billed as coded by us passes our own review of units and modifiers."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cleanclaim
from cleanclaim.law.policies.policy import payer_names
from cleanclaim.law.review.review import ClaimReview
from cleanclaim.model.line import Line
from cleanclaim.model.visit import Performer, Service, Visit
from tests.made_up import group, service, services, together, visit

AS_CODED = frozenset(
    {
        *("minutes.overbilled", "minutes.underbilled", "minutes.tie_overbilled", "minutes.tie_underbilled"),
        *("assistants.missing", "assistants.unearned", "assistants.share", "assistants.mispaired"),
        *("modifiers.discipline_missing", "minutes.uncounted"),
    }
)
PAYERS = st.sampled_from(["medicare", "aetna"])


def reviewed(of_visit: Visit) -> ClaimReview:
    return cleanclaim.review([of_visit]).claims[0]


def said(review: ClaimReview) -> set[tuple[str, str]]:
    return {(finding.rule, finding.outcome) for finding in review.findings if finding.rule in AS_CODED}


def as_billed(lines: Sequence[Line | Service]) -> tuple[Service, ...]:
    return tuple(Service(**{name: getattr(line, name) for name in Service.__struct_fields__}) for line in lines)


@given(services(), PAYERS)
def test_lines_counted_by_us_pass_our_review(recorded: list[Service], payer: str) -> None:
    assert said(reviewed(visit(recorded, payer))) == set()


@given(services(), PAYERS)
def test_lines_billed_as_counted_by_us_pass_our_review(recorded: list[Service], payer: str) -> None:
    counted = reviewed(visit(recorded, payer))
    billed = visit(as_billed(counted.lines), payer)
    assert said(reviewed(billed)) == set()


@pytest.mark.parametrize("payer", payer_names())
@pytest.mark.parametrize("performed_by", ["PT", "PTA"])
def test_at_every_payer_half_an_hour_as_we_write_it_is_no_fault(payer: str, performed_by: Performer) -> None:
    lines = reviewed(visit([service("97110", 30, performed_by)], payer)).lines
    assert [rule for rule, outcome in said(reviewed(visit(as_billed(lines), payer))) if outcome == "fail"] == []


# One code given in two ways: the days on which a line tells least of what was recorded.
TWO_WAYS = {
    "some to a group": [service("97110", 21), group(service("97110", 7))],
    "to a group by the therapist, alone by the assistant": [group(service("97110", 20)), service("97110", 8, "PTA")],
    "together, then alone by the assistant": [together(service("97110", 7)), service("97110", 7, "PTA")],
    "alone by the assistant, then together": [service("97110", 7, "PTA"), together(service("97110", 8, "PTA"))],
    "an untimed service by the assistant, alone and together": [
        service("97012", 7, "PTA"),
        together(service("97012", 7, "PTA")),
    ],
}


@pytest.mark.parametrize("recorded", TWO_WAYS.values(), ids=TWO_WAYS)
def test_a_code_given_in_two_ways_passes_our_review(recorded: list[Service]) -> None:
    for order in (recorded, recorded[::-1]):
        counted = reviewed(visit(order))
        assert said(counted) == set()
        assert said(reviewed(visit(as_billed(counted.lines)))) == set()
