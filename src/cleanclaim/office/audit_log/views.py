"""The page of the log: who did and read what, newest first."""

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from msgspec import Struct

from cleanclaim.model.errors import UserError
from cleanclaim.office.audit_log.event_types import EVENT_TYPES
from cleanclaim.office.audit_log.log import log
from cleanclaim.office.audit_log.models import Event, Seal
from cleanclaim.office.organizations.member import Member, organization_page
from cleanclaim.office.shared.query import read_number

PAGE = 100


class EventRow(Struct, frozen=True):
    """An event as the page shows it."""

    at: datetime
    who: str
    sentence: str
    record: UUID | None
    is_patient: bool
    details: Mapping[str, str | int]


@require_safe
@organization_page("log.see")
def page(request: HttpRequest, member: Member) -> HttpResponse:
    """The newest events, or those before one; and the newest seal, to be noted elsewhere."""
    before = read_number(request.GET.get("before", ""), 18)
    if request.GET.get("before") and before is None:
        raise UserError("The list", "the page did not say where it ended", "Reload the page.")
    events = Event.objects.select_related("user").order_by("-number")
    if before is not None:
        events = events.filter(number__lt=before)
    found = list(events[: PAGE + 1])
    log(member.actor, "log.read")
    context = {
        "events": [_row(event) for event in found[:PAGE]],
        "before": found[PAGE - 1].number if len(found) > PAGE else None,
        "seal": Seal.objects.order_by("-number").first(),
    }
    return render(request, "audit_log/page.html", context)


def _row(event: Event) -> EventRow:
    return EventRow(
        at=event.at,
        who=str(event.user or "The program"),
        sentence=EVENT_TYPES[event.type].sentence,
        record=event.record,
        is_patient=event.type.startswith("patient."),
        details=json.loads(event.details),
    )
