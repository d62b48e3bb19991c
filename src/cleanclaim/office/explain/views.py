"""The pages of Explain. Each reads what was asked, asks the library, and renders."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from cleanclaim.cases import read_case
from cleanclaim.exchange.files.write_visits import ENDINGS
from cleanclaim.office.explain.difference import difference
from cleanclaim.office.explain.presenter import shown, sliders
from cleanclaim.office.explain.visits_to_explain import SourceVisits, changed, example, explained, of_file, of_text
from cleanclaim.office.minutes.example_visits import summary
from cleanclaim.office.shared.office_basis import office_basis
from cleanclaim.office.shared.query import day, part_only
from cleanclaim.office.shared.uploads import received

MOST_UPLOADED = 2_000_000


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """A visit of the example day: the first, or the one asked for."""
    return _answered(request, example(), request.GET)


@require_POST
def opened(request: HttpRequest) -> HttpResponse:
    """The first visit of a dropped file."""
    with received(request.FILES.get("file"), ENDINGS, MOST_UPLOADED) as path:
        case = read_case(path, office_basis())
    return _answered(request, of_file(case), {})


@require_POST
def visit(request: HttpRequest) -> HttpResponse:
    """A visit out of those the page keeps."""
    held = of_text(request.POST.get("held", ""), request.POST.get("zip", "").strip())
    return _answered(request, held, request.POST)


def _answered(request: HttpRequest, held: SourceVisits, asked: Mapping[str, Any]) -> HttpResponse:
    """The page, or, by htmx, the explanation alone."""
    one = held.visit(asked.get("visit", ""))
    as_of, known_on = day(asked.get("as_of")), day(asked.get("known_on"))
    then = explained(held, one.visit_id, as_of, known_on)
    context: dict[str, object] = {
        "visit": one,
        "shown": shown(then),
        "difference": difference(changed(held, one.visit_id, then, as_of, known_on)),
        "example": not held.text,
    }
    if part_only(request):
        return render(request, "explain/explanation.html", context)
    context |= {
        "sliders": sliders(one, as_of, known_on),
        "held": held.text,
        "zip": asked.get("zip", ""),
        "picked": [(each.visit_id, summary(each)) for each in held.case.visits],
    }
    return render(request, "explain/page.html", context)
