"""What happened to a claim in plain words, the latest first: who signed, who changed what, what the receiver said.

The first line says who has the claim now.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from cleanclaim.law.wording import day
from cleanclaim.office.claims.acts import Seen
from cleanclaim.office.claims.course import Course
from cleanclaim.office.claims.judge import JudgedVisit
from cleanclaim.office.claims.models import ClaimEvent, ClaimRecord, ClaimState, ClaimVersion, EventKind
from cleanclaim.office.history.changes import read_steps
from cleanclaim.office.history.models import Act
from cleanclaim.office.imports.models import ImportItem
from cleanclaim.office.visits.day_units import list_later_changes

WHO_HAS_IT = {
    ClaimState.HOLD: "It waits here, to be fixed.",
    ClaimState.CHECK: "It waits here, for somebody to look at it.",
    ClaimState.MISSING: "It waits here, for what is not known.",
    ClaimState.REJECTED: "It came back and waits here, to be corrected and sent again.",
    ClaimState.READY: "It waits here, to be sent.",
    ClaimState.SENT: "The receiver has it, and has not answered for the claim yet.",
    ClaimState.ACCEPTED: "The payer has it and is processing it.",
    ClaimState.DISAGREE: "Nobody knows: the answers to it disagree. Ask who has it, and note what holds.",
    ClaimState.VOIDING: "It waits here, to be taken back from the payer with what is sent next.",
    ClaimState.VOIDED: "Nobody: the payer took it back.",
    ClaimState.PATIENT: "Nobody: the patient pays, and no claim goes out.",
    ClaimState.CLOSED: "Nobody: it will not be billed.",
    ClaimState.EMPTY: "Nobody: it has no visit any more.",
}


OUT_AGAIN = {
    "replacement": "The receiver has its replacement, and has not answered for that yet. Until then the payer has the "
    "claim as it was before.",
    "void": "The receiver has its void, and has not answered for that yet. Until then the payer has the claim.",
}
"""Who has a claim that went out once more."""
PAYER_HAS_IT = "The payer has it as it was sent before."


def find_who_has_it(record: ClaimRecord, course: Course | None) -> str:
    """Who has the claim now, in a sentence."""
    state = ClaimState(record.state)
    if course is None or course.base is None:
        return WHO_HAS_IT[state]
    if state == ClaimState.SENT and course.base.frequency in OUT_AGAIN:
        return OUT_AGAIN[course.base.frequency]
    if state == ClaimState.ACCEPTED and course.base.weighed.outcome == "decided":
        return "The payer has decided it."
    return (
        f"{WHO_HAS_IT[state]} {PAYER_HAS_IT}"
        if record.can_correct and record.change != "original"
        else WHO_HAS_IT[state]
    )


class Happening(Struct, frozen=True):
    """One thing that happened: when, in a sentence; `batch` or `answer` is the file that says so."""

    at: datetime
    text: str
    batch: object = None
    answer: object = None


def read_versions(record: ClaimRecord) -> list[ClaimVersion]:
    """The versions of a claim with who made them, in their order."""
    return list(record.versions.select_related("user").order_by("number"))


def list_happenings(
    record: ClaimRecord, visits: Sequence[JudgedVisit], versions: Sequence[ClaimVersion]
) -> list[Happening]:
    """What happened to a claim, the latest first."""
    return sorted(_all(record, visits, versions), key=lambda one: one.at, reverse=True)


def _all(record: ClaimRecord, visits: Sequence[JudgedVisit], versions: Sequence[ClaimVersion]) -> Iterator[Happening]:
    for one in visits:
        if one.record.signed_at:
            by = f" by {one.record.signed_by}" if one.record.signed_by else ""
            yield Happening(one.record.signed_at, f"Visit {one.record.number} was signed{by}.")
    yield from _taken_in(visits)
    yield from _later_changes(visits)
    for version in versions:
        who = str(version.user or "The program")
        if version.number == 1:
            yield Happening(version.at, "The claim was made of what was signed.")
        elif version.act == Act.CHANGE:
            yield Happening(version.at, f"{who}{_ACTS.get(version.why, f': {version.why}')}.")
        else:
            yield Happening(version.at, f"{who} {'undid' if version.act == Act.UNDO else 'redid'} a change.")
    of_claim = record.events.exclude(batch__test=True)
    for event in of_claim.select_related("user", "batch").order_by("id"):
        yield Happening(event.at, _in_words(event), event.batch, event.answer_id)


def _taken_in(visits: Sequence[JudgedVisit]) -> Iterator[Happening]:
    """From which file each visit of the claim came, or was changed, and who took it in."""
    rows = {one.record.pk: one.record for one in visits}
    items = ImportItem.objects.filter(visit__in=list(rows)).select_related("batch__made_by").order_by("id")
    for item in items:
        did = "took in" if item.before == 0 else "changed"
        version = rows[item.visit_id].versions.filter(number=item.after).first() if item.visit_id else None
        if version is not None:
            who = item.batch.made_by or "The program"
            text = f"{who} {did} visit {rows[version.record_id].number} from {item.batch.name}."
            yield Happening(version.at, text)


def _later_changes(visits: Sequence[JudgedVisit]) -> Iterator[Happening]:
    """What changed of the units of the claim's visits after they were signed, by another visit of the day."""
    days = {(one.record.patient_id, one.record.service_date): one.record for one in visits if one.record.signed_at}
    mine = {one.record.pk for one in visits}
    for record in days.values():
        for one in list_later_changes(record):
            if one.record.pk in mine:
                by = f"{one.who} changed visit {one.by.number} of the day"
                yield Happening(one.at, f"{by}: {one.text} in visit {one.record.number}, which was signed.")


