"""Money is exact: whole cents inside, decimal text at the edges, never a float."""

import re
from collections.abc import Iterable

_AMOUNT = re.compile(r"\$?(\d{1,9}(?:,\d{3})*)(?:\.(\d{1,2}))?", re.ASCII)


def cents(text: str) -> int:
    """Whole cents of an amount written in dollars: `"1,234.50"` and `"$1234.5"` are 123450.

    Raises ValueError for anything else: a sign, more than two decimals, words.
    """
    match = _AMOUNT.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not an amount in dollars")
    dollars, fraction = match.groups()
    return int(dollars.replace(",", "")) * 100 + int((fraction or "").ljust(2, "0"))


def dollars(amount: int) -> str:
    """Dollars with two decimals, as programs read them: 123450 is `"1234.50"`."""
    sign = "-" if amount < 0 else ""
    return f"{sign}{abs(amount) // 100}.{abs(amount) % 100:02d}"


def dollars_for_people(amount: int) -> str:
    """Dollars as a person reads them: 123450 is `"$1,234.50"`."""
    sign = "-" if amount < 0 else ""
    return f"{sign}${abs(amount) // 100:,}.{abs(amount) % 100:02d}"


def amount_for_people(amount: int | None) -> str:
    """The same of an amount of a file; None is one that cannot be read there."""
    return "an unreadable amount" if amount is None else dollars_for_people(amount)


def difference_for_people(amount: int) -> str:
    """`+$12.00`, `-$3.10`, `$0.00`: cents that something adds or takes away."""
    return f"+{dollars_for_people(amount)}" if amount > 0 else dollars_for_people(amount)


def sum_known(amounts: Iterable[int | None]) -> int | None:
    """The sum in cents; None where one of the amounts is unknown."""
    total = 0
    for amount in amounts:
        if amount is None:
            return None
        total += amount
    return total


def in_proportion(amount: int, units: int, of: int) -> int | None:
    """The cents of so many units where `amount` is that of `of` units; None where they do not divide to the cent."""
    found, rest = divmod(amount * units, of)
    return None if rest else found


def share(amount: int, parts: list[int]) -> list[int]:
    """`amount` cents split in the ratio of `parts`; the pieces add up to `amount` exactly.

    The cents that do not divide go to the largest fractions, earlier parts first.
    """
    whole = sum(parts)
    pieces = [amount * part // whole for part in parts]
    by_fraction = sorted(range(len(parts)), key=lambda i: (-(amount * parts[i] % whole), i))
    for i in by_fraction[: amount - sum(pieces)]:
        pieces[i] += 1
    return pieces
