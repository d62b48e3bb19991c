"""Open the office in a browser: this machine only, patients stored in a folder of yours."""

from typing import Annotated

import click

from cleanclaim.cli.office_options import OfficeData
from cleanclaim.cli.options import LibraryFolder, Payers
from cleanclaim.office.serve import serve

SECTION = "Set up"
EXAMPLES = (
    "cleanclaim serve",
    "cleanclaim serve --demo",
    "cleanclaim serve --port 9000",
)


def run(
    port: Annotated[
        int,
        click.Option(
            ["--port"], type=click.IntRange(1, 65535), default=8420, show_default=True, help="The port to answer at."
        ),
    ],
    library: LibraryFolder,
    payers: Payers,
    data: OfficeData,
    *,
    demo: Annotated[
        bool,
        click.Option(
            ["--demo"],
            is_flag=True,
            help="Two made-up practices with twelve people and two years, in a folder of their own.",
        ),
    ],
) -> int:
    """Serve until interrupted; returns the exit code."""
    return serve(port, library, payers, data, demo=demo)
