"""How long papers are good for, by the day, the payer and the state (`intervals.toml`)."""

import tomllib
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from cleanclaim.law.policies.sources import cite
from cleanclaim.law.policies.spans import Standing
from cleanclaim.law.policies.time_limits import TimeLimit, read_time_limit
from cleanclaim.model.finding import Cite

TABLE = Path(__file__).with_name("intervals.toml")
Whose = Literal["", "clinician", "practice", "enrollment"]


class Interval(Struct, frozen=True, kw_only=True):
    """How long a paper is good for from a day on, and what that rests on. `payers` and `kinds` of payers: of whose
    enrollments alone; `states`: other limits by the state of a license.
    """

    since: date
    limit: TimeLimit
    cite: Cite
    standing: Standing
    payers: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    states: dict[str, TimeLimit] = {}

    def concerns(self, payer: str, kind: str) -> bool:
        """Whether it is this payer's, by the name of its policy or by its kind."""
        everybody = not (self.payers or self.kinds)
        return everybody or payer in self.payers or kind in self.kinds

    def limit_in(self, states: Iterable[str]) -> TimeLimit:
        """The limit of whoever is licensed in these states: the shortest that one of them has."""
        limits = [self.states.get(state, self.limit) for state in states] or [self.limit]
        return min(limits, key=lambda one: one.last_day(self.since))


class PaperKind(Struct, frozen=True, kw_only=True):
    """A kind of paper: its name, of whom everybody has one, when to be reminded, what to do, how long it is good."""

    key: str
    name: str
    whose: Whose
    remind: tuple[int, ...]
    remedy: str
    intervals: tuple[Interval, ...]

    def interval(self, on: date, payer: str = "", kind: str = "") -> Interval | None:
        """What holds for a paper of a day; None where nobody says how long it is good."""
        begun = [one for one in self.intervals if one.since <= on and one.concerns(payer, kind)]
        return begun[-1] if begun else None


class _WrittenInterval(Struct, forbid_unknown_fields=True):
    limit: object
    cite: str
    standing: Standing
    payers: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    states: dict[str, object] = {}


class _WrittenKind(Struct, forbid_unknown_fields=True):
    name: str
    remedy: str
    whose: Whose = ""
    remind: tuple[int, ...] = ()


@cache
def paper_kinds() -> dict[str, PaperKind]:
    """Every kind that is known, by its key."""
    document = tomllib.loads(TABLE.read_text("utf-8"))
    return {key: _kind(key, table) for key, table in document.items()}


def _kind(key: str, table: dict[str, object]) -> PaperKind:
    dated = {day: entry for day, entry in table.items() if day.startswith("20")}
    head = msgspec.convert({name: value for name, value in table.items() if name not in dated}, _WrittenKind)
    intervals = [_interval(date.fromisoformat(day), msgspec.convert(dated[day], _WrittenInterval)) for day in dated]
    return PaperKind(
        key=key,
        name=head.name,
        whose=head.whose,
        remind=head.remind,
        remedy=head.remedy,
        intervals=tuple(sorted(intervals, key=lambda one: one.since)),
    )


def _interval(since: date, written: _WrittenInterval) -> Interval:
    return Interval(
        since=since,
        limit=read_time_limit(written.limit, "decision"),
        cite=cite(written.cite),
        standing=written.standing,
        payers=written.payers,
        kinds=written.kinds,
        states={state: read_time_limit(limit, "decision") for state, limit in written.states.items()},
    )
