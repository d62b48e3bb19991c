"""Patterns that are compiled when they are first used.

Reading notes takes a hundred and fifty of them, and to compile them takes longer than all else that many a command does
that reads no note.
"""

import re
from typing import Any, cast


class LatePattern:
    """Stands in for a pattern, and has what the pattern has."""

    def __init__(self, text: str, flags: int) -> None:
        self._text, self._flags = text, flags

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(self._text, self._flags), name)
        setattr(self, name, found)  # from now on found without asking here
        return found


def late_pattern(text: str, flags: int = 0) -> re.Pattern[str]:
    """A pattern, as `re.compile` gives it; what is wrong with its text is found when it is first used."""
    return cast("re.Pattern[str]", LatePattern(text, flags))
