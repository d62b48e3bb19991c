"""A rule as a page: the fault, why it matters, the law behind it, its source, dates, weight, remedy and examples.

One place decides what is on the page; `rules show` prints it, the reference has it as Markdown.
"""

import re
import string
import sys
from collections.abc import Iterator
from datetime import date
from types import ModuleType

from msgspec import Struct

from cleanclaim.exchange.x12.checks.registry import checks
from cleanclaim.explanations.marks import SEVERITY_MARKS, SEVERITY_MEANINGS
from cleanclaim.kernel import Rule
from cleanclaim.law.plugins import family_of, rules_of
from cleanclaim.law.policies.keys import keys
from cleanclaim.law.policies.sources import cite, sources
from cleanclaim.law.review.rule_set import current_id, find_package, rule_set
from cleanclaim.law.wording import day
from cleanclaim.model.errors import UserError
from cleanclaim.model.finding import Cite, Severity
from cleanclaim.nearest import did_you_mean
from cleanclaim.reference.reasons import reason
from cleanclaim.testing.examples import Example, examples_in

OUTCOMES = {"": "fault", "?": "not known", "~": "resolved"}
WEIGHTS = {severity: f"{mark.word}: {SEVERITY_MEANINGS[severity]}" for severity, mark in SEVERITY_MARKS.items()}
UNKNOWN_MEANINGS = {
    "stop": "Where it cannot be answered, information is missing, and the claim waits until it is entered.",
    "warn": "Where it cannot be answered, somebody should look.",
    "info": "Where it cannot be answered, a note says so.",
}


class ExampleLine(Struct, frozen=True):
    """One line of an example: its cells, and what the rule makes of it; empty where it has no objection."""

    cells: tuple[str, ...]
    outcome: str


class ExampleTable(Struct, frozen=True):
    """One example as a table, with what it shows."""

    columns: tuple[str, ...]
    rows: tuple[ExampleLine, ...]
    shows: str


class RulePage(Struct, frozen=True, kw_only=True):
    """Everything about one rule.

    `package` is the installed package that brings it; empty: it is ours. `law` are paragraphs. `message` is what a
    finding says, with what varies in square brackets. `read` tells whether somebody has read the source, `note` how.
    `since` and `until` are the first and last date of service it holds for; None: no such end. `weight` and `left_open`
    say what a fault and an unanswered question do to a claim.
    """

    id: str
    family: str
    package: str
    title: str
    why: str
    law: tuple[str, ...]
    message: str
    remedy: str
    cite: Cite
    read: bool
    note: str
    since: date | None
    until: date | None
    severity: Severity
    verified: bool
    weight: str
    left_open: str
    needs: tuple[str, ...]
    carc: str | None
    denial: str | None
    examples: tuple[ExampleTable, ...]

    @property
    def was_read(self) -> str:
        """Whether somebody has read the source, as a sentence."""
        sentence = "The source has been read" if self.read else "Known in the field; its text has not been re-read"
        return f"{sentence}. {self.note}.".replace(". .", ".")

    @property
    def finding_severity(self) -> Severity:
        """The severity findings have: one that nobody verified never stops a claim."""
        return self.severity if self.verified or self.severity != "stop" else "warn"

    @property
    def prevents(self) -> str:
        """The denials that it prevents, by reason code and what a payer means by it."""
        if self.carc is None:
            return "no denial of its own"
        return f"denials with reason code (CARC) {self.carc}" + (f": {self.denial}" if self.denial else "")

    @property
    def dates(self) -> str:
        """The dates of service the rule holds for, in words."""
        if self.since is None and self.until is None:
            return "every date of service"
        ends = [f"from {day(self.since)}" if self.since else "", f"to {day(self.until)}" if self.until else ""]
        return "dates of service " + " ".join(end for end in ends if end)


def build_rule_page(rule_id: str) -> RulePage:
    """The page of one rule, by the id it has or had.

    Raises UserError, with the likeliest correction, for an id no rule has.
    """
    entry = rule_set().named(rule_id)
    if entry is None:
        raise UserError(
            rule_id,
            f"no rule or check has this id.{did_you_mean(rule_id, [*rule_set().rules, *checks()])}",
            "`cleanclaim rules list` prints every rule; docs/reference/checks has the checks of X12 files.",
        )
    return _page(entry, sys.modules[entry.function.__module__])


def build_rule_pages(module: ModuleType) -> list[RulePage]:
    """The pages of a family's rules, in the order they are written."""
    return [_page(entry, module) for entry in rules_of(module)]


def read_heading(module: ModuleType) -> str:
    """The first line of a rule module: its subject."""
    return (module.__doc__ or "").partition("\n")[0].rstrip(".")


