"""Underpaid and overpaid to the cent, with what explains it; the amounts are worked out by hand.

97530 × 1 and 97110 × 2 on one day, all cost indices 1: Medicare allows 35.07 and 2 × 22.21 = 44.42, since 97530 has the
highest practice expense. Whole, a unit of 97110 is 29.06; reduced, one of 97530 is 25.05; in 2025 97530 was 34.61.
"""

from pathlib import Path

import pytest
from msgspec import structs

from cleanclaim.claims.reversals import ClaimDecision
from cleanclaim.model.submitted_claim import Adjustment, SubmittedClaim
from cleanclaim.money.posting.payer_terms import PayerTerms
from cleanclaim.money.variance.variances import LineVariance, Variances
from cleanclaim.pricing.contracts.read_contracts import read_contracts
from cleanclaim.pricing.payment_locality import PaymentLocality
from cleanclaim.sandbox.payer.reversals import reverse_claim
from tests.money.variance.decisions import THE_DAY, Billed, by_medicare, claim, decided, paid, variances
from tests.pricing.contracts.files import HEAD, contracts, write_contracts

FREE_OF_REDUCTION = "medicare_percent = 110\nmultiple_procedure_reduction = false\nassistant_percent = 85\n"


def differences(found: Variances) -> list[tuple[str, int, tuple[str, ...]]]:
    """Line, cents too much or too little, and the causes."""
    return [
        (" ".join(one.lines), one.difference, tuple(cause.kind for cause in one.causes))
        for one in found.compared
        if one.difference
    ]


def day_with(first: int, second: int, one: SubmittedClaim | None = None) -> Variances:
    sent = one or claim()
    return variances(decided(sent, by_medicare(sent.lines[0], first), by_medicare(sent.lines[1], second)))


def test_what_is_paid_as_expected_differs_in_nothing() -> None:
    found = day_with(3507, 4442)
    assert [(one.expected, one.allowed, one.causes) for one in found.compared] == [(3507, 3507, ()), (4442, 4442, ())]
    assert (found.underpaid, found.overpaid, found.not_compared) == (0, 0, ())


@pytest.mark.parametrize(
    ("first", "second", "difference"),
    [
        (2505, 4442, ("1", -1002, ("multiple procedure reduction not due",))),
        (3507, 5812, ("2", 1370, ("multiple procedure reduction not applied",))),
        (3507, 5127, ("2", 685, ("multiple procedure reduction not applied",))),
        (3461, 4442, ("1", -46, ("last year's fees",))),
        (3507, 2221, ("2", -2221, ("units cut",))),
        (3086, 4442, ("1", -421, ("assistant reduction without CQ",))),  # 7.01 + 85 % of 28.06
        (3000, 4442, ("1", -507, ("unexplained",))),
        (3600, 4442, ("1", 93, ("unexplained",))),
    ],
)
def test_a_cause_is_what_fits_to_the_cent(first: int, second: int, difference: object) -> None:
    sent = claim()
    left = [701 if first == 3086 else None, None]
    lines = [
        by_medicare(line, cents, left=rest) for line, cents, rest in zip(sent.lines, (first, second), left, strict=True)
    ]
    assert differences(variances(decided(sent, *lines))) == [difference]


@pytest.mark.parametrize(
    ("allowed", "difference"),
    [
        (3086, []),
        (2728, [("1", -358, ("assistant reduction twice",))]),
        (3507, [("1", 421, ("assistant reduction not applied",))]),
    ],
)
def test_an_assistants_line(allowed: int, difference: object) -> None:
    lines: tuple[Billed, ...] = (("97530", 1, 9000, "CQ GP"),)
    sent = claim(lines)
    assert differences(variances(decided(sent, by_medicare(sent.lines[0], allowed, left=701)))) == difference


@pytest.mark.parametrize(
    ("amount", "withheld", "difference"),
    [
        (2750, 56, []),  # 28.06 less 2 %
        (2694, 112, [("1", -56, ("sequestration twice",))]),
        (2695, 56, [("1", -56, ("sequestration twice",))]),  # the second one under CO 45
        (2806, 0, [("1", 56, ("sequestration not applied",))]),
    ],
)
def test_sequestration(amount: int, withheld: int, difference: object) -> None:
    sent = claim(THE_DAY[:1])
    line = paid(sent.lines[0], amount, ("PR", "2", 701), ("CO", "253", withheld))
    assert differences(variances(decided(sent, line))) == difference


