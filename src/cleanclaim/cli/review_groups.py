"""The visits of a review on the screen, alike ones once, by payer, clinician or rule where that is wanted."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Literal

from msgspec import Struct

from cleanclaim.cli.screen import (
    group_findings,
    pluralize,
    say,
    say_findings,
    say_table,
    say_text,
    say_titled,
    style,
    style_mark,
)
from cleanclaim.cli.visit_screens import describe_days, describe_visit
from cleanclaim.explanations.marks import STATUS_MARKS, Mark, mark_finding
from cleanclaim.law.basis import Basis
from cleanclaim.law.review.review import ClaimReview
from cleanclaim.model.finding import Finding
from cleanclaim.model.money import dollars_for_people
from cleanclaim.model.visit import Visit

GroupBy = Literal["rule", "payer", "clinician"]


class ReviewedVisit(Struct, frozen=True):
    """A visit, its review, and the findings that are to be seen of it."""

    visit: Visit
    claim: ClaimReview
    findings: tuple[Finding, ...]


def say_reviewed_visits(
    visits: Sequence[ReviewedVisit], basis: Basis, group_by: GroupBy | None, *, alone: bool
) -> None:
    """The visits that need a look. `alone`: the groups with their totals and nothing of each visit; by rule, unless
    they are to be grouped otherwise.
    """
    if group_by == "rule" or (alone and group_by is None):
        _say_rules(visits, alone=alone)
        return
    if group_by is None:
        _say_visits(visits, basis)
        return
    groups: dict[str, list[ReviewedVisit]] = defaultdict(list)
    for one in visits:
        groups[_group_of(one.visit, group_by, basis)].append(one)
    if alone:
        _say_group_totals(groups, group_by)
        return
    for name, members in groups.items():
        say(style(name, bold=True) + f"   {_counts(members)}")
        say()
        _say_visits(members, basis)


def _group_of(visit: Visit, group_by: GroupBy, basis: Basis) -> str:
    if group_by == "clinician":
        return f"clinician {visit.provider_npi}" if visit.provider_npi else "clinician not known"
    described = basis.policy_of(visit)
    return described.name if described else visit.payer or "payer not known"


def _counts(visits: Sequence[ReviewedVisit]) -> str:
    """`3 clean   2 on hold   1 info missing`, without what there is none of."""
    counts = [(sum(one.claim.status == status for one in visits), mark) for status, mark in STATUS_MARKS.items()]
    return "   ".join(f"{number:,} {style_mark(mark)}" for number, mark in counts if number)


def _say_group_totals(groups: Mapping[str, Sequence[ReviewedVisit]], group_by: GroupBy) -> None:
    heads = ["visits", *(mark.word for mark in STATUS_MARKS.values()), "ready", "not ready", group_by]
    rows = []
    for name, members in groups.items():
        ready = sum(one.claim.charge for one in members if one.claim.status == "clean")
        charged = sum(one.claim.charge for one in members)
        counts = [sum(one.claim.status == status for one in members) for status in STATUS_MARKS]
        amounts = [dollars_for_people(ready), dollars_for_people(charged - ready)]
        rows.append([f"{len(members):,}", *(f"{count:,}" for count in counts), *amounts, name])
    say_table(heads, rows, right="rrrrrr")
    say()


def _say_visits(visits: Sequence[ReviewedVisit], basis: Basis) -> None:
    """Visits with the same lines and the same findings stand once, with their ids."""
    for alike in _alike(visits, _of_visit):
        first = alike[0]
        if not first.findings:
            continue
        mark = style_mark(STATUS_MARKS[first.claim.status])
        if len(alike) == 1:
            say(f"{describe_visit(first.visit, basis)}   {mark}")
        else:
            of_whom = describe_visit(first.visit, basis, describe_days(one.visit for one in alike)).partition(" · ")[2]
            say(f"{len(alike):,} visits · {of_whom}   {mark}")
            say_text(", ".join(one.visit.visit_id for one in alike), 10, lead="  visits")
        say_findings(first.findings, _codes(first.claim))
        say()


def _alike(visits: Iterable[ReviewedVisit], key: Callable[[ReviewedVisit], Hashable]) -> Sequence[list[ReviewedVisit]]:
    groups: dict[Hashable, list[ReviewedVisit]] = defaultdict(list)
    for one in visits:
        groups[key(one)].append(one)
    return list(groups.values())


def _codes(claim: ClaimReview) -> dict[int, str]:
    return {number: line.code for number, line in enumerate(claim.lines, 1)}


def _of_visit(one: ReviewedVisit) -> Hashable:
    """What is printed of a visit, but for its number and day."""
    codes = _codes(one.claim)
    findings = tuple((_words(finding), finding.line, codes.get(finding.line or 0)) for finding in one.findings)
    return one.visit.payer, one.visit.discipline, one.claim.status, findings


def _words(finding: Finding) -> tuple[Hashable, ...]:
    """What is printed of a finding, but for its line."""
    return group_findings([finding])[0][0]


def _say_rules(visits: Sequence[ReviewedVisit], *, alone: bool) -> None:
    """Each rule with what it found and where, the one that puts most visits on hold first; `alone`: its counts."""
    found: dict[str, list[tuple[ReviewedVisit, Finding]]] = defaultdict(list)
    for one in visits:
        for finding in one.findings:
            found[finding.rule].append((one, finding))
    in_order = sorted(found.items(), key=lambda item: (-_waiting(item[1]), -len(item[1]), item[0]))
    if alone:
        _say_rule_counts(in_order)
        return
    for rule_id, places in in_order:
        mark = style_mark(_gravest(places))
        say_titled(places[0][1].title, rule_id, 0)
        say(f"  {pluralize(len({one.visit.visit_id for one, _ in places}), 'visit')}   {mark}")
        wordings: dict[Hashable, list[tuple[ReviewedVisit, Finding]]] = defaultdict(list)
        for one, finding in places:
            wordings[_words(finding)].append((one, finding))
        for alike in wordings.values():
            say_text(alike[0][1].message, 4)
            say_text(alike[0][1].remedy, 4)
            say_text(_places(alike), 6, dim=True)
        say()


def _places(alike: Sequence[tuple[ReviewedVisit, Finding]]) -> str:
    """`visits 3 (line 1), 12 (lines 1, 2), 15`."""
    lines: dict[str, list[int]] = defaultdict(list)
    for one, finding in alike:
        lines[one.visit.visit_id] += [finding.line] if finding.line else []
    written = [
        visit_id + (f" (line{'s' * (len(of) > 1)} {', '.join(map(str, of))})" if of else "")
        for visit_id, of in lines.items()
    ]
    return f"visit{'s' * (len(written) > 1)} {', '.join(written)}"


def _waiting(places: Iterable[tuple[ReviewedVisit, Finding]]) -> int:
    """How many visits wait for what a rule found."""
    return len({one.visit.visit_id for one, finding in places if finding.severity == "stop"})


def _gravest(places: Sequence[tuple[ReviewedVisit, Finding]]) -> Mark:
    stops = [finding for _, finding in places if finding.severity == "stop"]
    return mark_finding((stops or [finding for _, finding in places])[0])


def _say_rule_counts(in_order: Sequence[tuple[str, Sequence[tuple[ReviewedVisit, Finding]]]]) -> None:
    rows = []
    for rule_id, places in in_order:
        faults = sum(finding.outcome == "fail" for _, finding in places)
        visits = len({one.visit.visit_id for one, _ in places})
        rows.append([rule_id, f"{visits:,}", f"{_waiting(places):,}", f"{faults:,}", f"{len(places) - faults:,}"])
        rows[-1].append(places[0][1].title)
    if rows:
        say_table(("rule", "visits", "waiting", "faults", "open", ""), rows, right=" rrrr")
        say()
