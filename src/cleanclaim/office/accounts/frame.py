"""Who signed in, for the frame of every page; nobody on a laptop, whose owner needs no account."""

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from cleanclaim.office.demo.views import list_people
from cleanclaim.office.organizations.member import find_person
from cleanclaim.office.organizations.models import User


def frame(request: HttpRequest) -> dict[str, object]:
    """For every template, looked up only where it is shown: who asks, and the same where people sign in."""
    person = SimpleLazyObject(lambda: _person(request))
    return {
        "person_here": person,
        "frame_person": person if settings.TEAM else None,
        "demo_people": list_people,
    }


def _person(request: HttpRequest) -> User | None:
    try:
        return find_person(request)
    except DatabaseError:  # an error page is shown too where the database is what fails
        return None
