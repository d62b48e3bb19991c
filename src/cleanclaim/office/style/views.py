"""The page of components."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cleanclaim.office.style.samples import all_of_them


def page(request: HttpRequest) -> HttpResponse:
    """The components, each in every state."""
    return render(request, "style/page.html", all_of_them())
