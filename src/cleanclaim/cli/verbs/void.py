"""Void claims that went out in SENT, an 837P: each is repeated as it was, with frequency 8.

The payer's number of a claim is read from --paid, or written as CLAIM_ID=NUMBER. In a project (cleanclaim.toml) SENT
may be left out: the claims are found among what was sent, and once they are void their visits may be billed again.
Voids of claims that went to several receivers are in a file each.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import click

from cleanclaim.claims.sent_log import SentClaim, SentLog
from cleanclaim.claims.voids import VoidInterchange, write_voids
from cleanclaim.cli.corrections import find_corrections, say_correction_notes
from cleanclaim.cli.options import ClaimsOutput, FiledOn, Force, Format, Paid, Payers
from cleanclaim.cli.receivers import name_files
from cleanclaim.cli.screen import pluralize, say, say_json, style
from cleanclaim.cli.sent import creation_time, files_sent_with, sending, split_sent, write_sent
from cleanclaim.cli.writing import check_not_another_file
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
        created = creation_time(basis)
        files = [sent] if sent else files_sent_with(numbers)
        made = write_voids(files, numbers, created=created, control_number=log.next_number if log else None)
        written = _write(made, output, log, created, force=force)
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
        where = {"written": written[0] if len(written) == 1 else None, "files": written}
        say_json(where | {"voids": voids, "notes": found.notes})
        return 0
    say_correction_notes(found.notes)
    counted = f"{pluralize(len(numbers), 'void')} of claims over {dollars_for_people(charge)}"
    say(f"{style(written[0] if len(written) == 1 else 'The voids', bold=True)}   {counted}")
    if len(written) > 1:
        say(f"A file a receiver: {', '.join(written)}.")
    return 0


def _write(
    made: Sequence[VoidInterchange], output: Path, log: SentLog | None, created: datetime, *, force: bool
) -> list[str]:
    """Write the voids, a file a receiver, and remember each; the files. Raises UserError where one cannot be."""
    by_receiver: dict[str, list[VoidInterchange]] = {}
    for one in made:
        by_receiver.setdefault(one.receiver, []).append(one)
    files = [
        (name, mine, "".join(one.text for one in mine).encode("latin-1"))
        for name, mine in zip(name_files(output, list(by_receiver)), by_receiver.values(), strict=True)
    ]
    if not force:
        for name, _, text in files:
            check_not_another_file(name, text, remembered=log is not None)
    for name, mine, text in files:
        ended = [SentClaim(claim_id=claim_id, ends=claim_id) for one in mine for claim_id in one.claim_ids]
        numbers = [one.number for one in mine]
        write_sent(log, "void", name, text, at=created, control_numbers=numbers, claims=ended)
    return [str(name) for name, _, _ in files]
