"""Whether what the office stores is sound: tables, walls, roles, log."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext

from django.conf import settings
from django.db import DatabaseError, connections
from msgspec import Struct

from cleanclaim.model.errors import UserError
from cleanclaim.office.audit_log.models import Event, Seal
from cleanclaim.office.audit_log.seals import count_sealed, find_alterations, seal_events
from cleanclaim.office.history.models import Version
from cleanclaim.office.organizations.models import Organization, owned_models
from cleanclaim.office.organizations.scope import organization_scope
from cleanclaim.office.organizations.start import tables_are_made
from cleanclaim.office.organizations.walls import foreign_walls, missing_walls
from cleanclaim.office.patients.models import PatientRecord


class OfficeReport(Struct, frozen=True):
    """What was found. `problems` is empty where everything holds; `seal` is the log's newest, its number `sealed`."""

    place: str
    problems: list[str]
    organizations: int
    patients: int
    events: int
    sealed: int
    seal: str


LogProgress = Callable[[int], AbstractContextManager[Callable[[int], None] | None]]
"""Begins to say, of so many sealed events, how many were looked at."""


def check_office(progress: LogProgress = lambda _events: nullcontext()) -> OfficeReport:
    """Look at all of it; `progress` says how far the look at the log is, which is the long part.

    Raises UserError where nothing is stored, or it cannot be opened.
    """
    owner = connections[settings.OWNER]
    place = str(owner.settings_dict["NAME"])
    try:
        if not owner.introspection.table_names():
            raise UserError(place, "nothing is stored here", "Start the office once, or name its folder with --data.")
        if not tables_are_made(owner):
            problem = "it was written by an older cleanclaim"
            raise UserError(place, problem, "Start the office once with this version, which brings it up to date.")
        problems = [*missing_walls(owner), *foreign_walls(owner), *_roles(), *_alterations(progress)]
        seal_events()
        newest = Seal.objects.using(settings.OWNER).order_by("-number").first()
        organizations = list(Organization.objects.values_list("pk", flat=True))
        with organization_scope(organizations or [Organization().pk]):
            problems += _damaged()
            return OfficeReport(
                place=place,
                problems=problems,
                organizations=len(organizations),
                patients=PatientRecord.objects.using(settings.OWNER).count(),
                events=Event.objects.using(settings.OWNER).count(),
                sealed=newest.number if newest else 0,
                seal=bytes(newest.chained).hex() if newest else "",
            )
    except DatabaseError as error:
        if isinstance(error.__cause__, sqlite3.Error) and error.__cause__.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            raise UserError(place, "it is busy: somebody writes much into it", "Try again in some minutes.") from None
        raise UserError(
            place, f"it cannot be read: {error}", "Bring a backup back with `cleanclaim restore`."
        ) from None


def _roles() -> Iterator[str]:
    """Whether the office connects by a role that the walls stop."""
    connection = connections["default"]
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        superuser, bypasses = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user")
        (owns,) = cursor.fetchone()
    if superuser or bypasses or owns:
        why = "is a superuser" if superuser else "may bypass row security" if bypasses else "owns tables"
        yield f"the office connects by a role that {why}: the walls between organizations do not stop it"


def _alterations(progress: LogProgress) -> Iterator[str]:
    with progress(count_sealed()) as report:
        for altered in find_alterations(report):
            yield f"the log under seal {altered.seal}: {altered.problem}"


def _damaged() -> Iterator[str]:
    for model in owned_models():
        if issubclass(model, Version):
            for version in model.objects.using(settings.OWNER).iterator():
                try:
                    version.read()
                except ValueError as error:
                    yield str(error)
