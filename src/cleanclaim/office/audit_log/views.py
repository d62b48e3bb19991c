"""The page of the log: who did and read what, newest first, as its address filters it; and the same as a file."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from msgspec import Struct

from cleanclaim.model.errors import UserError
from cleanclaim.office.audit_log.event_types import EVENT_TYPES, KINDS, kind_of
from cleanclaim.office.audit_log.log import log
from cleanclaim.office.audit_log.log_filter import PROGRAM, LogFilter, before, find_events, parse_filter
from cleanclaim.office.audit_log.models import Event, Seal
from cleanclaim.office.audit_log.subjects import LogSubject, name_subjects
from cleanclaim.office.organizations.member import Member, organization_page
from cleanclaim.office.organizations.models import User
from cleanclaim.office.practices.local_time import local_zone, moment_for_people
from cleanclaim.office.shared.downloads import build_csv_response
from cleanclaim.office.shared.query import read_number

PAGE = 100
MOST_IN_A_FILE = 100_000
AT_ONCE = 2_000
"""Events of a file that are named together."""
HEADING = ("When", "Who", "Email", "What", "Patient", "Record", "Details", "Event", "Record id", "Number")


class EventRow(Struct, frozen=True):
    """An event as the page and the file have it."""

    event: Event
    at: datetime
    who: str
    sentence: str
    moment: str
    subject: LogSubject
    details: Mapping[str, str | int]

    @property
    def details_text(self) -> str:
        """`version 2, claims 14`."""
        return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in self.details.items())


@require_safe
@organization_page("log.see")
def page(request: HttpRequest, member: Member) -> HttpResponse:
    """The newest events that the filter leaves, or those before one; and the newest seal, to be noted elsewhere."""
    number = read_number(request.GET.get("before", ""), 18)
    if request.GET.get("before") and number is None:
        raise UserError("The list", "the page did not say where it ended", "Reload the page.")
    context: dict[str, object] = {"seal": Seal.objects.order_by("-number").first()}
    status = 200
    try:
        filters = parse_filter(request.GET)
        events = find_events(filters)
    except UserError as error:
        filters, events, status = LogFilter(), Event.objects.none(), 400
        context |= {"error": error, "typed": request.GET}
    if number is not None:
        events = before(events, number)
    found = list(events.select_related("user")[: PAGE + 1])
    log(member.actor, "log.read")
    context |= {
        "filters": filters,
        "events": list(_rows(found[:PAGE], member)),
        "earlier": filters.query(before=str(found[PAGE - 1].number)) if len(found) > PAGE else "",
        "query": filters.query(),
        "people": _list_people(member, filters.who),
        "program": PROGRAM,
        "kinds": _list_kinds(),
    }
    return render(request, "audit_log/page.html", context, status=status)


@require_safe
@organization_page("log.see")
def export(request: HttpRequest, member: Member) -> HttpResponse:
    """The events that the filter leaves as CSV, newest first, times by the clock that its days are of."""
    filters = parse_filter(request.GET)
    found = list(find_events(filters).select_related("user")[: MOST_IN_A_FILE + 1])
    if len(found) > MOST_IN_A_FILE:
        problem = f"there are more than {MOST_IN_A_FILE:,} events, the most that one file takes"
        raise UserError("The log", problem, "Choose fewer days, a person or a kind, and save several files.")
    log(member.actor, "log.exported", events=len(found))
    parts = (found[at : at + AT_ONCE] for at in range(0, len(found), AT_ONCE))
    rows = (_cells(row) for part in parts for row in _rows(part, member))
    return build_csv_response(HEADING, rows, "log.csv")


def _rows(events: Sequence[Event], member: Member) -> Iterator[EventRow]:
    subjects, clock = name_subjects((one.record for one in events), member), local_zone()
    for one in events:
        subject = subjects.get(one.record, LogSubject()) if one.record else LogSubject()
        yield EventRow(
            event=one,
            at=one.at.astimezone(clock),
            moment=moment_for_people(one.at, clock),
            who=str(one.user or "The program"),
            sentence=EVENT_TYPES[one.type].sentence,
            subject=subject,
            details=json.loads(one.details),
        )


def _cells(row: EventRow) -> tuple[str, ...]:
    one = row.event
    return (
        row.at.isoformat(sep=" ", timespec="seconds"),
        row.who,
        one.user.email if one.user else "",
        row.sentence,
        row.subject.patient,
        row.subject.what,
        row.details_text,
        one.type,
        str(one.record or ""),
        str(one.number),
    )


def _list_people(member: Member, chosen: str) -> list[tuple[str, str]]:
    """The people to choose from: who works or worked here, or for a billing company that serves it; the chosen one."""
    here = Q(memberships__organization=member.organization) | Q(served__client=member.organization)
    if chosen and chosen != PROGRAM:
        here |= Q(pk=chosen)
    people = User.objects.filter(here).distinct().order_by("name", "email")
    return [(str(one.pk), str(one)) for one in people]


def _list_kinds() -> list[tuple[str, str, list[tuple[str, str]]]]:
    """The kinds to choose from, each with its events."""
    return [
        (kind, label, [(event, one.sentence) for event, one in EVENT_TYPES.items() if kind_of(event) == kind])
        for kind, label in KINDS.items()
    ]
