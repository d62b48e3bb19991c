"""Reviews as columns: visits, lines and findings, and what the findings say.

Many visits share their findings, which one value then stands for: these are turned into rows once. Columns are filled
one after another, which is twice as fast as row by row.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import repeat
from typing import Any

from cleanclaim.bulk.tables.schemas import FINDINGS, LINES, VISITS, TableSchema
from cleanclaim.bulk.tables.words import FindingWords, word_finding
from cleanclaim.bulk.tables.write_tables import ABOUT_VISIT
from cleanclaim.law.review.review import ClaimReview
from cleanclaim.law.review.summary import ReviewTotals
from cleanclaim.model.finding import Finding, Status
from cleanclaim.model.line import Line
from cleanclaim.model.visit import Service, Visit

_COUNTS = ("pass", "fail", "bypassed", "undetermined", "not_applicable")
_OF_FINDING = ("number", "line", "rule", "outcome", "severity", "words")

FindingColumns = tuple[tuple[Any, ...], ...]
"""Of a visit's findings the columns of `_OF_FINDING`."""


class ReviewTables:
    """The tables of some reviews, filled as they are made."""

    def __init__(self) -> None:
        self.columns: dict[TableSchema, dict[str, list[Any]]] = {
            schema: {column.name: [] for column in schema.columns} for schema in (VISITS, LINES, FINDINGS)
        }
        self.words: dict[int, FindingWords] = {}
        self._numbers: dict[int, tuple[Finding, int]] = {}
        self._found: dict[int, tuple[Sequence[Finding], FindingColumns]] = {}
        self._times: Counter[tuple[Status, int]] = Counter()

    def take(self, visits: Sequence[Visit], reviews: Sequence[ClaimReview]) -> None:
        """Take in the reviews of some visits, in their order."""
        names = [visit.visit_id for visit in visits]
        self._take_visits(visits, reviews)
        self._take_lines(names, [review.lines for review in reviews])
        self._take_findings(names, reviews)

    def totals(self) -> ReviewTotals:
        """What the reviews came to."""
        found = ReviewTotals()
        for (status, findings), times in self._times.items():
            found.take(status, self._found[findings][0], times)
        return found

    def _take_visits(self, visits: Sequence[Visit], reviews: Sequence[ClaimReview]) -> None:
        columns = self.columns[VISITS]
        for name in ABOUT_VISIT:
            columns[name] += [getattr(visit, name) for visit in visits]
        columns["status"] += [review.status for review in reviews]
        columns["charge_cents"] += [review.charge for review in reviews]
        for column, count in zip(VISITS.columns[-len(_COUNTS) :], _COUNTS, strict=True):
            columns[column.name] += [review.checked[count] for review in reviews]

    def _take_lines(self, names: Sequence[str], lines: Sequence[Sequence[Line | Service]]) -> None:
        columns = self.columns[LINES]
        every = [line for of_visit in lines for line in of_visit]
        columns["visit_id"] += [
            one for name, of_visit in zip(names, lines, strict=True) for one in repeat(name, len(of_visit))
        ]
        columns["line"] += [number for of_visit in lines for number in range(1, len(of_visit) + 1)]
        columns["code"] += [line.code for line in every]
        columns["units"] += [line.units for line in every]
        written = {modifiers: " ".join(modifiers) for modifiers in {line.modifiers for line in every}}
        columns["modifiers"] += [written[line.modifiers] for line in every]
        columns["minutes"] += [line.minutes for line in every]
        columns["charge_cents"] += [line.charge for line in every]
        columns["allowed_cents"] += [line.allowed for line in every]

    def _take_findings(self, names: Sequence[str], reviews: Sequence[ClaimReview]) -> None:
        columns = self.columns[FINDINGS]
        known, times = self._found, self._times
        into = [columns[name] for name in _OF_FINDING]
        for name, review in zip(names, reviews, strict=True):
            findings = review.findings
            key = id(findings)
            if key not in known:
                known[key] = findings, self._as_columns(findings)
            times[review.status, key] += 1
            if findings:
                of_visit = known[key][1]
                for column, values in zip(into, of_visit, strict=True):
                    column.extend(values)
                columns["visit_id"] += repeat(name, len(findings))
                columns["code"] += [review.lines[line - 1].code if line else None for line in of_visit[1]]

    def _as_columns(self, findings: Sequence[Finding]) -> FindingColumns:
        """The columns of a visit's findings."""
        rows = [
            (number, one.line, one.rule, one.outcome, one.severity, self._number_of(one))
            for number, one in enumerate(findings, 1)
        ]
        return tuple(zip(*rows, strict=True))

    def _number_of(self, finding: Finding) -> int:
        known = self._numbers.get(id(finding))
        if known is None:
            words = word_finding(finding)
            self.words[words.number] = words
            known = self._numbers[id(finding)] = finding, words.number
        return known[1]
