"""The connections of a team's office to its PostgreSQL: back at once after it was away, and one failure at most."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import OperationalError
from django.db.utils import ConnectionHandler

from cleanclaim.office.database import database_settings, replace_lost
from tests.office.postgresql import drop_database, make_database

NAME, PATIENCE = f"away_{os.getpid()}", 60


@pytest.fixture
def tried(postgresql: str) -> Iterator[Any]:
    """A connection as the office has it, that waits for one no longer than five seconds."""
    make_database(postgresql, NAME)
    found = database_settings(Path(), f"{postgresql.replace('postgres@', 'office_owner@')}/{NAME}")
    found["OPTIONS"]["pool"] = {**found["OPTIONS"]["pool"], "timeout": 5}
    one: Any = ConnectionHandler({"default": {}, "tried": found})["tried"]
    assert answers(one)
    yield one
    one.close_pool()
    drop_database(postgresql, NAME)


def answers(one: Any) -> bool:
    """Whether a request is answered: it takes a connection, asks, gives it back."""
    try:
        with one.cursor() as cursor:
            cursor.execute("SELECT 1")
    except OperationalError:
        return False
    finally:
        one.close()
    return True


def order(postgresql: str, sql: str) -> None:
    with psycopg.connect(f"{postgresql}/postgres", autocommit=True) as superuser:
        superuser.execute(sql)


def end_all(postgresql: str) -> None:
    order(postgresql, f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{NAME}'")


def test_the_first_request_after_the_database_is_back_is_answered(tried: Any, postgresql: str) -> None:
    order(postgresql, f"ALTER DATABASE {NAME} ALLOW_CONNECTIONS false")
    end_all(postgresql)
    until = time.monotonic() + PATIENCE
    while tried.pool.get_stats()["pool_size"]:  # as long as one is tried again, at pauses that grow
        assert not answers(tried)
        assert time.monotonic() < until
    order(postgresql, f"ALTER DATABASE {NAME} ALLOW_CONNECTIONS true")
    assert answers(tried)


def test_one_request_alone_meets_the_connections_that_the_database_ended(tried: Any, postgresql: str) -> None:
    end_all(postgresql)
    assert not answers(tried)
    replace_lost(tried)
    assert [answers(tried) for _ in range(8)] == [True] * 8
