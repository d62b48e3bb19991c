"""The proof of a visit's units, step by step, each with the source it stands on.

Written to be printed and argued with: minutes, totals, whole quarter hours, remainders, allocation,
assistant's share, units.
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct, structs

from cleanclaim.law.coding.allocation import EITHER, MIDPOINT, QUARTER, Allocation
from cleanclaim.law.coding.lines import build_lines
from cleanclaim.law.coding.units_earned import DayCount, counting_services, is_assistants
from cleanclaim.law.policies.policy import Policy
from cleanclaim.model.line import Line
from cleanclaim.model.visit import ASSISTANTS, Visit
from cleanclaim.reference.tables import Tables

POOLED = "cms-100-04-5-20-2"
MIDPOINT_RULE = "cpt-time-rule"
DAY_STEP = "day"
"""The step that names the other visits of the day."""
BILLED_STEP = "billed"
"""The step that says what a visit came with already."""
YOUR_CHOICE = "You choose; we never choose by price."
ASSISTANT = "42-usc-1395m-v"
GROUP = "cms-100-02-15-230"
BOTH_RULES = "How this payer counts minutes is not known; pooled or each code alone, they earn the same units."
WITHHELD = {
    "group": ("{code} was given to a group: its minutes earn no one-on-one unit.", GROUP),
    "area": ("{code} is counted by the wound area recorded: {units}.", "cpt-debridement"),
    "assistant": (
        "{code} was furnished by an assistant alone; an evaluation takes a therapist. It earns no unit.",
        GROUP,
    ),
    "helper": ("{code} was given by an aide, trainer or technician, whose time is never billed.", GROUP),
    "bundled": ("{code} is part of other services for this payer and is never paid apart.", "cms-100-04-23"),
    "not_valid": ("{code} is no code of this payer's: its minutes earn no unit and count with no other's.", "mpfs-rvu"),
    "session": ("{code} has its units of the day in an earlier session: none is left for this one.", MIDPOINT_RULE),
    "counted": ("{code} is not counted by time but by what its code says: enter its units.", MIDPOINT_RULE),
}


class ProofStep(Struct, frozen=True):
    """One step of the proof: its name, what it says, and the id of the source in the bibliography."""

    step: str
    text: str
    cite: str


def proof(
    visit: Visit, same_day: Sequence[Visit], counted: DayCount, lines: Sequence[Line], policy: Policy, tables: Tables
) -> list[ProofStep]:
    """Every step from the recorded minutes to the units they earn; for a visit already billed also what it bills."""
    steps = [ProofStep("minutes", _minutes(visit, tables), "cms-100-02-15-220")]
    if same_day:
        text = describe_day([f"visit {', '.join(other.visit_id for other in same_day)}"])
        steps.append(ProofStep(DAY_STEP, text, POOLED))
    allocation = counted.allocation
    if allocation and allocation.minutes:
        if allocation.method == EITHER:
            steps.append(ProofStep("method", BOTH_RULES, MIDPOINT_RULE))
        steps += _pooled(allocation) if allocation.method == "cms" else _each_alone(allocation)
    steps += _chains(counted, tables)
    steps += _gaps(counted, policy)
    steps += _others(counted, tables)
    steps += _cap(counted, policy)
    earned = build_lines(without_units(visit), counted, policy, tables)
    steps += _assistants(visit, earned, policy, tables)
    method = POOLED if policy.unit_method == "cms" else MIDPOINT_RULE
    steps.append(ProofStep("units", _units(earned), method))
    if any(service.units is not None for service in visit.services):
        steps.append(ProofStep(BILLED_STEP, f"The visit comes with units already: {_units(lines)}", method))
    return steps


def without_units(visit: Visit) -> Visit:
    """The visit as if nobody had billed it yet, so that the proof is of the minutes and not of the bill."""
    return structs.replace(
        visit,
        services=tuple(
            service if service.units is None else structs.replace(service, units=None, modifiers=())
            for service in visit.services
        ),
    )


def steps_for_others(steps: Sequence[ProofStep]) -> Iterator[ProofStep]:
    """The steps as somebody reads them who did not code the visit: without what is said to whoever chooses."""
    for step in steps:
        if step.step != BILLED_STEP:
            yield structs.replace(step, text=step.text.removesuffix(f" {YOUR_CHOICE}"))


def describe_day(others: Sequence[str]) -> str:
    """That the minutes count with those of the day's other visits, which are named."""
    return f"Counted together with {', '.join(others)}: same patient, day and discipline."


