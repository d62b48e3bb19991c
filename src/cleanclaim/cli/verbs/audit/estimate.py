"""Estimate what was overpaid in a frame from what was found in a sample, as OIG and as Medicare's contractors read it.

AUDIT is the folder that `audit sample` wrote, with its worksheet filled; or the worksheet of anybody's audit, a row an
item: item, paid, should_have_paid. Of such a worksheet --frame names the frame, or --items says how many it has.

The point and limits are those of RAT-STATS: the difference by Student's t, strata by the normal quantile, how many are
wrong by the exact hypergeometric limits. Where errors take whole payments, the minimum sum stands beside.
"""

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, cast

import click
from msgspec import Struct, structs

from cleanclaim.cli.audit_screens import OtherWorksheet, say_columns_not_used, say_estimate, worksheet_of
from cleanclaim.cli.options import DAY, DOLLARS, EXISTING_FILE, Format
from cleanclaim.cli.screen import say_json
from cleanclaim.compliance.audit.estimation.demands import Demand, whole_cents
from cleanclaim.compliance.audit.estimation.estimates import AuditedAmount, Estimate, Method, Stratum
from cleanclaim.compliance.audit.findings_of_sample import SampleFindings, find_in_sample
from cleanclaim.compliance.audit.results import (
    ErrorGroup,
    ItemResult,
    check_against_frame,
    group_errors,
    read_results,
    strata_of,
    twice,
    undecided,
)
from cleanclaim.compliance.audit.sampling.audit_folder import read_audit_folder
from cleanclaim.compliance.audit.sampling.draw import SampleKind
from cleanclaim.compliance.audit.sampling.frame import Amounts
from cleanclaim.compliance.audit.sampling.read_frame import read_frame
from cleanclaim.exchange.files.named_table import raise_all
from cleanclaim.law.basis import Basis
from cleanclaim.model.errors import UserError
from cleanclaim.model.money import dollars

EXAMPLES = (
    "cleanclaim audit estimate audit-2026q4",
    "cleanclaim audit estimate worksheet.csv --items 4838 --frame-paid 2502269.00",
)


class AuditedSample(Struct, frozen=True, kw_only=True):
    """What is estimated from: strata, kind, and what was paid for each item that was not audited, where known."""

    strata: list[Stratum]
    kind: SampleKind
    results: list[ItemResult]
    not_sampled: list[int] | None
    amounts: Amounts = "paid"
    not_used: tuple[str, ...] = ()


def run(
    audit: Annotated[Path, click.Argument(["audit"], metavar="AUDIT", type=click.Path(exists=True, path_type=Path))],
    format: Format,
    *,
    frame: Annotated[
        Path | None,
        click.Option(["--frame"], type=EXISTING_FILE, metavar="FILE", help="The frame that the sample was drawn from."),
    ],
    items: Annotated[
        int | None,
        click.Option(["--items"], type=click.IntRange(2, 999_999_999), help="How many items it has, instead."),
    ],
    frame_paid: Annotated[
        int | None,
        click.Option(["--frame-paid"], type=DOLLARS, metavar="AMOUNT", help="What was paid for all of them."),
    ],
    worksheet: OtherWorksheet,
    method: Annotated[
        str,
        click.Option(
            ["--method"],
            type=click.Choice(["difference", "ratio"]),
            default="difference",
            show_default=True,
            help="By which estimate the demands are worked out.",
        ),
    ],
    on: Annotated[
        date | None, click.Option(["--on"], type=DAY, metavar="DATE", help="The authorities' readings of this day.")
    ],
) -> int:
    """Estimate, and print what each authority would demand; returns the exit code."""
    if audit.is_dir():
        sample = _of_folder(audit, worksheet, frame, items)
    else:
        sample = _of_worksheet(audit, worksheet, frame, items, frame_paid)
    found = find_in_sample(sample.strata, sample.kind, on or Basis().today, sample.not_sampled, cast("Method", method))
    found = structs.replace(found, amounts=sample.amounts)
    if sample.kind != "targeted" and not found.demands:
        raise UserError("--method ratio", dict(found.not_estimated)["ratio"], "Give --frame or --frame-paid.")
    if format == "json":
        errors = [*map(_group_as_json, group_errors(sample.results))]
        say_json(_as_json(found) | {"errors": errors, "columns_not_used": sample.not_used})
    else:
        say_estimate(found, group_errors(sample.results))
        say_columns_not_used(sample.not_used)
    return 0


