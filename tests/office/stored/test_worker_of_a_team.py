"""The worker of a team's office, in a process of its own: another one where it was killed, the same after the database
was away.
"""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from tests.office.browser.team import TeamOffice, team_office

PATIENCE = 60
SIGNS = (
    "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database"
    " WHERE locktype = 'advisory' AND datname = current_database()"
)
CLOSE_ALL = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE pid <> pg_backend_pid() AND datname = current_database()"
)


pytestmark = pytest.mark.skipif(not Path("/proc").exists(), reason="processes are found under /proc")


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory, postgresql: str) -> Iterator[TeamOffice]:
    """A really running office of a team."""
    with team_office(tmp_path_factory.mktemp("team"), postgresql) as office:
        yield office


def ask(team: TeamOffice, sql: str) -> int:
    address = team.environment["CLEANCLAIM_OWNER_URL"].replace("office_owner@", "postgres@")
    with psycopg.connect(address, autocommit=True) as superuser:
        row = superuser.execute(sql).fetchone()
    return int(row[0]) if row else 0


def come(true: Callable[[], bool]) -> None:
    """Wait until something is true."""
    until = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < until
        time.sleep(0.2)


def workers(team: TeamOffice) -> list[int]:
    """The processes that work for the office."""
    mine = f"CLEANCLAIM_DATA={team.environment['CLEANCLAIM_DATA']}\0".encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it ended meanwhile
            spawned = b"multiprocessing.spawn" in (process / "cmdline").read_bytes()
            if spawned and mine in (process / "environ").read_bytes():
                found.append(int(process.name))
    return found


def test_a_worker_that_was_killed_is_followed_by_another(team: TeamOffice) -> None:
    come(lambda: ask(team, SIGNS) == 1)
    (worker,) = workers(team)
    os.kill(worker, signal.SIGKILL)
    come(lambda: workers(team) not in ([], [worker]) and ask(team, SIGNS) == 1)


def test_a_worker_goes_on_after_the_database_was_away(team: TeamOffice) -> None:
    come(lambda: ask(team, SIGNS) == 1)
    before = workers(team)
    ask(team, CLOSE_ALL)
    assert ask(team, SIGNS) == 0
    come(lambda: ask(team, SIGNS) == 1)
    assert workers(team) == before
