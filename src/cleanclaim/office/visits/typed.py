"""What of a visit's page is typed and is no value yet: stored as typed, so that it is there after a reload and on
another device, and named, so that nobody signs over it.

the page ─┬─ what can be read ──▶ the visit's value
          └─ what cannot (yet) ──▶ TypedParts, beside the value in the same version
"""

from typing import Literal

import msgspec
from msgspec import Struct

from cleanclaim.model.errors import UserError
from cleanclaim.model.visit import Visit
from cleanclaim.office.history.models import Version
from cleanclaim.office.minutes.form import Block
from cleanclaim.office.visits.diagnoses import WrongDiagnosis

Part = Literal["blocks", "lines", "discipline", "diagnoses", "place_of_service"]


class TypedParts(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The parts of a page as typed, each empty where it is read.

    `line` stands in the field of typed lines, `lines` were entered there and not understood. `blocks` are all blocks
    where one of them cannot be read.
    """

    line: str = ""
    lines: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    diagnoses: str = ""
    place_of_service: str = ""


class Entered(Struct, frozen=True):
    """A visit as it was entered: what could be read, and what could not."""

    value: Visit
    typed: TypedParts = TypedParts()


class Unread(Struct, frozen=True, kw_only=True):
    """Something typed that cannot be read, or something missing without which it cannot: what, why, what to do."""

    part: Part
    place: str
    problem: str
    remedy: str
    diagnosis: WrongDiagnosis | None = None

    @property
    def stops_units(self) -> bool:
        """Whether no units can be counted while it is so."""
        return self.part in ("blocks", "discipline")


class PageRead(Struct, frozen=True):
    """What a page says: the visit and what is typed besides, and what of it cannot be read."""

    entered: Entered
    unread: tuple[Unread, ...]


def unread_of(part: Part, error: UserError) -> Unread:
    """What a reader of fields refused, without the period: the pages set it in sentences of their own."""
    return Unread(part=part, place=error.place, problem=error.problem.removesuffix("."), remedy=error.remedy)


def encode_typed(typed: TypedParts) -> str:
    """As a version stores it; empty where nothing is typed besides the value."""
    return "" if typed == TypedParts() else msgspec.json.encode(typed).decode()


def read_entered(version: Version) -> Entered:
    """What a version of a visit says. What was typed and is damaged is left out: an archive may hold anything."""
    text: str = version.carried()["typed"]  # type: ignore[assignment]
    try:
        typed = msgspec.json.decode(text, type=TypedParts) if text else TypedParts()
    except msgspec.DecodeError:
        typed = TypedParts()
    return Entered(version.read(), typed)
