"""Options that the commands of `train` share, and what they choose."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import click

from cleanclaim.cli.options import DAY, PATH
from cleanclaim.compliance.training.competencies import Competency, competencies, competency, of_role, roles

ROLES = tuple(roles())
Who = Annotated[
    str, click.Option(["--as", "who"], metavar="NAME", required=True, help="Who is trained: a name or number of yours.")
]
Role = Annotated[
    str | None,
    click.Option(["--role"], type=click.Choice(ROLES), help="Ask what this role has to know; else everything."),
]
Competencies = Annotated[
    tuple[str, ...],
    click.Option(
        ["--competency"],
        multiple=True,
        metavar="ID",
        help="Ask only this competency, such as T1 (`cleanclaim train list`); may be given again.",
    ),
]
Count = Annotated[
    int, click.Option(["--count", "-n"], type=click.IntRange(1, 500), default=10, show_default=True, help="Questions.")
]
Seed = Annotated[
    str, click.Option(["--seed"], default="1", show_default=True, help="The same seed makes the same questions.")
]
Record = Annotated[
    Path,
    click.Option(
        ["--record"],
        type=PATH,
        metavar="FILE",
        default="training.json",
        show_default=True,
        help="The training record: who answered what, and what was attested.",
    ),
]
LawDay = Annotated[
    date | None,
    click.Option(["--on"], type=DAY, metavar="DATE", help="Under the law of this day; today, unless given."),
]


def chosen_competencies(role: str | None, names: Sequence[str]) -> tuple[Competency, ...]:
    """The competencies that the options choose. Raises UserError for one that there is none of."""
    if names:
        return tuple(competency(name) for name in names)
    return of_role(role) if role else tuple(competencies().values())
