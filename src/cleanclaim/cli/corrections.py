"""Claims to be replaced or voided: which they are, the payer's number of each, and what to heed."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from cleanclaim.claims.remittance_history import RemittanceHistory, read_remittance_history
from cleanclaim.claims.replacements import Correction, describe_reluctance
from cleanclaim.claims.visits_from_837p import payer_lookup
from cleanclaim.cli.screen import say_text, style
from cleanclaim.cli.sent import files_sent_with, find_sent_log, sent_folder
from cleanclaim.exchange.x12.claim_files import claim_named, read_claims
from cleanclaim.law.basis import Basis
from cleanclaim.model.claim import Claim
from cleanclaim.model.claim_text import claim_text
from cleanclaim.model.errors import UserError
from cleanclaim.model.practice import Practice
from cleanclaim.model.submitted_claim import VOID, SubmittedClaim


class CorrectionPlan(NamedTuple):
    """Claims of an earlier 837P with the payer's number of each, and what is to be heeded."""

    corrections: list[Correction]
    notes: list[str]

    @property
    def ends(self) -> dict[str, str]:
        """The ids of the claims by the payer's number of each."""
        return {one.payer_claim_number: one.claim.claim_id for one in self.corrections}


def find_corrections(
    wanted: Sequence[str],
    sent: Path | None,
    paid: Sequence[Path],
    basis: Basis,
    practice: Practice | None = None,
) -> CorrectionPlan:
    """The claims that CLAIM_ID or CLAIM_ID=NUMBER name; without a number it is read from the remittances.

    Without the file in which they were sent, `sent`, they are looked up in the project.
    Raises UserError where a claim was not sent, or two of its id; where its number is not known, or its payer is known
    to take no correction.
    """
    ids = [one.partition("=")[0] for one in wanted]
    for one in wanted:
        _check_which(one, sent)
    files = [sent] if sent else files_sent_with(ids)
    claims = [claim for file in files for claim in read_claims(file)]
    where = ", ".join(map(str, files))
    history = read_remittance_history(paid)
    corrections: list[Correction] = []
    notes: list[str] = []
    for one in wanted:
        claim_id, _, number = one.partition("=")
        claim = claim_named(claim_id, claims, where)
        if claim.frequency == VOID:
            raise UserError(f"claim {claim_id}", f"is a void already in {where}", "Send a new claim instead.")
        found = number.strip() or _payers_number(claim, history)
        if not found or found != claim_text(found):
            raise UserError(f"claim {claim_id}", *_numberless(claim_id, found, paid))
        twice = next((before for before in corrections if found == before.payer_claim_number), None)
        if twice is not None:
            problem = f"has the payer's number {found} of claim {twice.claim.claim_id} too"
            raise UserError(f"claim {claim_id}", problem, "Name each claim once, with the number of its own.")
        corrections.append(Correction(claim, found))
        notes += _note(claim, practice, basis)
    return CorrectionPlan(corrections, list(dict.fromkeys(notes)))


def _check_which(wanted: str, sent: Path | None) -> None:
    """Raises UserError where two claims of one id were sent, unless the file of the one and the payer's number say
    which is meant: a remittance names both alike.
    """
    claim_id, _, number = wanted.partition("=")
    log = find_sent_log()
    copies = log.copies_with(claim_id) if log else []
    if len(copies) > 1 and not (sent and number.strip()):
        problem = f"was billed {len(copies)} times under that id: {', '.join(map(str, copies))}"
        remedy = (
            "Say which one: name its file (`cleanclaim void FILE CLAIM_ID=NUMBER`, or --sent FILE with --replace) and"
            f" the payer's number of it, {claim_id}=NUMBER. The remittance names both alike."
        )
        raise UserError(f"claim {claim_id}", problem, remedy)


def _payers_number(claim: SubmittedClaim, history: RemittanceHistory) -> str | None:
    """The number under which the payer it was sent to has the claim. Raises UserError where that payer split it."""
    decided = history.of(claim)
    if decided is None:
        return None
    if len(decided.payer_claim_numbers) > 1:
        numbers = " and ".join(decided.payer_claim_numbers)
        remedy = f"Ask the payer which of them to name, and write it: {claim.claim_id}=NUMBER."
        raise UserError(f"claim {claim.claim_id}", f"the payer has split it, and has it as {numbers}", remedy)
    return decided.payer_claim_number


def _numberless(claim_id: str, found: str | None, paid: Sequence[Path]) -> tuple[str, str]:
    if found:
        return f'"{found}" is not a number a claim can carry', "Copy it from the remittance: letters, digits, hyphens."
    where = f"{', '.join(map(str, paid))} does not have it" if paid else "no remittance was given"
    remedy = f"Give the payer's 835 (--paid remittance.835), or the number itself: {claim_id}=NUMBER."
    return f"the payer's number of it is not known: {where}", remedy


def _note(claim: SubmittedClaim, practice: Practice | None, basis: Basis) -> list[str]:
    """What the payer's policy has against a correction. Raises UserError where it is known to take none."""
    payer = payer_lookup(practice)(claim.header)
    on = next((line.first_date for line in claim.lines if line.first_date), None)
    policy = basis.policy(payer, on)
    refused, note = describe_reluctance(policy)
    if refused:
        problem, _, remedy = note.partition(". ")
        raise UserError(f"claim {claim.claim_id}", problem, remedy)
    return [note] if note else []


def note_unchanged_claims(claims: Sequence[Claim], corrections: Sequence[Correction]) -> list[str]:
    """A note for each replacement that says of every line what the claim before it said: perhaps nothing was fixed."""
    earlier = {one.payer_claim_number: one.claim for one in corrections}
    notes = []
    for claim in claims:
        before = earlier[claim.payer_claim_number or ""]
        new: list[object] = [(one.code, one.modifiers, one.charge, one.units, one.service_date) for one in claim.lines]
        old: list[object] = [(one.code, one.modifiers, one.charge, one.units, one.first_date) for one in before.lines]
        if new == old and claim.diagnoses == before.diagnoses and claim.place_of_service == before.place_of_service:
            same = f"The replacement of {before.claim_id} says of every line what the claim said that went out."
            notes.append(f"{same} Check that the visits given are the corrected ones.")
    return notes


def find_replacements(
    replace: Sequence[str], sent: Path | None, paid: Sequence[Path], basis: Basis, practice: Practice
) -> CorrectionPlan:
    """The claims to be replaced; none where none is named. Raises UserError for files that then say nothing."""
    if replace and sent is None and sent_folder() is None:
        raise UserError("--sent", "is missing", "Name the 837P in which the claim was sent: --sent claims.837.")
    if replace:
        return find_corrections(replace, sent, paid, basis, practice)
    if sent or paid:
        raise UserError("--replace", "is missing", "Name the claim to replace, or leave out --sent and --paid.")
    return CorrectionPlan([], [])


def say_correction_notes(notes: Sequence[str]) -> None:
    """What is to be heeded, each in a line."""
    for note in notes:
        say_text(note, 7, lead=style("look", "yellow", bold=True))
