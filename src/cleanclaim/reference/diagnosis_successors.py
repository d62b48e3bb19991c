"""What took the place of a diagnosis that ended or was divided, so that a person is told where to look.

`data/diagnosis-successors.csv` is written by hand from the changes of a fiscal year; a code that was divided also has
the codes under it in the list itself.
"""

from datetime import date
from functools import cache

from cleanclaim.reference.files import DATA, day, records
from cleanclaim.reference.releases import Release
from cleanclaim.reference.rows import load_rows

MOST = 8
"""So many codes under a heading are named; past that a person has to look for themselves."""


@cache
def _written() -> dict[str, tuple[date | None, tuple[str, ...]]]:
    """The last day of each code that ended, and what it is coded as since."""
    return {
        row["code"]: (day(row["ended"]), tuple(row["successors"].split()))
        for row in records(DATA / "diagnosis-successors.csv")
    }


def successors(code: str, on: date, lists: list[Release]) -> tuple[str, ...]:
    """The billable codes to choose from in place of this one, without the point; empty where none are known.

    `lists` are the diagnosis lists in force on the date, newest first.
    """
    bare = code.strip().upper().replace(".", "")
    ended, named = _written().get(bare, (None, ()))
    found = dict.fromkeys(named if ended is not None and on > ended else ())
    if lists and len(bare) >= 3:
        under = (
            row for row in load_rows(lists[0].file).beginning(bare) if row["code"] != bare and row["billable"] == "1"
        )
        for row in under:
            found.setdefault(row["code"])
            if len(found) > MOST:
                return ()
    return tuple(found)


def with_point(code: str) -> str:
    """`M5450`, or `M54.50`, as `M54.50`."""
    bare = code.replace(".", "")
    return bare if len(bare) <= 3 else f"{bare[:3]}.{bare[3:]}"
