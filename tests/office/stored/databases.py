"""Which cases of a test run on which database, where what differs between the cases does not depend on it."""

from collections.abc import Iterable
from typing import Any

import pytest


def on_postgresql_once(cases: Iterable[Any], once: Any) -> Any:
    """The parameters `database` and another: all cases on SQLite, one on PostgreSQL, the others there in long runs."""
    every = list(cases)
    assert once in every
    others = [pytest.param("postgresql", case, marks=pytest.mark.long) for case in every if case != once]
    return [*(("sqlite", case) for case in every), ("postgresql", once), *others]
