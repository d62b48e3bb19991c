"""Take everything of an organization out: one zip with every row, file, value and the audit log, which another
installation reads back equal by `cleanclaim office import-organization`. It has patients in it: guard it as charts.
"""

from pathlib import Path
from typing import Annotated

import click

from cleanclaim.cli.call import Output
from cleanclaim.cli.office_options import OfficeData
from cleanclaim.cli.screen import say
from cleanclaim.office.commands import export_organization

EXAMPLES = ("cleanclaim office export-organization -o lakeside.zip",)


def run(
    output: Annotated[
        Path, Output("The zip to write.", content="the organization", example="lakeside.zip", required=True)
    ],
    organization: Annotated[
        str | None, click.Option(["--organization"], metavar="NAME", help="Whose, where several are here.")
    ],
    *,
    data: OfficeData,
    force: Annotated[bool, click.Option(["--force"], is_flag=True, help="Replace a file of this name.")],
) -> int:
    """Write the zip; returns the exit code. Raises UserError where it cannot be written."""
    digest = export_organization(output, data, name=organization, force=force)
    say(f"{output}: {output.stat().st_size:,} bytes.")
    say(f"sha256: {digest}")
    return 0
