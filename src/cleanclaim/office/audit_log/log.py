"""Writing events."""

import json
from collections.abc import Iterable, Mapping
from uuid import UUID

from msgspec import Struct

from cleanclaim.office.audit_log.event_types import EVENT_TYPES
from cleanclaim.office.audit_log.models import Event


class Actor(Struct, frozen=True):
    """Who acts, and for which organization. `user` is None where no person does, as in a task."""

    user: UUID | None
    organization: UUID


def log_many(actor: Actor, event: str, records: Iterable[UUID], **details: str | int) -> None:
    """Write an event a record, as `log` does."""
    Event.objects.bulk_create((_event(actor, event, record, details) for record in records), batch_size=500)


def log(actor: Actor, event: str, record: UUID | None = None, **details: str | int) -> None:
    """Write an event in the transaction of what it is about, so that neither stands alone.

    Raises KeyError for an event that is not registered, ValueError for a detail that it may not hold.
    """
    _event(actor, event, record, details).save(force_insert=True)


def _event(actor: Actor, event: str, record: UUID | None, details: Mapping[str, str | int]) -> Event:
    unknown = set(details) - set(EVENT_TYPES[event].details)
    if unknown:
        raise ValueError(f"an event {event} does not hold {', '.join(sorted(unknown))}")
    return Event(
        organization_id=actor.organization,
        user_id=actor.user,
        type=event,
        record=record,
        details=json.dumps(details, sort_keys=True),
    )
