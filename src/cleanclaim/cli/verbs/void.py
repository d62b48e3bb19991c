"""Void claims that went out in SENT, an 837P: each is repeated as it was, with frequency 8.

The payer's number of a claim is read from --paid, or written as CLAIM_ID=NUMBER. In a project (cleanclaim.toml) SENT
may be left out: the claims are found among what was sent, and once they are void their visits may be billed again.
"""

from typing import TYPE_CHECKING, Annotated

import click

from cleanclaim.claims.sent_log import SentClaim
from cleanclaim.claims.voids import write_voids
from cleanclaim.cli.corrections import find_corrections, say_correction_notes
from cleanclaim.cli.options import ClaimsOutput, FiledOn, Force, Format, Paid, Payers
from cleanclaim.cli.screen import pluralize, say, say_json, style
from cleanclaim.cli.sent import creation_time, files_sent_with, sending, split_sent, write_sent
from cleanclaim.law.basis import Basis
from cleanclaim.model.errors import UserError
from cleanclaim.model.money import dollars, dollars_for_people

if TYPE_CHECKING:
    from collections.abc import Mapping

SECTION = "Claims"
EXAMPLES = ("cleanclaim void week.837 260302AB12 --paid week.835 -o void.837",)


def run(
    claim: Annotated[
        tuple[str, ...], click.Argument(["claim"], metavar="[SENT] CLAIM_ID[=NUMBER]...", nargs=-1, required=True)
    ],
    format: Format,
    *,
    paid: Paid,
    filed_on: FiledOn,
    payers: Payers,
    force: Force,
    output: ClaimsOutput,
) -> int:
    """Void claims of an earlier 837P; returns the exit code."""
    basis = Basis(filed_on=filed_on, payers=payers)
    sent, wanted = split_sent(claim)
    if not wanted:
        raise UserError("CLAIM_ID", "is missing", "Name the claims to void, as the 837P calls them.")
    with sending() as log:
        found = find_corrections(wanted, sent, paid, basis)
        numbers: Mapping[str, str] = {one.claim.claim_id: one.payer_claim_number for one in found.corrections}
        created, drawn = creation_time(basis), list[int]()

        def next_number() -> int:
            drawn.append(log.next_number() if log else 0)
            return drawn[-1]

        files = [sent] if sent else files_sent_with(numbers)
        text = write_voids(files, numbers, created=created, control_number=next_number if log else None)
        ended = [SentClaim(claim_id=claim_id, ends=claim_id) for claim_id in numbers]
        write_sent(
            log, "void", output, text.encode("latin-1"), at=created, control_numbers=drawn, claims=ended, force=force
        )
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
