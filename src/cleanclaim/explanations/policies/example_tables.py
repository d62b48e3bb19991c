"""The tables of example visits in a payer's file, read as a visits file is: same fields, same errors.

Left of `||` stands what is recorded, right of it what should come of it. What a table does not say is filled in from
a visit that is otherwise complete; the date of service it has to say, since a policy's answers have dates.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import structs

from cleanclaim.exchange.files.columns import check_names
from cleanclaim.exchange.files.fields import FIELDS, HISTORY_FIELDS, Field
from cleanclaim.exchange.files.rows_to_visits import Table, visits_of
from cleanclaim.exchange.files.visit_values import UnreadableError
from cleanclaim.explanations.policies.examples import PolicyExample
from cleanclaim.kernel import Example, examples_in
from cleanclaim.law.coding.modifiers import DISCIPLINE
from cleanclaim.law.review.rule_set import rule_set
from cleanclaim.model.errors import UserError
from cleanclaim.model.visit import History
from cleanclaim.nearest import hint

COMPLETE = {
    "patient_id": "P1",
    "discipline": "PT",
    "provider_npi": "1234567893",
    "place_of_service": "11",
    "charge": "50.00",
    "diagnoses": "M54.50",
    "spent": "0.00",
}
"""What stands in a column that a table does not have. The modifier of the discipline stands on lines given units."""

BESIDE = ("filed_on", *HISTORY_FIELDS)
GIVEN = tuple(name for name in FIELDS if name not in ("visit_id", "payer")) + BESIDE
EXPECTED = {
    "earned": "the units the minutes come to",
    "coded": "the modifiers the line is coded with",
    "broken": "the rules that object",
}
_FORM = "Write columns, ||, columns: service_date | code | minutes || earned. Rows follow; - stands between visits."


def policy_examples(file: str, payer: str, tables: Mapping[str, str]) -> list[PolicyExample]:
    """The example visits of a payer's file, in order. Raises UserError naming the table, the row and the column."""
    return [
        example for name, text in tables.items() for example in _table(f"{file}, examples.{name}", payer, name, text)
    ]


def _table(place: str, payer: str, name: str, text: str) -> Iterator[PolicyExample]:
    try:
        examples = list(examples_in(text))
    except ValueError as wrong:
        raise UserError(place, str(wrong), "Give each row as many cells as the heading has.") from None
    if not examples:
        raise UserError(place, "no example was found", _FORM)
    rows_before = 0
    for number, example in enumerate(examples, 1):
        yield _example(place, payer, name, number, example, rows_before)
        rows_before += len(example.rows)


def _example(place: str, payer: str, name: str, number: int, example: Example, rows_before: int) -> PolicyExample:
    first = example.rows[0]
    right = [word.strip() for word in example.text.splitlines()[0].partition("||")[2].split("|")]
    _check_columns(place, tuple(first.given), right)
    _check_rules(place, example)
    numbered = list(enumerate((row.given for row in example.rows), rows_before + 1))
    said = {"visit_id": f"{name}-{number}", "payer": payer}
    table = Table(place, numbered, lambda given: tuple(_cell(field, given | said) for field in FIELDS))
    (visit,) = visits_of(table)
    if visit.service_date is None:
        raise UserError(place, f"example {number} has no date of service", "A policy's answers have dates; add it.")
    spent = _of_visit("spent", "spent", example, place)
    return PolicyExample(
        table=name,
        number=number,
        shows=example.shows,
        visit=structs.replace(visit, history=History(spent=spent)),
        filed_on=_of_visit("filed_on", "service_date", example, place) or visit.service_date,
        rows=example.rows,
        names_faults="broken" in right,
    )


def _cell(field: str, given: Mapping[str, str]) -> str:
    """What stands in a cell: what the table says, else what makes the visit complete."""
    if field in given:
        return given[field]
    discipline = given.get("discipline", COMPLETE["discipline"])
    if field == "performed_by":
        return discipline
    if field == "modifiers" and given.get("units"):
        return DISCIPLINE.get(discipline, "")
    return COMPLETE.get(field, "")


def _of_visit(name: str, like: str, example: Example, place: str) -> Any:
    """What an example says under `name`, a column that no visits file has; it is written like the field `like`."""
    said = {_cell(name, row.given) for row in example.rows}
    if len(said) > 1:
        raise UserError(f"{place}, column {name}", "the rows of one visit differ", "Write the same in each of them.")
    try:
        return Field(like)[said.pop()]
    except UnreadableError as wrong:
        wrong.field = name
        raise wrong.at(place, "column") from None


def _check_columns(place: str, left: tuple[str, ...], right: list[str]) -> None:
    try:
        check_names(left, GIVEN)
    except UnreadableError as wrong:
        raise wrong.at(place, "column") from None
    for name, known in [*((name, GIVEN) for name in left), *((name, tuple(EXPECTED)) for name in right)]:
        if name not in known:
            side = "left" if known is GIVEN else "right"
            what = f"column {name!r} cannot stand {side} of ||.{hint(name, known)}"
            raise UserError(place, what, f"There may stand {', '.join(known)}.")
    if "code" not in left:
        raise UserError(place, "there is no column code", _FORM)


def _check_rules(place: str, example: Example) -> None:
    for name in sorted(example.mentions - rule_set().ids.keys()):
        near = [rule for rule in rule_set().rules if rule.partition(".")[2] == name]
        meant = f" Did you mean {near[0]!r}?" if near else hint(name, rule_set().rules)
        raise UserError(place, f"no rule is called {name!r}.{meant}", "`cleanclaim rules list` prints every rule.")
