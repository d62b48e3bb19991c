"""Unlisted codes: they name no service of their own, so that a claim has to say in words what was done."""

from functools import cache

from cleanclaim.reference.files import DATA, records

MOST_CHARACTERS = 80
"""As long as a description may be: that is what SV101-7, a line's note and item 19 have room for."""


@cache
def unlisted_codes() -> frozenset[str]:
    """The unlisted and not otherwise classified codes that a therapy practice may bill."""
    return frozenset(row["code"] for row in records(DATA / "unlisted-codes.csv"))
