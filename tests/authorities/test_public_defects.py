"""Mistakes of published unit counters, shown beside our answers in `docs/explanation/eight-minute-defects.md`.

The page is read and asked: our answers through the command line, the mistaken ones from the few lines below that
make the same mistake.
"""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.authorities.command_line import allocations, billable, coded, found, service, visit

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "eight-minute-defects.md"

Day = dict[str, int]


def each_line_alone(day: Day) -> Day:
    return {code: (minutes + 7) // 15 for code, minutes in day.items()}


def remainder_to_the_last(day: Day) -> Day:
    units = {code: minutes // 15 for code, minutes in day.items()}
    last = list(day)[-1]
    units[last] += (sum(day.values()) + 7) // 15 - sum(units.values())
    return units


def tables() -> list[list[list[str]]]:
    """The tables of the page, each a list of rows of cells, without their headings."""
    text = PAGE.read_text(encoding="utf-8")
    found_tables = re.findall(r"(?:^\|.*\|\n)+", text, re.MULTILINE)
    return [
        [[cell.strip() for cell in row.strip("|").split("|")] for row in one.splitlines()[2:]] for one in found_tables
    ]


FIVE, OTHER_ORDER, BY_EIGHT = tables()
VISITS = [pytest.param(*row, id=row[0]) for row in FIVE + OTHER_ORDER]


def minutes(cell: str) -> Day:
    return {code: int(spent) for code, spent in re.findall(r"(\w{5}) (\d+)", cell)}


def units(cell: str) -> frozenset[tuple[str, int]]:
    return frozenset((code, int(number)) for code, number in re.findall(r"(\w{5}) × (\d+)", cell))


def medicare(day: Day) -> set[frozenset[tuple[str, int]]]:
    return allocations(coded(visit(*(service(code, spent) for code, spent in day.items()))))


def verdict(mistaken: Day, lawful: set[frozenset[tuple[str, int]]]) -> str:
    """What is wrong with an allocation, in the words of the page."""
    (earned,) = {sum(number for _code, number in one) for one in lawful}
    if billable(mistaken) in lawful:
        return "lawful"
    said = {1: "one too many", 0: "wrong codes", -1: "one too few"}
    return said[sum(mistaken.values()) - earned]


@pytest.mark.parametrize(("typed", "ours", "alone", "to_last"), VISITS)
def test_our_answers_are_those_on_the_page(typed: str, ours: str, alone: str, to_last: str) -> None:
    assert medicare(minutes(typed)) == {units(one) for one in ours.split(" or ")}
    for mistake, cell in ((each_line_alone, alone), (remainder_to_the_last, to_last)):
        check_mistake(mistake, minutes(typed), cell)


def check_mistake(mistake: Callable[[Day], Day], day: Day, cell: str) -> None:
    answer, said = cell.split(": ")
    assert billable(mistake(day)) == units(answer)
    assert (answer == "none") == (not any(mistake(day).values()))
    assert said == verdict(mistake(day), medicare(day))


def test_each_mistake_is_caught_by_the_five_visits() -> None:
    assert len(FIVE) == 5
    for mistake in (each_line_alone, remainder_to_the_last):
        assert any(verdict(mistake(minutes(row[0])), medicare(minutes(row[0]))) != "lawful" for row in FIVE)


@pytest.mark.parametrize("row", FIVE, ids=lambda row: row[0])
def test_the_order_of_typing_changes_nothing(row: list[str]) -> None:
    day = minutes(row[0])
    assert medicare(dict(reversed(day.items()))) == medicare(day)


def test_the_remainder_to_the_last_row_changes_with_the_order_of_typing() -> None:
    for row in OTHER_ORDER:
        day = minutes(row[0])
        assert remainder_to_the_last(day) != remainder_to_the_last(dict(reversed(day.items())))


@pytest.mark.parametrize(("spent", "ours", "by_eight"), [pytest.param(*row, id=row[0]) for row in BY_EIGHT])
def test_dividing_by_eight_is_not_the_cpt_rule(spent: str, ours: str, by_eight: str) -> None:
    result = coded(visit(service("97110", int(spent)), payer="aetna"))
    assert (result["unit_method"], result["units"]) == ("cpt", int(ours))
    assert int(spent) // 8 == int(by_eight)


def test_the_payers_method_is_read() -> None:
    day = service("97112", 24), service("97110", 23)
    assert [coded(visit(*day, payer=payer))["units"] for payer in ("medicare", "aetna")] == [3, 4]


def test_the_threshold_counts_what_was_allowed_in_the_year_of_the_visit() -> None:
    def needs_kx(line_allowed: str, year: int) -> bool:
        line = service("97110", 15, units=1, modifiers="GP", charge="120.00", allowed=line_allowed)
        return "threshold.missing" in found(
            visit(line, history={"spent": "2400.00"}, service_date=f"{year}-03-02"), "--filed-on", f"{year}-03-09"
        )

    assert not needs_kx("40.00", 2026)
    assert needs_kx("120.00", 2026)
    assert needs_kx("40.00", 2025)


def test_minutes_not_recorded_are_not_made_from_units() -> None:
    billed = visit(service("97110", None, units=3, modifiers="GP"))
    findings = found(billed).values()
    (unknown,) = [finding for finding in findings if finding["evidence"].get("unknown") == "minutes"]
    assert (unknown["outcome"], unknown["rule"]) == ("undetermined", "minutes.overbilled")
    assert coded(billed)["timed_minutes"] is None
