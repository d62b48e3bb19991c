"""A note: what the clinician wrote of a visit, as text and in the fields a record system keeps apart."""

from datetime import date
from typing import Literal, get_args

from msgspec import Struct

NoteKind = Literal["evaluation", "treatment", "progress", "reevaluation", "discharge"]
Presentation = Literal["stable", "evolving", "unstable"]
Extent = Literal["brief", "expanded", "extensive"]
Grade = Literal["low", "moderate", "high"]

NOTE_KINDS: tuple[str, ...] = get_args(NoteKind)
PRESENTATIONS: tuple[str, ...] = get_args(Presentation)
EXTENTS: tuple[str, ...] = get_args(Extent)
GRADES: tuple[str, ...] = get_args(Grade)


class Note(Struct, frozen=True, kw_only=True, gc=False):
    """One note. `timed_minutes` and `total_minutes` are those the record keeps apart; the text may say them too.

    `written_on`: the day of the entry, `signed_on` that of its signature, `signed_by` the signer's name and
    `credential` what stands behind it (PT, PTA, ...). `amended_on` are the days of later additions.

    Of an evaluation: `personal_factors` are those, and comorbidities, that bear on the plan; `elements_examined` the
    body structures and functions, activity limits and participation limits that were examined; `presentation` how the
    condition stands. In occupational therapy `history_review` and `performance_deficits` stand in their place.
    `written_report`: whether a test of the day has a report of its own.
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
    personal_factors: int | None = None
    elements_examined: int | None = None
    presentation: Presentation | None = None
    history_review: Extent | None = None
    performance_deficits: int | None = None
    decision_making: Grade | None = None
    written_report: bool | None = None
