"""The files that a page shows: a name in backquotes, an empty line, the text in a fence."""

import re

_SHOWN = re.compile(r"^`([^`\n]+)`\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def page_files(page: str) -> dict[str, str]:
    """Every file that a page shows, by its name there."""
    return {found[1]: found[2] for found in _SHOWN.finditer(page)}
