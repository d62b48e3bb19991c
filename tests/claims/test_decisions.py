"""What stands of what payers decided: reversals, corrections, splits and crossovers, in any order and any files."""

from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct, structs

from cleanclaim.claims.deposits import deposits_of
from cleanclaim.claims.match import MatchedClaim, match_claims
from cleanclaim.claims.remittance_history import PayerHistory, RemittanceHistory, build_remittance_history
from cleanclaim.claims.reversals import ClaimDecision, decisions_in_force, in_order, without_repeated_lines
from cleanclaim.claims.visits_from_837p import payer_lookup
from cleanclaim.law.basis import Basis
from cleanclaim.model.remittance import ProviderAdjustment, Remittance
from cleanclaim.model.submitted_claim import Adjustment, SubmittedClaim
from cleanclaim.pricing.payment_locality import PaymentLocality
from tests.claims.stories import AETNA, MEDICARE, SENT, decision, line, remittance, story
from tests.conftest import tries


def by_line(one: PayerHistory | None) -> dict[int, int]:
    if one is None or one.standing is None:
        return {}
    return {int((line.control_number or "")[1:]): line.paid or 0 for line in one.standing.claim.lines}


def of_payer(history: RemittanceHistory, name: str) -> PayerHistory | None:
    found = history.claims.get("PT1")
    return next((one for one in found.payers if one.payer == name), None) if found else None


@tries(150)
@given(data=st.data())
def test_any_story_in_any_order_stands_as_the_guide_says(data: st.DataObject) -> None:
    told, replays = [], {}
    for payer, place in ((MEDICARE, "1"), (AETNA, "2")):
        made, replays[payer[0]] = data.draw(st.composite(story)(payer, place))
        told += made
    again = data.draw(st.lists(st.sampled_from(told), max_size=2)) if told else []
    history = build_remittance_history(data.draw(st.permutations([*told, *again])))
    for name, replay in replays.items():
        assert by_line(of_payer(history, name)) == replay.by_line
    assert len(history.repeated) == len(again)
    assert history == structs.replace(build_remittance_history(told), repeated=history.repeated)
    own = history.of(SENT)
    assert own is None or own.payer == MEDICARE[0]
    for deposit in deposits_of(history.remittances, ["PT1"]):
        assert deposit.unexplained == 0


# Single cases.


def matched(*remittances: Remittance, sent: SubmittedClaim = SENT) -> MatchedClaim:
    history = build_remittance_history(remittances)
    office = PaymentLocality(zip_code="78701")
    found = match_claims([sent], history, payer=payer_lookup(None), office=office, basis=Basis())
    return found.claims[0]


PAID = decision({0: 4500, 1: 2500, 2: 2000}, "ICN1")


def test_the_second_payers_decision_stands_beside_the_first_ones() -> None:
    crossed = decision({0: 1125, 1: 625, 2: 500}, "S1", "2", "23")
    found = matched(remittance(18, "Q2", crossed, payer=AETNA), remittance(0, "Q1", PAID))
    assert [one.paid for one in found.lines] == [4500, 2500, 2000]
    assert [(one.payer, one.place, one.paid) for one in found.others] == [("AETNA", "S", 2250)]
    assert found.paid == 11250


def test_a_claim_that_only_another_payer_decided_waits_for_its_own() -> None:
    found = matched(remittance(18, "Q2", decision({0: 1125}, "S1", "2", "23"), payer=AETNA))
    assert (found.outcome, found.paid, len(found.others)) == ("not answered", 1125, 1)


def test_two_parts_of_a_line_are_one() -> None:
    first, *more = PAID.lines
    halves = [
        structs.replace(first, charge=4800, paid=2500, allowed=3125, adjustments=(Adjustment("CO", "45", 2300),)),
        structs.replace(first, charge=4800, paid=2000, allowed=2500, adjustments=(Adjustment("CO", "45", 2800),)),
    ]
    found = matched(remittance(0, "Q1", structs.replace(PAID, lines=(*halves, *more))))
    assert (found.lines[0].paid, found.lines[0].allowed, found.differences) == (4500, 5625, ())
    assert not any(one.kind == "charge" for one in found.lines[0].differences)


def test_lines_without_numbers_are_told_apart_by_their_modifiers_whatever_their_order() -> None:
    same = structs.replace(SENT.lines[1], control_number=None, number="1")
    assisted = structs.replace(same, modifiers=("GP", "CQ"), number="2")
    by_assistant = structs.replace(line(1, 2000), modifiers=("GP", "CQ"), control_number=None)
    by_therapist = structs.replace(line(1, 4000), control_number=None)
    paid = structs.replace(PAID, charge=9000, paid=6000, lines=(by_assistant, by_therapist))
    found = matched(remittance(0, "Q1", paid), sent=structs.replace(SENT, lines=(same, assisted), charge=9000))
    assert [one.paid for one in found.lines] == [4000, 2000]


