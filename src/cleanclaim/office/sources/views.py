"""The page of a source."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from cleanclaim.law.policies.sources import sources
from cleanclaim.office.shared import citations


def page(request: HttpRequest, source_id: str) -> HttpResponse:
    """The source that a citation names."""
    if source_id not in sources():
        raise Http404
    return render(request, "sources/page.html", {"cite": citations.build_cite_view(source_id, None, None)})
