"""The summary of a review: claims by status, what each rule came to, and the law and tables that judged.

It is counted claim by claim, so that a review of any size can be written while it is made.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cleanclaim.kernel import BYPASSED, FAIL, UNDETERMINED
from cleanclaim.law.basis import Basis
from cleanclaim.law.policies.policy import law_version
from cleanclaim.law.review.law_in_force import in_force
from cleanclaim.law.review.rule_set import rules_left_out
from cleanclaim.model.finding import Finding, Status
from cleanclaim.model.visit import Visit


class ReviewTotals:
    """Claims by status, and by rule how often it said something and how many claims it holds, as far as was counted."""

    def __init__(self) -> None:
        self.statuses: Counter[Status] = Counter()
        self._rules: dict[str, dict[str, int]] = defaultdict(
            lambda: dict.fromkeys((FAIL, BYPASSED, UNDETERMINED, "held"), 0)
        )

    def take(self, status: Status, findings: Sequence[Finding], times: int = 1) -> None:
        """Count a claim, or so many that are alike."""
        self.statuses[status] += times
        holding = set()
        for finding in findings:
            self._rules[finding.rule][finding.outcome] += times
            if finding.severity == "stop" and finding.outcome != BYPASSED:
                holding.add(finding.rule)
        for rule_id in holding:
            self._rules[rule_id]["held"] += times

    def add(self, statuses: Mapping[Status, int], rules: Mapping[str, Mapping[str, int]]) -> None:
        """Count claims that were counted elsewhere: by status, and what each rule came to."""
        self.statuses.update(statuses)
        for rule_id, counts in rules.items():
            for name, count in counts.items():
                self._rules[rule_id][name] += count

    def by_rule(self) -> dict[str, dict[str, int]]:
        """What each rule came to, the one that holds most claims first: a noisy one is seen at once."""
        return dict(sorted(self._rules.items(), key=lambda item: (-item[1]["held"], -item[1][FAIL], item[0])))


def summary(visits: Iterable[Visit], totals: ReviewTotals, basis: Basis, papers: frozenset[str]) -> dict[str, Any]:
    """Counts by status, the law's version, the releases used, with those that are stale for a date, and how many rules
    were not asked for want of papers.
    """
    releases: dict[str, dict[str, Any]] = {}
    for on in sorted({basis.law_day(visit) for visit in visits} - {None}, key=str):
        law = in_force(Visit(visit_id="", service_date=on), basis)
        for use in law.tables.releases():
            entry = releases.setdefault(use.name, {"kind": use.kind, "stale": False})
            entry["stale"] = entry["stale"] or use.stale
    return {
        "claims": totals.statuses.total(),
        "clean": totals.statuses["clean"],
        "failed": totals.statuses["failed"],
        "undetermined": totals.statuses["undetermined"],
        "law": law_version(),
        "reference": releases,
        "not_asked": rules_left_out(papers),
        "rules": totals.by_rule(),
    }
