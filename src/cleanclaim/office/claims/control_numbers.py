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

from cleanclaim.model.errors import UserError
from cleanclaim.model.practice import Practice
from cleanclaim.office.audit_log.log import Actor
from cleanclaim.office.claims.outbox import ControlNumber, SharedControlNumber

MOST_NUMBERS = 999_999_999


def reserve_numbers(practices: Sequence[Practice], actor: Actor) -> list[int]:
    """A control number for each file, by the practice as it sends it; one of a file that is not stored is used up.

    Raises UserError where somebody is to say first what went out since the backup that was brought back.
    """
    ControlNumber.objects.get_or_create(organization_id=actor.organization)
    own = ControlNumber.objects.select_for_update().get()
    if own.to_confirm:
        problem = "the office was brought back from a backup, and what went out since is not known here"
        raise UserError("The claims", problem, "Say under Approve and send which file a receiver got last.")
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
