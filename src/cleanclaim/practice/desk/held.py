"""The library the office answers from: what ships with the program, and what was imported into a folder."""

from pathlib import Path

from django.conf import settings

from cleanclaim.reference.library import Library, library


def folder() -> Path:
    """Where imports lie."""
    assert settings.LIBRARY, "the office is started by `serve`, which names the folder"
    return Path(settings.LIBRARY)


def held_library() -> Library:
    """The library as it is now. Raises UserError where its list cannot be read."""
    return library(folder())
