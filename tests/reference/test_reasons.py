"""The code lists of remittances and answers: codes, dates, our wording, and how a person looks one up."""

from datetime import date
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanclaim.explanations.lookup.reason_pages import build_reason_page
from cleanclaim.model.errors import UserError
from cleanclaim.reference.reasons import KINDS, LISTS, Kind, ListName, ReasonCode, reason, reasons
from tests.reference.extracts import extract, needs_whole_files, whole_lines

PUBLISHED = extract("reasons")
DAY = date(2026, 3, 2)
NUMBERS_ALONE = "Code list in a public billing kit of October 2026: the code, without its date"
ALL = [entry for name in LISTS for entry in reasons(name).values()]


def held(name: ListName, code: str) -> ReasonCode:
    entry = reason(name, code)
    assert entry is not None
    return entry


def with_days(name: ListName) -> list[list[str]]:
    """The codes of a list, each with the days it began, was last changed and stopped."""
    return [
        [entry.code, *("" if day is None else str(day) for day in (entry.starts, entry.modified, entry.stops))]
        for entry in reasons(name).values()
        if entry.source != NUMBERS_ALONE
    ]


def test_a_code_of_which_only_the_number_was_read_has_neither_dates_nor_words() -> None:
    newer = [entry for entry in reasons("rarc").values() if entry.source == NUMBERS_ALONE]
    assert [entry.code for entry in newer] == [f"N{number}" for number in range(896, 912)]
    assert {(entry.meaning, entry.starts, entry.stops, entry.in_use(DAY)) for entry in newer} == {(None,) * 4}


@pytest.mark.parametrize("name", ["carc", "rarc", "group"])
def test_published_codes_are_in_the_list_with_their_dates(name: ListName) -> None:
    ours, published = with_days(name), PUBLISHED["codes"][name]
    assert len(ours) == PUBLISHED["counts"][name]
    assert [row for row in published if row not in ours] == []


@needs_whole_files
@pytest.mark.parametrize(("kind", "name"), [("CARC", "carc"), ("RARC", "rarc"), ("Group", "group")])
def test_the_whole_published_list_is_ours(kind: str, name: ListName) -> None:
    rows = (row.split(",") for row in whole_lines("carc/carc_rarc_codes_only_2024_06.csv"))
    assert with_days(name) == [row[1:] for row in rows if row[0] == kind]


def test_every_adjustment_reason_in_use_has_our_wording_and_a_kind() -> None:
    in_use = [entry for entry in reasons("carc").values() if entry.in_use(DAY)]
    assert len(in_use) == 295
    assert [entry.code for entry in in_use if not (entry.meaning and entry.kind)] == []


def test_every_remark_that_comes_with_denials_has_our_wording() -> None:
    codes = PUBLISHED["remarks_of_denials"]
    assert len(codes) > 90
    assert [code for code in codes if held("rarc", code).meaning is None] == []


@pytest.mark.parametrize("name", ["group", "plb", "claim-status-category", "claim-status"])
def test_the_short_lists_are_worded_throughout(name: ListName) -> None:
    assert all(entry.meaning for entry in reasons(name).values())


def test_the_lists_are_as_long_as_a_practice_needs() -> None:
    worded = {name: sum(entry.meaning is not None for entry in reasons(name).values()) for name in LISTS}
    assert worded["rarc"] >= 250
    assert worded["claim-status"] >= 150
    assert (worded["group"], worded["plb"], worded["claim-status-category"]) == (5, 41, 48)


def test_our_wording_is_a_short_clause() -> None:
    for entry in ALL:
        if entry.meaning is not None:
            assert len(entry.meaning) <= 100, entry
            assert not entry.meaning.endswith((".", " ")), entry
            assert "/" not in entry.meaning, entry


def test_a_kind_is_given_exactly_to_worded_reasons_and_remarks() -> None:
    assert set(KINDS) == set(get_args(Kind))
    for entry in ALL:
        wants_one = entry.list in ("carc", "rarc") and entry.meaning is not None
        assert (entry.kind in KINDS) == wants_one, entry


def test_a_notice_is_a_remark_and_never_a_reason() -> None:
    assert {entry.list for entry in ALL if entry.kind == "notice"} == {"rarc"}


def test_nobody_has_compared_the_wording_yet() -> None:
    assert not any(entry.verified for entry in ALL)
    assert all(entry.source for entry in ALL)


def test_a_stopped_reason_keeps_its_dates() -> None:
    entry = held("carc", "15")
    assert entry.stops == date(2018, 5, 1)
    assert entry.in_use(date(2018, 4, 30)) is True
    assert entry.in_use(date(2018, 5, 1)) is False
    assert entry.in_use(date(1994, 12, 31)) is False


def test_whether_a_remark_is_still_in_use_is_unknown_not_yes() -> None:
    entry = held("rarc", "N851")
    assert entry.in_use(date(2021, 6, 30)) is False
    assert entry.in_use(DAY) is None


