"""Work spread over the processors of this machine, while this process gathers what comes of it, a piece at a time."""

import gc
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import Protocol, TypeVar, cast

About_contra = TypeVar("About_contra", contravariant=True)


class Work(Protocol[About_contra]):
    """What is done with a job: any number of pieces come of it."""

    def __call__(self, about: About_contra, job: bytes, /) -> Iterator[bytes]:
        """Do one job; `about` is the same for all of them."""


MOST = 4
"""Processes at most: each takes some 100 MB."""
_END = b""


class Workers:
    """Processes of ours, started once they are needed."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._connections: list[Connection] = []

    def run(self, work: Work[About_contra], about: About_contra, jobs: Iterator[bytes]) -> Iterator[bytes]:
        """Everything that comes of the jobs, in whatever order it is done. `about` is the same for all of them."""
        if self.count < 2:
            for job in jobs:
                yield from work(about, job)
            return
        self._start()
        for one in self._connections:
            one.send((work, about))
        busy = [one for one in self._connections if _send_next(one, jobs)]
        while busy:
            for ready in cast("list[Connection]", wait(busy)):
                if piece := ready.recv_bytes():
                    yield piece
                elif not _send_next(ready, jobs):
                    busy.remove(ready)

    def _start(self) -> None:
        context = get_context("spawn")
        while len(self._connections) < self.count:
            mine, its = context.Pipe()
            context.Process(target=_work, args=(its,), daemon=True).start()
            its.close()
            self._connections.append(mine)

    def end(self) -> None:
        """Let the processes end."""
        for one in self._connections:
            one.close()
        self._connections = []


@contextmanager
def workers(*, worth_it: bool) -> Iterator[Workers]:
    """As many processes as there are processors; this one alone where the work is not worth starting others."""
    found = Workers(min(os.cpu_count() or 1, MOST) if worth_it else 1)
    try:
        yield found
    finally:
        found.end()


def _send_next(one: Connection, jobs: Iterator[bytes]) -> bool:
    job = next(jobs, None)
    if job is None:
        one.send_bytes(_END)
        return False
    one.send_bytes(job)
    return True


def _work(connection: Connection) -> None:
    """In a process of ours: do one job after another, until whoever started it is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started us stops us
    gc.disable()  # what is made here holds no cycles, and is gone after each job
    try:
        while True:
            work, about = connection.recv()
            while job := connection.recv_bytes():
                for piece in work(about, job):
                    connection.send_bytes(piece)
                connection.send_bytes(_END)
    except (EOFError, OSError):
        return
