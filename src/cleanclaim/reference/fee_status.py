"""The status letters of the Medicare fee schedule: what each says, and how a line with such a code is treated."""

from functools import cache
from typing import Literal, cast

from msgspec import Struct

from cleanclaim.reference.files import DATA, records

Treated = Literal["paid", "bundled", "alone", "not_valid", "not_covered", "elsewhere", "reporting"]


class FeeStatus(Struct, frozen=True):
    """One letter.

    `treated`: `paid`, by the schedule or the contractor; `bundled`, its price is inside other services; `alone`, paid
    only where nothing else is billed; `not_valid`, Medicare takes another code or none; `not_covered`, no benefit;
    `elsewhere`, another schedule or contractor pays; `reporting`, no money at all.
    """

    letter: str
    treated: Treated
    meaning: str
    source: str


@cache
def fee_statuses() -> dict[str, FeeStatus]:
    """Every letter by itself."""
    return {
        row["letter"]: FeeStatus(row["letter"], cast("Treated", row["treated"]), row["meaning"], row["source"])
        for row in records(DATA / "fee-status.csv")
    }


def fee_status_meaning(letter: str) -> str:
    """What a letter says, in our words."""
    status = fee_statuses().get(letter)
    return status.meaning if status else "not explained here"


def treatment(letter: str | None) -> Treated | None:
    """How a line whose code has this letter is treated; None where the letter is unknown."""
    status = fee_statuses().get(letter or "")
    return status.treated if status else None