def _minutes(visit: Visit, tables: Tables) -> str:
    parts = []
    for service in visit.services:
        entry = tables.code(service.code)
        label = f" {entry.label}" if entry else ""
        spent = "minutes not recorded" if service.minutes is None else f"{service.minutes} min"
        who = {"group": ", group", "together": ", therapist and assistant together"}.get(service.mode, "")
        by = f" by {service.performed_by}" if service.performed_by in ASSISTANTS and not who else ""
        parts.append(f"{service.code}{label}: {spent}{by}{who}")
    return "; ".join(parts) + "."


def _pooled(allocation: Allocation) -> Iterator[ProofStep]:
    total, units = allocation.total_minutes, allocation.total_units
    yield ProofStep("total", f"All timed minutes of the day count together: {total}. {_band(units)}", POOLED)
    yield ProofStep("whole quarter-hours", _quarters(allocation), POOLED)
    owed = units - sum(allocation.whole.values())
    if not owed:
        yield ProofStep("remainders", "No unit is left to give: the minutes over earn nothing further.", POOLED)
        return
    left = "; ".join(f"{code} {minutes} min" for code, minutes in allocation.remainder.items())
    yield ProofStep("remainders", f"{_count(owed)} still owed for the minutes over: {left}.", POOLED)
    yield ProofStep("allocation", _allocation(allocation), POOLED)


def _band(units: int) -> str:
    if not units:
        return f"Fewer than {MIDPOINT} minutes earn no unit."
    low = units * QUARTER - (QUARTER - MIDPOINT)
    return f"{low} to {low + QUARTER - 1} minutes earn {_count(units)}."


def _quarters(allocation: Allocation) -> str:
    parts = [
        f"{code} {whole} × 15 min and {allocation.remainder[code]} over" for code, whole in allocation.whole.items()
    ]
    return "; ".join(parts) + "."


def _allocation(allocation: Allocation) -> str:
    gained = [code for code in allocation.units if allocation.units[code] > allocation.whole[code]]
    if not allocation.tied:
        rest = [allocation.remainder[c] for c in allocation.units if c not in gained and allocation.remainder[c]]
        over = f", over {max(rest)}" if rest else ""
        won = " and ".join(f"{code} ({allocation.remainder[code]} min{over})" for code in gained)
        return f"The largest remainder comes first: {won}."
    tied = " and ".join(allocation.tied)
    chosen = " and ".join(code for code in gained if code in allocation.tied)
    return (
        f"{tied} tie at {allocation.remainder[allocation.tied[0]]} minutes: either is lawful, and {chosen} is shown. "
        f"{YOUR_CHOICE}"
    )


def _each_alone(allocation: Allocation) -> Iterator[ProofStep]:
    parts = [f"{code} {minutes} min" for code, minutes in allocation.minutes.items()]
    yield ProofStep("total", f"Each code counts alone: {'; '.join(parts)}.", MIDPOINT_RULE)
    yield ProofStep("whole quarter-hours", _quarters(allocation), MIDPOINT_RULE)
    outcome = [
        f"{code} {'earns one more' if units > allocation.whole[code] else 'earns nothing further'} "
        f"for {allocation.remainder[code]} min"
        for code, units in allocation.units.items()
        if allocation.remainder[code]
    ]
    if outcome:
        text = f"A remainder earns a unit from {MIDPOINT} minutes: {'; '.join(outcome)}."
        yield ProofStep("remainders", text, MIDPOINT_RULE)


def _chains(counted: DayCount, tables: Tables) -> Iterator[ProofStep]:
    for code, earned in counted.further.items():
        first = tables.codes[tables.codes[code].continues or code]
        earn = f"the {earned.minutes} beyond earn {_count(earned.units or 0)} of {code}, which is not recorded."
        yield ProofStep(
            "further code", f"{first.code} stands for its first {first.full} minutes: {earn}", MIDPOINT_RULE
        )
    if counted.counted_apart is not None:
        chained = [code for code in counted.codes if tables.codes[code].continues or tables.codes[code].continued_by]
        text = f"Medicare's manual counts all 15-minute codes together and does not name {' and '.join(chained)}: "
        yield ProofStep(
            "other reading", f"{text}counted alone, the day would have {_count(counted.counted_apart)}.", POOLED
        )