def _of_folder(folder: Path, worksheet: Path | None, frame: Path | None, items: int | None) -> AuditedSample:
    if frame or items:
        raise UserError(str(folder), "has its frame in it", "Leave --frame and --items out.")
    audit = read_audit_folder(folder)
    unused: list[str] = []
    results = read_results(worksheet_of(folder, worksheet), unused=unused)
    check_against_frame(results, audit.frame, [one.item for one in audit.sample.drawn])
    drawn = {one.item.item for one in audit.sample.drawn}
    return AuditedSample(
        strata=strata_of(results, audit.frame),
        kind=audit.record.kind,
        results=results,
        not_sampled=[one.paid for one in audit.frame.items if one.item not in drawn],
        amounts=audit.record.amounts,
        not_used=tuple(unused),
    )


def _of_worksheet(
    path: Path, worksheet: Path | None, frame: Path | None, items: int | None, paid: int | None
) -> AuditedSample:
    if worksheet:
        raise UserError("--worksheet", f"{path} is a worksheet already", "Leave --worksheet out.")
    if (frame is None) == (items is None):
        problem = "a worksheet alone does not say what it was drawn from"
        raise UserError(str(path), problem, "Give --frame FILE, or --items with the number of items in the frame.")
    unused: list[str] = []
    results = read_results(path, unused=unused)
    if frame is not None:
        whole = read_frame(frame)
        check_against_frame(results, whole, None)
        strata = strata_of(results, whole)
        audited = {one.item for one in results}
        rest = [one.paid for one in whole.items if one.item not in audited]
        return AuditedSample(
            strata=strata,
            kind="stratified" if len(strata) > 1 else "simple",
            results=results,
            not_sampled=rest,
            amounts=whole.amounts,
            not_used=(*unused, *whole.not_used),
        )
    raise_all([*twice(results), *undecided(results), *_too_many(results, items or 0, path)])
    audited_amounts = tuple(AuditedAmount(one.paid, one.error or 0) for one in results)
    stratum = Stratum(name="", items=items or 0, paid=paid, audited=audited_amounts)
    return AuditedSample(
        strata=[stratum],
        kind="simple",
        results=results,
        not_sampled=None,
        amounts=results[0].amounts,
        not_used=tuple(unused),
    )


def _too_many(results: list[ItemResult], items: int, path: Path) -> list[UserError]:
    if 1 < len(results) <= items:
        return []
    problem = f"{len(results):,} items were audited, of a frame of {items:,}"
    return [UserError(str(path), problem, "A sample has two items at least, and no more than its frame.")]


def _as_json(found: SampleFindings) -> dict[str, Any]:
    return {
        "kind": found.kind,
        "amounts": found.amounts,
        "items": found.items,
        "sample": found.sample,
        "overpaid": {"items": found.overpaid.items, "amount": dollars(found.overpaid.cents)},
        "underpaid": {"items": found.underpaid.items, "amount": dollars(found.underpaid.cents)},
        "overpaid_items_of_frame": None if found.wrong is None else [found.wrong.lower, found.wrong.upper],
        "estimates": {one.name: _estimate_as_json(one.estimate) for one in found.methods},
        "not_estimated": dict(found.not_estimated),
        "minimum_sum": None
        if found.minimum is None
        else {"items": found.minimum.wrong, "amount": dollars(found.minimum.cents)},
        "demanded_by": found.demanded_by,
        "demands": [_demand_as_json(one) for one in found.demands],
        "extrapolation": found.extrapolation or None,
        "notes": found.notes,
    }


def _group_as_json(group: ErrorGroup) -> dict[str, object]:
    return {
        "type": group.error_type,
        "cause": group.cause,
        "items": group.items,
        "overpaid": dollars(group.overpaid),
        "underpaid": dollars(group.underpaid),
    }


def _estimate_as_json(estimate: Estimate) -> dict[str, object]:
    limits = estimate.limits(Fraction(9, 10), 2)
    return {
        "point": dollars(whole_cents(estimate.point)),
        "standard_error": dollars(whole_cents(estimate.standard_error)),
        "degrees": estimate.degrees,
        "lower": dollars(whole_cents(limits.lower)),
        "upper": dollars(whole_cents(limits.upper)),
    }


def _demand_as_json(demand: Demand) -> dict[str, object]:
    settlement = demand.reading.settlement(demand.cents)
    return {
        "by": demand.reading.name,
        "amount": dollars(demand.cents),
        "sides": demand.reading.sides,
        "confidence": demand.reading.confidence,
        "reads": demand.reading.demand,
        "lower": dollars(whole_cents(demand.limits.lower)),
        "upper": dollars(whole_cents(demand.limits.upper)),
        "nets": demand.reading.nets,
        "settlement": None if settlement is None else dollars(settlement),
        "source": demand.reading.cite,
        "standing": demand.reading.standing,
    }
