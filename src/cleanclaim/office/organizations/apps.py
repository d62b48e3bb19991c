"""Builds the walls after each migration."""

from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.db import connections
from django.db.models.signals import post_migrate


class OrganizationsConfig(AppConfig):
    """The app of organizations and people."""

    name = "cleanclaim.office.organizations"
    label = "organizations"

    def ready(self) -> None:
        """Have times written in UTC, and the walls built once all tables stand."""
        settings.TIME_ZONE = "UTC"  # only now, when Django no longer makes it the process's own
        post_migrate.connect(_build, sender=self)


def _build(using: str, **_rest: Any) -> None:
    from cleanclaim.office.organizations.walls import build_walls

    connection = connections[using]
    tables = set(connection.introspection.table_names())
    from cleanclaim.office.organizations.models import owned_models

    if all(model._meta.db_table in tables for model in owned_models()):
        build_walls(connection)
