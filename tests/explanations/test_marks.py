"""One table of words for how a claim stands and how grave a finding is."""

from typing import get_args

import pytest

from cleanclaim.explanations.marks import (
    CHECK,
    CLEAN,
    FYI,
    INFO_MISSING,
    ON_HOLD,
    RESOLVED,
    SEVERITY_MARKS,
    SEVERITY_MEANINGS,
    STATUS_MARKS,
    Mark,
    find_mark,
    mark_outcome,
)
from cleanclaim.model.finding import Severity, Status


def test_every_status_and_severity_has_its_word() -> None:
    assert set(STATUS_MARKS) == set(get_args(Status))
    assert set(SEVERITY_MARKS) == set(SEVERITY_MEANINGS) == set(get_args(Severity))
    assert [mark.word for mark in STATUS_MARKS.values()] == ["clean", "on hold", "info missing"]
    assert [mark.word for mark in SEVERITY_MARKS.values()] == ["on hold", "check", "FYI"]


def test_what_cannot_be_judged_is_no_fault_whatever_it_could_have_done() -> None:
    assert {mark_outcome("undetermined", severity) for severity in get_args(Severity)} == {INFO_MISSING}
    assert mark_outcome("bypassed", "stop") == RESOLVED
    assert mark_outcome("fail", "stop") == ON_HOLD


@pytest.mark.parametrize(
    ("words", "mark"),
    [
        (("on hold", "hold", "held", "stop", "failed"), ON_HOLD),
        (("check", "look", "warn"), CHECK),
        (("info missing", "missing", "unknown", "undetermined"), INFO_MISSING),
        (("FYI", "fyi", "note", "info"), FYI),
        (("clean",), CLEAN),
    ],
)
def test_the_words_of_screens_data_and_earlier_times_are_understood(words: tuple[str, ...], mark: Mark) -> None:
    assert {find_mark(word) for word in words} == {mark}


@pytest.mark.parametrize("word", ["", "any", "open", "all"])
def test_other_words_mean_no_mark(word: str) -> None:
    assert find_mark(word) is None
