"""The pages of Updates. Each reads what was sent, asks the library, and renders."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from cleanclaim.cases import example_case
from cleanclaim.model.errors import UserError
from cleanclaim.office.shared.access import browser_of
from cleanclaim.office.shared.office_basis import current_library, library_folder, office_basis
from cleanclaim.office.shared.query import day
from cleanclaim.office.shared.uploads import received_together
from cleanclaim.office.shared.visit_files import ENDINGS as DROPPED
from cleanclaim.office.shared.visit_files import dropped_case
from cleanclaim.office.shared.workspace import Workspace
from cleanclaim.office.updates import presenter as shown
from cleanclaim.office.updates.chart import INK, moved
from cleanclaim.office.updates.chart import picture as drawn
from cleanclaim.office.updates.simulation import Simulation, simulate
from cleanclaim.office.updates.simulation import shown as shown_of
from cleanclaim.reference.imports import import_files, remove
from cleanclaim.reference.release_drafts import ImportOptions

ENDINGS = (".zip", ".csv", ".txt", ".xlsx", ".xls", ".xlsb")
MOST_BYTES = 25_000_000
MOST_VISITS_BYTES = 5_000_000  # some 12,000 visits, a matter of seconds; larger books go by the command line

TRIED: Workspace[Simulation] = Workspace("This what-if")
"""What was tried."""


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What is held of each table, and what of it is stale on a day."""
    on = day(request.GET.get("on")) or office_basis().today
    context = {"on": on, "tables": shown.tables(current_library(), on), "folder": library_folder()}
    return render(request, "updates/page.html", context)


@require_POST
def imported(request: HttpRequest) -> HttpResponse:
    """The publishers' files that were dropped, taken into the library; and what became of them."""
    told = ImportOptions(
        effective=_given(request, "effective"),
        published=_given(request, "published"),
        name=request.POST.get("name", "").strip() or None,
    )
    with received_together(request.FILES.getlist("file"), ENDINGS, MOST_BYTES) as paths:
        done = import_files(paths, library_folder(), told, office_basis().today)
    for said in shown.said(done):
        messages.info(request, said.text, extra_tags=f"{said.mark} {said.word}")
    return redirect("updates:page")


@require_POST
def removed(request: HttpRequest) -> HttpResponse:
    """An import undone."""
    release = remove(library_folder(), request.POST.get("name", ""))
    messages.info(request, f"{release.name}. Import its file again to have it back.", extra_tags="fyi removed")
    return redirect("updates:page")


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """What changes from one release to another."""
    library = current_library()
    old, new = request.GET.get("old", ""), request.GET.get("new", "")
    context: dict[str, object] = {"names": shown.names(library), "old": old, "new": new, "changes": None}
    if old or new:
        context["changes"] = shown.changes(library, old, new, everything="all" in request.GET)
    return render(request, "updates/changes.html", context)


@require_safe
def what_if(request: HttpRequest) -> HttpResponse:
    """Where a release and a book are chosen."""
    return render(request, "updates/what_if.html", _choosing(request.GET.get("release", "")))


@require_POST
def tried(request: HttpRequest) -> HttpResponse:
    """A release tried on dropped visits, or on the example day where none were dropped."""
    files = request.FILES.getlist("file")
    release = request.POST.get("release", "")
    zip_code = request.POST.get("zip", "").strip() or None
    as_of = _given(request, "as_of")
    if files:
        with received_together(files, DROPPED, MOST_VISITS_BYTES) as paths:
            case = dropped_case(paths, office_basis(), lambda _read: None)
    else:
        case = example_case(office_basis())
    name = TRIED.put(browser_of(request), simulate(case, release, current_library(), zip_code, as_of))
    return redirect("updates:simulated", name)


@require_safe
def simulated(request: HttpRequest, name: str) -> HttpResponse:
    """What a release changes for a book."""
    held = TRIED.get(browser_of(request), name)
    context = {**_choosing(held.release), "shown": shown_of(held), "name": name, "drawn": moved(held)}
    return render(request, "updates/what_if.html", context)


@require_safe
def picture(request: HttpRequest, name: str, scheme: str) -> HttpResponse:
    """The chart of it."""
    if scheme not in INK:
        raise Http404
    return HttpResponse(drawn(TRIED.get(browser_of(request), name), scheme), content_type="image/svg+xml")


def _choosing(release: str) -> dict[str, object]:
    return {"names": shown.names(current_library()), "release": release, "shown": None}


def _given(request: HttpRequest, field: str) -> date | None:
    text = request.POST.get(field, "").strip()
    on = day(text)
    if text and on is None:
        raise UserError(field.title(), "it is not a date", "Enter the day, month and year, or leave it empty.")
    return on
