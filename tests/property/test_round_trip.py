"""What we code, we accept: a visit billed as coded by us passes our own review of units and modifiers."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st
from made_up import services, visit
from msgspec import structs

import cleanclaim
from cleanclaim.law.review import ClaimReview
from cleanclaim.model.line import Line
from cleanclaim.model.visit import Service, Visit

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
