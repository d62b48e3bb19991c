"""A typed line as blocks of the page: what the grammar of typed lines reads, in the words of the page's form."""

import json
from datetime import date

from msgspec import Struct

from cleanclaim.explanations.typed_lines.blocks import TypedBlock, Unused
from cleanclaim.explanations.typed_lines.lines import Performing, parse_typed_line
from cleanclaim.law.coding.modifiers import ASSISTANT
from cleanclaim.office.minutes.form import PERFORMED_BY, Block

_WHO = {
    ("therapist", "individual"): "therapist",
    ("assistant", "individual"): "assistant",
    ("therapist", "together"): "together",
    ("assistant", "together"): "together",
    ("therapist", "group"): "group",
    ("assistant", "group"): "assistant-group",
}


class NewBlock(Struct, frozen=True):
    """A block to be added, and how it is said: `97110 Exercise, 23 min, therapist`."""

    block: Block
    text: str


class TypedAnswer(Struct, frozen=True):
    """A line as the page answers it: the blocks in it, and what of it is not understood."""

    line: str
    blocks: list[NewBlock]
    unused: tuple[Unused, ...]

    @property
    def complete(self) -> bool:
        """Whether Enter adds it."""
        return bool(self.blocks) and not self.unused


def read_typed_line(line: str, on: date, discipline: str, usual: Performing = "therapist") -> TypedAnswer:
    """What a typed line means on that day; `usual` gave what the line says of nobody."""
    found = parse_typed_line(line, on, discipline, usual)
    return TypedAnswer(line.strip(), [_new_block(block) for block in found.blocks], found.unused)


def _new_block(typed: TypedBlock) -> NewBlock:
    who = _WHO[typed.by, typed.mode]
    minutes = "" if typed.minutes is None else str(typed.minutes)
    of_assistant = ASSISTANT.values() if typed.by == "assistant" else ()  # they follow from who gave it, as it stands
    modifiers = [one for one in typed.modifiers if one not in of_assistant]
    rest = json.dumps({"modifiers": modifiers} if modifiers else {})
    parts = [f"{typed.code} {typed.label}", f"{minutes} min" if minutes else "minutes not recorded"]
    parts += [] if typed.who_is_open else [PERFORMED_BY[who]]
    parts += [f"from {typed.start}"] if typed.start else []
    parts += [f"modifier{'' if len(typed.modifiers) == 1 else 's'} {' '.join(typed.modifiers)}"] * bool(typed.modifiers)
    return NewBlock(Block(code=typed.code, minutes=minutes, who=who, start=typed.start, rest=rest), ", ".join(parts))
