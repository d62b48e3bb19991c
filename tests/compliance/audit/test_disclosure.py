"""The clock of an overpayment: when it stands still, and until when."""

from datetime import date

import pytest

from cleanclaim.compliance.audit.disclosure import overpayment_clock

IDENTIFIED = date(2026, 6, 1)


def test_the_clock_stands_still_until_180_days_after_the_overpayment_was_identified() -> None:
    clock = overpayment_clock(IDENTIFIED, date(2026, 6, 11))
    assert clock.stopped_until == date(2026, 11, 28)
    assert clock.due == date(2027, 1, 17)
    assert clock.interpretation is not None
    assert "only the other 50 follow" in clock.interpretation


def test_an_investigation_that_is_concluded_earlier_ends_the_stop() -> None:
    clock = overpayment_clock(IDENTIFIED, date(2026, 6, 11), date(2026, 7, 1))
    assert (clock.stopped_until, clock.due) == (date(2026, 7, 1), date(2026, 8, 20))
    late = overpayment_clock(IDENTIFIED, date(2026, 6, 11), date(2027, 1, 4))
    assert late.stopped_until == date(2026, 11, 28)


def test_without_an_investigation_nothing_is_interpreted() -> None:
    clock = overpayment_clock(IDENTIFIED)
    assert (clock.due, clock.stopped_until, clock.interpretation) == (date(2026, 7, 31), None, None)


def test_an_investigation_that_stops_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="since Jan 1, 2025 alone"):
        overpayment_clock(date(2024, 12, 1), date(2024, 12, 10))
    with pytest.raises(ValueError, match="nobody says when it began"):
        overpayment_clock(IDENTIFIED, concluded=date(2026, 7, 1))
