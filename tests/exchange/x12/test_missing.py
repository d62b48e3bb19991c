"""What is missing is a fault of the claim that lacks it, in the place where it was due."""

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanclaim.exchange.x12.diagnostics import Diagnostic
from cleanclaim.exchange.x12.stream import read_stream
from tests.exchange.x12.files import ANSWERS_277CA, CLAIM_837P, REMITTANCE_835, changed, diagnostics, recounted, written

# The file, the segments with which its claims begin and end, and what is left out: from a segment, so many.
LEFT_OUT = [
    (CLAIM_837P, "CLM*", "SE*", "HI*", 1),
    (CLAIM_837P, "CLM*", "SE*", "SV1*HC:97110", 1),
    (CLAIM_837P, "CLM*", "SE*", "DTP*472", 1),
    (CLAIM_837P, "CLM*", "SE*", "LX*", 7),
    (REMITTANCE_835, "CLP*", "PLB*", "NM1*QC", 1),
    (ANSWERS_277CA, "HL*4", "SE*", "STC*A7", 1),
    (ANSWERS_277CA, "HL*4", "SE*", "DTP*472", 1),
]


def without(row: int, claims: int, wrong: int) -> tuple[list[str], int]:
    """A file of so many claims, one of which lacks what the row leaves out, and the place of that in the file."""
    lines, begins, ends, first, many = LEFT_OUT[row]
    begin, end = (next(at for at, line in enumerate(lines) if line.startswith(one)) for one in (begins, ends))
    made = lines[:begin]
    place = 0
    for number in range(claims):
        claim = [line.replace("PT1", f"PT{number}").replace("HL*4", f"HL*{4 + number}") for line in lines[begin:end]]
        if number == wrong:
            at = next(at for at, line in enumerate(claim) if line.startswith(first))
            place = len(made) + at + 1
            del claim[at : at + many]
        made += claim
    return recounted([*made, *lines[end:]]), place


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(LEFT_OUT) - 1), st.integers(1, 40), st.data())
def test_what_any_claim_lacks_is_a_fault_of_that_claim_where_it_was_due(
    row: int, claims: int, data: st.DataObject
) -> None:
    wrong = data.draw(st.integers(0, claims - 1))
    lines, place = without(row, claims, wrong)
    found = [one for one in diagnostics(lines) if one.check in {"segment.missing", "loop.missing"}]
    name = LEFT_OUT[row][3].split("*")[0]
    assert [(one.place.claim, one.place.segment, one.place.number) for one in found] == [(f"PT{wrong}", name, place)]
    assert found[0].place.position == place - 2


def test_what_a_subscriber_lacks_is_no_fault_of_a_claim() -> None:
    (found,) = (one for one in diagnostics(changed(CLAIM_837P, "NM1*PR")) if one.level == 2)
    assert (found.place.segment, found.place.number, found.place.claim) == ("NM1", 20, None)


def test_what_the_answer_on_a_group_lacks() -> None:
    lines = [line.replace("GS*HC", "GS*FA").replace("X222A1", "X231A1") for line in CLAIM_837P]
    begin = [*lines[:2], "ST*999*0001*005010X231A1", "AK1*HC*1*005010X222A1"]
    (found,) = diagnostics(
        [*begin, "AK2*837*0001*005010X222A1", "AK9*A*1*1*1", "SE*5*0001", *lines[-2:]],
    )
    assert (found.check, found.place.segment, found.place.position) == ("segment.missing", "IK5", 4)
    assert found.place.claim is None


# What is right, though it was taken for missing.


def test_a_line_of_a_277ca_has_statuses_without_a_day() -> None:
    line = ["SVC*HC:97140:GP*50*****1", "STC*A7:507**U", "STC*A7:562*20260303*U", "DTP*472*D8*20260302"]
    assert diagnostics(recounted([*ANSWERS_277CA[:-3], *line, *ANSWERS_277CA[-3:]])) == []


@pytest.mark.parametrize(
    ("name", "checks"),
    [
        ("NM1*IL*2*ACME CORP", []),
        ("NM1*IL*1*SMITH*JANE", ["837p.subscriber-number-missing"] * 2),
        ("NM1*IL*2*ACME CORP*****MI", ["element.incomplete-group"]),
    ],
)
def test_an_employer_has_no_member_number(name: str, checks: list[str]) -> None:
    assert [one.check for one in diagnostics(changed(CLAIM_837P, "NM1*IL", name))] == checks


@pytest.mark.parametrize(
    ("lines", "severity"), [(CLAIM_837P, "stop"), (REMITTANCE_835, "info"), (ANSWERS_277CA, "info")]
)
def test_lines_of_one_length_stop_only_what_is_sent(lines: list[str], severity: str) -> None:
    text = written(lines, "~")
    wrapped = b"\n".join(text[at : at + 80] for at in range(0, len(text), 80))
    found = [one for one in read_stream(BytesIO(wrapped)) if isinstance(one, Diagnostic)]
    assert [(one.check, one.severity) for one in found] == [("file.wrapped", severity)]
