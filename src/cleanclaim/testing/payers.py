"""The tables in a payer's own file: visits with what they should come to under its policy."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case
from cleanclaim.law.chart.first_pass import FirstPass
from cleanclaim.law.policies.policy import payer_file
from cleanclaim.law.review.review import papers_at_hand
from cleanclaim.law.review.rule_set import families_for, rule_set
from cleanclaim.model.errors import UserError
from cleanclaim.nearest import did_you_mean
from cleanclaim.testing.columns import FORM, check_columns
from cleanclaim.testing.examples import Example, examples_in
from cleanclaim.testing.runner import CellDifference, differences, review_example
from cleanclaim.testing.visits import COMPLETE, ExampleVisits, example_visits


class PayerExample(Struct, frozen=True, kw_only=True):
    """One example of a payer's file. `table` and `number` say where it stands, `shows` what it is to show."""

    table: str
    number: int
    example: Example
    visits: ExampleVisits

    @property
    def shows(self) -> str:
        """What the example is to show."""
        return self.example.shows

    def __str__(self) -> str:
        return f"{self.table}-{self.number}"

    def differences(self, basis: Basis) -> list[CellDifference]:
        """Every cell that says something else than what came out; none: the example holds.

        As in a review, nothing is asked of charts, notes and clinicians where the table has none.
        """
        case = Case(visits=self.visits.visits, practice=self.visits.practice)
        families = families_for(papers_at_hand(FirstPass.of(case.visits), case))
        return differences(self.example, review_example(self.visits, basis, families=families))


def payer_examples(file: str, payer: str, tables: Mapping[str, str]) -> list[PayerExample]:
    """The examples of a payer's file, in order. Raises UserError naming the table, the row and the column."""
    return [
        example for name, text in tables.items() for example in _table(f"{file}, examples.{name}", payer, name, text)
    ]


def check_payer(path: str | Path) -> None:
    """Check that a payer's file can be used and that its examples hold. Raises AssertionError listing what does not.

    Raises UserError where the file cannot be read.
    """
    path = Path(path)
    basis = Basis(payers=path.resolve().parent)
    examples = payer_examples(path.name, path.stem, payer_file(path.stem, basis.payers).head.examples)
    wrong = [f"{example}: {difference}" for example in examples for difference in example.differences(basis)]
    assert not wrong, "\n".join(wrong)


def _table(place: str, payer: str, name: str, text: str) -> Iterator[PayerExample]:
    try:
        examples = list(examples_in(text))
    except ValueError as wrong:
        raise UserError(place, str(wrong), "Give each row as many cells as the heading has.") from None
    if not examples:
        raise UserError(place, "no example was found", FORM)
    rows_before = 0
    for number, example in enumerate(examples, 1):
        check_columns(place, example, rule_set())
        _check_rules(place, example)
        if "service_date" not in example.rows[0].inputs or not all(row.inputs["service_date"] for row in example.rows):
            problem = f"example {number} has no date of service"
            raise UserError(place, problem, "A policy's answers have dates; add it.")
        complete = {**COMPLETE, "payer": payer, "visit_id": f"{name}-{number}"}
        visits = example_visits(place, example, complete, rows_before)
        yield PayerExample(table=name, number=number, example=example, visits=visits)
        rows_before += len(example.rows)


def _check_rules(place: str, example: Example) -> None:
    for name in sorted(example.mentions - rule_set().ids.keys()):
        near = [rule for rule in rule_set().rules if rule.partition(".")[2] == name]
        meant = f" Did you mean {near[0]!r}?" if near else did_you_mean(name, rule_set().rules)
        raise UserError(place, f"no rule is called {name!r}.{meant}", "`cleanclaim rules list` prints every rule.")
