"""What payers allowed beside what was expected, as people read it: by payer, code and cause, and one claim in full."""

from collections.abc import Iterable, Sequence

from cleanclaim.cli.book_summaries import say_summary, variance_steps
from cleanclaim.cli.screen import pluralize, say, say_table, say_text, style
from cleanclaim.cli.x12_screens import make_printable
from cleanclaim.law.wording import day
from cleanclaim.model.money import dollars_for_people as money
from cleanclaim.money.variance.causes import WHAT_TO_DO, FoundCause
from cleanclaim.money.variance.runs import BELOW_PERCENT, UnderpaidRun
from cleanclaim.money.variance.variances import LineVariance, NotCompared, VarianceGroup, Variances

MOST_GROUPS = 40


def say_variances(found: Variances, runs: Sequence[UnderpaidRun]) -> None:
    """What differs, grouped; remittances in a row; what was not compared; the sums."""
    good = sum(not one.difference for one in found.compared)
    of = pluralize(len(found.compared), "amount")
    sums = f"{good:,} as expected, {money(found.underpaid)} underpaid, {money(found.overpaid)} overpaid"
    say_summary("Variance", f"{of} compared: {sums}.", variance_steps(found))
    groups = found.groups()
    for title, mine, cents in (
        ("underpaid", [one for one in groups if one.underpaid], found.underpaid),
        ("overpaid", [one for one in groups if one.overpaid], found.overpaid),
    ):
        if mine:
            say(f"{style(title, 'red' if title == 'underpaid' else None, bold=True)}   {money(cents)}")
            _say_groups(mine, under=title == "underpaid")
    for one in runs:
        _say_run(one)
    if runs:
        say()
    if reasons := found.reasons():
        say(f"{style('not compared', bold=True)}   {pluralize(len(found.not_compared), 'line')}")
        for why, remedy, lines in reasons:
            say_text(make_printable(f"{why}. {remedy}"), 10, lead=f"{lines:>8,}  ")
        say()


def _say_groups(groups: Sequence[VarianceGroup], *, under: bool) -> None:
    rows = [
        (
            money(one.underpaid if under else one.overpaid),
            pluralize(one.lines, "line"),
            make_printable(one.payer),
            make_printable(one.code),
            " or ".join(one.causes),
        )
        for one in groups[:MOST_GROUPS]
    ]
    say_table((), rows, indent=2, right="rr")
    if len(groups) > MOST_GROUPS:
        say(f"  and {len(groups) - MOST_GROUPS:,} more; --format csv lists every line.")
    for kind in dict.fromkeys(kind for one in groups for kind in one.causes):
        say_text(f"{kind}: {WHAT_TO_DO[kind]}", 4, lead="  ", dim=True)
    say()


def _say_run(one: UnderpaidRun) -> None:
    percent = one.allowed * 1000 // one.expected if one.expected else 0
    still = "and it goes on" if one.goes_on else "and the ones after them were better"
    text = (
        f"{one.payer}, {one.code}: {one.remittances} remittances in a row below {BELOW_PERCENT} % of what was expected,"
        f" {percent // 10}.{percent % 10} % together, {day(one.first)} to {day(one.last)}, {still}."
        f" {money(one.short)} so far, {money(one.a_year)} a year at that rate."
    )
    say_text(make_printable(text), 2)


def say_claim(claim: str, found: Variances) -> None:
    """The lines of one claim, each with how its amount comes about, and what explains a difference."""
    if not found.every and not found.not_compared:
        say(f"Claim {make_printable(claim)} is not in the folder, or nothing stands decided of it.")
    for one in found.every:
        _say_line(one)
    for each in found.not_compared:
        _say_open(each)


def _say_line(one: LineVariance) -> None:
    of = "line" if len(one.lines) == 1 else "lines" if one.lines else "claim"
    verdict = "as expected"
    if one.difference:
        verdict = f"{money(abs(one.difference))} {'overpaid' if one.difference > 0 else 'underpaid'}"
    head = f"{of} {', '.join(one.lines)}   {one.code}   {one.payer}"
    say(f"{style(make_printable(head), bold=True)}   {style(verdict, 'red' if one.difference < 0 else None)}")
    parts = [f"{money(one.paid)} paid", f"{money(one.left)} left to the patient or the next payer"]
    if one.withheld:
        parts.append(f"{money(one.withheld)} withheld by law")
    _say_all([f"Expected {money(one.expected)}, allowed {money(one.allowed)}: {', '.join(parts)}.", *one.working])
    _say_all(_in_words(cause) for cause in one.causes)
    say()


def _in_words(cause: FoundCause) -> str:
    how = f", {cause.how}" if cause.how else ""
    return f"{cause.kind[0].upper()}{cause.kind[1:]}{how}. {WHAT_TO_DO[cause.kind]}"


def _say_all(texts: Iterable[str]) -> None:
    for text in texts:
        say_text(make_printable(text), 4, lead="  ")


def _say_open(one: NotCompared) -> None:
    say(f"{style(make_printable(f'line {one.line}   {one.code}   {one.payer}'), bold=True)}   not compared")
    _say_all([f"{one.why}. {one.remedy}"])
    say()
