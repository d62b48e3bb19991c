"""That a worker is alive: a lock that it has as long as its process runs, and that dies with it.

SQLite        a lock on a file beside the database's
PostgreSQL    an advisory lock of a connection that does nothing else
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from django.db import connection

from cleanclaim.file_lock import LockedError, locked

NAME = ".worker-{}"


@contextmanager
def sign_of_life(worker: str) -> Iterator[Callable[[], object]]:
    """Have the worker's lock meanwhile. What is returned raises a database error where the lock was lost."""
    if connection.vendor == "sqlite":
        with locked(_file(worker)):
            yield lambda: None
        return
    import psycopg

    raised_as_django_does = connection.wrap_database_errors
    with raised_as_django_does:
        own = psycopg.connect(**connection.get_connection_params(), autocommit=True)
    try:
        with raised_as_django_does:
            own.execute("SELECT pg_advisory_lock(%s)", [_number(worker)])
        yield raised_as_django_does(lambda: own.execute("SELECT 1"))
    finally:
        own.close()  # and the lock with it


def is_alive(worker: str) -> bool:
    """Whether a worker has its lock."""
    if connection.vendor == "sqlite":
        try:
            with locked(_file(worker)):
                return False
        except LockedError:
            return True
    high, low = divmod(_number(worker) % 2**64, 2**32)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT EXISTS (
              SELECT FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1
              AND classid::bigint = %s AND objid::bigint = %s
              AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            )
            """,
            [high, low],
        )
        return bool(cursor.fetchone()[0])


def remove_dead_signs() -> None:
    """Remove the files that workers left which were killed: whoever is alive has a lock on its own."""
    if connection.vendor == "sqlite":
        for file in _file("").parent.glob(NAME.format("*")):
            with suppress(LockedError, OSError), locked(file):
                pass


def _file(worker: str) -> Path:
    return Path(connection.settings_dict["NAME"]).with_name(NAME.format(worker))


def _number(worker: str) -> int:
    return int.from_bytes(sha256(worker.encode()).digest()[:8], signed=True)
