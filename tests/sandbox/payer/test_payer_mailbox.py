"""A payer in time: files lost and doubled, remittances that come later, names in the mailbox."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import msgspec
from hypothesis import HealthCheck, Phase, given
from hypothesis import strategies as some
from msgspec import structs

from cleanclaim.exchange.x12.acknowledgements import BatchAnswer, ClaimAnswer, GroupAnswer, Status
from cleanclaim.exchange.x12.diagnostics import Diagnostic
from cleanclaim.law.basis import Basis
from cleanclaim.sandbox.payer.behavior import Behavior
from cleanclaim.sandbox.payer.mailbox import run_mailbox
from cleanclaim.sandbox.payer.state import PayerState, state_bytes
from tests.conftest import tries
from tests.exchange.x12.files import CLAIM_837P, written
from tests.sandbox.payer.post import ON, OURS, Post, claim, items, of, paid, payments, reasons
from tests.sandbox.payer.test_payer import unfaulty


def many(count: int) -> list[list[str]]:
    """Claims for different patients, so that none is a duplicate."""
    return [[line.replace("W123456789", f"W{at:09d}") for line in claim(name=f"Q{at}")] for at in range(count)]


def test_chance_is_the_same_for_the_same_seed(tmp_path: Path) -> None:
    habits = Behavior(policy="commercial", denials={"50": 0.3, "16": 0.2}, lost=0.2, doubled=0.2, seed=5)
    answers = [Post(tmp_path, habits).hand_in(*many(12)).answers for _ in range(2)]
    assert answers[0] == answers[1]
    other = msgspec.structs.replace(habits, seed=6)
    assert Post(tmp_path, other).hand_in(*many(12)).answers != answers[0]


def test_denials_come_at_about_their_rate(tmp_path: Path) -> None:
    done = Post(tmp_path, Behavior(policy="commercial", denials={"50": 0.25})).hand_in(*many(60))
    denied = sum(
        line == [("CO", "50", amount)] for one in paid(done) for line in reasons(one) for amount in (8500, 4250)
    )
    assert 18 <= denied <= 42  # of 120 lines


def test_a_lost_file_is_never_answered(tmp_path: Path) -> None:
    post = Post(tmp_path, Behavior(policy="commercial", lost=1.0))
    taken, done = post.one(CLAIM_837P)
    assert (taken.verdict, done.answers, post.memory.claims) == ("lost", {}, {})
    assert post.hand_in(CLAIM_837P).known == 1


def test_a_doubled_answer_is_the_same_answer_twice(tmp_path: Path) -> None:
    taken, done = Post(tmp_path, Behavior(policy="commercial", doubled=1.0)).one(CLAIM_837P)
    assert done.answers["claims1-2.835"] == done.answers["claims1.835"]
    assert len(taken.answers) == len(done.answers) == 6


def test_a_remittance_comes_when_it_is_due_and_not_before(tmp_path: Path) -> None:
    post = Post(tmp_path, Behavior(policy="commercial", delay_days=14))
    taken, done = post.one(CLAIM_837P)
    assert list(done.answers) == ["claims1.999", "claims1.277ca"]
    assert taken.later == ON + timedelta(days=14)
    assert post.hand_in(on=ON + timedelta(days=13)).answers == {}
    post.memory = msgspec.json.decode(state_bytes(post.memory), type=PayerState)  # as between two runs
    done = post.hand_in(on=ON + timedelta(days=14))
    assert (done.sent, [one.paid for one in paid(done)]) == (["claims1.835"], [6120])
    assert post.hand_in(on=ON + timedelta(days=15)).answers == {}


def test_money_is_wanted_back_after_a_while(tmp_path: Path) -> None:
    post = Post(tmp_path, Behavior(policy="commercial", takebacks=1.0, takeback_days=30))
    post.one(CLAIM_837P)
    assert post.hand_in(on=ON + timedelta(days=29)).sent == []
    done = post.hand_in(on=ON + timedelta(days=30))
    back, new = paid(done)
    assert (done.sent, back.status, back.paid) == (["takeback.835"], "22", -6120)
    assert (new.status, reasons(new)) == ("4", [[("CO", "216", 8500)], [("CO", "216", 4250)]])
    assert payments(done)[0].adjustments[0].amount == -6120
    unfaulty(list(done.answers.values()))
    assert post.hand_in(on=ON + timedelta(days=31)).sent == []


def test_what_a_test_file_tries_counts_for_no_other_file(tmp_path: Path) -> None:
    post = Post(tmp_path, structs.replace(OURS, deductible=50))
    trial = [line.replace("*P*:", "*T*:") if line.startswith("ISA*") else line for line in CLAIM_837P]
    sent = [line.replace("*T*:", "*P*:") if line.startswith("ISA*") else line for line in CLAIM_837P]
    (tried,) = paid(post.one(trial, name="trial")[1])
    number = tried.payer_claim_number or ""
    assert tried.status == "1"
    post.memory = msgspec.json.decode(state_bytes(post.memory), type=PayerState)  # as between two runs
    (first,) = paid(post.one(sent, name="sent")[1])
    assert (first.status, first.paid, first.patient_owes) == (tried.status, tried.paid, tried.patient_owes)
    assert first.payer_claim_number != number
    (again,) = paid(post.one(claim(sent, name="PT2"), name="again")[1])
    assert again.status == "4", "of production it is a duplicate"
    refused, _done = post.one(claim(sent, name="PT3", frequency="8", original=number), name="void")
    assert refused.accepted == 0, "no file of production takes back what was a test"
    taken, _done = post.one(claim(trial, name="PT3", frequency="8", original=number), name="void of a test")
    assert taken.accepted == 1


def test_names_that_lie_in_the_outbox_are_left_alone(tmp_path: Path) -> None:
    post = Post(tmp_path)
    path = tmp_path / "a b;\n.837"
    path.write_bytes("".join(f"{line}~" for line in CLAIM_837P).encode())
    done = run_mailbox([path], post.habits, post.memory, Basis(filed_on=ON), used={"a_b__.835"})
    assert sorted(done.answers) == ["a_b__-2.835", "a_b__.277ca", "a_b__.999"]


def test_two_interchanges_in_one_file_are_answered_each(tmp_path: Path) -> None:
    second = [line.replace("000000001", "000000002") for line in claim(name="PT2", lines=many(2)[1])]
    taken, done = Post(tmp_path).one([*CLAIM_837P, *second])
    assert (taken.claims, taken.accepted) == (2, 2)
    assert len(of(GroupAnswer, done.answers["claims1.999"])) == 2
    assert [one.claim_id for one in paid(done)] == ["PT1", "Q1"]
    unfaulty(list(done.answers.values()))


def test_an_answer_goes_back_the_way_the_claims_came(tmp_path: Path) -> None:
    isa = CLAIM_837P[0].replace("*ZZ*RIVERBEND ", "*30*RIVERBEND ")
    _, done = Post(tmp_path).one([isa, *CLAIM_837P[1:]])
    for text in done.answers.values():
        assert "*ZZ*EXAMPLECH      *30*RIVERBEND      *" in text
    unfaulty(list(done.answers.values()))


def test_a_name_that_is_no_text_is_taken_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"\xff.837")
    path.write_bytes(written(CLAIM_837P))
    post = Post(tmp_path)
    done = run_mailbox([path], post.habits, post.memory, Basis(filed_on=ON))
    assert (done.taken[0].file, done.taken[0].answers[0]) == ("?.837", "_.999")
    assert state_bytes(post.memory)


def test_a_batch_of_a_submitter_that_is_not_known_is_rejected_whole(tmp_path: Path) -> None:
    post = Post(tmp_path, Behavior(policy="commercial", submitters=["ANOTHER"]))
    taken, done = post.one(CLAIM_837P)
    assert list(done.answers) == ["claims1.999", "claims1.277ca"]
    assert (taken.verdict, taken.claims, taken.accepted, taken.paid) == ("rejected", 1, 0, 0)
    (batch,) = of(BatchAnswer, done.answers["claims1.277ca"])
    assert (batch.level, batch.action, batch.rejected, batch.charge) == ("submitter", "U", 1, 12750)
    assert batch.statuses == (Status("A3", "24", "41"),)
    syntax, batches = done.answers.values()
    unfaulty([syntax])
    assert faults(batches) == []  # pyx12 asks for a provider below, of which a batch rejected at its head names none
    post.habits = Behavior(policy="commercial", submitters=["RIVERBEND"])
    again = [line.replace("000000001", "000000002") for line in CLAIM_837P]
    assert [one.claim_id for one in paid(post.hand_in(again, name="again"))] == ["PT1"]


def test_a_claim_for_nobody_it_insures_is_rejected_and_its_correction_is_taken(tmp_path: Path) -> None:
    post = Post(tmp_path, Behavior(policy="commercial", members=["W000000001"]))
    wrong, right = many(2)
    taken, done = post.one([*wrong])
    assert (taken.accepted, taken.refused) == (0, {"Q0": "Nobody is insured under the member number W000000000."})
    (answer,) = of(ClaimAnswer, done.answers["claims1.277ca"])
    assert (answer.claim_id, answer.action, answer.statuses) == ("Q0", "U", (Status("A3", "33", "IL"),))
    unfaulty(list(done.answers.values()))
    assert [one.claim_id for one in paid(post.hand_in(right, name="right"))] == ["Q1"]


def test_no_two_payments_have_one_number(tmp_path: Path) -> None:
    """Not of one payer, not of two, and not where a payer has lost its memory and counts anew."""
    one, other = Behavior(policy="commercial"), Behavior(policy="commercial", id="2999999999")
    files = [claim(name=f"PT{number}", lines=CLAIM_837P) for number in range(3)]
    numbers = []
    for habits in (one, other):
        for file in files:  # a payer without memory for each, all on one day
            numbers += [payment.trace for payment in payments(Post(tmp_path, habits).hand_in(file))]
    post = Post(tmp_path, one)
    later = ON + timedelta(days=1)
    numbers += [payment.trace for payment in payments(post.hand_in(*files, on=later))]
    assert len(numbers) == len(set(numbers)) == 9
    assert [payment.trace for payment in payments(Post(tmp_path, one).hand_in(*files, on=later))] == numbers[6:]


def faults(text: str) -> list[Diagnostic]:
    return [one for one in items(text) if isinstance(one, Diagnostic) and one.severity == "stop"]


DAMAGES: dict[str, Callable[[list[str]], list[str]]] = {
    "none": lambda lines: lines,
    "sum": lambda lines: [line.replace("*127.5*", "*127.51*") for line in lines],
    "syntax": lambda lines: [line.replace("NM1*82*1", "NM1*82*7") for line in lines],
    "void": lambda lines: claim(lines, frequency="8", original="NOBODY"),
    "envelope": lambda lines: [line.replace("IEA*1*", "IEA*2*") for line in lines],
}


@tries(12, suppress_health_check=[HealthCheck.function_scoped_fixture], phases=[Phase.generate])
@given(
    habits=some.builds(
        Behavior,
        name=some.sampled_from(["Example Payer", "A", "O'Neill & Sons: Mutual*" * 2]),
        policy=some.sampled_from(["medicare", "commercial"]),
        percent=some.integers(0, 100),
        deductible=some.integers(0, 120),
        denials=some.sampled_from([{}, {"50": 0.5, "197": 0.3}, {"16": 1.0}]),
        takebacks=some.sampled_from([0.0, 1.0]),
        submitters=some.sampled_from([[], ["ANOTHER"]]),
        members=some.sampled_from([[], ["ANOTHER"]]),
    ),
    damages=some.lists(some.sampled_from(sorted(DAMAGES)), min_size=1, max_size=3),
)
def test_whatever_the_payer_answers_passes_our_own_validation(
    tmp_path: Path, habits: Behavior, damages: list[str]
) -> None:
    post = Post(tmp_path, habits)
    files = [DAMAGES[damage](lines) for damage, lines in zip(damages, many(len(damages)), strict=True)]
    done = post.hand_in(*files)
    later = post.hand_in(on=ON + timedelta(days=30))
    answers = [*done.answers.values(), *later.answers.values()]
    assert answers
    for text in answers:
        assert faults(text) == []
