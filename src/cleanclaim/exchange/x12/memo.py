"""What was found of something that a file says over and over, so that it is looked at once."""

from collections.abc import Hashable, Iterable

from cleanclaim.exchange.x12.diagnostics import Fault

_MOST = 16384  # kept at a time


class Memo:
    """Faults by what they depend on. What is `undetermined` is told the first time and no more."""

    __slots__ = ("_kept", "get")

    def __init__(self) -> None:
        self._kept: dict[Hashable, tuple[Fault, ...]] = {}
        self.get = self._kept.get
        """The faults of something seen before; None where it was not."""

    def keep(self, asked: Hashable, found: Iterable[Fault]) -> tuple[Fault, ...]:
        """The faults of something seen for the first time."""
        faults = tuple(found)
        if len(self._kept) >= _MOST:
            self._kept.clear()
        self._kept[asked] = tuple(fault for fault in faults if fault.severity == "stop")
        return faults
