"""The papers that run out as a calendar (iCalendar, RFC 5545), which any calendar program takes in."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from cleanclaim.compliance.credentialing.expiring import ExpiringPaper

MAKER = "-//cleanclaim//credentialing//EN"


def write_calendar(papers: Iterable[ExpiringPaper], made_on: date) -> bytes:
    """An event of a whole day for each paper with a last day, with alarms on the days on which to be reminded."""
    from icalendar import Alarm, Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Credentialing")
    stamp = datetime.combine(made_on, time(), UTC)
    for paper in papers:
        if paper.on is None:
            continue
        event = Event()
        event.add("uid", _uid(paper))
        event.add("dtstamp", stamp)
        event.add("dtstart", paper.on)
        event.add("dtend", paper.on + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        title = f"{paper.kind.name}: {paper.of}{f', {paper.about}' if paper.about else ''}"
        event.add("summary", title)
        event.add("description", f"{paper.kind.remedy} ({paper.why})")
        for days in paper.kind.remind:
            alarm = Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", title)
            alarm.add("trigger", timedelta(days=-days))
            event.add_component(alarm)
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def _uid(paper: ExpiringPaper) -> str:
    """The same event has the same id in each export, so that a calendar moves it and does not double it."""
    words = "-".join(filter(None, (paper.npi, paper.kind.key, paper.about)))
    return f"{''.join(sign if sign.isalnum() else '-' for sign in words.lower())}@credentialing.cleanclaim"
