"""The pages of Updates. Each reads the request, calls the library, and renders."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from cleanclaim.cases import example_case
from cleanclaim.explanations.releases.quarter import build_quarter_page, quarter_of
from cleanclaim.office.day import today
from cleanclaim.office.organizations.member import find_member
from cleanclaim.office.shared.access import find_browser
from cleanclaim.office.shared.office_basis import build_basis, get_library, get_library_folder
from cleanclaim.office.shared.query import read_day
from cleanclaim.office.shared.uploads import receive_files
from cleanclaim.office.shared.visit_files import ENDINGS as DROPPED
from cleanclaim.office.shared.visit_files import read_dropped_case
from cleanclaim.office.shared.workspace import Workspace
from cleanclaim.office.updates import presenter
from cleanclaim.office.updates.chart import COLORS, draw_chart, list_moved_codes
from cleanclaim.office.updates.simulation import Simulation, build_simulation_view, simulate
from cleanclaim.reference.imports import import_files, remove
from cleanclaim.reference.release_drafts import ImportOptions

ONE_DAY = timedelta(days=1)
ENDINGS = (".zip", ".csv", ".txt", ".xlsx", ".xls", ".xlsb")
MOST_BYTES = 25_000_000
MOST_VISITS_BYTES = 5_000_000  # some 12,000 visits, a matter of seconds; larger books go by the command line

OWN_DAYS = timedelta(days=90)
"""How far back the practice's own visits are tried where no day is named."""
SIMULATIONS: Workspace[Simulation] = Workspace("This what-if")
"""What was tried."""


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The releases on file of each table, and which of them are stale on a day."""
    on = read_day(request.GET.get("on")) or build_basis().today
    context = {
        "on": on,
        "tables": presenter.list_tables(get_library(), on),
        "folder": get_library_folder(),
        "may_import": not settings.TEAM,
    }
    return render(request, "updates/page.html", context)


@require_POST
def import_releases(request: HttpRequest) -> HttpResponse:
    """The publishers' files that were dropped, taken into the library; and what became of them."""
    _check_one_persons()
    options = ImportOptions(
        effective=read_day(request.POST.get("effective"), "Effective"),
        published=read_day(request.POST.get("published"), "Published"),
        name=request.POST.get("name", "").strip() or None,
    )
    with receive_files(request.FILES.getlist("file"), ENDINGS, MOST_BYTES) as paths:
        done = import_files(list(paths.values()), get_library_folder(), options, build_basis().today)
    for message in presenter.list_messages(done):
        messages.info(request, message.text, extra_tags=f"{message.mark} {message.word}")
    return redirect("updates:page")


@require_POST
def remove_release(request: HttpRequest) -> HttpResponse:
    """An import undone."""
    _check_one_persons()
    release = remove(get_library_folder(), request.POST.get("name", ""))
    messages.info(request, f"{release.name}. Import its file again to have it back.", extra_tags="fyi removed")
    return redirect("updates:page")


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """What changes from one release to another."""
    library = get_library()
    old, new = request.GET.get("old", ""), request.GET.get("new", "")
    context: dict[str, object] = {
        "names": presenter.list_release_names(library),
        "old": old,
        "new": new,
        "changes": None,
    }
    if old or new:
        context["changes"] = presenter.compare_releases(library, old, new, everything="all" in request.GET)
    return render(request, "updates/changes.html", context)


@require_safe
def this_quarter(request: HttpRequest) -> HttpResponse:
    """What changes in the quarter of a day: today's, or the one that is chosen."""
    basis = build_basis()
    on = read_day(request.GET.get("on")) or basis.today
    first, last = quarter_of(on)
    context = {"page": build_quarter_page(on, basis), "earlier": first - ONE_DAY, "later": last + ONE_DAY}
    return render(request, "updates/quarter.html", context)


@require_safe
def what_if(request: HttpRequest) -> HttpResponse:
    """The form to choose a release and visits."""
    return render(request, "updates/what_if.html", _choices(request, request.GET.get("release", "")))


@require_POST
def run_what_if(request: HttpRequest) -> HttpResponse:
    """A release tried on dropped visits, or on the example day where none were dropped."""
    files = request.FILES.getlist("file")
    release = request.POST.get("release", "")
    zip_code = request.POST.get("zip", "").strip() or None
    as_of = read_day(request.POST.get("as_of"), "As of")
    if files:
        with receive_files(files, DROPPED, MOST_VISITS_BYTES) as paths:
            case = read_dropped_case(paths, build_basis(), lambda _read: None)
    else:
        case = example_case(build_basis())
    name = SIMULATIONS.put(find_browser(request), simulate(case, release, get_library(), zip_code, as_of))
    return redirect("updates:simulated", name)


@require_safe
def what_if_result(request: HttpRequest, name: str) -> HttpResponse:
    """What a release changes for the visits."""
    simulation = SIMULATIONS.get(find_browser(request), name)
    context = {
        **_choices(request, simulation.release),
        "view": build_simulation_view(simulation),
        "name": name,
        "drawn": list_moved_codes(simulation),
    }
    return render(request, "updates/what_if.html", context)


@require_safe
def picture(request: HttpRequest, name: str, scheme: str) -> HttpResponse:
    """The chart of it."""
    if scheme not in COLORS:
        raise Http404
    return HttpResponse(draw_chart(SIMULATIONS.get(find_browser(request), name), scheme), content_type="image/svg+xml")


def _check_one_persons() -> None:
    """Refuse a change of the tables that all practices of an installation share.

    On a laptop its owner changes them here; where several people work, who runs the installation does, by the commands.
    """
    if settings.TEAM:
        raise PermissionDenied


def _choices(request: HttpRequest, release: str) -> dict[str, object]:
    """What the form has to choose from; the practice's own visits for who may see all of them."""
    member = find_member(request)
    return {
        "names": presenter.list_release_names(get_library()),
        "release": release,
        "view": None,
        "may_try_own": member is not None and member.may("claims.files"),
        "since": today() - OWN_DAYS,
    }
