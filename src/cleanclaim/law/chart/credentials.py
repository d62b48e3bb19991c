"""Leave to treat and to bill on a day: what the licences, enrolments and screenings entered of a clinician say.

None is always "not known". A licence in any state counts, since a visit does not name its state; a compact privilege
counts while a licence of the home state does.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal

from msgspec import Struct

from cleanclaim.model.practice import Clinician, Enrolment, Licence, Screening

Standing = Literal["none", "applied", "denied", "before", "ended", "in_effect"]


class Enrolled(Struct, frozen=True):
    """How a clinician stands with a payer on a day. `since` is the first day it is in effect, `ended` the last it was.

    `entries` are those in effect that day.
    """

    standing: Standing
    since: date | None = None
    ended: date | None = None
    entries: tuple[Enrolment, ...] = ()


def covering(licences: Sequence[Licence], on: date) -> tuple[Licence, ...]:
    """The licences that cover the day, as far as their days are known; privileges only beside a licence that does."""
    held = [licence for licence in licences if not licence.compact and _covers(licence, on) is not False]
    if not held:
        return ()
    return (*held, *(licence for licence in licences if licence.compact and _covers(licence, on) is not False))


def is_licensed(licences: Sequence[Licence], on: date) -> bool | None:
    """Whether a licence covers the day; unknown where it hangs on a first day nobody entered."""
    held = [_covers(licence, on) for licence in licences if not licence.compact]
    return True if True in held else None if None in held else False


def last_day(licences: Sequence[Licence]) -> date | None:
    """The last day of the licence that lasts longest, where every one has an end."""
    ends = [licence.ends for licence in licences if not licence.compact]
    return max((end for end in ends if end), default=None) if None not in ends else None


def is_restricted(licences: Sequence[Licence], on: date) -> bool | None:
    """Whether a restriction stands on what covers the day and nothing clear is beside it; unknown where nobody said."""
    said = [licence.clear for licence in covering(licences, on)]
    return False if not said or True in said else True if False in said else None


def is_temporary(licences: Sequence[Licence], on: date) -> bool:
    """Whether temporary permits alone cover the day."""
    held = covering(licences, on)
    return bool(held) and all(licence.temporary for licence in held)


def enrolled(enrolments: Sequence[Enrolment], payer: str, on: date) -> Enrolled:
    """How the clinician stands with the payer on the day; what is in effect counts before what is not."""
    held = [enrolment for enrolment in enrolments if enrolment.payer == payer]
    granted = [one for one in held if not one.denied and one.begins is not None]
    entries = tuple(one for one in granted if one.begins and one.begins <= on and (one.ends is None or on <= one.ends))
    if entries:
        return Enrolled("in_effect", entries=entries)
    later = [one.begins for one in granted if one.begins and one.begins > on]
    if later:
        return Enrolled("before", since=min(later))
    if any(not one.denied and one.begins is None for one in held):
        return Enrolled("applied")
    if any(one.denied for one in held):
        return Enrolled("denied")
    return Enrolled("ended", ended=max(one.ends for one in granted if one.ends)) if granted else Enrolled("none")


def is_elsewhere(entries: Sequence[Enrolment], place: str) -> bool:
    """Whether every enrolment in effect names its places, and none of them the place of service."""
    return bool(entries) and all(entry.places and place not in entry.places for entry in entries)


def overdue(entries: Sequence[Enrolment], on: date) -> date | None:
    """The day by which the enrolment had to be revalidated, where it lies before `on`."""
    due = [entry.revalidate_by for entry in entries]
    latest = max((day for day in due if day), default=None)
    return latest if latest and None not in due and latest < on else None


def latest(screenings: Sequence[Screening]) -> Screening | None:
    """The latest look into the lists; of two on one day the one that found the name."""
    return max(screenings, key=lambda one: (one.on, not one.clear), default=None)


def is_stale(screenings: Sequence[Screening], on: date, days: int) -> bool:
    """Whether the latest look into the lists is older than so many days on the day."""
    last = latest(screenings)
    return last is None or last.on < on - timedelta(days=days)


def is_employed(clinician: Clinician, on: date) -> bool:
    """Whether the day lies between those the clinician was hired and left on, as far as they are known."""
    return (clinician.hired is None or clinician.hired <= on) and (clinician.left is None or on <= clinician.left)


def _covers(licence: Licence, on: date) -> bool | None:
    if licence.ends is not None and on > licence.ends:
        return False
    return None if licence.begins is None else licence.begins <= on
