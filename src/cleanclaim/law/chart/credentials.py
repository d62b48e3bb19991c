"""Leave to treat and to bill on a day: what the licenses, enrollments and screenings entered of a clinician say.

None is always "not known". A license in any state counts, since a visit does not name its state; a compact privilege
counts while a license of the home state does.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal

from msgspec import Struct

from cleanclaim.model.practice import Clinician, Enrollment, License, Screening

Standing = Literal["none", "applied", "denied", "before", "ended", "in_effect"]


class EnrollmentStanding(Struct, frozen=True):
    """How a clinician stands with a payer on a day. `since` is the first day it is in effect, `ended` the last it was.

    `entries` are those in effect that day.
    """

    standing: Standing
    since: date | None = None
    ended: date | None = None
    entries: tuple[Enrollment, ...] = ()


def find_covering_licenses(licenses: Sequence[License], on: date) -> tuple[License, ...]:
    """The licenses that cover the day, as far as their days are known; privileges only beside a license that does."""
    full = [entry for entry in licenses if not entry.compact and covers(entry, on) is not False]
    if not full:
        return ()
    return (*full, *(entry for entry in licenses if entry.compact and covers(entry, on) is not False))


def is_licensed(licenses: Sequence[License], on: date) -> bool | None:
    """Whether a license covers the day; unknown where it hangs on a first day nobody entered."""
    answers = [covers(entry, on) for entry in licenses if not entry.compact]
    return True if True in answers else None if None in answers else False


def find_last_licensed_day(licenses: Sequence[License]) -> date | None:
    """The last day of the license that lasts longest, where every one has an end."""
    ends = [entry.ends for entry in licenses if not entry.compact]
    return max((end for end in ends if end), default=None) if None not in ends else None


def is_restricted(licenses: Sequence[License], on: date) -> bool | None:
    """Whether a restriction stands on what covers the day and nothing clear is beside it; unknown where nobody said."""
    marks = [entry.clear for entry in find_covering_licenses(licenses, on)]
    return False if not marks or True in marks else True if False in marks else None


def is_temporary(licenses: Sequence[License], on: date) -> bool:
    """Whether temporary permits alone cover the day."""
    covering_then = find_covering_licenses(licenses, on)
    return bool(covering_then) and all(entry.temporary for entry in covering_then)


def find_enrollment(enrollments: Sequence[Enrollment], payer: str, on: date) -> EnrollmentStanding:
    """How the clinician stands with the payer on the day; what is in effect counts before what is not."""
    of_payer = [enrollment for enrollment in enrollments if enrollment.payer == payer]
    granted = [one for one in of_payer if not one.denied and one.begins is not None]
    entries = tuple(one for one in granted if one.begins and one.begins <= on and (one.ends is None or on <= one.ends))
    if entries:
        return EnrollmentStanding("in_effect", entries=entries)
    later = [one.begins for one in granted if one.begins and one.begins > on]
    if later:
        return EnrollmentStanding("before", since=min(later))
    if any(not one.denied and one.begins is None for one in of_payer):
        return EnrollmentStanding("applied")
    if any(one.denied for one in of_payer):
        return EnrollmentStanding("denied")
    return (
        EnrollmentStanding("ended", ended=max(one.ends for one in granted if one.ends))
        if granted
        else EnrollmentStanding("none")
    )


def is_at_unlisted_place(entries: Sequence[Enrollment], place: str) -> bool:
    """Whether every enrollment in effect names its places, and none of them the place of service."""
    return bool(entries) and all(entry.places and place not in entry.places for entry in entries)


def find_overdue_revalidation(entries: Sequence[Enrollment], on: date) -> date | None:
    """The day by which the enrollment had to be revalidated, where it lies before `on`."""
    due = [entry.revalidate_by for entry in entries]
    last_due = max((day for day in due if day), default=None)
    return last_due if last_due and None not in due and last_due < on else None


def find_latest_screening(screenings: Sequence[Screening]) -> Screening | None:
    """The latest look into the lists; of two on one day the one that found the name."""
    return max(screenings, key=lambda one: (one.on, not one.clear), default=None)


def is_stale(screenings: Sequence[Screening], on: date, days: int) -> bool:
    """Whether the latest look into the lists is older than so many days on the day."""
    last = find_latest_screening(screenings)
    return last is None or last.on < on - timedelta(days=days)


def is_employed(clinician: Clinician, on: date) -> bool:
    """Whether the day lies between those the clinician was hired and left on, as far as they are known."""
    return (clinician.hired is None or clinician.hired <= on) and (clinician.left is None or on <= clinician.left)


def covers(entry: License, on: date) -> bool | None:
    """Whether a license or privilege covers the day by its own days; unknown where it has no first day."""
    if entry.ends is not None and on > entry.ends:
        return False
    return None if entry.begins is None else entry.begins <= on
