"""Where the example clinic's day is: the files that the demonstration and the office open on.

They come with the package. In a checkout `examples/clinic-day` leads to the same folder, and is the name people know.
"""

from datetime import date
from pathlib import Path

FILED_ON = date(2026, 3, 3)
"""The day after the example's own, on which it is filed: what is late there never hangs on today."""
PACKAGED = Path(__file__).parents[2] / "sandbox" / "example_day"
CHECKOUT = Path(__file__).parents[4] / "examples" / "clinic-day"


def example_day() -> Path:
    """The folder of the example day."""
    return CHECKOUT if CHECKOUT.is_dir() else PACKAGED
