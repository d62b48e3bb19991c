"""The pages of imports: the list with the place to drop a file, and one import until it is taken in or undone."""

from typing import Any
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe
from django_tasks_db.models import DBTaskResult

from cleanclaim.exchange.files.visit_values import payer_may_be
from cleanclaim.model.errors import UserError
from cleanclaim.model.visit import DISCIPLINES
from cleanclaim.office.audit_log.log import log
from cleanclaim.office.files.models import FileKind
from cleanclaim.office.files.store import store_file
from cleanclaim.office.imports.chart_reading import part_choices
from cleanclaim.office.imports.choices import KINDS, ImportChoices
from cleanclaim.office.imports.form import read_choices
from cleanclaim.office.imports.models import UNDER_WAY, ImportBatch, ImportState
from cleanclaim.office.imports.preview import ImportPreview
from cleanclaim.office.imports.tasks import read_batch, take_batch, undo_batch
from cleanclaim.office.imports.word_choices import list_word_choices
from cleanclaim.office.imports.wording import labels_for
from cleanclaim.office.organizations.member import Member, organization_page
from cleanclaim.office.practices.stored import find_practice_version, read_practice_of
from cleanclaim.office.shared.query import is_part_request, read_key
from cleanclaim.office.shared.uploads import receive_files
from cleanclaim.office.shared.visit_files import MOST_BYTES, VISIT_ENDINGS

ENDINGS = (*VISIT_ENDINGS, ".837", ".txt", ".x12", ".edi")
PAGE = 50
_NEW = msgspec.json.encode(ImportChoices())


@require_safe
@organization_page("imports.see")
def page(request: HttpRequest, member: Member) -> HttpResponse:
    """The imports, newest first, and the place to drop a file."""
    found = ImportBatch.objects.select_related("made_by").order_by("-id")
    after = request.GET.get("after", "")
    found = found.filter(id__lt=read_key(after, "The list")) if after else found
    rows = list(found[: PAGE + 1])
    more = rows[PAGE - 1].pk if len(rows) > PAGE else None
    context = {"rows": rows[:PAGE], "more": more, "may_change": member.may("imports.change"), "endings": ENDINGS}
    return render(request, "imports/page.html", context)


@require_POST
@organization_page("imports.change")
def drop(request: HttpRequest, member: Member) -> HttpResponse:
    """A file that was dropped: stored, and read by a task."""
    with receive_files(request.FILES.getlist("file"), ENDINGS, MOST_BYTES) as paths:
        made = []
        for name, path in paths.items():
            file = store_file(path, name, FileKind.IMPORT, member.actor)
            made.append(
                ImportBatch.objects.create(
                    organization=member.organization, file=file, name=name[-200:], choices=_NEW, made_by=member.user
                )
            )
    for one in made:
        _have_read(one, member)
    return redirect("imports:batch", made[0].pk) if len(made) == 1 else redirect("imports:page")


@require_safe
@organization_page("imports.see")
def batch(request: HttpRequest, member: Member, key: UUID) -> HttpResponse:
    """An import as it stands; a part request gets what changes while a task is at it."""
    return _render(request, member, get_object_or_404(ImportBatch, pk=key))


@require_POST
@organization_page("imports.change")
def read_again(request: HttpRequest, member: Member, key: UUID) -> HttpResponse:
    """Have the file read again with what was said of it."""
    found = _open(request, key, reading=True)
    _store_choices(request, found)
    _have_read(found, member)
    return _render(request, member, found) if is_part_request(request) else redirect("imports:batch", found.pk)


@require_POST
@organization_page("imports.change")
def take(request: HttpRequest, member: Member, key: UUID) -> HttpResponse:
    """Take in what was read, with what was typed in cells since. Where something else was said of it that it was not
    read with, or the practice's file was changed since, it is read again first.
    """
    found = _open(request, key)
    before, choices = _store_choices(request, found)
    if not choices.is_typed_since(before) or _preview(found).practice != find_practice_version():
        _have_read(found, member)
    elif choices.billed is None and _preview(found).kind == "visits":
        problem = "nobody said whether its visits were billed already"
        raise UserError(found.name, problem, "Choose under Claims whether they are to be billed here.")
    elif choices == before and not _preview(found).to_take:
        raise UserError(found.name, "nothing of it would be added or changed", "Correct what keeps its rows out first.")
    else:
        task = take_batch.enqueue(*_ids(member, found), str(member.user.pk))
        _start(found, ImportState.TAKING, task)
    return redirect("imports:batch", found.pk)


