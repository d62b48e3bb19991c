"""A payer's own examples: visits with what they should come to under its policy, and what they do come to."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct, structs

from cleanclaim.kernel import BYPASSED, FAIL, UNDETERMINED
from cleanclaim.kernel.examples import ExampleRow
from cleanclaim.law.basis import Basis
from cleanclaim.law.review.coded import CodedLine, code
from cleanclaim.law.review.review import ClaimReview, review
from cleanclaim.law.review.rule_set import current_id
from cleanclaim.model.finding import Finding
from cleanclaim.model.visit import Visit

MARKS = {FAIL: "", UNDETERMINED: "?", BYPASSED: "~"}


class PolicyExample(Struct, frozen=True, kw_only=True):
    """One visit of a table. `table` and `number` say where it stands, `shows` what it is to show.

    `names_faults`: the table has a column `broken`, so that a fault it does not name is a difference.
    """

    table: str
    number: int
    shows: str
    visit: Visit
    filed_on: date
    rows: tuple[ExampleRow, ...]
    names_faults: bool


class CellDifference(Struct, frozen=True):
    """A cell that says something else than what came out. `row` counts the visit's own rows, from 1."""

    row: int
    code: str
    column: str
    expected: str
    found: str


class ExampleOutcome(Struct, frozen=True, kw_only=True):
    """What became of one example; it holds where nothing differs."""

    table: str
    number: int
    shows: str
    holds: bool
    differences: list[CellDifference]


def outcome_of(example: PolicyExample, basis: Basis) -> ExampleOutcome:
    """What an example comes to under the payers' files of a basis."""
    differences = [*_coding(example, basis), *_objections(example, basis)]
    return ExampleOutcome(
        table=example.table,
        number=example.number,
        shows=example.shows,
        holds=not differences,
        differences=differences,
    )


def _coding(example: PolicyExample, basis: Basis) -> list[CellDifference]:
    """The units and modifiers expected, against those its minutes come to; units billed count for nothing here."""
    if not any(row.expected for row in example.rows):
        return []
    services = tuple(structs.replace(service, units=None) for service in example.visit.services)
    (coded,) = code([structs.replace(example.visit, services=services)], basis).visits
    if len(coded.lines) != len(example.rows):
        return [_other_lines(example, [line.code for line in coded.lines])]
    return [
        CellDifference(number, line.code, column, expected, found)
        for number, (row, line) in enumerate(zip(example.rows, coded.lines, strict=True), 1)
        for column, expected in row.expected.items()
        if (found := _of_line(line, column)) != expected
    ]


def _of_line(line: CodedLine, column: str) -> str:
    if column == "coded":
        return " ".join(line.modifiers)
    return "" if line.units is None else str(line.units)


def _objections(example: PolicyExample, basis: Basis) -> list[CellDifference]:
    """The rules expected under `broken`, against those that object.

    Every fault is to be named. What is left open or resolved may be named: a policy leaves much open.
    """
    if not example.names_faults:
        return []
    (claim,) = review([example.visit], structs.replace(basis, filed_on=example.filed_on)).claims
    if len(claim.lines) != len(example.rows):
        return [_other_lines(example, [line.code for line in claim.lines])]
    differences = []
    for number, (row, objecting) in enumerate(zip(example.rows, _by_line(claim), strict=True), 1):
        faults = {name for name in objecting if name[-1] not in "?~"}
        expected = set(map(_current, row.broken))
        if faults - expected or expected - objecting:
            found = faults | (objecting & expected)
            differences.append(
                CellDifference(number, row.given["code"], "broken", " ".join(sorted(expected)), " ".join(sorted(found)))
            )
    return differences


def _current(name: str) -> str:
    """A rule as an example names it, under the id it has today."""
    rule_id = name.rstrip("?~")
    return current_id(rule_id) + name[len(rule_id) :]


def _by_line(claim: ClaimReview) -> list[set[str]]:
    """The rules that object, line by line; what is said of the whole visit stands with its first line."""
    objecting: list[set[str]] = [set() for _ in claim.lines]
    for finding in claim.findings:
        rules, numbers = _asked(finding)
        for number in numbers:
            objecting[number - 1] |= {rule + MARKS[finding.outcome] for rule in rules}
    return objecting


def _asked(finding: Finding) -> tuple[list[str], Sequence[int]]:
    """The rules behind a finding and the lines it is about: one missing thing may leave several open."""
    if finding.outcome != UNDETERMINED:
        return [finding.rule], [finding.line or 1]
    rules, numbers = finding.evidence["rules"], finding.evidence["lines"]
    assert isinstance(rules, list)
    assert isinstance(numbers, list)
    return rules, numbers or [1]


def _other_lines(example: PolicyExample, codes: list[str]) -> CellDifference:
    written = [row.given["code"] for row in example.rows]
    return CellDifference(1, written[0], "lines", " ".join(written), " ".join(codes))
