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
from tests.postgresql import running_postgresql

OFFICE_SQL = Path(__file__).parents[3] / "deploy" / "office.sql"
ROLES, RIGHTS = OFFICE_SQL.read_text(encoding="utf-8").split("\\connect office")
"""The SQL of a new database for an office: its roles, and in it their rights."""


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """A PostgreSQL with the roles of an office."""
    with running_postgresql() as address:
        make_roles(address)
        yield address


def make_roles(address: str) -> None:
    """Make the roles of an office in a PostgreSQL."""
    with psycopg.connect(f"{address}/postgres", autocommit=True) as superuser:
        for statement in statements(ROLES):
            if "DATABASE" not in statement:
                superuser.execute(statement)


@pytest.fixture(scope="session")
def postgresql_template(postgresql: str) -> str:
    """The name of a database there with all tables, made by the owner."""
    make_database(postgresql, "office_template")
    use(default=role(postgresql, "office_owner", "office_template"))
    make_tables("default")
    connections.close_all()
    return "office_template"


def make_database(address: str, name: str, template: str | None = None) -> None:
    """A database of the owner's with the rights of an office; a copy of another one where that is named."""
    with psycopg.connect(f"{address}/postgres", autocommit=True) as superuser:
        superuser.execute(f"CREATE DATABASE {name} OWNER office_owner {f'TEMPLATE {template}' if template else ''}")
    with psycopg.connect(f"{address}/{name}", autocommit=True) as superuser:
        for statement in statements(RIGHTS):
            superuser.execute(statement.replace("DATABASE office ", f"DATABASE {name} "))


def statements(sql: str) -> list[str]:
    """The SQL, statement by statement."""
    lines = "\n".join(line for line in sql.splitlines() if not line.startswith("--"))
    return [one.strip() for one in lines.split(";") if one.strip()]


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
    address, template = request.getfixturevalue("postgresql"), request.getfixturevalue("postgresql_template")
    name = f"office_{abs(hash(tmp_path))}"
    make_database(address, name, template)
    use(default=role(address, "office_app", name), owner=role(address, "office_owner", name))
    yield "postgresql"
    use(**before)
    with psycopg.connect(f"{address}/postgres", autocommit=True) as superuser:
        superuser.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def client(database: str, monkeypatch: pytest.MonkeyPatch) -> Client:
    """The owner's browser, on one of the databases."""
    assert connection.vendor == database
    monkeypatch.setattr(access, "ACCESS", Access())
    make_owner()
    client = Client(SERVER_NAME="127.0.0.1", raise_request_exception=True)
    assert client.get("/", {"key": access.ACCESS.key}).status_code == 302
    return client
