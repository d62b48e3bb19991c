"""The areas of the office, in the order of the navigation. An area's key, pressed after `g`, goes to it."""

from django.http import HttpRequest
from django.urls import reverse
from msgspec import Struct


class Area(Struct, frozen=True):
    """One area: its name in the navigation, its first page's name, the key that goes to it."""

    name: str
    page: str
    key: str

    @property
    def folder(self) -> str:
        """Its folder, by which its pages are named."""
        return self.page.partition(":")[0]

    @property
    def url(self) -> str:
        """Its first page."""
        return reverse(self.page)


AREAS = [
    Area("Minutes", "minutes:page", "m"),
    Area("Review", "review:page", "v"),
    Area("Explain", "explain:page", "e"),
    Area("Codes", "codes:page", "c"),
    Area("Rules", "rules:page", "r"),
    Area("Updates", "updates:page", "t"),
    Area("Style", "style", "s"),
]


def areas(request: HttpRequest) -> dict[str, object]:
    """For every template: the areas, and which of them one is in."""
    here = request.resolver_match.view_name.partition(":")[0] if request.resolver_match else ""
    return {"areas": AREAS, "area_here": here}
