"""A second opinion of a small book: every amount in its part, once, with its day and its place."""

from datetime import date
from pathlib import Path

import pytest
from msgspec import structs

from cleanclaim.claims.refusals import Refusal
from cleanclaim.law.basis import Basis
from cleanclaim.model.bank_line import BankLine
from cleanclaim.model.ledger_entry import EntrySource
from cleanclaim.model.remittance import Remittance
from cleanclaim.model.submitted_claim import ClaimHeader, Party
from cleanclaim.money.book.book import Book
from cleanclaim.money.book.read_book import read_book
from cleanclaim.money.denials.deadlines import LimitReader
from cleanclaim.money.insight.find_opinion import find_opinion
from cleanclaim.money.insight.opinion import KINDS, PAST, Opinion, OpinionKind, OpinionLine
from cleanclaim.money.insight.opinion_of_waiting import kind_of_waiting, left_over
from cleanclaim.money.insight.opinion_rules import overpayment_rule
from cleanclaim.money.insight.unbilled_visits import UnbilledVisit, UnbilledVisits
from cleanclaim.money.posting.facts import DenialStep, PatientPayment
from cleanclaim.money.variance.variances import LineVariance, NotCompared, Variances
from cleanclaim.money.waiting import WaitingItem
from cleanclaim.money.waiting_kinds import WHAT_TO_DO
from tests.claims.stories import AETNA
from tests.money.insight.claims import billed, decided, denied, paid
from tests.money.test_planted_books import denied_in_the_end, plant_book, remittances_in

ON = date(2026, 6, 1)
PLACE = EntrySource("april.835", 12)
MONEY = EntrySource("money.toml", 1)


def located(one: Remittance) -> Remittance:
    return structs.replace(one, source=PLACE, sources=(PLACE,) * len(one.claims))


BOOK = Book(
    billed=(
        billed("A1", date(2026, 3, 2), date(2026, 3, 4)),
        billed("A2", date(2026, 3, 9), date(2026, 3, 10)),
        billed("A3", date(2026, 3, 10), date(2026, 3, 12), AETNA),
        billed("A4", date(2026, 3, 11), date(2026, 3, 13), AETNA),
        billed("A5", date(2026, 5, 20), date(2026, 5, 25)),
        billed("A6", date(2026, 3, 12), date(2026, 3, 14), AETNA),
    ),
    refusals=(Refusal(by="277CA", about="claim A3", why="Member not known", claims=("A3",), on=date(2026, 3, 13)),),
    remittances=tuple(
        map(
            located,
            (
                decided(date(2026, 4, 2), "Q1", paid("A1", 4500, 2500, 2000), denied("A2")),
                decided(date(2026, 4, 9), "Q2", paid("A1", 4500, 2500, 2000, number="AGAIN")),
                decided(date(2026, 4, 10), "Q3", paid("NOTOURS", 100, 200, 300)),
                decided(date(2026, 4, 11), "Q4", paid("A6", 4500, 2500, 2000), payer=AETNA),
            ),
        )
    ),
    patient_payments=(
        PatientPayment(on=date(2026, 5, 2), cents=500, claim_id="A6", source=EntrySource("money.toml", 1)),
    ),
)


def opinion(
    book: Book = BOOK, on: date = ON, variances: Variances | None = None, unbilled: UnbilledVisits | None = None
) -> Opinion:
    return find_opinion(book, on, LimitReader(Basis(today=on)), variances, unbilled)


def by_kind(found: Opinion) -> dict[OpinionKind, list[OpinionLine]]:
    kinds: dict[OpinionKind, list[OpinionLine]] = {}
    for one in found.lines:
        kinds.setdefault(one.kind, []).append(one)
    return kinds


def test_every_amount_stands_once_in_its_part() -> None:
    found = by_kind(opinion())
    seen = {kind: [(one.claim_id, one.cents) for one in lines] for kind, lines in found.items()}
    assert seen == {
        "denied": [("A2", 18900)],
        "refused before a payer had it": [("A3", 18900)],
        "not answered": [("A4", 18900)],  # A5 was sent a week ago
        "paid too much by a payer": [("A1", 9000)],
        "paid too much by a patient": [("A6", 500)],
        "paid for a claim that nobody knows": [("NOTOURS", 600)],
    }
    assert opinion().cents("not yours") == 10100


def test_all_that_waits_has_a_part_or_is_named() -> None:
    for kind in WHAT_TO_DO:
        one = WaitingItem(kind=kind, cents=-700)
        assert kind == "denied" or (kind_of_waiting(one) is None) is bool(list(left_over([one]))), kind
    assert next(left_over([WaitingItem(kind="paid back", cents=-700)])).startswith("Paid back, $7.00 (1)")


