"""Key figures of a small book, each reckoned by hand; what is not known is never 0."""

from datetime import date
from fractions import Fraction

import pytest
from msgspec import structs

from cleanclaim.claims.acceptances import Acceptance
from cleanclaim.claims.refusals import Refusal
from cleanclaim.law.basis import Basis
from cleanclaim.model.submitted_claim import Adjustment
from cleanclaim.money.book.book import Book
from cleanclaim.money.denials.deadlines import LimitReader
from cleanclaim.money.denials.find_denials import find_denials
from cleanclaim.money.insight.find_kpis import KpiValue, find_kpis
from cleanclaim.money.insight.kpi_definitions import GroupedBy
from cleanclaim.money.insight.kpi_facts import kpi_facts
from cleanclaim.money.posting.facts import DenialStep, MoneyDecision, PatientPayment
from cleanclaim.money.variance.variances import LineVariance, Variances
from tests.claims.stories import AETNA, decision
from tests.money.insight.claims import billed, decided, denied, paid

AS_OF = date(2026, 10, 1)
BOOK = Book(
    billed=(
        billed("A1", date(2026, 3, 2), date(2026, 3, 4)),
        billed("A2", date(2026, 3, 9), date(2026, 3, 10)),
        billed("A3", date(2026, 9, 10), date(2026, 9, 12), AETNA, clinician="LEE", patient="M2"),
        billed("A4", date(2026, 3, 10), date(2026, 3, 18), AETNA, clinician="LEE", patient="M3"),
    ),
    remittances=(
        decided(date(2026, 4, 2), "Q1", paid("A1", 4500, 2500, 2000), denied("A2")),
        decided(date(2026, 4, 20), "Q2", paid("A4", 6000, 3000, 1000), payer=AETNA),
    ),
)


def kpis(book: Book = BOOK, by: GroupedBy | None = None, as_of: date = AS_OF) -> dict[str, list[KpiValue]]:
    found: dict[str, list[KpiValue]] = {}
    for one in find_kpis(kpi_facts(book, as_of), by):
        found.setdefault(one.definition.id, []).append(one)
    return found


def value(name: str, book: Book = BOOK) -> tuple[Fraction | None, int | None, int | None, int]:
    measured = kpis(book)[name][0].measured
    assert measured is not None, kpis(book)[name][0].why
    return measured.value, measured.numerator, measured.denominator, measured.n


@pytest.mark.parametrize(
    ("name", "numerator", "denominator", "times"),
    [
        ("denial_ct", 1, 3, 1),
        ("denial_line", 3, 9, 1),
        ("denial_amt", 18900, 56700, 1),
        ("gcr", 19000, 56700, 1),
        ("ncr", 19000, 56700 - 9900 - 8900, 1),
        ("days_in_ar", 37800, 18900, 90),
        ("aging_0_to_30", 18900, 37800, 1),
        ("aging_31_to_60", 0, 37800, 1),
        ("aging_over_120", 18900, 37800, 1),
        ("aging_over_90", 18900, 37800, 1),
        ("aging_billed_over_90", 18900, 37800, 1),
        ("fpr", 2, 3, 1),
        ("units_visit", 12, 4, 1),
        ("rev_visit", 19000, 3, 1),
        ("auth_denial", 3, 6, 1),
        ("elig_denial", 0, 9, 1),
        ("credit_bal", 0, 18900, 90),
    ],
)
def test_a_figure_is_what_one_reckons_by_hand(name: str, numerator: int, denominator: int, times: int) -> None:
    assert value(name)[:3] == (Fraction(numerator * times, denominator), numerator, denominator)


@pytest.mark.parametrize(
    ("name", "reason", "denominator"),
    [
        ("auth_denial", "15", 6),  # stopped, and sent still
        ("auth_denial", "302", 6),
        ("auth_denial", "197", 6),
        ("elig_denial", "27", 9),
        ("elig_denial", "22", 9),
        ("elig_denial", "200", 9),
    ],
)
def test_a_kind_of_denial_is_the_kind_of_the_playbook(name: str, reason: str, denominator: int) -> None:
    first = decided(date(2026, 4, 2), "Q1", paid("A1", 4500, 2500, 2000), denied("A2", reason))
    book = structs.replace(BOOK, remittances=(first, BOOK.remittances[1]))
    assert value(name, book)[:3] == (Fraction(3, denominator), 3, denominator)


