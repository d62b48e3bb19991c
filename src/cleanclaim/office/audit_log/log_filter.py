"""What somebody wants to see of the log, as its address says it: by whom, about which patient, of what kind, when.

    /audit_log/?who=<id>&patient=P01&kind=visit&since=2026-03-02&until=2026-03-06

Days are those of the clock by which the page shows times.
"""

from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import QueryDict
from msgspec import Struct

from cleanclaim.model.errors import UserError
from cleanclaim.office.audit_log.event_types import EVENT_TYPES, kind_of
from cleanclaim.office.audit_log.models import Event
from cleanclaim.office.audit_log.patient_records import find_records
from cleanclaim.office.practices.local_time import local_zone
from cleanclaim.office.shared.query import read_day, read_key, read_text

PROGRAM = "program"
"""Who acts where no person does."""
ORDER = ("-at", "-number")
LONGEST = 100


class LogFilter(Struct, frozen=True, kw_only=True):
    """What is chosen: `who` is an id or `program`, `patient` what was typed, `kind` that of records or of one event."""

    who: str = ""
    patient: str = ""
    kind: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is chosen."""
        return bool(self.who or self.patient or self.kind or self.since or self.until)

    def query(self, **more: str) -> str:
        """The filter as it stands in an address, with more parts."""
        days = {"since": self.since, "until": self.until}
        parts = {"who": self.who, "patient": self.patient, "kind": self.kind}
        parts |= {name: day.isoformat() for name, day in days.items() if day} | more
        return urlencode({name: value for name, value in parts.items() if value})


def parse_filter(fields: QueryDict) -> LogFilter:
    """The filter of an address. Raises UserError for what it does not understand: it would show more than was meant."""
    kind, who = fields.get("kind", ""), fields.get("who", "")
    if kind and kind not in EVENT_TYPES and kind not in {kind_of(event) for event in EVENT_TYPES}:
        raise UserError("What was done", f'"{kind[:40]}" is nothing that the log has', "Choose it from the list.")
    if who and who != PROGRAM:
        who = str(read_key(who, "Who"))
    found = LogFilter(
        who=who,
        patient=read_text(fields.get("patient", "").strip(), "Patient", LONGEST),
        kind=kind,
        since=read_day(fields.get("since"), "From"),
        until=read_day(fields.get("until"), "To"),
    )
    if found.since and found.until and found.until < found.since:
        raise UserError("The days", "the last one is before the first", "Change one of them.")
    return found


def find_events(filters: LogFilter) -> "QuerySet[Event]":
    """The events that the filter leaves, newest first. Raises UserError where it means too many patients."""
    found = Event.objects.order_by(*ORDER)
    if filters.who:
        found = found.filter(user=None if filters.who == PROGRAM else UUID(filters.who))
    if filters.kind:
        types = [one for one in EVENT_TYPES if filters.kind in (one, kind_of(one))]
        found = found.filter(type__in=types)
    if filters.since:
        found = found.filter(at__gte=_begin(filters.since))
    if filters.until:
        found = found.filter(at__lt=_begin(filters.until + timedelta(days=1)))
    if filters.patient:
        found = found.filter(record__in=find_records(filters.patient))
    return found


def before(found: "QuerySet[Event]", number: int) -> "QuerySet[Event]":
    """Those of the events that come after one in the list. Raises UserError where that one is not in the log."""
    last = Event.objects.filter(number=number).first()
    if last is None:
        raise UserError("The list", "the page did not say where it ended", "Reload the page.")
    return found.filter(at__lte=last.at).filter(Q(at__lt=last.at) | Q(number__lt=number))


def _begin(day: date) -> datetime:
    clock = local_zone()
    begin = datetime.combine(day, time(), clock)
    return begin if clock else begin.astimezone()
