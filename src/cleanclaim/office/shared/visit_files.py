"""What somebody drops to be reviewed: a visits file or an 837P, and the practice's file where there is one."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct

from cleanclaim.claims.visits_from_837p import claims_read, sent_on
from cleanclaim.exchange.files.example_day import FILED_ON, example_day
from cleanclaim.exchange.files.practice import practice_files, read_practice
from cleanclaim.exchange.files.visits import read_visits
from cleanclaim.exchange.x12.lexer import begins_as_x12
from cleanclaim.law.chart.with_history import with_history
from cleanclaim.model.errors import UserError
from cleanclaim.model.practice import Practice
from cleanclaim.model.visit import Visit

ENDINGS = (".csv", ".json", ".ndjson", ".parquet", ".837", ".txt", ".x12", ".edi", ".toml")
MOST_BYTES = 25_000_000


class DroppedFiles(Struct, frozen=True, kw_only=True):
    """Visits to be reviewed. `of_claims`: out of an 837P, `voids` of whose claims only took others back."""

    name: str
    visits: list[Visit]
    filed_on: date
    practice: Practice | None = None
    of_claims: bool = False
    voids: int = 0


def opened(paths: Sequence[Path], progress: Callable[[int], None]) -> DroppedFiles:
    """The dropped files. `progress` is called with the services or bytes read. Raises UserError for what they lack."""
    settings = [path for path in paths if path.suffix.lower() == ".toml"]
    if len(settings) > 1:
        raise UserError(str(settings[1]), "a second practice was dropped", "Drop one practice's file.")
    of_practice = practice_files(settings[0], dropped=paths) if settings else []
    practice = read_practice(settings[0], dropped=paths) if settings else None
    rest = [path for path in paths if path not in of_practice]
    if len(rest) != 1:
        given = "no visits and no claims were dropped" if not rest else f"{len(rest)} files of visits were dropped"
        raise UserError("The files", given, "Drop one visits file or 837P, with the practice's files if you like.")
    file = rest[0]
    if begins_as_x12(file):
        claims = claims_read(file, practice, progress)
        made = sent_on(file) or date.today()
        return DroppedFiles(
            name=file.name,
            visits=claims.visits,
            filed_on=made,
            practice=practice,
            of_claims=True,
            voids=claims.voids,
        )
    visits = read_visits(file, progress=progress)
    return DroppedFiles(name=file.name, visits=visits, filed_on=date.today(), practice=practice)


def example() -> DroppedFiles:
    """The example clinic's day, with the month before it and the practice."""
    folder = example_day()
    visits = with_history(read_visits(folder / "visits.csv"), read_visits(folder / "history.json"))
    practice = read_practice(folder / "practice.toml")
    return DroppedFiles(name="The example day", visits=visits, filed_on=FILED_ON, practice=practice)
