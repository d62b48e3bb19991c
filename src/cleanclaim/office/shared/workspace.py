"""What people work on, kept in this process's memory and nowhere else, each under a name nobody can guess.

A few at a time: the one unused longest leaves first, and all are gone when the office stops.
"""

import secrets
from collections import OrderedDict
from threading import Lock
from typing import Generic, TypeVar

from cleanclaim.model.errors import UserError

T = TypeVar("T")
MOST = 12


class Workspace(Generic[T]):
    """Things of one kind; `what` says of one that left what it was."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._held: OrderedDict[str, T] = OrderedDict()
        self._lock = Lock()

    def put(self, thing: T) -> str:
        """Keep a thing, and return the name it can be asked for by."""
        name = secrets.token_urlsafe(9)
        with self._lock:
            self._held[name] = thing
            while len(self._held) > MOST:
                self._held.popitem(last=False)
        return name

    def get(self, name: str) -> T:
        """The thing of that name. Raises UserError where it has left."""
        with self._lock:
            if name in self._held:
                self._held.move_to_end(name)
                return self._held[name]
        raise UserError(self._what, "it has left the office's memory, where it lived alone", "Drop the file again.")
