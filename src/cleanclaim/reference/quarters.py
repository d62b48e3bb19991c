"""Calendar quarters, in which publishers count."""

from datetime import date, timedelta


def quarter(year: int, number: int) -> tuple[date, date]:
    """The first and last day of a quarter, numbered 1 to 4. Raises ValueError for another number."""
    first = date(year, number * 3 - 2, 1)
    following = date(year + 1, 1, 1) if number == 4 else date(year, number * 3 + 1, 1)
    return first, following - timedelta(days=1)
