"""From a visit's services to the lines of its claim.

Services whose units somebody already billed stay lines as they are. The others are counted: the same code
given twice adds up to one line, and a code partly given by an assistant takes two where only some of its
units carry the modifier. A code that earns nothing stays as a line with 0 units: documented, not billed.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from msgspec import structs

from cleanclaim.law.chart.day_sessions import DaySessions, sessions_with
from cleanclaim.law.coding.allocation import QUARTER, spread
from cleanclaim.law.coding.assistants import AssistantShares, divide_units
from cleanclaim.law.coding.modifiers import (
    ASSISTANT,
    DISTINCT,
    PLAN_OF_CARE,
    counts_as_therapy,
    discipline_modifier,
    in_order,
    past_threshold,
    separate_blocks,
)
from cleanclaim.law.coding.unit_caps import Cap, apply_cap
from cleanclaim.law.coding.units_earned import (
    DayCount,
    UnitsEarned,
    count,
    counting_services,
    is_assistants,
    unpaid_codes,
)
from cleanclaim.law.policies.policy import Policy
from cleanclaim.model import money
from cleanclaim.model.line import Line
from cleanclaim.model.visit import ASSISTANTS, Discipline, Service, Visit
from cleanclaim.reference.catalogue import Code
from cleanclaim.reference.tables import Tables


def count_visit(
    visit: Visit,
    same_day: Sequence[Visit],
    method: str | None,
    unpaid: Mapping[str, str] | None,
    cap: Cap | None,
    tables: Tables,
) -> DayCount:
    """Units the visit's codes earned, counted with the other sessions of the patient, day and discipline.

    A code given in several sessions has its units of the day divided among them by their minutes, or, where it is not
    counted in quarter hours, in the first that gave it. `method`, `unpaid` and `cap`
    are the payer's unit method, the codes that earn nothing from it (`unpaid_codes`), and its cap on a day's units.
    """
    if not same_day:
        counted = count(visit.services, method, unpaid, tables)
        return apply_cap(counted, cap) if cap else counted
    sessions, mine = sessions_with(visit, same_day)
    key = (method, unpaid, cap, tables)
    day = sessions.remembered(("units", *key), lambda: apply_cap(count(sessions.services, method, unpaid, tables), cap))
    shares = sessions.remembered(("shares", *key), lambda: _shares_of_day(day, sessions))
    codes = {service.code for service in visit.services}
    return DayCount(
        {
            code: shares[code][mine] if code in shares else _in_first_session(code, earned, sessions, mine)
            for code, earned in day.codes.items()
            if code in codes
        },
        day.allocation,
        {code: earned for code, earned in day.further.items() if _first_to_give(code, sessions, tables) == mine},
        day.counted_apart,
    )


def _first_to_give(further: str, sessions: DaySessions, tables: Tables) -> int | None:
    """The first session that gave the code which `further` goes on with."""
    giving = sessions.services_by_code.get(tables.codes[further].continues or "")
    return giving[0][0] if giving else None


def count_under_policy(visit: Visit, same_day: Sequence[Visit], policy: Policy, tables: Tables) -> DayCount:
    """Units the visit's codes earned under a payer's policy."""
    unpaid = unpaid_codes(policy.bundled_codes, policy.fee_schedule, tables)
    return count_visit(visit, same_day, policy.counting_method, unpaid, policy.binding_cap, tables)


def _shares_of_day(day: DayCount, sessions: DaySessions) -> dict[str, list[UnitsEarned]]:
    """Of each code that is counted in quarter hours what every session earned of it, by their minutes."""
    in_quarters = day.allocation.minutes if day.allocation else {}
    return {code: _shares(code, earned, sessions) for code, earned in day.codes.items() if code in in_quarters}


def _shares(code: str, earned: UnitsEarned, sessions: DaySessions) -> list[UnitsEarned]:
    minutes = [0] * len(sessions.visits)
    for place, service in sessions.services_by_code.get(code, ()):
        if service.mode != "group":
            minutes[place] += service.minutes or 0
    none: tuple[int | None, ...] = (None,) * len(minutes)
    units, most, least = (
        none if bound is None else spread(bound, tuple(minutes)) for bound in (earned.units, earned.most, earned.least)
    )
    return [
        UnitsEarned(spent, units[at], most[at], least[at], over_cap=earned.over_cap) for at, spent in enumerate(minutes)
    ]


def _in_first_session(code: str, earned: UnitsEarned, sessions: DaySessions, mine: int) -> UnitsEarned:
    if sessions.services_by_code[code][0][0] == mine or not earned.units:
        return earned
    return UnitsEarned(earned.minutes, 0, earned.most, 0, "session")


def build_lines(visit: Visit, counted: DayCount, policy: Policy, tables: Tables) -> tuple[Line, ...]:
    """The lines of the visit's claim, in the order the codes were first given."""
    groups = _by_code(visit.services)
    lines: list[Line] = []
    for code, group in groups.items():
        only = group[0] if len(group) == 1 else None
        if only and only.units is None and only.performed_by not in ASSISTANTS:
            number, earned = len(lines) + 1, counted.codes[code]
            lines.append(_therapists_line(visit.discipline, only, number, earned, policy, tables))
        elif any(service.units is not None for service in group):
            lines += [_as_billed(service) for service in group]
        else:
            lines += _counted_lines(visit, code, group, counted.codes[code], policy, tables)
    lines = _with_distinct(groups, lines, policy, tables)
    lines = _with_threshold(visit, groups, lines, policy, tables)
    return tuple(
        [
            line if line.number == number else structs.replace(line, number=number)
            for number, line in enumerate(lines, 1)
        ]
    )


