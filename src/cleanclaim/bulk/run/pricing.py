"""The fifth stage of pricing: a bucket's visits are priced, and written as tables."""

from collections import Counter
from typing import Any

from msgspec import UNSET
from msgspec.msgpack import encode

from cleanclaim.bulk.run.bucket_cases import law_days, load_cases
from cleanclaim.bulk.run.packed_files import write_parts
from cleanclaim.bulk.run.plan import RunPlan
from cleanclaim.bulk.run.totals import BucketTotals
from cleanclaim.bulk.tables.schemas import OPEN_PRICES, PRICED_LINES, PRICES
from cleanclaim.bulk.tables.write_tables import about_visit, write_table
from cleanclaim.model.visit import Visit
from cleanclaim.pricing.price import price
from cleanclaim.pricing.priced import PricedVisit

SUMMED = ("allowed", "payer_pays", "patient_owes")
_SHARES = ("coinsurance", "assistant_reduction", "sequestration")


def price_bucket(plan: RunPlan, bucket: int) -> None:
    """Price a bucket: its tables, then what it came to."""
    cases, basis = load_cases(plan, bucket), plan.settings.basis
    prices: list[dict[str, Any]] = []
    lines: list[dict[str, Any]] = []
    left_open: list[dict[str, Any]] = []
    sums: Counter[str] = Counter(visits=0, visits_priced=0)
    for case in cases:
        for visit, priced in zip(case.visits, price(case, basis).visits, strict=True):
            prices.append(_visit_row(visit, priced))
            lines += _line_rows(priced)
            left_open += [
                {"visit_id": visit.visit_id, "line": one.line, "title": one.title, "remedy": one.remedy}
                for one in priced.open
            ]
            sums["visits"] += 1
            sums["visits_priced"] += priced.allowed is not None
            sums.update({f"{name}_cents": getattr(priced, name) or 0 for name in SUMMED})
    rows = {}
    for schema, found in ((PRICES, prices), (PRICED_LINES, lines), (OPEN_PRICES, left_open)):
        write_table(plan.table(schema.name, bucket), schema, found)
        rows[schema.name] = len(found)
    came_to = BucketTotals(rows=rows, sums=dict(sums), days=law_days(cases, basis))
    write_parts(plan.work("judged", bucket), [encode(came_to)])


def _visit_row(visit: Visit, priced: PricedVisit) -> dict[str, Any]:
    return (
        about_visit(visit)
        | {f"{name}_cents": getattr(priced, name) for name in (*SUMMED, *_SHARES)}
        | {"locality": priced.locality, "rests_on": " ".join(priced.rests_on) or None}
    )


def _line_rows(priced: PricedVisit) -> list[dict[str, Any]]:
    return [
        {
            "visit_id": priced.visit_id,
            "line": line.number,
            "code": line.code,
            "units": line.units,
            "modifiers": " ".join(line.modifiers),
            "charge_cents": line.charge,
            "fee_cents": line.fee,
            "allowed_cents": line.allowed,
            "status": line.status,
            "reason": None if line.reason is UNSET else line.reason,
        }
        for line in priced.lines
    ]
