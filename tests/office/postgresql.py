"""A PostgreSQL for offices: the roles of `deploy/office.sql`, and databases with their rights."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.postgresql import running_postgresql

OFFICE_SQL = Path(__file__).parents[2] / "deploy" / "office.sql"
ROLES, RIGHTS = OFFICE_SQL.read_text(encoding="utf-8").split("\\connect office")
"""The SQL of a new database for an office: its roles, and in it their rights."""


@contextmanager
def postgresql_of_offices() -> Iterator[str]:
    """The address of a running server with the roles of an office. Skips where there is none to start."""
    with running_postgresql() as address:
        with psycopg.connect(f"{address}/postgres", autocommit=True) as superuser:
            for statement in statements(ROLES):
                if "DATABASE" not in statement:
                    superuser.execute(statement)
        yield address


def make_database(address: str, name: str) -> None:
    """A database of the owner's with the rights of an office."""
    with psycopg.connect(f"{address}/postgres", autocommit=True) as superuser:
        superuser.execute(f"CREATE DATABASE {name} OWNER office_owner")
    with psycopg.connect(f"{address}/{name}", autocommit=True) as superuser:
        for statement in statements(RIGHTS):
            superuser.execute(statement.replace("DATABASE office ", f"DATABASE {name} "))


def drop_database(address: str, name: str) -> None:
    """Remove a database, whoever is connected."""
    with psycopg.connect(f"{address}/postgres", autocommit=True) as superuser:
        superuser.execute(f"DROP DATABASE {name} WITH (FORCE)")


def statements(sql: str) -> list[str]:
    """The SQL, statement by statement."""
    lines = "\n".join(line for line in sql.splitlines() if not line.startswith("--"))
    return [one.strip() for one in lines.split(";") if one.strip()]
