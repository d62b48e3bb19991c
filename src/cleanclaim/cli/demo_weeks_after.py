"""The weeks after the example clinic's day: what the first payer left goes to the second, and a claim is corrected.

The second payer's front end does not know the submitter and rejects the first batch at its head; the same claims are
sent again, and paid. The first payer takes back what it paid for a claim (CLP02 22), and pays the corrected one.
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from pathlib import Path

from msgspec import Struct, structs

from cleanclaim.claims.claim import claim
from cleanclaim.claims.remittance_history import read_remittance_history
from cleanclaim.claims.replacements import Correction
from cleanclaim.claims.secondary import SecondaryResult, secondary_claims
from cleanclaim.exchange.files.patients import patients, read_patient_rows
from cleanclaim.exchange.x12.claim_files import read_claims
from cleanclaim.exchange.x12.write_837p import write_837p
from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case
from cleanclaim.model.claim import Claim
from cleanclaim.model.visit import Visit
from cleanclaim.sandbox.payer.behavior import Behavior
from cleanclaim.sandbox.payer.mailbox import run_mailbox
from cleanclaim.sandbox.payer.state import PayerState

SECOND_CARDS = "second_cards.csv"
SECOND, AGAIN, CORRECTED = "second.837", "second-again.837", "corrected.837"
SECOND_PAYER, REMITS_AS = "aetna", "1999999991"  # made up, as the payer names itself on its remittances (TRN03)
VISIT, CODE, MINUTES, BEFORE = "14", "97116", 30, 15  # what is corrected: the gait training took longer
WEEK = timedelta(days=7)


class WeeksAfter(Struct, frozen=True):
    """What was billed: to the second payer, and the corrected claim, with the number of the claim that it replaces.

    `files` are the claims and the answers to them, in the order in which they were written.
    """

    second: SecondaryResult
    corrected: Claim
    replaced: str
    files: list[Path]


def write_weeks_after(
    folder: Path,
    sent: tuple[Path, Sequence[Claim]],
    paid: Path,
    case: Case,
    cards: Path,
    state: PayerState,
    basis: Basis,
) -> WeeksAfter:
    """Do the work of the weeks after, and leave its files, claims and answers, in the folder.

    `sent` are the day's claims with their file, `paid` the remittance to them, `cards` the patients who have a second
    payer. `state` is that of the payer that answered the day's claims, as `basis` says when.
    """
    assert case.practice is not None
    rows, _reading = read_patient_rows(cards)
    practice = structs.replace(case.practice, patients=case.practice.patients | patients(rows, case.practice.payers))
    file, claims = sent
    history, as_sent = read_remittance_history([paid]), {one.claim_id: one for one in read_claims(file)}
    second = secondary_claims(as_sent.values(), history, practice)
    payer, of_second = practice.payers[SECOND_PAYER], PayerState()
    strict = Behavior(name=payer.name, id=REMITS_AS, submitters=["ANOTHER"])
    knowing = structs.replace(strict, submitters=[practice.submitter.id])
    later = structs.replace(basis, filed_on=basis.filing_day + WEEK)
    files: list[Path] = []
    for number, (name, behavior, when) in enumerate([(SECOND, strict, basis), (AGAIN, knowing, later)], start=2):
        created = datetime.combine(when.filing_day, time())
        text = write_837p(second.claims, practice, created=created, control_number=number)
        (folder / name).write_bytes(text.encode())
        files += [folder / name, *put_answers(folder, folder / name, behavior, of_second, when)]

    replaced = as_sent[next(one.claim_id for one in claims if one.lines[0].visit_id == VISIT)]
    decided = history.of(replaced)
    assert decided is not None
    assert decided.payer_claim_number is not None
    visits = [_corrected(visit) for visit in case.visits if visit.visit_id == VISIT]
    corrections = [Correction(replaced, decided.payer_claim_number)]
    made = claim(Case(visits=visits, practice=practice), basis=basis, corrections=corrections)
    assert made.text is not None
    (folder / CORRECTED).write_bytes(made.text.encode())
    files += [folder / CORRECTED, *put_answers(folder, folder / CORRECTED, Behavior(), state, later)]
    return WeeksAfter(second, made.claims[0], replaced.claim_id, files)


def _corrected(visit: Visit) -> Visit:
    services = [
        structs.replace(one, minutes=MINUTES) if (one.code, one.minutes) == (CODE, BEFORE) else one
        for one in visit.services
    ]
    return structs.replace(visit, services=services)


def put_answers(folder: Path, sent: Path, behavior: Behavior, state: PayerState, basis: Basis) -> list[Path]:
    """Have a file of claims answered; the answers, written into the folder."""
    answers = {folder / name: text for name, text in run_mailbox([sent], behavior, state, basis).answers.items()}
    for path, text in answers.items():
        path.write_bytes(text.encode())
    return list(answers)
