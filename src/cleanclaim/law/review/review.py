"""The review: every rule in force asked of every visit, and what came of it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Any

from msgspec import UNSET, Struct, structs

from cleanclaim.kernel import BYPASSED, FAIL, UNDETERMINED, Answer, Missing, Rule
from cleanclaim.kernel.compiler import RawAnswer
from cleanclaim.law import wording
from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case, as_case
from cleanclaim.law.chart.context import ContextIndex, VisitContext
from cleanclaim.law.chart.first_pass import FirstPass
from cleanclaim.law.policies.sources import cite
from cleanclaim.law.review.lacking import unknown_in_remedy
from cleanclaim.law.review.law_in_force import Law, basis_of, in_force
from cleanclaim.law.review.missing import OF_POLICY, merge_missing, word_for_law
from cleanclaim.law.review.overrides import apply_overrides
from cleanclaim.law.review.rule_set import families_for, rule_set
from cleanclaim.law.review.summary import ReviewTotals, summary
from cleanclaim.model.finding import Finding, Outcome, Severity, Status
from cleanclaim.model.line import Line
from cleanclaim.model.money import dollars
from cleanclaim.model.override import Override
from cleanclaim.model.practice import Clinician
from cleanclaim.model.visit import Service, Visit


def _is_described(clinician: Clinician) -> bool:
    """Whether more is entered of a clinician than a claim needs."""
    entered = (clinician.licenses, clinician.enrollments, clinician.screenings, clinician.hired, clinician.left)
    return any(one is not None for one in entered)


class ClaimReview(Struct, frozen=True, kw_only=True, gc=False):
    """One visit reviewed: its status, its findings, how much was asked, and the lines the claim would bill."""

    visit_id: str
    status: Status
    findings: Sequence[Finding]
    checked: dict[str, int]
    lines: Sequence[Line | Service]

    @property
    def charge(self) -> int:
        """Cents of the lines that would be billed, as far as their charges are known."""
        return sum([line.charge or 0 for line in self.lines if line.units])


class Review(Struct, frozen=True, kw_only=True):
    """All visits reviewed, with the versions of law and tables that produced the result."""

    summary: dict[str, Any]
    claims: list[ClaimReview]


def review(
    visits: Case | Iterable[Visit], basis: Basis | None = None, *, progress: Callable[[int], None] | None = None
) -> Review:
    """Findings on a case, or on visits alone, by the law, tables and dates of a `Basis`.

    `progress` is called with the number of visits done.

        >>> import cleanclaim
        >>> from datetime import date
        >>> case = cleanclaim.Case(
        ...     visits=cleanclaim.read_visits("examples/clinic-day/visits.csv"),
        ...     practice=cleanclaim.read_practice("examples/clinic-day/practice.toml"),
        ... )
        >>> review = cleanclaim.review(case, cleanclaim.Basis(filed_on=date(2026, 3, 3)))
        >>> review.claims[17].status
        'failed'
        >>> finding = review.claims[17].findings[0]
        >>> finding.rule, finding.message
        ('pairs.bundled', '97124 is part of 97140 on the same day; no modifier parts them.')
    """
    case, basis = as_case(visits), basis or Basis()
    first_pass = FirstPass.of(case.visits)
    claims, totals = [], ReviewTotals()
    for done, claim in enumerate(reviewed(case, basis, first_pass=first_pass), 1):
        claims.append(claim)
        totals.take(claim.status, claim.findings)
        if progress and done % 256 == 0:
            progress(done)
    papers = papers_considered(papers_at_hand(first_pass, case), case)
    return Review(summary=summary(case.visits, totals, basis, papers), claims=claims)


def reviewed(
    visits: Case | Iterable[Visit],
    basis: Basis,
    only: Iterable[int] | None = None,
    first_pass: FirstPass | None = None,
) -> Iterator[ClaimReview]:
    """One review a visit, in order. `only`: the places of the visits to review; None: all.

    What a review has to know of other visits is in the `first_pass`. None: these visits are the whole book.
    """
    case = as_case(visits)
    first_pass = first_pass or FirstPass.of(case.visits)
    index = ContextIndex(case.visits, case.practice, first_pass)
    families = families_for(papers_at_hand(first_pass, case))
    filed_on = case.filing_day(basis)
    for place in range(len(case.visits)) if only is None else only:
        visit = case.visits[place]
        law, context = in_force(visit, basis, families), index.of(visit)
        lines = case.coded_at(place, context.same_day, law.policy, law.tables).lines
        yield _reviewed(visit, lines, context, law, filed_on, case.overrides)


def read_law(visits: Iterable[Visit], basis: Basis, papers: frozenset[str]) -> None:
    """Read the law of every payer and day among the visits. Raises UserError where a payer's file is wrong."""
    families = families_for(papers)
    for visit in {(visit.payer, basis.law_day(visit)): visit for visit in visits}.values():
        in_force(visit, basis, families)


