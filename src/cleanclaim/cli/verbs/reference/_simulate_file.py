"""What `reference simulate` found, as a file: every changed visit as a row of a spreadsheet, or all of it as JSON."""

from collections.abc import Iterable
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from cleanclaim.bulk.results import BilledAmount, FindingKey
from cleanclaim.bulk.tally import VisitChange
from cleanclaim.bulk.what_if import WhatIf
from cleanclaim.cli.verbs.reference._simulate_inputs import ProposedChange
from cleanclaim.cli.verbs.reference._simulate_json import as_json
from cleanclaim.cli.writing import write_whole
from cleanclaim.model.errors import UserError

if TYPE_CHECKING:
    import polars

FORMATS = (".csv", ".parquet", ".json")

TEXTS = ("visit_id", "payer", "discipline", "provider_npi", "changed", "status_before", "status_after")
LISTS = ("findings_gone", "findings_new", "lines_before", "lines_after")
NUMBERS = ("units_before", "units_after")
AMOUNTS = (
    *("allowed_before", "allowed_after", "allowed_difference"),
    *("payer_pays_before", "payer_pays_after", "payer_pays_difference"),
)


def check_format(output: Path) -> None:
    """Raises UserError where the file's name has no known format."""
    if output.suffix.lower() not in FORMATS:
        raise UserError(str(output), "its name has no known format", "Name a file in .csv, .parquet or .json.")


def write_changes(output: Path, found: WhatIf, new: ProposedChange, *, force: bool) -> None:
    """Write every changed visit with its before and after. Raises UserError as `write_whole`."""
    content = BytesIO()
    match output.suffix.lower():
        case ".json":
            content.write(msgspec.json.format(msgspec.json.encode(as_json(found, new))))
        case ".csv":
            _frame(found.changes).write_csv(content)
        case _:
            _frame(found.changes).write_parquet(content)
    write_whole(output, content.getvalue(), force=force)


def _frame(changes: Iterable[VisitChange]) -> "polars.DataFrame":
    import polars

    kinds: dict[str, type[polars.DataType] | polars.DataType] = {
        **dict.fromkeys(TEXTS, polars.String),
        "service_date": polars.Date,
        **dict.fromkeys(LISTS, polars.String),
        **dict.fromkeys(NUMBERS, polars.Int64),
        **dict.fromkeys(AMOUNTS, polars.Decimal(precision=12, scale=2)),
    }
    return polars.DataFrame([_row(change) for change in changes], schema=kinds)


def _row(change: VisitChange) -> dict[str, object]:
    visit, before, after = change.visit, change.before, change.after
    return {
        "visit_id": visit.visit_id,
        "payer": visit.payer,
        "discipline": visit.discipline,
        "provider_npi": visit.provider_npi,
        "changed": " ".join(change.aspects),
        "status_before": before.status,
        "status_after": after.status,
        "service_date": visit.service_date,
        "findings_gone": findings_in_words(change.gone_findings),
        "findings_new": findings_in_words(change.new_findings),
        "lines_before": lines_in_words(before.lines),
        "lines_after": lines_in_words(after.lines),
        "units_before": before.units,
        "units_after": after.units,
        "allowed_before": _dollars(before.allowed),
        "allowed_after": _dollars(after.allowed),
        "allowed_difference": _dollars(change.dollars),
        "payer_pays_before": _dollars(before.payer_pays),
        "payer_pays_after": _dollars(after.payer_pays),
        "payer_pays_difference": _dollars(change.paid),
    }


def _dollars(amount: int | None) -> Decimal | None:
    return None if amount is None else Decimal(amount).scaleb(-2)


def findings_in_words(findings: Iterable[FindingKey]) -> str:
    """`pairs.bundled (stop, line 2); visits.late (warn)`; what is unanswered or bypassed says so."""
    return "; ".join(f"{one.rule} ({', '.join(_about(one))})" for one in findings)


def _about(finding: FindingKey) -> list[str]:
    grave = finding.severity if finding.outcome == "fail" else finding.outcome
    return [grave, f"line {finding.line}"] if finding.line else [grave]


def lines_in_words(lines: Iterable[BilledAmount]) -> str:
    """`97110 x 2 GP; 97140 x ? GP`."""
    return "; ".join(
        " ".join([line.code, "x", "?" if line.units is None else str(line.units), *line.modifiers]) for line in lines
    )
