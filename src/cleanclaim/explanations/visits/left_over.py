"""What "clean" leaves out, in sentences: what was not checked in a review, what on the claims somebody should look at,
and the visits that are on no claim.

One list for the command line and the browser; each names its own way to give what is missing.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from cleanclaim.claims.claim import ClaimResult, patient_pays
from cleanclaim.law.basis import Basis
from cleanclaim.law.review.review import Review
from cleanclaim.model.claim import BilledByAnother
from cleanclaim.model.days import day_for_people
from cleanclaim.model.finding import Finding
from cleanclaim.model.money import dollars_for_people
from cleanclaim.model.visit import Visit

YEAR = "year"
"""What stands for the amounts allowed this year before a visit, next to the papers that a review may lack."""


MOST_NAMED = 20
"""Visits that a sentence names; JSON has them all."""


class NotChecked(Struct, frozen=True):
    """What a review could not check: the `paper` it lacks, and how many rules, or of the year how many visits, wait."""

    paper: str
    number: int


class ToLookAt(Struct, frozen=True):
    """What a rule asks somebody to look at, though it puts nothing on hold, and on which visits."""

    rule: str
    title: str
    visits: tuple[str, ...]


class LeftOpen(Struct, frozen=True):
    """What claims go out with: what was not checked of them, the tables that are stale for their dates, what somebody
    should look at on their lines, and the visits that were perhaps billed before, under another clinician.
    """

    not_checked: list[NotChecked]
    stale: list[str]
    to_look_at: list[ToLookAt]
    billed_by_another: list[BilledByAnother] = []


class LeftOut(Struct, frozen=True):
    """Visits that are on no claim: why, how many, and which."""

    why: str
    visits: tuple[str, ...]


def list_not_checked(result: Review) -> list[NotChecked]:
    """What a review could not check, for want of papers or of the patients' year."""
    missing = [NotChecked(paper, rules) for paper, rules in result.summary["not_asked"].items()]
    of_year = sum(1 for claim in result.claims if any(map(lacks_year, claim.findings)))
    return [*missing, *([NotChecked(YEAR, of_year)] if of_year else [])]


def lacks_year(finding: Finding) -> bool:
    """Whether KX could not be checked for want of the patient's year. Where the patient's own earlier visits are past
    the threshold it was; what is open then is only whether the year passes the amount for review.
    """
    left_open = finding.evidence.get("rules")
    if finding.evidence.get("unknown") != "spent" or not isinstance(left_open, list):
        return False
    return any(rule != "threshold.review_passed" for rule in left_open)


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


def list_stale(result: Review) -> list[str]:
    """The tables that are stale for the dates of a review."""
    return [name for name, use in result.summary["reference"].items() if use["stale"]]


def list_left_open(claimed: ClaimResult) -> LeftOpen:
    """What the claims go out with."""
    written = {line.visit_id for one in claimed.claims for line in one.lines}
    found: dict[tuple[str, str], dict[str, None]] = {}
    for one in claimed.review.claims:
        for finding in one.findings if one.visit_id in written else ():
            if finding.severity == "warn" and finding.outcome != "bypassed":
                found.setdefault((finding.rule, finding.title), {})[one.visit_id] = None
    looks = [ToLookAt(rule, title, tuple(visits)) for (rule, title), visits in found.items()]
    return LeftOpen(list_not_checked(claimed.review), list_stale(claimed.review), looks, claimed.by_another)


def describe_left_open(found: LeftOpen, ways: Mapping[str, str]) -> list[str]:
    """The sentences for it."""
    stale = [f"Stale for these dates: {', '.join(found.stale)}."] if found.stale else []
    looks = [*map(_look, found.to_look_at), *_by_another(found.billed_by_another)]
    return [*describe_not_checked(found.not_checked, ways), *stale, *looks]


def _look(one: ToLookAt) -> str:
    return f"To look at on what is claimed: {one.title} ({one.rule}), {_visits(one.visits)}."


def _by_another(found: Sequence[BilledByAnother]) -> list[str]:
    if not found:
        return []
    visits = [f"{one.visit_id} (claim {one.claim_id} of {day_for_people(one.sent_on)})" for one in found]
    why = "the codes were billed before for the same patient and day, under another clinician"
    return [f"To look at on what is claimed: {why}, {_visits(visits)}."]


def _visits(named: Sequence[str]) -> str:
    more = f" and {len(named) - MOST_NAMED:,} more" if len(named) > MOST_NAMED else ""
    return f"visit{'s' * (len(named) > 1)} {', '.join(named[:MOST_NAMED])}{more}"


def describe_patient_pays(visits: Sequence[Visit], result: Review, basis: Basis) -> str:
    """What of the dollars that are ready patients pay themselves; empty where they pay nothing."""
    ready = [(visit, one) for visit, one in zip(visits, result.claims, strict=True) if one.status == "clean"]
    paid = sum(one.charge for visit, one in ready if patient_pays(visit, basis))
    return f"of it {dollars_for_people(paid)} paid by patients, no claim" if paid else ""


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
