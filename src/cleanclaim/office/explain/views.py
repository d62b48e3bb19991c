"""The pages of Explain. Each reads the query, calls the library, and renders."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from cleanclaim.cases import read_case
from cleanclaim.office.explain.difference import build_difference_view
from cleanclaim.office.explain.presenter import build_explanation_view, build_sliders
from cleanclaim.office.explain.visits_to_explain import (
    VisitsToExplain,
    explain_visit,
    find_law_change,
    load_example,
    pack_case,
    unpack_text,
)
from cleanclaim.office.minutes.example_visits import summarize_visit
from cleanclaim.office.shared.office_basis import build_basis
from cleanclaim.office.shared.query import is_part_request, parse_day
from cleanclaim.office.shared.uploads import receive_file
from cleanclaim.office.shared.visit_files import VISIT_ENDINGS

MOST_UPLOADED = 2_000_000


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """A visit of the example day: the first, or the one that is chosen."""
    return _render_visit(request, load_example(), request.GET)


@require_POST
def open_file(request: HttpRequest) -> HttpResponse:
    """The first visit of a dropped file."""
    with receive_file(request.FILES.get("file"), VISIT_ENDINGS, MOST_UPLOADED) as path:
        case = read_case(path, build_basis(), strict=False)
    return _render_visit(request, pack_case(case), {})


@require_POST
def visit(request: HttpRequest) -> HttpResponse:
    """A visit out of those the page keeps."""
    visits = unpack_text(request.POST.get("held", ""), request.POST.get("zip", "").strip())
    return _render_visit(request, visits, request.POST)


def _render_visit(request: HttpRequest, visits: VisitsToExplain, query: Mapping[str, Any]) -> HttpResponse:
    """The page, or, by htmx, the explanation alone."""
    visit = visits.visit(query.get("visit", ""))
    as_of, known_on = parse_day(query.get("as_of")), parse_day(query.get("known_on"))
    then = explain_visit(visits, visit.visit_id, as_of, known_on)
    context: dict[str, object] = {
        "visit": visit,
        "view": build_explanation_view(then),
        "difference": build_difference_view(find_law_change(visits, visit.visit_id, then, as_of, known_on)),
        "example": not visits.text,
    }
    if is_part_request(request):
        return render(request, "explain/explanation.html", context)
    context |= {
        "sliders": build_sliders(visit, as_of, known_on),
        "visits_text": visits.text,
        "readings": visits.case.readings,
        "zip": query.get("zip", ""),
        "picked": [(visit.visit_id, summarize_visit(visit)) for visit in visits.case.visits],
    }
    return render(request, "explain/page.html", context)
