"""A database for the pages of what is stored, and Django working on it."""

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import hashers
from django.db import connections

from cleanclaim.office import database
from cleanclaim.office.database import FILE, database_settings, make_folder
from cleanclaim.office.organizations.start import make_owner
from cleanclaim.office.organizations.tables import make_tables
from tests.office.postgresql import postgresql_of_offices


def use(**databases: dict[str, Any]) -> None:
    """Have Django work on other databases."""
    for connection in connections.all(initialized_only=True):
        connection.close()
        del connections[connection.alias]
    settings.DATABASES = databases
    vars(connections).pop("settings", None)
    connections._settings = None  # type: ignore[attr-defined]
    settings.OWNER = "owner" if "owner" in databases else "default"


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> None:
    """Passwords of this process are hashed quickly; those of running offices, and of tests that say so, as ever."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]
    hashers.reset_hashers(setting="PASSWORD_HASHERS")


@pytest.fixture(scope="session", autouse=True)
def careless_sqlite() -> Iterator[None]:
    """What this process stores in SQLite need not outlive the machine: nothing waits for the disk."""
    careless = [one.replace("synchronous=FULL", "synchronous=OFF") for one in database.PRAGMAS]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "PRAGMAS", careless)
        yield


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables."""
    before = settings.DATABASES
    folder = tmp_path_factory.mktemp("office")
    make_folder(folder)
    use(default=database_settings(folder))
    make_tables("default")
    use(**before)
    return folder / FILE


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """A PostgreSQL with the roles of an office."""
    with postgresql_of_offices() as address:
        yield address


@pytest.fixture
def no_loop() -> Iterator[None]:
    """No loop runs in this thread, as in the office's own.

    Playwright leaves one running, and beside a loop Django's connections are those of a context, not of the thread:
    `use` would not find them all.
    """
    loop = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(loop)


@pytest.fixture
def owner_works(no_loop: None, sqlite_template: Path, tmp_path: Path) -> Iterator[None]:  # noqa: ARG001
    """A laptop's office: its owner, and a practice without patients."""
    before = settings.DATABASES
    folder = tmp_path / "office"
    folder.mkdir()
    shutil.copy(sqlite_template, folder / FILE)
    use(default=database_settings(folder))
    make_owner()
    yield
    use(**before)
