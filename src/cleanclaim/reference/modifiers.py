"""Modifiers: two characters after a code that change what a payer makes of it. Ours is the wording."""

from datetime import date
from functools import cache

from msgspec import Struct

from cleanclaim.reference.files import DATA, day, records, valid_between


class Modifier(Struct, frozen=True, kw_only=True):
    """One modifier.

    `kind` is what it is for: discipline, assistant, distinct, threshold, liability, telehealth, side, ... `order` is
    its rank on the line, lowest first: what changes payment goes before what only informs.
    """

    code: str
    meaning: str
    kind: str
    order: int
    valid_from: date | None
    valid_to: date | None
    source: str
    verified: bool

    def valid_on(self, on: date) -> bool:
        """Whether the modifier existed on that date of service."""
        return valid_between(self.valid_from, self.valid_to, on)


@cache
def state_marks() -> frozenset[str]:
    """The modifiers that each state's Medicaid gives a meaning of its own: U1 to UD."""
    return frozenset(code for code, one in modifiers().items() if one.kind == "state")


@cache
def modifiers() -> dict[str, Modifier]:
    """Every modifier we know, by its two characters."""
    return {
        row["code"]: Modifier(
            code=row["code"],
            meaning=row["meaning"],
            kind=row["kind"],
            order=int(row["order"]),
            valid_from=day(row["valid_from"]),
            valid_to=day(row["valid_to"]),
            source=row["source"],
            verified=row["verified"] == "true",
        )
        for row in records(DATA / "modifiers.csv")
    }
