"""What a change does to a book of visits, derived a second time from the public verbs and compared."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from benchmarks.year import book
from msgspec import structs

import cleanclaim
from cleanclaim.bulk.groups import Group, GroupTotals
from cleanclaim.bulk.what_if import WhatIf, what_if
from cleanclaim.law.basis import Basis
from cleanclaim.law.review.review import ClaimReview
from cleanclaim.model.visit import Visit
from cleanclaim.pricing.allowed import prepare_case
from cleanclaim.pricing.payment_locality import PaymentLocality
from cleanclaim.pricing.priced import PricedVisit
from cleanclaim.reference.imports import import_files
from cleanclaim.reference.library import Library, listed_releases, shipped
from cleanclaim.reference.release_drafts import ImportOptions
from tests.clinic import billed, service, visit

BOOKS = [700, pytest.param(2_000, marks=pytest.mark.long)]
"""Visits of a book."""
FILED = date(2026, 11, 2)
NEW_YEAR = date(2027, 1, 1)
CHICAGO = PaymentLocality(zip_code="60601")
MEDICARE = Path(cleanclaim.__file__).parent / "law" / "policies" / "payers" / "medicare.toml"


class Judged(NamedTuple):
    """A visit by one basis, by the public verbs."""

    claim: ClaimReview
    price: PricedVisit


class Both(NamedTuple):
    """A visit before and after."""

    visit: Visit
    before: Judged
    after: Judged

    @property
    def sides(self) -> tuple[Judged, Judged]:
        return self.before, self.after


Changes = dict[str, tuple[str, ...]]


@pytest.fixture(scope="module", params=BOOKS)
def year(request: pytest.FixtureRequest) -> list[Visit]:
    return list(book(request.param))


@pytest.fixture(scope="module")
def next_pairs(tmp_path_factory: pytest.TempPathFactory) -> Basis:
    """What ships, with made-up code pairs and unit limits of the first quarter of 2027."""
    folder = tmp_path_factory.mktemp("next")
    pairs, units = folder / "ccipra-v330r0-f1.TXT", folder / "MCR_MUE_PractitionerServices_Eff_01-01-2027.csv"
    rows = [f"{one}\t{two}\t\t20270101\t*\t{indicator}\tA reason" for one, two, indicator in PAIRS]
    pairs.write_text("\r\n".join([PAIR_HEADING, *rows, ""]), encoding="ascii")
    units.write_text(LIMITS, encoding="ascii")
    import_files([pairs, units], folder / "library", ImportOptions(), FILED)
    return Basis(filed_on=FILED, library=shipped().with_releases(listed_releases(folder / "library")))


PAIRS = (("97530", "97110", "1"), ("97140", "97112", "0"), ("97535", "97110", "1"))
PAIR_HEADING = """Column 1\tColumn 2\t*=in existence\tEffective\tDeletion\tModifier\tPTP Edit Rationale\r
\t\tprior to 1996\tDate\tDate\t0=not allowed\t\r
\t\t\t\t*=no data\t1=allowed\t"""
LIMITS = """HCPCS/CPT Code,Practitioner Services MUE Values,MUE Adjudication Indicator,MUE Rationale\r
97110,1,3 Date of Service Edit: Clinical,Clinical: Data\r
97140,1,2 Date of Service Edit: Policy,CMS Policy\r
"""


@pytest.fixture(scope="module")
def other_medicare(tmp_path_factory: pytest.TempPathFactory) -> Basis:
    """Medicare with a lower threshold, no sequestration, and units counted by the AMA's rule."""
    folder = tmp_path_factory.mktemp("payers")
    text = MEDICARE.read_text(encoding="utf-8")
    for key, old, new in (
        ("kx_threshold", 'value = "2480.00"', 'value = "900.00"'),
        ("sequestration_percent", "value = 2,", "value = 0,"),
        ("unit_method", 'value = "cms"', 'value = "cpt"'),
    ):
        before, head, after = text.partition(f"\n[{key}]\n")
        assert old in after.partition("\n[")[0], key
        text = before + head + after.replace(old, new)
    (folder / "medicare.toml").write_text(text, encoding="utf-8")
    return Basis(filed_on=FILED, payers=folder)


SHIPPED = Basis(filed_on=FILED)
WITHOUT_JULY = Basis(
    filed_on=FILED, library=Library([r for r in shipped().releases if r.name not in {"MPFS RVU26C", "MUE 2026Q4"}])
)


def on(basis: Basis, as_of: date) -> Basis:
    """The basis with the law of another day."""
    return structs.replace(basis, as_of=as_of)


def judged(visits: list[Visit], proposed: Basis, office: PaymentLocality, as_of: date | None) -> list[Judged]:
    """Every visit by the public verbs."""
    basis = structs.replace(proposed, as_of=as_of)
    reviews = cleanclaim.review(prepare_case(office.case_of(visits), basis), basis).claims
    prices = cleanclaim.price(office.case_of(visits), basis).visits
    return [Judged(claim, price) for claim, price in zip(reviews, prices, strict=True)]


