"""Medicare's national coverage determinations of single codes: the diagnoses a code is, or is never, covered for."""

import tomllib
from collections.abc import Iterable
from datetime import date
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct


class NationalCoverage(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a determination says of a code from a day on: `what` in words, and the diagnoses as patterns."""

    begins: date = msgspec.field(name="from")
    cite: str
    what: str
    never_for: tuple[str, ...] = ()
    perhaps_never_for: tuple[str, ...] = ()
    only_for: tuple[str, ...] = ()

    def excludes(self, diagnoses: Iterable[str]) -> bool:
        """Whether the first of a line's diagnoses, which it was given for, is one the code is not covered for."""
        first = next(iter(diagnoses), None)
        return first is not None and _matches(first, self.never_for)

    def may_exclude(self, diagnoses: Iterable[str]) -> bool:
        """Whether the first of a line's diagnoses may be one the code is not covered for, and does not say so."""
        first = next(iter(diagnoses), None)
        return first is not None and _matches(first, self.perhaps_never_for)

    def lacks(self, diagnoses: Iterable[str]) -> bool:
        """Whether none of a line's diagnoses is one the code is covered for."""
        return bool(self.only_for) and not any(_matches(one, self.only_for) for one in diagnoses)


NO_DETERMINATION = NationalCoverage(begins=date.max, cite="", what="")
"""Of a code that no determination speaks of."""


def _matches(diagnosis: str, patterns: Iterable[str]) -> bool:
    plain = diagnosis.replace(".", "")
    return any(fnmatchcase(plain, pattern) for pattern in patterns)


def last_change(on: date) -> date:
    """The last day on or before `on` on which a determination began; `date.min` before the first."""
    return max((one.begins for one in national_coverage().values() if one.begins <= on), default=date.min)


@cache
def national_coverage() -> dict[str, NationalCoverage]:
    """The determinations by code."""
    text = (Path(__file__).parent / "national_coverage.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), dict[str, NationalCoverage])
