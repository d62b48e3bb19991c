"""The levels of appeal of payers that have several, with what a request of each has to say and what must be in dispute,
and how payers correct a claim that they let nobody replace (`appeal_levels.toml`).
"""

import tomllib
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from cleanclaim.law.policies.spans import Standing
from cleanclaim.law.policies.time_limits import TimeLimit, read_time_limit
from cleanclaim.model.money import cents

TABLE = Path(__file__).with_name("appeal_levels.toml")


RequestPoint = Literal["patient", "member number", "services", "appellant", "earlier decision", "change"]


class RequestContents(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a request has to say; `cite` is a source's id."""

    points: tuple[RequestPoint, ...] = ()
    cite: str = ""
    standing: Standing = "reported"


class Reopening(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a payer corrects a claim that it lets nobody replace: what that is called, to whom it goes, what it says."""

    payer: str
    name: str
    to: str
    request: RequestContents


class DisputedAmount(Struct, frozen=True, kw_only=True):
    """Cents that must be in dispute in requests from a day on; `cite` is a source's id."""

    since: date
    cents: int
    cite: str
    standing: Standing


class AppealLevel(Struct, frozen=True, kw_only=True):
    """One level: what it is called, its form, and its limit; None of the first, whose limit is the payer's `appeal`.

    `first`: the limit runs from the first decision on the claim, not from that of the level before. `to` is to whom it
    goes, empty where that is the payer; `decision` is what its decision is called; `packet`: a packet is made for it;
    `is_appeal`: the payer calls it an appeal, and not a step before one.
    """

    payer: str
    level: int
    name: str
    decision: str
    form: str
    limit: TimeLimit | None
    first: bool
    cite: str
    standing: Standing
    note: str
    amounts: tuple[DisputedAmount, ...]
    to: str
    request: RequestContents
    packet: bool
    is_appeal: bool

    @property
    def title(self) -> str:
        """What a request of it is called: `appeal: redetermination by the contractor`, `reconsideration`, `appeal`."""
        return f"appeal: {self.name}" if self.is_appeal and self.name != "appeal" else self.name

    def amount_on(self, requested: date) -> DisputedAmount | None:
        """What must be in dispute in a request of that day; None where no amount is known, or none is asked for."""
        begun = [one for one in self.amounts if one.since <= requested]
        return begun[-1] if begun else None


class _WrittenAmount(Struct, forbid_unknown_fields=True):
    dollars: str
    cite: str
    standing: Standing


class _WrittenLevel(Struct, forbid_unknown_fields=True):
    payer: str
    level: int
    name: str
    decision: str = ""
    form: str = ""
    limit: object = None
    first: bool = False
    cite: str = ""
    standing: Standing = "reported"
    note: str = ""
    amounts: dict[date, _WrittenAmount] = {}
    to: str = ""
    request: RequestContents = RequestContents()
    packet: bool = True
    is_appeal: bool = True


class _LevelsFile(Struct, forbid_unknown_fields=True):
    level: list[_WrittenLevel]
    reopening: list[Reopening]


@cache
def _table() -> _LevelsFile:
    return msgspec.convert(tomllib.loads(TABLE.read_text("utf-8")), _LevelsFile)


@cache
def appeal_levels() -> dict[tuple[str, int], AppealLevel]:
    """Every level that is known, by payer and number."""
    return {(one.payer, one.level): _level(one) for one in _table().level}


def _level(one: _WrittenLevel) -> AppealLevel:
    return AppealLevel(
        payer=one.payer,
        level=one.level,
        name=one.name,
        decision=one.decision or one.name,
        form=one.form,
        limit=None if one.limit is None else read_time_limit(one.limit, "decision"),
        first=one.first,
        cite=one.cite,
        standing=one.standing,
        note=one.note,
        amounts=tuple(
            DisputedAmount(since=since, cents=cents(each.dollars), cite=each.cite, standing=each.standing)
            for since, each in sorted(one.amounts.items())
        ),
        to=one.to,
        request=one.request,
        packet=one.packet,
        is_appeal=one.is_appeal,
    )


def level_of(payers: Iterable[str], level: int) -> AppealLevel | None:
    """A level of the first of these payers that has it; None where nobody here knows one."""
    return next((found for one in payers if (found := appeal_levels().get((one, level)))), None)


def reopenings() -> tuple[Reopening, ...]:
    """How payers reopen claims, as far as it is known."""
    return tuple(_table().reopening)


def reopening_of(payers: Iterable[str]) -> Reopening | None:
    """How the first of these payers that has one reopens a claim; None where nobody here knows."""
    return next((each for one in payers for each in reopenings() if each.payer == one), None)
