"""What the compiled function remembers of single lines: a clinic bills the same few lines all day.

Answers are remembered under everything they were worked out from: the values that the questions read of what many calls
share (a payer's policy, the published tables), and the fields that they read of the line. Both follow from the
questions; nobody lists them. Each compiled function has a memory of its own, since its answers name rules by their
place among its own.
"""

from collections.abc import Callable, Hashable, Mapping
from typing import Any

from cleanclaim.kernel.functions import Missing

REMEMBERED = 100_000
"""How many different lines are remembered under one set of shared values before starting afresh."""

MEMORIES = 1_000
"""How many sets of shared values are remembered before starting afresh."""

OBJECTS = 10_000
"""How many sets of shared objects are recognized without looking at their values before starting afresh."""

Lines = dict[tuple[Any, ...], tuple[Any, ...]]
Remembered = tuple[Lines, dict[tuple[Any, ...], int], Lines]
"""What is remembered of lines, the number of each kind of line, and what is remembered of patterns of these numbers."""

Recognized = tuple[Callable[..., Any], dict[str, Missing], tuple[object, ...]]
"""The function for some shared objects, why names are always missing under them, and they: an id alone may return."""


class Memory:
    """The lines remembered, by the values of what the calls share.

    `shared_values` gives the values that the remembered questions read of the shared objects; `function_under` makes
    the function for some shared objects, with what is remembered. Two policies in which the values agree,
    such as those of two days, share what is remembered. A shared object never changes. `recognized` holds the functions
    for shared objects that were met before, by their ids; the compiled function looks there first.
    """

    def __init__(
        self, shared_values: Callable[..., tuple[Any, ...]], function_under: Callable[..., Callable[..., Any]]
    ) -> None:
        self.recognized: dict[tuple[int, ...], Recognized] = {}
        self._shared_values = shared_values
        self._function_under = function_under
        self._by_values: dict[Hashable, Remembered] = {}

    def under(self, *shared: object) -> Recognized:
        """What there is for these objects."""
        ids = tuple(map(id, shared))
        known = self.recognized.get(ids)
        if known is None:
            if len(self.recognized) >= OBJECTS:
                self.recognized.clear()
            known = self._function_under(*shared, *self._under_values(shared)), {}, shared
            self.recognized[ids] = known
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
