"""What a sheet of sending says, in a form that its page sends back: who confirms it confirms this, and nothing else.

sheet ──its page──▶ confirmed ──compared with how it is now──▶ run ──compared once more──▶ files
└─ differs: a new sheet            └─ differs: nothing is sent
"""

import msgspec
from msgspec import Struct

from cleanclaim.model.errors import UserError
from cleanclaim.model.money import dollars_for_people
from cleanclaim.model.practice import Practice, Receiver
from cleanclaim.office.claims.outbox import SendRun
from cleanclaim.office.claims.sending import SendSheet
from cleanclaim.office.practices.models import PracticeRecord

LONGEST = 10_000
CHANGED = "The practice's file was changed after this was confirmed. Nothing was sent."


class ConfirmedSheet(Struct, frozen=True, kw_only=True):
    """What of a sheet decides what is sent: the kind of file, who sends it, to whom, the version of the practice's
    file, how many claims and how many cents.
    """

    usage: str
    submitter: str
    receivers: tuple[str, ...]
    practice: int
    claims: int
    cents: int


class SheetDifference(Struct, frozen=True):
    """Something that is not as it was on the sheet."""

    what: str
    then: str
    now: str


def confirmable(sheet: SendSheet, practice: Practice) -> ConfirmedSheet:
    """What a sheet says, with the practice as its file has it now."""
    payers = (practice.payers.get(row.key) for row in sheet.going)
    receivers = {one.receiver if one and one.receiver else practice.receiver for one in payers}
    return ConfirmedSheet(
        usage=practice.usage,
        submitter=f"{practice.submitter.name} ({practice.submitter.id})",
        receivers=tuple(sorted(map(_name, receivers))),
        practice=PracticeRecord.objects.values_list("version", flat=True).get(),
        claims=sheet.claims,
        cents=sheet.cents,
    )


def _name(receiver: Receiver) -> str:
    sender = f", from {receiver.submitter_id}" if receiver.submitter_id else ""
    return f"{receiver.name} ({receiver.id}{sender})"


def encode(confirmed: ConfirmedSheet) -> str:
    """It as the page sends it back."""
    return msgspec.json.encode(confirmed).decode()


def decode(text: str) -> ConfirmedSheet:
    """It as the page sent it. Raises UserError where it cannot be read."""
    try:
        return msgspec.json.decode(text[:LONGEST], type=ConfirmedSheet)
    except msgspec.DecodeError:
        raise UserError("The sheet", "the page did not say what it showed", "Reload the page.") from None


def differences(then: ConfirmedSheet, now: ConfirmedSheet) -> list[SheetDifference]:
    """What changed between two."""
    before, after = _words(then), _words(now)
    return [SheetDifference(what, before[what], after[what]) for what in before if before[what] != after[what]]


def _words(one: ConfirmedSheet) -> dict[str, str]:
    return {
        "Kind of file": "test file" if one.usage == "test" else "for production",
        "Sent by": one.submitter,
        "To": "; ".join(one.receivers) or "nobody",
        "Practice's file": f"version {one.practice:,}",
        "Claims": f"{one.claims:,}",
        "Dollars": dollars_for_people(one.cents),
    }


def is_as_confirmed(run: SendRun) -> bool:
    """Whether the practice's file is the one that was confirmed; it is locked, and stays so in this transaction."""
    if not run.confirmed:
        return False  # of a version that did not note it
    now = PracticeRecord.objects.select_for_update().values_list("version", flat=True).first()
    return decode(run.confirmed).practice == now
