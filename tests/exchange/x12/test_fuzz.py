"""Nothing that can stand in a file stops its reading: pieces taken out, doubled, moved, spoilt."""

from io import BytesIO

from benchmarks.x12_files import claims_837p
from hypothesis import given
from hypothesis import strategies as st

from cleanclaim.cli.x12_screens import as_json
from cleanclaim.exchange.x12.items import Item
from cleanclaim.exchange.x12.located import values
from cleanclaim.exchange.x12.stream import read_stream
from cleanclaim.model.submitted_claim import SubmittedClaim
from tests.conftest import tries
from tests.exchange.x12.files import ANSWERS_277CA, CLAIM_837P, REMITTANCE_835, SECONDARY_837P, changed, written
from tests.exchange.x12.test_reading import SYNTAX_999

FILES = [CLAIM_837P, SECONDARY_837P, REMITTANCE_835, ANSWERS_277CA, SYNTAX_999]
SPOILT = ["", "0", "-1", "99999999", "20260230", "A:B:C:D:E:F", "^^", "::", "é", "1.5.5", "x" * 300, " "]


def test_segments_after_a_loop_that_was_passed_over_belong_to_it() -> None:
    """Found by fuzzing: a level recognized at once, then an HL that is none, and segments after it."""
    list(read_stream(BytesIO(claims_837p(40))))  # so that the shapes are known
    spoilt = changed(CLAIM_837P, "HL*2", "HL*2*1**0")
    assert everything(written(spoilt))


def test_one_endless_segment_and_one_endless_claim_are_read_in_bounded_memory() -> None:
    """Found by fuzzing: what is unlawfully long is not kept whole."""
    long = changed(CLAIM_837P, "NM1*82", "NM1*82*1*" + "A" * 100_000 + "****XX*1000000020")
    many = changed(CLAIM_837P, "REF*6R", *["REF*6R*PT1L1"] * 20_000)
    for lines in (long, many):
        (claim,) = values(everything(written(lines)), SubmittedClaim)
        assert len(str(claim)) < 200_000


def everything(data: bytes) -> list[Item]:
    """What is read, each item also as JSON."""
    found = list(read_stream(BytesIO(data)))
    for item in found:
        as_json(item)
    return found


@given(st.data())
@tries(300)
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
@tries(300)
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
