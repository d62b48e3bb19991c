"""Two who change one visit at the same time: what each changed of other parts is put together. Of the same part what is
typed last stands, and what the other one typed beside it, until somebody chooses: nothing that was typed is lost. What
cannot be both, as a signature, is not done, and that is said first.

before ─┬─ mine: the note        ─┐
        ├─ now:  minutes changed ─┴─▶ their minutes, my note
        └─ now:  the note changed ──▶ my note, theirs as TypedElsewhere
"""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from msgspec import Struct, structs

from cleanclaim.model.note import Note
from cleanclaim.model.visit import Service
from cleanclaim.office.history import changes
from cleanclaim.office.history.seen import CHANGED_MEANWHILE
from cleanclaim.office.minutes.form import Block
from cleanclaim.office.visits.form import VisitPage, describe_part, fill_page, read_page, with_note
from cleanclaim.office.visits.models import VisitRecord, VisitState
from cleanclaim.office.visits.typed import PARTS, Entered, Part, TypedElsewhere, TypedParts, read_entered


class Merged(Struct, frozen=True):
    """A visit put together from two changes; `theirs` are the parts that the other one alone changed."""

    entered: Entered
    theirs: tuple[str, ...]


class Refused(Struct, frozen=True):
    """An act that was not done as somebody changed the visit meanwhile. `typed` is an addendum that is not lost."""

    done: str
    again: str
    typed: str = ""


def entered_at(record: VisitRecord, seen: int) -> Entered:
    """What the visit said in the version that a page showed; in the newest where there is no such version."""
    return read_entered(record.versions.filter(number=seen).first() or changes.newest(record))


def leave_undecided(before: Entered, chosen: Sequence[str]) -> tuple[TypedElsewhere, ...]:
    """What a page showed of other pages, without that of which its user chose now."""
    return tuple(one for one in before.typed.elsewhere if one.key not in chosen)


def merge(before: Entered, mine: Entered, now: Entered, by: str) -> Merged:
    """What a visit says where each of two changed something of it; `by` typed what stands now.

    Of a part that both changed mine stands, and theirs is stored beside it. Lines that are not added yet all stay, and
    so does each row of minutes that only one of them changed or added.
    """
    was, is_mine, is_now = (_parts(one) for one in (before, mine, now))
    changed = [name for name in PARTS if is_now[name] not in (was[name], is_mine[name])]
    theirs = [name for name in changed if name == "lines" or is_mine[name] == was[name]]
    rows = None
    if "blocks" in changed and "blocks" not in theirs:
        rows = _rows_of_both(*(fill_page(one).blocks for one in (before, mine, now)))
        if rows is not None:
            theirs.append("blocks")
    chosen = set(before.typed.elsewhere) - set(mine.typed.elsewhere)
    elsewhere = [one for one in now.typed.elsewhere if one not in chosen]
    elsewhere += _typed_elsewhere(fill_page(now), [name for name in changed if name not in theirs], by)

    def of(part: str) -> Entered:
        return now if part in theirs else mine

    services, diagnoses = of("blocks").value.services, of("diagnoses").value.diagnoses
    if services and of("blocks").value.diagnoses != diagnoses:
        services = tuple(structs.replace(one, diagnoses=diagnoses) for one in services)
    value = structs.replace(
        now.value,
        services=services,
        visit_diagnoses=() if services else diagnoses,
        discipline=of("discipline").value.discipline,
        place_of_service=of("place_of_service").value.place_of_service,
        necessity_documented=of("necessity_documented").value.necessity_documented,
    )
    note = of("note").value.note
    line, lines = _all_lines(before.typed, mine.typed, now.typed)
    typed = TypedParts(
        line=line,
        lines=lines,
        blocks=of("blocks").typed.blocks,
        diagnoses=of("diagnoses").typed.diagnoses,
        place_of_service=of("place_of_service").typed.place_of_service,
        elsewhere=tuple(dict.fromkeys(elsewhere)),
    )
    together = Entered(with_note(value, note.text if note else ""), typed)
    # what one of them lacked, as the discipline, may be known from the other now; what differed may be the same
    page = fill_page(together)
    page = page if rows is None else structs.replace(page, blocks=rows)
    return Merged(read_page(page, together.value).entered, tuple(theirs))


