"""What recurs while a worker runs, beside the tasks: each at its interval, in a thread of its own."""

import sys
import time
from collections.abc import Callable
from threading import Event

from django.db import DatabaseError, connections
from msgspec import Struct

from cleanclaim.office.audit_log.seals import seal_events
from cleanclaim.office.claims.fetching import fetch_answers
from cleanclaim.office.claims.judging import mark_due
from cleanclaim.office.tasks.rescue import rescue_tasks


class Recurring(Struct, frozen=True):
    """What is done again every so many seconds, and what is said where the database is in the way."""

    every: float
    do: Callable[[], object]
    problem: str


RECURRING = (
    Recurring(2, rescue_tasks, "Tasks of workers that are gone could not be put back"),
    Recurring(60, seal_events, "The log could not be sealed"),
    Recurring(60, fetch_answers, "What came back could not be read"),
    Recurring(20, mark_due, "Claims that were kept back until today could not be brought back"),
)
BETWEEN = 0.5
"""Seconds between two looks at what is due."""


def do_recurring(stopped: Event) -> None:
    """Do it all again and again until stopped; what fails is said, and done again when it is due next."""
    due = {one: time.monotonic() for one in range(len(RECURRING))}
    while not stopped.wait(BETWEEN):
        for number, one in enumerate(RECURRING):
            if time.monotonic() < due[number]:
                continue
            due[number] = time.monotonic() + one.every
            try:
                one.do()
            except DatabaseError as error:
                sys.stderr.write(f"{one.problem}: {type(error).__name__}\n")
            finally:
                connections.close_all()
