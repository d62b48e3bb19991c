"""Which units an assistant gave: CQ for a physical therapist assistant, CO for an occupational one.

By the unit, not by the line (42 USC 1395m(v); CMS therapy services page; CY 2022 fee schedule rule):

1. Each clinician has a unit for every full 15 minutes of a code given alone.
2. Two units left, each clinician with 9 to 14 minutes and 23 to 28 together: one unit each.
3. A unit left of which the therapist gave 8 minutes or more is the therapist's, whatever the assistant did.
4. Otherwise it is the assistant's where the assistant's minutes are more than a tenth.

Minutes given together count as the therapist's. Services without a 15-minute unit go by the tenth alone.
"""

from collections.abc import Sequence

from msgspec import Struct

from cleanclaim.law.coding.allocation import MIDPOINT, QUARTER
from cleanclaim.law.coding.units_earned import Countable, DayCount, counting_services, is_assistants
from cleanclaim.model.visit import Service
from cleanclaim.reference.tables import Tables


class AssistantShares(Struct, frozen=True):
    """Minutes of one code by who gave them, and its units: the therapist's and the assistant's."""

    therapist_minutes: int | None
    assistant_minutes: int | None
    therapist_units: int
    assistant_units: int


def divide_units(
    group: Sequence[Countable], units: int, *, in_quarters: bool, percent: int | None, method: str | None
) -> AssistantShares | None:
    """How the units of one code divide between therapist and assistant; None where that cannot be known.

    `group` are the code's services. `in_quarters` says whether the code is counted in 15-minute units.
    `percent` is the de minimis share (10), `method` how it is taken of other services: `simple` or
    `percentage`.
    """
    if any(item.performed_by is None for item in group if item.mode != "together"):
        return None
    therapist = _minutes(group, assistant=False)
    assistant = _minutes(group, assistant=True)
    if all(not is_assistants(item) for item in group):
        return AssistantShares(therapist, 0, units, 0)
    if all(is_assistants(item) for item in group):
        return AssistantShares(0, assistant, 0, units)
    if therapist is None or assistant is None:
        return None
    own: int | None = None
    if in_quarters:
        own = _therapist_units(therapist, assistant, units)
    elif percent is not None and method is not None:
        own = 0 if exceeds_de_minimis(assistant, therapist + assistant, percent, method) else units
    return None if own is None else AssistantShares(therapist, assistant, own, units - own)


def _minutes(group: Sequence[Countable], *, assistant: bool) -> int | None:
    minutes = [item.minutes for item in group if is_assistants(item) == assistant]
    return None if None in minutes else sum(spent for spent in minutes if spent is not None)


def _therapist_units(therapist: int, assistant: int, units: int) -> int:
    """Of `units` 15-minute units of one code, those that are the therapist's."""
    own, theirs = therapist // QUARTER, assistant // QUARTER
    therapist, assistant = therapist % QUARTER, assistant % QUARTER
    for _ in range(units - own - theirs):
        if therapist >= MIDPOINT or not assistant:
            own, therapist = own + 1, 0
        else:
            assistant = 0
    return min(own, units)


def exceeds_de_minimis(assistant: int, total: int, percent: int, method: str) -> bool:
    """Whether an assistant's minutes exceed the de minimis share of a service that is not counted in quarters.

    CMS names two ways, and they disagree at a few values: `percentage` rounds the share to a whole percent,
    `simple` rounds the minutes that make up the share and adds one.
    """
    if method == "percentage":
        return (200 * assistant + total) // (2 * total) > percent if total else assistant > 0
    return assistant >= (total * percent + 50) // 100 + 1


def find_shared_codes(services: Sequence[Service], tables: Tables) -> frozenset[str]:
    """Codes that therapist and assistant both gave, and that are not counted in quarter hours."""
    who: dict[str, set[bool]] = {}
    for service in services:
        who.setdefault(service.code, set()).add(is_assistants(service))
    shared_codes = ((code, tables.code(code)) for code, kinds in who.items() if len(kinds) > 1)
    return frozenset(
        code for code, entry in shared_codes if entry and entry.unit_minutes != QUARTER and not entry.takes_a_therapist
    )


def divide_codes(
    services: Sequence[Service], counted: DayCount, tables: Tables, percent: int | None, method: str | None
) -> dict[str, int | None]:
    """Units the assistant gave, by code; None where unknown. `percent` and `method` are as for `divide_units`."""
    found: dict[str, int | None] = {}
    for code, earned in counted.codes.items():
        entry = tables.code(code)
        if entry is not None and entry.takes_a_therapist:
            found[code] = 0
            continue
        divided: AssistantShares | None = None
        if earned.units is not None and entry is not None:
            group = counting_services([service for service in services if service.code == code], tables)
            quarters = entry.unit_minutes == QUARTER
            divided = divide_units(group, earned.units, in_quarters=quarters, percent=percent, method=method)
        found[code] = divided.assistant_units if divided else None
    return found
