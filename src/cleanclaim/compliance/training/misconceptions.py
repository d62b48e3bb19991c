"""The named mistakes that wrong answers come of (`misconceptions.toml`)."""

import tomllib
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct


class Misconception(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A mistake: what somebody `thinks` who makes it ("comes of thinking that ..."), and what is so `instead`."""

    thinks: str
    instead: str

    def words(self) -> str:
        """Both in words, for who made it."""
        return f"That comes of thinking that {self.thinks}. {self.instead}"


@cache
def misconceptions() -> dict[str, Misconception]:
    """All of them by name."""
    text = Path(__file__).with_name("misconceptions.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), dict[str, Misconception])
