"""The areas of the office, in the order of the navigation. An area is a folder here and a line in `AREAS`.

Its addresses begin with the folder's name, its first page is the address called `page`; settings and addresses follow
from the list.
"""

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.urls.resolvers import URLResolver
from msgspec import Struct

from cleanclaim.office.day import today


class Area(Struct, frozen=True):
    """One area: its folder, its name in the navigation, and the key that goes to it after `g`.

    One without a name is not in the navigation: other pages lead to it.
    """

    folder: str
    name: str = ""
    key: str = ""

    @property
    def package(self) -> str:
        """Its folder as Python names it."""
        return f"cleanclaim.office.{self.folder}"

    @property
    def url(self) -> str:
        """Its first page."""
        return reverse(f"{self.folder}:page")


AREAS = (
    Area("minutes", "Minutes", "m"),
    Area("patients", "Patients", "p"),
    Area("review", "Review", "v"),
    Area("explain", "Explain", "e"),
    Area("codes", "Codes", "c"),
    Area("rules", "Rules", "r"),
    Area("updates", "Updates", "t"),
    Area("organizations", "Practice", "o"),
    Area("practices"),
    Area("audit_log"),
    Area("sources"),
    Area("style"),
)


def list_area_urls() -> list[URLResolver]:
    """The addresses of all areas."""
    return [path(f"{area.folder}/", include(f"{area.package}.urls")) for area in AREAS]


def areas(request: HttpRequest) -> dict[str, object]:
    """For every template: the areas of the navigation, which of them one is in, and the day."""
    here = request.resolver_match.view_name.partition(":")[0] if request.resolver_match else ""
    return {"areas": [area for area in AREAS if area.name], "area_here": here, "today_here": today()}
