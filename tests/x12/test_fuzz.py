"""Nothing that can stand in a file stops its reading: pieces taken out, doubled, moved, spoilt."""

from io import BytesIO

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.x12.files import CLAIM_837P, REMITTANCE_835, written
from tests.x12.test_reading import ANSWERS_277CA, SYNTAX_999

from cleanclaim.cli.x12_screens import as_json
from cleanclaim.x12.items import Item
from cleanclaim.x12.stream import read_stream

FILES = [CLAIM_837P, REMITTANCE_835, ANSWERS_277CA, SYNTAX_999]
SPOILT = ["", "0", "-1", "99999999", "20260230", "A:B:C:D:E:F", "^^", "::", "é", "1.5.5", "x" * 300, " "]


def everything(data: bytes) -> list[Item]:
    """What is read, each item also as JSON."""
    found = list(read_stream(BytesIO(data)))
    for item in found:
        as_json(item)
    return found


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_a_file_with_lines_taken_out_doubled_and_moved_is_read_to_its_end(data: st.DataObject) -> None:
    lines = list(data.draw(st.sampled_from(FILES)))
    for _ in range(data.draw(st.integers(1, 5))):
        at, to = (data.draw(st.integers(1, len(lines) - 1)) for _ in range(2))
        match data.draw(st.sampled_from(["out", "double", "move"])):
            case "out":
                del lines[at]
            case "double":
                lines.insert(to, lines[at])
            case "move":
                lines.insert(to, lines.pop(at))
    assert everything(written(lines))


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_a_file_with_elements_spoilt_is_read_to_its_end(data: st.DataObject) -> None:
    lines = list(data.draw(st.sampled_from(FILES)))
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(1, len(lines) - 1))
        elements = lines[at].split("*")
        elements[data.draw(st.integers(0, len(elements) - 1))] = data.draw(st.sampled_from(SPOILT))
        lines[at] = "*".join(elements[: data.draw(st.integers(1, len(elements)))])
    assert everything(written(lines))


@given(st.binary(max_size=300), st.sampled_from(FILES), st.integers(0, 1500))
def test_any_bytes_in_a_file_are_read_to_its_end(spoil: bytes, lines: list[str], at: int) -> None:
    data = written(lines)
    assert everything(data[:at] + spoil + data[at:])
