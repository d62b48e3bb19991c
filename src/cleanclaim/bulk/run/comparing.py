"""The fifth stage of what a change does: a bucket's visits by both bases, what changes written as tables."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import structs
from msgspec.msgpack import encode

from cleanclaim.bulk.results import BilledAmount, FindingKey
from cleanclaim.bulk.run.bucket_cases import law_days, load_cases, load_first_pass
from cleanclaim.bulk.run.packed_files import write_parts
from cleanclaim.bulk.run.plan import RunPlan
from cleanclaim.bulk.run.reaudit import Reaudited, reaudit_visit
from cleanclaim.bulk.run.totals import BucketTotals
from cleanclaim.bulk.tables.schemas import CHANGED_FINDINGS, CHANGED_LINES, CHANGES, REAUDIT, TableSchema
from cleanclaim.bulk.tables.write_tables import about_visit, write_table
from cleanclaim.bulk.tally import BasisComparison, Tally, VisitChange
from cleanclaim.pricing.day import group_by_day


def compare_bucket(plan: RunPlan, bucket: int) -> None:
    """Compare a bucket by both bases: what changes, then what it came to."""
    tally = _tally(plan, bucket)
    tables: dict[TableSchema, list[dict[str, Any]]] = {
        CHANGES: [_change_row(change) for change in tally.changes],
        CHANGED_FINDINGS: [row for change in tally.changes for row in _finding_rows(change)],
        CHANGED_LINES: [row for change in tally.changes for row in _line_rows(change)],
    }
    sums: Counter[str] = Counter(tally.aspects)
    reasons: dict[str, Counter[str]] = {}
    if plan.settings.verb == "reaudit":
        found = [reaudit_visit(change, plan.settings.basis) for change in tally.changes]
        tables[REAUDIT] = [structs.asdict(one) for one in found]
        sums.update(_sums(found))
        for one in found:
            for reason in one.because.split():
                reasons.setdefault(reason, Counter())[one.judged] += 1
    for schema, rows in tables.items():
        write_table(plan.table(schema.name, bucket), schema, rows)
    groups = {
        "all": [tally.all],
        "by_payer": list(tally.by_payer.values()),
        "by_code": list(tally.by_code.values()),
        "by_clinician": list(tally.by_clinician.values()),
        "by_rule": list(tally.by_rule.values()),
    }
    came_to = BucketTotals(
        rows={schema.name: len(rows) for schema, rows in tables.items()},
        sums=dict(sums),
        rules={reason: dict(counts) for reason, counts in reasons.items()},
        days=law_days(load_cases(plan, bucket), plan.settings.basis),
        groups=groups,
    )
    write_parts(plan.work("judged", bucket), [encode(came_to)])


def _tally(plan: RunPlan, bucket: int) -> Tally:
    """What changes in a bucket, by visit id."""
    settings, tally = plan.settings, Tally()
    assert settings.before is not None  # the verb compares
    cases = load_cases(plan, bucket)
    first_pass = load_first_pass(plan, bucket, cases)
    for case in cases:
        visits = case.unpriced()
        shared = structs.replace(case, visits=(), visit_files=None, coded=())
        days = [[visits[place] for place in day] for day in group_by_day(visits)]
        tally.merge(BasisComparison(settings.before, settings.basis, shared, first_pass).tally(days))
    tally.changes.sort(key=lambda change: change.visit.visit_id)
    return tally


def _change_row(change: VisitChange) -> dict[str, Any]:
    before, after = change.before, change.after
    return about_visit(change.visit) | {
        "changed": " ".join(change.aspects),
        "status_before": before.status,
        "status_after": after.status,
        "units_before": before.units,
        "units_after": after.units,
        "allowed_before_cents": before.allowed,
        "allowed_after_cents": after.allowed,
        "payer_pays_before_cents": before.payer_pays,
        "payer_pays_after_cents": after.payer_pays,
    }


def _finding_rows(change: VisitChange) -> Iterator[dict[str, Any]]:
    for word, findings in (("gone", change.gone_findings), ("new", change.new_findings)):
        for finding in sorted(findings, key=_finding_order):
            yield {"visit_id": change.visit.visit_id, "change": word} | structs.asdict(finding)


def _finding_order(finding: FindingKey) -> tuple[str, int, str, str]:
    return finding.rule, finding.line or 0, finding.outcome, finding.severity


def _line_rows(change: VisitChange) -> Iterator[dict[str, Any]]:
    for side, result in (("before", change.before), ("after", change.after)):
        yield from _lines(change.visit.visit_id, side, result.lines)


def _lines(visit_id: str, side: str, lines: Iterable[BilledAmount]) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines, 1):
        yield {
            "visit_id": visit_id,
            "side": side,
            "line": number,
            "code": line.code,
            "units": line.units,
            "modifiers": " ".join(line.modifiers),
            "allowed_cents": line.allowed,
            "payer_pays_cents": line.payer_pays,
        }


def _sums(found: Iterable[Reaudited]) -> Counter[str]:
    sums: Counter[str] = Counter()
    for one in found:
        sums[one.judged] += 1
        sums[f"{one.judged}_at_stake_cents"] += one.at_stake_cents or 0
        sums[f"{one.judged}_still_correctable"] += one.still_correctable or 0
    return sums
