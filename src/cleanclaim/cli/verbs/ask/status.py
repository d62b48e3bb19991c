"""Ask where claims are that went out in SENT, an 837P (276).

Without CLAIM_ID the questions are about all claims, but those that a remittance (--paid) has decided. In a project
(cleanclaim.toml) SENT may be left out: then they are about what was sent and stands. Questions that go to
several receivers are in a file each.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import click

from cleanclaim.claims.remittance_history import read_remittance_history
from cleanclaim.cli.call import Output
from cleanclaim.cli.inputs import load_practice
from cleanclaim.cli.options import BillingPractice, Format, Overwrite, Paid, PayerWords
from cleanclaim.cli.screen import say, say_json
from cleanclaim.cli.sent import files_sent_with, find_sent_log, split_sent
from cleanclaim.cli.verbs.ask._inquiry_files import say_written, write_inquiries, written_json
from cleanclaim.exchange.x12.claim_files import claim_named, read_claims
from cleanclaim.exchange.x12.inquiries import status_inquiry
from cleanclaim.exchange.x12.write_276 import write_276
from cleanclaim.model.errors import UserError
from cleanclaim.model.submitted_claim import SubmittedClaim

EXAMPLES = ("cleanclaim ask status week.837 --paid week.835 --practice practice.toml -o week.276",)


def run(
    claim: Annotated[tuple[str, ...], click.Argument(["claim"], metavar="[SENT] [CLAIM_ID]...", nargs=-1)],
    format: Format,
    *,
    paid: Paid,
    practice: BillingPractice,
    mapping: PayerWords,
    output: Annotated[
        Path,
        Output("The 276 to write.", content="the questions", example="status.276", required=True),
    ],
    force: Overwrite,
) -> int:
    """Ask the payers about claims of an earlier 837P; returns the exit code."""
    billing = load_practice(practice, mapping=mapping)
    sent, named = split_sent(claim)
    claims, place = _sent_claims(sent, named)
    history = read_remittance_history(paid)
    decided = {claim_id: found for claim_id, one in claims.items() if (found := history.of(one))}
    wanted = [claim_named(one, claims.values(), place) for one in named] or [
        one for one in claims.values() if one.claim_id not in decided or decided[one.claim_id].standing is None
    ]
    if not wanted:
        if format == "json":
            say_json(written_json([]) | {"asked": []})
        else:
            say(f"Every claim of {place} has been decided; nothing was written.")
            say("Name a claim to ask about it all the same.")
        return 0
    inquiries = []
    for one in wanted:
        number = decided[one.claim_id].payer_claim_number if one.claim_id in decided else None
        inquiry = status_inquiry(one, number)
        if inquiry is None:
            problem = "does not say who bills, who pays or who is insured"
            raise UserError(f"{place}, claim {one.claim_id}", problem, "Ask by telephone, or send a whole claim.")
        inquiries.append(inquiry)
    inquiries.sort(key=lambda one: (one.payer.last_or_organization or "", one.payer.id or "", one.provider.id or ""))
    files = write_inquiries(inquiries, billing, "status", output, write_276, force=force)
    if format == "json":
        say_json(written_json(files) | {"asked": inquiries})
        return 0
    say_written(files, inquiries, "where is the claim?")
    return 0


def _sent_claims(sent: Path | None, named: Sequence[str]) -> tuple[dict[str, SubmittedClaim], str]:
    """The claims that may be asked about, as they were last sent, and what to call where they stand."""
    if sent is not None:
        return {one.claim_id: one for one in read_claims(sent)}, str(sent)
    log = find_sent_log()
    standing = log.standing() if log else {}
    files = files_sent_with(named or standing)
    claims = {one.claim_id: one for file in files for one in read_claims(file)}
    return {claim_id: one for claim_id, one in claims.items() if named or claim_id in standing}, str(files[-1].parent)
