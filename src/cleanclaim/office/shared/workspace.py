"""What people work on, kept in this process's memory and nowhere else, apart for each browser.

A few at a time: the one unused longest leaves first, but none in which something was changed, and none of a browser
that is in use by another's doing. All are gone when the office stops.
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
"""Things of one browser."""

MOST = 36
"""Things of all browsers together."""

IN_USE = 12 * 3600
"""Seconds for which a browser counts as in use after it last asked for one of its things."""


class _OpenWork(Struct, Generic[T]):
    work: T
    last_used: float


class Workspace(Generic[T]):
    """Things of one kind, `title` says which. One of which `changed` is true leaves only when its owner closes it."""

    def __init__(self, title: str, changed: Callable[[T], bool] = lambda _work: False) -> None:
        self._title = title
        self._changed = changed
        self._open: dict[Key, _OpenWork[T]] = {}
        self._lock = Lock()

    def put(self, browser: str, work: T, name: str | None = None) -> str:
        """Keep a thing of a browser's, and return the name it can be asked for by.

        Where it is to have a name that another of the browser's has, that one stays. Raises UserError where there is
        no room without losing changes.
        """
        key = (browser, name or secrets.token_urlsafe(9))
        with self._lock:
            if key not in self._open:
                self._make_room(browser)
                self._open[key] = _OpenWork(work, time.monotonic())
        return key[1]

    def find(self, browser: str, name: str) -> T | None:
        """The thing of that name, if the browser has one."""
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
            problem = "it is not, or no longer, in the office's memory, where it lived alone"
            raise UserError(self._title, problem, "Drop the file again.")
        return work

    def remove(self, browser: str, name: str) -> None:
        """Let go of a thing; of none where there is none."""
        with self._lock:
            self._open.pop((browser, name), None)

    def all_of(self, browser: str) -> list[tuple[str, T]]:
        """The things of a browser with their names, in the order in which they came."""
        with self._lock:
            return [(name, entry.work) for (owner, name), entry in self._open.items() if owner == browser]

    def _make_room(self, browser: str) -> None:
        """Let go of what nobody misses where there are as many things as there may be. Raises UserError as `put`."""
        own = [key for key in self._open if key[0] == browser]
        if len(own) >= MOST_EACH and not self._let_go(own):
            problem = f"{len(own)} with changes are open in this browser, and none of these is closed by itself"
            raise UserError(self._title, problem, "Save the file of one, and close it.")
        if len(self._open) < MOST:
            return
        if not (self._let_go(self._abandoned(browser), changed_too=True) or self._let_go(own)):
            problem = f"the office keeps {MOST} at most, and {len(self._open) - len(own)} are open in other browsers"
            raise UserError(self._title, problem, "Close some there, or stop the office and start it anew.")

    def _abandoned(self, browser: str) -> list[Key]:
        """The things of other browsers that are no longer in use."""
        last: dict[str, float] = {}
        for (owner, _name), entry in self._open.items():
            last[owner] = max(last.get(owner, 0), entry.last_used)
        idle = {
            owner for owner, last_used in last.items() if owner != browser and time.monotonic() - last_used > IN_USE
        }
        return [key for key in self._open if key[0] in idle]

    def _let_go(self, keys: Iterable[Key], *, changed_too: bool = False) -> bool:
        """Let go of the one of these that was unused longest, one without changes first; whether there was one."""
        order = sorted((self._changed(self._open[key].work), self._open[key].last_used, key) for key in keys)
        leaving = next((key for changed, _used, key in order if changed_too or not changed), None)
        if leaving is not None:
            del self._open[leaving]
        return leaving is not None
