"""What the office stores, on both databases: each test has a fresh one with all tables."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections
from django.test import Client

from cleanclaim.office.database import FILE, database_settings
from cleanclaim.office.organizations.start import make_owner
from cleanclaim.office.organizations.tables import make_tables
from cleanclaim.office.shared import access
from cleanclaim.office.shared.access import Access
from tests.office.conftest import use
from tests.office.postgresql import drop_database, make_database

NAME = "office"
SHAPE = """
SELECT 'table', relname::text, relkind::text FROM pg_class WHERE relnamespace = 'public'::regnamespace
UNION ALL SELECT 'trigger', tgrelid::regclass || ' ' || tgname, tgenabled::text FROM pg_trigger
UNION ALL SELECT 'policy', polrelid::regclass || ' ' || polname, pg_get_expr(polqual, polrelid) FROM pg_policy
UNION ALL SELECT 'rule', ev_class::regclass || ' ' || rulename, ev_enabled::text FROM pg_rewrite
ORDER BY 1, 2, 3
"""
"""What a test may have changed beside the rows."""


@pytest.fixture(scope="session")
def postgresql_office(postgresql: str) -> "PostgresqlOffice":
    """An office's database there."""
    return PostgresqlOffice(postgresql)


class PostgresqlOffice:
    """An office's database that begins anew for each test: empty but for the rows that came with its tables.

    Emptying what a test filled takes a tenth of the time that a copy of the whole database takes.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self.make()

    def make(self) -> None:
        """Make the database, all tables made by the owner."""
        make_database(self.address, NAME)
        use(default=role(self.address, "office_owner", NAME))
        make_tables("default")
        connections.close_all()
        with psycopg.connect(f"{self.address}/{NAME}") as superuser:
            self.shape = superuser.execute(SHAPE).fetchall()
            names = superuser.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            self.tables = [name for (name,) in names]
            self.first = {table: rows for table in self.tables if (rows := copy_of(superuser, table))}

    def begin_anew(self) -> None:
        """Close what is connected, and bring every table back to its first rows."""
        with psycopg.connect(f"{self.address}/{NAME}") as superuser:
            superuser.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            same = superuser.execute(SHAPE).fetchall() == self.shape
            if same:
                self._bring_back(superuser)
        if not same:
            drop_database(self.address, NAME)
            self.make()

    def _bring_back(self, superuser: psycopg.Connection) -> None:
        full = " UNION ALL ".join(f"SELECT '{one}' WHERE EXISTS (SELECT FROM {one})" for one in self.tables)
        filled = {name for (name,) in superuser.execute(full).fetchall()}
        changed = [one for one in filled if copy_of(superuser, one) != self.first.get(one)]
        changed += [one for one in self.first if one not in filled]
        if not changed:
            return
        superuser.execute("SET session_replication_role = replica")
        superuser.execute(f"TRUNCATE {', '.join(changed)} RESTART IDENTITY CASCADE")
        for table, rows in self.first.items():
            if copy_of(superuser, table) != rows:
                with superuser.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as copy:
                    copy.write(rows)


def copy_of(superuser: psycopg.Connection, table: str) -> bytes:
    """All rows of a table."""
    with superuser.cursor() as cursor, cursor.copy(f"COPY {table} TO STDOUT") as copy:
        return b"".join(bytes(block) for block in copy)


def role(address: str, user: str, name: str) -> dict[str, Any]:
    """Django's settings of a database there, as one of the roles."""
    found = database_settings(Path(), f"{address.replace('postgres@', f'{user}@')}/{name}")
    found["OPTIONS"] = {**found["OPTIONS"], "pool": False}
    return found


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, no_loop: None, tmp_path: Path) -> Iterator[str]:  # noqa: ARG001
    """A fresh database, Django working on it; its kind."""
    before = settings.DATABASES
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / FILE)
        use(default=database_settings(tmp_path))
        yield "sqlite"
        use(**before)
        return
    office: PostgresqlOffice = request.getfixturevalue("postgresql_office")
    office.begin_anew()
    address = office.address
    use(default=role(address, "office_app", NAME), owner=role(address, "office_owner", NAME))
    yield "postgresql"
    use(**before)


@pytest.fixture
def client(database: str, monkeypatch: pytest.MonkeyPatch) -> Client:
    """The owner's browser, on one of the databases."""
    assert connection.vendor == database
    monkeypatch.setattr(access, "ACCESS", Access())
    make_owner()
    client = Client(SERVER_NAME="127.0.0.1", raise_request_exception=True)
    assert client.get("/", {"key": access.ACCESS.key}).status_code == 302
    return client
