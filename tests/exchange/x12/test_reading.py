"""Files read as values: claims, remittances, answers, as a stream with what is wrong."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest

from cleanclaim.claims.assemble import assemble
from cleanclaim.exchange.x12.acknowledgements import (
    ClaimAnswer,
    GroupAnswer,
    InterchangeAnswer,
    Status,
    TransactionAnswer,
)
from cleanclaim.exchange.x12.diagnostics import Diagnostic
from cleanclaim.exchange.x12.items import Interchange, Transaction
from cleanclaim.exchange.x12.located import Located, values
from cleanclaim.exchange.x12.stream import read_stream
from cleanclaim.exchange.x12.write_837p import write_837p
from cleanclaim.model.remittance import PaidClaim, Payment, ProviderAdjustment
from cleanclaim.model.submitted_claim import Adjustment, SubmittedClaim
from tests.exchange.x12.files import ANSWERS_277CA, CLAIM_837P, ISA, REMITTANCE_835, items, sample, samples, written
from tests.exchange.x12.synthetic import random_day

# Versions of which we hold no guide: their envelopes are read, their claims are not.
NO_GUIDE = ("00401", "005010X223")

SYNTAX_999 = [
    ISA,
    "TA1*000000007*260302*1200*R*020",
    "GS*FA*EXAMPLECH*RIVERBEND*20260302*1200*1*X*005010X231A1",
    "ST*999*0001*005010X231A1",
    "AK1*HC*1*005010X222A1",
    "AK2*837*0001*005010X222A1",
    "IK3*CLM*19*2300*8",
    "IK4*5:1*1331*7*ZZ",
    "IK5*R*5",
    "AK9*R*1*1*0",
    "SE*8*0001",
    "GE*1*1",
    "IEA*1*000000001",
]


def test_a_claim_is_read() -> None:
    around, begun, one = items(CLAIM_837P)
    assert isinstance(around, Interchange)
    assert isinstance(begun, Transaction)
    assert isinstance(one, Located)
    claim = one.value
    assert isinstance(claim, SubmittedClaim)
    assert (claim.claim_id, claim.charge, claim.place_of_service, claim.frequency) == ("PT1", 12750, "11", "1")
    assert claim.diagnoses == ("M5450", "M25561")
    assert claim.onset_date == date(2026, 2, 1)
    assert claim.header.patient == claim.header.subscriber
    assert claim.header.birth_date == date(1958, 5, 14)
    assert claim.header.payer is not None
    assert claim.header.payer.id == "60054"
    assert claim.rendering is not None
    assert claim.rendering.id == "1000000020"
    first, second = claim.lines
    assert (first.code, first.modifiers, first.charge, first.units) == ("97110", ("GP",), 8500, Decimal(2))
    assert (first.pointers, first.first_date, first.control_number) == ((1, 2), date(2026, 3, 2), "PT1L1")
    assert (second.modifiers, second.charge, second.control_number) == (("GP", "59"), 4250, None)


@pytest.mark.parametrize("seed", range(40))
def test_claims_we_write_are_read_back_without_a_fault(seed: int) -> None:
    visits, practice = random_day(seed)
    claims, _ = assemble(visits, practice)
    found = list(read_stream(BytesIO(write_837p(claims, practice).encode())))
    wrong = [item for item in found if isinstance(item, Diagnostic) and item.level < 5]
    assert wrong == []
    read_back = list(values(found, SubmittedClaim))
    assert [(one.claim_id, one.charge, one.diagnoses) for one in read_back] == [
        (one.claim_id, one.charge, one.diagnoses) for one in claims
    ]
    for ours, theirs in zip(claims, read_back, strict=True):
        for line, back in zip(ours.lines, theirs.lines, strict=True):
            assert (back.code, back.modifiers, back.charge) == (line.code, line.modifiers, line.charge)
            assert (back.units, back.pointers) == (Decimal(line.units), line.pointers)
            assert (back.first_date, back.control_number) == (line.service_date, line.control_number)


def test_a_remittance_is_read() -> None:
    found = items(REMITTANCE_835)
    assert len(found) == 4
    (claim,), (payment,) = values(found, PaidClaim), values(found, Payment)
    assert (claim.claim_id, claim.status, claim.charge, claim.paid, claim.patient_owes) == (
        "PT1",
        "1",
        12750,
        8000,
        2000,
    )
    first, second = claim.lines
    assert first.adjustments == (Adjustment("CO", "45", 1500), Adjustment("PR", "3", 2000))
    assert (first.paid, first.allowed, first.control_number) == (5000, 7000, "PT1L1")
    assert second.adjustments == (Adjustment("CO", "45", 250), Adjustment("CO", "59", 1000))
    assert second.remarks == ("N381",)
    assert (payment.amount, payment.claims, payment.claims_paid, payment.trace) == (7000, 1, 8000, "EFT1")
    assert payment.adjustments == (ProviderAdjustment("WO", "PT0", 1000),)


@pytest.mark.parametrize(
    ("lines", "kind", "begins"),
    [
        (CLAIM_837P, SubmittedClaim, ["CLM*", "LX*1", "LX*2"]),
        (REMITTANCE_835, PaidClaim, ["CLP*", "SVC*HC:97110", "SVC*HC:97140"]),
        (REMITTANCE_835, Payment, ["BPR*"]),
        (SYNTAX_999, InterchangeAnswer, ["TA1*"]),
        (SYNTAX_999, TransactionAnswer, ["AK2*"]),
        (SYNTAX_999, GroupAnswer, ["AK9*"]),
        (ANSWERS_277CA, ClaimAnswer, ["TRN*2*PT1"]),
    ],
)
def test_what_is_read_stands_where_its_first_segment_does(
    lines: list[str], kind: type[object], begins: list[str]
) -> None:
    (one,) = [item for item in items(lines) if isinstance(item, Located) and isinstance(item.value, kind)]
    segments = [next(at for at, line in enumerate(lines) if line.startswith(text)) for text in begins]
    places = [(len(written(lines[:at])), at + 1) for at in segments]
    assert [(one.byte, one.segment), *((line.byte, line.segment) for line in one.lines)] == places


def test_a_999_and_a_ta1_are_read() -> None:
    found = items(SYNTAX_999)
    assert [item for item in found if isinstance(item, Diagnostic)] == []
    assert len(found) == 5
    (envelope,), (one,) = values(found, InterchangeAnswer), values(found, TransactionAnswer)
    (group,) = values(found, GroupAnswer)
    assert (envelope.interchange, envelope.verdict, envelope.note) == ("000000007", "R", "020")
    assert (one.group, one.transaction, one.verdict, one.codes) == ("1", "0001", "R", ("5",))
    assert [(fault.segment, fault.position, fault.element, fault.value) for fault in one.faults] == [
        ("CLM", "19", None, None),
        ("CLM", "19", "5:1", "ZZ"),
    ]
    assert (group.verdict, group.accepted) == ("R", "0")


def test_a_277ca_is_read() -> None:
    found = items(ANSWERS_277CA)
    answers = list(values(found, ClaimAnswer))
    assert [(one.claim_id, one.action, one.charge, one.payer_claim_number) for one in answers] == [
        ("PT1", "U", 12750, "ICN1")
    ]
    assert answers[0].statuses == (Status("A7", "562", "85"),)
    assert answers[0].patient is not None
    assert answers[0].patient.first == "JANE"


def test_a_file_cut_off_in_a_claim_still_gives_the_claim() -> None:
    found = items(CLAIM_837P[:27])
    assert [claim.claim_id for claim in values(found, SubmittedClaim)] == ["PT1"]
    assert "The file ends without the SE." in [item.problem for item in found if isinstance(item, Diagnostic)]


@pytest.mark.parametrize("data", [b"", b"\n\n", b"hello", b"ISA", b"ISA*00*~", b"ST*837*1~SE*2*1~", bytes(range(256))])
def test_what_is_no_x12_gives_a_diagnostic(data: bytes) -> None:
    assert any(isinstance(item, Diagnostic) for item in read_stream(BytesIO(data)))


def test_a_date_cut_off_after_its_separator_is_missing() -> None:
    found = items([*CLAIM_837P[:21], "DTP*431", *CLAIM_837P[22:]])
    assert "DTP03 is missing." in [item.problem for item in found if isinstance(item, Diagnostic)]


@pytest.mark.parametrize("row", samples())
def test_every_sample_is_read_and_the_valid_ones_whole(row: dict[str, str]) -> None:
    with sample(row["file"]).open("rb") as file:
        found = list(read_stream(file))
    if row["expected"].startswith("valid (") and not row["version"].startswith(NO_GUIDE):
        assert not any(isinstance(item, Diagnostic) and item.place.segment == "" for item in found)
        assert all(item.known for item in found if isinstance(item, Transaction))
        if row["claims"] and row["transaction"] in {"837", "835"}:
            claims = [*values(found, SubmittedClaim), *values(found, PaidClaim)]
            assert len(claims) == int(row["claims"])
    if row["expected"].startswith("invalid"):
        assert any(isinstance(item, Diagnostic) for item in found)
