"""What a patient owes and why; what may not be billed, and why not."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from pypdf import PdfReader

from cleanclaim.claims.reversals import ClaimDecision
from cleanclaim.exchange.files.practice import read_practice
from cleanclaim.exchange.forms.paper_pdf import render_paper
from cleanclaim.law.basis import Basis
from cleanclaim.model.ledger_entry import PATIENT, Account
from cleanclaim.model.remittance import PaidClaim, Remittance
from cleanclaim.model.submitted_claim import Adjustment
from cleanclaim.money.book.read_book import read_book
from cleanclaim.money.denials.deadlines import LimitReader
from cleanclaim.money.denials.find_denials import find_denials
from cleanclaim.money.posting.facts import BilledClaim, ClaimFacts
from cleanclaim.money.statements.claim_account import claim_account
from cleanclaim.money.statements.statement import PatientStatement, PatientStatements, patient_statements
from cleanclaim.money.statements.statement_paper import statement_paper
from tests.claims.stories import AETNA, APRIL, CHARGES, MEDICARE, SENT, decision, line, remittance, story
from tests.cli.calling import PRACTICE
from tests.conftest import tries
from tests.money.book.folders import claim_file, fill
from tests.money.denials.refused import TODAY, refused

ON = TODAY
SHARE = {0: {"PR 1": 5000, "PR 2": 600}, 1: {"PR 3": 2000}}


def _pair(codes: str) -> tuple[str, str]:
    group, code = codes.split()
    return group, code


def shared(shares: dict[int, dict[str, int]], number: str = "ICN1", claim_id: str = "PT1") -> PaidClaim:
    """A claim of which each line leaves these shares to the patient, has 10.00 taken off, and is paid the rest."""
    lines = []
    for at, charge in enumerate(CHARGES):
        mine = shares.get(at, {})
        paid = charge - 1000 - sum(mine.values())
        off = [Adjustment("CO", "45", 1000), *(Adjustment(*_pair(codes), cents) for codes, cents in mine.items())]
        lines.append(structs.replace(line(at, paid), adjustments=tuple(off)))
    owes = sum(sum(mine.values()) for mine in shares.values())
    made = decision({at: one.paid or 0 for at, one in enumerate(lines)}, number, claim_id=claim_id)
    return structs.replace(made, lines=tuple(lines), patient_owes=owes)


def statements_in(folder: Path) -> PatientStatements:
    book = read_book(folder)
    found = find_denials(book, LimitReader(Basis(today=TODAY)))
    return patient_statements(book, found.denials, practice=read_practice(Path(PRACTICE)))


def only(found: PatientStatements) -> PatientStatement:
    (one,) = found.patients
    return one


def folder_with(folder: Path, *claims: PaidClaim, money: str = "", payments: Sequence[Remittance] = ()) -> Path:
    here = fill(folder, payments or [remittance(0, "Q1", *claims)])
    if money:
        (here / "money.toml").write_text(money)
    return here


PASSED_ON = """[[transfer]]
on = 2026-04-20
claim = "PT1"
amount = "96.00"
owed_by = "MEDICARE PART B"
to = "patient"
denied = true
reason = "no authorization"
by = "Dana Ortiz"
"""
PAID = '[[patient_payment]]\non = 2026-04-10\nclaim = "PT1"\namount = "{}"\nnumber = "receipt 17"\n'


def test_the_share_is_told_by_its_reasons_and_what_was_paid(tmp_path: Path) -> None:
    one = only(statements_in(folder_with(tmp_path, shared(SHARE), money=PAID.format("20.00"))))
    (claim,) = one.claims
    assert (one.owed, claim.balance, claim.share, claim.paid_by_patient) == (5600, 5600, 7600, 2000)
    assert {each.codes: each.cents for each in claim.shares} == {"PR 1": 5000, "PR 2": 600, "PR 3": 2000}
    (payer,) = claim.payers
    assert (payer.paid, payer.taken_off) == (sum(CHARGES) - 3000 - 7600, 3000)
    assert one.left_out == ()


def test_a_statement_on_paper_adds_up_and_says_why(tmp_path: Path) -> None:
    one = only(statements_in(folder_with(tmp_path, shared(SHARE), money=PAID.format("20.00"))))
    practice = read_practice(Path(PRACTICE))
    pdf = render_paper(statement_paper(one, practice, ON))
    text = " ".join(" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages)
    for part in (
        "Example Way Therapy PLLC",
        "Amount due $56.00",
        "Visit of Mar 2, 2026",
        "We charged $189.00",
        "MEDICARE PART B paid on Apr 2, 2026 -$83.00",
        "Taken off by the price or rules of MEDICARE PART B -$30.00",
        "Your share: your yearly deductible (PR 1) $50.00",
        "Your share: your percentage of the allowed amount (PR 2) $6.00",
        "You paid on Apr 10, 2026 -$20.00",
        "Open $56.00",
    ):
        assert part in text, part


@pytest.mark.parametrize(
    ("money", "kind", "why"),
    [
        ("", "in dispute", "MEDICARE PART B refused $96.00, and nobody has given it up"),
        (
            PASSED_ON,
            "not the patient's",
            "CO 197: MEDICARE PART B put it to the practice, and it was passed on to the patient: no authorization",
        ),
    ],
)
def test_what_the_payer_put_to_the_practice_is_never_billed(tmp_path: Path, money: str, kind: str, why: str) -> None:
    denied = refused({0: "CO 197"}, paid={1: 2500, 2: 2000})
    lines = (
        denied.lines[0],
        structs.replace(denied.lines[1], adjustments=(Adjustment("PR", "3", 2000),)),
        denied.lines[2],
    )
    denied = structs.replace(denied, lines=lines, patient_owes=2000)
    one = only(statements_in(folder_with(tmp_path, denied, money=money)))
    assert (one.owed, one.claims) == (0, ())
    (left,) = one.left_out
    assert left.hindrance.kind == kind
    assert why in left.hindrance.why


def test_a_refusal_put_to_the_patient_waits_for_a_person(tmp_path: Path) -> None:
    here = folder_with(tmp_path, refused({0: "PR 27"}, paid={1: 4500, 2: 4800}))
    (left,) = only(statements_in(here)).left_out
    assert left.hindrance.kind == "in dispute"
    assert "put $96.00 to the patient (PR 27)" in left.hindrance.why
    step = '[[denial]]\non = 2026-04-20\nclaim = "PT1"\nstate = "billed onward"\nby = "Dana Ortiz"\n'
    (here / "money.toml").write_text(step)
    assert only(statements_in(here)).due(ON) == 9600


def test_what_a_next_payer_still_owes_is_not_billed(tmp_path: Path) -> None:
    forwarded = structs.replace(shared(SHARE), status="19", forwarded_to=SENT.header.payer)
    (left,) = only(statements_in(folder_with(tmp_path, forwarded, money=PAID.format("20.00")))).left_out
    assert left.hindrance.kind == "with a payer"
    assert left.account.balance == -2000  # paid ahead


def test_a_qualified_beneficiary_is_never_billed(tmp_path: Path) -> None:
    claim = shared(SHARE)
    lines = tuple(structs.replace(each, remarks=("N782",)) for each in claim.lines)
    found = statements_in(folder_with(tmp_path, structs.replace(claim, lines=lines)))
    assert all(one.owed == 0 for one in found.patients)


def test_too_much_paid_is_a_credit_and_is_paid_back(tmp_path: Path) -> None:
    one = only(statements_in(folder_with(tmp_path, shared(SHARE), money=PAID.format("100.00"))))
    assert (one.claims, one.owed, [each.balance for each in one.credits]) == ((), -2400, [-2400])


def test_a_credit_of_one_visit_is_taken_off_another(tmp_path: Path) -> None:
    here = folder_with(tmp_path, shared(SHARE), shared(SHARE, "ICN2", "PT2"), money=PAID.format("100.00"))
    (here / "second.837").write_bytes(claim_file("PT2").replace(b"20260302", b"20260309"))
    one = only(statements_in(here))
    assert (one.owed, len(one.claims), len(one.credits)) == (7600 - 2400, 1, 1)


def test_a_payment_of_no_claim_is_named(tmp_path: Path) -> None:
    found = statements_in(folder_with(tmp_path, shared(SHARE), money=PAID.replace("PT1", "PT9").format("20.00")))
    assert [one.cents for one in found.unapplied] == [2000]


PLAN = '[[payment_plan]]\non = 2026-04-01\npatient = "PT1"\namount = "20.00"\nfirst = 2026-04-30\nby = "Dana Ortiz"\n'


@pytest.mark.parametrize(
    ("day", "paid", "due"),
    [
        (date(2026, 4, 29), "0.00", 0),
        (date(2026, 4, 30), "0.00", 2000),
        (date(2026, 5, 29), "0.00", 2000),
        (date(2026, 5, 30), "0.00", 4000),
        (date(2027, 2, 28), "0.00", 7600),  # as much as is owed, and the month's last day
        (date(2026, 5, 30), "20.00", 2000),
        (date(2026, 4, 30), "30.00", 0),
    ],
)
def test_a_payment_plan_says_what_is_due_by_now(tmp_path: Path, day: date, paid: str, due: int) -> None:
    money = PLAN if paid == "0.00" else PLAN + PAID.format(paid)
    one = only(statements_in(folder_with(tmp_path, shared(SHARE), money=money)))
    assert one.due(day) == due
    assert one.owed == 7600 - round(float(paid) * 100)
    pdf = render_paper(statement_paper(one, read_practice(Path(PRACTICE)), day))
    text = " ".join(PdfReader(BytesIO(pdf)).pages[0].extract_text().split())
    assert "By our payment plan of Apr 1, 2026 you pay $20.00 each month from Apr 30, 2026." in text
    assert f"Amount due ${due / 100:.2f}" in text


def test_a_plan_of_nobody_who_owes_is_named(tmp_path: Path) -> None:
    found = statements_in(folder_with(tmp_path, shared(SHARE), money=PLAN.replace("PT1", "P99")))
    assert [one.patient for one in found.unplaced] == ["P99"]
    assert only(found).plan is None


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('"20.00"', '"0.00"', "above 0"),
        ("2026-04-30", "2026-03-30", "before the plan was agreed on"),
        ('patient = "PT1"', 'patient = ""', "patient is empty"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(tmp_path: Path, old: str, new: str, why: str) -> None:
    here = folder_with(tmp_path, shared(SHARE), money=PLAN.replace(old, new))
    (refused_file,) = (one for one in read_book(here).files if one.use == "refused")
    assert why in refused_file.why


@st.composite
def accounts(draw: st.DrawFn) -> ClaimFacts:
    medicare, _ = story(draw, MEDICARE, "1")
    aetna, _ = story(draw, AETNA, "2")
    made = [ClaimDecision(claim, one.payment) for one in (*medicare, *aetna) for claim in one.claims]
    return ClaimFacts(claim_id="PT1", billed=(BilledClaim(SENT, APRIL),), decisions=tuple(made))


@given(accounts())
@tries(60)
def test_whatever_payers_decide_the_account_adds_up(facts: ClaimFacts) -> None:
    account = claim_account(facts)
    assert account.balance == account.share + sum(one.cents for one in account.entries)
    others = sum(
        cents
        for one, cents in account.accounts.items()
        if one.kind in {"receivable", "denied", "unapplied"} and one != Account("receivable", PATIENT)
    )
    paid = sum(cents for one, cents in account.accounts.items() if one.kind == "cash")
    taken_off = sum(one.taken_off for one in account.payers)
    assert account.charge == paid + taken_off + account.written_off + account.balance + others
