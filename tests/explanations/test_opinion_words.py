"""What a second opinion says of several items at once: how many of them run out on the day that is named."""

from datetime import date

import pytest

from cleanclaim.explanations.money.opinion_words import how_many, how_many_by_when, sentences
from cleanclaim.model.ledger_entry import EntrySource
from cleanclaim.money.insight.opinion import Opinion, OpinionLine

EARLY, LATE = date(2026, 11, 3), date(2026, 12, 1)


def line(by: date | None, cents: int = 5000) -> OpinionLine:
    return OpinionLine(
        kind="refused before a payer had it",
        cents=cents,
        claim_id="PT1",
        payer="CIGNA",
        service=None,
        about="refused",
        what="refused",
        to_do="Send it again.",
        by=by,
        source=EntrySource("a.277", 4),
    )


def opinion(*lines: OpinionLine, percent: int | None = None) -> Opinion:
    return Opinion(on=date(2026, 10, 1), lines=lines, allowed_percent=percent, open_questions=())


@pytest.mark.parametrize(
    ("days", "count", "words"),
    [
        ([None], "1", "1 item"),
        ([None, None], "2", "2 items"),
        ([EARLY], "1", "1 item by Nov 3, 2026"),
        ([EARLY, EARLY], "2", "2 items by Nov 3, 2026"),
        ([LATE, EARLY, LATE], "1 of 3", "1 of 3 items by Nov 3, 2026"),
        ([EARLY, None], "1 of 2", "1 of 2 items by Nov 3, 2026"),
    ],
)
def test_only_what_runs_out_on_the_day_is_counted_for_it(days: list[date | None], count: str, words: str) -> None:
    (group,) = opinion(*map(line, days)).groups("at risk")
    assert (how_many(group), how_many_by_when(group)) == (count, words)


def test_what_is_counted_as_charged_is_beside_what_payers_allow_of_charges() -> None:
    (charged,) = (one for one in sentences(opinion(line(None, 98_765_00), percent=57)) if "Charges are" in one)
    assert charged.startswith("$98,765.00 of this is denied, unbilled or without an answer, and counted as charged.")
    assert "would be about $56,200.00" in charged
    (charged,) = (one for one in sentences(opinion(line(None))) if "Charges are" in one)
    assert charged.endswith("payers allow less.")
