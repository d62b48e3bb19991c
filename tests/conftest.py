"""No test sees what the person at the keyboard has imported, nor writes beside it.

Hypothesis tries the same examples in every run: a test that fails here fails everywhere, today and tomorrow.
"""

import os
from pathlib import Path

from hypothesis import settings

settings.register_profile("same every time", derandomize=True, deadline=None, max_examples=200)
settings.load_profile("same every time")

NOWHERE = Path(__file__).parent / "no-library"
# For the commands started here, for those in processes of their own, and for the office's settings.
os.environ["CLEANCLAIM_LIBRARY"] = str(NOWHERE)
os.environ["DJANGO_SETTINGS_MODULE"] = "cleanclaim.office.settings"
