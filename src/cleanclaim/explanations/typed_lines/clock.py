"""A time of day as people type it: the same in a typed line, in the field of a block and for an appointment.

9:30, 9.30, 930, 0930, 9        half past nine, nine
1:15, 115, 1                    in the afternoon, as nobody is treated at night
01:15, 1:15 am, 13:15, 1pm      as they say
"""

import re

from cleanclaim.late_patterns import late_pattern

HOUR = 60
FIRST_HOUR = 7
"""An hour before it is one of the afternoon, unless AM or a zero before it says otherwise."""
_TIME = late_pattern(
    r"(?P<hour>[0-9]{1,2})(?:[:.]?(?P<minute>[0-5][0-9]))?\s?(?:(?P<half>[ap])\.?(?:m\.?)?)?", re.IGNORECASE
)


def read_time_of_day(text: str) -> int | None:
    """Minutes after midnight; None where it is none."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        return None
    hour, minute, half = int(found["hour"]), int(found["minute"] or 0), (found["half"] or "").lower()
    if half:
        return (hour % 12 + (12 if half == "p" else 0)) * HOUR + minute if 1 <= hour <= 12 else None
    if hour > 23 or (hour == 0 and not found["minute"]):
        return None
    return (hour + (12 if is_afternoon_assumed(text) else 0)) * HOUR + minute


def is_afternoon_assumed(text: str) -> bool:
    """Whether the hour alone says that it is one of the afternoon: 1:15, but not 01:15, 1:15 am, 13:15."""
    found = _TIME.fullmatch(text.strip())
    return bool(found and not found["half"] and len(found["hour"]) == 1 and 1 <= int(found["hour"]) < FIRST_HOUR)


def write_time_of_day(minutes: int) -> str:
    """`13:15` of the minutes after midnight."""
    return f"{minutes // HOUR:02}:{minutes % HOUR:02}"
