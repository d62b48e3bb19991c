"""What the compiled function remembers of single lines: a clinic bills the same few lines all day.

Answers are remembered under everything they were worked out from: the values that the questions read of what many calls
share (a payer's policy, the published tables), and the fields that they read of the line. Both follow from the
questions; nobody lists them. Each compiled function has a memory of its own, since its answers name rules by their
place among its own.
"""

from collections.abc import Callable, Hashable, Mapping
from typing import Any

REMEMBERED = 100_000
"""How many different lines are remembered under one set of shared values before starting afresh."""

MEMORIES = 1_000
"""How many sets of shared values are remembered before starting afresh."""

OBJECTS = 10_000
"""How many sets of shared objects are recognized without looking at their values before starting afresh."""

Lines = dict[tuple[Any, ...], tuple[Any, ...]]
Remembered = tuple[Lines, dict[tuple[Any, ...], int], Lines]
"""What is remembered of lines, the number of each kind of line, and what is remembered of patterns of these numbers."""

Recognized = tuple[Lines, dict[tuple[Any, ...], int], Lines, tuple[Any, ...], tuple[object, ...]]
"""The same under some shared objects, with the constants worked out from the objects, and the objects."""


class Memory:
    """The lines remembered, by the values of what the calls share.

    `shared_values` gives the values that the questions read of the shared objects, `constants` those that the compiled
    function reads or works out of them for itself. Two policies in which these agree,
    such as those of two days, share what is remembered. A shared object never changes. `recognized` holds what is
    remembered under shared objects that were met before, by their ids; the compiled function looks there first.
    """

    def __init__(
        self, shared_values: Callable[..., tuple[Any, ...]], constants: Callable[..., tuple[Any, ...]]
    ) -> None:
        self.recognized: dict[tuple[int, ...], Recognized] = {}
        self._shared_values = shared_values
        self._constants = constants
        self._by_values: dict[Hashable, Remembered] = {}

    def under(self, *shared: object) -> Recognized:
        """What is remembered under these objects, and the objects: an id says nothing once its object is gone."""
        if len(self.recognized) >= OBJECTS:
            self.recognized.clear()
        known = *self._under_values(shared), self._constants(*shared), shared
        self.recognized[tuple(map(id, shared))] = known
        return known

    def _under_values(self, shared: tuple[object, ...]) -> Remembered:
        values = tuple(map(_hashable, self._shared_values(*shared)))
        if values not in self._by_values and len(self._by_values) >= MEMORIES:
            self._by_values.clear()
        return self._by_values.setdefault(values, ({}, {}, {}))

    def __len__(self) -> int:
        """How many lines are remembered in all."""
        return sum(len(lines) for lines, _kinds, _patterns in self._by_values.values())


def forget(*remembered: dict[Any, Any]) -> None:
    """Start afresh: what is remembered of lines, of kinds of lines and of their patterns hangs together."""
    for one in remembered:
        one.clear()


def _hashable(value: Any) -> Hashable:
    """The value as a part of a key. Raises TypeError for one that could change, other than a mapping of such."""
    if isinstance(value, Mapping):
        value = frozenset(value.items())
    hash(value)
    return value  # type: ignore[no-any-return]