@pytest.mark.parametrize(
    ("as_paid", "allowed", "causes"),
    [("97530", 8000, ("bundle paid too much",)), ("97530", 7949, ()), ("97530", 7900, ("bundled",))],
)
def test_a_bundle_paid_as_one_code_is_compared_whole(as_paid: str, allowed: int, causes: tuple[str, ...]) -> None:
    sent = claim((("97530", 1, 4000, "GP"), ("97110", 2, 6000, "GP")))
    first = by_medicare(sent.lines[0], allowed, code=as_paid, submitted_code="97530")
    over = structs.replace(first.adjustments[-1], group="OA", reason="94")  # what is allowed beyond the charge
    first = structs.replace(first, adjustments=(*first.adjustments[:-1], over))
    second = paid(sent.lines[1], 0, ("OA", "97", 6000), code=as_paid, submitted_code="97110")
    facts = decided(sent, first, second)
    (each,) = facts.decisions
    terms = PayerTerms((), (), ()).decision(each.claim, each.payment, each.source)
    assert terms.terms.bundle == {"97530", "97110"}
    (one,) = variances(structs.replace(facts, decisions=(terms,))).compared
    assert (one.lines, one.expected, one.allowed) == (("1", "2"), 3507 + 4442, allowed)
    assert tuple(cause.kind for cause in one.causes) == causes


def test_a_bundled_line_is_underpaid_and_may_have_left_its_money_to_another() -> None:
    sent = claim()
    bundled = paid(sent.lines[1], 0, ("CO", "97", 12000))
    assert differences(variances(decided(sent, by_medicare(sent.lines[0], 3507), bundled))) == [
        ("2", -4442, ("bundled",))
    ]
    found = variances(decided(sent, by_medicare(sent.lines[0], 3507 + 4442), bundled))
    assert differences(found) == [("1", 4442, ("bundled",)), ("2", -4442, ("bundled",))]
    assert found.compared[0].causes[0].how == "it has the money of 97110"


def test_another_code_explains_what_it_would_have_brought() -> None:
    sent = claim()
    as_another = by_medicare(sent.lines[0], 2221, code="97110", submitted_code="97530")
    whole = by_medicare(sent.lines[1], 5127)
    found = variances(decided(sent, as_another, whole))
    assert found.compared[0].causes[0].how == "paid as 97110"
    assert differences(found)[0] == ("1", -1286, ("code changed",))


def test_a_denied_line_leaves_its_whole_unit_to_the_next() -> None:
    sent = claim()
    denied = paid(sent.lines[0], 0, ("CO", "16", 9000))
    found = variances(decided(sent, denied, by_medicare(sent.lines[1], 5127)))
    assert differences(found) == []
    assert [(one.line, one.why) for one in found.not_compared] == [("1", "Denied")]


def test_a_wrong_locality_must_fit_the_whole_claim() -> None:
    austin, rest = (PaymentLocality(locality=name) for name in ("04412-31", "04412-99"))
    sent = claim()

    def allowed(office: PaymentLocality) -> list[int]:
        lines = [by_medicare(one, 1) for one in sent.lines]
        return [one.expected for one in variances(decided(sent, *lines), office=office).compared]

    right, wrong = allowed(austin), allowed(rest)
    assert right != wrong
    lines = [by_medicare(one, cents) for one, cents in zip(sent.lines, wrong, strict=True)]
    found = variances(decided(sent, *lines), office=austin)
    assert [[(cause.kind, cause.how) for cause in one.causes] for one in found.compared] == [
        [("wrong locality", "04412-99 REST OF TEXAS")]
    ] * 2
    mixed = [by_medicare(sent.lines[0], wrong[0]), by_medicare(sent.lines[1], right[1])]
    assert differences(variances(decided(sent, *mixed), office=austin))[0][2] == ("unexplained",)


def test_a_contract_without_the_reduction_and_the_one_before_it(tmp_path: Path) -> None:
    old = HEAD.replace("Aetna 2026", "Aetna 2025").replace("2026-01-01", "2025-01-01\nuntil = 2025-12-31")
    text = [HEAD + FREE_OF_REDUCTION, old + FREE_OF_REDUCTION.replace("110", "105")]
    found = read_contracts(write_contracts(tmp_path, *text))
    sent = claim(payer="AETNA")

    def lines(first: int, second: int) -> list[tuple[str, int, tuple[str, ...]]]:
        parts = [paid(one, cents) for one, cents in zip(sent.lines, (first, second), strict=True)]
        return differences(variances(decided(sent, *parts), contracts=found))

    assert lines(3858, 2 * 3197) == []
    assert lines(3858, 2 * 2443) == [("2", -1508, ("multiple procedure reduction not due",))]
    assert lines(3682, 2 * 3197) == [("1", -176, ("last year's fees",))]  # 35.07 × 1.05
    assert lines(3279, 2 * 3197) == [("1", -579, ("assistant reduction without CQ",))]


