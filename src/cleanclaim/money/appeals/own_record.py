"""What the practice's own record says to the rules that a denial is about: met, at fault, or not known.

Asked of every visit of the lines in dispute, with the charts and notes at hand, as of the day on which the claim was
filed; what is wrong once is wrong.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Literal

from msgspec import Struct, structs

from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case
from cleanclaim.law.chart.context import ContextIndex
from cleanclaim.law.chart.first_pass import FirstPass
from cleanclaim.law.policies.keys import keys
from cleanclaim.law.policies.policy import Policy
from cleanclaim.law.review.law_in_force import in_force
from cleanclaim.law.review.review import papers_at_hand, reviewed
from cleanclaim.law.review.rule_counts import RuleCounts, count_each_rule
from cleanclaim.law.review.rule_set import families, families_for, needs, rule_set
from cleanclaim.model.finding import Finding

RecordAnswer = Literal["does not arise", "met", "not known", "at fault"]
_GRAVER: tuple[RecordAnswer, ...] = ("does not arise", "met", "not known", "at fault")


class OwnRecord(Struct, frozen=True):
    """What the record answers to each rule, and the faults it has, each with the visit it is in.

    `open_questions` are what else it would have to tell, by rule; `lacks` the papers without which a rule was not
    asked.
    """

    answers: dict[str, RecordAnswer]
    faults: tuple[tuple[str, Finding], ...]
    open_questions: dict[str, Finding]
    lacks: dict[str, str]

    def rules_that_are(self, answer: RecordAnswer) -> list[str]:
        """The rules to which the record answers so."""
        return [one for one, found in self.answers.items() if found == answer]


def own_record(
    case: Case, places: Sequence[int], rules: Collection[str], basis: Basis, filed_on: date | None
) -> OwnRecord:
    """What the visits at some places answer to the rules, their claim having been filed on a day. Not known is a rule
    for which no chart or note is at hand, and where nobody knows the day, one that goes by it.
    """
    answerable = [one for one in rules if filed_on or "filed_on" not in rule_set().inputs_behind(one)]
    case, basis = structs.replace(case, filed_on=filed_on), structs.replace(basis, filed_on=filed_on)
    first_pass = FirstPass.of(case.visits)
    index = ContextIndex(case.visits, case.practice, first_pass)
    papers = families_for(papers_at_hand(first_pass, case))
    lacks = {
        one: needs(family) for one in answerable if (family := _family(one)) in families() and family not in papers
    }
    answers: dict[str, RecordAnswer] = {one: "not known" for one in rules if one not in answerable}
    faults: list[tuple[str, Finding]] = []
    open_questions: dict[str, Finding] = {}
    for place, judged in zip(places, reviewed(case, basis, places, first_pass), strict=True):
        visit = case.visits[place]
        law, context = in_force(visit, basis, papers), index.of(visit)
        faults += [
            (visit.visit_id, _with_own_source(one, law.policy))
            for one in judged.findings
            if one.rule in answerable and one.outcome == "fail"
        ]
        left_open = {rule: one for one in judged.findings for rule in _rules_left_open(one) if rule in answerable}
        open_questions = {**left_open, **open_questions}
        counts = count_each_rule(visit, judged.lines, context, law, filed_on)
        by_rule = {one.rule.id: one for one in counts if one.rule.id in answerable}
        failed = {one.rule for one in judged.findings if one.outcome == "fail"}
        for rule in answerable:
            is_open = rule in left_open or rule in lacks
            found = _answer(by_rule.get(rule), is_open=is_open, failed=rule in failed)
            answers[rule] = max(answers.get(rule, "does not arise"), found, key=_GRAVER.index)
    return OwnRecord(answers, tuple(faults), open_questions, lacks)


def _family(rule: str) -> str:
    return rule.partition(".")[0]


def _rules_left_open(found: Finding) -> Collection[str]:
    """The rules that a finding leaves open; one that is missing leaves several."""
    named = found.evidence.get("rules")
    if found.outcome != "undetermined":
        return ()
    return [one for one in named if isinstance(one, str)] if isinstance(named, list) else [found.rule]


def _answer(counts: RuleCounts | None, *, is_open: bool, failed: bool) -> RecordAnswer:
    if failed:
        return "at fault"
    if is_open:
        return "not known"
    return "met" if counts and counts.passed else "does not arise"


def _with_own_source(found: Finding, policy: Policy) -> Finding:
    """A fault with what the payer's own file cites for it, where the rule cites another payer's law."""
    behind = rule_set().inputs_behind(found.rule) & keys().keys.keys()
    in_order = sorted(behind, key=lambda key: (keys().keys[key].type != "limit", key))
    own = [value.cite for key in in_order if (value := policy.value(key)).cite and value.value is not None]
    return found if not own or found.cite in own else structs.replace(found, cite=own[0])


def describe_faults(record: OwnRecord) -> Iterator[str]:
    """The faults of the record in words, each with what to do."""
    for visit_id, one in record.faults:
        source = ", ".join(filter(None, (one.cite.title, one.cite.section)))
        yield f"The record of visit {visit_id} has the fault itself: {one.title}. {one.remedy} ({one.rule}; {source})"
