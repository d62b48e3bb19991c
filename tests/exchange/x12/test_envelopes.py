"""Envelopes: every element of the ISA, numbers that come again, strangers, files that are cut off or wrapped."""

from io import BytesIO
from pathlib import Path

import pytest

from cleanclaim.exchange.x12.claim_files import read_claims, read_remittances
from cleanclaim.exchange.x12.diagnostics import Diagnostic
from cleanclaim.exchange.x12.items import Transaction
from cleanclaim.exchange.x12.located import values
from cleanclaim.exchange.x12.stream import read_stream
from cleanclaim.model.errors import UserError
from cleanclaim.model.remittance import PaidClaim
from cleanclaim.model.submitted_claim import SubmittedClaim
from tests.cli.calling import call
from tests.exchange.x12.files import CLAIM_837P, ISA, REMITTANCE_835, changed, diagnostics, items, recounted, written

SIX = ISA.split("*")


def isa(**elements: str) -> list[str]:
    """The small 837P with elements of its ISA changed, each named as `isa15`."""
    parts = list(SIX)
    for name, value in elements.items():
        parts[int(name[3:])] = value
    return ["*".join(parts), *CLAIM_837P[1:]]


def found(lines: list[str]) -> list[tuple[str, int | None]]:
    return [(one.check, one.place.element) for one in diagnostics(lines)]


@pytest.mark.parametrize(
    ("lines", "check", "element"),
    [
        (isa(isa1="99"), "element.code", 1),
        (isa(isa5="QQ"), "element.code", 5),
        (isa(isa6=" " * 15), "envelope.isa-blank", 6),
        (isa(isa8=" " * 15), "envelope.isa-blank", 8),
        (isa(isa9="261302"), "element.date", 9),
        (isa(isa10="2560"), "element.time", 10),
        (isa(isa11=":"), "envelope.isa-separators", 11),
        (isa(isa12="00401"), "envelope.interchange-version", 12),
        (isa(isa13="00000000A"), "element.characters", 13),
        (isa(isa14="7"), "element.code", 14),
        (isa(isa15="X"), "element.code", 15),
    ],
)
def test_each_element_of_the_isa_is_looked_at(lines: list[str], check: str, element: int) -> None:
    assert (check, element) in found(lines)


def test_the_other_elements_of_the_isa_are_right() -> None:
    assert diagnostics(CLAIM_837P) == []


TRANSACTION = CLAIM_837P[2:-2]


@pytest.mark.parametrize(
    ("lines", "at"),
    [
        ([*CLAIM_837P[:-2], *TRANSACTION, "GE*2*1", CLAIM_837P[-1]], "ST"),
        ([*CLAIM_837P[:-1], *CLAIM_837P[1:-1], "IEA*2*000000001"], "GS"),
        ([*CLAIM_837P, *CLAIM_837P], "ISA"),
    ],
)
def test_a_number_that_comes_twice_is_named(lines: list[str], at: str) -> None:
    wrong = [one for one in diagnostics(lines) if one.check == "envelope.number-twice"]
    assert [one.place.segment for one in wrong] == [at]


@pytest.mark.parametrize(("kind", "number", "version"), [("BE", "834", "005010X220A1"), ("PO", "850", "004010")])
def test_a_transaction_of_another_trade_is_undetermined(tmp_path: Path, kind: str, number: str, version: str) -> None:
    head = ISA.replace("00501", "00401").replace("*^*", "*U*") if version == "004010" else ISA
    stranger = [
        head,
        f"GS*{kind}*RIVERBEND*EXAMPLECH*20260302*1200*1*X*{version}",
        f"ST*{number}*0001",
        "BEG*00*SA*1",
        "SE*3*0001",
        "GE*1*1",
        "IEA*1*000000001",
    ]
    assert [one.check for one in diagnostics(stranger)] == ["transaction.no-guide"]
    path = tmp_path / "stranger.x12"
    path.write_bytes(written(stranger))
    assert call("validate", path).code == 3


def test_a_group_of_another_kind_than_its_transactions_is_named() -> None:
    wrong = changed(CLAIM_837P, "GS", CLAIM_837P[1].replace("GS*HC", "GS*HP"))
    assert [one.check for one in diagnostics(wrong)] == ["envelope.group-kind"]