def read_law(module: ModuleType) -> tuple[str, ...]:
    """The law in plain words: what a rule module says before its first table."""
    paragraphs: list[str] = []
    for block in (module.__doc__ or "").split("\n\n")[1:]:
        if "||" in block:
            break
        paragraphs.append(" ".join(block.split()))
    return tuple(text for text in paragraphs if not text.endswith(":"))


def read_law_of(entry: Rule, module: ModuleType) -> tuple[str, ...]:
    """The law in plain words that stands above the table in which the rule first has an example."""
    name = re.compile(rf"(?<![\w.]){re.escape(entry.id.rpartition('.')[2])}(?![\w.])")
    paragraphs: list[str] = []
    below_a_table = False
    for block in (module.__doc__ or "").split("\n\n")[1:]:
        if "||" not in block:
            paragraphs = [*([] if below_a_table else paragraphs), " ".join(block.split())]
            below_a_table = False
        elif any(name.search(row.partition("||")[2]) for row in block.splitlines()):
            law = tuple(text for text in paragraphs if not text.endswith(":"))
            return law or tuple(f"{text.removesuffix(':')}." for text in paragraphs) or read_law(module)
        else:
            below_a_table = True
    return read_law(module)


def _page(entry: Rule, module: ModuleType) -> RulePage:
    return RulePage(
        id=entry.id,
        family=family_of(module),
        package=find_package(entry),
        title=entry.title,
        why=entry.why,
        law=read_law_of(entry, module),
        message=_with_blanks(entry.message) if isinstance(entry.message, str) else entry.message.__doc__ or "",
        remedy=_with_blanks(entry.remedy),
        cite=cite(entry.cite),
        read=sources()[entry.cite].read,
        note=sources()[entry.cite].note,
        since=entry.since,
        until=entry.until,
        severity=entry.severity,
        verified=entry.verified,
        weight=_weight(entry),
        left_open=UNKNOWN_MEANINGS[entry.unknown if entry.verified or entry.unknown != "stop" else "warn"],
        needs=_needs(entry),
        carc=entry.carc,
        denial=_denial(entry),
        examples=tuple(_examples(entry, module)),
    )


def _needs(entry: Rule) -> tuple[str, ...]:
    """What the rule reads, in words: first what was recorded, then what the payer must answer."""
    behind = sorted(rule_set().inputs_behind(entry.id), key=lambda name: (name in keys().keys, name))
    return tuple(dict.fromkeys(rule_set().inputs[name].words for name in behind))


def _denial(entry: Rule) -> str | None:
    """What a payer means by the reason code of the denial that the rule prevents."""
    known = reason("carc", entry.carc) if entry.carc else None
    return None if known is None else known.meaning


def _weight(entry: Rule) -> str:
    if entry.severity == "stop" and not entry.verified:
        return f"{WEIGHTS['warn']}. It rests on knowledge nobody re-read, and such a rule never puts a claim on hold"
    return WEIGHTS[entry.severity]


def _with_blanks(text: str) -> str:
    """A rule's words with what varies in square brackets: `[most units]`."""
    parts = []
    for literal, field, _spec, _conversion in string.Formatter().parse(text):
        parts.append(literal)
        if field:
            name, _, attribute = field.partition(".")
            parts.append(f"[{(attribute if name == 'entry' else name).replace('_', ' ')}]")
    return "".join(parts)


def _examples(entry: Rule, module: ModuleType) -> Iterator[ExampleTable]:
    """The examples in which the rule objects, and of the first one's table one in which nothing is wrong."""
    everything = list(examples_in(module.__doc__ or ""))
    family = family_of(module)
    mine = [example for example in everything if any(_is_of(entry, family, name) for name in example.mentions)]
    headings = {_columns(example) for example in mine[:1]}
    clean = [example for example in everything if not example.mentions and _columns(example) in headings]
    for example in [*clean[:1], *mine]:
        yield ExampleTable(_columns(example), tuple(_rows(example, entry, family)), example.shows)


def _is_of(entry: Rule, family: str, name: str) -> bool:
    """Whether a table means this rule by a name under `broken`: its id, or the part of it after the family."""
    return current_id(name if "." in name else f"{family}.{name}") == entry.id


def _columns(example: Example) -> tuple[str, ...]:
    row = example.rows[0]
    return tuple(name.replace("_", " ") for name in (*row.inputs, *row.expected))


def _rows(example: Example, entry: Rule, family: str) -> Iterator[ExampleLine]:
    for row in example.rows:
        marks = [name[len(name.rstrip("?~")) :] for name in row.broken if _is_of(entry, family, name.rstrip("?~"))]
        yield ExampleLine((*row.inputs.values(), *row.expected.values()), OUTCOMES[marks[0]] if marks else "")
