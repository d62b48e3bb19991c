"""Where a person works: the organizations, and the one that is chosen."""

from datetime import date

from django.conf import settings
from django.http import HttpRequest
from msgspec import Struct

from cleanclaim.office.day import machine_day, today
from cleanclaim.office.organizations.models import Organization, User

CHOSEN = "organization"
"""The name in a session of the organization that its person chose."""


class Workplace(Struct, frozen=True):
    """An organization that a person works for, and in which role."""

    organization: Organization
    role: str


def working_day() -> date:
    """The day that decides who works where.

    On a laptop its owner's; where people sign in that of this machine, since a browser can say any day.
    """
    return machine_day() if settings.TEAM else today()


def list_places(user: User) -> tuple[Workplace, ...]:
    """Where a person works, by name."""
    return tuple(Workplace(one.organization, one.role) for one in user.memberships_on(working_day()))


def choose_place(places: tuple[Workplace, ...], request: HttpRequest | None) -> Workplace | None:
    """The one that the session names, where the person still works there; else the first; None where there is none."""
    session = getattr(request, "session", {})
    chosen = session.get(CHOSEN, "")
    return next((place for place in places if str(place.organization.pk) == chosen), next(iter(places), None))
