"""A note: what the clinician wrote of a visit, as text and in the fields a record system keeps apart."""

from datetime import date
from typing import Annotated, Literal, get_args

from msgspec import Struct

from cleanclaim.model.about import About

NoteKind = Literal["evaluation", "treatment", "progress", "reevaluation", "discharge"]
Presentation = Literal["stable", "evolving", "unstable"]
Extent = Literal["brief", "expanded", "extensive"]
Grade = Literal["low", "moderate", "high"]

NOTE_KINDS: tuple[str, ...] = get_args(NoteKind)
PRESENTATIONS: tuple[str, ...] = get_args(Presentation)
EXTENTS: tuple[str, ...] = get_args(Extent)
GRADES: tuple[str, ...] = get_args(Grade)


class Note(Struct, frozen=True, kw_only=True, gc=False):
    """One note: its text, and the fields the record keeps apart. The text may say the minutes too."""

    text: Annotated[str, About("what the clinician wrote")]
    kind: Annotated[NoteKind | None, About("what the note is", "word", kind="a kind of note")] = None
    timed_minutes: Annotated[int | None, About("the day's minutes of timed codes", "minutes")] = None
    total_minutes: Annotated[int | None, About("the day's minutes of treatment", "minutes")] = None
    written_on: Annotated[date | None, About("the day of the entry", "date")] = None
    signed_on: Annotated[date | None, About("the day it was signed", "date")] = None
    signed_by: Annotated[str | None, About("the signer's name")] = None
    credential: Annotated[str | None, About("what stands behind the signer's name: PT, PTA, ...")] = None
    cosigned_on: Annotated[date | None, About("the day a supervising therapist signed it too", "date")] = None
    cosigned_by: Annotated[str | None, About("the supervising therapist's name, with the credential")] = None
    amended_on: Annotated[tuple[date, ...], About("the days of later additions", "dates")] = ()
    personal_factors: Annotated[
        int | None, About("of an evaluation: personal factors and comorbidities that bear on the plan", "count")
    ] = None
    elements_examined: Annotated[
        int | None,
        About(
            "of an evaluation: body structures, functions, activity limits and participation limits examined",
            "count",
        ),
    ] = None
    presentation: Annotated[
        Presentation | None,
        About("of an evaluation: how the condition stands", "word", kind="how a condition presents"),
    ] = None
    history_review: Annotated[
        Extent | None,
        About("of an OT evaluation: how far the history was reviewed", "word", kind="the extent of a review"),
    ] = None
    performance_deficits: Annotated[int | None, About("of an OT evaluation: performance deficits", "count")] = None
    decision_making: Annotated[
        Grade | None,
        About("of an OT evaluation: the grade of decision making", "word", kind="a grade of decision making"),
    ] = None
    written_report: Annotated[
        bool | None, About("whether a test of the day has a written report of its own", "yes or no")
    ] = None
