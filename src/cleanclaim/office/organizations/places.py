"""Where a person works: the organizations, and the one that is chosen."""

from datetime import date

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from msgspec import Struct

from cleanclaim.office.day import machine_day, today
from cleanclaim.office.organizations.models import ClientLink, Organization, User, works_on
from cleanclaim.office.organizations.roles import Role

CHOSEN = "organization"
"""The name in a session of the organization that its person chose."""


class Workplace(Struct, frozen=True):
    """An organization that a person works for, and in which role."""

    organization: Organization
    role: str
    company: Organization | None = None
    """The billing company through which the person works there; None for a place of the person's own."""


def working_day() -> date:
    """The day that decides who works where.

    On a laptop its owner's; where people sign in that of this machine, since a browser can say any day.
    """
    return machine_day() if settings.TEAM else today()


def list_places(user: User) -> tuple[Workplace, ...]:
    """Where a person works: the person's own places by name, then the clients that he or she serves, by name.

    An owner of a billing company serves all its clients, anybody else those that he or she is assigned to.
    """
    day = working_day()
    own = [Workplace(one.organization, one.role) for one in user.memberships_on(day)]
    roles = {place.organization.pk: place for place in own if place.organization.is_billing_company}
    if not roles:
        return tuple(own)
    owned = [key for key, place in roles.items() if place.role == Role.OWNER]
    links = ClientLink.objects.filter(works_on(day), company__in=list(roles))
    served = links.filter(Q(company__in=owned) | Q(staff=user)).select_related("client").order_by("client__name", "id")
    places = {place.organization.pk: place for place in own}
    for link in served:
        company = roles[link.company_id]
        places.setdefault(link.client_id, Workplace(link.client, company.role, company.organization))
    return tuple(places.values())


def choose_place(places: tuple[Workplace, ...], request: HttpRequest | None) -> Workplace | None:
    """The one that the session names, where the person still works there; else the first; None where there is none."""
    session = getattr(request, "session", {})
    chosen = session.get(CHOSEN, "")
    return next((place for place in places if str(place.organization.pk) == chosen), next(iter(places), None))
