"""The notes of the guides: each row is looked for or says why not; kinds of rejections are refused at their segment,
and unusual files are not. `reject_kinds.csv` and `unusual_files.csv` have a change of a right file in each row.
"""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanclaim.exchange.x12.checks.check import CheckError, place_of
from cleanclaim.exchange.x12.checks.noted import noted
from cleanclaim.exchange.x12.checks.registry import checks
from cleanclaim.exchange.x12.checks.subjects import CLAIM_837P
from cleanclaim.exchange.x12.element_errors import faults
from cleanclaim.exchange.x12.element_patterns import quick_test
from cleanclaim.exchange.x12.guide import GUIDES, Loop, Use, load_guide
from cleanclaim.exchange.x12.guide_notes import NOTED, all_notes, breaks, guide_notes
from cleanclaim.exchange.x12.lexer import Delimiters, Segment
from tests.conftest import tries
from tests.exchange.x12.files import (
    ANSWERS_277CA,
    REMITTANCE_835,
    SECONDARY_837P,
    diagnostics,
    recounted,
)
from tests.exchange.x12.files import (
    CLAIM_837P as PRIMARY,
)

FILES = {"837p": PRIMARY, "837p-secondary": SECONDARY_837P, "835": REMITTANCE_835, "277ca": ANSWERS_277CA}
MARKS = Delimiters()


def rows(name: str) -> list[dict[str, str]]:
    with Path(__file__).with_name(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def changed(lines: list[str], changes: str) -> list[str]:
    """The lines with the first one that begins so replaced, for each change; $ stands at the end of a whole line."""
    for change in changes.split(" ;; "):
        old, new = change.split(" =>", 1)
        at = next(at for at, line in enumerate(lines) if f"{line}$".startswith(old))
        lines = [*lines[:at], *(one.strip() for one in new.split(" ~ ") if one.strip()), *lines[at + 1 :]]
    return lines if changes.startswith(("SE*", "ST*", "ISA*")) else recounted(lines)


@pytest.mark.parametrize("row", rows("reject_kinds.csv"), ids=lambda row: row["kind"])
def test_what_front_ends_reject_is_refused_at_its_segment(row: dict[str, str]) -> None:
    stops = [one for one in diagnostics(changed(FILES[row["file"]], row["change"])) if one.severity == "stop"]
    assert stops
    if row["segment"]:
        assert row["segment"] in {one.place.segment for one in stops}


@pytest.mark.parametrize("row", rows("unusual_files.csv"), ids=lambda row: row["kind"])
def test_an_unusual_file_is_not_refused(row: dict[str, str]) -> None:
    found = diagnostics(changed(FILES[row["file"]], row["change"]))
    assert [one for one in found if one.severity == "stop"] == []


@pytest.mark.parametrize("name", all_notes())
def test_a_note_is_looked_for_or_says_why_not(name: str) -> None:
    note = all_notes()[name]
    assert bool(note.unchecked) != (name in checks())
    assert note.rule
    assert not note.rule.endswith(".")
    assert note.source


def uses(loop: Loop) -> list[Use]:
    found = []
    for child in loop.children:
        found += uses(child) if isinstance(child, Loop) else [child]
    return found


@pytest.mark.parametrize("guide", NOTED)
def test_the_places_of_notes_are_places_of_the_guide(guide: str) -> None:
    paths = {use.path for use in uses(load_guide(guide).root)}
    for name, note in guide_notes(guide).items():
        for at in note.at:
            loop, _, _ = at.partition(".")
            segment = place_of(at.replace("*.", "2000A.")).path.partition(".")[2]
            assert any(
                path == f"{loop}.{segment}" or (loop == "*" and path.endswith(f".{segment}")) for path in paths
            ), (
                name,
                at,
            )


NOTED_USES = [use for guide in GUIDES for use in uses(load_guide(guide).root) if use.asks]
VALUES = ["", "", "1", "2", "X", "DN", "EI", "EM", "HC:97110", "HC:97110::GP", "HC:97110:GP:G1", "1:2", "1::2", "78701",
          "787011234", "00000", "TX", "ZZ", "US", "CA", "MX", "PO BOX 9", "9 ELM ST", "741234567", "000000000", "a@b.c",
          "ABK:M5450", "ABF:M54.5", "BF:M542", "AA:::TX", "AA:::XX", "45", "A9", "9A9", "D8", "20260302"]  # fmt: skip


@pytest.mark.parametrize("marks", [MARKS, Delimiters("|", ">", "^", "\n"), Delimiters("*", ":", "", "\x1c")])
def test_a_note_takes_no_group(marks: Delimiters) -> None:
    assert NOTED_USES
    for use in NOTED_USES:
        assert all(breaks(note, marks).groups == 0 for note in use.asks)


@given(st.data())
@tries(300)
def test_the_quick_test_passes_nothing_that_breaks_a_note(data: st.DataObject) -> None:
    use = data.draw(st.sampled_from(NOTED_USES))
    elements = [
        data.draw(st.sampled_from([*sorted(one.codes), *sorted(one.codes), *VALUES]) | st.sampled_from(VALUES))
        for one in use.elements[: data.draw(st.integers(1, len(use.elements)))]
    ]
    raw = "*".join([use.id, *elements])
    segment = Segment(raw, raw.split("*"), 0, 1, MARKS)
    if quick_test(use, MARKS)(raw):
        assert not list(faults(segment, use))


def test_the_quick_test_passes_what_right_files_send() -> None:
    ordinary = {"N4", "SV1", "HI", "NM1", "REF", "CAS"}
    passes = [(use.id, quick_test(use, MARKS)) for guide in GUIDES for use in uses(load_guide(guide).root)]
    for line in (line for lines in FILES.values() for line in lines if line.split("*")[0] in ordinary):
        assert any(passed(line) for name, passed in passes if name == line.split("*")[0]), line


def test_a_function_without_a_row_is_refused() -> None:
    with pytest.raises(CheckError, match=r"No note '837p\.acident-date' waits"):
        noted("837p.acident-date", of=CLAIM_837P)


@pytest.mark.parametrize(
    ("qualifier", "number"),
    [("454", 23), ("304", 24)],
)
def test_a_fault_of_one_day_of_many_stands_at_its_own_segment(qualifier: str, number: int) -> None:
    days = {"431": "20260201", "454": "20260210", "304": "20260220"} | {qualifier: "20260401"}
    dated = " ~ ".join(f"DTP*{code}*D8*{day}" for code, day in days.items())
    found = diagnostics(changed(PRIMARY, f"DTP*431 => {dated}"))
    assert {one.place.number for one in found if one.check == "837p.day-after-service"} == {number}
