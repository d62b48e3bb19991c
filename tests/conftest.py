"""No test sees what the person at the keyboard has imported, nor writes beside it."""

import os
from pathlib import Path

NOWHERE = Path(__file__).parent / "no-library"
os.environ["CLEANCLAIM_LIBRARY"] = str(
    NOWHERE
)  # for the commands started here, and for those in processes of their own
