"""The National Provider Identifier: ten digits, the last one a check digit."""

from functools import lru_cache


@lru_cache(maxsize=4096)
def npi_is_valid(npi: str) -> bool:
    """Whether `npi` has ten digits, begins with 1 or 2, and its check digit is right.

    The check is Luhn's over the prefix 80840 and the ten digits (CMS, NPI check digit calculation);
    the prefix adds 24. Whether the number was ever issued is another question.
    """
    if len(npi) != 10 or not npi.isascii() or not npi.isdigit() or npi[0] not in "12":
        return False
    total = 24
    for place, digit in enumerate(reversed(npi)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
