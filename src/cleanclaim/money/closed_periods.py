"""Closed periods: what was reported of days up to a closing stays as it was, and what changes it is posted after it.

    closed until March 31     reported: Mar 20  payment PT1   64.00
    a file that comes later   Mar 20  reversal  PT1  -64.00    posted on Apr 1, the first open day, its own day named
                              Mar 20  payment   PT1   55.00    the same
    a file that is taken out  what was reported of it stays, and is taken back on Apr 1

A ledger is worked out anew from all files each time; so what was reported lies in a file of its own, made when the
books were closed. All entries together come to the same as without a closing.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

import msgspec
from msgspec import Struct, structs

from cleanclaim.model.days import day_for_people
from cleanclaim.model.ledger_entry import EntrySource, LedgerEntry, Posting
from cleanclaim.money.ledger import Ledger, make_ledger


class ClosedLedger(Struct, frozen=True, forbid_unknown_fields=True):
    """What was reported up to the day `until`, as it stood when the books were closed."""

    until: date
    entries: tuple[LedgerEntry, ...]


class ClosedPeriod(Struct, frozen=True, kw_only=True):
    """A closing: what was reported, who closed the books, and where that stands."""

    reported: ClosedLedger
    person: str
    source: EntrySource = EntrySource()

    @property
    def opens(self) -> date:
        """The first day after it, on which later changes are posted."""
        return self.reported.until + timedelta(days=1)


def close_until(ledger: Ledger, day: date) -> ClosedLedger:
    """What a ledger reports up to a day: its entries of those days. What has no day stays open."""
    return ClosedLedger(day, tuple(one for one in ledger.entries if one.on is not None and one.on <= day))


def write_closed(closed: ClosedLedger) -> bytes:
    """The content of the file that says what was reported."""
    return msgspec.json.format(msgspec.json.encode(closed), indent=1) + b"\n"


def read_closed(content: bytes) -> ClosedLedger:
    """What was reported, of such a file. Raises ValueError where it is none, or does not balance."""
    try:
        found = msgspec.json.decode(content, type=ClosedLedger)
    except msgspec.DecodeError as wrong:
        raise ValueError(f"it is no file of closed books: {wrong}") from None
    for one in found.entries:
        if not one.is_balanced or one.on is None or one.on > found.until:
            raise ValueError(f"its entry {one.kind} {one.claim_id} does not balance, or is of another time: restore it")
    return found


class ChangedSince(Struct, frozen=True):
    """A closed period, and how many entries of its days came or went after it was closed."""

    period: ClosedPeriod
    changes: int


def changed_since(periods: Iterable[ClosedPeriod], posted: Ledger) -> list[ChangedSince]:
    """The closed periods, each with what of it changed since; `posted` is the ledger as `post_after` has it."""
    late = Counter(one.on for one in posted.entries if one.original_on)
    return [ChangedSince(one, late[one.opens]) for one in periods]


def post_after(ledger: Ledger, periods: Iterable[ClosedPeriod]) -> Ledger:
    """The ledger with every closed period as it was reported, the earliest closing first."""
    for one in sorted(periods, key=lambda one: one.reported.until):
        ledger = make_ledger(_posted(ledger, one))
    return ledger


def _posted(ledger: Ledger, period: ClosedPeriod) -> Iterator[LedgerEntry]:
    until = period.reported.until
    reported = Counter(map(_alike, period.reported.entries))
    changed = []
    for one in ledger.entries:
        if one.on is None or one.on > until:
            yield one
        elif reported[_alike(one)]:
            reported[_alike(one)] -= 1
            yield one
        else:
            changed.append(_moved(one, period, one.postings, "Came after the books were closed"))
    for one in period.reported.entries:
        if reported[_alike(one)]:
            reported[_alike(one)] -= 1
            yield one
            back = tuple(Posting(each.account, -each.cents, each.line) for each in one.postings)
            yield _moved(one, period, back, "Reported before the books were closed, and taken back since")
    yield from changed


def _alike(one: LedgerEntry) -> LedgerEntry:
    """An entry without what a renamed file changes."""
    return structs.replace(one, source=EntrySource(), note="")


def _moved(one: LedgerEntry, period: ClosedPeriod, postings: tuple[Posting, ...], why: str) -> LedgerEntry:
    assert one.on is not None
    original = one.original_on or one.on
    note = f"Of {day_for_people(original)}. {why} (until {day_for_people(period.reported.until)}). {one.note}".strip()
    return structs.replace(one, on=period.opens, original_on=original, postings=postings, note=note)
