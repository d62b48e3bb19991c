"""Who asks for a page, in which organization, and whether he may: the wrapper of every page with stored data.

@organization_page("patients.see")
def page(request, member): ...          runs in one transaction of the member's organization, rendering included
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse
from msgspec import Struct

from cleanclaim.office.audit_log.log import Actor
from cleanclaim.office.organizations.models import Organization, User
from cleanclaim.office.organizations.places import Workplace, choose_place, list_places
from cleanclaim.office.organizations.roles import PERMISSIONS, Role, may
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.shared.access import find_browser

READS = frozenset({"GET", "HEAD"})
More = ParamSpec("More")
Page = Callable[Concatenate[HttpRequest, More], HttpResponse]


class Member(Struct, frozen=True):
    """A person at work: where, and in which role."""

    user: User
    organization: Organization
    role: str
    places: tuple[Workplace, ...] = ()
    """Everywhere the person works, this organization too."""

    @property
    def organizations(self) -> tuple[Organization, ...]:
        """The organizations that the person works for."""
        return tuple(place.organization for place in self.places)

    @property
    def role_name(self) -> str:
        """The role as people write it."""
        return Role(self.role).label

    @property
    def actor(self) -> Actor:
        """The person as the log names who acts."""
        return Actor(self.user.pk, self.organization.pk)

    def may(self, permission: str) -> bool:
        """Whether the person's role has a permission."""
        return may(self.role, permission)


def find_person(request: HttpRequest) -> User | None:
    """Who asks: where people sign in, who did; on a laptop its owner, if the browser was let in. None for others."""
    if settings.TEAM:
        person = getattr(request, "user", None)  # none yet where a request is refused before anybody is looked for
        return person if isinstance(person, User) else None
    return User.objects.order_by("id").first() if find_browser(request) else None


def find_member(request: HttpRequest) -> Member | None:
    """Who asks, at work in the organization that is chosen. None where the person works nowhere today."""
    found: Any = request  # once a request: the page's frame asks again
    if not hasattr(found, "member"):
        found.member = _find_member(request)
    member: Member | None = found.member
    return member


def _find_member(request: HttpRequest) -> Member | None:
    user = find_person(request)
    places = list_places(user) if user else ()
    place = choose_place(places, request)
    return Member(user, place.organization, place.role, places) if user and place else None


def organization_page(
    permission: str,
) -> Callable[[Callable[Concatenate[HttpRequest, Member, More], HttpResponse]], Page[More]]:
    """A page for members with a permission. Raises KeyError where there is no such permission.

    The page raises PermissionDenied for anybody else.
    """
    PERMISSIONS[permission]

    def wrap(view: Callable[Concatenate[HttpRequest, Member, More], HttpResponse]) -> Page[More]:
        @wraps(view)
        def page(request: HttpRequest, *args: More.args, **kwargs: More.kwargs) -> HttpResponse:
            member = find_member(request)
            if member is None or not member.may(permission):
                raise PermissionDenied
            with organization_transaction([member.organization.pk], writes=request.method not in READS):
                response = view(request, member, *args, **kwargs)
                if isinstance(response, SimpleTemplateResponse):
                    response.render()
            return response

        marked: Any = page
        marked.permission = permission
        return marked  # type: ignore[no-any-return]

    return wrap
