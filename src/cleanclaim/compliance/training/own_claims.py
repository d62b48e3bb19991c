"""Questions from the practice's own claims: what a review found in its visits, and what payers denied.

They name no patient, no visit and no claim. What cannot be seen on the lines alone is not asked.
"""

from collections.abc import Iterable, Iterator, Sequence
from random import Random

from cleanclaim.compliance.training.competencies import competencies
from cleanclaim.compliance.training.draft import Draft, choose
from cleanclaim.compliance.training.grounds import of_play, of_rules
from cleanclaim.compliance.training.item import Item
from cleanclaim.compliance.training.kinds.denials import MISTAKEN_STEPS, is_wrong, step_in_words
from cleanclaim.compliance.training.setting import name_code
from cleanclaim.law.plugins import family_of, rules_of
from cleanclaim.law.review.review import ClaimReview
from cleanclaim.law.review.rule_set import rule_modules
from cleanclaim.law.wording import day
from cleanclaim.model.finding import Finding
from cleanclaim.model.money import dollars_for_people
from cleanclaim.model.visit import Visit
from cleanclaim.money.denials.denial import Denial
from cleanclaim.reference.reasons import reason

SEEN_ON_LINES = frozenset({"minutes", "modifiers", "pairs", "assistants", "group", "ceilings", "codes", "diagnoses"})
"""Families whose faults can be seen on the lines of a visit."""


def items_from_findings(visits: Sequence[Visit], reviews: Sequence[ClaimReview], seed: str) -> Iterator[Item]:
    """A question for each fault of a kind that a review found in the visits; `reviews` are theirs, in their order."""
    for visit, reviewed in zip(visits, reviews, strict=True):
        objecting = {one.rule for one in reviewed.findings}
        for finding in reviewed.findings:
            family = finding.rule.partition(".")[0]
            if finding.outcome == "fail" and family in SEEN_ON_LINES:
                item = _of_finding(visit, finding, family, objecting, seed)
                if item is not None:
                    yield item


def _of_finding(visit: Visit, finding: Finding, family: str, objecting: set[str], seed: str) -> Item | None:
    (module,) = [one for one in rule_modules() if family_of(one) == family]
    silent = [rule for rule in rules_of(module) if rule.id not in objecting and rule.title != finding.title]
    competency = next((one.id for one in competencies().values() if family in one.families), "B6")
    draft = Draft(
        kind=f"rules.{family}",
        competency=competency,
        facts=(_heading(visit), *_lines(visit)),
        question="This visit is one of ours. Which of these does a review find?",
        why=f"{finding.message} {finding.remedy}",
        grounds=of_rules(finding.rule),
        own=True,
    )
    rng = Random(f"{seed} {finding.rule} {visit.visit_id}")  # noqa: S311 - questions, no secrets
    return choose(draft, rng, finding.title, [("neighboring-fault", one.title) for one in silent], "find the fault")


def _heading(visit: Visit) -> str:
    parts = [(visit.payer or "payer not recorded").replace("_", " ").title(), day(visit.service_date)]
    return f"{', '.join([*parts, *([visit.discipline] if visit.discipline else [])])}."


def _lines(visit: Visit) -> Iterator[str]:
    for one in visit.services:
        parts = [name_code(one.code)]
        parts += [f"{one.minutes} min"] if one.minutes is not None else ["minutes not recorded"]
        parts += [f"{one.units} billed"] if one.units is not None else []
        parts += [f"modifiers {' '.join(one.modifiers)}"] if one.modifiers else []
        parts += [f"by {one.performed_by}"] if one.performed_by else []
        parts += ["in a group"] if one.mode == "group" else []
        parts += [f"for {' '.join(one.diagnoses)}"] if one.diagnoses else []
        yield f"  {', '.join(parts)}"


def items_from_denials(denials: Iterable[Denial], seed: str) -> Iterator[Item]:
    """A question for each denial whose codes have words: what comes first."""
    for one in denials:
        known = [reason("carc", one.code), *(reason("rarc", remark) for remark in one.remarks)]
        if not all(each and each.meaning for each in known):
            continue
        about = ", ".join(map(name_code, one.procedures)) or "a whole claim"
        lines = [f"  {each.code}  {each.meaning}" for each in known if each]
        play = one.play
        prevented = f" Of our rules {', '.join(one.rules)} would have seen it." if one.rules else ""
        draft = Draft(
            kind="denials.first-step",
            competency="B1",
            facts=(
                f"{one.payer} denied {dollars_for_people(one.cents)} of {about}. Group {one.group}. The codes:",
                *lines,
            ),
            question="This denial is one of ours. What comes first?",
            why=f"{play.cause}. {play.to_do}{prevented}",
            grounds=of_play(play),
            own=True,
        )
        rng = Random(f"{seed} {one.claim_id} {one.codes}")  # noqa: S311 - questions, no secrets
        wrong = ((name, step_in_words(action)) for name, action in MISTAKEN_STEPS.items() if is_wrong(action, play))
        item = choose(draft, rng, step_in_words(play.action), wrong)
        if item is not None:
            yield item
