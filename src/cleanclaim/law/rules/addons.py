"""Add-on codes: each further quarter-hour, paid only beside the code for the first.

CMS names for each add-on code the primaries it may stand beside. Without one of them on the same day it is denied,
whatever was done. Codes for the minutes of a month are left to remote monitoring: their first may stand on an
earlier day. (NCCI add-on code edits)

    payer    | code  | minutes | units || broken
    medicare | 97129 |      15 |     1 ||
    medicare | 97130 |      15 |     1 ||
    -
    medicare | 97130 |      15 |     1 || alone
    -
    medicare | 97598 |         |     1 || alone           # the first 20 square centimeters are 97597
    -
    medicare | 97550 |      30 |     1 ||
    medicare | 97551 |      15 |     1 ||
    -
    medicare | G0542 |      15 |     1 || alone?          # younger than the list on file: its primaries are not known
    -
    self_pay | 97130 |      15 |     1 ||
    -
    medicare | 98981 |      20 |     1 ||

The primary may have been given at another session of the day:

    visit_id | payer    | code  | minutes | start | units || broken
    1        | medicare | 97129 |      15 | 09:00 |     1 ||
    2        | medicare | 97130 |      15 | 14:00 |     1 ||
"""

from collections.abc import Sequence

from cleanclaim.kernel import Missing, fact, rule
from cleanclaim.model.line import Line
from cleanclaim.model.visit import Visit
from cleanclaim.reference.catalogue import Code
from cleanclaim.reference.tables import Tables

NAMES_ALL = 1
"""The kind of add-on for which CMS names every primary; of the others it leaves some to the contractor."""


@fact
def is_add_on(billed: bool, code: str, tables: Tables, entry: Code | None = None) -> bool:
    """Whether the line bills an add-on code, by CMS's list or, where that is older than the code, by our catalogue."""
    return billed and entry is not None and (entry.kind == "addon" or tables.add_on(code) is not None)


@fact(
    missing=Missing(
        "What the add-on code may be billed with is not on file",
        "What CMS leaves to its contractors, ask yours; else import {add_on}",
        name="tables",
    )
)
def primaries(code: str, is_add_on: bool, tables: Tables) -> tuple[str, ...] | None:
    """The codes the line's add-on may stand beside, none for another code; unknown where no list on file names all."""
    return _primaries(code, tables) if is_add_on else ()


def _primaries(code: str, tables: Tables) -> tuple[str, ...] | None:
    listed = tables.add_on(code)
    return tuple(sorted(listed.primaries)) if listed is not None and listed.type == NAMES_ALL else None


@fact(missing="ncci_applies")
def asks_primary(is_add_on: bool, entry: Code | None = None, ncci_applies: bool | None = None) -> bool | None:
    """Whether the line's add-on needs its primary on the same day; unknown where the payer's use of edits is."""
    return ncci_applies if is_add_on and entry is not None and entry.unit_rule != "month" else False


@fact
def primary_is_there(primaries: tuple[str, ...], lines: Sequence[Line], same_day: Sequence[Visit]) -> bool:
    """Whether the day bills a primary of the line's add-on, at this session or another."""
    billed = {line.code for line in lines if line.units != 0}
    billed.update(service.code for other in same_day for service in other.services if service.units != 0)
    return not billed.isdisjoint(primaries)


@rule(
    title="Add-on code without its primary",
    cite="ncci-aoc",
    when="asks_primary",
    unknown="warn",
    message="{code} is paid only beside {primaries:instead}, which the day does not bill.",
    remedy="Bill {primaries:instead} for the first part of the service if the record shows it, else take {code} off.",
    carc="B15",
)
def alone(primary_is_there: bool) -> bool:
    """An add-on code has no price of its own; without its primary it is denied."""
    return not primary_is_there