def test_a_code_without_dates_is_unknown_not_in_use() -> None:
    assert held("plb", "WO").in_use(DAY) is None
    assert held("claim-status-category", "R17").in_use(DAY) is None


@given(st.sampled_from(ALL), st.lists(st.dates(date(1990, 1, 1), date(2030, 12, 31)), min_size=3, max_size=3))
def test_a_code_is_used_in_one_span_without_a_gap(entry: ReasonCode, days: list[date]) -> None:
    first, between, last = (entry.in_use(on) for on in sorted(days))
    if first is not False and last is not False:
        assert between == first == last


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("1", "patient share"),
        ("4", "coding"),
        ("18", "duplicate"),
        ("22", "coordination"),
        ("29", "timely"),
        ("45", "contract"),
        ("50", "necessity"),
        ("97", "bundling"),
        ("119", "benefit limit"),
        ("151", "units"),
        ("197", "authorization"),
        ("226", "documentation"),
        ("253", "sequestration"),
        ("B7", "enrollment"),
        ("P12", "accident"),
        ("16", "technical"),
    ],
)
def test_a_denial_is_worked_by_its_kind(code: str, kind: Kind) -> None:
    assert held("carc", code).kind == kind


def test_an_unknown_code_is_none() -> None:
    assert reason("carc", "999") is None
    assert reason("rarc", "97") is None


def readings(query: str) -> list[tuple[str, str]]:
    page = build_reason_page(query, DAY)
    return [] if page is None else [(entry.list, entry.code) for entry in page.entries]


CARC, RARC, GROUP, CATEGORY, STATUS, PLB = (entry.title for entry in LISTS.values())


@pytest.mark.parametrize("query", ["CO-97", "co97", "CO 97", " CO-97 "])
def test_a_grouped_reason_shows_who_bears_it_and_why(query: str) -> None:
    assert readings(query) == [(GROUP, "CO"), (CARC, "97")]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("N130", [(RARC, "N130")]),
        ("ma130", [(RARC, "MA130")]),
        ("RARC M51", [(RARC, "M51")]),
        ("A7", [(CATEGORY, "A7"), (CARC, "A7")]),
        ("status A7", [(CATEGORY, "A7")]),
        ("A7:562", [(CATEGORY, "A7"), (STATUS, "562")]),
        ("97", [(CARC, "97"), (STATUS, "97")]),
        ("carc 97", [(CARC, "97")]),
        ("72", [(STATUS, "72"), (PLB, "72"), (CARC, "72")]),
        ("PLB 72", [(PLB, "72")]),
        ("WO", [(PLB, "WO")]),
        ("CO", [(GROUP, "CO")]),
        ("PR-B7", [(GROUP, "PR"), (CARC, "B7")]),
    ],
)
def test_a_code_is_looked_up_as_it_stands_on_the_paper(query: str, expected: list[tuple[str, str]]) -> None:
    assert readings(query) == expected


@pytest.mark.parametrize("query", ["97110", "G0283", "GP", "", "M54.5", "ball squats", "N-130-1"])
def test_what_is_no_such_code_is_left_to_others(query: str) -> None:
    assert build_reason_page(query, DAY) is None


@pytest.mark.parametrize("query", ["CO-999", "CARC 999", "RARC N9999", "STATUS Z9", "PLB 97", "A7:9"])
def test_a_named_list_without_the_code_says_what_to_do(query: str) -> None:
    with pytest.raises(UserError) as failure:
        build_reason_page(query, DAY)
    assert failure.value.place == query
    assert "x12.org" in failure.value.remedy


def test_a_page_says_since_when_and_until_when() -> None:
    said = {}
    for query, on in (
        ("CARC 97", DAY),
        ("CARC 15", DAY),
        ("CARC 15", date(2018, 1, 1)),
        ("CARC 306", date(2023, 1, 1)),
        ("N130", DAY),
        ("PLB WO", DAY),
    ):
        page = build_reason_page(query, on)
        assert page is not None
        said[query, on.year] = page.entries[0].validity
    assert said == {
        ("CARC 97", 2026): "used since Jan 1, 1995",
        ("CARC 15", 2026): "no longer used since May 1, 2018",
        ("CARC 15", 2018): "used since Jan 1, 1995, until May 1, 2018",
        ("CARC 306", 2023): "used from Nov 1, 2023",
        ("N130", 2026): "used since Oct 31, 2002; whether it has ended is not known",
        ("PLB WO", 2026): "the list on file has no dates",
    }


def test_a_page_tells_the_sort_of_work() -> None:
    page = build_reason_page("CO-97", DAY)
    assert page is not None
    group, entry = page.entries
    assert (group.kind, group.work) == (None, None)
    assert (entry.kind, entry.work) == ("bundling", KINDS["bundling"])
    assert entry.meaning == "paid for already, inside another service"
    assert not entry.verified
