"""Bill the next payer for claims that went out in SENT, an 837P, and that a first payer has decided (--paid).

Which payer comes next is the order of the patient's coverages in the practice's patients file. In a project
(cleanclaim.toml) SENT may be left out: the claims are found among what was sent.
"""

from collections.abc import Container, Sequence

from cleanclaim.claims.remittance_history import read_remittance_history
from cleanclaim.claims.secondary import SecondaryResult, secondary_claims
from cleanclaim.claims.sent_log import sent_claims
from cleanclaim.cli.claims_together import OutgoingClaims
from cleanclaim.cli.inputs import load_practice
from cleanclaim.cli.options import BillingPractice, ClaimsOutput, FiledOn, Force, Format, Paid, PayerWords, SentFile
from cleanclaim.cli.outgoing_claims import (
    WrittenClaims,
    entries_of,
    say_written_claims,
    write_claims,
)
from cleanclaim.cli.screen import pluralize, say, say_json, say_text, style, style_mark
from cleanclaim.cli.sent import creation_time, files_sent_with, sending
from cleanclaim.exchange.x12.claim_files import read_claims
from cleanclaim.explanations.marks import ON_HOLD
from cleanclaim.law.basis import Basis
from cleanclaim.law.wording import day
from cleanclaim.model.errors import UserError
from cleanclaim.model.money import amount_for_people, dollars, dollars_for_people
from cleanclaim.model.submitted_claim import SubmittedClaim

SECTION = "Claims"
EXAMPLES = ("cleanclaim secondary week.837 --paid primary.835 --practice practice.toml -o second.837",)


def run(
    sent: SentFile,
    format: Format,
    *,
    paid: Paid,
    practice: BillingPractice,
    mapping: PayerWords,
    filed_on: FiledOn,
    force: Force,
    output: ClaimsOutput,
) -> int:
    """Bill the next payers and print what became of the claims; returns the exit code."""
    billing = load_practice(practice, mapping=mapping)
    if not paid:
        raise UserError("--paid", "is missing", "Name the remittance of the payer that decided: --paid primary.835.")
    decided, created = read_remittance_history(paid), creation_time(Basis(filed_on=filed_on))
    written: list[WrittenClaims] = []
    with sending() as log:
        files = [sent] if sent else files_sent_with(decided.claims)
        claims = [one for file in files for one in read_claims(file)]
        made = secondary_claims(claims if sent else _decided(claims, decided.claims), decided, billing)
        if made.claims:
            outgoing = OutgoingClaims(
                log=log,
                practice=billing,
                claims=made.claims,
                entries=entries_of(sent_claims(made.claims)),
                created=created,
                force=force,
            )
            written = write_claims([outgoing], "secondary", output)
    if format == "json":
        say_json(_as_json(made, written))
    else:
        say_secondary(made, written)
    return 1 if made.on_hold else 0


def _decided(claims: Sequence[SubmittedClaim], decided: Container[str]) -> list[SubmittedClaim]:
    """Of the claims sent those that the remittances decide, each as it was last sent."""
    return list({one.claim_id: one for one in claims if one.claim_id in decided}.values())


def say_secondary(made: SecondaryResult, files: Sequence[WrittenClaims]) -> None:
    """What became of the claims, and the files in which those to a next payer were written."""
    for one in made.on_hold:
        say(f"claim {one.claim_id}   {style_mark(ON_HOLD)}")
        for indent, text in ((4, one.reason), (6, one.remedy)):
            say_text(text, indent)
    if made.on_hold:
        say()
    for claim in made.claims:
        before = claim.others[-1]
        left = dollars_for_people(before.remaining or 0)
        paid = dollars_for_people(before.paid or 0)
        say(f"claim {claim.claim_id}   {claim.payer.name}   {before.payer.name} paid {paid}, {left} left")
    for done in made.decided:
        on = f" on {day(done.on)}" if done.on else ""
        paid = f"{done.payer} has decided it{on} and paid {amount_for_people(done.paid)}"
        first = f"{done.before} paid {amount_for_people(done.paid_before)}"
        say(f"claim {done.claim_id}   nothing to bill: {paid}, {first}")
    if made.claims:
        total = dollars_for_people(sum(one.others[-1].remaining or 0 for one in made.claims))
        claims = pluralize(len(made.claims), "claim")
        where = files[0].file if len(files) == 1 else "The claims"
        say(f"{style(where, bold=True)}   {claims}, {total} left by the payers before")
        if len(files) > 1:
            say_written_claims(files)
    else:
        say("No claim is to be billed to a next payer; nothing was written.")
    if made.without:
        say(f"{pluralize(made.without, 'claim')} of patients without a further payer.")


def _as_json(made: SecondaryResult, files: Sequence[WrittenClaims]) -> dict[str, object]:
    return {
        "written": files[0].file if len(files) == 1 else None,
        "files": files,
        "claims": [
            {
                "claim_id": one.claim_id,
                "patient_id": one.patient.patient_id,
                "payer": one.payer.policy,
                "order": one.order,
                "charge": dollars(one.charge),
                "paid_before": dollars(sum(other.paid or 0 for other in one.others)),
                "remaining": dollars(one.others[-1].remaining or 0),
                "after": one.lines[0].visit_id,
            }
            for one in made.claims
        ],
        "held": made.on_hold,
        "without_further_payer": made.without,
        "decided_by_next_payer": [
            {
                "claim_id": one.claim_id,
                "payer": one.payer,
                "paid": None if one.paid is None else dollars(one.paid),
                "on": one.on,
                "paid_before": None if one.paid_before is None else dollars(one.paid_before),
            }
            for one in made.decided
        ],
    }