def units_of(claim: ClaimReview) -> int | None:
    units = [line.units for line in claim.lines]
    return None if None in units else sum(one or 0 for one in units)


def seen(one: Judged) -> dict[str, Any]:
    """What of a judgment may not change without being reported."""
    claim, price = one
    return {
        "status": claim.status,
        "findings": Counter((f.rule, f.outcome, f.severity, f.line) for f in claim.findings),
        "units": [(line.code, line.units) for line in claim.lines],
        "modifiers": [(line.code, line.modifiers) for line in claim.lines],
        "dollars": ([line.allowed for line in price.lines], price.payer_pays),
    }


def compared(found: WhatIf, visits: list[Visit], before: list[Judged], after: list[Judged]) -> None:
    """Assert that every figure of `found` follows from the visits judged one by one."""
    everything = [Both(*one) for one in zip(visits, before, after, strict=True)]
    changes: Changes = {one.visit.visit_id: aspects(one) for one in everything}
    touched = {visit_id: what for visit_id, what in changes.items() if what}
    assert {change.visit.visit_id: change.aspects for change in found.changes} == touched
    assert found.aspects == {name: sum(name in what for what in changes.values()) for name in found.aspects}
    same_totals(found.all, everything, changes)
    for groups, name in ((found.by_payer, "payer"), (found.by_clinician, "provider_npi")):
        members = defaultdict(list)
        for one in everything:
            members[getattr(one.visit, name)].append(one)
        assert {group.name for group in groups} == set(members)
        for group in groups:
            same_totals(group, members[group.name], changes)
    same_codes(found.by_code, everything, changes)
    same_rules(found.by_rule, everything, changes)


def aspects(one: Both) -> tuple[str, ...]:
    before, after = seen(one.before), seen(one.after)
    return tuple(name for name in before if before[name] != after[name])


def same_findings(totals: GroupTotals, claims: Iterable[ClaimReview], rule: str | None = None) -> None:
    outcomes = Counter(f.outcome for claim in claims for f in claim.findings if rule in {None, f.rule})
    assert totals.faults == outcomes["fail"]
    assert totals.unanswered == outcomes["undetermined"]
    assert totals.bypassed == outcomes["bypassed"]


def same_amounts(group: Group, amount: Any, known: list[tuple[int | None, int | None]]) -> None:
    """Both sums are over the visits whose amount is known in both worlds; the others are counted."""
    both = [(a, b) for a, b in known if a is not None and b is not None]
    assert group.unknown[amount] == len(known) - len(both)
    assert getattr(group.before, amount) == sum(a for a, _ in both)
    assert getattr(group.after, amount) == sum(b for _, b in both)


def same_visits(group: Group, members: list[Both], changes: Changes) -> None:
    assert group.visits == len(members)
    assert group.changed == sum(bool(changes[one.visit.visit_id]) for one in members)


def same_totals(group: Group, members: list[Both], changes: Changes) -> None:
    same_visits(group, members, changes)
    for totals, claims in (
        (group.before, [one.before.claim for one in members]),
        (group.after, [one.after.claim for one in members]),
    ):
        statuses = Counter(claim.status for claim in claims)
        assert totals.clean == statuses["clean"]
        assert totals.failed == statuses["failed"]
        assert totals.undetermined == statuses["undetermined"]
        same_findings(totals, claims)
    same_amounts(group, "units", [(units_of(one.before.claim), units_of(one.after.claim)) for one in members])
    same_amounts(group, "allowed", [(one.before.price.allowed, one.after.price.allowed) for one in members])
    same_amounts(group, "payer_pays", [(one.before.price.payer_pays, one.after.price.payer_pays) for one in members])


def same_codes(groups: Iterable[Group], everything: list[Both], changes: Changes) -> None:
    members = defaultdict(list)
    for one in everything:
        for code in {line.code for side in one.sides for line in side.claim.lines}:
            members[code].append(one)
    assert {group.name for group in groups} == set(members)
    for group in groups:
        assert group.name is not None
        having = members[group.name]
        same_visits(group, having, changes)
        both = [(amount_of_code(one.before, group.name), amount_of_code(one.after, group.name)) for one in having]
        same_amounts(group, "allowed", both)


def amount_of_code(one: Judged, code: str) -> int | None:
    amounts = [line.allowed for line in one.price.lines if line.code == code]
    return None if None in amounts else sum(a or 0 for a in amounts)


def same_rules(groups: Iterable[Group], everything: list[Both], changes: Changes) -> None:
    members = defaultdict(list)
    for one in everything:
        for rule in {f.rule for side in one.sides for f in side.claim.findings}:
            members[rule].append(one)
    assert {group.name for group in groups} == set(members)
    for group in groups:
        assert group.name is not None
        touched = members[group.name]
        same_visits(group, touched, changes)
        same_findings(group.before, [one.before.claim for one in touched], group.name)
        same_findings(group.after, [one.after.claim for one in touched], group.name)
        both = [(held_up(one.before, group.name), held_up(one.after, group.name)) for one in touched]
        same_amounts(group, "allowed", both)


