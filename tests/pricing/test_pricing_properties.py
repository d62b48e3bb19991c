"""What holds of every price: no order of lines changes it, the reduction never raises it, its shares add up."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from cleanclaim.model.visit import Service, Visit
from cleanclaim.pricing.lines import price_units
from cleanclaim.pricing.payment_locality import PaymentLocality
from cleanclaim.pricing.price import price
from cleanclaim.pricing.rate import Rate
from cleanclaim.pricing.settlement import Terms, settle, settle_lines
from tests.made_up import TIMED, UNTIMED, visit

OFFICE = PaymentLocality(locality="06102-16")
CODES = st.sampled_from([*TIMED, *UNTIMED, "97129", "97010", "97597"])
LINES = st.builds(
    Service,
    code=CODES,
    units=st.integers(0, 4),
    modifiers=st.sampled_from([("GP",), ("GP", "CQ")]),
    charge=st.none() | st.integers(0, 12_000),
)
BILLED = st.lists(LINES, min_size=1, max_size=6)
RATES = st.builds(
    Rate,
    work=st.integers(0, 500),
    pe=st.integers(0, 500),
    malpractice=st.integers(0, 50),
    work_index=st.integers(500, 2000),
    pe_index=st.integers(500, 2000),
    malpractice_index=st.integers(200, 3000),
    factor=st.integers(200_000, 400_000),
)
PERCENT = st.integers(0, 100)
TERMS = st.builds(
    Terms,
    coinsurance_percent=PERCENT,
    assistant_payment_percent=PERCENT,
    assistant_payment_basis=st.sampled_from(["payer_share", "whole"]),
    sequestration_percent=PERCENT,
)
CENTS = st.integers(0, 200_000)


@given(BILLED, st.randoms(use_true_random=False))
def test_the_order_of_lines_never_changes_a_total(billed: list[Service], chance: Random) -> None:
    mixed = list(billed)
    chance.shuffle(mixed)
    totals = [
        (each.allowed, each.coinsurance, each.assistant_reduction, each.sequestration, each.payer_pays)
        for each in (price(OFFICE.case_of([visit(lines)])).visits[0] for lines in (billed, mixed))
    ]
    assert totals[0] == totals[1]


@given(BILLED, BILLED, st.booleans())
def test_the_order_of_visits_never_changes_what_the_day_is_allowed(
    one: list[Service], other: list[Service], turned: bool
) -> None:
    held = [visit(one), structs.replace(visit(other, discipline="OT"), visit_id="2")]
    assert allowed(held) == allowed(held[::-1] if turned else held)


def allowed(held: list[Visit]) -> int:
    return sum(each.allowed or 0 for each in price(OFFICE.case_of(held)).visits)


@given(BILLED)
def test_the_reduction_never_raises_a_total(billed: list[Service]) -> None:
    alone = sum(allowed([visit([structs.replace(line, units=1, charge=None)])]) * (line.units or 0) for line in billed)
    assert allowed([visit(billed)]) <= alone


@given(BILLED)
def test_one_unit_of_the_day_keeps_its_practice_expense_if_any_is_subject(billed: list[Service]) -> None:
    units = [unit.pe for line in price(OFFICE.case_of([visit(billed)])).visits[0].lines for unit in line.working]
    assert units.count("full") == (1 if {"full", "reduced"} & set(units) else 0)


@given(RATES, PERCENT)
def test_a_price_is_the_exact_product_rounded_half_a_cent_up(rate: Rate, percent: int) -> None:
    assert abs(rate.fee(percent) * 10**9 - rate.exact(percent)) <= 10**9 // 2
    assert rate.fee(percent) <= rate.fee()


@given(RATES, st.integers(1, 6), PERCENT)
def test_only_practice_expense_is_taken_off(rate: Rate, units: int, reduction: int) -> None:
    paid = sum(unit.amount for unit in price_units(rate, units, first=True, reduction=reduction))
    assert rate.fee() + (units - 1) * rate.fee(0) <= paid <= units * rate.fee()


@given(CENTS, TERMS, st.none() | CENTS, st.booleans())
def test_the_shares_of_a_line_add_up_to_what_is_allowed(
    amount: int, terms: Terms, left: int | None, assistant: bool
) -> None:
    shares = settle(amount, terms, deductible_left=left, assistant=assistant)
    together = shares.payer_pays + shares.patient_owes + shares.assistant_reduction + shares.sequestration
    assert together == amount
    assert min(structs.astuple(structs.replace(shares, deductible=shares.deductible or 0))) >= 0


@given(st.lists(st.tuples(CENTS, st.booleans()), max_size=5), TERMS, CENTS)
def test_the_shares_of_a_visit_add_up_and_use_no_more_deductible_than_there_is(
    lines: list[tuple[int, bool]], terms: Terms, left: int
) -> None:
    shares = settle_lines(lines, terms, left)
    together = shares.payer_pays + shares.patient_owes + shares.assistant_reduction + shares.sequestration
    assert together == sum(amount for amount, _assistant in lines)
    assert shares.deductible is not None
    assert shares.deductible <= left


@given(CENTS, TERMS, st.booleans())
def test_sequestration_never_changes_what_the_patient_owes(amount: int, terms: Terms, assistant: bool) -> None:
    without = structs.replace(terms, sequestration_percent=0)
    owed = [settle(amount, held, deductible_left=0, assistant=assistant).patient_owes for held in (terms, without)]
    assert owed[0] == owed[1]
