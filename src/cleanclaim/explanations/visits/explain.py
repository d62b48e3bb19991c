"""A visit explained: what was recorded, what is billed, what is paid, and what was checked."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from cleanclaim.explanations.visits.modifier_reasons import explain_modifiers
from cleanclaim.explanations.visits.steps import (
    Explanation,
    ExplanationStep,
    Ground,
    ReleaseUsed,
    build_answer_ground,
    build_source_ground,
)
from cleanclaim.kernel import Rule
from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case, as_case
from cleanclaim.law.chart.context import ContextIndex, VisitContext
from cleanclaim.law.chart.first_pass import FirstPass
from cleanclaim.law.policies.keys import keys
from cleanclaim.law.policies.policy import Policy, law_version
from cleanclaim.law.review.coded import CodedVisit, code_case, explain_units
from cleanclaim.law.review.law_in_force import Law, in_force
from cleanclaim.law.review.review import ClaimReview, papers_at_hand, reviewed
from cleanclaim.law.review.rule_counts import count_each_rule
from cleanclaim.law.review.rule_set import families_for, rule_set
from cleanclaim.law.wording import day, mode_of_service
from cleanclaim.model.errors import UserError
from cleanclaim.model.finding import Finding
from cleanclaim.model.money import dollars_for_people
from cleanclaim.model.override import Override
from cleanclaim.model.visit import Service, Visit
from cleanclaim.pricing.allowed import prepare_case
from cleanclaim.pricing.price import price_visit
from cleanclaim.pricing.priced import PricedLine, PricedVisit
from cleanclaim.reference.catalogue import catalogue


def explain(
    visits: Case | Iterable[Visit],
    visit_id: str | None = None,
    basis: Basis | None = None,
    *,
    every: bool = False,
) -> Explanation:
    """Why one visit of a case is coded, priced and judged as it is; the other visits are its context.

    `visit_id` may be left out where there is one visit only. With `every` the questions that found nothing, and those
    that do not arise, are named instead of counted. Raises UserError where no visit, or more than one, is meant.

        >>> import cleanclaim
        >>> visits = cleanclaim.read_visits("examples/clinic-day/visits.csv")
        >>> explained = cleanclaim.explain(visits, "1")
        >>> explained.payer_name, explained.units, explained.law_of
        ('Medicare', 3, datetime.date(2026, 3, 2))
    """
    basis = basis or Basis()
    case = code_case(prepare_case(as_case(visits), basis), basis)
    place = _place(case.visits, visit_id)
    visit = case.visits[place]
    first_pass = FirstPass.of(case.visits)
    context = ContextIndex(case.visits, case.practice, first_pass).of(visit)
    law = in_force(visit, basis, families_for(papers_at_hand(first_pass, case)))
    coded = explain_units(case, basis, place)
    priced = price_visit(case, basis, place)
    (judged,) = reviewed(case, basis, [place], first_pass)
    return Explanation(
        visit_id=visit.visit_id,
        payer=visit.payer,
        payer_name=law.policy.name or None,
        service_date=visit.service_date,
        law_of=basis.law_day(visit),
        known_on=basis.known_on,
        law=law_version(),
        status=judged.status,
        units=coded.units,
        allowed=priced.allowed,
        lines=[
            {"line": line.number, "code": line.code, "units": line.units, "modifiers": list(line.modifiers)}
            for line in coded.lines
        ],
        told=[
            *_recorded(visit),
            *_units(coded, law.policy),
            *explain_modifiers(visit, coded.lines, law.policy, law.tables),
            *_price(priced),
            *(_finding(finding, law.policy) for finding in judged.findings),
            *(_each(visit, judged, context, law, case.filing_day(basis)) if every else _counted(judged)),
        ],
        releases=[ReleaseUsed(kind=use.kind, name=use.name, stale=use.stale) for use in law.tables.releases()],
    )


def _place(visits: Sequence[Visit], visit_id: str | None) -> int:
    """The position of the visit in the case."""
    ids = [visit.visit_id for visit in visits]
    if visit_id is None and len(ids) == 1:
        return 0
    some_ids = ", ".join(ids[:12]) + (f" and {len(ids) - 12:,} more" if len(ids) > 12 else "")
    if visit_id is None:
        raise UserError("the visits", f"there are {len(ids):,}: {some_ids}", "Name the one to explain by its visit_id.")
    if visit_id not in ids:
        raise UserError(f"visit {visit_id}", f"there is none; the visits are {some_ids}", "Name one of them.")
    return ids.index(visit_id)


def _recorded(visit: Visit) -> Iterator[ExplanationStep]:
    """What the clinic wrote down, and what it did not."""
    for service in visit.services:
        yield ExplanationStep(topic="recorded", said=_service(service))
    for name, missing in (("payer", "the payer"), ("service_date", "the date"), ("discipline", "the discipline")):
        if getattr(visit, name) is None:
            yield ExplanationStep(topic="recorded", said=f"Not recorded: {missing}.")
    if visit.history is None:
        yield ExplanationStep(topic="recorded", said="Nothing is known of the patient before the visit.")


def _service(service: Service) -> str:
    entry = catalogue().get(service.code)
    label = f" ({entry.label})" if entry else ""
    minutes = "minutes not recorded" if service.minutes is None else f"{service.minutes} minutes"
    by = service.performed_by or "somebody not named"
    start = "" if service.start is None else f", from {service.start // 60:02d}:{service.start % 60:02d}"
    units = "" if service.units is None else f"; billed as {service.units} {' '.join(service.modifiers)}".rstrip()
    return f"{service.code}{label}: {minutes} {mode_of_service(service.mode)} by {by}{start}{units}."


def _units(coded: CodedVisit, policy: Policy) -> Iterator[ExplanationStep]:
    """The proof, and the other lawful ways to divide a tie."""
    method = build_answer_ground(policy, "unit_method")
    for number, step in enumerate(coded.proof):
        yield ExplanationStep(
            topic="units", said=step.text, grounds=[*([method] if not number else []), build_source_ground(step.cite)]
        )
    for other in coded.alternatives:
        allotted = ", ".join(f"{code} × {units}" for code, units in other.items() if units)
        yield ExplanationStep(
            topic="units", said=f"As lawful, since remainders tie: {allotted}. The choice is the clinician's."
        )


def _price(priced: PricedVisit) -> Iterator[ExplanationStep]:
    """What each line should bring, unit by unit; or what keeps it from being known."""
    for line in priced.lines:
        if line.allowed is not None and line.units:
            yield ExplanationStep(
                topic="price",
                line=line.number,
                said=f"{line.code} × {line.units} should be allowed {dollars_for_people(line.allowed)}.",
                details=[f"unit {unit.unit}, practice expense {unit.pe}: {unit.formula}" for unit in line.working],
                grounds=_of_line(line),
            )
    if priced.allowed is not None and len(priced.lines) > 1:
        yield ExplanationStep(topic="price", said=f"Together {dollars_for_people(priced.allowed)}.")
    for missing in priced.open:
        yield ExplanationStep(topic="price", line=missing.line, said=f"{missing.title}. {missing.remedy}")


def _of_line(line: PricedLine) -> list[Ground]:
    return [build_source_ground(line.cite)] if isinstance(line.cite, str) and line.cite else []


def _counted(judged: ClaimReview) -> Iterator[ExplanationStep]:
    """How many questions found nothing, and how many do not arise."""
    counts = judged.checked
    text = f"{counts['pass']} more checks passed; {counts['not_applicable']} do not arise."
    yield ExplanationStep(topic="questions", outcome="pass", said=text)


def _each(
    visit: Visit, judged: ClaimReview, context: VisitContext, law: Law, filed_on: date | None
) -> Iterator[ExplanationStep]:
    """Each rule that found nothing, with what it rests on, then each that does not arise."""
    answers = list(count_each_rule(visit, judged.lines, context, law, filed_on))
    for one in answers:
        if one.passed:
            text = f"{one.rule.title}{_where(one.passed, one.questions)}: no."
            grounds = _grounds(one.rule, law.policy)
            yield ExplanationStep(topic="passed", rule=one.rule.id, outcome="pass", said=text, grounds=grounds)
    for one in answers:
        if one.not_applicable and not one.passed:
            text = f"{one.rule.title}{_where(one.not_applicable, one.questions)}."
            yield ExplanationStep(topic="not_arising", rule=one.rule.id, outcome="not_applicable", said=text)


def _where(times: int, questions: int) -> str:
    return "" if times == questions else f", on {times} of {questions} lines"


def _finding(finding: Finding, policy: Policy) -> ExplanationStep:
    let_pass = finding.overridden
    details = [finding.remedy] if finding.remedy else []
    if isinstance(let_pass, Override):
        details.append(f"Let pass until {day(let_pass.expires)} by {let_pass.author}: {let_pass.words}")
    return ExplanationStep(
        topic="questions",
        line=finding.line,
        rule=finding.rule,
        outcome=finding.outcome,
        severity=finding.severity,
        said=f"{finding.title}. {finding.message}",
        details=details,
        grounds=_grounds(rule_set().rules[finding.rule], policy),
    )


def _grounds(rule: Rule, policy: Policy) -> list[Ground]:
    """What a rule rests on: its source, and the payer's answers behind it."""
    answers = sorted(rule_set().inputs_behind(rule.id) & keys().keys.keys())
    return [build_source_ground(rule.cite), *(build_answer_ground(policy, key) for key in answers)]
