"""What the second payer asks on the lines that go on to it, where the first one does not: CQ, CO and KX.

A claim crosses over with the modifiers it was sent with. Medicare asks for CQ or CO on what an assistant furnished, and
for KX past the year's threshold, on every claim under Part B, paid first or second.
(42 USC 1395m(v), 1395l(g))

    payer      | secondary_payer | code  | minutes | performed_by | units | modifiers || broken
    commercial | medicare        | 97110 |      30 | PTA          |     2 | GP        || assistant threshold?
    -
    commercial | medicare        | 97110 |      30 | PTA          |     2 | GP CQ     || threshold?
    -
    commercial | medicare        | 97110 |      30 | PT           |     2 | GP        || threshold?
    -
    commercial | medicare        | 97110 |      30 |              |     2 | GP        || assistant? threshold?
    -
    commercial | medicare        | 97110 |      22 | PT           |     1 | GP        || assistant threshold?   # one unit of two is the assistant's
    commercial | medicare        | 97110 |      15 | PTA          |     1 | GP        ||
    -
    medicare   | commercial      | 97110 |      30 | PTA          |     2 | GP CQ     ||
    -
    commercial |                 | 97110 |      30 | PTA          |     2 | GP        ||

    payer      | secondary_payer    | code  | minutes | units | modifiers | spent   | allowed || broken
    commercial | medicare           | 97110 |      15 |     1 | GP        | 2600.00 |   60.00 || threshold
    -
    commercial | medicare           | 97110 |      15 |     1 | GP KX     | 2600.00 |   60.00 ||
    -
    commercial | medicare           | 97110 |      15 |     1 | GP        | 1000.00 |   60.00 ||
    -
    commercial | medicare           | 97110 |      15 |     1 | GP        |         |   60.00 || threshold?
    -
    commercial | medicare_advantage | 97110 |      15 |     1 | GP        | 2600.00 |   60.00 ||
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from cleanclaim.kernel import Missing, fact, rule
from cleanclaim.law.coding.allocation import QUARTER
from cleanclaim.law.coding.assistants import divide_units
from cleanclaim.law.coding.lines import count_under_policy
from cleanclaim.law.coding.modifiers import ASSISTANT, counts_as_therapy, past_threshold
from cleanclaim.law.coding.units_earned import counting_services, is_assistants
from cleanclaim.law.policies.policy import Policy, policy
from cleanclaim.model.line import Line
from cleanclaim.model.visit import Visit
from cleanclaim.reference.tables import Tables

NEEDS = "claim"

SECOND = Missing("What the second payer asks is not known", "Ask the second payer.", name="second_payer")


@fact
def crossover_policy(
    service_date: date | None = None,
    secondary_payer: str | None = None,
    known_on: date | None = None,
    own_payers: str | Path | None = None,
) -> tuple[Policy, ...]:
    """The second payer's policy on the day; none where there is no second payer or nobody describes it."""
    if not secondary_payer or service_date is None:
        return ()
    found = policy(secondary_payer, service_date, known_on, own_payers)
    return () if found is None else (found,)


@fact
def asks_assistant_second(
    visit: Visit, crossover_policy: tuple[Policy, ...], assistant_modifiers: bool | None = None
) -> bool:
    """Whether only the second payer asks for CQ or CO, and an assistant gave something or may have."""
    if assistant_modifiers or visit.discipline not in ASSISTANT:
        return False
    wanted = any(second.assistant_modifiers for second in crossover_policy)
    return wanted and any(one.performed_by is None or is_assistants(one) for one in visit.services)


@fact(missing=("performers", "minutes_of_day", "unit_method", SECOND))
def assistants_without_mark(
    visit: Visit,
    lines: Sequence[Line],
    same_day: Sequence[Visit],
    tables: Tables,
    crossover_policy: tuple[Policy, ...],
    asks_assistant_second: bool,
) -> tuple[str, ...] | None:
    """Therapy codes of which fewer units carry CQ or CO than an assistant gave, by the second payer's count."""
    if not asks_assistant_second:
        return ()
    (second,) = crossover_policy
    day = count_under_policy(visit, same_day, second, tables)
    mark, missing = ASSISTANT[visit.discipline or ""], list[str]()
    for code, earned in day.codes.items():
        entry = tables.code(code)
        if entry is None or entry.evaluation is not None or not counts_as_therapy(entry) or earned.units == 0:
            continue
        group = counting_services([one for one in visit.services if one.code == code], tables)
        if earned.units is None:
            return None
        divided = divide_units(
            group,
            earned.units,
            in_quarters=entry.unit_minutes == QUARTER,
            percent=second.de_minimis_percent,
            method=second.de_minimis_method,
        )
        if divided is None:
            return None
        marked = sum(line.units or 0 for line in lines if line.code == code and mark in line.modifiers)
        if marked < divided.assistant_units:
            missing.append(code)
    return tuple(missing)


@fact
def second_assistant_mark(discipline: str | None = None) -> str:
    """CQ for physical, CO for occupational therapy."""
    return ASSISTANT.get(discipline or "", "")


@rule(
    title="The second payer asks for the assistant's modifier",
    cite="42-usc-1395m-v",
    when="asks_assistant_second",
    severity="warn",
    unknown="info",
    message="An assistant gave {assistants_without_mark:codes}; the second payer pays it with {second_assistant_mark}.",
    remedy="Put {second_assistant_mark} on the assistant's units if the first payer takes it, else on the claim to the second.",
    carc="4",
)
def assistant(assistants_without_mark: tuple[str, ...]) -> bool:
    """What an assistant gave is paid at a lower rate by Medicare, first payer or second; without the mark too much is."""
    return bool(assistants_without_mark)


@fact
def asks_threshold_second(
    lines: Sequence[Line], tables: Tables, crossover_policy: tuple[Policy, ...], kx_applies: bool | None = None
) -> bool:
    """Whether only the second payer has a yearly threshold, and the visit bills therapy without KX."""
    if kx_applies or not any(second.kx_applies for second in crossover_policy):
        return False
    return any(_without_kx(line, tables) for line in lines)


def _without_kx(line: Line, tables: Tables) -> bool:
    return line.units != 0 and counts_as_therapy(tables.code(line.code)) and "KX" not in line.modifiers


@fact(missing=("spent", "allowed", SECOND))
def past_second_threshold(
    lines: Sequence[Line],
    tables: Tables,
    crossover_policy: tuple[Policy, ...],
    asks_threshold_second: bool,
    discipline: str | None = None,
    spent: int | None = None,
) -> bool | None:
    """Whether a therapy line without KX passes the second payer's threshold."""
    if not asks_threshold_second:
        return False
    (second,) = crossover_policy
    threshold = second.kx_threshold_ot if discipline == "OT" else second.kx_threshold
    counted = [line.allowed if line.units != 0 and counts_as_therapy(tables.code(line.code)) else 0 for line in lines]
    past = past_threshold(spent, counted, threshold)
    wanting = [one for one, line in zip(past, lines, strict=True) if _without_kx(line, tables)]
    return True if True in wanting else None if None in wanting else False


@rule(
    title="The second payer asks for KX",
    cite="42-usc-1395l-g",
    when="asks_threshold_second",
    severity="warn",
    unknown="info",
    message="The patient's year is past the second payer's threshold with this visit, and a therapy line has no KX.",
    remedy="Append KX on the claim to the second payer if the chart supports that the care is necessary.",
    carc="119",
)
def threshold(past_second_threshold: bool) -> bool:
    """Past the threshold Medicare pays only with KX, and what the first payer left is denied without it."""
    return past_second_threshold