def test_what_a_contract_says_of_sequestration(tmp_path: Path) -> None:
    sent = claim(THE_DAY[:1], payer="AETNA")
    line = paid(sent.lines[0], 3781, ("CO", "253", 77))
    silent = variances(decided(sent, line), contracts=contracts(tmp_path, FREE_OF_REDUCTION))
    assert differences(silent) == []
    none = contracts(tmp_path, FREE_OF_REDUCTION + "sequestration_percent = 0\n")
    assert differences(variances(decided(sent, line), contracts=none)) == [("1", -77, ("sequestration not due",))]


def test_a_visit_is_compared_as_a_whole(tmp_path: Path) -> None:
    found = contracts(tmp_path, 'per_visit = "95.00"\n')
    sent = claim(payer="AETNA")
    lines = [paid(sent.lines[0], 9000), paid(sent.lines[1], 200)]
    (one,) = variances(decided(sent, *lines), contracts=found).compared
    assert (one.lines, one.code, one.expected, one.difference) == (("1", "2"), "97530 + 97110", 9500, -300)
    assert one.working == ("Aetna 2026 pays $95.00 a visit.",)


def test_a_denied_line_of_a_visit_paid_as_a_whole_takes_nothing_from_what_is_due(tmp_path: Path) -> None:
    found = contracts(tmp_path, 'per_visit = "95.00"\n')
    sent = claim(payer="AETNA")
    lines = [paid(sent.lines[0], 0, ("CO", "16", 9000)), paid(sent.lines[1], 9400)]
    (one,) = variances(decided(sent, *lines), contracts=found).compared
    assert (one.lines, one.expected, one.difference) == (("1", "2"), 9500, -100)
    all_denied = [paid(line, 0, ("CO", "16", line.charge or 0)) for line in sent.lines]
    assert whys(variances(decided(sent, *all_denied), contracts=found)) == {"Denied"}


def whys(found: Variances) -> set[str]:
    return {one.why for one in found.not_compared}


def test_what_cannot_be_compared_is_named_with_why() -> None:
    sent = claim()
    good = [by_medicare(sent.lines[0], 3507), by_medicare(sent.lines[1], 4442)]
    assert whys(variances(decided(sent))) == {"Decided as a whole, without its lines"}
    off = (Adjustment("CO", "45", 100),)
    assert whys(variances(decided(sent, *good, adjustments=off))) == {"Something was taken off the claim as a whole"}
    assert whys(variances(decided(sent, good[0]))) == {"Not on the remittance"}
    second = claim(sequence="S")
    assert whys(variances(decided(second, *good, status="2"))) == {"Another payer decided first"}
    to_aetna = claim(payer="AETNA")
    found = variances(decided(to_aetna, *good))
    assert found.reasons() == [("No contract with AETNA", "Add it to contracts.toml, with this name under payers.", 2)]
    assert whys(variances(decided(sent, *good), office=PaymentLocality())) == {
        "Where the visit took place is not known"
    }
    unreadable = paid(sent.lines[0], 0, paid=None)
    assert whys(variances(decided(sent, unreadable, good[1]))) == {"An amount cannot be read"}


def test_a_reversed_decision_is_not_compared() -> None:
    sent = claim()
    facts = decided(sent, by_medicare(sent.lines[0], 3000), by_medicare(sent.lines[1], 4442))
    before = facts.decisions[0]
    back = ClaimDecision(reverse_claim(before.claim), structs.replace(before.payment, trace="EFT30"))
    taken_back = structs.replace(facts, decisions=(before, back))
    found = variances(taken_back)
    assert (found.compared, found.not_compared) == ((), ())


def test_groups_are_by_payer_code_and_cause() -> None:
    bills = []
    for at, first in enumerate((2505, 2505, 3000)):
        sent = claim(name=f"PT{at}")
        sent = _of_patient(sent, at)
        bills.append(decided(sent, by_medicare(sent.lines[0], first), by_medicare(sent.lines[1], 5812)))
    found = variances(*bills)
    assert [(one.code, one.causes, one.lines, one.underpaid, one.overpaid) for one in found.groups()] == [
        ("97530", ("multiple procedure reduction not due",), 2, 2004, 0),
        ("97530", ("unexplained",), 1, 507, 0),
        ("97110", ("multiple procedure reduction not applied",), 3, 0, 4110),
    ]
    assert (found.underpaid, found.overpaid) == (2511, 4110)


def _of_patient(sent: SubmittedClaim, at: int) -> SubmittedClaim:
    assert sent.header.subscriber is not None
    subscriber = structs.replace(sent.header.subscriber, id=f"1EX0XX1XX{at:02d}")
    return structs.replace(sent, header=structs.replace(sent.header, subscriber=subscriber))


def test_every_line_says_where_it_comes_from() -> None:
    (one, _) = day_with(2505, 4442).compared
    assert isinstance(one, LineVariance)
    assert (one.claim_id, one.payer, one.payment, str(one.on)) == ("PT1", "MEDICARE", "EFT20", "2026-03-22")
    assert one.working[0] == "MPFS RVU26C, locality national."
