"""Who asks for a page, in which organization, and whether he may: the wrapper of every page with stored data.

@organization_page("patients.see")
def page(request, member): ...          runs in one transaction of the member's organization, rendering included
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

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
from cleanclaim.office.shared.query import OtherPlaceError

READS = frozenset({"GET", "HEAD"})
WORKS_AS = "person"
"""The name in a session of the demo's person that whoever asks works as."""
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

    def may_at(self, place: Workplace, permission: str) -> bool:
        """Whether the person has a permission at another place, by the role there."""
        return may(place.role, permission)

    def may(self, permission: str) -> bool:
        """Whether the person's role has a permission."""
        return may(self.role, permission)


def find_person(request: HttpRequest) -> User | None:
    """Who asks: where people sign in, who did; on a laptop its owner, if the browser was let in. None for others.

    In the demo on a laptop the person that was chosen, its owner at first.
    """
    if settings.TEAM:
        person = getattr(request, "user", None)  # none yet where a request is refused before anybody is looked for
        return person if isinstance(person, User) else None
    found: Any = request  # once a request: the page's frame asks again
    if not hasattr(found, "person_on_laptop"):
        found.person_on_laptop = _find_on_laptop(request)
    person_on_laptop: User | None = found.person_on_laptop
    return person_on_laptop


def _find_on_laptop(request: HttpRequest) -> User | None:
    if not find_browser(request):
        return None
    chosen = find_demo_person(request) if settings.DEMO else None
    return chosen or User.objects.order_by("id").first()


def find_demo_person(request: HttpRequest) -> User | None:
    """The person of the demo that whoever asks works as; None where none was chosen."""
    session = getattr(request, "session", {})
    return User.objects.filter(pk=session[WORKS_AS]).first() if WORKS_AS in session else None


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
    *,
    spans: bool = False,
    only_reads: bool = False,
    before: Callable[[HttpRequest], object] | None = None,
) -> Callable[[Callable[Concatenate[HttpRequest, Member, More], HttpResponse]], Page[More]]:
    """A page for members with a permission. Raises KeyError where there is no such permission.

    `spans`: it sees, besides the organization that is chosen, all others where the member has the permission.
    `only_reads`: what is sent to it is answered and not stored, as while one types. `before` is done before the
    transaction begins, so that nobody waits for it to write; what comes of it is the request's `read_before`. The
    page raises PermissionDenied for anybody else, UserError for what was sent from a page of another organization.
    """
    PERMISSIONS[permission]

    def wrap(view: Callable[Concatenate[HttpRequest, Member, More], HttpResponse]) -> Page[More]:
        @wraps(view)
        def page(request: HttpRequest, *args: More.args, **kwargs: More.kwargs) -> HttpResponse:
            member = find_member(request)
            if member is None or not member.may(permission):
                raise PermissionDenied
            _check_place(request, member)
            writes = request.method not in READS and not only_reads
            if before is not None:
                found: Any = request
                found.read_before = before(request)
            with organization_transaction(_named(member, permission, spans), writes=writes):
                response = view(request, member, *args, **kwargs)
                if isinstance(response, SimpleTemplateResponse):
                    response.render()
            return response

        marked: Any = page
        marked.permission = permission
        return marked  # type: ignore[no-any-return]

    return wrap


def _named(member: Member, permission: str, spans: bool) -> list[UUID]:
    """The organizations of a page."""
    others = (place for place in member.places if spans and may(place.role, permission))
    return list(dict.fromkeys([member.organization.pk, *(place.organization.pk for place in others)]))


def _check_place(request: HttpRequest, member: Member) -> None:
    """Refuse what a page of one organization sends after another one was chosen in another tab."""
    if request.method in READS:
        return
    sent = request.headers.get("x-organization") or request.POST.get("_organization", "")
    if sent and sent != str(member.organization.pk):
        problem = f"you chose {member.organization} meanwhile, in another tab. Nothing was saved"
        raise OtherPlaceError(
            "This page is of another organization", problem, "Choose the first one again, then go back."
        )
