"""An example asked and compared: what its visits come to, and every cell that says something else."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from types import ModuleType
from typing import Any

from msgspec import Struct, structs

from cleanclaim.kernel import BYPASSED, FAIL, UNDETERMINED, Answer, Compiled, rule
from cleanclaim.kernel.functions import Parameter
from cleanclaim.law.basis import Basis
from cleanclaim.law.chart.context import ContextIndex, VisitContext
from cleanclaim.law.coding.visit_lines import code_visit
from cleanclaim.law.policies.sources import sources
from cleanclaim.law.review.law_in_force import Law, in_force
from cleanclaim.law.review.rule_set import compile_only, current_id, rule_set_with
from cleanclaim.model.line import Line
from cleanclaim.model.visit import Service, Visit
from cleanclaim.testing.examples import Example, ExampleRow
from cleanclaim.testing.visits import ExampleVisits

MARKS = {FAIL: "", UNDETERMINED: "?", BYPASSED: "~"}
"""What stands behind the name of a rule that fails, cannot be answered, or is lawfully resolved."""

Modules = tuple[ModuleType, ...]


class CellDifference(Struct, frozen=True):
    """A cell that says something else than what came out. `row` counts the example's rows, from 1."""

    row: int
    code: str
    column: str
    expected: str
    found: str

    def __str__(self) -> str:
        expected, found = self.expected or "nothing", self.found or "nothing"
        return f"row {self.row}, {self.code}: {self.column} is {found}; the table says {expected}"


class VisitUnderTest(Struct, frozen=True):
    """One visit of an example under the law of its date. `more` are rules that are tested and not installed."""

    visit: Visit
    lines: Sequence[Line | Service]
    context: VisitContext
    law: Law
    filed_on: date | None
    more: Modules

    def answers(self) -> list[Answer]:
        """What every rule in force says, but for those that pass."""
        raw, _not_applicable = self.law.ask(self.visit, self.lines, self.context, self.filed_on)
        return self.law.answers(raw, self.visit, self.lines, self.context, self.filed_on)

    def objections(self) -> list[set[str]]:
        """The rules that object, line by line, with their marks; what is said of a visit stands with its first line."""
        by_line: list[set[str]] = [set() for _ in self.lines]
        for answer in self.answers():
            by_line[max(answer.place, 0)].add(answer.rule.id + MARKS[answer.outcome])
        return by_line

    def values_of(self, fact: str) -> list[Any]:
        """What a fact says, line by line; a visit's fact says it of its first line."""
        law = structs.replace(self.law, compiled=_asking_for(fact, self.more))
        raw, _not_applicable = law.ask(self.visit, self.lines, self.context, self.filed_on)
        found = {max(place, 0): values[0] for _, place, _, values in raw}
        return [found.get(place) for place in range(len(self.lines))]

    def coded(self) -> Sequence[Line | Service]:
        """The lines that the minutes come to; units that somebody billed count for nothing here."""
        services = tuple(structs.replace(service, units=None) for service in self.visit.services)
        unbilled = structs.replace(self.visit, services=services)
        return code_visit(unbilled, tuple(self.context.same_day), self.law.policy, self.law.tables).lines


def review_example(
    example: ExampleVisits, basis: Basis | None = None, more: Modules = (), families: tuple[str, ...] | None = None
) -> list[VisitUnderTest]:
    """The visits of an example, in order, each with its lines and its law; only rules of these families are asked."""
    basis = structs.replace(basis or Basis(), filed_on=example.filed_on)
    index = ContextIndex(example.visits, example.practice)
    found = []
    for visit in example.visits:
        law = in_force(visit, basis, families)
        if more:
            law = structs.replace(law, compiled=_compiled_with(more, basis.law_day(visit)))
        if example.answers:
            law = structs.replace(law, policy=structs.replace(law.policy, **example.answers))
        context = index.of(visit)
        lines = code_visit(visit, tuple(context.same_day), law.policy, law.tables).lines
        found.append(VisitUnderTest(visit, lines, context, law, example.filed_on, more))
    return found


