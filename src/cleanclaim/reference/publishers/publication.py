"""What reading a publisher's file gives, and what a layout is."""

from collections.abc import Callable
from datetime import date

from msgspec import Struct, field

from cleanclaim.reference.pairs import PairsDraft
from cleanclaim.reference.publishers.publisher_file import PublisherFile
from cleanclaim.reference.releases import Kind

Table = list[tuple[str, ...]]

UNSAID = ""
"""Stands for whom a conversion factor is for where the file does not say."""


class Publication(Struct, kw_only=True):
    """The content of one file, or of the files of one release together, in the columns of our look-ups.

    `table` holds rows of text cells, or pairs of codes. What the file does not say of itself (when it takes effect,
    when it came out) is None: the person who imports it says so. `revision` marks a corrected release ("R", "r1");
    `part` is the number of one of several files that make up a release. `what`, `publisher` and `files` say where it
    came from, `note` what of it was left out.
    """

    kind: Kind
    columns: tuple[str, ...] = ()
    table: Table | PairsDraft
    effective_from: date | None = None
    published: date | None = None
    revision: str = ""
    part: int | None = None
    conversion_factors: dict[str, int] = field(default_factory=dict)
    note: str = ""
    what: str = ""
    publisher: str = ""
    files: tuple[str, ...] = ()


class FileLayout(Struct, frozen=True):
    """One publisher's layout.

    `what` names it to people. `recognizes` looks at the first rows of a file; `read` reads the whole of it and raises
    UserError with the row and the reason where it is broken.
    """

    what: str
    publisher: str
    recognizes: Callable[[PublisherFile], bool]
    read: Callable[[PublisherFile], Publication]
