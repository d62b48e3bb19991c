"""Where the next unit begins, worded so that nobody treats or documents more only to reach it."""

from msgspec import Struct

from cleanclaim.explanations.visits.minute_bars import NextUnitThreshold, find_next_units
from cleanclaim.law.review.coded import CodedVisit
from cleanclaim.law.wording import units

GROUND = "cms-100-02-15-220"


class NextUnit(Struct, frozen=True):
    """What the documentation supports, and the source that forbids adding minutes to reach a unit."""

    sentences: list[str]
    lawful: str
    cite: str


def describe_next_unit(coded: CodedVisit) -> NextUnit | None:
    """Where the next unit of the 15-minute codes begins; None where that is not known."""
    found = find_next_units(coded)
    if not found:
        return None
    lawful = (
        "Units follow the treatment, never the other way: what the patient needed and got is billed, as it was "
        "documented. To treat longer, or to write down more, in order to reach a unit is not lawful."
    )
    return NextUnit([_sentence(one) for one in found], lawful, GROUND)


def _sentence(one: NextUnitThreshold) -> str:
    what = f"of {one.code} " if one.code else ""
    earned = units(one.units) if one.units else "no unit"
    away = one.begins_at - one.minutes
    return (
        f"The documentation shows {one.minutes} timed minutes {what}and supports {earned}. "
        f"Another would begin at {one.begins_at}, {away} minute{'' if away == 1 else 's'} beyond what is recorded."
    )
