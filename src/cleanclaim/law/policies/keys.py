"""The questions a payer's policy answers, and how each kind of answer is written.

An answer in TOML becomes a plain Python value: money is cents, a relative value is hundredths, codes and modifiers are
sorted tuples, pairs are tuples of two codes, a map is a dict that nobody changes.
"""

import re
import tomllib
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from cleanclaim.law.policies.time_limits import Start, TimeLimit, read_time_limit
from cleanclaim.model.money import cents

Answer = bool | int | str | TimeLimit | tuple[str, ...] | tuple[tuple[str, str], ...] | dict[str, str] | dict[str, int]
Kind = Literal[
    "bool", "int", "money", "choice", "codes", "modifiers", "disciplines", "map", "pairs", "value", "values", "limit"
]

NO_LIMIT = 1_000_000_000
"""The answer `none = true` of a number or an amount: there is known to be no limit. No claim reaches it,
so `spent > limit` is false without asking first. It is not the unknown, which is None."""

_CODE = re.compile(r"[0-9A-Z][0-9]{3}[0-9A-Z]")
_CODE_OR_RUN = re.compile(rf"{_CODE.pattern}|[0-9]{{5}}-[0-9]{{5}}")
_MODIFIER = re.compile(r"[0-9A-Z]{2}")
_DISCIPLINE = re.compile(r"PT|OT|SLP")


class PolicyKey(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One question. `yearly` answers hold to the end of their calendar year at most. `counts` names the question that
    says which codes a limit counts, `start` from which day a time limit runs unless its answer says, and `was` under
    which name older payer files answer the question.
    """

    topic: str
    meaning: str
    type: Kind
    choices: tuple[str, ...] = ()
    unit: str = ""
    yearly: bool = False
    counts: str = ""
    start: Start = "service"
    was: str = ""

    def read(self, raw: object) -> Answer:
        """The value behind what a policy file says. Raises ValueError telling what was expected."""
        if self.type == "choice":
            if raw not in self.choices:
                raise ValueError(f"{raw!r} is none of {', '.join(self.choices)}")
            return str(raw)
        if self.type == "limit":
            return read_time_limit(raw, self.start)
        return _READERS[self.type](raw)


class PolicyKeys(Struct, frozen=True, forbid_unknown_fields=True):
    """keys.toml: the release of the law, the first day it speaks of, and all questions by name."""

    version: str
    covers_from: date
    keys: dict[str, PolicyKey]


@cache
def keys() -> PolicyKeys:
    """All questions a payer answers."""
    text = (Path(__file__).parent / "keys.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), PolicyKeys)


@cache
def former_names() -> dict[str, str]:
    """The questions by the names they had before."""
    return {key.was: name for name, key in keys().keys.items() if key.was}


def _yes_or_no(raw: object) -> bool:
    if not isinstance(raw, bool):
        raise ValueError(f"{raw!r} is not true or false")
    return raw


def _whole_number(raw: object) -> int:
    if not isinstance(raw, int) or isinstance(raw, bool) or not 0 <= raw < NO_LIMIT:
        raise ValueError(f"{raw!r} is not a whole number")
    return raw


def _amount(raw: object) -> int:
    if not isinstance(raw, str):
        raise ValueError(f'{raw!r} is not an amount in quotes, such as "2480.00"')
    return cents(raw)


def _value(raw: object) -> int:
    if not isinstance(raw, str):
        raise ValueError(f'{raw!r} is not a relative value in quotes, such as "8.00"')
    return cents(raw)


def _values(raw: object) -> dict[str, int]:
    if not isinstance(raw, dict):
        raise ValueError(f'{raw!r} is not a table of relative values, such as {{ "97110" = "1.50" }}')
    _each([*raw], _CODE, "five-character codes")
    return {code: _value(value) for code, value in raw.items()}


def _codes(raw: object) -> tuple[str, ...]:
    """Codes one by one, or a run of them: `99202-99499`."""
    return tuple(sorted({code for item in _each(raw, _CODE_OR_RUN, "five-character codes") for code in _run(item)}))


def _run(item: str) -> list[str]:
    first, dash, last = item.partition("-")
    if not dash:
        return [item]
    if first > last:
        raise ValueError(f"{item!r} begins after its end")
    return [f"{number:05d}" for number in range(int(first), int(last) + 1)]


def _modifiers(raw: object) -> tuple[str, ...]:
    return tuple(sorted(_each(raw, _MODIFIER, "two-character modifiers")))


def _disciplines(raw: object) -> tuple[str, ...]:
    return tuple(sorted(_each(raw, _DISCIPLINE, "disciplines (PT, OT, SLP)")))


def _map(raw: object) -> dict[str, str]:
    if not isinstance(raw, dict):
        raise ValueError(f'{raw!r} is not a table of codes, such as {{ "97014" = "G0283" }}')
    _each([*raw, *raw.values()], _CODE, "five-character codes")
    return raw


def _pairs(raw: object) -> tuple[tuple[str, str], ...]:
    if not isinstance(raw, list):
        raise ValueError(f'{raw!r} is not a list of pairs, such as [["97140", "97530"]]')
    pairs = [_each(pair, _CODE, "five-character codes") for pair in raw]
    if any(len(pair) != 2 for pair in pairs):
        raise ValueError(f"{raw!r} holds a list that is not two codes")
    return tuple(sorted((pair[0], pair[1]) for pair in pairs))


def _each(raw: object, shape: re.Pattern[str], what: str) -> list[str]:
    if not isinstance(raw, list) or not all(isinstance(item, str) and shape.fullmatch(item) for item in raw):
        raise ValueError(f"{raw!r} is not a list of {what} in quotes")
    return raw


_READERS: dict[str, Callable[[object], Answer]] = {
    "bool": _yes_or_no,
    "int": _whole_number,
    "money": _amount,
    "codes": _codes,
    "modifiers": _modifiers,
    "disciplines": _disciplines,
    "map": _map,
    "pairs": _pairs,
    "value": _value,
    "values": _values,
}
