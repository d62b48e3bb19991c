"""`cleanclaim ask`: the questions a practice sends, about coverage (270) and about claims (276)."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from cleanclaim.claims.remittance_history import read_history
from cleanclaim.cli.inputs import files_of, practice_at
from cleanclaim.cli.screen import plural, say, say_json, styled
from cleanclaim.cli.writing import spare, write_whole
from cleanclaim.exchange.x12.claim_files import claim_named, read_claims
from cleanclaim.exchange.x12.inquiries import OF_INJURIES, Inquiry, eligibility_inquiry, status_inquiry
from cleanclaim.exchange.x12.write_270 import write_270
from cleanclaim.exchange.x12.write_276 import write_276
from cleanclaim.law.wording import day
from cleanclaim.model.errors import UserError
from cleanclaim.model.practice import Practice


def eligibility(
    practice: Path, patient: Sequence[str], payer: Sequence[str], output: Path, format: str, *, on: date | None
) -> int:
    """Ask the payers whether the patients are covered; returns the exit code."""
    billing = practice_at(practice)
    spare(output, files_of(practice), "the questions", "eligibility.270")
    asked_on = on or date.today()
    wanted = [billing.patients[one] for one in _known(patient, billing)]
    held = [
        (person, coverage)
        for person in wanted
        for coverage in person.coverages.values()
        if not payer or coverage.payer in payer
    ]
    asked = [
        eligibility_inquiry(person, coverage, billing, asked_on)
        for person, coverage in held
        if billing.payers[coverage.payer].claim_filing not in OF_INJURIES
    ]
    asked.sort(key=lambda one: one.payer.last_or_organization or "")
    if not asked:
        what = "only by insurers of injuries, who answer no such question" if held else "by none of these payers"
        raise UserError(str(practice), f"the patients are covered {what}", "Name other patients or payers.")
    write_whole(output, write_270(asked, billing, created=datetime.now()))
    if format == "json":
        say_json({"written": str(output), "on": asked_on, "asked": asked})
        return 0
    _say(output, asked, f"covered on {day(asked_on)}?")
    left = len(held) - len(asked)
    if left:
        say(f"{plural(left, 'coverage')} by insurers of injuries not asked about: they cover a case, not a member.")
    return 0


def _known(patients: Sequence[str], practice: Practice) -> Sequence[str]:
    for one in patients:
        if one not in practice.patients:
            raise UserError(f'patient "{one}"', "is not in the patients file", "Add the patient, or correct the id.")
    return patients or list(practice.patients)


def status(sent: Path, claim: Sequence[str], practice: Path, paid: Sequence[Path], output: Path, format: str) -> int:
    """Ask the payers about claims of an earlier 837P; returns the exit code."""
    billing = practice_at(practice)
    spare(output, [sent, *paid, *files_of(practice)], "the questions", "status.276")
    claims = {one.claim_id: one for one in read_claims(sent)}
    decided = read_history(paid).claims
    wanted = [claim_named(one, claims.values(), sent) for one in claim] or [
        one for one in claims.values() if one.claim_id not in decided or decided[one.claim_id].standing is None
    ]
    if not wanted:
        raise UserError(str(sent), "every claim of it has been decided", "Name a claim to ask about it all the same.")
    asked = []
    for one in wanted:
        number = decided[one.claim_id].payer_claim_number if one.claim_id in decided else None
        inquiry = status_inquiry(one, number)
        if inquiry is None:
            problem = "does not say who bills, who pays or who is insured"
            raise UserError(f"{sent}, claim {one.claim_id}", problem, "Ask by telephone, or send a whole claim.")
        asked.append(inquiry)
    asked.sort(key=lambda one: (one.payer.last_or_organization or "", one.payer.id or "", one.provider.id or ""))
    write_whole(output, write_276(asked, billing, created=datetime.now()))
    if format == "json":
        say_json({"written": str(output), "asked": asked})
        return 0
    _say(output, asked, "where is the claim?")
    return 0


def _say(output: Path, asked: Sequence[Inquiry], question: str) -> None:
    for name in dict.fromkeys(one.payer.last_or_organization or "" for one in asked):
        mine = sum(one.payer.last_or_organization == name for one in asked)
        say(f"{plural(mine, 'question')} to {name}")
    say(f"{styled(str(output), bold=True)}   {plural(len(asked), 'question')}: {question}")
