"""Files that overlap, as two statements of a bank, or a month's and a year's list, do."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar

from cleanclaim.model.ledger_entry import EntrySource


class _FromAFile(Protocol):
    @property
    def source(self) -> EntrySource: ...


T = TypeVar("T", bound=_FromAFile)


def without_overlaps(found: Iterable[T], alike: Callable[[T], object]) -> tuple[list[T], list[T]]:
    """What several files say, each thing once, and what others repeat. Two things alike in one file are two: such a
    thing counts as often as the file has it that has it most.
    """
    in_file: Counter[object] = Counter()
    once: dict[object, T] = {}
    repeated = []
    for one in found:
        key = alike(one)
        in_file[one.source.file, key] += 1
        if once.setdefault((key, in_file[one.source.file, key]), one) is not one:
            repeated.append(one)
    return list(once.values()), repeated
