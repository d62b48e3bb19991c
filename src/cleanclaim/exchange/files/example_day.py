"""Where the example clinic's day is: the files that the demonstration and the office open on."""

from datetime import date
from pathlib import Path

from cleanclaim.model.errors import UserError

FILED_ON = date(2026, 3, 3)
"""The day after the example's own, on which it is filed: what is late there never hangs on today."""
CHECKOUT = Path(__file__).parents[4] / "examples" / "clinic-day"


def example_day() -> Path:
    """The folder of the example day. Raises UserError where it is not there."""
    if not CHECKOUT.is_dir():
        raise UserError(
            str(CHECKOUT),
            "the example clinic's day is not here.",
            "It comes with the source: run this from a checkout, installed with `make setup`.",
        )
    return CHECKOUT
