"""What a person may write for a date, an amount, a code, and the value it becomes.

Each reader takes one cell that is not empty, without blanks around it, and raises UnreadableError, with the remedy,
for a text that is no such value. Whether a value makes sense on a claim is for the rules to say, not for these.
"""

import datetime
import re
import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from cleanclaim.exchange.files.date_values import calendar_day, has_short_year, recent_day, whole_day
from cleanclaim.exchange.files.name_keys import CREDENTIALS
from cleanclaim.model.days import within_reach
from cleanclaim.model.errors import UserError
from cleanclaim.model.money import cents
from cleanclaim.model.npi import npi_is_valid

Reader = Callable[[str], Any]
"""Reads one cell; raises UnreadableError for a text that is no such value."""

_LONGEST_QUOTE = 40  # characters of a wrong value that a message repeats

_WHOLE = re.compile(r"(\d{1,9})(?:\.0+)?", re.ASCII)
_AREA = re.compile(r"(\d{1,5})(?:\.(\d{1,2})0*)?", re.ASCII)
_CUT = re.compile(r"[+-]?[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]{1,3}")
_MINUTES = re.compile(r"(\d{1,4})(?:\.0+)? ?(?:minutes?|mins?\.?|m|')", re.ASCII | re.IGNORECASE)
_HOURS = re.compile(
    r"(\d{1,2}) ?(?:hours?|hrs?\.?|h)(?:[ ,]*(\d{1,2}) ?(?:minutes?|mins?\.?|m)?)?", re.ASCII | re.IGNORECASE
)
_LENGTH = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::00(?:\.0+)?)?", re.ASCII)
_UNITS = re.compile(r"(\d{1,3})(?:\.0+)? ?(?:units?|u|x)", re.ASCII | re.IGNORECASE)
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::00(?:\.0+)?)?(?: ?([AaPp])\.?[Mm]\.?)?", re.ASCII)
_PLACE = re.compile(r"\d{1,2}", re.ASCII)
_PLACE_WITH_NAME = re.compile(r"(\d\d) ?[-–:] ?[A-Za-z].*", re.ASCII)
_BETWEEN = re.compile(r"[\s,;]+")
_BETWEEN_MODIFIERS = re.compile(r"[\s,;:/|+&.-]+")
_NO_MODIFIER = frozenset({"n/a", "none", "-", "--"})
_PAIRS = re.compile(r"(?:[A-Z0-9]{2}){2,4}", re.ASCII)
_BETWEEN_DIAGNOSES = re.compile(r"[\s,;:|()\[\]]+")
_DIAGNOSIS = re.compile(r"[A-Z]\d[0-9A-Z](?:\.?[0-9A-Z]{1,4})?", re.ASCII)
_DESCRIBING = re.compile(r"[A-Za-z][A-Za-z'./-]+|[a-z]|-|–|[0-9]{1,2}(?:st|nd|rd|th)?|ICD-?10(?:-CM)?", re.IGNORECASE)
_YES_NO = {
    "true": True, "yes": True, "1": True, "y": True, "false": False, "no": False, "0": False, "n": False,
}  # fmt: skip
_CUT_REMEDY = "Export again, and have the spreadsheet take the column for text before anything is saved from it."


