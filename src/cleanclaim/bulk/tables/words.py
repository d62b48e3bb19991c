"""What findings say, each wording once: a number that stands for it in every process, and its tables.

The number is a digest of the words, so that the same finding has the same number in every run.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Any

import msgspec
from msgspec import UNSET, Struct

from cleanclaim.model.finding import Finding


class FindingWords(Struct, frozen=True, array_like=True):
    """A wording: its number, the texts of `words`, and the values of `evidence` as name, place and text."""

    number: int
    texts: tuple[str | None, ...]
    values: tuple[tuple[str, int | None, str | None], ...]


def word_finding(finding: Finding) -> FindingWords:
    """What a finding says."""
    texts = (
        finding.rule,
        finding.title,
        finding.message,
        finding.remedy,
        finding.cite.id,
        None if finding.carc is UNSET else finding.carc,
        None if finding.rests_on is UNSET else " ".join(finding.rests_on),
        None if finding.overridden is UNSET else msgspec.json.encode(finding.overridden).decode(),
    )
    values = tuple(_values(finding.evidence))
    content = msgspec.msgpack.encode((finding.outcome, finding.severity, finding.line, texts, values))
    number = int.from_bytes(blake2b(content, digest_size=8).digest(), "big", signed=True)
    return FindingWords(number, texts, values)


def _values(evidence: Mapping[str, object]) -> Iterator[tuple[str, int | None, str | None]]:
    for name, value in evidence.items():
        if isinstance(value, list | tuple):
            yield from ((name, place, _as_text(one)) for place, one in enumerate(value, 1))
        else:
            yield name, None, _as_text(value)


def _as_text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple | dict | Struct):
        return msgspec.json.encode(value).decode()
    return str(value)


def words_columns(words: Iterable[FindingWords], names: Sequence[str]) -> dict[str, list[Any]]:
    """The columns of `words`."""
    listed = list(words)
    texts = zip(*(one.texts for one in listed), strict=True) if listed else ([],) * (len(names) - 1)
    columns = [[one.number for one in listed], *map(list, texts)]
    return dict(zip(names, columns, strict=True))


def evidence_columns(words: Iterable[FindingWords]) -> dict[str, list[Any]]:
    """The columns of `evidence`."""
    rows = [(one.number, *value) for one in words for value in one.values]
    columns = map(list, zip(*rows, strict=True)) if rows else ([], [], [], [])
    return dict(zip(("words", "name", "place", "value"), columns, strict=True))
