"""What `reference simulate` found, for programs: the contract's names, amounts as decimal text in dollars."""

from typing import Any

from msgspec.structs import asdict

from cleanclaim.bulk.groups import AMOUNTS, Group, GroupTotals
from cleanclaim.bulk.results import VisitResult
from cleanclaim.bulk.tally import VisitChange
from cleanclaim.bulk.what_if import WhatIf
from cleanclaim.cli.verbs.reference._simulate_inputs import ProposedChange
from cleanclaim.law.policies.policy import law_version
from cleanclaim.model.money import dollars

DOLLARS = frozenset({"allowed", "payer_pays"})


def as_json(found: WhatIf, new: ProposedChange) -> dict[str, Any]:
    """Everything, the most affected first."""
    return {
        "summary": {
            **_group(found.all, None),
            "aspects": found.aspects,
            "as_of": found.as_of,
            "known_on": found.known_on,
            "filed_on": found.filed_on,
            "law": law_version(),
            "releases": [release.name for release in new.releases],
            "policies": found.policies,
            "notes": new.notes,
        },
        "by_payer": [_group(group, "payer") for group in found.by_payer],
        "by_code": [_group(group, "code") for group in found.by_code],
        "by_clinician": [_group(group, "provider_npi") for group in found.by_clinician],
        "by_rule": [_group(group, "rule") for group in found.by_rule],
        "changes": [_change(change) for change in found.changes],
    }


def _group(group: Group, named: str | None) -> dict[str, Any]:
    return {
        **({named: group.name} if named else {}),
        "visits": group.visits,
        "changed": group.changed,
        "unknown": group.unknown,
        "before": _totals(group.before),
        "after": _totals(group.after),
        "difference": {amount: _written(amount, group.difference(amount)) for amount in AMOUNTS},
    }


def _totals(totals: GroupTotals) -> dict[str, Any]:
    return {name: _written(name, value) for name, value in asdict(totals).items()}


def _written(name: str, value: int | None) -> int | str | None:
    return dollars(value) if name in DOLLARS and value is not None else value


def _change(change: VisitChange) -> dict[str, Any]:
    visit = change.visit
    return {
        "visit_id": visit.visit_id,
        "payer": visit.payer,
        "service_date": visit.service_date,
        "discipline": visit.discipline,
        "provider_npi": visit.provider_npi,
        "changed": change.aspects,
        "before": _result(change.before),
        "after": _result(change.after),
    }


def _result(result: VisitResult) -> dict[str, Any]:
    return {
        "status": result.status,
        **{amount: _written(amount, getattr(result, amount)) for amount in AMOUNTS},
        "lines": [{name: _written(name, value) for name, value in asdict(line).items()} for line in result.lines],
        "findings": result.findings,
    }
