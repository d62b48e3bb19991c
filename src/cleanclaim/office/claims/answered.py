"""What the page of a claim says of the answers to it: where they disagree, what a person found out, what speaks against
what counts, and whether the payer has the claim twice.
"""

from msgspec import Struct

from cleanclaim.law.wording import day
from cleanclaim.office.claims.course import Course, describe_otherwise


class AnsweredView(Struct, frozen=True, kw_only=True):
    """What is said of the answers. `may_accept`, `may_reject`: a person can find out that it was so."""

    disagree: bool
    ruled: str
    otherwise: list[str]
    doubled: str
    may_accept: bool
    may_reject: bool


def build_answered(course: Course | None) -> AnsweredView | None:
    """What is said of the answers to a claim; None where it never went out."""
    if course is None:
        return None
    counting = course.base or course.newest
    disputed = course.disputed
    ruled = disputed is not None and disputed.weighed.ruled
    double = course.doubled
    return AnsweredView(
        disagree=counting.weighed.outcome == "disagree",
        ruled=disputed.weighed.why if disputed and ruled else "",
        otherwise=describe_otherwise(counting.weighed),
        doubled=day(double.at.date()) if double else "",
        may_accept=disputed is not None and (not ruled or disputed.is_rejected),
        may_reject=disputed is not None and not (ruled and disputed.is_rejected),
    )
