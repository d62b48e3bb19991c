"""The control number of each file that goes out: never the same twice from one submitter to one receiver.

A receiver knows a file by who submits it and by its number. The clients of a billing company go out under the
company's submitter ID, each an organization of its own here, so the last number is noted twice:

    of the organization                        last 7 ──┐
    of the submitter and receiver, whoever it is   9 ──┴─▶ next 10, noted in both

Whoever asks next waits until the transaction ends. The second note says nothing of any organization: what one learns
of another is that some numbers are left out, and only where both send under one submitter ID.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256

from django.db.models import BinaryField, QuerySet
from django.db.models.functions import Substr

from cleanclaim.model.errors import UserError
from cleanclaim.model.practice import Practice
from cleanclaim.office.audit_log.log import Actor
from cleanclaim.office.claims.outbox import Batch, ControlNumber, SharedControlNumber

MOST_NUMBERS = 999_999_999
SENDER, RECEIVER = slice(35, 50), slice(54, 69)
"""Where ISA06 and ISA08 stand: what comes before them has a fixed length."""
ENVELOPE = 106
"""Characters of an ISA."""
BEGINNING = Substr("content", 1, ENVELOPE, output_field=BinaryField())
"""As much of a file as names who sends and who receives it."""


def reserve_numbers(practices: Sequence[Practice], actor: Actor) -> list[int]:
    """A control number for each file, by the practice as it sends it; one of a file that is not stored is used up.

    Raises UserError where somebody is to say first what went out since the backup that was brought back.
    """
    ControlNumber.objects.get_or_create(organization_id=actor.organization)
    own = ControlNumber.objects.select_for_update().get()
    check_confirmed()
    keys = [name_partners(one.submitter.id, one.receiver.id) for one in practices]
    shared = _lock(keys)
    numbers = []
    for key in keys:
        number = max(own.last, shared[key].last) % MOST_NUMBERS + 1
        own.last = shared[key].last = number
        numbers.append(number)
    own.save(update_fields=["last"])
    for one in shared.values():
        one.save(update_fields=["last"])
    return numbers


def is_to_confirm() -> bool:
    """Whether somebody is to say what went out since the backup that was brought back."""
    return ControlNumber.objects.filter(to_confirm=True).exists()


def check_confirmed() -> None:
    """Pass where nobody has to say what went out since a backup. Raises UserError otherwise."""
    if is_to_confirm():
        problem = "the office was brought back from a backup, and what went out since is not known here"
        raise UserError("The claims", problem, "Say under Approve and send which file each receiver got last.")


def raise_shared(keys: Iterable[str], least: int) -> None:
    """Have the numbers of submitters and receivers go on above one that was used."""
    for one in _lock(keys).values():
        one.last = max(one.last, least)
        one.save(update_fields=["last"])


def list_partners(practice: Practice) -> dict[str, str]:
    """The submitters and receivers of a practice's files, each with the name of the receiver."""
    ways = [practice, *(practice.sending_to(one.receiver) for one in practice.payers.values() if one.takes_claims)]
    return {name_partners(one.submitter.id, one.receiver.id): one.receiver.name for one in ways}


def find_last_files(batches: QuerySet[Batch] | None = None) -> dict[str, int]:
    """The highest number of a file to each submitter and receiver, of all files that went out or of some of them."""
    files = Batch.objects.all() if batches is None else batches
    return find_last_numbers(files.values_list("control_number", BEGINNING))


def find_last_numbers(files: Iterable[tuple[int, bytes]]) -> dict[str, int]:
    """The highest number of each submitter and receiver, by the numbers and beginnings of files that went out."""
    last: dict[str, int] = {}
    for number, beginning in files:
        if key := find_partners(beginning):
            last[key] = max(number, last.get(key, 0))
    return last


def find_partners(beginning: bytes) -> str:
    """The submitter and receiver of a file by its beginning; empty where it is no file of claims."""
    envelope = bytes(beginning)[:ENVELOPE].decode("latin-1")
    return name_partners(envelope[SENDER], envelope[RECEIVER]) if envelope.startswith("ISA") else ""


def _lock(keys: Iterable[str]) -> dict[str, SharedControlNumber]:
    """The notes of submitters and receivers, locked in one order for all, so that nobody waits for each other."""
    found = {}
    for key in sorted(set(keys)):
        SharedControlNumber.objects.get_or_create(partners=key)
        found[key] = SharedControlNumber.objects.select_for_update().get(partners=key)
    return found


def name_partners(submitter: str, receiver: str) -> str:
    """A submitter and a receiver, by their ids (ISA06, ISA08), as their last number is noted: not to be read back."""
    return sha256(f"{submitter.strip()}\n{receiver.strip()}".encode()).hexdigest()
