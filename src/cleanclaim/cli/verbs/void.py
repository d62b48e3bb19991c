"""Void claims that went out in SENT, an 837P: each is repeated as it was, with frequency 8.

The payer's number of a claim is read from --paid, or written as CLAIM_ID=NUMBER.
"""

from datetime import datetime, time
from typing import TYPE_CHECKING, Annotated

import click

from cleanclaim.claims.voids import write_voids
from cleanclaim.cli.corrections import find_corrections, say_correction_notes
from cleanclaim.cli.options import ClaimsOutput, FiledOn, Format, Paid, Payers, SentFile
from cleanclaim.cli.screen import pluralize, say, say_json, style
from cleanclaim.cli.writing import write_whole
from cleanclaim.law.basis import Basis
from cleanclaim.model.money import dollars, dollars_for_people

if TYPE_CHECKING:
    from collections.abc import Mapping

SECTION = "Claims"


def run(
    sent: SentFile,
    claim: Annotated[
        tuple[str, ...], click.Argument(["claim"], metavar="CLAIM_ID[=NUMBER]...", nargs=-1, required=True)
    ],
    format: Format,
    *,
    paid: Paid,
    filed_on: FiledOn,
    payers: Payers,
    output: ClaimsOutput,
) -> int:
    """Void claims of an earlier 837P; returns the exit code."""
    basis = Basis(filed_on=filed_on, payers=payers)
    found = find_corrections(claim, sent, paid, basis)
    numbers: Mapping[str, str] = {one.claim.claim_id: one.payer_claim_number for one in found.corrections}
    created = datetime.combine(basis.filing_day, time())
    write_whole(output, write_voids(sent, numbers, created=created).encode("latin-1"))
    charge = sum(one.claim.charge or 0 for one in found.corrections)
    if format == "json":
        voids = [
            {
                "claim_id": one.claim.claim_id,
                "payer_claim_number": one.payer_claim_number,
                "charge": None if one.claim.charge is None else dollars(one.claim.charge),
            }
            for one in found.corrections
        ]
        say_json({"written": str(output), "voids": voids, "notes": found.notes})
        return 0
    say_correction_notes(found.notes)
    counted = f"{pluralize(len(numbers), 'void')} of claims over {dollars_for_people(charge)}"
    say(f"{style(str(output), bold=True)}   {counted}")
    return 0
