"""The frame: every item that may be drawn, each once, with what was paid for it.

What does not belong into a frame is taken out by name, never silently:

    zero paid    nothing was paid, so that nothing can have been paid too much
    denied       the payer refused it, as its status says
    voided       taken back since, as its status says
    below zero   a takeback is part of another item, and no item by itself

An item that stands in the file twice is a fault: whoever made the file says which of the two counts.
"""

import hashlib
import tomllib
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from cleanclaim.exchange.files.named_table import raise_all
from cleanclaim.model.errors import UserError
from cleanclaim.model.money import dollars

Amounts = Literal["paid", "allowed"]
"""What a frame's amounts are: what was received, or what was allowed, of which the patient owes a share."""
Unfit = Literal["zero paid", "denied", "voided", "below zero"]
ClaimStatus = Literal["paid", "denied", "voided"]
STATUS_WORDS = Path(__file__).with_name("status_words.toml")


class FrameItem(Struct, frozen=True, kw_only=True):
    """An item that may be drawn: a claim, a line, a visit. `paid` is in cents; `stratum` is empty where there is none.

    `amounts` says what `paid` is: for want of payments it may be what was allowed.
    `risk` is how much speaks for looking at it, None where nobody says; `place` where it stands in its file.
    """

    item: str
    paid: int
    stratum: str = ""
    patient: str = ""
    on: date | None = None
    clinician: str = ""
    payer: str = ""
    status: str = ""
    risk: int | None = None
    amounts: Amounts = "paid"
    place: str = ""

    @property
    def standing(self) -> ClaimStatus | None:
        """What its status says became of it; "paid" where there is none, None where the word is not known."""
        return status_words().get(self.status.casefold()) if self.status else "paid"


class TakenOut(Struct, frozen=True):
    """An item that was taken out of the frame, and why."""

    item: FrameItem
    why: Unfit


class AuditFrame(Struct, frozen=True, kw_only=True):
    """The items in the order of their names, and those that were taken out. `not_used` are columns of its table that
    are not read.
    """

    items: tuple[FrameItem, ...]
    taken_out: tuple[TakenOut, ...] = ()
    not_used: tuple[str, ...] = ()

    @property
    def paid(self) -> int:
        """Cents paid for all items."""
        return sum(one.paid for one in self.items)

    @property
    def amounts(self) -> Amounts:
        """What the amounts are: those paid only where every one is."""
        return "allowed" if any(one.amounts == "allowed" for one in self.items) else "paid"

    @property
    def unknown_status(self) -> dict[str, int]:
        """The words of a status that are not known, whose items are taken for paid, and how many items have each."""
        return dict(Counter(one.status for one in self.items if one.standing is None))

    @property
    def fingerprint(self) -> str:
        """SHA-256 over item, paid and stratum of every item, a line each: the same frame has the same one."""
        text = "".join(f"{one.item}\t{dollars(one.paid)}\t{one.stratum}\n" for one in self.items)
        return hashlib.sha256(text.encode()).hexdigest()

    def strata(self) -> dict[str, list[FrameItem]]:
        """The items of each stratum, by its name."""
        found: dict[str, list[FrameItem]] = defaultdict(list)
        for one in self.items:
            found[one.stratum].append(one)
        return dict(sorted(found.items()))


@cache
def status_words() -> dict[str, ClaimStatus]:
    """What a claim's status may be called, and what it says."""
    words = msgspec.convert(tomllib.loads(STATUS_WORDS.read_text("utf-8")), dict[ClaimStatus, tuple[str, ...]])
    return {word: status for status, each in words.items() for word in each}


def make_frame(items: Sequence[FrameItem]) -> AuditFrame:
    """The frame of the items. Raises UserError for every item that stands there twice, and where nothing is left."""
    first: dict[str, FrameItem] = {}
    faults: list[UserError] = []
    for one in items:
        before = first.setdefault(one.item, one)
        if before is not one:
            same = "with the same amount" if before.paid == one.paid else f"with {dollars(before.paid)} there"
            problem = f'item "{one.item}" stands in {before.place.rpartition(", ")[2]} too, {same}'
            remedy = "Leave one row of each item: a frame in which an item stands twice draws it twice as often."
            faults.append(UserError(one.place, problem, remedy))
    raise_all(faults)
    taken_out = [TakenOut(one, why) for one in items if (why := unfit(one))]
    out = {one.item.item for one in taken_out}
    left = sorted((one for one in items if one.item not in out), key=lambda one: one.item)
    if not left:
        place = items[0].place.partition(",")[0] if items else "the frame"
        raise UserError(place, "no item is left to draw from: nothing was paid for any", "Check the column paid.")
    return AuditFrame(items=tuple(left), taken_out=tuple(taken_out))


def unfit(item: FrameItem) -> Unfit | None:
    """Why an item cannot be of a frame; None where it can."""
    if item.standing in {"voided", "denied"}:
        return "voided" if item.standing == "voided" else "denied"
    return "zero paid" if item.paid == 0 else "below zero" if item.paid < 0 else None
