"""Signals: what a clinician's visits show together that one visit cannot.

Units above and below the proof, what was documented and not billed, minutes that lie on the boundary of a unit too
often, ties that always fall to the same code, KX and 59 where nothing asks for them or on every visit, codes that
drift. Each looks in both directions, says what was counted and of how many, and asks somebody to look. None says that
anybody did wrong.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta

from cleanclaim.compliance.audit.chance import chance_of_at_least
from cleanclaim.compliance.audit.constant_modifiers import find_constant_modifiers
from cleanclaim.compliance.audit.signal import CHANCE, EXAMPLES, FEWEST, Direction, Signal, shares_differ
from cleanclaim.compliance.audit.visit_counts import VisitCounts
from cleanclaim.law.coding.allocation import QUARTER, count_midpoint_units
from cleanclaim.law.wording import day

RECENT = timedelta(days=91)
"""The time that drift compares with all before it."""
OF_RULES: tuple[tuple[str, Direction, tuple[str, ...], str], ...] = (
    (
        "units above the proof",
        "more",
        ("minutes.overbilled", "minutes.tie_overbilled"),
        "bill more units than their minutes earn",
    ),
    (
        "units below the proof",
        "less",
        ("minutes.underbilled", "minutes.tie_underbilled"),
        "bill fewer units than their minutes earned",
    ),
    (
        "documented and not billed",
        "less",
        ("content.unbilled",),
        "have a service in the note that the claim does not bill",
    ),
    ("KX before the threshold", "more", ("threshold.early",), "carry KX before the year's threshold"),
    (
        "distinct-service modifier without a pair",
        "more",
        ("pairs.needless",),
        "carry a modifier that separates a pair where there is none",
    ),
)
"""Signals that count what rules found: name, direction, rules, and how it is said."""


def find_signals(visits: Sequence[VisitCounts]) -> list[Signal]:
    """Every signal, by clinician."""
    by_clinician: dict[str, list[VisitCounts]] = defaultdict(list)
    for one in visits:
        by_clinician[one.clinician].append(one)
    found: list[Signal] = []
    for clinician, mine in sorted(by_clinician.items()):
        others = [one for one in visits if one.clinician != clinician]
        found += _of_rules(clinician, mine, others)
        found += find_constant_modifiers(clinician, mine, others)
        found += _heaped(clinician, mine)
        found += _ties(clinician, mine)
        found += _evaluations(clinician, mine, others)
        found += _drift(clinician, mine)
    return found


def _of_rules(clinician: str, mine: Sequence[VisitCounts], others: Sequence[VisitCounts]) -> Iterator[Signal]:
    """Rules that find more at this clinician's visits than at the others'."""
    for name, direction, rules, behavior in OF_RULES:
        hits = [one.visit_id for one in mine if not one.failed.isdisjoint(rules)]
        hits_of_others = sum(not one.failed.isdisjoint(rules) for one in others)
        if len(mine) < FEWEST or not shares_differ(len(hits), len(mine), hits_of_others, len(others), upwards=True):
            continue
        yield Signal(
            clinician=clinician,
            name=name,
            direction=direction,
            count=len(hits),
            of=len(mine),
            expected=hits_of_others / len(others) if others else 0.0,
            against="the practice's other clinicians",
            sentence=f"{len(hits)} of {len(mine)} visits {behavior}.",
            visits=tuple(hits[:EXAMPLES]),
        )


def _heaped(clinician: str, mine: Sequence[VisitCounts]) -> Iterator[Signal]:
    """Total minutes that lie on the first minute of a unit more often than on the minutes around it.

    The minutes compared are that one, the two before and the one after; people round to fives, and none of the four
    is a multiple of five.
    """
    minutes = [(one.timed_minutes, one.visit_id) for one in mine if one.timed_minutes]
    most = max((spent for spent, _ in minutes), default=0)
    firsts = [m for m in range(1, most + 1) if count_midpoint_units(m, QUARTER) > count_midpoint_units(m - 1, QUARTER)]
    near_boundaries = {near for first in firsts for near in range(first - 2, first + 2)}
    compared = [(spent, visit) for spent, visit in minutes if spent in near_boundaries]
    hits = [visit for spent, visit in compared if spent in firsts]
    if len(compared) < FEWEST or chance_of_at_least(len(hits), len(compared), 1 / 4) > CHANCE:
        return
    yield Signal(
        clinician=clinician,
        name="minutes on the boundary of a unit",
        direction="more",
        count=len(hits),
        of=len(compared),
        expected=1 / 4,
        against="the minutes around each boundary",
        sentence=f"{len(hits)} of {len(compared)} totals near a boundary lie on its first minute "
        f"({', '.join(map(str, firsts[:4]))} ...).",
        visits=tuple(hits[:EXAMPLES]),
    )


def _ties(clinician: str, mine: Sequence[VisitCounts]) -> Iterator[Signal]:
    """Of two codes that tie, the one that nearly always gets the unit. Either may; always the same one is a pattern."""
    won: dict[tuple[str, ...], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for one in mine:
        if len(one.tied) == 2 and len(one.took) == 1:
            won[one.tied][one.took[0]].append(one.visit_id)
    for pair, winners in sorted(won.items()):
        of = sum(map(len, winners.values()))
        code, visits = max(winners.items(), key=lambda item: (len(item[1]), item[0]))
        if of < FEWEST or 2 * chance_of_at_least(len(visits), of, 1 / 2) > CHANCE:
            continue
        yield Signal(
            clinician=clinician,
            name="ties resolved one way",
            direction="either",
            count=len(visits),
            of=of,
            expected=1 / 2,
            against="either code alike",
            sentence=f"Where {' and '.join(pair)} tie, {code} got the unit {len(visits)} times of {of}.",
            visits=tuple(visits[:EXAMPLES]),
        )


def _evaluations(clinician: str, mine: Sequence[VisitCounts], others: Sequence[VisitCounts]) -> Iterator[Signal]:
    """Evaluation codes billed in another mix than the practice's other clinicians'."""
    own, theirs = _evaluation_codes(mine), _evaluation_codes(others)
    of, of_others = sum(map(len, own.values())), sum(map(len, theirs.values()))
    for code, visits in sorted(own.items()):
        hits_of_others = len(theirs.get(code, ()))
        if min(of, of_others) < FEWEST or not shares_differ(len(visits), of, hits_of_others, of_others):
            continue
        yield Signal(
            clinician=clinician,
            name="mix of evaluations",
            direction="either",
            count=len(visits),
            of=of,
            expected=hits_of_others / of_others,
            against="the practice's other clinicians",
            sentence=f"{code} stands for {len(visits)} of {of} evaluations, "
            f"and for {hits_of_others} of {of_others} at the others.",
            visits=tuple(visits[:EXAMPLES]),
        )


def _evaluation_codes(visits: Iterable[VisitCounts]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for one in visits:
        for code in one.evaluations:
            found[code].append(one.visit_id)
    return found


def _drift(clinician: str, mine: Sequence[VisitCounts]) -> Iterator[Signal]:
    """Codes whose share of the units changed in the last quarter of a year, against the clinician's own time before."""
    last = max(one.on for one in mine)
    since = last - RECENT
    recent, before = Counter[str](), Counter[str]()
    visits: dict[str, list[str]] = defaultdict(list)
    for one in mine:
        (recent if one.on > since else before).update(one.units)
        if one.on > since:
            for code in one.units:
                visits[code].append(one.visit_id)
    for code in sorted(recent | before):
        of, of_before = recent.total(), before.total()
        if min(of, of_before) < FEWEST or not shares_differ(recent[code], of, before[code], of_before):
            continue
        yield Signal(
            clinician=clinician,
            name="codes that drift",
            direction="either",
            count=recent[code],
            of=of,
            expected=before[code] / of_before,
            against="the same clinician before",
            sentence=f"{code} is {recent[code]} of {of} units since {day(since + timedelta(days=1))}, "
            f"and was {before[code]} of {of_before}.",
            visits=tuple(visits[code][:EXAMPLES]),
        )
