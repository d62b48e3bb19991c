"""Assistants: CQ and CO, unit by unit.

Medicare pays less for what a physical or occupational therapist assistant furnished, and the line says so with CQ beside
GP or CO beside GO. A unit is the therapist's where the therapist gave 8 minutes or more of it; otherwise it is the
assistant's where the assistant's minutes are more than a tenth. Two units left of one service, with 9 to 14 minutes each
and 23 to 28 together, are one each. Minutes given together count as the therapist's. Assistants do not evaluate.
(42 USC 1395m(v); CMS therapy services page)

    payer    | code  | minutes | performed_by | units | modifiers || broken
    medicare | 97110 |       7 | PT           |     0 | GP        ||
    medicare | 97110 |       8 | PTA          |     1 | GP CQ     ||              # the therapist gave fewer than 8 of the unit
    -
    medicare | 97110 |       8 | PT           |     1 | GP        ||              # 8 minutes make the unit the therapist's
    medicare | 97110 |      14 | PTA          |     0 | GP        ||
    -
    medicare | 97110 |       9 | PT           |     1 | GP        ||              # 23 together: one unit each
    medicare | 97110 |      14 | PTA          |     1 | GP CQ     ||
    -
    medicare | 97110 |      30 | PTA          |     2 | GP        || missing
    -
    medicare | 97110 |      30 | PT           |     2 | GP CQ     || unearned
    -
    medicare | 97110 |      30 | PTA          |     1 | GP CQ     ||              # one of two units billed, the assistant's
    -
    medicare | 97110 |      30 | PTA          |     1 | GP        || missing
    -
    medicare | 97110 |      15 | PT           |     1 | GP        ||              # a line of its own for each
    medicare | 97110 |      30 | PTA          |     2 | GP CQ     ||
    -
    medicare | 97110 |      15 | PT           |     1 | GP        ||              # one of the assistant's two not billed
    medicare | 97110 |      30 | PTA          |     1 | GP CQ     ||
    -
    medicare | 97110 |      15 | PT           |     1 | GP        || missing      # 2 billed without CQ, 1 is the therapist's
    medicare | 97110 |      30 | PTA          |     1 | GP        ||
    -
    medicare | 97110 |      30 |              |     2 | GP        || missing? unearned?   # who gave it is not recorded
    -
    aetna    | 97110 |      30 | PTA          |     2 | GP        || missing
    -
    auto     | 97110 |      30 | PTA          |     2 |           ||
    -
    va       | 97110 |      30 | PTA          |     2 | GP        || mark_not_known   # nobody has read whether it asks
    -
    medicaid_tx | 97110 |   30 | PTA          |     2 | GP        || own_mark
    -
    medicaid_tx | 97110 |   30 | PTA          |     2 | GP UB     ||                      # the assistant's
    -
    medicaid_tx | 97110 |   30 | PTA          |     2 | GP U5     || own_mark             # the therapist's
    -
    medicaid    | 97110 |   30 | PTA          |     2 | GP U5     || own_mark?            # whose it is nobody has read
    -
    medicare | 97150 |      20 | PT           |     1 | GP        || share                # 5 of 25 minutes: more than a tenth
    medicare | 97150 |       5 | PTA          |       |           ||
    -
    medicare | 97150 |         | PT           |     1 | GP        || share?   # shared, and minutes are missing
    medicare | 97150 |       5 | PTA          |       |           ||

A payer that does not pay assistants at all, as TRICARE before April 16, 2020:

    payer    | service_date | code  | minutes | performed_by | units | modifiers || broken
    tricare  | 2020-04-15   | 97110 |      30 | PTA          |     2 | GP        || not_paid
    -
    tricare  | 2020-04-16   | 97110 |      30 | PTA          |     2 | GP CQ     ||
    -
    tricare  | 2020-04-16   | 97110 |      30 | PTA          |     2 | GP        || missing

A device is no work of anybody's:

    payer    | code  | minutes | performed_by | units | modifiers || broken
    medicare | 98977 |         | PTA          |     1 | GP        ||
    -
    medicare | 98977 |         | PTA          |     1 | GP CQ     || device
    -
    medicare | 98975 |         | PTA          |     1 | GP        || missing              # setting up is work

What may stand beside what, and who may evaluate:

    payer    | discipline | code  | minutes | performed_by | units | modifiers || broken
    medicare | PT         | 97110 |      30 | PTA          |     2 | GP CO     || missing mispaired
    -
    medicare | OT         | 97530 |      30 | OTA          |     2 | GO CO     ||
    -
    workers_comp_ny | PT  | 97110 |      30 | PTA          |     2 | CQ        ||     # a payer that asks for no GP
    -
    medicare | PT         | 97162 |      40 | PTA          |     1 | GP CQ     || evaluation
    -
    medicare | PT         | 97162 |      40 |              |     1 | GP CQ     || evaluation?            # who gave it is not known
    -
    medicare | PT         | 97161 |      30 | PTA          |       |           || evaluation   # no units entered
    medicare | PT         | 97110 |      30 | PTA          |       |           ||
"""

