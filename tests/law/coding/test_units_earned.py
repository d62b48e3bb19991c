"""Which services of a code count."""

from cleanclaim.law.coding.units_earned import counting_services
from cleanclaim.model.visit import Service
from cleanclaim.reference.tables import tables
from tests.clinic import DAY, lines, service


def counting(*given: Service) -> list[int | None]:
    return [one.minutes for one in counting_services(given, tables(DAY))]


def test_of_a_quarter_hour_code_only_what_was_given_one_on_one_counts() -> None:
    assert counting(service("97110", 20), service("97110", 30, mode="group")) == [20]
    assert counting(service("97110", 30, mode="group")) == [30]


def test_of_any_code_else_all_services_count() -> None:
    assert counting(service("97150", 20, mode="group"), service("97150", 15)) == [20, 15]


def test_a_code_nobody_knows_given_twice_is_one_line_of_unknown_units() -> None:
    assert counting(service("99999", 20), service("99999", 30, mode="group")) == [20, 30]
    assert lines(service("99999", 20), service("99999", 30)) == [("99999", None, "")]
