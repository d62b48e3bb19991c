"""Draw a sample of a frame, so that anybody can draw it again, and write what it was drawn from beside it.

FRAME is a table (CSV or xlsx), a row an item that may be drawn: item, paid, and where known patient, date, clinician,
payer, stratum, status, risk. An item that stands there twice is refused; items for which nothing was paid, takebacks
and voids are taken out and listed.

simple: every item is as likely as any other. stratified: so many of each stratum, in proportion to its items. probe: a
small simple sample that decides whether more is to be looked at. targeted: the highest risk first; it stands for itself
alone, and nothing is estimated from it.
"""

import secrets
from pathlib import Path
from typing import Annotated, Any, cast

import click
from msgspec import structs

from cleanclaim.cli.audit_screens import say_sample
from cleanclaim.cli.options import EXISTING_FILE, Format
from cleanclaim.cli.output_folder import check_folder, write_folder
from cleanclaim.cli.rows import csv_bytes
from cleanclaim.cli.screen import say_json
from cleanclaim.compliance.audit.sampling.audit_folder import RECORD, audit_tables, record_text
from cleanclaim.compliance.audit.sampling.draw import Sample, SampleKind, draw_sample, frame_for, strata_by_amount
from cleanclaim.compliance.audit.sampling.frame import AuditFrame
from cleanclaim.compliance.audit.sampling.read_frame import read_frame
from cleanclaim.law.basis import Basis
from cleanclaim.model.errors import UserError
from cleanclaim.model.money import cents, dollars

EXAMPLES = (
    "cleanclaim audit sample frame.csv --size 30 -o audit-2026q4",
    "cleanclaim audit sample frame.csv --kind stratified --bounds 50,150 --size 60 --seed 20261130 -o audit",
)


def run(
    frame: Annotated[Path, click.Argument(["frame"], metavar="FRAME", type=EXISTING_FILE)],
    format: Format,
    *,
    size: Annotated[
        int,
        click.Option(
            ["--size"], type=click.IntRange(1, 100_000), default=30, show_default=True, help="Items to be drawn."
        ),
    ],
    kind: Annotated[
        str,
        click.Option(
            ["--kind"],
            type=click.Choice(["simple", "stratified", "probe", "targeted"]),
            default="simple",
            show_default=True,
            help="How they are chosen.",
        ),
    ],
    by: Annotated[
        str | None,
        click.Option(
            ["--by"], type=click.Choice(["clinician", "payer"]), help="Take this column for the strata, not stratum."
        ),
    ],
    bounds: Annotated[
        str | None,
        click.Option(
            ["--bounds"], metavar="DOLLARS,...", help="Make strata by what was paid: a new one begins at each amount."
        ),
    ],
    seed: Annotated[
        str | None,
        click.Option(["--seed"], metavar="TEXT", help="What the tickets are made of; drawn by lot unless given."),
    ],
    output: Annotated[
        Path,
        click.Option(
            ["--output", "-o"],
            required=True,
            metavar="DIR",
            type=click.Path(path_type=Path),
            help="The audit's folder.",
        ),
    ],
    force: Annotated[
        bool, click.Option(["--force"], is_flag=True, help="Replace a sample that was drawn there, untouched since.")
    ],
) -> int:
    """Draw the sample and write the folder; returns the exit code."""
    check_folder(output, "audit sample", replace=force)
    chosen = cast("SampleKind", kind)
    whole = frame_for(chosen, _in_strata(read_frame(frame), chosen, by, bounds))
    sample = draw_sample(whole, chosen, size, seed or secrets.token_hex(8))
    tables = {name: csv_bytes(rows) for name, rows in audit_tables(whole, sample).items()}
    record = record_text(whole, sample, frame.name, Basis().today)
    write_folder(output, "audit sample", [*tables.items(), (RECORD, record.encode())], replace=force)
    if format == "json":
        say_json(_as_json(whole, sample, output))
    else:
        say_sample(whole, sample, output)
    return 0


def _in_strata(frame: AuditFrame, kind: SampleKind, by: str | None, bounds: str | None) -> AuditFrame:
    if (by or bounds) and kind != "stratified":
        named = "--by" if by else "--bounds"
        raise UserError(named, f"makes strata, and a {kind} sample has none", "Give --kind stratified too.")
    if by and bounds:
        raise UserError("--by, --bounds", "each makes other strata", "Give one of the two.")
    if bounds:
        return strata_by_amount(frame, [_cents(one) for one in bounds.split(",")])
    if by:
        items = tuple(structs.replace(one, stratum=getattr(one, by)) for one in frame.items)
        return structs.replace(frame, items=items)
    return frame


def _cents(text: str) -> int:
    try:
        return cents(text)
    except ValueError:
        raise UserError("--bounds", f'"{text}" is no amount in dollars', "Write it like 50,150.00.") from None


def _as_json(frame: AuditFrame, sample: Sample, output: Path) -> dict[str, Any]:
    return {
        "written": str(output),
        "kind": sample.kind,
        "seed": sample.seed,
        "algorithm": sample.algorithm,
        "fingerprint": sample.fingerprint,
        "items": len(frame.items),
        "amounts": frame.amounts,
        "total": dollars(frame.paid),
        "status_not_known": frame.unknown_status,
        "columns_not_used": frame.not_used,
        "taken_out": [
            {"item": one.item.item, "amount": dollars(one.item.paid), "why": one.why} for one in frame.taken_out
        ],
        "strata": [
            {"name": one.name, "items": one.items, "total": dollars(one.paid), "drawn": one.drawn}
            for one in sample.strata
        ],
        "drawn": [
            {"stratum": one.item.stratum, "order": one.order, "item": one.item.item, "ticket": one.ticket}
            for one in sample.drawn
        ],
        "carries_estimate": sample.carries_estimate,
    }
