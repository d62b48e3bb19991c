"""The page of components."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cleanclaim.office.style.samples import build_samples


def page(request: HttpRequest) -> HttpResponse:
    """The components, each in every state."""
    return render(request, "style/page.html", build_samples())
