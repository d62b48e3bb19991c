"""Starting an office: its tables, on a laptop its owner and his practice, and the sealing of its log."""

import sys
from threading import Event, Thread

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connections
from django.db.migrations.loader import MigrationLoader

from cleanclaim.model.errors import UserError
from cleanclaim.office.audit_log.log import Actor, log
from cleanclaim.office.audit_log.seals import seal_events
from cleanclaim.office.database import make_folder
from cleanclaim.office.day import today
from cleanclaim.office.organizations.models import Membership, Organization, User
from cleanclaim.office.organizations.roles import Role
from cleanclaim.office.organizations.scope import organization_transaction

NEW_NAME = "My practice"
SEAL_EVERY = 60
"""Seconds between two seals."""


def start_office() -> None:
    """Make ready what the office stores. Raises UserError where that cannot be opened or is of a newer version."""
    prepare()
    make_owner()
    Thread(target=_seal_again_and_again, args=(Event(),), daemon=True, name="seals").start()


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
        call_command("migrate", database=settings.OWNER, verbosity=0, interactive=False)
    except (DatabaseError, OSError) as error:
        remedy = "Name another folder with --data, or bring a backup back with `cleanclaim restore`."
        raise UserError(place, f"what the office stores cannot be opened: {error}", remedy) from None
    finally:
        connections.close_all()


def make_owner() -> None:
    """The person whose laptop it is, with a practice to name, where nobody works anywhere yet."""
    if Membership.objects.exists():
        return
    organization = Organization(name=NEW_NAME)
    with organization_transaction([organization.pk]):
        organization.save()
        user = User.objects.create_user("owner@localhost", "Owner")
        Membership.objects.create(organization=organization, user=user, role=Role.OWNER, starts_on=today())
        log(Actor(user.pk, organization.pk), "organization.made", organization.pk)
    connections.close_all()


def _seal_again_and_again(stopped: Event) -> None:
    while not stopped.wait(SEAL_EVERY):
        try:
            seal_events()
        except DatabaseError as error:  # said once a minute until it can be done; nothing is lost meanwhile
            sys.stderr.write(f"The log could not be sealed: {type(error).__name__}\n")
        finally:
            connections.close_all()
