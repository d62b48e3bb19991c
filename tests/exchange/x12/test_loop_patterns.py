"""Whole loops recognized at once: the same values and diagnostics as segment by segment, and in constant memory."""

import tracemalloc
from io import BytesIO
from unittest.mock import patch

import msgspec
import pytest
from benchmarks.x12_files import Long, claims_837p, remittance_835
from hypothesis import example, given
from hypothesis import strategies as st

from cleanclaim.exchange.x12.guide import Use
from cleanclaim.exchange.x12.items import Item
from cleanclaim.exchange.x12.lexer import Segment
from cleanclaim.exchange.x12.matcher import Matcher
from cleanclaim.exchange.x12.stream import read_stream
from tests.conftest import tries
from tests.exchange.x12.files import sample, samples, written

FILES = {"837": claims_837p(40), "835": remittance_835(40)}
SPOILT = [
    b"",
    b"*",
    b"**",
    b":",
    b"^",
    b"~",
    b"~~",
    b"x",
    b"-1",
    b"99999999",
    b"LX*1~",
    b"HL*9*1*22*0~",
    b"\xff",
    b"\n \n",
]


def slowly(data: bytes) -> list[Item]:
    """What is read when no loop is passed over."""
    with patch.object(Matcher, "match_loops", lambda *_: None):
        return list(read_stream(BytesIO(data)))


@pytest.mark.parametrize("data", FILES.values(), ids=FILES)
def test_most_loops_are_recognized_at_once(data: bytes) -> None:
    placed: list[Segment] = []
    place = Matcher.place

    def counted(matcher: Matcher, segment: Segment) -> Use | None:
        placed.append(segment)
        return place(matcher, segment)

    list(read_stream(BytesIO(data)))
    with patch.object(Matcher, "place", counted):
        found = list(read_stream(BytesIO(data)))
    assert found == slowly(data)
    assert len(placed) < 40


@given(
    st.sampled_from(list(FILES.values())),
    st.lists(st.tuples(st.integers(0, 8000), st.integers(0, 12), st.sampled_from(SPOILT)), max_size=4),
)
@tries(150)
def test_a_spoilt_file_is_read_alike_by_whole_loops_and_segment_by_segment(
    data: bytes, changes: list[tuple[int, int, bytes]]
) -> None:
    for at, length, new in changes:
        data = data[:at] + new + data[at + length :]
    assert list(read_stream(BytesIO(data))) == slowly(data)


@given(
    st.sampled_from(list(FILES)),
    st.lists(
        st.tuples(st.integers(3, 1000), st.sampled_from(["out", "double", "move"]), st.integers(3, 1000)), max_size=4
    ),
)
@example("837", [(3, "double", 74), (273, "double", 74)])  # a shape once learned with a line that came after it
@tries(150)
def test_segments_left_out_doubled_or_moved_make_no_difference(kind: str, changes: list[tuple[int, str, int]]) -> None:
    lines = FILES[kind].decode().split("~\n")[:-1]
    for at, what, to in changes:
        one = lines[at % len(lines)]
        if what != "double":
            del lines[at % len(lines)]
        if what != "out":
            lines.insert(to % len(lines), one)
    spoilt = written(lines)
    assert list(read_stream(BytesIO(spoilt))) == slowly(spoilt)


@pytest.mark.parametrize("data", FILES.values(), ids=FILES)
@pytest.mark.parametrize("marks", ["|>!~", "*:^\n", "+:^'", "\x1d\x1f\x1e\x1c"])
@pytest.mark.parametrize("gap", [b"", b"\r\n", b"   \n"])
def test_separators_and_line_ends_make_no_difference(data: bytes, marks: str, gap: bytes) -> None:
    other = data.replace(b"~\n", b"~").translate(bytes.maketrans(b"*:^~", marks.encode()))
    if marks[3] != "\n":
        other = other.replace(marks[3].encode(), marks[3].encode() + gap)
    assert [_without_bytes(item) for item in read_stream(BytesIO(b"\xef\xbb\xbf" + other))] == [
        _without_bytes(item) for item in read_stream(BytesIO(data))
    ]


def _without_bytes(item: Item) -> object:
    """What an item says, without the places in the file."""

    def stripped(value: object) -> object:
        if isinstance(value, dict):
            return {name: stripped(held) for name, held in value.items() if name != "byte"}
        return [stripped(one) for one in value] if isinstance(value, list | tuple) else value

    return stripped(msgspec.to_builtins(item))


@pytest.mark.parametrize("row", samples())
def test_a_sample_is_read_alike(row: dict[str, str]) -> None:
    data = sample(row["file"]).read_bytes()
    assert list(read_stream(BytesIO(data))) == slowly(data)


@pytest.mark.parametrize("kind", FILES)
def test_memory_does_not_grow_with_the_file(kind: str) -> None:
    def most(size: int) -> int:
        tracemalloc.start()
        for _ in read_stream(Long(FILES[kind], size)):
            pass
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    most(100_000)
    assert most(900_000) < most(300_000) + 300_000
