"""What the database itself checks, built from the models after each migration.

PostgreSQL    a row can be seen and written only while its organization is named; where none is named, that is an error,
              not an empty page. What a row points to is the same organization's (foreign keys pass row security).
SQLite        the same of what a row points to, by triggers; which rows are seen is left to the queries' scope.
both          a table that only grows (`only_grows`) refuses changes and deletions.

    patient (organization, id)  <── unique pair ──  visit (organization, patient)
"""

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from cleanclaim.office.organizations.models import OwnedModel, owned_models
from cleanclaim.office.stored_file import foreign_things

NAMED = """
CREATE OR REPLACE FUNCTION named_organizations() RETURNS uuid[] LANGUAGE plpgsql STABLE AS $$
DECLARE named text := current_setting('app.organizations', true);
BEGIN
  IF named IS NULL OR named IN ('', '{}') THEN
    RAISE EXCEPTION 'no organization is named' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN named::uuid[];
END $$
"""
GROWS = """
CREATE OR REPLACE FUNCTION only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% only grows: its rows are never changed or deleted', TG_TABLE_NAME;
END $$
"""


FOREIGN = """
SELECT 'trigger', tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
  WHERE NOT tgisinternal AND relnamespace = 'public'::regnamespace
UNION ALL SELECT 'view', relname FROM pg_class WHERE relkind IN ('v', 'm') AND relnamespace = 'public'::regnamespace
  AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')
UNION ALL SELECT 'rule', rulename FROM pg_rules WHERE schemaname = 'public'
UNION ALL SELECT 'policy', tablename || '.' || policyname FROM pg_policies WHERE schemaname = 'public'
  AND (policyname <> 'organizations' OR cmd <> 'ALL' OR qual IS DISTINCT FROM with_check
       OR qual <> (SELECT mode() WITHIN GROUP (ORDER BY qual) FROM pg_policies WHERE schemaname = 'public'))
ORDER BY 1, 2
"""
"""What could write, or let somebody through. A policy that was changed is unlike the others."""


def build_walls(connection: BaseDatabaseWrapper) -> None:
    """Build the walls of every model that is installed, again where they stand already."""
    statements = _postgresql() if connection.vendor == "postgresql" else _sqlite()
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def missing_walls(connection: BaseDatabaseWrapper) -> list[str]:
    """What should stand and does not, in words."""
    with connection.cursor() as cursor:
        standing = _standing(cursor, connection.vendor)
    return [f"{table}: {wall}" for table, wall in _wanted(connection.vendor) if (table, wall) not in standing]


def foreign_walls(connection: BaseDatabaseWrapper) -> Iterator[str]:
    """What stands there and is none of ours, or was changed, in words: it could write, or let somebody through."""
    with connection.cursor() as cursor:

        def ask(question: str) -> list[Any]:
            cursor.execute(question)
            return list(cursor.fetchall())

        if connection.vendor == "sqlite":
            yield from foreign_things(ask)
            return
        ours = {f"{table}_{what}" for table in growing_tables() for what in ("only_grows", "no_truncate")}
        for kind, name in ask(FOREIGN):
            if kind != "trigger" or name not in ours:
                yield f"a {kind} that is none of the office's, or was changed: {name}"


def _wanted(vendor: str) -> Iterator[tuple[str, str]]:
    for model in owned_models():
        table = model._meta.db_table
        if vendor == "postgresql":
            yield table, "organizations"
        for name, _column, _parent in _pairs(model):
            yield table, name
    for table in growing_tables():
        yield table, f"{table}_only_grows" if vendor == "postgresql" else f"{table}_no_change"


def _standing(cursor: Any, vendor: str) -> set[tuple[str, str]]:
    if vendor == "sqlite":
        cursor.execute("SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'")
        return {(table, name.removesuffix("_insert")) for table, name in cursor.fetchall()}
    cursor.execute(
        """
        SELECT relname, policyname FROM pg_policies JOIN pg_class ON relname = tablename WHERE relrowsecurity
        UNION ALL SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'f'
        UNION ALL SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal
        """
    )
    return {(table, name) for table, name in cursor.fetchall()}


def _pairs(model: type[OwnedModel]) -> Iterator[tuple[str, str, str]]:
    """The foreign keys to rows of an organization: a name, the column, the table pointed to."""
    for field in model._meta.get_fields():
        if isinstance(field, models.ForeignKey) and issubclass(field.related_model, OwnedModel):
            yield f"{model._meta.db_table}_{field.column}_pair", field.column, field.related_model._meta.db_table


def growing_tables() -> list[str]:
    """The tables that only grow."""
    from django.apps import apps

    return sorted(model._meta.db_table for model in apps.get_models() if getattr(model, "only_grows", False))


def _postgresql() -> Iterator[str]:
    yield NAMED
    yield GROWS
    parents = sorted({parent for model in owned_models() for _name, _column, parent in _pairs(model)})
    for parent in parents:
        yield _unless_constraint(parent, f"{parent}_pair", "UNIQUE (organization_id, id)")
    for model in owned_models():
        table = model._meta.db_table
        rows = "organization_id = ANY ((SELECT named_organizations())::uuid[])"
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
        yield f"DROP POLICY IF EXISTS organizations ON {table}"
        yield f"CREATE POLICY organizations ON {table} USING ({rows}) WITH CHECK ({rows})"
        for name, column, parent in _pairs(model):
            points = f"FOREIGN KEY (organization_id, {column}) REFERENCES {parent} (organization_id, id)"
            yield _unless_constraint(table, name, f"{points} DEFERRABLE INITIALLY DEFERRED")
    for table in growing_tables():
        yield f"DROP TRIGGER IF EXISTS {table}_only_grows ON {table}"
        yield f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}"
        yield (
            f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW "
            "EXECUTE FUNCTION only_grows()"
        )
        yield (
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT "
            "EXECUTE FUNCTION only_grows()"
        )


def _unless_constraint(table: str, name: str, constraint: str) -> str:
    return (
        f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_constraint WHERE conname = '{name}') THEN "
        f"ALTER TABLE {table} ADD CONSTRAINT {name} {constraint}; END IF; END $$"
    )


def _sqlite() -> Iterator[str]:
    for model in owned_models():
        table = model._meta.db_table
        for name, column, parent in _pairs(model):
            for event in ("INSERT", "UPDATE"):
                trigger = f"{name}_{event.lower()}"
                yield f"DROP TRIGGER IF EXISTS {trigger}"
                same = f"SELECT 1 FROM {parent} WHERE id = NEW.{column} AND organization_id = NEW.organization_id"  # noqa: S608
                refuse = f"SELECT RAISE(ABORT, '{table}.{column} points to another organization')"
                yield (
                    f"CREATE TRIGGER {trigger} BEFORE {event} ON {table} "
                    f"WHEN NEW.{column} IS NOT NULL AND NOT EXISTS ({same}) BEGIN {refuse}; END"
                )
    for table in growing_tables():
        for event, name in (("UPDATE", "no_change"), ("DELETE", "no_deletion")):
            trigger = f"{table}_{name}"
            yield f"DROP TRIGGER IF EXISTS {trigger}"
            yield (
                f"CREATE TRIGGER {trigger} BEFORE {event} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} only grows: its rows are never changed or deleted'); END"
            )
