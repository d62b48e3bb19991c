"""A note of any words in any order is read: no note ends the review of the others."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanclaim.law.notes.phrases import vocabulary, word_list
from cleanclaim.law.notes.reading import read_note

KEYS = ("timed", "total", "fillers", "minute_units", "hour_units", "behind_timed", "behind_total", "treatments",
        "seen", "clock_in", "clock_out", "with_whom", "not_session")  # fmt: skip
OURS = sorted({word.replace("*", "") for key in KEYS for word in word_list("minutes", key)})
SERVICES = ["hp", "cp", "mh", "te", "ther ex", "mt", "manual", "gait", "ifc", "ice", "us", "eval", "group", "97110",
            "97140", "97010", "G0283", "squats", "unattended"]  # fmt: skip
NUMBERS = ["8", "15", "23", "38", "230", "1 hr", "1:05", "0905", "9:45", "15'", "8 min", "23m.", "15-20 min", "3x10",
           "38/38", "1/2 hr", "5/10", "60"]  # fmt: skip
MARKS = [".", ",", ";", ":", "(", ")", "/", "|", "\t", "\n", "->", "-", "+", "&", '"', "'", "incl", "including", "of",
         "and", "with", "w/", "x", "from", "to", "in", "for", "then", "CC:", "S:", "P:", "Goals:"]  # fmt: skip
NOTES = st.lists(st.one_of(*map(st.sampled_from, (OURS, SERVICES, NUMBERS, MARKS))), max_size=24).flatmap(
    lambda words: st.sampled_from([" ", ""]).map(lambda between: between.join(words))
)


@settings(max_examples=400)
@given(NOTES)
def test_any_words_are_read(note: str) -> None:
    reading = read_note(note)
    for mention in reading.mentions:
        assert mention.minutes is None or mention.minutes > 0
    for code in ("97110", "97010", "97140"):
        reading.minutes_of(code)


@pytest.mark.parametrize(
    "note",
    [
        "Total 38 min incl 15 min HP",
        "TE 23 min. Total 38 min incl 15 min HP",
        "Total 38 min incl 15 min HP unattended.",
    ],
)
def test_heat_alone_behind_its_minutes(note: str) -> None:
    reading = read_note(note)
    assert reading.minutes_of("97010") == 15
    assert reading.total is not None
    assert reading.total.minutes == 38


def test_heat_given_along_shares_its_minutes() -> None:
    assert read_note("IFC/ice 15 min").minutes_of("G0283") == 15


def test_the_words_are_there() -> None:
    assert len(OURS) > 100
    assert vocabulary().codes
