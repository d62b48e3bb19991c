"""Entries of one claim: every story balances, in any order, cut into files anyhow, and with files that come twice."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from cleanclaim.claims.remittance_history import build_remittance_history
from cleanclaim.model.ledger_entry import LedgerEntry
from cleanclaim.model.remittance import PaidClaim, Remittance
from cleanclaim.model.submitted_claim import Adjustment, OtherPayer, Party, SubmittedClaim
from cleanclaim.money.posting.claim_entries import claim_entries
from cleanclaim.money.posting.facts import BilledClaim, ClaimFacts, MoneyDecision, PatientPayment
from tests.claims.stories import AETNA, APRIL, CHARGES, MARCH, MEDICARE, SENT, Replay, decision, remittance, story
from tests.conftest import tries

SENT_ON = date(2026, 3, 3)
WITH_AETNA = structs.replace(SENT, other_payers=(OtherPayer(sequence="S", payer=Party("AETNA")),))


def facts(remittances: Iterable[Remittance], sent: SubmittedClaim = SENT, **more: object) -> ClaimFacts:
    history = build_remittance_history(remittances)
    found = history.claims.get("PT1")
    decisions = tuple(one for payer in found.payers for one in payer.decisions) if found else ()
    made = ClaimFacts(claim_id="PT1", billed=(BilledClaim(sent, SENT_ON),), decisions=decisions)
    return structs.replace(made, **more)


def balances(entries: Iterable[LedgerEntry]) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for entry in entries:
        assert entry.is_balanced
        for posting in entry.postings:
            found[str(posting.account)] += posting.cents
    return {account: cents for account, cents in found.items() if cents}


def posted(*remittances: Remittance, sent: SubmittedClaim = SENT, **more: object) -> dict[str, int]:
    return balances(claim_entries(facts(remittances, sent, **more)))


@tries(150)
@given(data=st.data())
def test_any_story_in_any_order_comes_to_the_same_balances(data: st.DataObject) -> None:
    told: list[Remittance] = []
    replays: dict[str, Replay] = {}
    for payer, place in ((MEDICARE, "1"), (AETNA, "2")):
        made, replays[payer[0]] = data.draw(st.composite(story)(payer, place))
        told += made
    again = data.draw(st.lists(st.sampled_from(told), max_size=2)) if told else []
    entries = claim_entries(facts(data.draw(st.permutations([*told, *again]))))
    assert entries == claim_entries(facts(told))
    found = balances(entries)
    for payer in (MEDICARE, AETNA):
        came_in = sum(one.payment.deposit or 0 for one in told if one.payment.payer == payer[0])
        assert found.get(f"cash {payer[0]}", 0) == came_in
    assert found["charges"] == -sum(CHARGES)
    first = replays[MEDICARE[0]]
    lines = first.by_line
    given_up = sum(CHARGES[at] - cents for at, cents in lines.items())
    assert found.get("adjustment CO 45", 0) == given_up
    open_lines = sum(charge for at, charge in enumerate(CHARGES) if at not in lines)
    second = sum(one.payment.deposit or 0 for one in told if one.payment.payer == AETNA[0])
    assert found.get("receivable MEDICARE PART B", 0) == open_lines
    assert found.get("receivable AETNA", 0) == -second


def shared(paid: dict[int, tuple[int, int]], number: str, status: str = "1", *, prior: int = 0) -> PaidClaim:
    """A claim as paid: of each line the cents paid and those left to the patient, the rest given up (CO 45), or, of a
    later payer, so many of the rest what came before it (OA 23).
    """
    made = decision({at: cents for at, (cents, _) in paid.items()}, number, status)
    sign = -1 if status == "22" else 1
    lines = []
    for line, (cents, owed) in zip(made.lines, paid.values(), strict=True):
        rest = sign * (line.charge or 0) - cents - owed
        before = min(prior, rest)
        parts = (("PR", "2", owed), ("OA", "23", before), ("CO", "45", rest - before))
        lines.append(
            structs.replace(
                line, adjustments=tuple(Adjustment(group, why, sign * one) for group, why, one in parts if one)
            )
        )
    return structs.replace(made, lines=tuple(lines))


FIRST = shared({0: (5000, 1250), 1: (2500, 625), 2: (2500, 625)}, "ICN1")
REST = 2500
"""What the first payer leaves to the patient."""


def test_a_first_payer_leaves_the_rest_to_the_patient() -> None:
    assert posted(remittance(0, "Q1", FIRST)) == {
        "charges": -18900,
        "cash MEDICARE PART B": 10000,
        "adjustment CO 45": 6400,
        "receivable patient": 2500,
    }


def test_the_next_payer_of_the_claim_owes_it_before_the_patient_does() -> None:
    assert posted(remittance(0, "Q1", FIRST), sent=WITH_AETNA)["receivable AETNA"] == REST
    crossed = shared({0: (1000, 250), 1: (625, 0), 2: (625, 0)}, "S1", "2", prior=99999)
    second = remittance(18, "Q2", crossed, payer=AETNA)
    for sent in (SENT, WITH_AETNA):
        assert posted(remittance(0, "Q1", FIRST), second, sent=sent) == {
            "charges": -18900,
            "cash MEDICARE PART B": 10000,
            "cash AETNA": 2250,
            "adjustment CO 45": 6400,
            "receivable patient": 250,
        }


def test_a_later_payer_gives_up_no_more_than_was_left_for_it() -> None:
    second = shared({0: (1000, 0), 1: (0, 0), 2: (0, 0)}, "S1", "2", prior=100)
    found = posted(remittance(0, "Q1", FIRST), remittance(18, "Q2", second, payer=AETNA), sent=WITH_AETNA)
    assert found["adjustment CO 45"] == 6400 + REST - 1000
    assert "receivable AETNA" not in found


def test_what_a_first_payer_takes_back_goes_back_from_all_who_follow() -> None:
    back = shared({0: (5000, 1250), 1: (2500, 625), 2: (2500, 625)}, "ICN1", "22")
    found = posted(remittance(0, "Q1", FIRST), remittance(9, "Q3", back), sent=WITH_AETNA)
    assert found == {"charges": -18900, "receivable MEDICARE PART B": 18900}


def test_a_correction_without_a_reversal_leaves_what_was_paid_twice_as_a_credit() -> None:
    again = shared({0: (5000, 1250), 1: (2500, 625), 2: (2000, 500)}, "ICN2")
    found = posted(remittance(0, "Q1", FIRST), remittance(9, "Q3", again))
    assert found["receivable MEDICARE PART B"] == -10000
    assert (found["cash MEDICARE PART B"], found["receivable patient"]) == (19500, 2375)


def test_a_reversal_of_what_nobody_has_waits_apart() -> None:
    back = shared({0: (5000, 1250), 1: (2500, 625), 2: (2500, 625)}, "ICN1", "22")
    *_, entry = claim_entries(facts([remittance(9, "Q3", back)]))
    assert (entry.kind, entry.note) == ("reversal", "It takes back what no remittance at hand has paid.")
    assert balances([entry]) == {"cash MEDICARE PART B": -10000, "unapplied MEDICARE PART B": 10000}


def test_a_denial_waits_and_a_person_may_give_it_up() -> None:
    refused = decision({0: 0, 1: 0, 2: 0}, "ICN1", "4", "197")
    denied = facts([remittance(0, "Q1", refused)])
    *_, entry = claim_entries(denied)
    assert entry.kind == "denial"
    assert balances(claim_entries(denied)) == {"charges": -18900, "denied MEDICARE PART B": 18900}
    by_hand = MoneyDecision(
        kind="write-off",
        on=date(2026, 6, 1),
        claim_id="PT1",
        cents=18900,
        owed_by="MEDICARE PART B",
        denied=True,
        person="Dana",
        reason="no authorization",
    )
    done = balances(claim_entries(structs.replace(denied, money_decisions=(by_hand,))))
    assert done == {"charges": -18900, "write-off no authorization": 18900}


def test_a_qualified_medicare_beneficiary_owes_nothing() -> None:
    lines = tuple(structs.replace(one, remarks=("N782",)) for one in FIRST.lines)
    found = posted(remittance(0, "Q1", structs.replace(FIRST, lines=lines)))
    assert (found["receivable another payer"], "receivable patient" in found) == (REST, False)


def test_a_replacement_changes_the_charge_and_a_void_takes_it_away() -> None:
    fewer = structs.replace(SENT, frequency="7", lines=SENT.lines[:2], charge=14100)
    later = BilledClaim(fewer, date(2026, 4, 1))
    gone = BilledClaim(structs.replace(SENT, frequency="8"), date(2026, 4, 9))
    sent = BilledClaim(SENT, SENT_ON)
    one, two, three = claim_entries(ClaimFacts(claim_id="PT1", billed=(gone, later, sent)))
    assert [(each.kind, each.on) for each in (one, two, three)] == [
        ("charge", MARCH),
        ("correction", later.on),
        ("void", gone.on),
    ]
    assert balances([one, two]) == {"charges": -14100, "receivable MEDICARE PART B": 14100}
    assert balances([one, two, three]) == {}


def test_what_a_patient_pays_and_gets_back() -> None:
    paid = PatientPayment(on=APRIL, cents=3000, claim_id="PT1", number="R1")
    back = structs.replace(paid, cents=-500, number="R2")
    entries = claim_entries(facts([remittance(0, "Q1", FIRST)], patient_payments=(paid, back)))
    assert [one.kind for one in entries] == ["charge", "payment", "patient payment", "refund"]
    assert "receivable patient" not in balances(entries)


def test_a_claim_decided_as_a_whole_and_one_with_a_cut_beside_its_lines() -> None:
    whole = structs.replace(FIRST, lines=(), adjustments=(Adjustment("CO", "45", 6400), Adjustment("PR", "1", 2500)))
    assert posted(remittance(0, "Q1", whole))["receivable patient"] == 2500
    cut = structs.replace(FIRST, paid=9800, adjustments=(Adjustment("CO", "253", 200),))
    found = posted(remittance(0, "Q1", cut))
    assert (found["adjustment CO 253"], found["cash MEDICARE PART B"]) == (200, 9800)
    assert "receivable MEDICARE PART B" not in found
