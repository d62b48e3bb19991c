"""Sealing the log, and finding out whether it was altered since.

    events of finished transactions ── sha256 each ── pair by pair ──▶ root
    seal n:  sha256(number, bounds, count, root, seal n - 1)           the newest one, noted elsewhere, vouches for all

Events are not chained while they are written: that would let one transaction at a time write. Whoever owns the database
could write all of it anew; that is why the newest seal is printed and belongs where he cannot reach.
"""

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import connections, transaction
from django.db.models import Sum
from msgspec import Struct

from cleanclaim.office.audit_log.models import Event, Seal

COLUMNS = ("number", "organization_id", "at", "user_id", "type", "record", "details")


class Altered(Struct, frozen=True):
    """A seal that no longer fits the log: its number and what is wrong."""

    seal: int
    problem: str


def seal_events() -> Seal | None:
    """Seal what was written since the last seal by transactions that have ended; None where nothing was.

    For every organization at once, by the owner of the tables, whom the walls do not stop.
    """
    with transaction.atomic(using=settings.OWNER):
        before = Seal.objects.using(settings.OWNER).select_for_update().order_by("-number").first()
        first = before.last if before else 0
        last = _finished()
        events = _read(first, last) if last > first else []
        if not events:
            return None
        number = before.number + 1 if before else 1
        root = merkle_root(events)
        return Seal.objects.using(settings.OWNER).create(
            number=number,
            first=first,
            last=last,
            events=len(events),
            root=root,
            chained=_chain(number, first, last, len(events), root, bytes(before.chained) if before else b""),
        )


def find_alterations(report: Callable[[int], None] | None = None) -> Iterator[Altered]:
    """Every seal that does not fit: an event changed, taken out or put in, a seal changed or missing.

    `report` hears after each seal how many events were looked at.
    """
    chained, end, number, looked_at = b"", 0, 0, 0
    for seal in Seal.objects.using(settings.OWNER).order_by("number").iterator():
        if seal.number != number + 1 or seal.first != end:
            yield Altered(seal.number, f"it does not follow seal {number}: one between them is missing")
        events = _read(seal.first, seal.last)
        looked_at += len(events)
        if report is not None:
            report(looked_at)
        if len(events) != seal.events:
            yield Altered(seal.number, f"{seal.events} events were sealed, and {len(events)} are there")
        elif merkle_root(events) != bytes(seal.root):
            yield Altered(seal.number, "an event is not as it was sealed")
        if _chain(seal.number, seal.first, seal.last, seal.events, bytes(seal.root), chained) != bytes(seal.chained):
            yield Altered(seal.number, "the seal itself was changed, or the one before it")
        chained, end, number = bytes(seal.chained), seal.last, seal.number


def count_sealed() -> int:
    """How many events are sealed."""
    return int(Seal.objects.using(settings.OWNER).aggregate(events=Sum("events"))["events"] or 0)


def merkle_root(events: Sequence[bytes]) -> bytes:
    """The root over events, in pairs; an odd one goes up as it is. A leaf and a pair are hashed differently."""
    level = [sha256(b"\0" + event).digest() for event in events]
    while len(level) > 1:
        pairs = [sha256(b"\1" + left + right).digest() for left, right in zip(level[::2], level[1::2], strict=False)]
        level = pairs + level[len(pairs) * 2 :]
    return level[0] if level else b""


def _chain(*parts: Any) -> bytes:
    return sha256("|".join(part.hex() if isinstance(part, bytes) else str(part) for part in parts).encode()).digest()


def _finished() -> int:
    """The bound below which nothing more will be written: PostgreSQL's oldest running transaction, SQLite's next."""
    connection = connections[settings.OWNER]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        else:
            cursor.execute(f"SELECT coalesce(max(number), 0) + 1 FROM {Event._meta.db_table}")  # noqa: S608 - our table
        return int(cursor.fetchone()[0])


def _read(first: int, last: int) -> list[bytes]:
    """The events between two bounds, each as the bytes that are hashed."""
    connection = connections[settings.OWNER]
    bound = "transaction::text::bigint" if connection.vendor == "postgresql" else "number"
    names = ", ".join(COLUMNS)
    query = f"SELECT {names} FROM {Event._meta.db_table} WHERE {bound} >= %s AND {bound} < %s ORDER BY number"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(query, [first, last])
        return ["|".join(_text(value) for value in row).encode() for row in cursor.fetchall()]


def _text(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else "" if value is None else str(value)
