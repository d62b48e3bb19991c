"""A second opinion as a page for the browser, and on paper: the sums and what to do first, then every line."""

from collections.abc import Iterator, Sequence

from cleanclaim.exchange.forms.paper import (
    PageEnd,
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
    by_when,
    group_title,
    line_cells,
    sentences,
)
from cleanclaim.explanations.web_page import WebPage, WebTable
from cleanclaim.law.wording import day
from cleanclaim.model.money import dollars_for_people
from cleanclaim.money.insight.opinion import PARTS, Opinion, OpinionGroup, OpinionLine

_FOOT = "Made by cleanclaim from the files of the folder. It names patients' claims: keep it as you keep them."
_WIDTHS = (1.4, 0.85, 1.9, 0.95, 1.6)
_ON_PAPER = ("claim", "dollars", "what", "by", "from")


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
                    rows=tuple(_line(line) for one in groups for line in one.lines),
                    numbers=frozenset({1, 4, 6}),
                    note=meaning,
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


def _line(one: OpinionLine) -> tuple[str, ...]:
    """A line as cells; what its payer usually pays stands with what it is."""
    cells = list(line_cells(one))
    at = LINE_HEADS.index("what")
    cells[at] = "; ".join(filter(None, (cells[at], one.usually)))
    return tuple(cells)


def _first(one: OpinionGroup) -> tuple[str, ...]:
    until = one.by.isoformat() if one.by else ""
    why = ", ".join(filter(None, (one.payer, one.about)))
    return one.kind, dollars_for_people(one.cents), f"{len(one.lines):,}", until, why, one.to_do


def opinion_paper(folder: str, opinion: Opinion, alerts: Sequence[str]) -> Paper:
    """The paper."""
    return Paper(
        title=f"Second opinion: {folder}", author="cleanclaim", parts=tuple(_parts(folder, opinion, alerts)), foot=_FOOT
    )


def _parts(folder: str, opinion: Opinion, alerts: Sequence[str]) -> Iterator[PaperPart]:
    yield PaperTitle("A second opinion on your money")
    yield PaperText(f"{folder}, as of {day(opinion.on)}", fine=True)
    for sentence in sentences(opinion):
        yield PaperText(sentence)
    if alerts:
        yield PaperPoints(tuple(("!", text) for text in alerts))
    if first := opinion.first_things(FIRST_THINGS):
        yield PaperHeading("What to do first")
        yield PaperPoints(tuple((f"{number}.", _point(one)) for number, one in enumerate(first, 1)))
    if opinion.open_questions:
        yield PaperHeading("What could not be looked at")
        yield PaperPoints(tuple(("-", text) for text in opinion.open_questions))
    if opinion.lines:
        yield PageEnd()
        yield PaperTitle("Annex: every amount")
    for part, meaning in PARTS.items():
        if not opinion.of_part(part):
            continue
        yield PaperHeading(f"{part.capitalize()}: {dollars_for_people(opinion.cents(part))}")
        yield PaperText(meaning, fine=True)
        for group in opinion.groups(part):
            yield from _group(group)


def _point(one: OpinionGroup) -> str:
    until = f" {by_when(one.by)}" if one.by else ""
    items = f"{len(one.lines):,} item{'s' * (len(one.lines) > 1)}"
    return f"{dollars_for_people(one.cents)}{until}, {items}, {group_title(one)}. {one.to_do}"


def _group(one: OpinionGroup) -> Iterator[PaperPart]:
    yield PaperHeading(f"{group_title(one)}, {dollars_for_people(one.cents)}")
    yield PaperText(one.to_do, fine=True)
    if one.usually:
        yield PaperText(f"{one.usually[:1].upper()}{one.usually[1:]}.", fine=True)
    rows = []
    for line in one.lines:
        claim, cents, _kind, _payer, service, what, by, source = line_cells(line)
        rows.append((f"{claim}\n{service}".strip(), cents, what, by, source))
    yield PaperTable(head=_ON_PAPER, rows=tuple(rows), widths=_WIDTHS, right=frozenset({1}))