def test_where_no_payment_of_a_patient_is_known_it_is_said() -> None:
    payment = PatientPayment(on=date(2026, 3, 2), cents=100, claim_id="A1")
    assert "no payments of patients" in kpis()["ncr"][0].why
    assert kpis()["denial_ct"][0].why == ""
    assert kpis(structs.replace(BOOK, patient_payments=(payment,)))["ncr"][0].why == ""


def test_lags_are_medians_with_what_nine_in_ten_stay_within() -> None:
    lag = kpis()["bill_lag"][0].measured
    assert lag is not None
    assert (int(lag.value), lag.numerator, lag.n, lag.late) == (2, None, 4, 8)  # 1, 2, 2 and 8 days
    assert value("pay_lag")[0] == Fraction(29 + 33, 2)


def test_what_the_folder_lacks_is_not_known_and_never_nothing() -> None:
    found = {name: values[0] for name, values in kpis().items()}
    unknown = {name for name, one in found.items() if one.measured is None}
    for name in ("adj_ncr_trap", "initial_vs_final", "pos_rate", "copay_rate", "overturn", "acceptance", "underpay"):
        assert name in unknown
    assert all(found[name].why for name in unknown)
    assert {"clean_claim", "arrival", "cost_visit", "min_per_unit"} <= unknown
    young = kpis(structs.replace(BOOK, billed=BOOK.billed[:2]), as_of=date(2026, 4, 2))
    assert "90 days" in young["days_in_ar"][0].why
    assert young["ncr"][0].measured is None


def test_taking_back_and_sending_again_does_not_count_a_claim_twice() -> None:
    again = decided(
        date(2026, 6, 2),
        "Q9",
        decision({0: 4500, 1: 2500, 2: 2000}, "NA1", "22", claim_id="A1"),
        denied("A1", number="NA1B"),
    )
    duplicate = decided(date(2026, 6, 3), "Q10", denied("A2", "18", number="NA2B"))
    book = structs.replace(BOOK, remittances=(*BOOK.remittances, again, duplicate))
    assert value("denial_ct", book) == value("denial_ct")
    assert value("fpr", book)[1] == 1  # A1 was decided twice


def test_reductions_and_what_is_put_to_the_patient_are_no_denials() -> None:
    claim = decision({0: 0, 1: 0, 2: 0}, "N", "1", "45", "A1")
    patient = tuple(structs.replace(line, adjustments=(Adjustment("PR", "204", line.charge),)) for line in claim.lines)
    for lines in (claim.lines, patient):
        one = decided(date(2026, 4, 2), "Q1", structs.replace(claim, lines=lines))
        assert value("denial_ct", structs.replace(BOOK, remittances=(one,)))[:3] == (Fraction(0), 0, 1)


def test_answers_say_how_many_were_taken_in_at_the_first_try() -> None:
    refused = Refusal(by="277CA", about="", why="", claims=("A2", "A3"), on=date(2026, 3, 11))
    taken = [Acceptance(claim_id=one, on=date(2026, 3, 12)) for one in ("A1", "A2")]
    taken.append(Acceptance(claim_id="A4", by="999", on=date(2026, 3, 19)))  # the file was readable, no more
    book = structs.replace(BOOK, refusals=(refused,), acceptances=tuple(taken))
    assert value("acceptance", book)[1:] == (1, 3, 3)


def test_money_toml_gives_what_people_did() -> None:
    book = structs.replace(
        BOOK,
        patient_payments=(
            PatientPayment(on=date(2026, 3, 2), cents=1000, claim_id="A1"),
            PatientPayment(on=date(2026, 5, 2), cents=3000, claim_id="A1"),
        ),
        money_decisions=(
            MoneyDecision(
                kind="write-off",
                on=date(2026, 6, 1),
                claim_id="A2",
                cents=18900,
                owed_by="MEDICARE PART B",
                person="Dana",
                reason="lost",
                denied=True,
            ),
        ),
    )
    assert value("pos_rate", book)[1:3] == (1000, 4000)
    assert value("adj_ncr_trap", book)[1:3] == (18900, 37900)
    assert value("initial_vs_final", book)[1:3] == (18900, 37900 + 18900)
    months = {one.group: one for one in kpis(book, "month")["initial_vs_final"]}
    assert months["2026-03"].measured is not None
    assert months["2026-03"].measured.numerator == 0
    assert value("days_in_ar", book)[1] == 18900 - 4000  # written off, and paid ahead