from collections.abc import Sequence
from itertools import chain

from cleanclaim.kernel import Each, Missing, fact, rule
from cleanclaim.law.coding.assistants import divide_codes, find_shared_codes
from cleanclaim.law.coding.modifiers import ASSISTANT, PLAN_OF_CARE
from cleanclaim.law.coding.units_earned import DayCount, UnitsEarned, is_assistants
from cleanclaim.law.rules._fixes import MARK_AS_THE_ASSISTANTS, UNMARK_AS_THE_ASSISTANTS, take_off
from cleanclaim.model.visit import Service
from cleanclaim.reference.catalogue import Code
from cleanclaim.reference.tables import Tables

SHARE = Missing(
    "What the assistant gave of it is not known",
    "Record who gave which minutes of the service.",
    name="assistant_share",
)
MARKS = frozenset(ASSISTANT.values())


@fact
def assistant_modifier(discipline: str | None = None) -> str | None:
    """CQ for physical, CO for occupational therapy; speech therapy has none."""
    return ASSISTANT.get(discipline or "")


@fact
def marks_assistants(modifiers: Each[tuple[str, ...]]) -> bool:
    """Whether a line names an assistant by its modifiers."""
    return not MARKS.isdisjoint(chain(*modifiers))


@fact
def assistants_matter(
    all_by_therapists: bool,
    marks_assistants: bool,
    assistant_modifiers: bool | None = None,
    policy_name: str | None = None,
) -> bool | None:
    """Whether the payer wants assistants named, and one took part, may have, or is named on a line.

    Unknown where no policy describes the payer. A payer of which only this is unknown is looked at, not left open.
    """
    if policy_name is not None and not assistant_modifiers:
        return False
    if all_by_therapists and not marks_assistants:
        return False
    return None if policy_name is None else True


@fact
def assistant_gave(services: Sequence[Service], all_by_therapists: bool) -> bool:
    """Whether an assistant gave a service of the visit."""
    return not all_by_therapists and any(is_assistants(service) for service in services)


@fact
def shared_whole(services: Sequence[Service], tables: Tables, assistants_matter: bool | None = None) -> frozenset[str]:
    """Codes that therapist and assistant both gave, and that are not counted in quarter hours."""
    return find_shared_codes(services, tables) if assistants_matter else frozenset()


@fact
def assistant_units(
    services: Sequence[Service], counted: DayCount, tables: Tables, assistants_matter: bool | None = None
) -> dict[str, int | None]:
    """Units the assistant gave, by code, where no rounding method is needed to tell; None where unknown."""
    return divide_codes(services, counted, tables, None, None) if assistants_matter else {}


@fact
def assistant_units_by_share(
    services: Sequence[Service],
    counted: DayCount,
    tables: Tables,
    shared_whole: frozenset[str],
    de_minimis_percent: int | None = None,
    de_minimis_method: str | None = None,
) -> dict[str, int | None]:
    """Units the assistant gave, by code, the payer's share of a service counted in."""
    return divide_codes(services, counted, tables, de_minimis_percent, de_minimis_method) if shared_whole else {}


@fact(missing=("performers", "minutes_of_day", "unit_method", SHARE))
def assistant_due(code: str, assistant_units: dict[str, int | None]) -> int | None:
    """Units of the line's code that need the assistant's modifier."""
    return assistant_units.get(code, 0)


