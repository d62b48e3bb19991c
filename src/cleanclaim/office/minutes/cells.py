"""The fields of a block, read as the line of typed minutes reads the same: a code or its name, minutes, a time."""

from datetime import date

from msgspec import Struct

from cleanclaim.exchange.files.visit_values import UnreadableError, minutes
from cleanclaim.explanations.typed_lines.clock import read_time_of_day, write_time_of_day
from cleanclaim.explanations.typed_lines.lines import parse_typed_line
from cleanclaim.explanations.typed_lines.tokens import LONGEST_BLOCK
from cleanclaim.reference.catalogue import catalogue

NO_CODE = "it is no code alone"


class CodeCell(Struct, frozen=True):
    """The code that was typed, empty where none is read, and why not."""

    code: str
    why: str = ""


def read_code_cell(text: str, on: date, discipline: str) -> CodeCell:
    """A code, or the name of one: `te` is 97110."""
    typed = text.strip()
    if typed.upper() in catalogue():
        return CodeCell(typed.upper())
    line = parse_typed_line(typed, on, discipline or "PT")
    if line.unused:
        return CodeCell("", line.unused[0].why)
    if len(line.blocks) != 1 or line.blocks[0].minutes is not None or line.blocks[0].start or line.blocks[0].modifiers:
        return CodeCell("", NO_CODE)
    return CodeCell(line.blocks[0].code)


def read_start_cell(text: str) -> str:
    """When a block began, as `13:15`; a text that is no time of day as it was typed."""
    found = read_time_of_day(text)
    return text if found is None else write_time_of_day(found)


def is_out_of_reach(text: str) -> bool:
    """Whether minutes are ones that no block has; nothing is said of a text that is no minutes."""
    try:
        return bool(text.strip()) and not 0 < minutes(text.strip()) <= LONGEST_BLOCK
    except UnreadableError:
        return False