def test_a_correction_listed_before_its_reversal_stands() -> None:
    corrected = decision({0: 5500, 1: 2500, 2: 2000}, "ICN2")
    later = remittance(8, "Q5", corrected, decision({0: 4500, 1: 2500, 2: 2000}, "ICN1", "22"))
    found = matched(later, remittance(0, "Q4", PAID))
    assert ([one.paid for one in found.lines], found.paid) == ([5500, 2500, 2000], 10000)


def test_a_claim_paid_and_taken_back_as_a_whole_leaves_nothing() -> None:
    found = matched(remittance(0, "TB", PAID, decision({0: 4500, 1: 2500, 2: 2000}, "ICN1", "22")))
    assert (found.outcome, found.paid) == ("taken back", 0)


@pytest.mark.parametrize(
    ("paid", "adjustments", "outcome"),
    [
        (9000, (Adjustment("CO", "45", 9900),), "not compared"),
        (0, (Adjustment("CO", "50", 18900),), "denied"),
        (0, (Adjustment("PR", "1", 18900),), "not compared"),
    ],
)
def test_a_claim_decided_without_lines_is_decided_as_a_whole(
    paid: int, adjustments: tuple[Adjustment, ...], outcome: str
) -> None:
    whole = structs.replace(PAID, paid=paid, lines=(), adjustments=adjustments)
    found = matched(remittance(0, "Q1", whole))
    assert (found.outcome, found.paid) == (outcome, paid)
    assert not any(one.differences for one in found.lines)


def test_what_was_taken_off_the_claim_as_a_whole_is_named() -> None:
    off = structs.replace(PAID, paid=(PAID.paid or 0) - 1000, adjustments=(Adjustment("CO", "253", 1000),))
    assert [one.kind for one in matched(remittance(0, "Q1", off)).differences] == ["claim"]


class Amounts(Struct, frozen=True):
    """A payment with everything in it that is on no claim at hand."""

    adjustments: tuple[ProviderAdjustment, ...] = (
        ProviderAdjustment("L6", "PT1", -123),
        ProviderAdjustment("WO", "OLD1", 1250),
        ProviderAdjustment("FB", "EFT2", -11000),
    )


def test_a_deposit_ties_out_to_the_cent() -> None:
    stranger = decision({0: 3333}, "N1", claim_id="NOTOURS")
    total = (PAID.paid or 0) + 3333 + 123 - 1250 + 11000
    one = remittance(0, "EFT1", PAID, stranger, adjustments=Amounts().adjustments, amount=total)
    (deposit,) = deposits_of([one], ["PT1"])
    assert [(each.claim_id, each.paid) for each in deposit.unknown] == [("NOTOURS", 3333)]
    assert [(each.reason, each.reference, each.amount) for each in deposit.adjustments] == [
        ("L6", "PT1", 123),
        ("WO", "OLD1", -1250),
        ("FB", "EFT2", 11000),
    ]
    assert (deposit.on_claims, deposit.amount, deposit.unexplained) == (PAID.paid, total, 0)


def test_a_deposit_that_nothing_explains_says_so() -> None:
    one = remittance(0, "EFT1", PAID, amount=(PAID.paid or 0) - 700)
    (deposit,) = deposits_of([one], ["PT1"])
    assert deposit.unexplained == -700


REASONS = ("45", "50", "18", "97")


def decided(reasons: tuple[str, ...], number: str, status: str, day: int) -> ClaimDecision:
    """A decision whose lines are paid where the reason is 45, and nothing where it is another."""
    lines = {at: 2000 if reason == "45" else 0 for at, reason in enumerate(reasons)}
    made = decision(lines, number, status)
    sign = -1 if status == "22" else 1
    parts = tuple(line(at, lines[at], sign, reason) for at, reason in enumerate(reasons))
    return ClaimDecision(structs.replace(made, lines=parts), remittance(day, f"Q{day}").payment)


@pytest.mark.parametrize("first", list(product(REASONS, repeat=3)))
@pytest.mark.parametrize("then", [("50", "50", "50"), ("45", "50", "45"), ("50", "45", "97")])
def test_a_reversal_with_a_new_decision_leaves_all_lines_of_the_new_one(
    first: tuple[str, ...], then: tuple[str, ...]
) -> None:
    """Whatever the first decision was, a line denied as decided before among it too."""
    every = [decided(first, "ICN1", "1", 0), decided(first, "ICN1", "22", 20), decided(then, "ICN2", "4", 20)]
    for told in permutations(every):
        (stands,) = decisions_in_force(in_order(without_repeated_lines(told)))
        assert stands.claim.lines == every[2].claim.lines


def test_a_line_decided_anew_takes_the_place_of_its_refusal_until_then() -> None:
    before, again = decided(("45", "45", "97"), "ICN1", "1", 0), decided(("18", "18", "45"), "ICN2", "1", 20)
    for told in permutations([before, again]):
        first, second = decisions_in_force(in_order(without_repeated_lines(told)))
        assert first.claim.lines == before.claim.lines[:2]
        assert second.claim.lines == again.claim.lines[2:]
