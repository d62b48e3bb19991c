"""The values that elements carry: how each type of data is written, and what it means.

`fault_of` is the judge of one value; `pattern_of` the quick test that most values pass. The quick test may turn down
what the judge accepts, never the reverse.
"""

import re
from datetime import date, time
from decimal import Decimal
from functools import lru_cache

from cleanclaim.model.days import within_reach

_WHOLE = re.compile(r"-?\d+", re.ASCII)
_DECIMAL = re.compile(r"-?(?:\d+\.?\d*|\.\d+)", re.ASCII)
_NUMBERS = {"N0": _WHOLE, "N2": _WHOLE, "R": _DECIMAL, "M": _DECIMAL}
_FRACTION = re.compile(r".*\.[0-9][0-9][0-9]*[1-9][0-9]*")
FRACTION_OF_A_CENT = "fraction"
"""What `fault_of` says of an amount with a fraction of a cent, for which a 999 has no code of its own."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")

_YEAR = r"(?:19|20)[0-9][0-9]"
_DAY_OF_ANY_YEAR = (
    r"(?:(?:0[13578]|1[02])(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)(?:0[1-9]|[12][0-9]|30)|02(?:0[1-9]|1[0-9]|2[0-8]))"
)
_DATE = rf"{_YEAR}{_DAY_OF_ANY_YEAR}"
_TIME = r"(?:[01][0-9]|2[0-3])[0-5][0-9]"

# Date formats (element 1250) that our guides use, and how long each is.
FORMATS = {"D8": _DATE, "RD8": rf"{_DATE}-{_DATE}", "TM": _TIME, "DT": _DATE + _TIME, "D6": r"[0-9]{6}"}


def pattern_of(kind: str, least: int, most: int, excluded: str) -> str:
    """A regular expression that accepts only lawful values of a type. `excluded` are the separators."""
    if kind in {"N0", "N2"}:
        return rf"[0-9]{{{least},{most}}}"
    if kind in {"R", "M"}:
        return rf"[0-9]{{1,{most - 2}}}(?:\.[0-9]{{1,2}})?" if most > 3 and least == 1 else rf"[0-9]{{{least},{most}}}"
    if kind == "DT":
        return _DATE if most == 8 else rf"[0-9][0-9]{_DAY_OF_ANY_YEAR}"
    if kind == "TM":
        return _TIME
    rest = f"\\x00-\\x1f\\x7f-\\xff{re.escape(excluded)}"
    return f"[^ {rest}][^{rest}]{{{max(least, 1) - 1},{most - 1}}}" if most > 1 else f"[^ {rest}]"


def fault_of(value: str, kind: str, least: int, most: int) -> tuple[str, str] | None:
    """The 999's code (IK403) and what is wrong with a value that is not empty; None where it is right."""
    if _CONTROL.search(value):
        return "6", "holds a character that may not be sent"
    number = _NUMBERS.get(kind)
    if number is not None and not number.fullmatch(value):
        return "6", "is not a number" if number is _DECIMAL else "is not a whole number"
    length = len(value if number is None else value.lstrip("-").replace(".", "", 1))
    if not least <= length <= most:
        code, bound = ("4", f"short: at least {least}") if length < least else ("5", f"long: at most {most}")
        return code, f"is too {bound} characters, not {length}"
    if kind == "M" and _FRACTION.fullmatch(value):
        return FRACTION_OF_A_CENT, "has a fraction of a cent"
    return _meaningless(value, kind)


def _meaningless(value: str, kind: str) -> tuple[str, str] | None:
    """What is wrong with a value whose characters are right, and their number."""
    if kind == "DT" and not is_date(value):
        return "8", "is not a date"
    if kind == "TM" and not is_time(value):
        return "9", "is not a time of day"
    return None if value.strip() else ("6", "is blank")


def written_as(value: str, form: str) -> bool:
    """Whether a date is written in the format (element 1250) it says it is; True for a format we do not know."""
    if form == "D8":
        return len(value) == 8 and is_date(value)
    if form == "D6":
        return len(value) == 6 and is_date(value)
    if form == "RD8":
        first, _, last = value.partition("-")
        return len(first) == len(last) == 8 and is_date(first) and is_date(last)
    if form == "TM":
        return is_time(value)
    if form == "DT":
        return len(value) in {12, 14} and is_date(value[:8]) and is_time(value[8:])
    return True


def is_date(value: str) -> bool:
    """Whether the text is a date of the calendar, as YYYYMMDD or YYMMDD."""
    return day_of(value if len(value) == 8 else f"20{value}") is not None


def is_time(value: str) -> bool:
    """Whether the text is a time of day: HHMM, with seconds and their hundredths if it goes on."""
    if not value.isascii() or not value.isdigit() or not 4 <= len(value) <= 8 or len(value) == 5:
        return False
    try:
        time(int(value[:2]), int(value[2:4]), int(value[4:6] or 0))
    except ValueError:
        return False
    return True


@lru_cache(maxsize=16384)
def day_of(value: str) -> date | None:
    """The date written as YYYYMMDD, 1900 to 2199; None where it is none."""
    if len(value) != 8 or not value.isascii() or not value.isdigit():
        return None
    try:
        day = date(int(value[:4]), int(value[4:6]), int(value[6:]))
    except ValueError:
        return None
    return day if within_reach(day) else None


_MONEY = re.compile(r"(-?)(\d{0,16})(?:\.(\d{0,2})0*)?", re.ASCII)


@lru_cache(maxsize=16384)
def cents_of(value: str) -> int | None:
    """The cents of an amount of dollars, which may be negative; None where it is none, or has fractions of a cent."""
    if value.isdigit() and value.isascii() and len(value) < 17:
        return int(value) * 100
    match = _MONEY.fullmatch(value)
    if match is None or not (match[2] or match[3]):
        return None
    amount = int(match[2] or 0) * 100 + int((match[3] or "").ljust(2, "0"))
    return -amount if match[1] else amount


@lru_cache(maxsize=16384)
def number_of(value: str) -> Decimal | None:
    """The number, which may be negative and have a fraction; None where it is none."""
    return Decimal(value) if _DECIMAL.fullmatch(value) else None