def differences(example: Example, visits: Sequence[VisitUnderTest], family: str = "") -> list[CellDifference]:
    """Every cell right of `||` that says something else than what came out.

    Names under `broken` without a family are of `family`: of its rules everything that objects has to be named. Without
    one every fault of any rule has to be, and what is left open or resolved may be. A row that goes on an earlier row's
    line, since its code is the same and its units are counted, says nothing of its own.
    """
    lines = [line.code for one in visits for line in one.lines]
    places = _rows_with_lines(example, lines)
    if len(lines) != len(places):
        written = [row.inputs["code"] for row in example.rows]
        return [CellDifference(1, written[0], "lines", " ".join(written), " ".join(lines))]
    rows = [example.rows[place] for place in places]
    found = []
    for column, cells in _columns(rows, example, visits, family):
        found += [
            CellDifference(place + 1, row.inputs["code"], column, expected, cell)
            for place, row, (expected, cell) in zip(places, rows, cells, strict=True)
            if expected != cell
        ]
    return found


def _rows_with_lines(example: Example, lines: Sequence[str]) -> list[int]:
    """The places of the rows that have a line. Where lines are fewer, a row that says nothing may go without."""
    if len(lines) == len(example.rows):
        return list(range(len(lines)))
    places: list[int] = []
    for place, row in enumerate(example.rows):
        if len(places) < len(lines) and row.inputs["code"] == lines[len(places)]:
            places.append(place)
        elif row.broken or any(row.expected.values()) or row.inputs["code"] not in lines[: len(places)]:
            return []
    return places


def _columns(
    rows: Sequence[ExampleRow], example: Example, visits: Sequence[VisitUnderTest], family: str
) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Each column right of `||` with what the table says and what came out, row by row."""
    for column in rows[0].expected:
        expected = [row.expected[column] for row in rows]
        yield column, list(zip(expected, _values(column, visits), strict=True))
    if "broken" in example.text.partition("\n")[0].partition("||")[2].split():
        objecting = [names for one in visits for names in one.objections()]
        yield (
            "broken",
            [_broken(row.broken, names, family) for row, names in zip(rows, objecting, strict=True)],
        )


def _values(column: str, visits: Sequence[VisitUnderTest]) -> list[str]:
    if column in ("earned", "coded"):
        lines = [line for one in visits for line in one.coded()]
        return [" ".join(line.modifiers) if column == "coded" else _text(line.units) for line in lines]
    return [_text(value) for one in visits for value in one.values_of(column)]


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _broken(named: Sequence[str], objecting: set[str], family: str) -> tuple[str, str]:
    """The rules a row names and those that object, as far as they have to agree."""
    expected = {_current(name if "." in name else f"{family}.{name}") for name in named}
    must = {name for name in objecting if (name.startswith(f"{family}.") if family else name[-1] not in "?~")}
    found = must | (objecting & expected)
    return _names(expected, family), _names(found, family)


def _current(name: str) -> str:
    """A rule as a table names it, under the id it has today."""
    rule_id = name.rstrip("?~")
    return current_id(rule_id) + name[len(rule_id) :]


def _names(names: set[str], family: str) -> str:
    """Names as they stand in the table: those of the family without it."""
    return " ".join(sorted(name.removeprefix(f"{family}.") if family else name for name in names))


@cache
def _compiled_with(more: Modules, on: date | None) -> Compiled:
    """The rules of further modules that are in force on a day, with all the facts they may read."""
    larger = rule_set_with(*more)
    names = {module.__name__ for module in more}
    ids = [one.id for one in larger.rules.values() if one.function.__module__ in names and one.holds_on(on)]
    return compile_only(larger, ids)


@cache
def _asking_for(fact: str, more: Modules) -> Compiled:
    """One rule, which always objects and has the value of a fact as its evidence."""

    def always(_value: object | None = None) -> bool:
        return True

    always.__module__ = "probe"
    made = rule(title="", cite=next(iter(sources())), message="", remedy="")(always)
    probe = ModuleType(always.__module__)
    vars(probe)["always"] = structs.replace(made, parameters=(Parameter(fact, each=False, accepts_unknown=True),))
    return compile_only(rule_set_with(*more, probe), [made.id])