@fact
def assistant_owed(assistant_due: int, units_of_code: int | None = None, earned: UnitsEarned | None = None) -> int:
    """Billed units of the line's code that need the assistant's modifier: those beyond what the therapist gave.

    As many as the assistant gave where all earned units are billed; fewer where some are left off the bill, which may
    be either's.
    """
    if units_of_code is None or earned is None or earned.units is None:
        return assistant_due
    return max(0, min(assistant_due, units_of_code - (earned.units - assistant_due)))


@fact(missing=("performers", "minutes_of_day", "unit_method", "de_minimis_percent", "de_minimis_method", SHARE))
def share_due(code: str, assistant_units_by_share: dict[str, int | None]) -> int | None:
    """The same for a service that therapist and assistant shared and that is not counted in quarter hours."""
    return assistant_units_by_share.get(code, 0)


@fact
def assistant_billed(
    code: Each[str],
    units: Each[int | None],
    modifiers: Each[tuple[str, ...]],
    assistant_modifier: str | None = None,
    assistants_matter: bool | None = None,
) -> Each[int]:
    """Units of the line's code that carry the assistant's modifier."""
    return _marked(code, units, modifiers, assistant_modifier) if assistants_matter else [0] * len(code)


def _marked(
    code: Sequence[str], units: Sequence[int | None], modifiers: Sequence[tuple[str, ...]], mark: str | None
) -> list[int]:
    total: dict[str, int] = {}
    for one, number, marks in zip(code, units, modifiers, strict=True):
        total[one] = total.get(one, 0) + ((number or 0) if mark in marks else 0)
    return [total[one] for one in code]


@fact(missing="assistants_matter")
def asks_assistant(
    first_of_code: bool,
    is_therapy: bool,
    code: str,
    shared_whole: frozenset[str],
    earned: UnitsEarned | None = None,
    discipline: str | None = None,
    entry: Code | None = None,
    assistants_matter: bool | None = None,
) -> bool | None:
    """Whether the line is where its code's assistant units are asked after; unknown where `assistants_matter` is.

    A code that earned no unit has none to mark; other rules say what is wrong where it is billed all the same.
    """
    return (
        assistants_matter
        if assistants_matter is not False
        and first_of_code
        and is_therapy
        and discipline != "SLP"
        and code not in shared_whole
        and not (entry is not None and entry.is_device)
        and (earned is None or earned.units != 0)
        else False
    )


@fact
def asks_share(first_of_code: bool, is_therapy: bool, code: str, shared_whole: frozenset[str]) -> bool:
    """Whether the line is where the assistant's share of a whole service is asked after."""
    return first_of_code and is_therapy and code in shared_whole


@rule(
    title="Assistant's modifier missing",
    cite="42-usc-1395m-v",
    when="asks_assistant",
    message="An assistant gave {assistant_due:units} of {code}; {assistant_billed} carry {assistant_modifier:assistants}.",
    remedy="Put {assistant_modifier} on {assistant_owed:units} of {code}, on a line of their own where others are the therapist's.",
    field="modifiers",
    fix=MARK_AS_THE_ASSISTANTS,
    carc="4",
)
def missing(assistant_owed: int, assistant_billed: int) -> bool:
    """An assistant's units billed as the therapist's are overpaid by the law's 15 percent and have to be repaid."""
    return assistant_billed < assistant_owed


@rule(
    title="Whether this payer asks for CQ or CO is not known",
    cite="payer-policy",
    when="assistant_gave",
    severity="warn",
    message="An assistant treated, and nobody has read whether this payer asks for CQ or CO.",
    remedy="Ask the payer, and write assistant_modifiers into your own payer file (--payers).",
)
def mark_not_known(policy_name: str | None = None, assistant_modifiers: bool | None = None) -> bool:
    """A payer that pays less for assistants asks the difference back where the line does not name them."""
    return policy_name is not None and assistant_modifiers is None


@rule(
    title="This payer has a modifier of its own for assistants",
    cite="payer-policy",
    when="assistant_gave",
    severity="warn",
    unknown="info",
    message="An assistant treated. This payer asks for a modifier of its own on what an assistant gave, not for CQ or CO.",
    remedy="Look the modifier up in the payer's manual, and put it on every line of the assistant.",
    carc="4",
)
def own_mark(without_own_mark: bool) -> bool:
    """A line without the mark its payer asks for is denied, and so is one that carries the therapist's."""
    return without_own_mark


