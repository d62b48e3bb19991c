"""Writing events."""

import json
from uuid import UUID

from msgspec import Struct

from cleanclaim.office.audit_log.event_types import EVENT_TYPES
from cleanclaim.office.audit_log.models import Event


class Actor(Struct, frozen=True):
    """Who acts, and for which organization. `user` is None where no person does, as in a task."""

    user: UUID | None
    organization: UUID


def log(actor: Actor, event: str, record: UUID | None = None, **details: str | int) -> None:
    """Write an event in the transaction of what it is about, so that neither stands alone.

    Raises KeyError for an event that is not registered, ValueError for a detail that it may not hold.
    """
    unknown = set(details) - set(EVENT_TYPES[event].details)
    if unknown:
        raise ValueError(f"an event {event} does not hold {', '.join(sorted(unknown))}")
    Event.objects.create(
        organization_id=actor.organization,
        user_id=actor.user,
        type=event,
        record=record,
        details=json.dumps(details, sort_keys=True),
    )