def test_what_the_bank_has_and_has_not_is_there_and_nothing_missing_is_paid_back() -> None:
    bank = (
        BankLine(on=date(2026, 4, 1), cents=1, text="fee", source=EntrySource("bank.csv", 2)),
        BankLine(on=date(2026, 4, 30), cents=4242, text="LOST", source=EntrySource("bank.csv", 3)),
    )
    found = by_kind(opinion(structs.replace(BOOK, statement=bank)))
    assert [one.cents for one in found["at the bank without a remittance"]] == [4242, 1]
    assert {one.part for one in found["at the bank without a remittance"]} == {"to clear up"}
    assert "paid too much by a payer" not in found  # neither of the two payments for A1 came
    missing = [one for one in found["paid, and not at the bank"] if "pay nothing back for A1" in one.to_do]
    assert sorted(one.cents or 0 for one in missing) == [9000, 9000]


def test_every_amount_has_its_place() -> None:
    found = by_kind(opinion())
    for kind in ("denied", "paid too much by a payer", "paid for a claim that nobody knows"):
        assert [one.source for one in found[kind]] == [PLACE]
    assert found["paid too much by a patient"][0].source == EntrySource("money.toml", 1)


def test_what_runs_out_within_days_is_the_first_day_first() -> None:
    found = opinion(on=date(2026, 7, 6))
    days = [one.by for one in found.soon(7)]
    ours = [one for one in found.lines if one.part in {"can be had", "at risk"}]
    assert days == sorted(one.by for one in ours if one.by and (one.by - found.on).days in range(8))
    assert days[0] == date(2026, 7, 8)


def test_what_a_payer_usually_pays_is_said_of_charges_where_enough_lines_say_it() -> None:
    many = tuple(billed(f"M{number}", date(2026, 3, 2), date(2026, 3, 4)) for number in range(10))
    claims = [paid(f"M{number}", 4500, 2500, 2000) for number in range(10)]
    remittance = located(decided(date(2026, 4, 2), "Q8", *claims))
    book = structs.replace(BOOK, billed=(*BOOK.billed, *many), remittances=(*BOOK.remittances, remittance))
    kinds = by_kind(opinion(book))
    assert "this payer paid 47 % of the charge so far (n = 3" in kinds["denied"][0].usually
    assert "no promise" in kinds["denied"][0].usually
    assert kinds["not answered"][0].usually == ""  # too few lines of Aetna's
    assert kinds["paid too much by a payer"][0].usually == ""  # no charge
    assert by_kind(opinion())["denied"][0].usually == ""


def test_days_by_which_something_must_be_done() -> None:
    found = by_kind(opinion())
    assert found["denied"][0].by is not None
    assert found["denied"][0].by > ON
    assert found["not answered"][0].by == date(2026, 7, 9)  # 120 days from the service, by Aetna's public standard
    assert found["paid too much by a payer"][0].by == date(2026, 7, 31)  # 60 days from the day one knows of it
    assert "42 CFR 401.305" in found["paid too much by a payer"][0].to_do


@pytest.mark.parametrize(
    ("name", "filing", "days"),
    [
        ("MEDICARE PART B", "MB", 60),
        ("MEDICAID OF TEXAS", "MC", 60),
        ("EXAMPLE ADVANTAGE", "16", None),
        ("AETNA", "CI", 0),
    ],
)
def test_public_money_has_a_day_and_a_contract_has_its_own(name: str, filing: str, days: int | None) -> None:
    rule = overpayment_rule(ClaimHeader(payer=Party(name), filing=filing), None)
    assert (rule.days if rule else 0) == days


def test_what_is_past_its_day_is_too_late_and_what_waits_is_at_risk() -> None:
    late = by_kind(opinion(on=date(2028, 1, 10)))
    assert [one.claim_id for one in late["denied, and too late"]] == ["A2"]
    step = DenialStep(on=date(2026, 5, 1), claim_id="A2", state="appealed", person="Dana", level=1)
    waits = by_kind(opinion(structs.replace(BOOK, denial_steps=(step,))))
    assert [one.cents for one in waits["appeal or correction under way"]] == [18900]
    assert "denied" not in waits


