"""Wound care: the area debrided, one kind of pump, one size of wound a code.

Debridement is paid by the area from which dead tissue was taken, all wounds of the session together: 97597 once for the
first 20 square centimeters or less, 97598 for each further 20 or part of them. Negative pressure by a durable pump
(97605, 97606) and by a disposable one (97607, 97608) exclude each other for one wound, and so do the codes for small and
large areas of each.

    payer    | code  | units | wound_area || broken
    medicare | 97597 |     1 |         12 ||
    -
    medicare | 97597 |     1 |         60 ||                    # the therapy publisher's example: 60 are 1 and 2
    medicare | 97598 |     2 |         60 ||
    -
    medicare | 97597 |     1 |       41.5 ||                    # a part of the third 20 counts
    medicare | 97598 |     2 |            ||
    -
    medicare | 97597 |     1 |         40 || area_overbilled
    medicare | 97598 |     2 |         40 ||
    -
    medicare | 97597 |     1 |         15 || area_overbilled
    medicare | 97598 |     1 |            ||
    -
    medicare | 97597 |     2 |         60 || area_overbilled area_underbilled  # the first 20 are paid for once
    -
    medicare | 97597 |     1 |         60 || area_underbilled
    -
    medicare | 97597 |     1 |         60 || area_underbilled
    medicare | 97598 |     1 |         60 ||
    -
    medicare | 97597 |     1 |            ||                    # 97597 alone needs no area
    -
    medicare | 97597 |     1 |            || area_overbilled?
    medicare | 97598 |     2 |            ||
    -
    medicare | 97597 |     2 |            || area_overbilled?
    -
    medicare | 97597 |     1 |         30 || area_overbilled? area_underbilled?  # two areas: neither is all wounds together
    medicare | 97598 |     1 |         25 ||
    -
    medicare | 97597 |     1 |         60 ||                    # the area makes 97598 two units
    medicare | 97598 |       |         60 ||
    -
    medicare | 97597 |     1 |         60 || area_overbilled? area_underbilled?  # two areas make none
    medicare | 97598 |       |         50 ||
    -
    medicare | 97597 |     1 |         12 ||                    # written down, not billed
    medicare | 97598 |     0 |            ||

    payer    | code  | minutes | units || broken
    medicare | 97605 |         |     1 ||
    -
    medicare | 97605 |         |     1 || two_pumps
    medicare | 97607 |         |     1 ||
    -
    medicare | 97605 |         |     1 || two_sizes
    medicare | 97606 |         |     1 ||
    -
    medicare | 97607 |         |     1 || two_sizes
    medicare | 97608 |         |     1 ||
    -
    medicare | 97605 |         |     1 ||                  # the second is documented, not billed
    medicare | 97607 |         |     0 ||
"""

from collections.abc import Sequence

from cleanclaim.kernel import Each, fact, rule
from cleanclaim.law.coding.units_earned import units_of_area
from cleanclaim.law.wording import listed
from cleanclaim.model.line import Line
from cleanclaim.reference.catalogue import areas_by_code
from cleanclaim.reference.code_sets import code_set
from cleanclaim.reference.tables import Tables

((FIRST_AREA, FURTHER_AREA),) = areas_by_code()
DEBRIDED = frozenset({FIRST_AREA, FURTHER_AREA})
DURABLE = frozenset(code_set("durable_pump"))
DISPOSABLE = frozenset(code_set("disposable_pump"))
PUMPS = DURABLE | DISPOSABLE


@fact
def debrides(code: Each[str]) -> bool:
    """Whether the visit has debridement by area."""
    return FIRST_AREA in code or FURTHER_AREA in code


@fact(missing="units")
def first_area_units(debrides: bool, lines: Sequence[Line]) -> int | None:
    """Units billed of the first 20 square centimeters; unknown where a line's are."""
    return _units_of(FIRST_AREA, lines) if debrides else 0


@fact(missing="units")
def further_area_units(debrides: bool, lines: Sequence[Line]) -> int | None:
    """Units billed of each further 20 square centimeters; unknown where a line's are."""
    return _units_of(FURTHER_AREA, lines) if debrides else 0


def _units_of(code: str, lines: Sequence[Line]) -> int | None:
    units = [line.units for line in lines if line.code == code]
    known = [one for one in units if one is not None]
    return sum(known) if len(known) == len(units) else None


@fact(missing="wound_area")
def wound_area_of_day(debrides: bool, lines: Sequence[Line]) -> int | None:
    """The area recorded, in hundredths of a square centimeter; unknown where none is, or two lines name two."""
    return _area_of(lines) if debrides else None