def held_up(one: Judged, rule: str) -> int | None:
    """The dollars of a visit in which the rule finds a fault; none of them elsewhere."""
    faults = any(f.rule == rule and f.outcome == "fail" for f in one.claim.findings)
    return one.price.allowed if faults else 0


def test_a_releases_figures_follow_from_every_visit_judged_by_itself(year: list[Visit], next_pairs: Basis) -> None:
    found = what_if(CHICAGO.case_of(year), on(next_pairs, NEW_YEAR))
    assert found.aspects["status"] > len(year) / 20
    compared(found, year, judged(year, SHIPPED, CHICAGO, NEW_YEAR), judged(year, next_pairs, CHICAGO, NEW_YEAR))


def test_prices_figures_follow_from_every_visit_judged_by_itself(year: list[Visit]) -> None:
    july = date(2026, 7, 1)
    found = what_if(CHICAGO.case_of(year), on(SHIPPED, july), on(WITHOUT_JULY, july))
    assert found.aspects["dollars"] > len(year) / 4
    compared(found, year, judged(year, WITHOUT_JULY, CHICAGO, july), judged(year, SHIPPED, CHICAGO, july))


def test_a_policys_figures_follow_from_every_visit_judged_by_itself(year: list[Visit], other_medicare: Basis) -> None:
    found = what_if(CHICAGO.case_of(year), other_medicare)
    assert all(found.aspects.values()), "the change touches everything that may change"
    assert {"kx_threshold", "sequestration_percent", "unit_method"} <= set(found.policies["medicare"])
    compared(found, year, judged(year, SHIPPED, CHICAGO, None), judged(year, other_medicare, CHICAGO, None))


def test_two_processes_find_what_one_finds(
    year: list[Visit], next_pairs: Basis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cleanclaim.bulk.processes.WORTH_IT", 10)
    monkeypatch.setattr("cleanclaim.bulk.processes.A_CHUNK", 150)
    some = year[:500]
    one, two = (what_if(CHICAGO.case_of(some), on(next_pairs, NEW_YEAR), processes=number) for number in (1, 2))
    assert one == two


def test_two_equal_bases_differ_in_nothing(year: list[Visit]) -> None:
    found = what_if(CHICAGO.case_of(year[:300]), Basis(library=Library(list(shipped().releases))))
    assert found.changes == []
    assert found.all.before == found.all.after
    assert found.policies == {}


def test_the_most_affected_visit_comes_first(next_pairs: Basis) -> None:
    held = visit(billed("97140"), billed("97112"), visit_id="held", patient_id="a")
    note = visit(billed("97110"), billed("97116"), visit_id="same", patient_id="b")
    found = what_if([note, held], structs.replace(next_pairs, as_of=NEW_YEAR, filed_on=NEW_YEAR))
    assert [change.visit.visit_id for change in found.changes] == ["held"]
    (change,) = found.changes
    assert (change.before.status, change.after.status) == ("clean", "failed")
    assert [finding.rule for finding in change.new_findings] == ["pairs.bundled"]
    assert change.gone_findings == []


def test_without_a_place_dollars_stay_unknown() -> None:
    july = date(2026, 7, 1)
    found = what_if([visit(service("97110", 30))], on(SHIPPED, july), on(WITHOUT_JULY, july))
    assert found.all.unknown["allowed"] == 1
    assert found.all.before.allowed == 0
    assert found.changes == []


def test_sessions_of_one_day_are_judged_together(other_medicare: Basis) -> None:
    morning = visit(service("97110", 8), visit_id="am")
    afternoon = structs.replace(morning, visit_id="pm", services=(service("97110", 8),))
    alone = what_if([morning], other_medicare)
    both = what_if([morning, afternoon], other_medicare)
    assert alone.all.before.units == 1
    assert both.all.before.units == 1, "16 minutes of one day are one unit under Medicare's rule"


def test_days_judged_apart_find_what_the_whole_book_finds() -> None:
    book = [
        visit(billed("97110", 30, 2, start=start), visit_id=patient, patient_id=patient, payer=payer)
        for patient, start, payer in (("p1", 540, "medicare"), ("p2", 550, "aetna"), ("p3", 700, "medicare"))
    ]
    whole = cleanclaim.review(book, SHIPPED)
    assert [("days.overlap" in {one.rule for one in claim.findings}) for claim in whole.claims] == [True, True, False]
    found = what_if(book, SHIPPED)
    counted = {group.name: group.visits for group in found.by_rule}
    assert counted == {
        rule: sum(rule in {one.rule for one in claim.findings} for claim in whole.claims) for rule in counted
    }
    assert counted["days.overlap"] == 2


def test_progress_reaches_every_visit(year: list[Visit]) -> None:
    told: list[int] = []
    what_if(year, SHIPPED, progress=told.append)
    assert told[-1] == len(year)
    assert told == sorted(told)
