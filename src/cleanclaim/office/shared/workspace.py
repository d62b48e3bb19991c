"""Open work, such as reviews, in this process's memory and nowhere else, separate for each browser.

There is a limit: the work unused longest is dropped first, but never work with changes, and never that of a browser in
use to make room for another. All of it is gone when the office stops.
"""

import secrets
import time
from collections.abc import Callable, Iterable
from threading import Lock
from typing import Generic, TypeVar

from msgspec import Struct

from cleanclaim.model.errors import UserError

T = TypeVar("T")
Key = tuple[str, str]

MOST_EACH = 12
"""Pieces of work of one browser."""

MOST = 36
"""Pieces of work of all browsers together."""

IN_USE = 12 * 3600
"""Seconds for which a browser counts as in use after it last used any of its work."""


class _OpenWork(Struct, Generic[T]):
    work: T
    last_used: float


class Workspace(Generic[T]):
    """Open work of one kind; errors call it `title`. Work with changes (`changed`) stays until its owner closes it."""

    def __init__(self, title: str, changed: Callable[[T], bool] = lambda _work: False) -> None:
        self._title = title
        self._changed = changed
        self._open: dict[Key, _OpenWork[T]] = {}
        self._lock = Lock()

    def put(self, browser: str, work: T, name: str | None = None) -> str:
        """Add work of a browser and return its name, a random one where `name` is None.

        Where the browser has work of that name already, that stays. Raises UserError where there is no room without
        losing changes.
        """
        key = (browser, name or secrets.token_urlsafe(9))
        with self._lock:
            if key not in self._open:
                self._make_room(browser)
                self._open[key] = _OpenWork(work, time.monotonic())
        return key[1]

    def find(self, browser: str, name: str) -> T | None:
        """The work of that name, if the browser has it."""
        with self._lock:
            entry = self._open.get((browser, name))
            if entry is None:
                return None
            entry.last_used = time.monotonic()
            return entry.work

    def get(self, browser: str, name: str) -> T:
        """The same. Raises UserError where there is none, or none any more."""
        work = self.find(browser, name)
        if work is None:
            problem = "it is not open here: it was closed, or the program was started anew, which stores nothing"
            raise UserError(self._title, problem, "Drop the file again.")
        return work

    def remove(self, browser: str, name: str) -> None:
        """Close the work of that name, if there is any."""
        with self._lock:
            self._open.pop((browser, name), None)

    def all_of(self, browser: str) -> list[tuple[str, T]]:
        """The work of a browser by name, in the order in which it was opened."""
        with self._lock:
            return [(name, entry.work) for (owner, name), entry in self._open.items() if owner == browser]

    def _make_room(self, browser: str) -> None:
        """Drop the work unused longest where the limit is reached. Raises UserError as `put` does."""
        own = [key for key in self._open if key[0] == browser]
        if len(own) >= MOST_EACH and not self._drop_one(own):
            problem = f"{len(own)} with changes are open in this browser, and none of these is closed by itself"
            raise UserError(self._title, problem, "Save the file of one, and close it.")
        if len(self._open) < MOST:
            return
        if not (self._drop_one(self._abandoned(browser), changed_too=True) or self._drop_one(own)):
            problem = f"{MOST} can be open at most, and {len(self._open) - len(own)} are open in other browsers"
            raise UserError(self._title, problem, "Close some there, or start the program anew.")

    def _abandoned(self, browser: str) -> list[Key]:
        """The work of other browsers that are no longer in use."""
        last: dict[str, float] = {}
        for (owner, _name), entry in self._open.items():
            last[owner] = max(last.get(owner, 0), entry.last_used)
        idle = {
            owner for owner, last_used in last.items() if owner != browser and time.monotonic() - last_used > IN_USE
        }
        return [key for key in self._open if key[0] in idle]

    def _drop_one(self, keys: Iterable[Key], *, changed_too: bool = False) -> bool:
        """Drop the one of these unused longest, one without changes first; whether there was one."""
        order = sorted((self._changed(self._open[key].work), self._open[key].last_used, key) for key in keys)
        leaving = next((key for changed, _used, key in order if changed_too or not changed), None)
        if leaving is not None:
            del self._open[leaving]
        return leaving is not None
