"""The findings of a file by cause: `No license on the day: 150 visits`, with what one step would fix of them."""

from collections.abc import Sequence

from msgspec import Struct

from cleanclaim.explanations.marks import WORST_FIRST, Mark
from cleanclaim.law.review.fixes import apply_fix, fixable_rules
from cleanclaim.model.money import dollars_for_people
from cleanclaim.office.review.review_session import ReviewSession
from cleanclaim.office.shared.remedies import remedy_here

MOST_CAUSES = 12


class Cause(Struct, frozen=True, kw_only=True):
    """One cause: its rule and title, the visits that have it, their dollars, and how many of them one step fixes."""

    rule: str
    title: str
    mark: Mark
    visits: int
    dollars: str
    fixable: int
    remedy: str


class _OfCause:
    def __init__(self) -> None:
        self.places: set[int] = set()
        self.fixable: set[int] = set()


def list_causes(session: ReviewSession, marked: Sequence[Sequence[tuple[int, Mark]]]) -> list[Cause]:
    """What more than one visit has to be looked at for: the worst first, those of most visits before the others."""
    gathered: dict[tuple[str, str, Mark], _OfCause] = {}
    remedies: dict[tuple[str, str, Mark], set[str]] = {}
    can_be_fixed = fixable_rules()
    for at, marks in enumerate(marked):
        claim = session.found[at]
        for number, mark in marks:
            finding = claim.findings[number]
            key = (finding.rule, finding.title, mark)
            one = gathered.setdefault(key, _OfCause())
            one.places.add(at)
            remedies.setdefault(key, set()).add(finding.remedy)
            if finding.rule in can_be_fixed and apply_fix(session.visits[at], finding, claim.findings) is not None:
                one.fixable.add(at)
    causes = sorted(
        gathered.items(), key=lambda item: (WORST_FIRST.index(item[0][2]), -len(item[1].places), item[0][1])
    )
    return [
        Cause(
            rule=rule,
            title=title,
            mark=mark,
            visits=len(one.places),
            dollars=dollars_for_people(sum(session.found[at].charge for at in one.places)),
            fixable=len(one.fixable),
            remedy=_one_remedy(remedies[rule, title, mark]),
        )
        for (rule, title, mark), one in [each for each in causes if len(each[1].places) > 1][:MOST_CAUSES]
    ]


def _one_remedy(remedies: set[str]) -> str:
    """What to do, where it is the same on every visit."""
    return remedy_here(next(iter(remedies))) if len(remedies) == 1 else ""
