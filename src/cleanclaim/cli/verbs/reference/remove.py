"""Undo an import. What ships with the program stays."""

from typing import Annotated

import click

from cleanclaim.cli.options import Format, LibraryFolder
from cleanclaim.cli.screen import say, say_json, style
from cleanclaim.reference.imports import remove

EXAMPLES = ('cleanclaim reference remove "MPFS RVU26C"',)


def run(name: Annotated[str, click.Argument(["name"], metavar="NAME")], library: LibraryFolder, format: Format) -> int:
    """Undo an import and say so; returns the exit code."""
    release = remove(library, name)
    if format == "json":
        say_json({"library": str(library), "removed": release.name})
    else:
        say(f"{style(release.name, bold=True)} is removed. Import its file again to have it back.")
    return 0
