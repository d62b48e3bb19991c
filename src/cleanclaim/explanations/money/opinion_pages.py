"""A second opinion as a page for the browser, with every line, and on paper for an owner.

The paper has the sums, what to do first, and what there is by kind; the lines stand in a file beside it.
"""

from collections.abc import Iterable, Iterator, Sequence

from cleanclaim.exchange.forms.paper import (
    Paper,
    PaperHeading,
    PaperPart,
    PaperPoints,
    PaperTable,
    PaperText,
    PaperTitle,
)
from cleanclaim.explanations.money.opinion_words import (
    FIRST_THINGS,
    LINE_HEADS,
    group_title,
    how_many,
    how_many_by_when,
    line_cells,
    sentences,
)
from cleanclaim.explanations.web_page import WebPage, WebTable
from cleanclaim.law.wording import day
from cleanclaim.model.money import dollars_for_people
from cleanclaim.money.insight.opinion import PARTS, Opinion, OpinionGroup

_FOOT = "Made by cleanclaim from the files of the folder. It names patients' claims: keep it as you keep them."
_WIDTHS = (4.1, 1.0, 0.6, 1.0)
_ON_PAPER = ("what", "dollars", "items", "by")
_MOST_GROUPS = 8


def opinion_page(folder: str, opinion: Opinion, alerts: Sequence[str]) -> WebPage:
    """The page; `alerts` is what to know of how the files were read."""
    first = opinion.first_things(FIRST_THINGS)
    tables = [
        WebTable(
            title="What to do first",
            columns=("what", "dollars", "items", "by", "who and why", "how"),
            rows=tuple(map(_first, first)),
            numbers=frozenset({1, 2, 3}),
            note="By money for each day that is left; each leads to its amounts below.",
            links={place: _mark(place) for place in range(len(first))},
        )
    ]
    for part, meaning in PARTS.items():
        groups = opinion.groups(part)
        if groups:
            title = f"{part.capitalize()}: {dollars_for_people(opinion.cents(part))}"
            starts = [sum(len(one.lines) for one in groups[:at]) for at in range(len(groups))]
            tables.append(
                WebTable(
                    title=title,
                    columns=LINE_HEADS,
                    rows=tuple(line_cells(line) for one in groups for line in one.lines),
                    numbers=frozenset({1, 4, 6}),
                    note=" ".join((meaning, *_usual_shares(groups))),
                    marks={at: _mark(first.index(one)) for at, one in zip(starts, groups, strict=True) if one in first},
                )
            )
    return WebPage(
        title=f"Second opinion: {folder}",
        about=f"{folder}, as of {day(opinion.on)}",
        heading="A second opinion on your money",
        lead=sentences(opinion),
        alerts=tuple(alerts),
        notes=opinion.open_questions,
        tables=tuple(tables),
        foot=_FOOT,
    )


def _mark(place: int) -> str:
    return f"first-{place + 1}"


def _usual_shares(groups: Iterable[OpinionGroup]) -> Iterator[str]:
    """What each payer of some groups usually pays, once."""
    for payer, usually in dict.fromkeys((line.payer, line.usually) for one in groups for line in one.lines):
        if usually:
            yield f"{payer}: {usually}."


def _first(one: OpinionGroup) -> tuple[str, ...]:
    until = one.by.isoformat() if one.by else ""
    why = ", ".join(filter(None, (one.payer, one.about)))
    return one.kind, dollars_for_people(one.cents), how_many(one), until, why, one.to_do


def opinion_paper(folder: str, opinion: Opinion, alerts: Sequence[str], annex: str) -> Paper:
    """The paper, to be read in five minutes; `annex` is the file that has every amount."""
    return Paper(
        title=f"Second opinion: {folder}",
        author="cleanclaim",
        parts=tuple(_parts(folder, opinion, alerts, annex)),
        foot=_FOOT,
    )


def _parts(folder: str, opinion: Opinion, alerts: Sequence[str], annex: str) -> Iterator[PaperPart]:
    yield PaperTitle("A second opinion on your money")
    yield PaperText(f"{folder}, as of {day(opinion.on)}", fine=True)
    for sentence in sentences(opinion):
        yield PaperText(sentence)
    if alerts:
        yield PaperPoints(tuple(("!", text) for text in alerts))
    if first := opinion.first_things(FIRST_THINGS):
        yield PaperHeading("What to do first")
        yield PaperPoints(tuple((f"{number}.", _point(one)) for number, one in enumerate(first, 1)))
    for part, meaning in PARTS.items():
        if groups := opinion.groups(part):
            yield PaperHeading(f"{part.capitalize()}: {dollars_for_people(opinion.cents(part))}")
            yield PaperText(" ".join((meaning, *_usual_shares(groups))), fine=True)
            yield _table(groups)
    if opinion.open_questions:
        yield PaperHeading("What could not be looked at")
        yield PaperPoints(tuple(("-", text) for text in opinion.open_questions))
    if opinion.lines:
        yield from _annex(opinion, annex)


def _annex(opinion: Opinion, annex: str) -> Iterator[PaperPart]:
    """Where every amount stands, with how many there are and what they come to, so that none is lost."""
    yield PaperHeading(f"Annex: {annex}")
    yield PaperText(
        f"Every amount is a row of {annex}, which was written with this paper: with its claim, its day, what to do, and"
        " the file and segment that say it. It has:"
    )
    rows: list[tuple[str, str, str]] = [
        (part, f"{len(opinion.of_part(part)):,}", dollars_for_people(opinion.cents(part)))
        for part in PARTS
        if opinion.of_part(part)
    ]
    every = dollars_for_people(sum(one.cents or 0 for one in opinion.lines))
    rows.append(("all rows", f"{len(opinion.lines):,}", every))
    head = ("part", "rows", "dollars")
    yield PaperTable(head=head, rows=tuple(rows), widths=(3.0, 1.0, 1.5), right=frozenset({1, 2}), total=True)


def _point(one: OpinionGroup) -> str:
    return f"{dollars_for_people(one.cents)}, {how_many_by_when(one)}, {group_title(one)}. {one.to_do}"


def _table(groups: Sequence[OpinionGroup]) -> PaperTable:
    """The groups of a part, the most urgent first, and what the rest comes to."""
    rows = [_group(one) for one in groups[:_MOST_GROUPS]]
    if rest := groups[_MOST_GROUPS:]:
        items = sum(len(one.lines) for one in rest)
        cents = dollars_for_people(sum(one.cents for one in rest))
        rows.append((f"{len(rest):,} more kinds, each smaller or less urgent", cents, f"{items:,}", ""))
    return PaperTable(head=_ON_PAPER, rows=tuple(rows), widths=_WIDTHS, right=frozenset({1, 2}))


def _group(one: OpinionGroup) -> tuple[str, ...]:
    return group_title(one), dollars_for_people(one.cents), how_many(one), one.by.isoformat() if one.by else ""
