"""The library the office answers from: what ships with the program, and what was imported into a folder."""

import os
from pathlib import Path

from cleanclaim.reference.library import Library, library

NAMED = "CLEANCLAIM_LIBRARY"
"""What names the folder of imported releases; `cleanclaim serve` sets it."""


def folder() -> Path:
    """Where imports lie."""
    return Path(os.environ[NAMED])


def held_library() -> Library:
    """The library as it is now: an import made while the office runs counts from the next answer on.

    Raises UserError where its list cannot be read.
    """
    return library(folder())
