"""What a payer writes: 835, TA1, 999, 277CA. It is read back equal, has no fault for us, and none for pyx12."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from msgspec import structs

from cleanclaim.exchange.x12.acknowledgements import (
    ClaimAnswer,
    GroupAnswer,
    InterchangeAnswer,
    Status,
    SyntaxFault,
    TransactionAnswer,
)
from cleanclaim.exchange.x12.diagnostics import Diagnostic
from cleanclaim.exchange.x12.envelope_write import TransactionGuide
from cleanclaim.exchange.x12.items import Item
from cleanclaim.exchange.x12.located import values
from cleanclaim.exchange.x12.stream import read_stream
from cleanclaim.exchange.x12.write_835 import write_835
from cleanclaim.exchange.x12.write_acknowledgements import Acknowledged, write_277ca, write_999, write_ta1
from cleanclaim.model.remittance import PaidClaim, PaidLine, Payment, ProviderAdjustment
from cleanclaim.model.submitted_claim import Adjustment, Party
from tests.cli.oracle import refusal
from tests.cli.remits import HEAD, ON, REMITTER

CLAIMS = TransactionGuide(transaction_set="837", functional_group="HC", version="005010X222A1")


def items(text: str) -> list[Item]:
    return list(read_stream(BytesIO(text.encode("ascii"))))


def of(kind: type[Any], read: Iterable[Item]) -> list[Any]:
    """The contents of a kind."""
    return list(values(read, kind))


def no_fault(text: str) -> None:
    assert [item for item in items(text) if isinstance(item, Diagnostic) and item.level < 5] == []
    assert refusal(text) == ""


RENDERING = Party(last_or_organization="SAMPLE", first="PAT", id="1000000012", id_kind="XX")
names = some.sampled_from(["EXAMPLE", "SAMPLE", "O'NOBODY"])
patients = some.builds(
    Party,
    last_or_organization=names,
    first=some.sampled_from(["ADA", "BEA"]),
    id=some.sampled_from(["1EX0XX0XX01", "W123"]),
    id_kind=some.just("MI"),
)


@some.composite
def paid_lines(draw: some.DrawFn) -> PaidLine:
    charge = draw(some.integers(100, 99_999))
    off = draw(some.integers(0, charge))
    share = draw(some.integers(0, charge - off))
    adjustments = [("CO", "45", off), ("PR", "2", share)]
    units = Decimal(draw(some.integers(1, 9)))
    first = draw(some.dates(date(2026, 1, 1), date(2026, 3, 1)))
    return PaidLine(
        code=draw(some.sampled_from(["97110", "97140", "G0283"])),
        code_kind="HC",
        modifiers=draw(some.sampled_from([("GP",), ("GP", "KX"), ()])),
        charge=charge,
        paid=charge - off - share,
        units=units,
        first_date=first,
        control_number=draw(some.none() | some.sampled_from(["L1", "260302ABCDEFGHL2"])),
        allowed=draw(some.none() | some.just(charge - off)),
        adjustments=tuple(Adjustment(group, reason, amount) for group, reason, amount in adjustments if amount),
        remarks=draw(some.sampled_from([(), ("N130",), ("N130", "M51")])),
    )


@some.composite
def paid_claims(draw: some.DrawFn) -> PaidClaim:
    lines = tuple(draw(some.lists(paid_lines(), min_size=1, max_size=9)))
    shares = sum(one.amount or 0 for line in lines for one in line.adjustments if one.group == "PR")
    return PaidClaim(
        claim_id=f"CLAIM{draw(some.integers(1, 999))}",
        status=draw(some.sampled_from(["1", "2", "4", "19"])),
        charge=sum(line.charge or 0 for line in lines),
        paid=sum(line.paid or 0 for line in lines),
        patient_owes=shares or None,
        filing="MB",
        payer_claim_number="7" * 9,
        patient=draw(patients),
        rendering=draw(
            some.none() | some.just(Party(last_or_organization="SAMPLE", first="PAT", id="1000000012", id_kind="XX"))
        ),
        first_date=lines[0].first_date,
        last_date=lines[0].first_date,
        received=draw(some.none() | some.just(date(2026, 3, 3))),
        lines=lines,
    )


@some.composite
def remittances(draw: some.DrawFn) -> tuple[Payment, list[PaidClaim]]:
    claims = draw(some.lists(paid_claims(), min_size=1, max_size=4))
    paid = sum(claim.paid or 0 for claim in claims)
    taken = draw(some.lists(some.integers(1, max(1, paid // 8)), max_size=7)) if paid > 100 else []
    adjustments = tuple(ProviderAdjustment("WO", f"REF{at}", amount) for at, amount in enumerate(taken))
    payment = Payment(
        amount=paid - sum(taken),
        method="CHK",
        on=ON,
        trace="EX000041",
        payer="EXAMPLE PAYER",
        payer_id="1999999999",
        payee="EXAMPLE WAY THERAPY PLLC",
        payee_id="1000000004",
        payee_id_kind="XX",
        claims=len(claims),
        claims_paid=paid,
        adjustments=adjustments,
    )
    return payment, claims


@given(remittances())
def test_a_remittance_is_read_back_equal(remittance: tuple[Payment, list[PaidClaim]]) -> None:
    payment, claims = remittance
    text = write_835(HEAD, payment, claims, REMITTER)
    read = items(text)
    assert of(PaidClaim, read) == claims
    assert of(Payment, read) == [payment]
    assert [item for item in read if isinstance(item, Diagnostic) and item.level < 4] == []


@pytest.mark.parametrize("seed", range(3))
def test_pyx12_accepts_remittances(seed: int) -> None:
    payment, claims = _made(seed)
    no_fault(write_835(HEAD, payment, claims, REMITTER))


def _made(seed: int) -> tuple[Payment, list[PaidClaim]]:
    """A small remittance by hand: paid, denied, with a takeback."""
    line = PaidLine(
        code="97110",
        code_kind="HC",
        modifiers=("GP",),
        charge=9000,
        paid=4000 + seed,
        units=Decimal(2),
        first_date=date(2026, 3, 2),
        control_number="L1",
        allowed=5000,
        remarks=("N130",),
        adjustments=(Adjustment("CO", "45", 4000 - seed), Adjustment("PR", "2", 1000)),
    )
    claim = PaidClaim(
        "CLAIM1",
        status="1",
        charge=9000,
        paid=4000 + seed,
        patient_owes=1000,
        filing="MB",
        payer_claim_number="777",
        patient=Party(last_or_organization="EXAMPLE", first="ADA", id="1EX0XX0XX01", id_kind="MI"),
        lines=(line,),
    )
    payment = Payment(
        amount=4000 + seed,
        method="CHK",
        on=ON,
        trace="T1",
        payer="EXAMPLE PAYER",
        payer_id="1999999999",
        payee="EXAMPLE WAY THERAPY PLLC",
        payee_id="1000000004",
        payee_id_kind="XX",
        claims=1,
        claims_paid=4000 + seed,
    )
    return payment, [claim]


def test_what_does_not_balance_is_not_written() -> None:
    payment, claims = _made(0)
    with pytest.raises(ValueError, match="does not balance"):
        write_835(HEAD, structs.replace(payment, amount=1), claims, REMITTER)
    with pytest.raises(ValueError, match="does not balance"):
        write_835(HEAD, payment, [structs.replace(claims[0], paid=1)], REMITTER)
    with pytest.raises(ValueError, match="needs its amount"):
        write_835(HEAD, structs.replace(payment, trace=None), claims, REMITTER)


def test_an_answer_on_an_interchange() -> None:
    answer = InterchangeAnswer(interchange="000000007", date="260303", time="1805", verdict="A", note="000")
    text = write_ta1(HEAD, answer)
    assert of(InterchangeAnswer, items(text)) == [answer]


def test_an_answer_on_syntax() -> None:
    fault = SyntaxFault(segment="DTP", position="31", loop="2400", code="8", element="3", value="20269999")
    whole = SyntaxFault(segment="REF", position="12", loop="2010", code="3")
    transactions = [
        TransactionAnswer(group="7", transaction_set="837", transaction="0001", verdict="A"),
        TransactionAnswer(
            group="7",
            transaction_set="837",
            transaction="0002",
            verdict="R",
            codes=("5",),
            faults=(whole, fault),
        ),
    ]
    group = GroupAnswer(group="7", verdict="P", included="2", received="2", accepted="1")
    text = write_999(HEAD, transactions, group, answers=CLAIMS)
    read = items(text)
    assert of(GroupAnswer, read) == [group]
    (first, second) = of(TransactionAnswer, read)
    assert first == transactions[0]
    assert (second.verdict, second.codes) == ("R", ("5",))
    assert {(one.segment, one.position) for one in second.faults} == {("DTP", "31"), ("REF", "12")}
    assert any(one.element == "3" and one.value == "20269999" for one in second.faults)
    no_fault(text)


def test_an_answer_on_claims() -> None:
    patient = Party(last_or_organization="EXAMPLE", first="ADA", id="1EX0XX0XX01", id_kind="MI")
    taken = ClaimAnswer(
        claim_id="CLAIM1",
        patient=patient,
        action="WQ",
        statuses=(Status("A2", "20", "PR"),),
        on=ON,
        charge=9000,
        payer_claim_number="777",
    )
    refused = ClaimAnswer(
        claim_id="CLAIM2",
        patient=patient,
        action="U",
        statuses=(Status("A7", "164", "IL"),),
        on=ON,
        charge=4500,
    )
    about = Acknowledged(
        payer=Party(last_or_organization="EXAMPLE PAYER", id="EX001", id_kind="PI"),
        submitter=Party(last_or_organization="EXAMPLE WAY THERAPY", id="EXAMPLEWAY", id_kind="46"),
        provider=Party(last_or_organization="EXAMPLE WAY THERAPY PLLC", id="1000000004", id_kind="XX"),
        reference="000000041",
        trace="000000007-1",
        received=ON,
        decided=ON,
    )
    text = write_277ca(HEAD, about, [(taken, date(2026, 3, 2)), (refused, date(2026, 3, 2))])
    assert of(ClaimAnswer, items(text)) == [taken, refused]
    no_fault(text)
