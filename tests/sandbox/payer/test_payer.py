"""The test payer: what it accepts, pays, denies, takes back, and what of its habits can be relied on."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as some

from cleanclaim.exchange.x12.acknowledgements import ClaimAnswer, GroupAnswer, TransactionAnswer
from cleanclaim.exchange.x12.diagnostics import Diagnostic
from cleanclaim.sandbox.payer.behavior import Behavior
from tests.cli.oracle import refusal
from tests.conftest import tries
from tests.exchange.x12.files import CLAIM_837P, SECONDARY_837P, changed
from tests.sandbox.payer.post import ASSISTED, MEDICARE, Post, claim, counted, items, of, paid, payments, reasons


def unfaulty(done_texts: list[str]) -> None:
    """No fault for us up to the balance, and none for pyx12."""
    for text in done_texts:
        assert [one for one in items(text) if isinstance(one, Diagnostic) and one.severity == "stop"] == []
        assert refusal(text) == ""


def test_a_clean_claim_is_accepted_and_paid_by_the_fee_schedule(tmp_path: Path) -> None:
    post = Post(tmp_path, Behavior())
    taken, done = post.one(MEDICARE)
    assert (taken.verdict, taken.claims, taken.accepted, taken.denied) == ("accepted", 1, 1, 0)
    assert taken.answers == ["claims1.999", "claims1.277ca", "claims1.835"]
    (one,) = paid(done)
    # Austin 2026: 97110 at 29.85 + 22.60, 97140 at 21.58; a fifth is the patient's, 2 percent of the rest held back.
    assert reasons(one) == [
        [("CO", "45", 3255), ("CO", "253", 84), ("PR", "2", 1049)],
        [("CO", "45", 2092), ("CO", "253", 35), ("PR", "2", 432)],
    ]
    assert (one.status, one.paid, one.patient_owes) == ("1", 4112 + 1691, 1481)
    assert payments(done)[0].amount == taken.paid == 5803
    assert [line.control_number for line in one.lines] == ["PT1L1", "2"]
    unfaulty(list(done.answers.values()))


def test_the_answers_name_what_they_answer(tmp_path: Path) -> None:
    lines = [line.replace("20260302*1200*1*X", "20260302*1200*77*X") for line in CLAIM_837P]
    _, done = Post(tmp_path).one([line.replace("GE*1*1", "GE*1*77") for line in lines])
    (group,) = of(GroupAnswer, done.answers["claims1.999"])
    assert (group.group, group.verdict, group.accepted) == ("77", "A", "1")
    (answer,) = of(ClaimAnswer, done.answers["claims1.277ca"])
    (one,) = paid(done)
    assert (answer.claim_id, answer.action, answer.payer_claim_number) == ("PT1", "WQ", one.payer_claim_number)


def test_an_assistants_line_is_paid_less_and_says_so(tmp_path: Path) -> None:
    _, done = Post(tmp_path, Behavior()).one(ASSISTED)
    (one,) = paid(done)
    line = one.lines[0]
    # Of 52.45 the patient owes 10.49; of the 41.96 left 85 percent are paid, less 2 percent of that.
    assert (line.allowed, line.paid, line.remarks) == (5245, 3496, ("N851",))
    assert reasons(one)[0] == [("CO", "45", 3255 + 629), ("CO", "253", 71), ("PR", "2", 1049)]
    assert one.lines[1].remarks == ()
    unfaulty(list(done.answers.values()))


def test_what_has_no_price_is_paid_at_a_share_of_the_charge(tmp_path: Path) -> None:
    _, done = Post(tmp_path).one(CLAIM_837P)
    (one,) = paid(done)
    assert [line.allowed for line in one.lines] == [5100, 2550]
    assert [line.paid for line in one.lines] == [4080, 2040]


def test_a_line_that_a_rule_stops_is_denied_for_its_reason(tmp_path: Path) -> None:
    without_gp = changed(MEDICARE, "SV1*HC:97110", "SV1*HC:97110*85*UN*2***1:2")
    taken, done = Post(tmp_path, Behavior()).one(without_gp)
    (one,) = paid(done)
    assert reasons(one)[0] == [("CO", "4", 8500)]
    assert one.lines[1].paid
    assert (one.status, taken.denied) == ("1", 1)


def test_a_duplicate_of_a_paid_claim_is_denied_as_one(tmp_path: Path) -> None:
    post = Post(tmp_path)
    first = post.one(CLAIM_837P)
    taken, done = post.one(CLAIM_837P, name="again")
    assert (first[0].paid, taken.accepted, taken.denied, taken.paid) == (6120, 1, 2, 0)
    (one,) = paid(done)
    assert (one.status, reasons(one)) == ("4", [[("OA", "18", 8500)], [("OA", "18", 4250)]])
    unfaulty(list(done.answers.values()))


def test_a_claim_that_was_denied_may_come_again(tmp_path: Path) -> None:
    post = Post(tmp_path, Behavior(policy="commercial", denials={"50": 1.0}))
    taken, _ = post.one(CLAIM_837P)
    assert taken.denied == 2
    post.habits = Behavior(policy="commercial")
    taken, _ = post.one(CLAIM_837P, name="again")
    assert (taken.denied, taken.paid) == (0, 6120)


def test_another_charge_makes_no_duplicate(tmp_path: Path) -> None:
    post = Post(tmp_path)
    post.one(CLAIM_837P)
    other = changed(
        changed(CLAIM_837P, "SV1*HC:97110", "SV1*HC:97110:GP*80*UN*2***1:2"), "CLM*", "CLM*PT1*122.5***11:B:1*Y*A*Y*Y"
    )
    taken, _ = post.one(other, name="other")
    assert (taken.denied, taken.paid) == (0, 5880)


def test_the_same_file_is_taken_once(tmp_path: Path) -> None:
    post = Post(tmp_path)
    post.one(CLAIM_837P)
    done = post.hand_in(CLAIM_837P)
    assert (done.taken, done.known, done.answers) == ([], 1, {})


def test_a_void_takes_the_money_back_from_the_next_payment(tmp_path: Path) -> None:
    post = Post(tmp_path, Behavior(policy="commercial", deductible=30))
    _, done = post.one(CLAIM_837P)
    (one,) = paid(done)
    assert (
        one.paid == 6120 - 3000 + 600
    )  # of the deductible a fifth would have been the patient's anyway, as coinsurance
    taken, done = post.one(claim(frequency="8", original=one.payer_claim_number or ""), name="void")
    (back,) = paid(done)
    assert (back.status, back.claim_id, back.charge, back.paid) == ("22", "PT1", -12750, -3720)
    assert (taken.paid, taken.denied) == (0, 0)
    (payment,) = payments(done)
    assert (payment.amount, [(said.reason, said.amount) for said in payment.adjustments]) == (0, [("FB", -3720)])
    unfaulty(list(done.answers.values()))
    _, done = post.one(claim(name="PT2"), name="next")
    (again,), (payment,) = paid(done), payments(done)
    assert again.paid == 3720  # the deductible was free again
    assert (payment.amount, [(said.reason, said.amount) for said in payment.adjustments]) == (0, [("FB", 3720)])
    unfaulty(list(done.answers.values()))


def test_a_replacement_is_paid_in_place_of_the_first(tmp_path: Path) -> None:
    post = Post(tmp_path)
    _, done = post.one(CLAIM_837P)
    number = paid(done)[0].payer_claim_number or ""
    less = changed(
        changed(CLAIM_837P, "SV1*HC:97110", "SV1*HC:97110:GP*42.5*UN*1***1:2"), "CLM*", "CLM*PT1*85***11:B:1*Y*A*Y*Y"
    )
    taken, done = post.one(claim(less, frequency="7", original=number), name="corrected")
    back, new = paid(done)
    assert (back.status, back.paid, back.payer_claim_number) == ("22", -6120, number)
    assert (new.status, new.paid) == ("1", 4080)
    assert taken.paid == 0
    assert payments(done)[0].adjustments[0].amount == -2040
    unfaulty(list(done.answers.values()))


@pytest.mark.parametrize("frequency", ["7", "8"])
def test_a_change_of_a_claim_the_payer_does_not_know_is_refused(tmp_path: Path, frequency: str) -> None:
    taken, done = Post(tmp_path).one(claim(frequency=frequency, original="NOBODYS"))
    assert (taken.claims, taken.accepted, list(taken.refused)) == (1, 0, ["PT1"])
    assert list(done.answers) == ["claims1.999", "claims1.277ca"]
    (answer,) = of(ClaimAnswer, done.answers["claims1.277ca"])
    assert (answer.action, answer.statuses[0].category, answer.statuses[0].code) == ("U", "A7", "464")
    unfaulty(list(done.answers.values()))


def test_a_claim_is_taken_back_once_and_by_its_own_provider(tmp_path: Path) -> None:
    post = Post(tmp_path)
    _, done = post.one(CLAIM_837P)
    void = claim(frequency="8", original=paid(done)[0].payer_claim_number or "")
    taken, _ = post.one([line.replace("*XX*1000000012", "*XX*1000000046") for line in void], name="stranger")
    assert taken.accepted == 0
    taken, _ = post.one(void, name="void")
    assert taken.accepted == 1
    taken, _ = post.one(void, name="void-again")
    assert taken.accepted == 0


def test_the_deductible_is_used_up_once_a_year(tmp_path: Path) -> None:
    post = Post(tmp_path, Behavior(policy="commercial", deductible=60))
    owed = []
    for name, day in [("PT1", "20260224"), ("PT2", "20260225"), ("PT3", "20260226")]:
        _, done = post.one([line.replace("472*D8*20260302", f"472*D8*{day}") for line in claim(name=name)], name=name)
        (one,) = paid(done)
        owed.append(
            sum(amount or 0 for line in reasons(one) for group, why, amount in line if (group, why) == ("PR", "1"))
        )
    assert owed == [6000, 0, 0]


def test_a_second_payer_pays_what_the_first_left_to_the_patient(tmp_path: Path) -> None:
    _, done = Post(tmp_path).one(SECONDARY_837P)
    (one,) = paid(done)
    assert (one.status, [line.paid for line in one.lines]) == ("2", [2500, 0])
    assert reasons(one) == [[("OA", "23", 6000)], [("OA", "23", 4250)]]
    unfaulty(list(done.answers.values()))


def test_a_dependent_is_named_by_the_members_number(tmp_path: Path) -> None:
    insured = {"HL*2*1*22*0": "HL*2*1*22*1", "SBR*P*18*G100******CI": "SBR*P**G100******CI"}
    child = counted([
        *(insured.get(line, line) for line in CLAIM_837P[:16]),
        CLAIM_837P[19],
        "HL*3*2*23*0",
        "PAT*19",
        "NM1*QC*1*SMITH*KIM",
        *CLAIM_837P[16:18],
        "DMG*D8*20150514*F",
        *CLAIM_837P[20:],
    ])  # fmt: skip
    taken, done = Post(tmp_path).one(child)
    assert taken.verdict == "accepted", taken.problem
    (answer,), (one,) = of(ClaimAnswer, done.answers["claims1.277ca"]), paid(done)
    for person in (answer.patient, one.patient):
        assert person is not None
        assert (person.first, person.id, person.id_kind) == ("KIM", "W123456789", "MI")
    unfaulty(list(done.answers.values()))


def test_a_claim_that_does_not_add_up_is_refused_alone(tmp_path: Path) -> None:
    begin, end = CLAIM_837P[:13], CLAIM_837P[-3:]
    wrong = changed(CLAIM_837P, "CLM*", "CLM*PT1*127.51***11:B:1*Y*A*Y*Y")[13:-3]
    second = [line.replace("PT1", "PT2").replace("HL*2*1", "HL*3*1") for line in CLAIM_837P[13:-3]]
    taken, done = Post(tmp_path).one(counted([*begin, *wrong, *second, *end]))
    assert (taken.verdict, taken.claims, taken.accepted) == ("accepted", 2, 1)
    assert taken.refused == {"PT1": "CLM02 is 127.51, but the lines' charges come to 127.50."}
    answers = of(ClaimAnswer, done.answers["claims1.277ca"])
    assert [(one.claim_id, one.action) for one in answers] == [("PT1", "U"), ("PT2", "WQ")]
    assert [one.claim_id for one in paid(done)] == ["PT2"]
    unfaulty(list(done.answers.values()))


def test_a_transaction_with_a_fault_of_syntax_is_rejected_by_a_999(tmp_path: Path) -> None:
    taken, done = Post(tmp_path).one(changed(CLAIM_837P, "DTP*472", "DTP*472*D8*20269999"))
    assert (taken.verdict, taken.accepted, taken.paid, list(done.answers)) == ("rejected", 0, 0, ["claims1.999"])
    (answer,) = of(TransactionAnswer, done.answers["claims1.999"])
    assert (answer.verdict, answer.codes, answer.faults[0].segment) == ("R", ("5",), "DTP")
    assert answer.faults[0].position == "26"
    unfaulty(list(done.answers.values()))


def test_a_999_names_a_loop_in_four_characters(tmp_path: Path) -> None:
    _, done = Post(tmp_path).one(changed(CLAIM_837P, "N4*AUSTIN*TX*787011234", "N4*AUSTIN*TEXAS*787011234"))
    assert "IK3*N4*10*2010*8~" in done.answers["claims1.999"]
    unfaulty(list(done.answers.values()))


def test_a_999_names_the_missing_segment_where_it_was_due(tmp_path: Path) -> None:
    claim = CLAIM_837P[20:-3]
    second = [line.replace("PT1", "PT2") for line in claim]
    _, done = Post(tmp_path).one(counted([*CLAIM_837P[:20], *changed(claim, "HI*"), *second, *CLAIM_837P[-3:]]))
    (answer,) = of(TransactionAnswer, done.answers["claims1.999"])
    named = [(one.segment, one.position, one.loop, one.code) for one in answer.faults if one.segment == "HI"]
    assert named == [("HI", "21", "2300", "3")]
    unfaulty(list(done.answers.values()))


def test_less_than_the_price_was_charged(tmp_path: Path) -> None:
    cheap = [line.replace("*85*UN", "*40*UN").replace("*127.5*", "*82.5*") for line in MEDICARE]
    _, done = Post(tmp_path, Behavior()).one(cheap)
    (one,) = paid(done)
    assert (one.lines[0].allowed, reasons(one)[0]) == (4000, [("CO", "253", 64), ("PR", "2", 800)])


@pytest.mark.parametrize(
    ("file", "note"),
    [
        (b"".join(line.encode() + b"~" for line in CLAIM_837P[:20]), "023"),
        (b"".join(line.encode() + b"~" for line in CLAIM_837P)[:-40], "023"),
        (b"".join(line.encode() + b"~" for line in changed(CLAIM_837P, "IEA*", "IEA*2*000000001")), "021"),
        (b"".join(line.encode() + b"~" for line in changed(CLAIM_837P, "IEA*", "IEA*1*000000009")), "001"),
        (b"".join(line.encode() + b"~" for line in changed(CLAIM_837P, "GE*", "GE*1*2")), "022"),
    ],
    ids=["half", "cut within the last segments", "count of groups", "number", "number of the group"],
)
def test_a_bad_envelope_is_rejected_by_a_ta1(tmp_path: Path, file: bytes, note: str) -> None:
    taken, done = Post(tmp_path).one(file)
    assert (taken.verdict, taken.accepted, list(done.answers)) == ("rejected", 0, ["claims1.ta1"])
    assert taken.problem
    assert f"TA1*000000001*260302*1200*R*{note}~" in done.answers["claims1.ta1"]


def test_what_is_no_837p_is_named_and_stops_nothing(tmp_path: Path) -> None:
    post = Post(tmp_path)
    _, done = post.one(CLAIM_837P)
    remittance = done.answers["claims1.835"].encode()
    done = post.hand_in(b"", b"hello", remittance, b"\xff" * 70_000, claim(name="PT9", frequency="1"), name="mixed")
    assert [one.verdict for one in done.taken] == ["unread"] * 4 + ["accepted"]
    assert [bool(one.problem) for one in done.taken] == [True] * 4 + [False]
    assert done.taken[2].problem == "holds no claims (837P)"


@tries(60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some.data())
def test_no_damage_to_a_file_stops_the_payer(tmp_path: Path, data: some.DataObject) -> None:
    whole = "".join(f"{line}~\n" for line in CLAIM_837P).encode()
    for _ in range(data.draw(some.integers(1, 4))):
        at = data.draw(some.integers(0, len(whole)))
        whole = whole[:at] + data.draw(some.binary(max_size=6)) + whole[at + data.draw(some.integers(0, 9)) :]
    taken, _ = Post(tmp_path).one(whole)
    assert taken.verdict in {"accepted", "rejected", "unread"}


@tries(40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    percent=some.integers(0, 100),
    coinsurance=some.integers(0, 100),
    deductible=some.integers(0, 120),
    share=some.sampled_from([0.0, 0.5, 1.0]),
    medicare=some.booleans(),
)
def test_every_remittance_adds_up(
    tmp_path: Path, percent: int, coinsurance: int, deductible: int, share: float, *, medicare: bool
) -> None:
    habits = Behavior(
        policy="medicare" if medicare else "commercial",
        percent=percent,
        coinsurance=coinsurance,
        deductible=deductible,
        denials={"50": share},
    )
    _, done = Post(tmp_path, habits).one(MEDICARE)
    (one,) = paid(done)
    for line in one.lines:
        assert line.charge == (line.paid or 0) + sum(said.amount or 0 for said in line.adjustments)
        assert (line.paid or 0) >= 0
    assert payments(done)[0].amount == sum(line.paid or 0 for line in one.lines)
    free = sum(amount or 0 for line in reasons(one) for group, why, amount in line if (group, why) == ("PR", "1"))
    assert free <= deductible * 100
