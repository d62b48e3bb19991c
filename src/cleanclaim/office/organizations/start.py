"""Starting an office: its tables, and on a laptop its owner and his practice.

Where people sign in, the first owner of a practice is made by `cleanclaim office add-owner`.
"""

import sys
import time

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from cleanclaim.model.errors import UserError
from cleanclaim.office.audit_log.log import Actor, log
from cleanclaim.office.database import make_folder
from cleanclaim.office.day import today
from cleanclaim.office.organizations.models import Membership, Organization, User
from cleanclaim.office.organizations.roles import Role
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.organizations.tables import make_tables

NEW_NAME = "My practice"
UNNAMED = "Owner"
"""The name of who owns a laptop's office, until it is said which clinician that is."""
_REMEDY = "Name another folder with --data, or bring a backup back with `cleanclaim restore`."
WAIT = 60
"""Seconds that a worker waits for the tables."""


def start_office(*, demo: bool = False) -> None:
    """Make ready what the office stores, with the made-up practices where `demo`.

    Raises UserError where that cannot be opened or is of a newer version.
    """
    prepare()
    if demo:
        from cleanclaim.office.demo.fill import fill_demo

        fill_demo(_say)
        connections.close_all()
    if settings.TEAM:
        call_command("clearsessions")
        connections.close_all()
    else:
        make_owner()


def prepare() -> None:
    """Make the tables, or bring those of an older version up to this one. Raises UserError as `start_office` does."""
    connection = connections[settings.OWNER]
    place = str(connection.settings_dict["NAME"])
    try:
        if connection.vendor == "sqlite":
            make_folder(settings.FOLDER)
        loader = MigrationLoader(connection)
        newer = set(loader.applied_migrations) - set(loader.disk_migrations)
        if newer:
            problem = f"it was written by a newer cleanclaim: {', '.join(sorted(name for _app, name in newer))}"
            raise UserError(place, problem, "Install that version, or name another folder with --data.")
        make_tables(settings.OWNER)
    except (DatabaseError, OSError) as error:
        raise UserError(place, f"what the office stores cannot be opened: {error}", _REMEDY) from None
    finally:
        connections.close_all()


def make_owner() -> None:
    """The person whose laptop it is, with a practice to name, where nobody works anywhere yet."""
    if Membership.objects.exists():
        return
    organization = Organization(name=NEW_NAME)
    with organization_transaction([organization.pk]):
        organization.save()
        user = User.objects.create_user("owner@localhost", UNNAMED)
        Membership.objects.create(organization=organization, user=user, role=Role.OWNER, starts_on=today())
        log(Actor(user.pk, organization.pk), "organization.made", organization.pk)
    connections.close_all()


def wait_for_tables() -> None:
    """Wait until the office has made the tables. Raises UserError where it has not in a minute."""
    connection = connections[settings.OWNER]
    until = time.monotonic() + WAIT
    try:
        while not tables_are_made(connection):
            if time.monotonic() > until:
                place, problem = str(connection.settings_dict["NAME"]), "its tables are not made or of another version"
                raise UserError(place, problem, "Start the office with this version: `cleanclaim serve`.")
            time.sleep(1)
    except (DatabaseError, OSError) as error:
        raise UserError(str(connection.settings_dict["NAME"]), f"it cannot be opened: {error}", _REMEDY) from None
    finally:
        connections.close_all()


def tables_are_made(connection: BaseDatabaseWrapper) -> bool:
    """Whether the tables are those of this version."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
