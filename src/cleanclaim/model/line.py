"""A line: one row of a claim, a code with its units and modifiers."""

from msgspec import Struct

from cleanclaim.model.visit import Mode, Performer, Student


class Line(Struct, frozen=True, kw_only=True, gc=False):
    """One claim line of a visit.

    `units` is None where the minutes that would earn them are not known, 0 where the service is
    documented but not billable. `minutes` are those of the services behind the line. `charge` and
    `allowed` are cents. `start` is minutes after midnight. `student` is `alone` where a student gave any of the
    services without the therapist's direction. `wound_area` is what was debrided that day, in hundredths of a square
    centimeter.
    """

    number: int
    code: str
    units: int | None = None
    modifiers: tuple[str, ...] = ()
    minutes: int | None = None
    performed_by: Performer | None = None
    mode: Mode = "individual"
    charge: int | None = None
    diagnoses: tuple[str, ...] = ()
    start: int | None = None
    separate: bool | None = None
    allowed: int | None = None
    student: Student | None = None
    wound_area: int | None = None
