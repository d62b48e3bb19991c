"""How many planted faults of a made-up practice are found, and how often a clean visit is marked, family by family.

`python -m benchmarks.synthetic 104 105 106` takes the seeds it is given. Those below 104 were used while rules and
practice were written; only others say anything.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from msgspec import Struct

from cleanclaim.exchange.files.practice import parse_practice
from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case
from cleanclaim.law.chart.patient_history import add_history
from cleanclaim.law.review.review import ClaimReview, review
from cleanclaim.model.finding import Finding
from cleanclaim.sandbox.synth.made_practice import SyntheticPractice, faultless_practice
from cleanclaim.sandbox.synth.make import FIRST
from cleanclaim.sandbox.synth.plant import plant
from cleanclaim.sandbox.synth.practice_file import patients_csv, practice_toml

SEEDS = (104, 105, 106)
YEARS = 0.5


class Measured(Struct):
    """By family and kind how many were planted and found; of clean visits how many were stopped or marked."""

    planted: Counter[tuple[str, str]]
    found: Counter[tuple[str, str]]
    clean: int
    stopped: int
    warned: int

    def recall(self, kind: str) -> float:
        """The share of planted faults of a kind that were found."""
        planted = sum(count for (_family, one), count in self.planted.items() if one == kind)
        found = sum(count for (_family, one), count in self.found.items() if one == kind)
        return found / planted if planted else 1.0


def made(seed: int, *, clinicians: int = 12, years: float = YEARS, first: date = FIRST) -> SyntheticPractice:
    """A practice with faults in it."""
    held = faultless_practice(clinicians, first, first + timedelta(days=round(365 * years)), seed)
    plant(held)
    return held


def reviewed(held: SyntheticPractice) -> dict[str, ClaimReview]:
    """Every visit's review, a month's filing at a time, with charts, notes, staff and all earlier visits."""
    practice = parse_practice(practice_toml(held.staff), patients_csv(held.booked.courses))
    told = add_history(held.visits, held.visits, held.charts)
    days: dict[date, list[int]] = defaultdict(list)
    for at in range(len(told)):
        days[held.filed_on(at)].append(at)
    return {
        claim.visit_id: claim
        for filed_on, places in sorted(days.items())
        for claim in review(
            Case(visits=[told[at] for at in places], practice=practice), Basis(filed_on=filed_on)
        ).claims
    }


def measure(held: SyntheticPractice, claims: Mapping[str, ClaimReview]) -> Measured:
    """Labels held against findings."""
    measured = Measured(Counter(), Counter(), 0, 0, 0)
    for fault in held.faults:
        place = fault.family, fault.kind
        measured.planted[place] += 1
        measured.found[place] += bool(_said(claims[fault.visit_id].findings) & set(fault.rules))
    labeled = {fault.visit_id for fault in held.faults}
    for visit_id, claim in claims.items():
        if visit_id not in labeled:
            severities = {one.severity for one in claim.findings if one.outcome != "bypassed"}
            measured.clean += 1
            measured.stopped += "stop" in severities
            measured.warned += "warn" in severities
    return measured


def _said(findings: Sequence[Finding]) -> set[str]:
    """The rules that object or are left open."""
    said: set[str] = set()
    for one in findings:
        if one.outcome == "fail":
            said.add(one.rule)
        elif one.outcome == "undetermined":
            asked = one.evidence.get("rules", [])
            assert isinstance(asked, list)
            said.update(asked)
    return said


def added(parts: Sequence[Measured]) -> Measured:
    """Several measurements as one."""
    total = Measured(Counter(), Counter(), 0, 0, 0)
    for part in parts:
        total.planted += part.planted
        total.found += part.found
        total.clean += part.clean
        total.stopped += part.stopped
        total.warned += part.warned
    return total


def table(total: Measured) -> str:
    """The figures by family, and what became of clean visits."""
    rows = [f"{'family':<16} {'kind':<14} {'planted':>8} {'found':>8} {'recall':>8}"]
    for place, planted in sorted(total.planted.items()):
        family, kind = place
        found = total.found[place]
        rows.append(f"{family:<16} {kind:<14} {planted:>8,} {found:>8,} {found / planted:>8.1%}")
    rows.append("")
    rows.append(f"{total.clean:,} visits without a fault")
    rows.append(f"  stopped                            {total.stopped:>8,} {total.stopped / total.clean:>8.2%}")
    rows.append(f"  marked, with something to look at  {total.warned:>8,} {total.warned / total.clean:>8.2%}")
    return "\n".join(rows)


def main(seeds: Sequence[int] = SEEDS) -> None:
    """Print the table for these seeds together."""
    parts = []
    for seed in seeds:
        held = made(seed)
        parts.append(measure(held, reviewed(held)))
    sys.stdout.write(f"planted faults, seeds {', '.join(map(str, seeds))}\n{table(added(parts))}\n")


if __name__ == "__main__":
    main([int(seed) for seed in sys.argv[1:]] or SEEDS)
