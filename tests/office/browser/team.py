"""A really running office of a team, in a database of its own on a real PostgreSQL."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from tests.office.postgresql import drop_database, make_database
from tests.postgresql import free_port

CLEANCLAIM = [sys.executable, "-m", "cleanclaim"]


class TeamOffice(str):
    """The address of a running office of a team, and the environment of its commands."""

    __slots__ = ("environment",)
    environment: dict[str, str]

    def add_owner(self, email: str) -> str:
        """The path of a one-time link."""
        command = [*CLEANCLAIM, "office", "add-owner", email, "--name", "Ada Example", "--practice", "Lakeside PT"]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=True)
        return done.stdout.strip().partition(":8420")[2]


@contextmanager
def team_office(folder: Path, address: str, **environment: str) -> Iterator[TeamOffice]:
    """An office of a team that stores in a PostgreSQL, while the context lasts; nobody is in it yet.

    `environment` are settings besides.
    """
    name = f"team_{uuid4().hex}"
    make_database(address, name)
    urls = {role: f"{address.replace('postgres@', f'office_{role}@')}/{name}" for role in ("app", "owner")}
    port = free_port()
    office = TeamOffice(f"http://localhost:{port}")
    office.environment = {
        **os.environ,
        "CLEANCLAIM_DATABASE_URL": urls["app"],
        "CLEANCLAIM_OWNER_URL": urls["owner"],
        "CLEANCLAIM_DATA": str(folder / "data"),
        **environment,
    }
    (folder / "library").mkdir()
    command = [*CLEANCLAIM, "serve", "--port", str(port), "--library", str(folder / "library")]
    with subprocess.Popen(command, env=office.environment, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        assert office in next(line for line in server.stdout if "People sign in" in line)
        try:
            yield office
        finally:
            server.terminate()
            server.communicate()
            drop_database(address, name)
