"""Bytes into segments, and back: nothing is lost, whatever the file looks like."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanclaim.exchange.x12.lexer import Delimiters, Segment, delimiters_of, segments, words
from tests.exchange.x12.files import CLAIM_837P, ISA, sample, samples, written

PIECES = st.lists(st.sampled_from(["~", "\n", "\r\n", "ISA", ISA, "NM1*85*2", "\xef\xbb\xbf", "*", ":", " ", "é"]))


def lexed(data: bytes, block: int = 1 << 20) -> list[Segment]:
    return list(segments(BytesIO(data), block=block))


@given(st.one_of(st.binary(max_size=400), PIECES.map(lambda pieces: "".join(pieces).encode("latin-1"))))
def test_what_was_read_is_written_back_byte_for_byte(data: bytes) -> None:
    assert b"".join(segment.written() for segment in lexed(data)) == data


@given(PIECES, st.integers(1, 40))
def test_the_size_of_the_blocks_makes_no_difference(pieces: list[str], block: int) -> None:
    data = "".join([ISA, "~", *pieces]).encode("latin-1")
    assert [(one.raw, one.offset, one.number) for one in lexed(data, block)] == [
        (one.raw, one.offset, one.number) for one in lexed(data)
    ]


@given(PIECES)
def test_offsets_point_at_the_segments(pieces: list[str]) -> None:
    data = "".join([ISA, "~", *pieces]).encode("latin-1")
    for segment in lexed(data):
        assert data[segment.offset : segment.offset + len(segment.raw)].decode("latin-1") == segment.raw


@pytest.mark.parametrize("end", ["~", "~\n", "~\r\n", "~   \n", "\n", "\r\n", "~\x00"])
def test_any_line_end_gives_the_same_segments(end: str) -> None:
    found = [one.elements for one in lexed(written(CLAIM_837P, end)) if one.raw]
    assert found == [line.split("*") for line in CLAIM_837P]


def test_a_byte_order_mark_and_blanks_before_the_file_are_no_data() -> None:
    first = lexed(b"\xef\xbb\xbf \n" + written(CLAIM_837P))[0]
    assert (first.elements[0], first.offset, first.number) == ("ISA", 5, 1)


def test_each_interchange_names_its_own_separators() -> None:
    other = ISA.replace("*", "|").replace("^", "!").replace(":", ">")
    found = lexed(f"{ISA}~IEA*1*000000001~\n{other}'\nIEA|1|000000001'".encode())
    assert [one.elements[0] for one in found] == ["ISA", "IEA", "ISA", "IEA"]
    assert found[3].delimiters == Delimiters(element="|", component=">", repetition="!", segment="'")


def test_an_older_interchange_has_no_repetition_separator() -> None:
    older = ISA.replace("*^*00501*", "*U*00401*") + "~"
    marks = delimiters_of(older)
    assert marks is not None
    assert marks.repetition == ""


def test_a_damaged_isa_on_a_line_of_its_own_is_not_taken_for_one_cut_into_lines() -> None:
    data = f"{ISA.replace('*^*00501*', '*')}~\nGS*~\nGS*HC~\n".encode()
    assert b"".join(segment.written() for segment in lexed(data)) == data


def test_an_isa_with_letters_for_separators_names_none() -> None:
    assert delimiters_of("ISAB" + "XB" * 20) is None
    assert delimiters_of("ISA*00*~") is None


def test_a_segment_cut_off_at_the_end_is_marked() -> None:
    last = lexed(f"{ISA}~GS*HC*".encode())[-1]
    assert (last.raw, last.closed) == ("GS*HC*", False)


def test_text_is_read_as_utf_8_where_it_is_that() -> None:
    assert words("ÅSA".encode().decode("latin-1")) == "ÅSA"
    assert words("\xc5SA") == "ÅSA"


@pytest.mark.parametrize("row", samples())
def test_every_sample_is_written_back_byte_for_byte(row: dict[str, str]) -> None:
    data = sample(row["file"]).read_bytes()
    assert b"".join(one.written() for one in lexed(data, 97)) == data
