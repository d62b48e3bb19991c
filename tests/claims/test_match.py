"""Remittances matched to claims: what agrees to the cent, and what every difference is called."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec import structs

from cleanclaim.claims.match import MatchedClaim, MatchResult, match_claims
from cleanclaim.claims.refusals import refusals_of
from cleanclaim.claims.remittance_history import build_remittance_history
from cleanclaim.claims.visits_from_837p import payer_lookup
from cleanclaim.exchange.x12.acknowledgements import ClaimAnswer
from cleanclaim.exchange.x12.located import Located
from cleanclaim.law.basis import Basis
from cleanclaim.model.remittance import PaidClaim, PaidLine, Payment, Remittance
from cleanclaim.model.submitted_claim import Adjustment, SubmittedClaim
from cleanclaim.pricing.payment_locality import PaymentLocality
from cleanclaim.sandbox.payer.behavior import Behavior
from cleanclaim.sandbox.payer.mailbox import MailboxRun
from tests.exchange.x12.files import CLAIM_837P, REMITTANCE_835, SECONDARY_837P, written
from tests.sandbox.payer.post import ASSISTED, MEDICARE, ON, Post, claim, of, paid, payments

AUSTIN = PaymentLocality(zip_code="78701")


def matched(
    files: Sequence[list[str]], remittances: Sequence[Remittance], answers: Sequence[ClaimAnswer] = ()
) -> MatchResult:
    claims = [one for lines in files for one in of(SubmittedClaim, written(lines).decode())]
    history = build_remittance_history(remittances)
    refusals = refusals_of([Located(one, 0, 0) for one in answers])
    return match_claims(claims, history, refusals, payer=payer_lookup(None), office=AUSTIN, basis=Basis())


def remittance(done: MailboxRun) -> Remittance:
    return Remittance(payments(done)[0], tuple(paid(done)))


def answered(folder: Path, lines: list[str] = MEDICARE, habits: Behavior | None = None) -> tuple[Post, Remittance]:
    post = Post(folder, habits or Behavior())
    _, done = post.one(lines)
    return post, remittance(done)


def only(found: MatchResult) -> MatchedClaim:
    (one,) = found.claims
    return one


def line_changed(one: Remittance, change: Callable[[PaidLine], PaidLine], at: int = 0) -> Remittance:
    """The remittance with one line of its claim changed."""
    (claim,) = one.claims
    lines = tuple(change(line) if place == at else line for place, line in enumerate(claim.lines))
    return structs.replace(one, claims=(structs.replace(claim, lines=lines),))


def kinds(one: MatchedClaim) -> list[list[str]]:
    return [[said.kind for said in line.differences] for line in one.lines]


def test_what_was_paid_as_expected_agrees_to_the_cent(tmp_path: Path) -> None:
    _, one = answered(tmp_path)
    found = matched([MEDICARE], [one])
    claim = only(found)
    assert (claim.outcome, claim.paid, found.paid) == ("as expected", 5803, 5803)
    assert [(line.expected_allowed, line.allowed) for line in claim.lines] == [(5245, 5245), (2158, 2158)]
    assert [(line.expected_paid, line.paid) for line in claim.lines] == [(4112, 4112), (1691, 1691)]


def test_the_deductible_is_the_payers_to_state_and_the_rest_follows_from_it(tmp_path: Path) -> None:
    _, one = answered(tmp_path, habits=Behavior(deductible=40))
    claim = only(matched([MEDICARE], [one]))
    assert (claim.outcome, claim.lines[0].expected_paid) == ("as expected", 976)  # (52.45 - 40) x 0.8 x 0.98


def test_an_assistants_line_is_expected_at_the_lower_rate(tmp_path: Path) -> None:
    _, one = answered(tmp_path, ASSISTED)
    claim = only(matched([ASSISTED], [one]))
    assert (claim.outcome, claim.lines[0].expected_paid) == ("as expected", 3496)


def test_of_a_second_payer_nothing_is_expected(tmp_path: Path) -> None:
    _, one = answered(tmp_path, SECONDARY_837P)
    claim = only(matched([SECONDARY_837P], [one]))
    assert (claim.outcome, [line.expected_paid for line in claim.lines]) == ("not compared", [None, None])


def test_a_payer_without_prices_is_matched_and_not_compared(tmp_path: Path) -> None:
    _, one = answered(tmp_path, CLAIM_837P)
    assert only(matched([CLAIM_837P], [one])).outcome == "not compared"


@pytest.mark.parametrize("cents", [1, -1])
def test_a_cent_off_is_a_difference(tmp_path: Path, cents: int) -> None:
    _, one = answered(tmp_path)
    off = line_changed(one, lambda line: structs.replace(line, paid=(line.paid or 0) + cents))
    claim = only(matched([MEDICARE], [off]))
    assert (claim.outcome, kinds(claim)) == ("differs", [["paid"], []])
    word = "more" if cents > 0 else "less"
    assert (
        claim.lines[0].differences[0].text == f"paid ${41.12 + cents / 100:.2f}, $0.01 {word} than the $41.12 expected"
    )


def test_a_lower_allowed_amount_is_named_beside_what_it_does_to_the_payment(tmp_path: Path) -> None:
    _, one = answered(tmp_path)
    off = line_changed(one, lambda line: structs.replace(line, allowed=5000, paid=3920))
    claim = only(matched([MEDICARE], [off]))
    assert kinds(claim) == [["allowed", "paid"], []]
    assert claim.lines[0].differences[0].text == "allowed $50.00, $2.45 less than the $52.45 expected"


def test_a_denied_line_says_why(tmp_path: Path) -> None:
    _, one = answered(tmp_path)
    why = (Adjustment("CO", "97", 8500),)
    off = line_changed(one, lambda line: structs.replace(line, allowed=None, paid=0, adjustments=why))
    claim = only(matched([MEDICARE], [off]))
    assert (claim.outcome, kinds(claim)) == ("differs", [["denied"], []])
    assert claim.lines[0].differences[0].text.startswith("denied, CO 97: ")


def test_a_line_denied_for_a_reason_nobody_lists_is_told_by_its_code_alone(tmp_path: Path) -> None:
    _, one = answered(tmp_path)
    why = (Adjustment("CO", "ZZ9", 8500),)
    off = line_changed(one, lambda line: structs.replace(line, allowed=None, paid=0, adjustments=why))
    claim = only(matched([MEDICARE], [off]))
    assert claim.lines[0].differences[0].text == "denied, CO ZZ9"


def test_a_claim_denied_as_a_whole_is_denied(tmp_path: Path) -> None:
    _, one = answered(tmp_path, habits=Behavior(denials={"50": 1.0}))
    assert only(matched([MEDICARE], [one])).outcome == "denied"


def test_a_line_the_patient_pays_alone_is_not_denied(tmp_path: Path) -> None:
    _, one = answered(tmp_path, habits=Behavior(deductible=500))
    claim = only(matched([MEDICARE], [one]))
    assert (claim.outcome, claim.paid) == ("as expected", 0)


def test_another_code_or_charge_is_named(tmp_path: Path) -> None:
    _, one = answered(tmp_path)
    off = line_changed(one, lambda line: structs.replace(line, code="97530", charge=9000))
    assert kinds(only(matched([MEDICARE], [off]))) == [["code", "charge"], []]


def test_a_line_is_found_by_its_number_whatever_the_order(tmp_path: Path) -> None:
    _, one = answered(tmp_path)
    (claim,) = one.claims
    turned = structs.replace(one, claims=(structs.replace(claim, lines=claim.lines[::-1]),))
    assert only(matched([MEDICARE], [turned])).outcome == "as expected"


def test_a_line_without_a_number_is_found_by_what_was_billed(tmp_path: Path) -> None:
    _, one = answered(tmp_path)
    bare = line_changed(one, lambda line: structs.replace(line, control_number=None), at=1)
    assert only(matched([MEDICARE], [bare])).outcome == "as expected"


def test_lines_missing_and_added_are_named(tmp_path: Path) -> None:
    _, one = answered(tmp_path)
    (claim,) = one.claims
    stranger = structs.replace(claim.lines[1], control_number="X9", code="97535", charge=1000)
    other = structs.replace(one, claims=(structs.replace(claim, lines=(claim.lines[0], stranger)),))
    found = only(matched([MEDICARE], [other]))
    assert (kinds(found), [said.kind for said in found.differences]) == ([[], ["missing"]], ["unbilled"])


def test_claims_without_an_answer_and_answers_without_a_claim_are_named(tmp_path: Path) -> None:
    _, one = answered(tmp_path)
    found = matched([claim(MEDICARE, name="PT7")], [one])
    assert (only(found).outcome, found.unknown) == ("not answered", ["PT1"])


def test_a_claim_refused_by_a_277ca_is_refused() -> None:
    answer = ClaimAnswer(claim_id="PT1", action="U")
    assert only(matched([MEDICARE], [], [answer])).outcome == "refused"


def test_a_payment_that_comes_twice_counts_once(tmp_path: Path) -> None:
    _, one = answered(tmp_path)
    found = matched([MEDICARE], [one, one])
    assert (found.paid, found.payments, only(found).outcome) == (5803, 1, "as expected")
    assert found.twice == [one.payment.trace]


def test_a_duplicate_denied_leaves_the_claim_paid(tmp_path: Path) -> None:
    post, one = answered(tmp_path)
    _, done = post.one(MEDICARE, name="again")
    found = matched([MEDICARE], [one, remittance(done)])
    assert (only(found).outcome, found.paid) == ("as expected", 5803)


def test_a_duplicate_of_what_the_patient_owes_alone_is_one_too(tmp_path: Path) -> None:
    post, one = answered(tmp_path, habits=Behavior(deductible=500))
    taken, done = post.one(MEDICARE, name="again")
    assert taken.denied == 2
    assert only(matched([MEDICARE], [one, remittance(done)])).outcome == "as expected"


def test_a_void_leaves_nothing(tmp_path: Path) -> None:
    post, one = answered(tmp_path)
    void = claim(MEDICARE, frequency="8", original=one.claims[0].payer_claim_number or "")
    _, done = post.one(void, name="void")
    found = only(matched([MEDICARE], [one, remittance(done)]))
    assert (found.outcome, found.paid) == ("taken back", 0)


def test_a_replacement_stands_for_the_first(tmp_path: Path) -> None:
    post, one = answered(tmp_path)
    less = [line.replace("*85*UN*2*", "*42.5*UN*1*").replace("*127.5*", "*85*") for line in MEDICARE]
    corrected = claim(less, frequency="7", original=one.claims[0].payer_claim_number or "")
    _, done = post.one(corrected, name="corrected", on=ON + timedelta(days=7))
    found = only(matched([MEDICARE, corrected], [remittance(done), one]))  # in whatever order they are given
    assert (found.outcome, found.charge, found.paid) == (
        "as expected",
        8500,
        sum(line.paid or 0 for line in found.lines),
    )


def test_what_was_taken_back_leaves_the_full_price_to_what_replaced_it_under_another_number(tmp_path: Path) -> None:
    post, one = answered(tmp_path)
    again = claim(MEDICARE, name="PT8", frequency="7", original=one.claims[0].payer_claim_number or "")
    _, done = post.one(again, name="corrected", on=ON + timedelta(days=7))
    found = matched([MEDICARE, again], [one, remittance(done)])
    assert [(one.claim_id, one.outcome) for one in found.claims] == [("PT1", "taken back"), ("PT8", "as expected")]


def test_a_reversal_of_another_amount_is_a_difference(tmp_path: Path) -> None:
    _, one = answered(tmp_path)
    (first,) = one.claims
    back = structs.replace(first, status="22", paid=-5000)
    found = only(matched([MEDICARE], [structs.replace(one, claims=(first, back, first))]))
    assert [said.kind for said in found.differences] == ["sum"]


def test_somebody_elses_remittance_is_matched_too() -> None:
    text = written(REMITTANCE_835).decode()
    found = matched([CLAIM_837P], [Remittance(of(Payment, text)[0], tuple(of(PaidClaim, text)))])
    claim = only(found)
    assert (claim.outcome, claim.paid, found.paid) == ("not compared", 8000, 7000)
    assert [line.allowed for line in claim.lines] == [7000, None]