class UnreadableError(Exception):
    """A field that cannot be read: what is wrong and what to do. Whoever knows the place adds it.

    `cells` are the other texts of its row, in the order of a visits file's fields, where it could be taken apart.
    """

    def __init__(self, problem: str, remedy: str, field: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy
        self.field = field
        self.cells: tuple[str, ...] = ()

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


FORMULA_ERRORS = ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#FIELD!")
"""What spreadsheets write where a formula has no result."""
NO_VALUE = "=?"
"""What stands for a formula whose value the workbook does not have."""


def check_formula(cell: str) -> None:
    """Pass if the cell is no formula that came to nothing."""
    if cell in FORMULA_ERRORS:
        raise UnreadableError(
            f"{quoted(cell)} is a spreadsheet's error, not a value.", "Mend its formula, or clear it."
        )
    if cell == NO_VALUE:
        raise UnreadableError(
            "the formula here has no value.", "Open the workbook in a spreadsheet program, save it, and try again."
        )


def text(cell: str) -> str:
    """Any text that can be printed. `NaN` is how programs write an empty cell, never a name."""
    check_formula(cell)
    if not cell.isprintable():
        raise UnreadableError(f"{quoted(cell)} holds a character that cannot be printed.", "Type the value again.")
    if cell.lower() == "nan":
        raise UnreadableError(f"{quoted(cell)} is not a value.", "Leave the cell empty if it is not known.")
    if cell[0] in "0123456789" and _CUT.fullmatch(cell):
        raise UnreadableError(f"{quoted(cell)} is a number that a spreadsheet cut short.", _CUT_REMEDY)
    return cell


def npi(cell: str) -> str:
    """An NPI as it is written, for the rules to judge, but for one whose last digits a spreadsheet lost."""
    number = identifier(cell)
    if (
        number.endswith("00000")
        and len(number) == 10
        and number.isascii()
        and number.isdigit()
        and not npi_is_valid(number)
    ):
        raise UnreadableError(
            f"{quoted(cell)} ends in zeros and is no NPI: a spreadsheet cut its last digits.", _CUT_REMEDY
        )
    return number


def identifier(cell: str) -> str:
    """A code or number kept as text, which a spreadsheet may have taken for an amount: `97110.0` was 97110."""
    whole = re.fullmatch(r"(\d+)\.0+", cell, re.ASCII)
    return whole[1] if whole else text(cell)


def code(cell: str) -> str:
    """A procedure code in capitals. Whether there is such a code is not asked here."""
    return identifier(cell).upper()


def payer(cell: str) -> str:
    """The name of a payer's policy: `Workers Comp` is `workers_comp`, `Medicare Part B` is `medicare`."""
    name = text(cell).lower()
    return cell_words("payer").get(word_key(name)) or "_".join(name.split())


def payer_may_be(written: str) -> str | None:
    """The payer of ours that a name, as written or as a visit has it, may stand for where somebody says so."""
    return cell_words("payer_may_be").get(word_key(written.replace("_", " ")))


@cache
def cell_words(field: str) -> dict[str, str]:
    """The words that exports write in a field for a code or word of ours, by their key."""
    return {word_key(word): value for value, words in _lists().get(field, {}).items() for word in words}


@cache
def _lists() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(Path(__file__).with_name("cell_words.toml").read_text(encoding="utf-8"))


def word_key(word: str) -> str:
    """A word of a cell as it is looked up: in small letters, one blank between words, no dots or commas."""
    return " ".join(word.casefold().replace(".", "").replace(",", " ").split())


def second_payer(cell: str) -> str:
    """A payer's name; the word none says that there is no second payer."""
    found = payer(cell)
    return "" if found == "none" else found


def check_payers(first: str | None, second: str | None) -> None:
    """Pass unless a visit's two payers are one."""
    if second and second == first:
        raise UnreadableError(
            f"{quoted(second)} is the first payer too.",
            "Write who pays after it, none for nobody, or leave it empty if that is not known.",
            "secondary_payer",
        )


def minutes(cell: str) -> int:
    """Whole minutes, at most a day's: `45`, `45 mins`, `0:45`, `1 hr 5 min`."""
    remedy = "Write whole minutes, or leave the cell empty if they were not recorded."
    found = _minutes(cell)
    if found is None:
        raise UnreadableError(f"{quoted(cell)} is not a number of minutes.", remedy)
    if found > 24 * 60:
        raise UnreadableError(f"{quoted(cell)} is more minutes than a day has.", remedy)
    return found


def _minutes(cell: str) -> int | None:
    if number := _WHOLE.fullmatch(cell) or _MINUTES.fullmatch(cell):
        return int(number[1])
    if hours := _LENGTH.fullmatch(cell) or _HOURS.fullmatch(cell):
        return int(hours[1]) * 60 + int(hours[2] or 0)
    return None


def units(cell: str) -> int:
    """Whole units, at most 999: `2`, `2 units`."""
    number = _WHOLE.fullmatch(cell) or _UNITS.fullmatch(cell)
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

    A time with a zone is refused: the day it falls on depends on where one stands. So is a year of two digits, for a
    day of birth has two centuries to lie in.
    """
    return _date(cell, calendar_day)


def recent_date(cell: str) -> datetime.date:
    """A date of this century, in the other ways that exports write it too.

    `3/2/26`, `3-2-2026`, `20260302`, `Mar 2, 2026`, `02-Mar-2026`, and 46083, the day's number in a spreadsheet.
    """
    return _date(cell, recent_day)


def birth_date(cell: str) -> datetime.date:
    """A day of birth, with all digits of its year: whoever knows what day it is may know the century of two
    (`full_birth`).
    """
    if has_short_year(cell):
        digits = re.findall(r"\d\d(?!\d)", cell, re.ASCII)[-1]
        raise UnreadableError(
            f"{quoted(cell)} has two digits of its year, which may be 19{digits} or 20{digits}.",
            "Write all four digits of the year.",
        )
    return _date(cell, whole_day)


def _date(cell: str, find: Callable[[str], datetime.date | None]) -> datetime.date:
    try:
        day = find(cell)
    except ValueError:  # the form is right, but the calendar has no such day
        day = None
    if day is None:
        raise UnreadableError(f"{quoted(cell)} is not a date.", "Write 2026-03-02 or 3/2/2026 (month first).")
    if not within_reach(day):
        raise UnreadableError(f"{quoted(cell)} is before 1900 or after 2199.", "Correct the year.")
    return day


def clock(cell: str) -> int:
    """A time of day, on the 24-hour clock or with AM or PM, as minutes after midnight."""
    time = _CLOCK.fullmatch(cell)
    if time is None or (time[3] and not 1 <= int(time[1]) <= 12):
        raise UnreadableError(
            f"{quoted(cell)} is not a time of day.",
            "Write hours and minutes on the 24-hour clock, such as 14:05, or leave the cell empty.",
        )
    hour = int(time[1])
    if time[3]:
        hour = hour % 12 + (12 if time[3] in "Pp" else 0)
    return hour * 60 + int(time[2])


def yes_no(cell: str) -> bool:
    """True or false, yes or no, 1 or 0."""
    answer = _YES_NO.get(cell.lower())
    if answer is None:
        raise UnreadableError(
            f"{quoted(cell)} is neither true nor false.", "Write true or false, or leave the cell empty."
        )
    return answer


def place(cell: str) -> str:
    """A place-of-service code in two digits: `1` is `01`, `Office` and `11 - Office` are `11`."""
    named = _PLACE_WITH_NAME.fullmatch(cell)
    digits = named[1] if named else cell_words("place_of_service").get(word_key(cell)) or identifier(cell)
    if not _PLACE.fullmatch(digits):
        raise UnreadableError(
            f"{quoted(cell)} is not a place of service.", "Write the two-digit code, such as 11 for an office."
        )
    return digits.zfill(2)


def several(cell: str) -> tuple[str, ...]:
    """Texts in capitals, between blanks, commas or semicolons."""
    return tuple(text(piece).upper() for piece in _BETWEEN.split(cell) if piece)


def modifiers(cell: str) -> tuple[str, ...]:
    """Modifiers in capitals, with any sign between them or none: `GP 59`, `GP:59`, `GP/KX`, `GPKX`."""
    if cell.casefold() in _NO_MODIFIER:
        return ()
    found: list[str] = []
    for piece in map(str.upper, _BETWEEN_MODIFIERS.split(_without_points(cell))):
        pairs = _PAIRS.fullmatch(piece)
        found += [piece[at : at + 2] for at in range(0, len(piece), 2)] if pairs else [text(piece)] if piece else []
    return tuple(found)


def _without_points(cell: str) -> str:
    """A modifier of digits that a spreadsheet took for an amount: `59.0` is 59."""
    return cell[:-2] if re.fullmatch(r"\d\d\.0", cell, re.ASCII) else cell


def diagnoses(cell: str) -> tuple[str, ...]:
    """ICD-10 codes without the dot, as a claim carries them; words that describe one are left out.

    `M54.50 Low back pain, unspecified` and `ICD10|M54.50:` are M5450. Where a piece is neither a code nor a word, all
    pieces stay, for the rules to judge.
    """
    pieces = [piece for piece in _BETWEEN_DIAGNOSES.split(cell) if piece]
    codes = [piece for piece in pieces if _DIAGNOSIS.fullmatch(piece.upper())]
    words = [piece for piece in pieces if not _DIAGNOSIS.fullmatch(piece.upper())]
    described = not words or any(len(word) > 3 or word.islower() for word in words)
    if not codes or not described or not all(_DESCRIBING.fullmatch(word) for word in words):
        codes = list(several(cell))
    return tuple(text(diagnosis).upper().replace(".", "") for diagnosis in codes)


def _of_pieces(cell: str, look_up: Callable[[str], str | None]) -> str | None:
    """The one word that several credentials come to: `PT, DPT, OCS` is PT; None for `PT student`, `PT tech`."""
    pieces = word_key(cell).replace("/", " ").split()
    found = {look_up(piece) for piece in pieces} - {None}
    known = len(pieces) > 1 and all(look_up(piece) or piece in CREDENTIALS for piece in pieces)
    return found.pop() if known and len(found) == 1 else None


def one_of(allowed: tuple[str, ...], meaning: str, field: str = "") -> Callable[[str], str]:
    """A reader of one of the words `allowed`, in small or capital letters; `meaning` says what they are.

    `field` is that whose other words, as exports write them, are read too.
    """
    by_spelling = {word.lower(): word for word in allowed}

    def look_up(piece: str) -> str | None:
        return by_spelling.get(piece) or cell_words(field).get(piece)

    def word(cell: str) -> str:
        found = by_spelling.get(cell.lower()) or cell_words(field).get(word_key(cell)) or _of_pieces(cell, look_up)
        if found is None:
            raise UnreadableError(
                f"{quoted(cell)} is not {meaning}.", f"Write one of {', '.join(allowed)}, or leave the cell empty."
            )
        return found

    return word
