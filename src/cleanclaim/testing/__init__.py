"""Testing rules and payers by the tables of visits they bring: the harness of our own tests, for anybody's.

    import cleanclaim.testing
    import my_rules

    def test_my_rules():
        cleanclaim.testing.check_rules(my_rules)

    def test_our_contract():
        cleanclaim.testing.check_payer("payers/acme.toml")

A table is a heading and rows, each a service of a visit: left of `||` what is recorded, right of it what should come of
it. See docs/how-to/test-your-own.md.
"""

from cleanclaim.testing.payers import PayerExample, check_payer, payer_examples
from cleanclaim.testing.rules import RuleExample, check_rules, examples, outcomes
from cleanclaim.testing.runner import CellDifference, VisitUnderTest
from cleanclaim.testing.visits import ExampleVisits

__all__ = [
    "CellDifference",
    "ExampleVisits",
    "PayerExample",
    "RuleExample",
    "VisitUnderTest",
    "check_payer",
    "check_rules",
    "examples",
    "outcomes",
    "payer_examples",
]