def _rows_of_both(before: Sequence[Block], mine: Sequence[Block], now: Sequence[Block]) -> list[Block] | None:
    """The rows of minutes with what each of two changed and added; None where both changed one row, or one was taken
    out.
    """
    was = len(before)
    if len(mine) < was or len(now) < was:
        return None
    rows = []
    for old, my_row, their_row in zip(before, mine, now, strict=False):
        if my_row not in (old, their_row) and their_row != old:
            return None
        rows.append(their_row if my_row == old else my_row)
    added = [*now[was:], *(row for row in mine[was:] if row not in now[was:])]
    return [*rows, *added]


def _typed_elsewhere(page: VisitPage, parts: Sequence[Part], by: str) -> list[TypedElsewhere]:
    """What stands on a page in some parts, of those in which anything does."""
    texts = {part: describe_part(page, part) for part in parts}
    blocks = {"blocks": tuple(page.blocks)}
    return [
        TypedElsewhere(part=part, text=text, blocks=blocks.get(part, ()), by=by) for part, text in texts.items() if text
    ]


def _all_lines(before: TypedParts, mine: TypedParts, now: TypedParts) -> tuple[str, tuple[str, ...]]:
    """The line that is being typed, and those that are not added yet, of both; without what either left out."""
    was, is_mine, is_now = ({one.line, *one.lines} for one in (before, mine, now))
    line = now.line if mine.line == before.line else mine.line
    left_out = was - is_mine | was - is_now | {"", line}
    every = (*mine.lines, *now.lines, mine.line, now.line)
    return line, tuple(dict.fromkeys(one for one in every if one not in left_out))


def _parts(entered: Entered) -> dict[str, object]:
    value, typed = entered.value, entered.typed
    services: list[Service] = [structs.replace(one, diagnoses=()) for one in value.services]
    return {
        "blocks": (services if not typed.blocks else (), typed.blocks),
        "lines": (typed.line, typed.lines),
        "note": (value.note or Note(text="")).text,
        "discipline": value.discipline,
        "diagnoses": (value.diagnoses, typed.diagnoses),
        "place_of_service": (value.place_of_service, typed.place_of_service),
        "necessity_documented": value.necessity_documented,
    }


def render_refused(
    request: HttpRequest, record: VisitRecord, seen: int, conflict: changes.ChangedMeanwhile, refused: Refused
) -> HttpResponse:
    """That an act was not done, with what changed since the page was made."""
    page, now = fill_page(entered_at(record, seen)), fill_page(read_entered(conflict.newest))
    return _render(request, record, conflict, {"differences": list_differences(page, now), "refused": refused})


def render_signed(request: HttpRequest, record: VisitRecord, sent: VisitPage) -> HttpResponse:
    """That the visit was signed while somebody typed on, with the lines of the note typed since, for an addendum."""
    newest = changes.newest(record)
    now = fill_page(read_entered(newest))
    stands = set(now.note.splitlines())
    typed = "\n".join(line for line in sent.note.splitlines() if line not in stands).strip()
    refused = Refused("saved", "put what is to be said into an addendum", typed)
    context = {"differences": list_differences(now, sent), "refused": refused, "after_signing": True}
    return _render(request, record, changes.ChangedMeanwhile(newest), context)


def list_differences(first: VisitPage, second: VisitPage) -> list[tuple[str, str, str]]:
    """The parts in which two pages differ: the name of each, and what either says."""
    pairs = [(name, describe_part(first, part), describe_part(second, part)) for part, name in PARTS.items()]
    return [pair for pair in pairs if pair[1] != pair[2]]


def _render(
    request: HttpRequest, record: VisitRecord, conflict: changes.ChangedMeanwhile, context: dict[str, object]
) -> HttpResponse:
    record.refresh_from_db()
    about = {"record": record, "newest": conflict.newest, "signed": record.state == VisitState.SIGNED}
    return render(request, "visits/conflict.html", about | context, status=CHANGED_MEANWHILE)
