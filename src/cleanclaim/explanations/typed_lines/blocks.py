"""What a typed line comes to: its blocks, and what of it is not understood."""

from msgspec import Struct


class TypedBlock(Struct, frozen=True, kw_only=True):
    """A block of a visit as it was typed. `minutes` None: not recorded. `start` is `10:30`, empty where not typed.

    `by` is therapist or assistant; `mode` individual, group or together. `who_is_open`: the line leaves open which.
    """

    code: str
    label: str
    minutes: int | None
    by: str
    mode: str
    start: str
    modifiers: tuple[str, ...]
    who_is_open: bool = False


class Instead(Struct, frozen=True):
    """What may be typed in place of something that is not understood; an empty text leaves it out."""

    typed: str
    label: str


LEAVE_OUT = (Instead("", "Leave it out"),)


class Unused(Struct, frozen=True):
    """What of the line is not understood, as typed, why, and what may be typed instead, for a person to choose."""

    text: str
    why: str
    instead: tuple[Instead, ...] = ()


class TypedLine(Struct, frozen=True):
    """A line read. While anything is in `unused`, nothing of it may be added."""

    blocks: tuple[TypedBlock, ...]
    unused: tuple[Unused, ...]

    @property
    def complete(self) -> bool:
        """Whether every token is accounted for and there is something to add."""
        return bool(self.blocks) and not self.unused
