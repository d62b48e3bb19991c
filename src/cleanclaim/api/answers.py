"""The answers of verbs as documents, whoever asks: what came of reading the files stands in each of them."""

from pathlib import Path
from typing import Any

import msgspec

from cleanclaim.law.case import Case
from cleanclaim.law.review.review import ClaimReview
from cleanclaim.model.file_reading import FileReading
from cleanclaim.model.finding import Finding
from cleanclaim.model.money import dollars
from cleanclaim.pricing.priced import Priced
from cleanclaim.pricing.rate import decimal

_AMOUNTS = frozenset(
    {
        *("allowed", "amount", "charge", "fee"),
        *("deductible", "coinsurance", "assistant_reduction", "sequestration", "payer_pays", "patient_owes"),
    }
)


def answer_json(answer: Any, case: Case) -> dict[str, Any]:
    """A verb's answer on a case, with what came of reading its files."""
    built: dict[str, Any] = msgspec.to_builtins(answer)
    if counts := set_aside_counts(case):
        built["summary"] = built.get("summary", {}) | counts
    return built | readings_json(case)


def claim_json(claim: ClaimReview, findings: list[Finding] | None = None) -> dict[str, object]:
    """A claim as it was reviewed, with all findings or some."""
    answer = {name: getattr(claim, name) for name in ("visit_id", "status", "findings", "checked")}
    return answer if findings is None else answer | {"findings": findings}


def priced_json(priced: Priced) -> dict[str, Any]:
    """Prices in the contract's shape: amounts as decimal text, in dollars."""
    return {"visits": [_in_dollars(msgspec.to_builtins(visit)) for visit in priced.visits], "summary": priced.summary}


def _in_dollars(value: Any) -> Any:
    if isinstance(value, list):
        return [_in_dollars(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {name: _written(name, item) for name, item in value.items()}


def _written(name: str, value: Any) -> Any:
    if value is not None and name in _AMOUNTS:
        return dollars(value)
    if value is not None and name == "conversion_factor":
        return decimal(value, 4)
    return _in_dollars(value)


def readings_json(case: Case) -> dict[str, Any]:
    """The key `inputs`: each file of visits with its columns and what was set aside. Empty for an 837P."""
    return {"inputs": [_reading_json(reading) for reading in case.readings]} if case.readings else {}


def _reading_json(reading: FileReading) -> dict[str, Any]:
    return {
        "file": Path(reading.file).name,
        "format": reading.format,
        "encoding": reading.encoding or None,
        "columns": {"used": reading.used, "not_used": reading.not_used, "may_be": reading.may_be},
        "left_out": reading.left_out,
        "set_aside": {
            "rows": reading.rows_set_aside,
            "visits": reading.visits_set_aside,
            "taken_along": reading.taken_along,
            "faults_counted": reading.faults_counted,
            "faults": [
                {
                    "rows": fault.rows,
                    "column": fault.column or None,
                    "visit_id": fault.visit_id,
                    "problem": fault.problem,
                    "remedy": fault.remedy,
                }
                for fault in reading.faults
            ],
        },
        "notes": reading.notes,
    }


def set_aside_counts(case: Case) -> dict[str, int]:
    """For a summary: how many rows and visits were set aside, where any were."""
    rows = sum(reading.rows_set_aside for reading in case.readings)
    visits = sum(len(reading.visits_set_aside) for reading in case.readings)
    return {"rows_set_aside": rows, "visits_set_aside": visits} if rows or visits else {}