def _gaps(counted: DayCount, policy: Policy) -> Iterator[ProofStep]:
    unknown = [code for code, earned in counted.codes.items() if earned.units is None and not earned.because]
    if not unknown:
        return
    codes = ", ".join(unknown)
    if policy.unit_method is None:
        text = f"How this payer counts minutes is not known, and it matters here: the units of {codes} are left open."
        yield ProofStep("unknown", text, MIDPOINT_RULE)
    else:
        yield ProofStep(
            "unknown", f"Minutes or code not known: the units of {codes} are left open, never assumed.", POOLED
        )


def _others(counted: DayCount, tables: Tables) -> Iterator[ProofStep]:
    in_quarters = counted.allocation.minutes if counted.allocation else {}
    for code, earned in counted.codes.items():
        if earned.because:
            text, cite = WITHHELD[earned.because]
            yield ProofStep("withheld", text.format(code=code, units=_count(earned.units or 0)), cite)
        elif code not in in_quarters and earned.units is not None:
            entry = tables.code(code)
            timed = entry is not None and entry.unit_rule != "service"
            how = f"{earned.minutes} min counted for this code alone" if timed else "not counted by time"
            yield ProofStep("other codes", f"{code}: {how}, {_count(earned.units)}.", MIDPOINT_RULE)


def _cap(counted: DayCount, policy: Policy) -> Iterator[ProofStep]:
    reduced = [code for code, earned in counted.codes.items() if earned.over_cap]
    source = policy.values["daily_unit_cap"].cite if reduced else None
    if source is not None:
        most = f"{policy.name} pays at most {policy.daily_unit_cap} units of these codes a day"
        text = (
            f"{most}: what {', '.join(reduced)} earned beyond it, on the fewest minutes, is documented and not billed."
        )
        yield ProofStep("payer's cap", text, source.id)


def _assistants(visit: Visit, lines: Sequence[Line], policy: Policy, tables: Tables) -> Iterator[ProofStep]:
    helped = {service.code for service in visit.services if is_assistants(service)}
    for code in dict.fromkeys(line.code for line in lines if line.code in helped and line.units):
        mine = [line for line in lines if line.code == code and line.units]
        reduced = sum(line.units or 0 for line in mine if set(line.modifiers) & {"CQ", "CO"})
        own = sum(line.units or 0 for line in mine) - reduced
        counting = counting_services([service for service in visit.services if service.code == code], tables)
        theirs = sum(service.minutes or 0 for service in counting if is_assistants(service))
        rest = sum(service.minutes or 0 for service in counting) - theirs
        gave = f"{code}: therapist {rest} min, assistant {theirs} min."
        if policy.assistant_modifiers:
            text = f"{gave} {_count(own)} for the therapist, {_count(reduced)} for the assistant."
            yield ProofStep("assistant's share", text, ASSISTANT)
        else:
            yield ProofStep(
                "assistant's share", f"{gave} {_no_mark(policy)}", _source_of(policy, "assistant_modifiers")
            )


def _no_mark(policy: Policy) -> str:
    """What is said of an assistant's minutes where no line tells them apart by CQ or CO."""
    if policy.assistant_own_mark:
        return "This payer asks for a modifier of its own on what an assistant gave, not for CQ or CO."
    if policy.assistant_modifiers is None:
        return "Whether this payer asks for CQ or CO is not known; neither is put on."
    return "This payer asks for neither CQ nor CO."


def _source_of(policy: Policy, key: str) -> str:
    value = policy.values.get(key)
    return value.cite.id if value and value.cite else ASSISTANT


def _units(lines: Sequence[Line]) -> str:
    billed = [" ".join([f"{line.code} × {line.units}", *line.modifiers]) for line in lines if line.units]
    unbilled = [line.code for line in lines if line.units == 0]
    unknown = [line.code for line in lines if line.units is None]
    parts = ["; ".join(billed)] if billed else [] if unknown else ["Nothing is billable"]
    if unbilled:
        parts.append(f"Documented, not billed: {', '.join(unbilled)}")
    if unknown:
        parts.append(f"Not known: {', '.join(unknown)}")
    return ". ".join(parts) + "."


def _count(units: int) -> str:
    return f"{units} unit" if units == 1 else f"{units} units"
