"""Remittances in a row below 98 % of what was expected."""

from datetime import date, timedelta

from cleanclaim.money.variance.runs import underpaid_runs
from cleanclaim.money.variance.variances import LineVariance

START = date(2026, 1, 5)


def line(week: int, allowed: int, code: str = "97110", payment: str = "") -> LineVariance:
    """A line of 100.00 whose remittance came in the week."""
    on = START + timedelta(weeks=week)
    return LineVariance(
        claim_id=f"C{week}",
        payer="AETNA",
        payment=payment or f"EFT{week}",
        on=on,
        service_date=on - timedelta(days=14),
        lines=("1",),
        code=code,
        contract="Aetna 2026",
        expected=10_000,
        allowed=allowed,
        paid=allowed,
        left=0,
        withheld=0,
    )


def test_three_in_a_row_are_said_with_what_they_cost_a_year() -> None:
    good = [line(week, 10_000) for week in range(2)]
    (found,) = underpaid_runs(
        [*good, line(2, 9_500), line(3, 9_700), line(4, 9_600, payment="A"), line(4, 9_600, payment="A")]
    )
    assert (found.remittances, found.lines, found.first, found.last) == (3, 4, date(2026, 1, 19), date(2026, 2, 2))
    assert (found.short, found.goes_on) == (1_600, True)
    assert found.a_year == 1_600 * 6 * 365 // (4 * 29)  # six lines in the 29 days of service


def test_two_in_a_row_and_98_percent_are_not_said() -> None:
    assert underpaid_runs([line(0, 9_000), line(1, 9_000), line(2, 9_800), line(3, 9_000)]) == []


def test_a_run_that_ended_is_said_so_and_codes_stand_apart() -> None:
    lines = [line(week, 9_000) for week in range(3)] + [line(3, 10_000)]
    lines += [line(week, 9_000, "97140") for week in range(2)]
    (found,) = underpaid_runs(lines)
    assert (found.code, found.goes_on) == ("97110", False)