def update_amounts(visit: Visit, lines: Sequence[Line], policy: Policy, tables: Tables) -> tuple[Line, ...]:
    """The lines of a visit, as `build_lines` made them, with the amounts allowed that its services have by now.

    They change no unit. With what the patient's history has by now, they decide KX anew.
    """
    groups = _by_code(visit.services)
    amounts = {code: _amounts(group, lines, tables) for code, group in groups.items()}
    marked = {code for code, group in groups.items() if any("KX" in service.modifiers for service in group)}
    updated = []
    for line in lines:
        allowed = next(amounts[line.code])
        ours = "KX" in line.modifiers and line.code not in marked
        if allowed != line.allowed or ours:
            modifiers = tuple([mark for mark in line.modifiers if mark != "KX"]) if ours else line.modifiers
            updated.append(structs.replace(line, allowed=allowed, modifiers=modifiers))
        else:
            updated.append(line)
    return tuple(_with_threshold(visit, groups, updated, policy, tables))


def _amounts(group: Sequence[Service], lines: Sequence[Line], tables: Tables) -> Iterator[int | None]:
    """The amounts allowed of the lines that a code's services make, in their order."""
    if any(service.units is not None for service in group):
        return iter([service.allowed for service in group])
    counting = counting_services(group, tables)
    group_services = [service for service in group if service not in counting]
    billed = [line.units or 0 for line in lines if line.code == group[0].code][: -1 if group_services else None]
    whole = known_total([service.allowed for service in counting])
    amounts = [whole] if len(billed) == 1 else _divided(whole, billed)
    return iter([*amounts, known_total([service.allowed for service in group_services])])


def _divided(whole: int | None, units: list[int]) -> list[int | None]:
    """An amount of a code on two lines, divided as its units are, to the cent."""
    return [None] * len(units) if whole is None else [*money.share(whole, units)]


def _by_code(services: Sequence[Service]) -> dict[str, list[Service]]:
    groups: dict[str, list[Service]] = {}
    for service in services:
        groups.setdefault(service.code, []).append(service)
    return groups


def _as_billed(service: Service) -> Line:
    return Line(number=0, **{name: getattr(service, name) for name in Service.__struct_fields__})


