"""What a person may write for a date, an amount, a code, and the value it becomes.

Each reader takes one cell that is not empty, without blanks around it, and raises UnreadableError, with the remedy,
for a text that is no such value. Whether a value makes sense on a claim is for the rules to say, not for these.
"""

import datetime
import re
from collections.abc import Callable
from typing import Any

from cleanclaim.model.days import within_reach
from cleanclaim.model.errors import UserError
from cleanclaim.model.money import cents

Reader = Callable[[str], Any]
"""Reads one cell; raises UnreadableError for a text that is no such value."""

_LONGEST_QUOTE = 40  # characters of a wrong value that a message repeats

_WHOLE = re.compile(r"(\d{1,9})(?:\.0+)?", re.ASCII)
_AREA = re.compile(r"(\d{1,5})(?:\.(\d{1,2})0*)?", re.ASCII)
_ISO_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?", re.ASCII)
_US_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::00(?:\.0+)?)?", re.ASCII)
_PLACE = re.compile(r"\d{1,2}", re.ASCII)
_BETWEEN = re.compile(r"[\s,;]+")
_YES_NO = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


class UnreadableError(Exception):
    """A field that cannot be read: what is wrong and what to do. Whoever knows the place adds it."""

    def __init__(self, problem: str, remedy: str, field: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy
        self.field = field

    def at(self, place: str, kind: str) -> UserError:
        """The error as the user sees it; `kind` is the format's word for a field, "column" or "field"."""
        if self.field:
            place = f"{place}, {kind} {quoted(self.field)[1:-1]}"
        return UserError(place, self.problem, self.remedy)


def quoted(value: object) -> str:
    """`value` quoted for a message: at most 40 characters, none that a terminal would obey."""
    written = str(value)
    if len(written) > _LONGEST_QUOTE:
        written = written[: _LONGEST_QUOTE - 3] + "..."
    return '"' + "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in written) + '"'


def text(cell: str) -> str:
    """Any text that can be printed. `NaN` is how programs write an empty cell, never a name."""
    if not cell.isprintable():
        raise UnreadableError(f"{quoted(cell)} holds a character that cannot be printed.", "Type the value again.")
    if cell.lower() == "nan":
        raise UnreadableError(f"{quoted(cell)} is not a value.", "Leave the cell empty if it is not known.")
    return cell


def identifier(cell: str) -> str:
    """A code or number kept as text, which a spreadsheet may have taken for an amount: `97110.0` was 97110."""
    whole = re.fullmatch(r"(\d+)\.0+", cell, re.ASCII)
    return whole[1] if whole else text(cell)


def code(cell: str) -> str:
    """A procedure code in capitals. Whether there is such a code is not asked here."""
    return identifier(cell).upper()


def payer(cell: str) -> str:
    """The name of a payer's policy: `Workers Comp` is `workers_comp`."""
    return "_".join(text(cell).lower().split())


def second_payer(cell: str) -> str:
    """A payer's name; the word none says that there is no second payer."""
    found = payer(cell)
    return "" if found == "none" else found


def minutes(cell: str) -> int:
    """Whole minutes, at most a day's."""
    remedy = "Write whole minutes, or leave the cell empty if they were not recorded."
    number = _WHOLE.fullmatch(cell)
    if number is None:
        raise UnreadableError(f"{quoted(cell)} is not a number of minutes.", remedy)
    if int(number[1]) > 24 * 60:
        raise UnreadableError(f"{quoted(cell)} is more minutes than a day has.", remedy)
    return int(number[1])


def units(cell: str) -> int:
    """Whole units, at most 999."""
    number = _WHOLE.fullmatch(cell)
    if number is None or int(number[1]) > 999:
        raise UnreadableError(
            f"{quoted(cell)} is not a number of units.",
            "Write whole units from 0 to 999, or leave the cell empty to have them counted.",
        )
    return int(number[1])


def visits(cell: str) -> int:
    """A number of visits, at most 999."""
    try:
        return units(cell)
    except UnreadableError:
        raise UnreadableError(f"{quoted(cell)} is not a number of visits.", "Write a whole number up to 999.") from None


def count(cell: str) -> int:
    """How many there are of something, at most 99."""
    number = _WHOLE.fullmatch(cell)
    if number is None or int(number[1]) > 99:
        raise UnreadableError(
            f"{quoted(cell)} is not a number of them.",
            "Write a whole number up to 99, or leave it out if not recorded.",
        )
    return int(number[1])


def square_centimeters(cell: str) -> int:
    """An area in square centimeters, as hundredths of one."""
    area = _AREA.fullmatch(cell)
    if area is None:
        raise UnreadableError(
            f"{quoted(cell)} is not an area in square centimeters.",
            "Write length times width in centimeters, two decimals at most, such as 24.5, or leave the cell empty.",
        )
    return int(area[1]) * 100 + int((area[2] or "").ljust(2, "0"))


def amount(cell: str) -> int:
    """Dollars, as cents."""
    try:
        return cents(cell)
    except ValueError:
        raise UnreadableError(
            f"{quoted(cell)} is not an amount in dollars.",
            "Write dollars and cents, such as 45.10, or leave the cell empty if the amount is not known.",
        ) from None


def date(cell: str) -> datetime.date:
    """A date, year first (a time after it is dropped) or as Americans write it.

    A time with a zone is refused: the day it falls on depends on where one stands.
    """
    day = _calendar_day(cell)
    if day is None:
        raise UnreadableError(f"{quoted(cell)} is not a date.", "Write 2026-03-02 or 3/2/2026 (month first).")
    if not within_reach(day):
        raise UnreadableError(f"{quoted(cell)} is before 1900 or after 2199.", "Correct the year.")
    return day


def _calendar_day(cell: str) -> datetime.date | None:
    try:
        if iso := _ISO_DATE.fullmatch(cell):
            return datetime.date(int(iso[1]), int(iso[2]), int(iso[3]))
        if american := _US_DATE.fullmatch(cell):
            return datetime.date(int(american[3]), int(american[1]), int(american[2]))
    except ValueError:
        pass  # the form is right, but the calendar has no such day
    return None


def clock(cell: str) -> int:
    """A time of day on the 24-hour clock, as minutes after midnight."""
    time = _CLOCK.fullmatch(cell)
    if time is None:
        raise UnreadableError(
            f"{quoted(cell)} is not a time of day.",
            "Write hours and minutes on the 24-hour clock, such as 14:05, or leave the cell empty.",
        )
    return int(time[1]) * 60 + int(time[2])


def yes_no(cell: str) -> bool:
    """True or false, yes or no, 1 or 0."""
    answer = _YES_NO.get(cell.lower())
    if answer is None:
        raise UnreadableError(
            f"{quoted(cell)} is neither true nor false.", "Write true or false, or leave the cell empty."
        )
    return answer


def place(cell: str) -> str:
    """A place-of-service code in two digits: `1` is `01`."""
    digits = identifier(cell)
    if not _PLACE.fullmatch(digits):
        raise UnreadableError(
            f"{quoted(cell)} is not a place of service.", "Write the two-digit code, such as 11 for an office."
        )
    return digits.zfill(2)


def several(cell: str) -> tuple[str, ...]:
    """Texts in capitals, between blanks, commas or semicolons."""
    return tuple(text(piece).upper() for piece in _BETWEEN.split(cell) if piece)


def diagnoses(cell: str) -> tuple[str, ...]:
    """ICD-10 codes without the dot, as a claim carries them."""
    return tuple(diagnosis.replace(".", "") for diagnosis in several(cell))


def one_of(allowed: tuple[str, ...], meaning: str) -> Callable[[str], str]:
    """A reader of one of the words `allowed`, in small or capital letters; `meaning` says what they are."""
    by_spelling = {word.lower(): word for word in allowed}

    def word(cell: str) -> str:
        found = by_spelling.get(cell.lower())
        if found is None:
            raise UnreadableError(
                f"{quoted(cell)} is not {meaning}.", f"Write one of {', '.join(allowed)}, or leave the cell empty."
            )
        return found

    return word