def papers_at_hand(first_pass: FirstPass, case: Case) -> frozenset[str]:
    """The papers beside the visits that a review has: any patient's chart, any note, the licenses and enrollments of
    the practice's clinicians, and its payers and patients. Visits that are on claims already take nothing from those.
    """
    practice = case.practice
    papers = {"practice"} if practice and not case.of_claims else set()
    if practice and any(map(_is_described, practice.clinicians.values())):
        papers.add("clinician")
    return first_pass.papers | papers


def papers_considered(papers: frozenset[str], case: Case) -> frozenset[str]:
    """The papers at hand, with those that visits on claims have no use for: only what is left is worth giving."""
    return papers | {"practice"} if case.of_claims else papers


def _reviewed(
    visit: Visit,
    lines: Sequence[Line | Service],
    context: VisitContext,
    law: Law,
    filed_on: date,
    overrides: Sequence[Override],
) -> ClaimReview:
    raw, off = law.ask(visit, lines, context, filed_on)
    checked = {"pass": law.compiled.questions(len(lines)) - off - len(raw), FAIL: 0, BYPASSED: 0, UNDETERMINED: 0}
    for _rule, _place, outcome, _values in raw:
        checked[outcome] += 1
    checked["not_applicable"] = off
    found = _found(raw, visit, lines, context, law, filed_on) if raw else ()
    if overrides:
        found = apply_overrides(found, visit, lines, overrides, filed_on)
    return ClaimReview(
        visit_id=visit.visit_id,
        status=_status(found) if found else "clean",
        findings=found,
        checked=checked,
        lines=lines,
    )


def review_coded_lines(visit: Visit, lines: Sequence[Line | Service], context: VisitContext, law: Law) -> list[Finding]:
    """Findings on lines that were just coded, before there is a claim."""
    raw, _off = law.ask(visit, lines, context, None)
    return list(_found(raw, visit, lines, context, law, None))


def _found(
    raw: Sequence[RawAnswer],
    visit: Visit,
    lines: Sequence[Line | Service],
    context: VisitContext,
    law: Law,
    filed_on: date | None,
) -> Sequence[Finding]:
    """The findings of a visit. A fault that would stop it but for an answer nobody verified is asked again without such
    answers: where it is one whatever the payer says, it does not rest on them.

    Many visits have the same answers: these are put into words once. Of one that was left open only what is missing
    counts.
    """
    doubtful = law.doubtful
    doubted = [number for number, _place, outcome, _values in raw if outcome == FAIL and number in doubtful]
    rules = {law.compiled.rules[number].id for number in doubted} if doubted else ()
    certain = law.certain_faults(rules, visit, lines, context, filed_on) if rules else NOTHING_DOUBTED
    missing = law.find_missing(raw, visit, lines, context, filed_on)
    counting = [one if what is None else (one[0], one[1], what) for one, what in zip(raw, missing, strict=True)]
    key = law.words, certain, *counting
    try:
        known = _remembered.get(key)
    except TypeError:  # a value that cannot be remembered by, such as a payer's table
        return findings(law.compiled.name(raw, missing), law, certain)
    if known is None:
        if len(_remembered) >= REMEMBERED:
            _remembered.clear()
        known = _remembered[key] = findings(law.compiled.name(raw, missing), law, certain)
    return known


