"""The areas of the office, in the order of the navigation. An area is a folder here and a line in `AREAS`.

Its addresses begin with the folder's name, its first page is the address called `page`; settings and addresses follow
from the list.
"""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path, reverse
from django.urls.resolvers import URLResolver
from django.utils.functional import SimpleLazyObject
from msgspec import Struct

from cleanclaim.office.day import today

if TYPE_CHECKING:
    from cleanclaim.office.organizations.member import Member


class Area(Struct, frozen=True):
    """One area: its folder, its name in the navigation, and the key that goes to it after `g`.

    A room, which works on what is stored, names the permission without which it is in nobody's navigation; an area
    without one is a tool, for anybody who was let in. One without a name is not in the navigation: other pages lead
    to it. `records` names the address that finds records of it for the palette.
    """

    folder: str
    name: str = ""
    key: str = ""
    permission: str = ""
    records: str = ""

    @property
    def package(self) -> str:
        """Its folder as Python names it."""
        return f"cleanclaim.office.{self.folder}"

    @property
    def url(self) -> str:
        """Its first page."""
        return reverse(f"{self.folder}:page")


AREAS = (
    Area("visits", "Today", "t", "visits.see"),
    Area("clients", "Clients", "l", "clients.see"),
    Area("patients", "Patients", "p", "patients.see", "patients:find"),
    Area("claims", "Work queue", "q", "claims.see"),
    Area("organizations", "Practice", "o", "people.see"),
    Area("imports", "Import", "i", "imports.see"),
    Area("files", permission="files.see"),
    Area("practices", permission="practice.see"),
    Area("audit_log", permission="log.see"),
    Area("minutes", "Minutes", "m"),
    Area("review", "Review", "v"),
    Area("explain", "Explain", "e"),
    Area("codes", "Codes", "c"),
    Area("rules", "Rules", "r"),
    Area("updates", "Updates", "u"),
    Area("palette"),
    Area("accounts"),
    Area("sources"),
    Area("style"),
)


def list_area_urls() -> list[URLResolver]:
    """The addresses of all areas."""
    return [path(f"{area.folder}/", include(f"{area.package}.urls")) for area in AREAS]


def areas(request: HttpRequest) -> dict[str, object]:
    """For every template: who asks, the rooms open to them, the tools, which area one is in, and the day.

    Worked out when a page uses it, since most answers are parts of a page.
    """
    here = request.resolver_match.view_name.partition(":")[0] if request.resolver_match else ""
    tools = [area for area in AREAS if area.name and not area.permission]
    member: Any = SimpleLazyObject(lambda: _member(request))

    def rooms() -> list[Area]:
        return [area for area in AREAS if area.permission and _has(area, member)]

    return {
        "member_here": member,
        "rooms": lambda: [area for area in rooms() if area.name],
        "records_found": lambda: [reverse(area.records) for area in rooms() if area.records],
        "tools": tools,
        "tool_here": next((area.name for area in tools if area.folder == here), ""),
        "area_here": here,
        "today_here": today(),
        "largest_request": settings.LARGEST_REQUEST,
    }


def home(request: HttpRequest) -> HttpResponse:
    """The first page: a billing company's is that of its clients, any other's the first room that one may enter, else
    the first tool.
    """
    named = areas(request)
    rooms: list[Area] = named["rooms"]()  # type: ignore[operator]
    tools: list[Area] = named["tools"]  # type: ignore[assignment]
    clients = [area for area in rooms if area.folder == "clients"]
    return redirect([*clients, *rooms, *tools][0].url)


def _member(request: HttpRequest) -> "Member | None":
    from cleanclaim.office.organizations.member import find_member

    try:
        return find_member(request)
    except DatabaseError:  # an error page is shown too where the database is what fails
        return None


def _has(area: Area, member: "Member | None") -> bool:
    """Whether an area is there for a member's organization: clients are a billing company's alone."""
    if not member or not member.may(area.permission):
        return False
    return area.folder != "clients" or member.organization.is_billing_company
