"""A note: what the clinician wrote of a visit, as text and in the fields a record system keeps apart."""

from datetime import date
from typing import Literal, get_args

from msgspec import Struct

NoteKind = Literal["evaluation", "treatment", "progress", "reevaluation", "discharge"]
NOTE_KINDS: tuple[str, ...] = get_args(NoteKind)


class Note(Struct, frozen=True, kw_only=True, gc=False):
    """One note. `timed_minutes` and `total_minutes` are those the record keeps apart; the text may say them too.

    `written_on`: the day of the entry, `signed_on` that of its signature, `signed_by` the signer's name and
    `credential` what stands behind it (PT, PTA, ...). `amended_on` are the days of later additions.
    """

    text: str
    kind: NoteKind | None = None
    timed_minutes: int | None = None
    total_minutes: int | None = None
    written_on: date | None = None
    signed_on: date | None = None
    signed_by: str | None = None
    credential: str | None = None
    amended_on: tuple[date, ...] = ()