@require_POST
@organization_page("imports.change")
def undo(_request: HttpRequest, member: Member, key: UUID) -> HttpResponse:
    """Undo an import that was taken in, or go on undoing one where that could not be done to its end."""
    found = get_object_or_404(ImportBatch.objects.select_for_update(), pk=key)
    stuck = found.state == ImportState.UNDOING and _has_failed(found)
    if found.state != ImportState.TAKEN and not stuck:
        raise UserError(found.name, "it is not taken in", "Reload the page.")
    _start(found, ImportState.UNDOING, undo_batch.enqueue(*_ids(member, found), str(member.user.pk)))
    return redirect("imports:batch", found.pk)


def _open(request: HttpRequest, key: UUID, *, reading: bool = False) -> ImportBatch:
    """An import that was not taken in to its end, as the page showed it. Raises UserError else.

    `reading`: also one that is being read, so that what is chosen right after something else counts too: what the page
    sends goes by what it showed, which stays until the new reading is done.
    """
    found = get_object_or_404(ImportBatch.objects.select_for_update(), pk=key)
    if not (_is_open(found) or (reading and found.state == ImportState.READING)):
        raise UserError(found.name, "it is under way, or taken in already", "Reload the page.")
    if request.POST.get("reads") != str(_reading_on_page(found)):
        raise UserError(found.name, "it was read again since the page was made", "Reload the page.")
    return found


def _is_open(found: ImportBatch) -> bool:
    """Whether its rows can be chosen and taken: also where the task that was at them could not be done."""
    stuck = found.state in (ImportState.READING, ImportState.TAKING) and _has_failed(found)
    return stuck or found.state in (ImportState.READ, ImportState.FAILED)


def _store_choices(request: HttpRequest, found: ImportBatch) -> tuple[ImportChoices, ImportChoices]:
    """Store what was said: what was said before, and what is said now."""
    before = msgspec.json.decode(bytes(found.choices), type=ImportChoices)
    choices = read_choices(request.POST, _preview(found), before)
    if choices != before:
        found.choices = msgspec.json.encode(choices)
        found.save(update_fields=["choices"])
    return before, choices


def _reading_on_page(found: ImportBatch) -> int:
    """Which reading of the file the page shows."""
    return _preview(found).of or found.reads


def _have_read(found: ImportBatch, member: Member) -> None:
    found.reads += 1
    found.save(update_fields=["reads"])
    _start(found, ImportState.READING, read_batch.enqueue(*_ids(member, found)))
    log(member.actor, "import.read", found.pk)


def _start(found: ImportBatch, state: ImportState, task: Any) -> None:
    found.state, found.task = state, UUID(task.id)
    found.save(update_fields=["state", "task"])


def _ids(member: Member, found: ImportBatch) -> tuple[str, str]:
    return str(member.organization.pk), str(found.pk)


def _has_failed(found: ImportBatch) -> bool:
    """Whether the task at it could not be done: a fault of ours."""
    return found.task is not None and DBTaskResult.objects.filter(pk=found.task, status="FAILED").exists()


def _preview(found: ImportBatch) -> ImportPreview:
    if not found.preview:
        return ImportPreview(kind="")
    return msgspec.json.decode(bytes(found.preview), type=ImportPreview)


def _render(request: HttpRequest, member: Member, found: ImportBatch) -> HttpResponse:
    preview = _preview(found)
    chosen = msgspec.json.decode(bytes(found.choices), type=ImportChoices)
    practice = read_practice_of() if preview.words else None
    choices = list_word_choices(preview.kind, practice, chosen) if preview.words else {}
    words = [
        {
            "field": field,
            "number": number,
            "word": word,
            "may_be": dict(choices[field]).get(payer_may_be(word) or "", "") if field == "payer" else "",
            "choices": choices[field],
            "chosen": chosen.words.get(field, {}).get(word, ""),
        }
        for field, unknown in preview.words.items()
        for number, word in enumerate(unknown)
    ]
    under_way = found.state in UNDER_WAY
    context = {
        "found": found,
        "preview": preview,
        "reads": _reading_on_page(found),
        "ask_again": {"here": chosen.here, "replace": chosen.replace, "same": chosen.same},
        "choices": chosen,
        "words": [one for one in words if one["field"] != "status"],
        "meanings": [one for one in words if one["field"] == "status"],
        "labels": labels_for(preview.kind).items(),
        "kinds": KINDS.items(),
        "disciplines": DISCIPLINES,
        "asks_billed": preview.kind == "visits" and chosen.billed is None and preview.older is not None,
        "parts": part_choices().items(),
        "can_choose_kind": preview.kind in KINDS or bool(preview.problem and not found.name.endswith(".837")),
        "may_change": member.may("imports.change"),
        "under_way": under_way,
        "broken": under_way and _has_failed(found),
        "can_choose": _is_open(found) and member.may("imports.change"),
    }
    return render(request, "imports/import.html" if is_part_request(request) else "imports/batch.html", context)