def _status(found: Sequence[Finding]) -> Status:
    stopping = {finding.outcome for finding in found if finding.severity == "stop"}
    return "failed" if FAIL in stopping else "undetermined" if UNDETERMINED in stopping else "clean"


NOTHING_DOUBTED: frozenset[tuple[str, int]] = frozenset()
REMEMBERED = 4_096
"""How many visits' findings are remembered before starting afresh: more take memory, and save no time."""
_remembered: dict[tuple[object, ...], Sequence[Finding]] = {}


def findings(
    answers: Sequence[Answer], law: Law, certain: frozenset[tuple[str, int]] = NOTHING_DOUBTED
) -> Sequence[Finding]:
    """The answers in words: faults, then what is unknown, each missing thing once; then what was bypassed.

    `certain` are the rules and lines at fault whatever the payer says to the questions that nobody verified.
    """
    found: list[Finding] = []
    left_open: dict[Missing, list[OpenQuestion]] = {}
    for answer in answers:
        if answer.missing is None:
            surely = (answer.rule.id, answer.place) in certain
            finding = _finding(
                answer, frozenset() if surely else law.policy.unverified, under_medicare=law.under_medicare
            )
            unknown = unknown_in_remedy(answer) if finding.remedy else None
            if unknown is not None:
                finding = structs.replace(finding, remedy=word_for_law(unknown, law).remedy)
            found.append(finding)
        elif answer.missing in left_open:
            left_open[answer.missing].append((answer.rule.id, answer.place))
        else:
            left_open[answer.missing] = [(answer.rule.id, answer.place)]
    if left_open:
        found += _unknown_findings(left_open, law)
    return tuple(sorted(found, key=_importance))


_RANKS = {"stop": 0, "warn": 1, "info": 2}
_OUTCOMES = {FAIL: 0, UNDETERMINED: 1, BYPASSED: 2}


def _importance(finding: Finding) -> tuple[int, int, int]:
    return _OUTCOMES[finding.outcome], _RANKS[finding.severity], finding.line or 0


def _finding(answer: Answer, unverified: frozenset[str], *, under_medicare: bool) -> Finding:
    """A fault in words. The same few are found on many claims: a finding never changes, and is worded once."""
    entry, place, outcome, values, _missing = answer
    try:
        return _worded_once(entry, place, outcome, values, unverified, under_medicare=under_medicare)
    except TypeError:  # a value that cannot be remembered by, such as a payer's table
        return _worded(entry, place, outcome, values, unverified, under_medicare=under_medicare)


def _worded(
    entry: Rule,
    place: int,
    outcome: Outcome,
    values: tuple[Any, ...],
    unverified: frozenset[str],
    *,
    under_medicare: bool,
) -> Finding:
    named = dict(zip(rule_set().evidence_of(entry), values, strict=True))
    severity, resting = _severity(entry.id, entry.severity, unverified)
    return Finding(
        rule=entry.id,
        outcome=outcome,
        severity="info" if outcome == BYPASSED else severity,
        line=place + 1 if place >= 0 else None,
        title=entry.title,
        message=wording.message(entry.message, named),
        remedy="" if outcome == BYPASSED else wording.fill(entry.remedy, named),
        evidence=_evidence(named),
        cite=cite(basis_of(entry.id, under_medicare=under_medicare)),
        carc=entry.carc or UNSET,
        rests_on=resting or UNSET,
    )


_worded_once = lru_cache(maxsize=REMEMBERED)(_worded)


OpenQuestion = tuple[str, int]
"""A rule and its place: an index into the lines, or -1 for the whole visit."""


