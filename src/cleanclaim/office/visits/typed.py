"""What of a visit's page is typed and is no value yet: stored as typed, so that it is there after a reload and on
another device, and named, so that nobody signs over it.

the page ─┬─ what can be read ──▶ the visit's value
          └─ what cannot (yet) ──▶ TypedParts, beside the value in the same version
another page of the same visit, which says otherwise ──▶ TypedElsewhere, until somebody chooses
"""

from hashlib import sha256
from typing import Literal

import msgspec
from msgspec import Struct

from cleanclaim.model.errors import UserError
from cleanclaim.model.visit import Visit
from cleanclaim.office.history.models import Version
from cleanclaim.office.minutes.form import Block
from cleanclaim.office.visits.diagnoses import WrongDiagnosis

Part = Literal["blocks", "lines", "note", "discipline", "diagnoses", "place_of_service", "necessity_documented"]
PARTS: dict[Part, str] = {
    "blocks": "Minutes",
    "lines": "Lines not added",
    "note": "Note",
    "discipline": "Discipline",
    "diagnoses": "Diagnoses",
    "place_of_service": "Place of service",
    "necessity_documented": "Attestation",
}
"""The parts of a visit that its page changes, with what people call them."""


class TypedElsewhere(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What another page had typed of a part that this one changed too, and who typed it: both stay until one chooses.

    `text` is the part as people read it; of minutes `blocks` are what stood there.
    """

    part: Part
    text: str
    blocks: tuple[Block, ...] = ()
    by: str = ""

    @property
    def key(self) -> str:
        """A short name of it, by which a page says that it is chosen of."""
        return sha256(f"{self.part} {self.text}".encode()).hexdigest()[:12]

    @property
    def name(self) -> str:
        """What people call the part."""
        return PARTS[self.part]

    @property
    def may_join(self) -> bool:
        """Whether both can stand one after the other."""
        return self.part in ("note", "blocks", "diagnoses")


class TypedParts(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The parts of a page as typed, each empty where it is read.

    `line` stands in the field of typed lines, `lines` were entered there and not understood. `blocks` are all blocks
    where one of them cannot be read. `elsewhere` is what other pages typed instead, of which nobody chose yet.
    """

    line: str = ""
    lines: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    diagnoses: str = ""
    place_of_service: str = ""
    elsewhere: tuple[TypedElsewhere, ...] = ()


class Entered(Struct, frozen=True):
    """A visit as it was entered: what could be read, and what could not."""

    value: Visit
    typed: TypedParts = TypedParts()


class Unread(Struct, frozen=True, kw_only=True):
    """Something typed that cannot be read, or something missing without which it cannot: what, why, what to do.

    `elsewhere`: it can be read, and another page has it otherwise.
    """

    part: Part
    place: str
    problem: str
    remedy: str
    diagnosis: WrongDiagnosis | None = None
    elsewhere: TypedElsewhere | None = None

    @property
    def stops_units(self) -> bool:
        """Whether no units can be counted while it is so."""
        return self.part in ("blocks", "discipline") and self.elsewhere is None


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
