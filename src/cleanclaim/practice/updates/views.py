"""The pages of Updates. Each reads what was sent, asks the library, and renders."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from cleanclaim.model.errors import UserError
from cleanclaim.practice.desk.asked import day
from cleanclaim.practice.desk.held import folder, held_library
from cleanclaim.practice.desk.uploads import received_together
from cleanclaim.practice.updates import shown
from cleanclaim.reference.imports import import_files, remove
from cleanclaim.reference.releasing import Told

ENDINGS = (".zip", ".csv", ".txt", ".xlsx", ".xls", ".xlsb")
MOST_BYTES = 25_000_000


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """What is held of each table, and what of it is stale on a day."""
    on = day(request.GET.get("on")) or date.today()
    context = {"on": on, "tables": shown.tables(held_library(), on), "folder": folder()}
    return render(request, "updates/page.html", context)


@require_POST
def imported(request: HttpRequest) -> HttpResponse:
    """The publishers' files that were dropped, taken into the library; and what became of them."""
    told = Told(
        effective=_given(request, "effective"),
        published=_given(request, "published"),
        name=request.POST.get("name", "").strip() or None,
    )
    with received_together(request.FILES.getlist("file"), ENDINGS, MOST_BYTES) as paths:
        done = import_files(paths, folder(), told, date.today())
    for said in shown.said(done):
        messages.info(request, said.text, extra_tags=f"{said.mark} {said.word}")
    return redirect("updates:page")


@require_POST
def removed(request: HttpRequest) -> HttpResponse:
    """An import undone."""
    release = remove(folder(), request.POST.get("name", ""))
    messages.info(request, f"{release.name}. Import its file again to have it back.", extra_tags="note removed")
    return redirect("updates:page")


@require_GET
def changes(request: HttpRequest) -> HttpResponse:
    """What changes from one release to another."""
    library = held_library()
    old, new = request.GET.get("old", ""), request.GET.get("new", "")
    context: dict[str, object] = {"names": shown.names(library), "old": old, "new": new, "changes": None}
    if old or new:
        context["changes"] = shown.changes(library, old, new, everything="all" in request.GET)
    return render(request, "updates/changes.html", context)


def _given(request: HttpRequest, field: str) -> date | None:
    text = request.POST.get(field, "").strip()
    on = day(text)
    if text and on is None:
        raise UserError(field.title(), "it is not a date", "Enter the day, month and year, or leave it empty.")
    return on
