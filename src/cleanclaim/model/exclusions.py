"""Lists of persons and firms excluded from federal or state programs, as far as a file of one tells."""

from datetime import date

from msgspec import Struct

from cleanclaim.model.credentialing import ExclusionList


class ExcludedEntry(Struct, frozen=True, kw_only=True, gc=False):
    """A row of a list: a person by last and first name, or a firm by its `business` name. `npi` is None where the list
    has none; `state` is that of the address.
    """

    row: int
    last: str = ""
    first: str = ""
    middle: str = ""
    business: str = ""
    npi: str | None = None
    birth_date: date | None = None
    state: str = ""
    kind: str = ""
    since: date | None = None


class ExclusionFile(Struct, frozen=True, kw_only=True):
    """A file of a list: its name and SHA-256, its rows, those still excluded, and the days of its first and last
    exclusion. `ended` counts rows of those who were reinstated, `not_used` names columns.
    """

    list: ExclusionList
    file: str
    sha256: str
    rows: int
    entries: tuple[ExcludedEntry, ...]
    ended: int = 0
    oldest: date | None = None
    newest: date | None = None
    not_used: tuple[str, ...] = ()
