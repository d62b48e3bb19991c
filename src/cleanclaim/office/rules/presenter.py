"""What the pages show of the rule book: the library's pages arranged for the templates, examples drawn as lines."""

from collections.abc import Sequence

from msgspec import Struct

from cleanclaim.explanations.lookup.rule_pages import ExampleTable, RulePage
from cleanclaim.explanations.lookup.rule_search import FoundRule, RuleTopic, list_topics
from cleanclaim.explanations.marks import SEVERITY_MARKS, SEVERITY_MEANINGS, Mark
from cleanclaim.explanations.visits.minute_bars import list_quarter_marks
from cleanclaim.law.policies.policy import law_version

OUTCOMES = {"fault": "hold", "not known": "missing", "resolved": "clean", "": ""}
LEGEND = [(mark, SEVERITY_MEANINGS[severity]) for severity, mark in SEVERITY_MARKS.items()]
MINUTES = "minutes"
OF_PAYER = "of the payer: "
SHORTEST = 60
"""The strip of an example is at least an hour wide, so that few minutes look few."""


class RuleRow(Struct, frozen=True):
    """A rule in the list, with the mark of what a fault does to a claim."""

    id: str
    title: str
    why: str
    mark: Mark
    verified: bool


class TopicView(Struct, frozen=True):
    """A topic with its rules."""

    family: str
    heading: str
    rules: list[RuleRow]


class RuleHits(Struct, frozen=True):
    """The rules that fit, and the words that not even they fit."""

    rules: list[RuleRow]
    unmatched: tuple[str, ...]


class ExampleLineView(Struct, frozen=True):
    """A line of an example: its cells, its minutes to scale as percents, and what the rule makes of it."""

    cells: list[str]
    width: str
    quarters: list[str]
    outcome: str
    mark: str


class ExampleTableView(Struct, frozen=True):
    """An example: its columns, its lines, what it shows, and whether any line of it draws an objection.

    `strip` tells whether there are minutes to draw.
    """

    columns: list[str]
    lines: list[ExampleLineView]
    shows: str
    clean: bool
    strip: bool


class RuleInputs(Struct, frozen=True):
    """What a rule reads: of the visit and the tables, and of the payer."""

    recorded: list[str]
    payer: list[str]


def build_topics(found: Sequence[RuleTopic]) -> list[TopicView]:
    """The rules, topic by topic."""
    return [TopicView(topic.family, topic.heading, [_rule_row(page) for page in topic.rules]) for topic in found]


def build_hits(rules: Sequence[FoundRule]) -> RuleHits:
    """What fits the words."""
    return RuleHits([_rule_row(one.page) for one in rules], rules[0].unmatched if rules else ())


def count_rules(found: RuleHits | None) -> str:
    """How many rules fit the words, or how many there are, in a sentence."""
    if found is None:
        rules = sum(len(topic.rules) for topic in list_topics())
        return f"{rules} rules, edition {law_version()}."
    number = len(found.rules)
    return f"{number or 'No'} rule{'' if number == 1 else 's'} fit{'s' if number == 1 else ''}."


def _rule_row(page: RulePage) -> RuleRow:
    return RuleRow(page.id, page.title, page.why, SEVERITY_MARKS[page.finding_severity], page.verified)


def split_inputs(page: RulePage) -> RuleInputs:
    """What the rule reads, the payer's answers apart."""
    of_payer = [need.removeprefix(OF_PAYER) for need in page.needs if need.startswith(OF_PAYER)]
    return RuleInputs([need for need in page.needs if not need.startswith(OF_PAYER)], of_payer)


def draw_examples(page: RulePage) -> list[ExampleTableView]:
    """The examples of a rule, drawn."""
    return [_draw(picture) for picture in page.examples]


def _draw(picture: ExampleTable) -> ExampleTableView:
    place = picture.columns.index(MINUTES) if MINUTES in picture.columns else None
    minutes = [_minutes(row.cells[place]) if place is not None else None for row in picture.rows]
    scale = max([SHORTEST, *(spent for spent in minutes if spent)])
    lines = [
        ExampleLineView(
            cells=list(row.cells),
            width=_percent(spent or 0, scale),
            quarters=[_percent(mark, scale) for mark in list_quarter_marks(spent or 0)],
            outcome=row.outcome,
            mark=OUTCOMES[row.outcome],
        )
        for row, spent in zip(picture.rows, minutes, strict=True)
    ]
    clean = not any(line.outcome for line in lines)
    return ExampleTableView(list(picture.columns), lines, picture.shows, clean, any(minutes))


def _minutes(cell: str) -> int | None:
    return int(cell) if cell.isascii() and cell.isdecimal() else None


def _percent(minutes: int, scale: int) -> str:
    return f"{minutes * 100 / scale:.2f}%"
