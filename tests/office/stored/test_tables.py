"""The tables: from the models the same as by all migrations, which keep what the first version stored."""

import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor

from cleanclaim.office.database import database_settings, make_folder
from cleanclaim.office.organizations.ids import new_id
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.organizations.tables import make_tables
from cleanclaim.office.organizations.walls import missing_walls
from cleanclaim.office.patients.models import PatientRecord
from tests.office.conftest import use
from tests.office.postgresql import drop_database, make_database
from tests.office.stored.conftest import role
from tests.office.stored.made_up import patient
from tests.office.stored.test_every_address import NOON

ORGANIZATION = new_id()
UNUSED = "CREATE TABLE public.auth_group_permissions (\n    id {} NOT NULL"
"""Django's groups, of which the office has none: by migrations their rows are counted further than from the models."""
VALUE = msgspec.json.encode(patient())


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, no_loop: None, tmp_path: Path) -> Iterator[Any]:  # noqa: ARG001
    """A function that has Django work on a database with nothing in it, another one each time."""
    before = settings.DATABASES
    made: list[str] = []

    def another() -> None:
        name = f"empty_{len(made)}_{abs(hash(tmp_path))}"
        made.append(name)
        if request.param == "sqlite":
            make_folder(tmp_path / name)
            use(default=database_settings(tmp_path / name))
        else:
            address = request.getfixturevalue("postgresql")
            make_database(address, name)
            use(default=role(address, "office_owner", name))

    yield another
    use(**before)
    if request.param == "postgresql":
        for name in made:
            drop_database(request.getfixturevalue("postgresql"), name)


def everything_made() -> Counter[str]:
    """Every table, index, trigger, wall and right as the database itself tells it, columns sorted."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'")
            return Counter(in_order(sql) for (sql,) in cursor.fetchall())
    found = connection.settings_dict
    place = ["-h", found["HOST"], "-p", str(found["PORT"]), "-U", "postgres", found["NAME"]]
    dump = subprocess.run(["pg_dump", "--schema-only", *place], capture_output=True, text=True, check=True).stdout
    dump = dump.replace(UNUSED.format("bigint"), UNUSED.format("integer"))
    kept = "\n".join(line for line in dump.splitlines() if not line.startswith(("--", "\\")))
    return Counter(in_order(one.strip()) for one in kept.split(";\n") if one.strip())


def in_order(statement: str) -> str:
    """A statement with a table's columns sorted: their order is that of time, and means nothing."""
    begin, bracket, rest = statement.partition("(")
    if "CREATE TABLE" not in begin:
        return statement
    parts = re.split(r",\s(?![^(]*\))", rest.rstrip().removesuffix(")"))
    return begin + bracket + ", ".join(sorted(" ".join(part.split()) for part in parts))


FIRST = "0001_initial"
OURS = {config.label for config in apps.get_app_configs() if config.name.startswith("cleanclaim.")}


def test_what_the_first_version_stored_is_in_the_tables_that_a_new_folder_has(empty: Any) -> None:
    empty()
    make_tables("default")
    new, noted = everything_made(), noted_migrations()
    empty()
    rows = at_the_first_migrations()
    make_tables("default")
    assert everything_made() == new
    assert noted_migrations() == noted
    assert missing_walls(connection) == []
    assert len(rows) > 15
    for label, before in rows.items():
        model = apps.get_model(label)
        with organization_transaction([before[0].get("organization_id", ORGANIZATION)]):
            manager: Any = getattr(model, "everything", model._default_manager)
            (now,) = manager.values()
        assert before[0].items() <= now.items(), label
    with organization_transaction([ORGANIZATION]):
        assert PatientRecord.everything.get().versions.get().read() == patient()


def noted_migrations() -> set[tuple[str, str]]:
    return {*MigrationExecutor(connection).loader.applied_migrations}


def at_the_first_migrations() -> dict[str, list[dict[str, Any]]]:
    """Have the database at the first migration of each of our apps, with a row in every table; the rows by model."""
    executor = MigrationExecutor(connection)
    first = [node for node in executor.loader.graph.nodes if node[0] in OURS and node[1] == FIRST]
    assert {app for app, _name in first} == {app for app, _name in executor.loader.graph.nodes if app in OURS}
    old = executor.migrate(first).apps
    today = {model._meta.label for model in apps.get_models()}
    made: dict[type[models.Model], Any] = {}
    for model in old.get_models():
        if model._meta.app_label in OURS:
            a_row(model, made)
    return {model._meta.label: list(model._base_manager.values()) for model in made if model._meta.label in today}


def a_row(model: type[models.Model], made: dict[type[models.Model], Any]) -> Any:
    """The row of a table of the past, and of those that it points to."""
    if model not in made:
        values: dict[str, Any] = {}
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey):
                values[field.name] = a_row(field.related_model, made)
            elif not isinstance(field, models.AutoField):
                values[field.name] = a_value(field)
        if model._meta.label == "organizations.Organization":
            values["id"] = ORGANIZATION
        made[model] = model._base_manager.create(**values)
    return made[model]


def a_value(field: Any) -> Any:
    """Not what the column has where nothing is said, so that a lost one is seen."""
    if field.name == "sha256":
        return sha256(VALUE).hexdigest()
    for kind, value in (
        (models.BinaryField, VALUE), (models.UUIDField, new_id()), (models.BooleanField, not field.default),
        (models.DateTimeField, NOON), (models.DateField, NOON.date()), (models.TimeField, NOON.time()),
        (models.IntegerField, 1), (models.CharField, "a" * min(getattr(field, "max_length", None) or 9, 9)),
        (models.TextField, "[]"), (models.JSONField, {"a": 1}),
    ):  # fmt: skip
        if isinstance(field, kind):
            return value
    raise AssertionError(f"no value is known for {field}")
