"""No test sees what the person at the keyboard has imported, nor writes beside it.

Hypothesis tries the same examples in every run of `make test`: a test that fails here fails everywhere, today and
tomorrow. `make test-long` tries others each time, and many more of them; `make test-quick` the first few.
"""

import os
from pathlib import Path
from typing import Any

from hypothesis import settings

USUAL = 100  # examples of a property
settings.register_profile("same every time", derandomize=True, deadline=None, max_examples=USUAL)
settings.register_profile("quick", derandomize=True, deadline=None, max_examples=40)
settings.register_profile("long", deadline=None, max_examples=40 * USUAL)
settings.load_profile("same every time")


def tries(count: int, **more: Any) -> settings:
    """How many examples `make test` tries where the usual number does not suit; fewer and more in the other two."""
    return settings(max_examples=count * settings().max_examples // USUAL, **more)


NOWHERE = Path(__file__).parent / "no-library"
# For the commands started here, for those in processes of their own, and for the office's settings.
os.environ["CLEANCLAIM_LIBRARY"] = str(NOWHERE)
os.environ["CLEANCLAIM_DATA"] = str(NOWHERE.with_name("no-office"))  # never the office of whoever runs the tests
os.environ.pop("COLUMNS", None)  # screens are as wide as in a pipe, not as the terminal of whoever runs the tests
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright leaves a loop running in the process of its tests
os.environ["DJANGO_SETTINGS_MODULE"] = "cleanclaim.office.settings"
