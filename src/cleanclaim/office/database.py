"""Where the office stores: SQLite in a folder of one person, or the PostgreSQL that CLEANCLAIM_DATABASE_URL names."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

import dj_database_url

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "recursive_triggers=ON",  # else REPLACE passes a trigger that forbids deletions
    "cache_size=-65536",
    "mmap_size=268435456",
)
"""With these, and a transaction that takes its lock at once, several threads write without "database is locked"."""


POOL = {"reconnect_timeout": 4}
"""Seconds for which a lost connection is tried again at ever longer pauses. After that whoever wants one tries at once,
so that the office is back as soon as its PostgreSQL is; by default the pauses grow for five minutes.
"""
FILE = "office.sqlite3"


class OwnerMigrates:
    """While tables are made, all that a migration reads and writes goes by the connection that makes them.

    Else one of an installed app that moves rows would wait for the lock of the transaction that it is part of.
    """

    migrating: ClassVar[str | None] = None

    def db_for_read(self, model: object, **_hints: object) -> str | None:  # noqa: ARG002 - Django's signature
        """The connection to read by, where tables are being made."""
        return self.migrating

    db_for_write = db_for_read

    @classmethod
    @contextmanager
    def by(cls, connection: str) -> Iterator[None]:
        """Make tables by this connection."""
        cls.migrating = connection
        try:
            yield
        finally:
            cls.migrating = None


def default_folder() -> Path:
    """The folder of an office that names none: the user's own for applications."""
    import click

    return Path(click.get_app_dir("cleanclaim")) / "office"


def database_settings(folder: Path, url: str | None = None) -> dict[str, Any]:
    """Django's settings of the database: `url` names a PostgreSQL, else it is a SQLite file in the folder."""
    if url:
        found: dict[str, Any] = {**dj_database_url.parse(url, conn_max_age=0)}
        found["OPTIONS"] = {
            "pool": POOL,
            "options": "-c idle_in_transaction_session_timeout=60s -c lock_timeout=5s",
            **found.get("OPTIONS", {}),
        }
        return found
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(folder / FILE),
        "CONN_MAX_AGE": 600,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "".join(f"PRAGMA {one};" for one in PRAGMAS),
        },
    }


def make_folder(folder: Path) -> None:
    """Make the folder, for this user alone; files made in it by SQLite have the database's own rights."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    file = folder / FILE
    if not file.exists():
        os.close(os.open(file, os.O_CREAT | os.O_WRONLY, 0o600))


def replace_lost(connection: Any) -> None:
    """Replace the connections that a PostgreSQL ended, as by a restart, so that not each of them fails a request.

    `connection` is Django's, which met one of them.
    """
    connection.close()
    pool = getattr(connection, "pool", None)
    if pool is not None:
        pool.check()