@rule(
    title="This payer does not pay assistants",
    cite="payer-policy",
    when="assistant_gave",
    message="An assistant treated on {service_date:date}; this payer did not pay what an assistant gives.",
    remedy="Do not bill what the assistant gave.",
    carc="185",
)
def not_paid(assistants_paid: bool | None = None) -> bool:
    """What a person gave whom the payer does not recognize is denied, under whoever's number it goes out."""
    return assistants_paid is False


@fact
def asks_unearned(
    performed_by: str | None = None, entry: Code | None = None, asks_assistant: bool | None = None
) -> bool | None:
    """The same, for what is not earned. Who gave an evaluation is found out first: an assistant's is not billed at all."""
    if performed_by is None and entry is not None and entry.takes_a_therapist:
        return False
    return asks_assistant


@rule(
    title="Assistant's modifier not earned",
    cite="42-usc-1395m-v",
    when="asks_unearned",
    message="{assistant_billed:units} of {code} carry {assistant_modifier:assistants}; an assistant gave {assistant_due}.",
    remedy="Take {assistant_modifier} off what the therapist furnished.",
    field="modifiers",
    fix=UNMARK_AS_THE_ASSISTANTS,
    carc="4",
)
def unearned(assistant_due: int, assistant_billed: int) -> bool:
    """The therapist's own units billed with the assistant's modifier are paid short."""
    return assistant_billed > assistant_due


@rule(
    title="Assistant's share of a service billed wrongly",
    cite="cms-100-04-5-20-1",
    when="asks_share",
    message="Therapist and assistant shared {code}; {share_due:units} need {assistant_modifier:assistants}, {assistant_billed} carry it.",
    remedy="Append {assistant_modifier} where the assistant's minutes are more than {de_minimis_percent} percent, else take it off.",
    field="billed",
    carc="4",
    verified=False,
)
def share(share_due: int, assistant_billed: int) -> bool:
    """A service that is not counted in quarter hours is the assistant's as a whole past a tenth of its minutes."""
    return share_due != assistant_billed


@fact
def is_monitoring_device(billed: bool, entry: Code | None = None) -> bool:
    """Whether the line bills a monitoring device, which is supplied and no work."""
    return billed and entry is not None and entry.is_device


@rule(
    title="Assistant's modifier on a device",
    cite="rtm-therapy-list-2024",
    when="is_monitoring_device",
    severity="warn",
    message="{code} says {modifiers:written}; it is a device, and nobody's work.",
    remedy="Take CQ or CO off.",
    fix=take_off("CQ", "CO"),
)
def device(modifiers: tuple[str, ...]) -> bool:
    """The device codes of remote monitoring carry no assistant's modifier; with it they may be paid short."""
    return not MARKS.isdisjoint(modifiers)


@rule(
    title="Assistant's modifier beside the wrong discipline",
    cite="cms-cq-co",
    when="billed",
    message="CQ goes with GP and CO with GO; the line says {modifiers:written}.",
    remedy="Use CQ on a physical therapy line, CO on an occupational therapy line.",
    carc="4",
)
def mispaired(modifiers: tuple[str, ...], discipline: str | None = None) -> bool:
    """CQ beside another discipline's mark, or CO, is returned; `modifiers.discipline_missing` asks for a mark not there."""
    marks = PLAN_OF_CARE.intersection(modifiers)
    return ("CQ" in modifiers and (bool(marks - {"GP"}) or discipline == "OT")) or (
        "CO" in modifiers and (bool(marks - {"GO"}) or discipline == "PT")
    )


@rule(
    title="Evaluation furnished by an assistant",
    cite="assistant-evaluations",
    message="{evaluated_by_assistant:codes} was furnished by an assistant.",
    remedy="Do not bill it; a therapist has to evaluate.",
    carc="185",
)
def evaluation(evaluated_by_assistant: tuple[str, ...]) -> bool:
    """Evaluating takes a therapist's judgment; an assistant's evaluation is not payable."""
    return bool(evaluated_by_assistant)