def test_a_transaction_tells_its_senders_number() -> None:
    (begun,) = (one for one in items(CLAIM_837P) if isinstance(one, Transaction))
    assert begun.reference == "B1"


def test_a_file_cut_into_lines_of_one_length_is_read_and_named_once() -> None:
    text = written(CLAIM_837P, "~")
    for end in (b"\r\n", b"\n"):
        wrapped = end.join(text[at : at + 80] for at in range(0, len(text), 80))
        read = list(read_stream(BytesIO(wrapped)))
        assert [one.check for one in read if isinstance(one, Diagnostic)] == ["file.wrapped"]
        assert list(values(read, SubmittedClaim)) == list(values(items(CLAIM_837P), SubmittedClaim))


def test_a_last_line_end_may_be_missing_where_lines_end_segments() -> None:
    text = written(CLAIM_837P, "\n").removesuffix(b"\n")
    assert [one for one in read_stream(BytesIO(text)) if isinstance(one, Diagnostic)] == []


def test_claims_of_a_remittance_without_an_lx_are_read() -> None:
    bare = recounted([line for line in REMITTANCE_835 if not line.startswith("LX*")])
    wrong = diagnostics(bare)
    assert [(one.check, one.problem) for one in wrong] == [("segment.missing", "LX is missing before CLP.")]
    assert list(values(items(bare), PaidClaim)) == list(values(items(REMITTANCE_835), PaidClaim))


def test_a_fraction_of_a_cent_is_a_fault_where_it_stands() -> None:
    wrong = [line.replace("*85*UN", "*85.005*UN").replace("*127.5*", "*127.505*") for line in CLAIM_837P]
    fractions = [one.place.segment for one in diagnostics(wrong) if one.check == "element.fraction-of-a-cent"]
    assert fractions == ["CLM", "SV1"]
    zeros = [line.replace("*127.5*", "*127.500*") for line in CLAIM_837P]
    assert diagnostics(zeros) == []


# Files that are cut off.


def cut(folder: Path, lines: list[str], *, ends: tuple[str, ...] = ("SE", "GE", "IEA")) -> Path:
    """The file without the segments that close its envelopes."""
    path = folder / "cut.x12"
    path.write_bytes(written([line for line in lines if line.split("*")[0] not in ends]))
    return path


@pytest.mark.parametrize("ends", [("SE", "GE", "IEA"), ("GE", "IEA"), ("IEA",)])
def test_a_file_that_is_cut_off_is_not_whole(tmp_path: Path, ends: tuple[str, ...]) -> None:
    with pytest.raises(UserError, match="1 claim of it could be read"):
        read_claims(cut(tmp_path, CLAIM_837P, ends=ends))
    with pytest.raises(UserError, match="is not whole"):
        read_remittances(cut(tmp_path, REMITTANCE_835, ends=ends))


@pytest.mark.parametrize(
    "words",
    [
        ("review", "CUT"),
        ("match", "CUT", "PAID"),
        ("void", "CUT", "PT1=ICN1", "-o", "OUT"),
        ("void", "SENT", "PT1", "--paid", "CUTPAID", "-o", "OUT"),
    ],
)
def test_every_command_refuses_half_a_file(tmp_path: Path, words: tuple[str, ...]) -> None:
    sent, paid = tmp_path / "sent.837", tmp_path / "paid.835"
    sent.write_bytes(written(CLAIM_837P))
    paid.write_bytes(written(REMITTANCE_835))
    (tmp_path / "half").mkdir()
    places = {
        "CUT": cut(tmp_path, CLAIM_837P),
        "CUTPAID": cut(tmp_path / "half", REMITTANCE_835),
        "SENT": sent,
        "PAID": paid,
        "OUT": tmp_path / "out.837",
    }
    answer = call(*(places.get(word, word) for word in words))
    assert answer.code == 2
    assert "is not whole" in answer.err
    assert not (tmp_path / "out.837").exists()


def test_match_leaves_half_a_file_out_and_names_it(tmp_path: Path) -> None:
    sent = tmp_path / "sent.837"
    sent.write_bytes(written(CLAIM_837P))
    answer = call("match", sent, cut(tmp_path, REMITTANCE_835))
    assert answer.code == 1
    assert "is not whole" in answer.out
    assert "Nothing of it counts here" in " ".join(answer.out.split())
