"""Medicare's therapy code list: which codes are always therapy, and which only under a therapist's plan of care."""

from datetime import date
from typing import Literal, cast

from msgspec import Struct

from cleanclaim.reference.releases import Release
from cleanclaim.reference.rows import load_rows

COLUMNS = ("code", "status", "disposition")


class Therapy(Struct, frozen=True):
    """A code's place on the list. `disposition` numbers CMS's remark on it, empty where the release has none."""

    status: Literal["always", "sometimes"]
    disposition: str
    release: str
    stale: bool


def therapy(code: str, on: date, releases: list[Release]) -> Therapy | None:
    """A code's place on the list of the first release that has it; None where none lists it."""
    for release in releases:
        for row in load_rows(release.file).of(code):
            status = cast("Literal['always', 'sometimes']", row["status"])
            return Therapy(status, row["disposition"], release.name, release.stale_on(on))
    return None
