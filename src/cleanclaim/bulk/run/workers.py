"""The processes that share the work of a run, a task at a time; a run of one works in its own process.

A worker ends with the process that started it, also where that was killed: nothing goes on writing.
"""

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from threading import Thread

from cleanclaim.bulk.run.plan import RunPlan
from cleanclaim.model.errors import UserError

Task = Callable[[RunPlan, int], None]
Perform = Callable[[Task, Sequence[int]], Iterator[int]]
"""Performs a task for some numbers; yields each number when it is done."""

ONE_THREAD = {"POLARS_MAX_THREADS": "1"}
"""A worker is one thread: there are as many workers as processors."""


def use_one_thread() -> None:
    """Let this process be one thread, unless whoever started it says otherwise. Before polars is imported."""
    for name, value in ONE_THREAD.items():
        os.environ.setdefault(name, value)


def count_processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def working(plan: RunPlan, processes: int) -> Iterator[Perform]:
    """Workers for as long as the context lasts. Raises UserError where the system ends one of them."""
    if processes < 2:
        yield lambda task, numbers: _in_turn(plan, task, numbers)
        return
    pool = ProcessPoolExecutor(processes, get_context("spawn"), _begin, (plan,))
    try:
        yield lambda task, numbers: _spread(pool, task, numbers)
    except BrokenProcessPool:
        remedy = "Start it again: what is done is not done again. Give fewer --processes where memory is short."
        raise UserError(str(plan.folder), "the system ended one of the processes that worked on it", remedy) from None
    finally:
        pool.shutdown(cancel_futures=True)


def _in_turn(plan: RunPlan, task: Task, numbers: Sequence[int]) -> Iterator[int]:
    for number in numbers:
        task(plan, number)
        yield number


def _spread(pool: ProcessPoolExecutor, task: Task, numbers: Sequence[int]) -> Iterator[int]:
    futures = {pool.submit(_perform, task, number): number for number in numbers}
    for future in as_completed(futures):
        future.result()
        yield futures[future]


_plan: list[RunPlan] = []
"""In a worker: what it was started for. Read once, so that what is remembered of the law stays."""


def _begin(plan: RunPlan) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started us stops us
    os.environ.update(ONE_THREAD)
    _plan.append(plan)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _perform(task: Task, number: int) -> None:
    task(_plan[0], number)
