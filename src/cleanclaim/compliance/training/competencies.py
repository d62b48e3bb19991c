"""What somebody in a practice has to be able to do, by role (`competencies.toml`)."""

import tomllib
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct

from cleanclaim.model.errors import UserError
from cleanclaim.nearest import did_you_mean


class Competency(Struct, frozen=True, kw_only=True):
    """One thing to be able to do.

    `every`: days after which it is asked again at the latest. `families`: the rules whose own examples are asked.
    `attested`: somebody signs once a year that it was taught. `no_questions` says why there are none, where there are
    none.
    """

    id: str
    name: str
    roles: tuple[str, ...]
    every: int
    families: tuple[str, ...] = ()
    attested: bool = False
    no_questions: str = ""


class _WrittenCompetency(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: str
    roles: tuple[str, ...]
    every: int
    families: tuple[str, ...] = ()
    attested: bool = False
    no_questions: str = ""


class _CompetencyFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    roles: dict[str, str]
    competencies: dict[str, _WrittenCompetency]


@cache
def _file() -> _CompetencyFile:
    text = Path(__file__).with_name("competencies.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), _CompetencyFile)


@cache
def competencies() -> dict[str, Competency]:
    """All competencies by id, in their order."""
    return {name: Competency(id=name, **msgspec.structs.asdict(one)) for name, one in _file().competencies.items()}


@cache
def roles() -> dict[str, str]:
    """The roles, each in words."""
    return _file().roles


def of_role(role: str) -> tuple[Competency, ...]:
    """The competencies of a role. Raises UserError, with the likeliest correction, for one that there is none of."""
    if role not in roles():
        raise UserError(
            "--role",
            f"there is no role {role!r}.{did_you_mean(role, roles())}",
            f"The roles are {', '.join(roles())}.",
        )
    return tuple(one for one in competencies().values() if role in one.roles)


def competency(name: str) -> Competency:
    """A competency by its id, such as `T1`. Raises UserError for one that there is none of."""
    found = competencies().get(name.upper())
    if found is None:
        raise UserError(
            "--competency",
            f"there is no competency {name!r}.{did_you_mean(name.upper(), competencies())}",
            "`cleanclaim train list` prints them.",
        )
    return found