def test_by_payer_month_and_clinician() -> None:
    payers = {one.group: one.measured for one in kpis(by="payer")["denial_ct"]}
    assert {name: (one.numerator, one.denominator) for name, one in payers.items() if one} == {
        "MEDICARE PART B": (1, 2),
        "AETNA": (0, 1),
    }
    mix = [one.measured.numerator for one in kpis(by="payer")["payer_mix"] if one.measured]
    assert mix == [2, 2]
    months = kpis(by="month")["denial_ct"]
    assert [one.group for one in months] == [f"2026-{month:02}" for month in range(3, 11)]
    assert [one.group for one in months if one.measured] == ["2026-04"]
    lee = next(one for one in kpis(by="clinician")["denial_ct"] if one.group == "LEE")
    assert lee.measured is not None
    assert (lee.measured.numerator, lee.measured.n) == (0, 1)
    assert "payer_mix" not in kpis(by="month")


def test_copays_and_courses_of_care() -> None:
    claim = decision({0: 4500, 1: 2500, 2: 2000}, "NA1", claim_id="A1")
    first = structs.replace(claim.lines[0], adjustments=(Adjustment("CO", "45", 2600), Adjustment("PR", "3", 2500)))
    owed = structs.replace(claim, lines=(first, *claim.lines[1:]))
    book = Book(
        billed=(BOOK.billed[0], *(billed(f"B{n}", date(2026, 5, n), date(2026, 5, 20), patient="M9") for n in (6, 8))),
        remittances=(decided(date(2026, 4, 2), "Q1", owed),),
        patient_payments=(PatientPayment(on=date(2026, 3, 2), cents=2000, claim_id="A1"),),
    )
    assert value("copay_rate", book)[1:3] == (2000, 2500)
    assert value("visits_case", book)[1:3] == (2, 1)  # the course of A1 may have begun before the folder


def appealed(claim_id: str) -> DenialStep:
    return DenialStep(on=date(2026, 5, 1), claim_id=claim_id, state="appealed", person="Dana", level=1)


def test_appeals_are_won_lost_or_under_way() -> None:
    lost = DenialStep(on=date(2026, 7, 1), claim_id="A6", state="lost", person="Dana", level=1)
    book = structs.replace(
        BOOK,
        billed=(
            *BOOK.billed,
            billed("A6", date(2026, 3, 12), date(2026, 3, 14)),
            billed("A7", date(2026, 3, 13), AS_OF),
        ),
        remittances=(
            *BOOK.remittances,
            decided(date(2026, 4, 3), "Q3", denied("A6", "50"), denied("A7", "50")),
            decided(date(2026, 6, 3), "Q4", paid("A2", 4500, 2500, 2000, number="NA2B")),
        ),
        denial_steps=(appealed("A2"), appealed("A6"), appealed("A7"), lost),
    )
    found = find_denials(book, LimitReader(Basis(today=AS_OF))).denials
    (one,) = find_kpis(kpi_facts(book, AS_OF, denials=found), only=("overturn",))
    assert one.measured is not None, one.why
    assert (one.measured.numerator, one.measured.denominator) == (1, 2)  # A7 is under way
    assert "money.toml" in kpis(book)["overturn"][0].why


def compared(claim_id: str, expected: int, allowed: int) -> LineVariance:
    return LineVariance(
        claim_id=claim_id,
        payer="MEDICARE PART B",
        payment="Q1",
        on=date(2026, 4, 2),
        service_date=date(2026, 3, 2),
        lines=("1",),
        code="97110",
        contract="",
        expected=expected,
        allowed=allowed,
        paid=allowed,
        left=0,
        withheld=0,
    )


def test_small_shortages_are_no_underpayment_and_half_known_visits_have_no_expected_amount() -> None:
    lines = (compared("A1", 10000, 9750), compared("A1", 10000, 9850), compared("A1", 3000, 2901))
    facts = kpi_facts(BOOK, AS_OF, Variances(lines, ()))
    underpaid, expected = find_kpis(facts, only=("underpay", "exp_rev_visit"))[::-1]
    assert underpaid.measured is not None
    assert (underpaid.measured.numerator, underpaid.measured.denominator) == (250, 23000)  # 1.5 % and 99 cents are none
    assert expected.measured is not None
    assert (expected.measured.numerator, expected.measured.denominator) == (23000, 1)