def _therapists_line(
    discipline: Discipline | None, service: Service, number: int, earned: UnitsEarned, policy: Policy, tables: Tables
) -> Line:
    """The line of a code that no assistant gave, and that was given once, as most are: nothing has to be put together.

    `_counted_lines` would make the same line, but takes several times as long.
    """
    modifiers = tuple(dict.fromkeys(service.modifiers)) if service.modifiers else ()
    if earned.units != 0:
        modifiers = in_order(_with_discipline(modifiers, tables.code(service.code), discipline, policy))
    return Line(
        number=number,
        code=service.code,
        units=earned.units,
        modifiers=modifiers,
        minutes=service.minutes,
        performed_by=service.performed_by,
        mode=service.mode,
        charge=service.charge,
        diagnoses=tuple(dict.fromkeys(service.diagnoses)),
        start=service.start,
        separate=service.separate,
        allowed=service.allowed,
        student=service.student,
        wound_area=service.wound_area,
        days_recorded=service.days_recorded,
        description=service.description,
    )


def _with_discipline(
    modifiers: tuple[str, ...], entry: Code | None, discipline: str | None, policy: Policy
) -> tuple[str, ...]:
    """The modifiers, with the one of the plan of care where the payer wants it and nobody has put one on."""
    mark = discipline_modifier(entry, discipline, policy)
    return (*modifiers, mark) if mark and PLAN_OF_CARE.isdisjoint(modifiers) else modifiers


def _counted_lines(
    visit: Visit, code: str, group: Sequence[Service], earned: UnitsEarned, policy: Policy, tables: Tables
) -> list[Line]:
    """The lines of one code that the engine counts: the therapist's units, the assistant's, and what is not billed."""
    counting = counting_services(group, tables)
    group_services = [service for service in group if service not in counting]
    unbilled = [_line(code, group_services, 0, ())] if group_services else []
    if earned.units == 0:
        return [_line(code, counting, 0, _entered_modifiers(counting)), *unbilled]
    entry = tables.code(code)
    own = _with_discipline(_entered_modifiers(group), entry, visit.discipline, policy)
    divided = None
    assistant_may = entry is None or not (entry.takes_a_therapist or entry.is_device)
    if policy.assistant_modifiers and visit.discipline in ASSISTANT and earned.units is not None and assistant_may:
        divided = divide_units(
            counting,
            earned.units,
            in_quarters=entry is not None and entry.unit_minutes == QUARTER,
            percent=policy.de_minimis_percent,
            method=policy.de_minimis_method,
        )
    if divided is None or not divided.assistant_units:
        return [_line(code, counting, earned.units, in_order(own)), *unbilled]
    reduced = in_order((*own, ASSISTANT[visit.discipline or ""]))
    if not divided.therapist_units:
        return [_line(code, counting, earned.units, reduced, assistant=True), *unbilled]
    return [*_split(code, counting, divided, in_order(own), reduced), *unbilled]


def _split(
    code: str, group: Sequence[Service], divided: AssistantShares, own: tuple[str, ...], reduced: tuple[str, ...]
) -> list[Line]:
    """Two lines of one code. Its charge and allowed amount are divided as its units are, to the cent."""
    units = [divided.therapist_units, divided.assistant_units]
    therapist = _line(code, group, units[0], own)
    assistant = _line(code, group, units[1], reduced, assistant=True)
    charges, allowed = _divided(therapist.charge, units), _divided(therapist.allowed, units)
    return [
        structs.replace(therapist, minutes=divided.therapist_minutes, charge=charges[0], allowed=allowed[0]),
        structs.replace(assistant, minutes=divided.assistant_minutes, charge=charges[1], allowed=allowed[1]),
    ]


def _entered_modifiers(group: Sequence[Service]) -> tuple[str, ...]:
    """Modifiers somebody has already put on the services."""
    return tuple(dict.fromkeys(modifier for service in group for modifier in service.modifiers))