def _area_of(lines: Sequence[Line]) -> int | None:
    areas = {line.wound_area for line in lines if line.code in DEBRIDED} - {None}
    return areas.pop() if len(areas) == 1 else None


@fact
def further_area_earned(wound_area_of_day: int, tables: Tables) -> int:
    """Units that the area beyond the first 20 square centimeters makes, a part of one being one."""
    return units_of_area(wound_area_of_day, tables.codes[FURTHER_AREA])


@fact
def area_billed(first_area_units: int, further_area_units: int) -> str:
    """What is billed of it, in codes."""
    return _as_codes(first_area_units, further_area_units) if first_area_units or further_area_units else ""


@fact
def area_as_codes(further_area_earned: int) -> str:
    """What the area is in codes."""
    return _as_codes(1, further_area_earned)


def _as_codes(first: int, further: int) -> str:
    units = ((FIRST_AREA, first), (FURTHER_AREA, further))
    return listed(f"{code} × {number}" for code, number in units if number)


@fact
def bills_further_area(debrides: bool, code: Each[str], units: Each[int | None]) -> bool:
    """Whether the visit bills more of debridement than one unit of the first area."""
    return debrides and _more_than_first(code, units)


def _more_than_first(codes: Sequence[str], units: Sequence[int | None]) -> bool:
    pairs = [(one, number) for one, number in zip(codes, units, strict=True) if one in DEBRIDED and number != 0]
    return len(pairs) > 1 or any(one == FURTHER_AREA or number is None or number > 1 for one, number in pairs)


@rule(
    title="Wound units beyond the area recorded",
    cite="cpt-debridement",
    when="bills_further_area",
    message="{area_billed} billed; the {wound_area_of_day:area} recorded are {area_as_codes}.",
    remedy="Bill {area_as_codes}; another area only if the clinician's own record shows it, never to make it fit.",
    carc="151",
)
def area_overbilled(first_area_units: int, further_area_units: int, further_area_earned: int) -> bool:
    """Only what was debrided counts, not the whole wound; units beyond it are asked back when the note is read."""
    return first_area_units > 1 or further_area_units > further_area_earned


@fact
def records_area(debrides: bool, lines: Sequence[Line]) -> bool:
    """Whether an area is recorded of the debridement."""
    return debrides and any(line.wound_area is not None for line in lines if line.code in DEBRIDED)


@rule(
    title="Wound area recorded and not billed",
    cite="cpt-debridement",
    when="records_area",
    severity="warn",
    message="{area_billed} billed; the {wound_area_of_day:area} recorded are {area_as_codes}.",
    remedy="Bill {area_as_codes}, if the area is what was debrided and not the whole wound.",
)
def area_underbilled(further_area_units: int, further_area_earned: int) -> bool:
    """A part of a further 20 square centimeters is a unit of its own, and often forgotten."""
    return further_area_units < further_area_earned


@fact
def pump_codes(code: Each[str], billed: Each[bool]) -> tuple[str, ...]:
    """The codes of negative pressure that the visit bills."""
    return tuple(one for one, goes in zip(code, billed, strict=True) if goes and one in PUMPS)


@fact
def treats_by_pump(code: Each[str]) -> bool:
    """Whether the visit has more than one such code."""
    return not PUMPS.isdisjoint(code) and sum(one in PUMPS for one in code) > 1


@rule(
    title="Durable and disposable pump on one day",
    cite="ncci-manual-ch11",
    when="treats_by_pump",
    severity="warn",
    message="The visit bills {pump_codes:codes}: a wound is treated by one kind of pump.",
    remedy="Keep the code of the pump that was used; where two wounds were treated, say so in the note.",
    verified=False,
)
def two_pumps(pump_codes: tuple[str, ...]) -> bool:
    """The two kinds are alternatives; both together are denied for one."""
    return not DURABLE.isdisjoint(pump_codes) and not DISPOSABLE.isdisjoint(pump_codes)


@rule(
    title="Small and large wound area on one day",
    cite="ncci-manual-ch11",
    when="treats_by_pump",
    severity="warn",
    message="The visit bills {pump_codes:codes}: the areas of all wounds are added up for one code.",
    remedy="Add the areas up and bill the code for the sum.",
    verified=False,
)
def two_sizes(pump_codes: tuple[str, ...]) -> bool:
    """The codes are chosen by the total area treated, so that only one of each kind can be right."""
    return any(kind <= set(pump_codes) for kind in (DURABLE, DISPOSABLE))
