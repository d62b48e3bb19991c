"""Two who change one visit at the same time: what each changed of other parts is put together; of the same part, shown
as both. What cannot be both, as a signature, is not done, and that is said first.

before ─┬─ mine: the note        ─┐
        └─ now:  minutes changed ─┴─▶ their minutes, my note
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from msgspec import Struct, structs

from cleanclaim.model.note import Note
from cleanclaim.model.visit import Service, Visit
from cleanclaim.office.history import changes
from cleanclaim.office.history.seen import CHANGED_MEANWHILE
from cleanclaim.office.visits.form import VisitPage, describe_blocks, fill_page
from cleanclaim.office.visits.models import VisitRecord, VisitState
from cleanclaim.office.visits.writing import with_note

PARTS = {
    "blocks": "Minutes",
    "note": "Note",
    "discipline": "Discipline",
    "diagnoses": "Diagnoses",
    "place_of_service": "Place of service",
    "necessity_documented": "Attestation",
}
"""The parts of a visit that its page changes, with what people call them."""


class Merged(Struct, frozen=True):
    """A visit put together from two changes; `theirs` are the parts that the other one changed."""

    value: Visit
    theirs: tuple[str, ...]


class Refused(Struct, frozen=True):
    """An act that was not done as somebody changed the visit meanwhile. `typed` is an addendum that is not lost."""

    done: str
    again: str
    typed: str = ""


def value_at(record: VisitRecord, seen: int) -> Visit:
    """What the visit said in the version that a page showed; in the newest where there is no such version."""
    version = record.versions.filter(number=seen).first() or changes.newest(record)
    value: Visit = version.read()
    return value


def merge(before: Visit, mine: Visit, now: Visit) -> Merged | None:
    """What a visit says where each of two changed other parts of it; None where both changed the same one."""
    parts = [_parts(one) for one in (before, mine, now)]
    theirs: list[str] = []
    for name in PARTS:
        was, is_mine, is_now = (one[name] for one in parts)
        if is_now not in (was, is_mine) and is_mine != was:
            return None
        if is_now not in (was, is_mine):
            theirs.append(name)
    source, of = (now if "blocks" in theirs else mine), (now if "diagnoses" in theirs else mine)
    services, diagnoses = source.services, of.diagnoses
    if services and source.diagnoses != diagnoses:
        services = tuple(structs.replace(one, diagnoses=diagnoses) for one in services)
    value = structs.replace(
        now,
        services=services,
        visit_diagnoses=() if services else diagnoses,
        discipline=(now if "discipline" in theirs else mine).discipline,
        place_of_service=(now if "place_of_service" in theirs else mine).place_of_service,
        necessity_documented=(now if "necessity_documented" in theirs else mine).necessity_documented,
    )
    note = (now if "note" in theirs else mine).note
    return Merged(with_note(value, note.text if note else ""), tuple(theirs))


def _parts(value: Visit) -> dict[str, object]:
    services: list[Service] = [structs.replace(one, diagnoses=()) for one in value.services]
    return {
        "blocks": services,
        "note": (value.note or Note(text="")).text,
        "discipline": value.discipline,
        "diagnoses": value.diagnoses,
        "place_of_service": value.place_of_service,
        "necessity_documented": value.necessity_documented,
    }


def render_conflict(
    request: HttpRequest, record: VisitRecord, sent: VisitPage, conflict: changes.ChangedMeanwhile
) -> HttpResponse:
    """What was typed beside what stands now, so that a person decides."""
    now = fill_page(conflict.newest.read())
    return _render(request, record, conflict, {"differences": _differences(now, sent), "sent": sent})


def render_refused(
    request: HttpRequest, record: VisitRecord, seen: int, conflict: changes.ChangedMeanwhile, refused: Refused
) -> HttpResponse:
    """That an act was not done, with what changed since the page was made."""
    page, now = fill_page(value_at(record, seen)), fill_page(conflict.newest.read())
    return _render(request, record, conflict, {"differences": _differences(page, now), "refused": refused})


def _differences(first: VisitPage, second: VisitPage) -> list[tuple[str, str, str]]:
    """The parts in which two pages differ: the name of each, and what either says."""
    pairs = [
        (name, describe_blocks(first), describe_blocks(second))
        if part == "blocks"
        else (name, getattr(first, part), getattr(second, part))
        for part, name in PARTS.items()
    ]
    return [pair for pair in pairs if pair[1] != pair[2]]


def _render(
    request: HttpRequest, record: VisitRecord, conflict: changes.ChangedMeanwhile, context: dict[str, object]
) -> HttpResponse:
    record.refresh_from_db()
    about = {"record": record, "newest": conflict.newest, "signed": record.state == VisitState.SIGNED}
    return render(request, "visits/conflict.html", about | context, status=CHANGED_MEANWHILE)
