"""Who asks for a page, in which organization, and whether he may: the wrapper of every page with stored data.

@organization_page("patients.see")
def page(request, member): ...          runs in one transaction of the member's organization, rendering included
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse
from msgspec import Struct

from cleanclaim.office.audit_log.log import Actor
from cleanclaim.office.day import today
from cleanclaim.office.organizations.models import Organization, User
from cleanclaim.office.organizations.roles import PERMISSIONS, may
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

    @property
    def actor(self) -> Actor:
        """The person as the log names who acts."""
        return Actor(self.user.pk, self.organization.pk)

    def may(self, permission: str) -> bool:
        """Whether the person's role has a permission."""
        return may(self.role, permission)


def find_member(request: HttpRequest) -> Member | None:
    """Who asks: on a laptop, whoever was let in is its owner. None where nobody works anywhere today."""
    if not find_browser(request):
        return None
    owner = User.objects.order_by("id").first()
    membership = owner.memberships_on(today()).first() if owner else None
    return Member(membership.user, membership.organization, membership.role) if membership else None


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
