"""Reviews as columns: visits, lines and findings, and what the findings say."""

from collections.abc import Iterable, Sequence
from typing import Any

from cleanclaim.bulk.tables.schemas import FINDINGS, LINES, VISITS, TableSchema
from cleanclaim.bulk.tables.words import FindingWords, word_finding
from cleanclaim.law.review.review import ClaimReview
from cleanclaim.model.finding import Finding
from cleanclaim.model.visit import Visit

FoundRows = tuple[tuple[int, int | None, str, str, str, int], ...]
"""Of a visit's findings number, line, rule, outcome, severity and words."""

_ABOUT_VISIT = tuple(column.name for column in VISITS.columns[:7])
_COUNTS = ("pass", "fail", "bypassed", "undetermined", "not_applicable")


class ReviewTables:
    """The tables of some reviews, filled as they are made."""

    def __init__(self) -> None:
        self.rows: dict[TableSchema, list[tuple[Any, ...]]] = {VISITS: [], LINES: [], FINDINGS: []}
        self.words: dict[int, FindingWords] = {}
        self._numbers: dict[int, tuple[Finding, int]] = {}
        self._found: dict[int, tuple[Sequence[Finding], FoundRows]] = {}

    def take(self, visits: Iterable[Visit], reviews: Iterable[ClaimReview]) -> None:
        """Take in the reviews of some visits, in their order."""
        of_visits, of_lines, of_findings = self.rows[VISITS], self.rows[LINES], self.rows[FINDINGS]
        for visit, review in zip(visits, reviews, strict=True):
            name, lines = visit.visit_id, review.lines
            about = [getattr(visit, field) for field in _ABOUT_VISIT]
            counts = [review.checked[count] for count in _COUNTS]
            of_visits.append((*about, review.status, review.charge, *counts))
            for at, line in enumerate(lines, 1):
                of_lines.append(
                    (
                        *(name, at, line.code, line.units, " ".join(line.modifiers)),
                        *(line.minutes, line.charge, line.allowed),
                    )
                )
            for number, at_line, rule, outcome, severity, words in self._rows_of(review.findings):
                code = lines[at_line - 1].code if at_line else None
                of_findings.append((name, number, at_line, code, rule, outcome, severity, words))

    def _rows_of(self, findings: Sequence[Finding]) -> FoundRows:
        """The rows of a visit's findings. Many visits share them, and one value stands for all of these."""
        if not findings:
            return ()
        known = self._found.get(id(findings))
        if known is None:
            rows = tuple(
                (number, one.line, one.rule, one.outcome, one.severity, self._number_of(one))
                for number, one in enumerate(findings, 1)
            )
            known = self._found[id(findings)] = findings, rows
        return known[1]

    def _number_of(self, finding: Finding) -> int:
        known = self._numbers.get(id(finding))
        if known is None:
            words = word_finding(finding)
            self.words[words.number] = words
            known = self._numbers[id(finding)] = finding, words.number
        return known[1]

    def columns(self, schema: TableSchema) -> dict[str, Sequence[Any]]:
        """A table's columns."""
        rows = self.rows[schema]
        columns = zip(*rows, strict=True) if rows else ([],) * len(schema.columns)
        return dict(zip((one.name for one in schema.columns), columns, strict=True))
