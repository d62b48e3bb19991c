"""The pages that belong to no area: a source, and every component in every state."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from cleanclaim.law.policies.sources import sources
from cleanclaim.office.shared import cites
from cleanclaim.office.shared import style_samples as specimens


def source(request: HttpRequest, source_id: str) -> HttpResponse:
    """What a citation stands on."""
    if source_id not in sources():
        raise Http404
    return render(request, "shared/source.html", {"cite": cites.shown(source_id, None, None)})


def style(request: HttpRequest) -> HttpResponse:
    """The components, each in every state."""
    return render(request, "shared/style.html", specimens.all_of_them())
