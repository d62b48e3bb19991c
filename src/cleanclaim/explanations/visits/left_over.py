"""What "clean" leaves out, in sentences: what was not checked in a review, and the visits that are on no claim.

One list for the command line and the browser; each names its own way to give what is missing.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from cleanclaim.claims.claim import ClaimResult
from cleanclaim.law.review.review import Review
from cleanclaim.model.money import dollars_for_people

YEAR = "year"
"""What stands for the amounts allowed this year before a visit, next to the papers that a review may lack."""


class NotChecked(Struct, frozen=True):
    """What a review could not check: the `paper` it lacks, and how many rules, or of the year how many visits, wait."""

    paper: str
    number: int


class LeftOut(Struct, frozen=True):
    """Visits that are on no claim: why, how many, and which."""

    why: str
    visits: tuple[str, ...]


def list_not_checked(result: Review) -> list[NotChecked]:
    """What a review could not check, for want of papers or of the patients' year."""
    missing = [NotChecked(paper, rules) for paper, rules in result.summary["not_asked"].items()]
    of_year = sum(1 for claim in result.claims for one in claim.findings if one.evidence.get("unknown") == "spent")
    return [*missing, *([NotChecked(YEAR, of_year)] if of_year else [])]


def describe_not_checked(found: Sequence[NotChecked], ways: Mapping[str, str]) -> list[str]:
    """The sentences for it. `ways`: how each paper is given, in the words of whoever shows them."""
    papers = [one for one in found if one.paper != YEAR]
    listed = ", ".join(f"{_counted(one.number, 'rule')} on the {one.paper} ({ways[one.paper]})" for one in papers)
    lines = [f"Not checked: {listed}."] if papers else []
    for one in found:
        if one.paper == YEAR:
            visits = _counted(one.number, "visit")
            lines.append(
                f"KX could not be checked for {visits}: `spent` is missing, what was allowed this year before the visit"
                f" ({ways[YEAR]})."
            )
    return lines


def list_left_out(claimed: ClaimResult) -> list[LeftOut]:
    """The visits that are on none of the claims, by why."""
    kinds = (
        ("on hold", tuple(one.visit_id for one in claimed.on_hold)),
        ("of no claim that is replaced", tuple(claimed.left_out)),
        ("paid by the patient", tuple(claimed.patient_pays)),
    )
    return [LeftOut(why, visits) for why, visits in kinds if visits]


def describe_claims(claimed: ClaimResult) -> str:
    """`23 claims, 40 lines, $4,051.00`."""
    total = sum(one.charge for one in claimed.claims)
    lines = sum(len(one.lines) for one in claimed.claims)
    return f"{_counted(len(claimed.claims), 'claim')}, {_counted(lines, 'line')}, {dollars_for_people(total)}"


def _counted(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
