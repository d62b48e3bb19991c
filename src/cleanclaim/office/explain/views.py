"""The pages of Explain. Each reads the query, calls the library, and renders."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from msgspec import structs

from cleanclaim.cases import read_case
from cleanclaim.office.explain.difference import build_difference_view
from cleanclaim.office.explain.presenter import build_explanation_view, build_sliders
from cleanclaim.office.explain.visits_to_explain import (
    VisitsToExplain,
    explain_visit,
    find_law_change,
    load_example,
    price_at,
)
from cleanclaim.office.minutes.example_visits import summarize_visit
from cleanclaim.office.review.review_session import find_case
from cleanclaim.office.shared.access import find_browser
from cleanclaim.office.shared.office_basis import build_basis
from cleanclaim.office.shared.opened_cases import CASES
from cleanclaim.office.shared.query import is_part_request, read_day
from cleanclaim.office.shared.uploads import receive_file
from cleanclaim.office.shared.visit_files import VISIT_ENDINGS

MOST_UPLOADED = 2_000_000
MOST_PICKED = 500


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """A visit of the example day: the first, or the one that is chosen."""
    return _render_visit(request, load_example())


@require_POST
def open_file(request: HttpRequest) -> HttpResponse:
    """A dropped file; its page has an address of its own."""
    with receive_file(request.FILES.get("file"), VISIT_ENDINGS, MOST_UPLOADED) as path:
        case = structs.replace(read_case(path, build_basis(), strict=False), name=path.name)
    return redirect("explain:file", CASES.put(find_browser(request), case))


@require_safe
def page_of_file(request: HttpRequest, name: str) -> HttpResponse:
    """A visit of an opened file, or of one that is under review."""
    case = price_at(find_case(find_browser(request), name), request.GET.get("zip", "").strip())
    return _render_visit(request, VisitsToExplain(case=case, name=name))


def _render_visit(request: HttpRequest, visits: VisitsToExplain) -> HttpResponse:
    """The page, or, by htmx, the explanation alone."""
    query = request.GET
    visit = visits.visit(query.get("visit", ""))
    as_of, known_on = read_day(query.get("as_of")), read_day(query.get("known_on"))
    then = explain_visit(visits, visit.visit_id, as_of, known_on)
    context: dict[str, object] = {
        "visit": visit,
        "view": build_explanation_view(then),
        "difference": build_difference_view(find_law_change(visits, visit.visit_id, then, as_of, known_on)),
        "name": visits.name,
        "to": reverse("explain:file", args=[visits.name]) if visits.name else reverse("explain:page"),
    }
    if is_part_request(request):
        return render(request, "explain/explanation.html", context)
    picked = [(one.visit_id, summarize_visit(one)) for one in visits.case.visits[:MOST_PICKED]]
    if visit.visit_id not in dict(picked):
        picked.append((visit.visit_id, summarize_visit(visit)))
    context |= {
        "sliders": build_sliders(visit, as_of, known_on),
        "case": visits.case,
        "readings": visits.case.readings if visits.name else (),
        "zip": query.get("zip", ""),
        "picked": picked,
    }
    return render(request, "explain/page.html", context)