def _unknown_findings(left_open: Mapping[Missing, Sequence[OpenQuestion]], law: Law) -> list[Finding]:
    """One finding for all questions that one missing thing leaves open; what the policy leaves open is one thing."""
    together: dict[tuple[str, str], list[tuple[OpenQuestion, Missing]]] = {}
    for kernels_word, questions in left_open.items():
        missing = word_for_law(kernels_word, law)
        together_with = missing.name, "" if missing.name == OF_POLICY else missing.title
        together.setdefault(together_with, []).extend([(question, missing) for question in questions])
    return [_unknown_finding(tuple(group), law.policy.name, law.under_medicare) for group in together.values()]


@lru_cache(maxsize=REMEMBERED)
def _unknown_finding(group: tuple[tuple[OpenQuestion, Missing], ...], payer: str, under_medicare: bool) -> Finding:
    """The finding of one missing thing, the gravest of its questions first."""
    ordered = sorted(group, key=lambda one: _gravity(one[0][0], one[1].title))
    missing = merge_missing([missing for _question, missing in ordered], payer)
    return _left_unanswered(tuple([question for question, _missing in ordered]), missing, under_medicare=under_medicare)


def _unanswered(entry: Rule) -> tuple[Severity, list[str]]:
    """How grave it is not to know. No answer rests on any value, so that only the rule itself can be unverified."""
    return _severity(entry.id, entry.unknown, frozenset())


@cache
def _gravity(rule_id: str, missing: str) -> tuple[int, bool, int]:
    """What is said first: the gravest; then the question whether it is known; then as the rules are listed."""
    entry = rule_set().rules[rule_id]
    return _RANKS[_unanswered(entry)[0]], entry.title != missing, list(rule_set().rules).index(rule_id)


def _left_unanswered(open_questions: tuple[OpenQuestion, ...], missing: Missing, *, under_medicare: bool) -> Finding:
    rules = [rule_set().rules[rule_id] for rule_id in dict.fromkeys(rule_id for rule_id, _place in open_questions)]
    entry = rules[0]
    severity, resting = _unanswered(entry)
    places = sorted({place + 1 for _rule, place in open_questions if place >= 0})
    return Finding(
        rule=entry.id,
        outcome="undetermined",
        severity=severity,
        line=places[0] if len(places) == 1 else None,
        title=missing.title,
        message=_left_open(entry.title, len(rules), missing),
        remedy=missing.remedy,
        evidence={"unknown": missing.name, "lines": places, "rules": [rule.id for rule in rules]},
        cite=cite(basis_of(entry.id, under_medicare=under_medicare)),
        carc=entry.carc or UNSET,
        rests_on=resting or UNSET,
    )


def _left_open(title: str, questions: int, missing: Missing) -> str:
    if title == missing.title:
        return f"Left open: {questions} question{'s' * (questions > 1)}."
    more = questions - 1
    rest = f", and {more} question{'s' * (more > 1)} more" if more else ""
    question = title if title[:2].isupper() else title[0].lower() + title[1:]  # KX stays KX
    return f"Left open: {question}{rest}."


@lru_cache(maxsize=4096)
def _severity(rule_id: str, severity: Severity, unverified: frozenset[str]) -> tuple[Severity, list[str]]:
    """The severity, no more than `warn` where the finding rests on what nobody verified, and on what it does."""
    entry = rule_set().rules[rule_id]
    resting = sorted(unverified & rule_set().inputs_behind(entry.id))
    if not entry.verified:
        resting = [entry.id, *resting]
    return "warn" if severity == "stop" and resting else severity, resting


def _evidence(values: dict[str, Any]) -> dict[str, object]:
    """The plain values of a finding; money as decimal text. Whole entries and tables stay where they are."""
    evidence: dict[str, object] = {}
    amounts = rule_set().amounts
    for name, value in values.items():
        if name in amounts and value is not None:
            evidence[name] = dollars(value)
        elif isinstance(value, tuple):
            evidence[name] = list(value)
        elif value is None or isinstance(value, str | int | date):
            evidence[name] = value
    return evidence
