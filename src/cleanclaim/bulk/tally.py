"""Visits compared, and what has been compared so far: the changes, and the groups that they touch."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal

from msgspec import Struct, structs

from cleanclaim.bulk.differences import compare_bases
from cleanclaim.bulk.groups import Group, Groups, codes_of, rules_of, share_of_code, share_of_rule, share_of_visit
from cleanclaim.bulk.results import FindingKey, VisitResult, judge_visits, price_visits
from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case
from cleanclaim.law.chart.first_pass import FirstPass
from cleanclaim.law.review.coded import code_case
from cleanclaim.model.visit import Visit

Aspect = Literal["status", "findings", "units", "modifiers", "dollars"]
ASPECTS: tuple[Aspect, ...] = ("status", "findings", "units", "modifiers", "dollars")


class VisitChange(Struct, frozen=True, kw_only=True, gc=False):
    """A visit of which something changes, and what (`aspects`)."""

    visit: Visit
    aspects: tuple[Aspect, ...]
    before: VisitResult
    after: VisitResult

    @property
    def dollars(self) -> int | None:
        """The cents by which the allowed amount changes; None where it is not known before or after."""
        return _difference(self.before.allowed, self.after.allowed)

    @property
    def paid(self) -> int | None:
        """The cents by which the payer's part changes; None where it is not known before or after."""
        return _difference(self.before.payer_pays, self.after.payer_pays)

    @property
    def new_findings(self) -> list[FindingKey]:
        """What is found after and was not before."""
        return list((Counter(self.after.findings) - Counter(self.before.findings)).elements())

    @property
    def gone_findings(self) -> list[FindingKey]:
        """What was found before and is not after."""
        return list((Counter(self.before.findings) - Counter(self.after.findings)).elements())


def _difference(before: int | None, after: int | None) -> int | None:
    return None if before is None or after is None else after - before


class Tally:
    """What has been compared so far. Tallies of parts of a book add up to that of the whole."""

    def __init__(self) -> None:
        self.aspects: Counter[Aspect] = Counter()
        self.changes: list[VisitChange] = []
        self.all = Group(None)
        self.by_payer, self.by_code, self.by_clinician, self.by_rule = Groups(), Groups(), Groups(), Groups()

    def add(self, visit: Visit, before: VisitResult, after: VisitResult) -> None:
        """Take in what comes of a visit before and after."""
        aspects = changed_aspects(before, after)
        changed = bool(aspects)
        self.aspects.update(aspects)
        if changed:
            self.changes.append(VisitChange(visit=visit, aspects=aspects, before=before, after=after))
        one = share_of_visit(before)
        other = share_of_visit(after) if changed else one
        for group in (self.all, self.by_payer[visit.payer], self.by_clinician[visit.provider_npi]):
            group.add(one, other, changed=changed)
        for code in codes_of([before, after] if changed else [before]):
            of_it = share_of_code(before, code)
            self.by_code[code].add(of_it, share_of_code(after, code) if changed else of_it, changed=changed)
        for rule in rules_of([before, after] if changed else [before]):
            of_it = share_of_rule(before, rule)
            self.by_rule[rule].add(of_it, share_of_rule(after, rule) if changed else of_it, changed=changed)

    def merge(self, more: "Tally") -> None:
        """Take in the tally of another part of the book."""
        self.aspects += more.aspects
        self.changes += more.changes
        self.all.merge(more.all)
        self.by_payer.merge(more.by_payer)
        self.by_code.merge(more.by_code)
        self.by_clinician.merge(more.by_clinician)
        self.by_rule.merge(more.by_rule)


class BasisComparison(Struct, frozen=True):
    """The basis in use, the proposed one, what of their case all visits share, and what the first pass found."""

    before: Basis
    after: Basis
    shared: Case
    first_pass: FirstPass

    def tally(self, days: Sequence[Sequence[Visit]]) -> Tally:
        """What comes of days (of one patient, date and payer each) before and after."""
        tally = Tally()
        for day in days:
            for visit, before, after in self._compared(day):
                tally.add(visit, before, after)
        return tally

    def _compared(self, day: Sequence[Visit]) -> Iterator[tuple[Visit, VisitResult, VisitResult]]:
        """The visits of a day with what comes of them before and after. What cannot differ is asked once."""
        differs = compare_bases(day[0], self.before, self.after)
        case = code_case(structs.replace(self.shared, visits=tuple(day)), self.before)
        priced = price_visits(case, self.before)
        before = judge_visits(case, priced, self.before, self.first_pass)
        if differs.is_none:
            return zip(day, before, before, strict=True)
        case = code_case(case, self.after)
        if not differs.leaves_prices(day):
            priced = price_visits(case, self.after)
        return zip(day, before, judge_visits(case, priced, self.after, self.first_pass), strict=True)


def changed_aspects(before: VisitResult, after: VisitResult) -> tuple[Aspect, ...]:
    """What of a visit changes; nothing where the results are equal."""
    if before == after:
        return ()
    units, more = ([(line.code, line.units) for line in one.lines] for one in (before, after))
    modifiers, others = ([(line.code, line.modifiers) for line in one.lines] for one in (before, after))
    dollars, now = ([(line.allowed, line.payer_pays) for line in one.lines] for one in (before, after))
    differs: dict[Aspect, bool] = {
        "status": before.status != after.status,
        "findings": Counter(before.findings) != Counter(after.findings),
        "units": units != more,
        "modifiers": modifiers != others,
        "dollars": dollars != now,
    }
    return tuple(aspect for aspect in ASPECTS if differs[aspect])
