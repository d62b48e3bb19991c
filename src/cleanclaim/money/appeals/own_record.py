"""What the practice's own record says to the rules that a denial is about: met, at fault, or not known.

Asked of every visit of the claim, with the charts and notes at hand; what is wrong once is wrong.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Literal

from msgspec import Struct

from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case
from cleanclaim.law.chart.context import ContextIndex
from cleanclaim.law.chart.first_pass import FirstPass
from cleanclaim.law.review.law_in_force import in_force
from cleanclaim.law.review.review import papers_at_hand, reviewed
from cleanclaim.law.review.rule_counts import RuleCounts, count_each_rule
from cleanclaim.law.review.rule_set import families_for, rule_set
from cleanclaim.model.finding import Finding

RecordAnswer = Literal["does not arise", "met", "not known", "at fault"]
_GRAVER: tuple[RecordAnswer, ...] = ("does not arise", "met", "not known", "at fault")


class OwnRecord(Struct, frozen=True):
    """What the record answers to each rule, and the faults it has, each with the visit it is in."""

    answers: dict[str, RecordAnswer]
    faults: tuple[tuple[str, Finding], ...]

    def rules_that_are(self, answer: RecordAnswer) -> list[str]:
        """The titles of the rules to which the record answers so."""
        return [rule_set().rules[one].title for one, found in self.answers.items() if found == answer]


def own_record(case: Case, places: Sequence[int], rules: Collection[str], basis: Basis) -> OwnRecord:
    """What the visits at some places answer to the rules; a rule for which no chart or note is at hand is not known."""
    first_pass = FirstPass.of(case.visits)
    index = ContextIndex(case.visits, case.practice, first_pass)
    families = families_for(papers_at_hand(first_pass, case))
    answers: dict[str, RecordAnswer] = {}
    faults: list[tuple[str, Finding]] = []
    for place, judged in zip(places, reviewed(case, basis, places, first_pass), strict=True):
        visit = case.visits[place]
        mine = [one for one in judged.findings if one.rule in rules]
        faults += [(visit.visit_id, one) for one in mine if one.outcome == "fail"]
        law, context = in_force(visit, basis, families), index.of(visit)
        counts = count_each_rule(visit, judged.lines, context, law, case.filing_day(basis))
        by_rule = {one.rule.id: one for one in counts if one.rule.id in rules}
        for rule in rules:
            found = _answer(by_rule.get(rule), {one.outcome for one in mine if one.rule == rule})
            answers[rule] = max(answers.get(rule, "does not arise"), found, key=_GRAVER.index)
    return OwnRecord(answers, tuple(faults))


def _answer(counts: RuleCounts | None, outcomes: Collection[str]) -> RecordAnswer:
    if "fail" in outcomes:
        return "at fault"
    if counts is None or "undetermined" in outcomes:
        return "not known"
    return "met" if counts.passed else "does not arise"


def describe_faults(record: OwnRecord) -> Iterator[str]:
    """The faults of the record in words, each with what to do."""
    for visit_id, one in record.faults:
        source = ", ".join(filter(None, (one.cite.title, one.cite.section)))
        yield f"The record of visit {visit_id} has the fault itself: {one.title}. {one.remedy} ({one.rule}; {source})"