def line(claim_id: str, expected: int, allowed: int, payer: str = "MEDICARE PART B") -> LineVariance:
    return LineVariance(
        claim_id=claim_id,
        payer=payer,
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


def test_what_was_allowed_too_little_and_too_much() -> None:
    not_compared = NotCompared(
        claim_id="A6",
        payer="AETNA",
        payment="Q4",
        on=None,
        service_date=None,
        line="1",
        code="97110",
        why="No contract with AETNA",
        remedy="",
    )
    lines = (line("A1", 5000, 4500), line("A1", 2000, 2500), line("A6", 2000, 2500, "AETNA"), line("A1", 100, 100))
    found = opinion(variances=Variances(lines, (not_compared,)))
    kinds = by_kind(found)
    assert [(one.cents, one.source) for one in kinds["underpaid"]] == [(500, PLACE)]
    assert kinds["underpaid"][0].by is not None
    assert [one.claim_id for one in kinds["allowed too much"]] == ["A1"]  # a contract says what becomes of Aetna's
    assert any("no contract with AETNA (1)" in text for text in found.open_questions)
    late = by_kind(opinion(on=date(2028, 1, 1), variances=Variances(lines, ())))
    assert len(late["underpaid, and too late"]) == 1


def test_visits_that_are_on_no_claim() -> None:
    header = ClaimHeader(payer=Party("MEDICARE PART B"), filing="MB")
    visits = tuple(
        UnbilledVisit(
            visit_id=str(year),
            patient_id="P1",
            payer="Medicare",
            on=date(year, 5, 1),
            codes=("97110",),
            charge=charge,
            header=header,
        )
        for year, charge in ((2026, 9000), (2024, None))
    )
    found = opinion(unbilled=UnbilledVisits(file="visits.csv", visits=visits, open_questions=()))
    kinds = by_kind(found)
    assert [(one.claim_id, one.cents, one.source.file) for one in kinds["never billed"]] == [
        ("visit 2026", 9000, "visits.csv")
    ]
    assert kinds["never billed, and too late"][0].cents is None
    assert not any("--visits" in text for text in found.open_questions)


def test_what_could_not_be_looked_at_is_said() -> None:
    text = " ".join(opinion().open_questions)
    for part in ("--practice, --zip, --locality", "--visits"):
        assert part in text


def test_patients_who_owe_for_long_are_at_risk() -> None:
    step = PatientPayment(on=date(2026, 3, 2), cents=-700, claim_id="A6", source=EntrySource("money.toml", 2))
    book = structs.replace(BOOK, patient_payments=(step,))
    assert "patient owes" not in by_kind(opinion(book, on=date(2026, 6, 9)))
    late = by_kind(opinion(book, on=date(2026, 6, 11)))
    assert [(one.cents, one.by) for one in late["patient owes"]] == [(700, None)]


def test_groups_are_in_the_order_of_money_for_each_day_left() -> None:
    found = opinion()
    first = found.first_things(3)
    assert [one.urgency(ON) for one in first] == sorted(one.urgency(ON) for one in first)
    assert {kind for kind in KINDS if KINDS[kind] in PAST}.isdisjoint(one.kind for one in first)
    assert sum(one.cents for one in found.groups("not yours")) == found.cents("not yours")


def test_what_was_planted_in_a_made_up_book_is_found_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "book"
    planted = plant_book(folder, 7, 0.12, 3)
    real = remittances_in(folder)
    kinds = by_kind(opinion(read_book(folder), on=date(2027, 12, 1)))
    late: list[OpinionKind] = ["denied, and too late", "denied, and perhaps too late"]
    denials = [*kinds["denied"], *(one for kind in late for one in kinds.get(kind, []))]
    assert sum(one.cents or 0 for one in denials) == sum(denied_in_the_end(real).values())
    never_came = " ".join(one.to_do for one in kinds["paid, and not at the bank"])
    twice = {one.claim_id: one.cents for one in kinds["paid too much by a payer"]}
    assert twice == {one: cents for one, cents in planted.twice.items() if one not in never_came}
    assert twice
    assert len(kinds["paid, and not at the bank"]) == len(planted.not_at_bank)
    takebacks = sum(one.cents or 0 for one in kinds["takeback to come"])
    takebacks -= sum(one.cents or 0 for one in kinds.get("taken, and nothing says why", []))
    assert takebacks == -sum(each.amount or 0 for one in real for each in one.payment.adjustments)
    assert set(kinds) <= {
        *("denied", *late, "paid too much by a payer", "paid, and not at the bank"),
        *("takeback to come", "taken, and nothing says why", "at the bank without a remittance"),
    }
    assert all(one.source.file and one.source.segment for lines in kinds.values() for one in lines)
