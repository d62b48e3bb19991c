"""Ask where claims are that went out in SENT, an 837P (276).

Without CLAIM_ID the questions are about all claims, but those that a remittance (--paid) has decided.
"""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import click

from cleanclaim.claims.remittance_history import read_remittance_history
from cleanclaim.cli.call import Output
from cleanclaim.cli.inputs import load_practice
from cleanclaim.cli.options import BillingPractice, Format, Paid, SentFile
from cleanclaim.cli.screen import say_json
from cleanclaim.cli.verbs.ask._inquiry_screen import say_written
from cleanclaim.cli.writing import write_whole
from cleanclaim.exchange.x12.claim_files import claim_named, read_claims
from cleanclaim.exchange.x12.inquiries import status_inquiry
from cleanclaim.exchange.x12.write_276 import write_276
from cleanclaim.model.errors import UserError


def run(
    sent: SentFile,
    claim: Annotated[tuple[str, ...], click.Argument(["claim"], metavar="[CLAIM_ID]...", nargs=-1)],
    format: Format,
    *,
    paid: Paid,
    practice: BillingPractice,
    output: Annotated[
        Path,
        Output("The 276 to write.", content="the questions", example="status.276", required=True),
    ],
) -> int:
    """Ask the payers about claims of an earlier 837P; returns the exit code."""
    billing = load_practice(practice)
    claims = {one.claim_id: one for one in read_claims(sent)}
    history = read_remittance_history(paid)
    decided = {claim_id: found for claim_id, one in claims.items() if (found := history.of(one))}
    wanted = [claim_named(one, claims.values(), sent) for one in claim] or [
        one for one in claims.values() if one.claim_id not in decided or decided[one.claim_id].standing is None
    ]
    if not wanted:
        raise UserError(str(sent), "every claim of it has been decided", "Name a claim to ask about it all the same.")
    inquiries = []
    for one in wanted:
        number = decided[one.claim_id].payer_claim_number if one.claim_id in decided else None
        inquiry = status_inquiry(one, number)
        if inquiry is None:
            problem = "does not say who bills, who pays or who is insured"
            raise UserError(f"{sent}, claim {one.claim_id}", problem, "Ask by telephone, or send a whole claim.")
        inquiries.append(inquiry)
    inquiries.sort(key=lambda one: (one.payer.last_or_organization or "", one.payer.id or "", one.provider.id or ""))
    write_whole(output, write_276(inquiries, billing, created=datetime.now()))
    if format == "json":
        say_json({"written": str(output), "asked": inquiries})
        return 0
    say_written(output, inquiries, "where is the claim?")
    return 0
