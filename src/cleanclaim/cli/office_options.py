"""The option that every command on what the office stores takes."""

from pathlib import Path
from typing import Annotated

import click

OfficeData = Annotated[
    Path | None,
    click.Option(
        ["--data"],
        type=click.Path(file_okay=False, path_type=Path),
        metavar="DIR",
        envvar="CLEANCLAIM_DATA",
        help="The folder in which the office stores, instead of your own (or set CLEANCLAIM_DATA).",
    ),
]