def describe_steps(seen: Sequence[Seen], way: str) -> dict[UUID, str]:
    """What undoing or redoing takes, by claim: `hold: waits for the card, on Example, Sue, Nov 23, 2026`."""
    found = {}
    for one in seen:
        steps = read_steps(one.record)
        numbers = steps.done[1:] if way == "undo" else steps.undone
        if numbers:
            why = one.record.versions.values_list("why", flat=True).get(number=numbers[-1])
            found[one.record.pk] = f"{_STEPS.get(why, why)}, on {one.record.patient.name}, {day(one.record.day)}"
    return found


_STEPS = {"": "a change", "approve": "the approval", "release": "the release", "reopened": "that it was opened again"}
"""What is undone, by why a version was made; other reasons are said as they are."""
_ACTS = {"": " changed it", "approve": " approved it", "release": " released it", "reopened": " opened it again"}
"""What somebody did, by why a version was made; other reasons are said as they are."""


def _in_words(event: ClaimEvent) -> str:
    receiver = event.batch.receiver if event.batch else "The receiver"
    who = event.user or "The program"
    if event.kind == EventKind.SENT:
        claims = event.batch.claims - 1 if event.batch else 0
        others = f" with {claims} other{'s' * (claims != 1)}" if claims else ""
        return f"{who} sent it to {receiver}{others}{f', {event.words}' if event.words else ''}."
    return {
        EventKind.FILE_ACCEPTED: f"{receiver} took the file in.",
        EventKind.ACCEPTED: "The payer accepted the claim for processing.",
        EventKind.REJECTED: f"It was rejected. {event.words}",
        EventKind.DECIDED: f"The payer decided it: {event.words}.",
        EventKind.FOUND_ACCEPTED: f"{who} found out that it was accepted: {event.words}.",
        EventKind.FOUND_REJECTED: f"{who} found out that it was rejected: {event.words}.",
        EventKind.VISIT_CHANGED: f"Changed after it was sent: {event.words}. The claim stays as it went out.",
    }[EventKind(event.kind)]
