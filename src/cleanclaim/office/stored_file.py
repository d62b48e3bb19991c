"""Whether a SQLite file is an office's and nothing else: before it is brought back, and when an office is checked.

What somebody else could have put into it is not carried out: triggers and views are compared with the shape of ours,
never run, and tables with the models.
"""

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from cleanclaim.model.errors import UserError

POINTS = re.compile(
    r"CREATE TRIGGER (\w+)_pair_(?:insert|update) BEFORE (?:INSERT|UPDATE) ON \w+ WHEN NEW\.(\w+) IS NOT NULL AND NOT "
    r"EXISTS \(SELECT 1 FROM \w+ WHERE id = NEW\.\2 AND organization_id = NEW\.organization_id\) BEGIN "
    r"SELECT RAISE\(ABORT, '[\w .]+'\); END"
)
GROWS = re.compile(
    r"CREATE TRIGGER \w+_no_(?:change|deletion) BEFORE (?:UPDATE|DELETE) ON \w+ BEGIN "
    r"SELECT RAISE\(ABORT, '[\w :]+'\); END"
)
Ask = Callable[[str], Iterable[Any]]


def foreign_things(ask: Ask) -> Iterator[str]:
    """What is in a file and none of the office's, and tables that are not as the models have them, in words."""
    tables: set[str] = set()
    for kind, name, sql in ask("SELECT type, name, sql FROM sqlite_master"):
        if kind == "view" or (kind == "trigger" and not (POINTS.fullmatch(sql) or GROWS.fullmatch(sql))):
            yield f"a {kind} that is none of the office's: {name[:60]!a}"
        elif kind == "table":
            tables.add(name)
            if not sql.startswith("CREATE TABLE"):
                yield f"a table that is none of the office's: {name[:60]!a}"
    if "django_migrations" not in tables:
        yield "the list of what was done to its tables is missing"
        return
    yield from _other_tables(ask, tables, {tuple(row) for row in ask("SELECT app, name FROM django_migrations")})


def _other_tables(ask: Ask, tables: set[str], noted: set[Any]) -> Iterator[str]:
    """Tables that are missing or have other columns, where every migration was done; else the next start says so."""
    from django.apps import apps
    from django.db.migrations.loader import MigrationLoader

    known = set(MigrationLoader(None).disk_migrations)
    if newer := noted - known:
        yield f"it was written by a newer cleanclaim: {', '.join(sorted(str(name) for _app, name in newer))[:80]}"
    if noted != known:
        return
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        wanted = {field.column for field in model._meta.local_concrete_fields}
        if table not in tables:
            yield f"the table {table} is missing"
        elif {row[1] for row in ask(f'PRAGMA table_info("{table}")')} != wanted:
            yield f"the table {table} has other columns"


def check_file(file: Path) -> None:
    """Pass a whole file of an office, of this version or an older one. Raises UserError for any other."""
    problem = ""
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as copy:
            copy.execute("PRAGMA trusted_schema = OFF")
            found = [row[0] for row in copy.execute("PRAGMA integrity_check(3)")]
            names = {row[0] for row in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if found != ["ok"]:
                problem = f"it is damaged: {found[0]}"
            elif "organizations_organization" not in names:
                problem = "it is no backup of an office"
            else:
                problem = next(foreign_things(copy.execute), "")
    except (sqlite3.Error, OSError) as error:
        problem = f"it is no backup of an office: {error}"
    if problem:
        raise UserError(str(file), problem, "Name a file that `cleanclaim backup` wrote.")
