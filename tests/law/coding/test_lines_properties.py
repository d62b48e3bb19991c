"""The lines of a visit are the same by the short way as by the long one, and remembered as when worked out anew."""

from datetime import date
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from cleanclaim.law.basis import Basis
from cleanclaim.law.coding import lines as coding
from cleanclaim.law.coding.modifiers import in_order
from cleanclaim.law.coding.units_earned import UnitsEarned
from cleanclaim.law.policies.policy import Policy
from cleanclaim.law.review.law_in_force import in_force
from cleanclaim.model.line import Line
from cleanclaim.model.visit import Discipline, History, Service, Visit
from cleanclaim.reference.tables import Tables
from tests.conftest import tries
from tests.made_up import TIMED, service, visit

PAYERS = ["medicare", "medicare_advantage", "aetna", "uhc", "cigna", "tricare", "workers_comp", "nobody describes"]
CODES = [*TIMED[:6], "97150", "97161", "97750", "97124", "97035", "G0283", "97597", "99999"]
SERVICES = st.builds(
    Service,
    code=st.sampled_from(CODES),
    performed_by=st.sampled_from(["PT", "PT", "PTA", "OT", None]),
    mode=st.sampled_from(["individual", "individual", "individual", "group", "together"]),
    units=st.sampled_from([None, None, None, None, 0, 2]),
    minutes=st.sampled_from([15, 23, 7, 30, 10, 8, None]),
    modifiers=st.sampled_from([(), (), ("GP",), ("59",), ("59", "KX", "59"), ("QQ", "76"), ("GO", "XU")]),
    charge=st.sampled_from([4500, 101, None]),
    allowed=st.sampled_from([2800, 101, None]),
    diagnoses=st.sampled_from([("M25561",), (), ("M5450", "M25561", "M5450")]),
    start=st.sampled_from([None, 540, 555, 600]),
    separate=st.sampled_from([None, True, False]),
    student=st.sampled_from([None, "directed", "alone"]),
    wound_area=st.sampled_from([None, 1200]),
)
VISITS = st.builds(
    structs.replace,
    st.builds(visit, st.lists(SERVICES, min_size=1, max_size=5), st.sampled_from(PAYERS)),
    discipline=st.sampled_from(["PT", "PT", "OT", "SLP", None]),
    service_date=st.sampled_from([date(2026, 3, 2), date(2025, 2, 3), date(2019, 6, 3)]),
    necessity_documented=st.sampled_from([None, True]),
    history=st.builds(History, spent=st.sampled_from([247_000, 0, None])) | st.none(),
)


def long_way(
    discipline: Discipline | None, service: Service, number: int, earned: UnitsEarned, policy: Policy, tables: Tables
) -> Line:
    """The line of a code's one service, put together as those of a code that was given often."""
    (line,) = coding._counted_lines(
        Visit(visit_id="", discipline=discipline), service.code, [service], earned, policy, tables
    )
    return structs.replace(line, number=number)


@tries(300)
@given(VISITS)
def test_the_short_way_makes_the_lines_of_the_long_one(made: Visit) -> None:
    law = in_force(made, Basis())
    counted = coding.count_under_policy(made, (), law.policy, law.tables)
    by_the_short_way = coding.build_lines(made, counted, law.policy, law.tables)
    with (
        patch.object(coding, "_therapists_line", long_way),
        patch.object(coding, "in_order", in_order.__wrapped__),
        patch.object(coding, "_distinct_pairs", coding._distinct_pairs.__wrapped__),
    ):
        assert coding.build_lines(made, counted, law.policy, law.tables) == by_the_short_way
    assert [line.number for line in by_the_short_way] == list(range(1, len(by_the_short_way) + 1))


@tries(300)
@given(
    VISITS,
    st.lists(st.sampled_from([None, 2906, 5127, 101]), min_size=5, max_size=5),
    st.sampled_from([None, 0, 247_000]),
)
def test_lines_with_the_amounts_of_later_are_those_coded_then(
    made: Visit, amounts: list[int | None], spent: int | None
) -> None:
    law = in_force(made, Basis())
    counted = coding.count_under_policy(made, (), law.policy, law.tables)
    before = coding.build_lines(made, counted, law.policy, law.tables)
    services = [structs.replace(one, allowed=amount) for one, amount in zip(made.services, amounts, strict=False)]
    later = structs.replace(made, services=tuple(services), history=History(spent=spent))
    assert coding.update_amounts(later, before, law.policy, law.tables) == coding.build_lines(
        later, counted, law.policy, law.tables
    )


@given(st.sampled_from(TIMED), st.integers(1, 4), st.integers(1, 4), st.integers(0, 50_000), st.booleans())
def test_an_amount_of_later_is_divided_between_therapist_and_assistant_as_their_units_are(
    code: str, own: int, theirs: int, amount: int, with_group: bool
) -> None:
    shared = [service(code, 15 * own), service(code, 15 * theirs, "PTA")]
    made = visit([*shared, structs.replace(shared[0], mode="group")] if with_group else shared)
    law = in_force(made, Basis())
    counted = coding.count_under_policy(made, (), law.policy, law.tables)
    before = coding.build_lines(made, counted, law.policy, law.tables)
    later = [structs.replace(one, allowed=cents) for one, cents in zip(made.services, (amount, 0, 77), strict=False)]
    after = coding.update_amounts(structs.replace(made, services=tuple(later)), before, law.policy, law.tables)
    assert [line.units for line in after] == [own, theirs, 0][: 2 + with_group]
    first, second = (line.allowed or 0 for line in after[:2])
    assert first + second == amount
    assert abs(first * (own + theirs) - amount * own) < own + theirs
    assert [line.allowed for line in after[2:]] == [77] * with_group
