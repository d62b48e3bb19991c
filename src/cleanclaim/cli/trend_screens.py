"""Payers that changed, as people read them: since when, how much, for which codes, and what else changed then."""

from collections.abc import Sequence

from cleanclaim.cli.book_summaries import say_summary, trend_steps
from cleanclaim.cli.denial_screens import words_of
from cleanclaim.cli.screen import pluralize, say, say_heading, say_table, say_text, style
from cleanclaim.cli.x12_screens import make_printable
from cleanclaim.law.wording import day
from cleanclaim.money.insight.find_trends import PayerTrend
from cleanclaim.money.insight.trend_words import about, how_much, percent, same_change, since_when, visible_in_words


def say_trends(trends: Sequence[PayerTrend]) -> None:
    """What changed in full; what did not, with what would have been seen; what is too short to tell."""
    changed = [one for one in trends if one.verdict == "changed"]
    total = f"{pluralize(len(trends), 'row')} of claims looked at: {len(changed):,} changed for the worse."
    say_summary("Trend", total, trend_steps(changed))
    for one in changed:
        same = same_change(one, changed)
        if same:
            say_text(make_printable(f"{one.payer}, {about(one)}: it changed too, as {about(same)} did."))
            say()
        else:
            _say_changed(one)
    steady = [one for one in trends if one.verdict == "no change"]
    if steady:
        say(style("no change", bold=True))
        rows = [
            (make_printable(one.payer), about(one), percent(one.mean), f"{one.n:,}", visible_in_words(one))
            for one in steady
        ]
        say_table(("payer", "what", "share", "claims", "would be seen"), rows, indent=2, right="llrrl")
        say()
    short = [one for one in trends if one.verdict == "too few to tell"]
    if short:
        say(style("too few to tell", bold=True))
    for one in short:
        say_text(make_printable(f"{one.payer}, {about(one)}: {one.n:,} claims; {one.why}."), 4, lead="  ")


def _say_changed(one: PayerTrend) -> None:
    change = one.change
    assert change is not None  # it changed
    say_heading(make_printable(f"{one.payer}   {about(one)}"), "changed")
    if one.reason:
        _say("the reason", words_of("carc", one.reason))
    _say("since", since_when(change))
    _say("how much", how_much(one))
    if one.codes:
        _say("codes", ", ".join(f"{code} ({count:,})" for code, count in one.codes))
    if one.first_service:
        _say("services", f"from {day(one.first_service)}")
    if one.alarm:
        _say("soonest", f"a CUSUM would have alarmed on {day(one.alarm)}")
    for each in one.law_changes:
        _say("beside it", f"{day(each.on)}: {each.what} ({each.source})")
    if not one.law_changes:
        _say("beside it", "nothing on file changed about then: ask the payer, and look at what you changed")
    _say("how sure", f"shuffled claims look so once in {round(1 / change.chance):,} times or more seldom")
    say()


def _say(label: str, text: str) -> None:
    say_text(make_printable(text), 14, lead=f"  {label}")