def _line(
    code: str, group: Sequence[Service], units: int | None, modifiers: tuple[str, ...], *, assistant: bool = False
) -> Line:
    """Services of one code as one line, shown as the therapist's or as the assistant's."""
    starts = [service.start for service in group if service.start is not None]
    theirs = [service for service in group if is_assistants(service) == assistant] or group
    by = next((s.performed_by for s in theirs if (s.performed_by in ASSISTANTS) == assistant), theirs[0].performed_by)
    return Line(
        number=0,
        code=code,
        units=units,
        modifiers=modifiers,
        minutes=known_total([service.minutes for service in group]),
        performed_by=by,
        mode=theirs[0].mode if len({service.mode for service in theirs}) == 1 else "individual",
        charge=known_total([service.charge for service in group]),
        diagnoses=tuple(dict.fromkeys(diagnosis for service in group for diagnosis in service.diagnoses)),
        start=min(starts, default=None),
        separate=_agreed([service.separate for service in group]),
        allowed=known_total([service.allowed for service in group]),
        student=min((service.student for service in group if service.student), default=None),  # alone before directed
        wound_area=_one([service.wound_area for service in group]),
        days_recorded=_one([service.days_recorded for service in group]),
        description="; ".join(dict.fromkeys(one.description for one in group if one.description)) or None,
    )


def _agreed(marks: Sequence[bool | None]) -> bool | None:
    """True where every mark is, False where one is, else not known."""
    return False if False in marks else None if None in marks else True


def _one(values: Sequence[int | None]) -> int | None:
    """The value that all known ones agree on, else not known."""
    known = {value for value in values if value is not None}
    return known.pop() if len(known) == 1 else None


def known_total(values: Sequence[int | None]) -> int | None:
    """The sum of the values; None where one of them is unknown."""
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None


def _with_distinct(
    groups: Mapping[str, Sequence[Service]], lines: list[Line], policy: Policy, tables: Tables
) -> list[Line]:
    """59 (or the payer's X modifier) on the second code of a pair, where the visit shows separate blocks."""
    billed = tuple(dict.fromkeys([line.code for line in lines if line.units]))
    pairs = _distinct_pairs(billed, bool(policy.ncci_applies), policy.extra_pairs or (), tables)
    wanted = {second for one, other, second in pairs if separate_blocks(groups[one], groups[other])}
    if not wanted:
        return lines
    mark = "XU" if policy.modifier_59_style == "x" else "59"
    return [
        structs.replace(line, modifiers=in_order((*line.modifiers, mark)))
        if line.code in wanted and _was_counted(line, groups) and not set(line.modifiers) & DISTINCT
        else line
        for line in lines
    ]


@lru_cache(maxsize=65_536)
def _distinct_pairs(
    codes: tuple[str, ...], ncci_applies: bool, extra_pairs: tuple[tuple[str, str], ...], tables: Tables
) -> tuple[tuple[str, str, str], ...]:
    """Of some codes, any two that are paid together only if distinct, each with the one that is not paid otherwise.

    Remembered: a clinic bills the same few combinations all day.
    """
    found = []
    for place, one in enumerate(codes):
        for other in codes[place + 1 :]:
            pair = tables.pair(one, other) if ncci_applies else None
            if pair and pair.column2 and pair.answer == "bypassable":
                found.append((one, other, pair.column2))
            else:
                found += [(one, other, own[1]) for own in extra_pairs if {*own} == {one, other}][:1]
    return tuple(found)


def _was_counted(line: Line, groups: Mapping[str, Sequence[Service]]) -> bool:
    return bool(line.units) and all(service.units is None for service in groups[line.code])


def _with_threshold(
    visit: Visit, groups: Mapping[str, Sequence[Service]], lines: list[Line], policy: Policy, tables: Tables
) -> list[Line]:
    """KX on the lines past the threshold, where the year is known and necessity is attested."""
    if not policy.kx_applies or not visit.necessity_documented or visit.history is None:
        return lines
    threshold = policy.kx_threshold_ot if visit.discipline == "OT" else policy.kx_threshold
    past = past_threshold(visit.history.spent, [line.allowed if line.units else 0 for line in lines], threshold)
    return [
        structs.replace(line, modifiers=in_order((*line.modifiers, "KX")))
        if passes and _was_counted(line, groups) and counts_as_therapy(tables.code(line.code))
        else line
        for line, passes in zip(lines, past, strict=True)
    ]
