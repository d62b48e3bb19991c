"""Ceilings: the most units of a code, or of all codes, a payer takes for one patient and day.

CMS publishes medically unlikely edits (MUE): the most units of a code for a patient and day. Adjudication
indicator 1 looks at each line, 2 at the day and absolutely, 3 at the day, payable above it on appeal with
documentation. Some payers cap the units of all therapy codes of a day besides.

    payer    | code  | minutes | units || broken
    medicare | 97035 |      30 |     2 ||                        # the most of ultrasound: two units
    -
    medicare | 97035 |      45 |     3 || day_limit
    -
    medicare | 97161 |      40 |     2 || day_absolute
    -
    medicare | 97110 |      90 |     6 ||
    -
    medicare | 97110 |     105 |     7 || day_limit

A payer's own cap, here Anthem's four units a day:

    payer    | code  | minutes | units || broken
    anthem   | 97110 |      30 |     2 ||
    anthem   | 97140 |      30 |     2 ||
    -
    anthem   | 97110 |      45 |     3 || payer_cap
    anthem   | 97140 |      30 |     2 ||
    -
    acme     | 97110 |      45 |     3 || day_absolute? day_limit? line_limit? payer_cap? day_value?   # nobody describes the payer
    acme     | 97140 |      30 |     2 || day_absolute? day_limit? line_limit?

A payer whose list of capped codes was read, and not how many units it pays:

    payer    | code  | minutes | units || broken
    uhc      | 97110 |      45 |     3 || cap_not_known payer_cap?
    uhc      | 97140 |      30 |     2 ||
    -
    uhc      | 97110 |      60 |     4 || payer_cap?                # an hour: no cap on file is lower
    -
    uhc      | 97110 |      60 |     4 || payer_cap?                # groups are not on its list
    uhc      | 97150 |      20 |     1 ||
    -
    uhc      | 97110 |         |       || cap_not_known? payer_cap? line_limit? day_absolute? day_limit? # nor how many are billed

By relative value, as New York's workers' compensation caps the day at twelve, over all who treat; more with an evaluation. The values are the
state's own, entered by the practice:

    payer    | visit_id | discipline | policy                                                | code  | minutes | units || broken
    self_pay | 1        | PT         | day_value_limit=8.00 relative_values=97110:2,97530:2.50 | 97110 |    30 |     2 ||            # 4.00 and 2.50
    self_pay | 1        | PT         |                                                       | 97530 |      15 |     1 ||
    -
    self_pay | 1        | PT         | day_value_limit=8.00 relative_values=97110:2,97530:2.50 | 97110 |    45 |     3 || day_value  # 6.00 and 2.50
    self_pay | 1        | PT         |                                                       | 97530 |      15 |     1 ||
    -
    self_pay | 1        | PT         | day_value_limit=8.00 relative_values=97110:2,97530:2.50 | 97110 |    30 |     2 || day_value  # 4.00, and 5.00 of the other's
    self_pay | 2        | OT         |                                                       | 97530 |      30 |     2 || day_value
    -
    self_pay | 1        | PT         | day_value_limit=8.00 relative_values=97530:2.50       | 97110 |      30 |     2 || day_value? # its value is not entered

    payer    | policy                                                                                | code  | minutes | units || broken
    self_pay | day_value_limit=4.00 day_value_limit_evaluation=9.00 relative_values=97110:2,97161:6   | 97161 |      40 |     1 ||   # 8.00 with an evaluation
    self_pay |                                                                                       | 97110 |      15 |     1 ||
    -
    self_pay | day_value_limit=4.00 day_value_limit_reevaluation=6.00 relative_values=97110:2,97164:5 | 97164 |      30 |     1 || day_value   # 7.00
    self_pay |                                                                                       | 97110 |      15 |     1 ||

    payer           | code  | minutes | units || broken
    workers_comp_ny | 97110 |      30 |     2 || day_value? day_absolute? day_limit? line_limit? payer_cap?
    -
    workers_comp    | 97110 |      30 |     2 || day_value? day_absolute? day_limit? line_limit? payer_cap?
"""

from collections.abc import Sequence

from cleanclaim.kernel import Each, Missing, fact, rule
from cleanclaim.law.policies.keys import NO_LIMIT
from cleanclaim.law.rules._facts import no_release
from cleanclaim.model.visit import Visit
from cleanclaim.reference.mue import Mue
from cleanclaim.reference.tables import Tables

HOUR = 4
"""Quarter hours from which a cap of unknown height is worth a look: a choice of ours. No cap on file is lower."""


@fact(missing=no_release("mue"))
def unit_limit(code: str, tables: Tables) -> Mue | None:
    """The code's MUE on the date; unknown where no imported table has one."""
    return tables.mue(code)


@fact(missing="mue_applies")
def asks_limit(billed: bool, mue_applies: bool | None = None, unit_limit: Mue | None = None) -> bool | None:
    """Whether the payer applies a unit limit above zero to the line, and the limit is known."""
    return mue_applies if billed and unit_limit is not None and unit_limit.units > 0 else False


@fact
def asks_day_limit(asks_limit: bool, first_of_code: bool) -> bool:
    """Whether the line is where its code's units of the day are compared with the limit."""
    return asks_limit and first_of_code


@rule(
    title="More units on the line than CMS takes",
    cite="ncci-mue",
    when="asks_limit",
    unknown="warn",
    message="{units:units} of {code} on one line; the limit is {unit_limit.units}.",
    remedy="Bill at most {unit_limit.units} on a line. More that the note supports goes on a second line, with the modifier that says why.",
    carc="151",
)
def line_limit(units: int, unit_limit: Mue) -> bool:
    """Units above a line limit are denied; the rest of the claim is paid."""
    return unit_limit.mai == 1 and units > unit_limit.units


@rule(
    title="More units a day than CMS ever takes",
    cite="ncci-mue",
    when="asks_day_limit",
    unknown="warn",
    message="{units_of_code:units} of {code} in a day; the limit is {unit_limit.units}, and no appeal lifts it.",
    remedy="Bill {unit_limit.units}.",
    carc="151",
)
def day_absolute(units_of_code: int, unit_limit: Mue) -> bool:
    """This limit follows from what the code means; everything above it is denied."""
    return unit_limit.mai == 2 and units_of_code > unit_limit.units


@rule(
    title="More units a day than CMS expects",
    cite="ncci-mue",
    when="asks_day_limit",
    unknown="warn",
    message="{units_of_code:units} of {code} in a day; the limit is {unit_limit.units}.",
    remedy="Bill what the note supports and the patient needed. Where that is more than {unit_limit.units}, expect a denial, and ask for a redetermination with the note.",
    carc="151",
)
def day_limit(units_of_code: int, unit_limit: Mue) -> bool:
    """The day's units of the code are denied, and an appeal with the note can have them paid; units never billed cannot be appealed."""
    return unit_limit.mai == 3 and units_of_code > unit_limit.units


@fact
def has_cap(daily_unit_cap: int) -> bool:
    """Whether the payer caps the units of a day; unknown where its practice is."""
    return daily_unit_cap < NO_LIMIT


@fact
def codes_under_cap(daily_unit_cap_codes: tuple[str, ...]) -> frozenset[str]:
    """The codes whose units count toward the payer's cap of the day."""
    return frozenset(daily_unit_cap_codes)


@fact
def capped_units(
    code: Each[str],
    units: Each[int | None],
    codes_under_cap: frozenset[str],
    cap_unread: bool,
    has_cap: bool | None = None,
) -> int | None:
    """Units of the visit that count toward the payer's cap of the day; unknown where one line's are."""
    if has_cap is False and not cap_unread:
        return 0
    if codes_under_cap.isdisjoint(code):
        return 0
    total = 0
    for one, number in zip(code, units, strict=True):
        if one in codes_under_cap:
            if number is None:
                return None
            total += number
    return total


@rule(
    title="More units a day than this payer takes",
    cite="payer-policy",
    when="has_cap",
    message="The visit bills {capped_units} units that count toward this payer's {daily_unit_cap} a day.",
    remedy="Expect {daily_unit_cap} to be paid; which of them, the payer's policy says. No modifier lifts the cap; whether an approval does only the contract says.",
    severity="warn",
    unknown="info",
    carc="119",
)
def payer_cap(capped_units: int, daily_unit_cap: int) -> bool:
    """Units above a contract's cap are the provider's loss; knowing it before the visit ends saves the dispute."""
    return capped_units > daily_unit_cap


@fact
def cap_unread(daily_unit_cap: int | None = None, daily_unit_cap_codes: tuple[str, ...] | None = None) -> bool:
    """Whether the payer caps the units of a day, and only the number is not known: its list of codes is."""
    return daily_unit_cap is None and bool(daily_unit_cap_codes)


@rule(
    title="The payer caps the day's units, and the number is not known",
    cite="payer-policy",
    when="cap_unread",
    severity="warn",
    unknown="info",
    message="The visit bills {capped_units} units of codes this payer caps by the day; nobody has read at how many.",
    remedy="Ask the payer, and write daily_unit_cap into your own payer file (--payers).",
    carc="119",
)
def cap_not_known(capped_units: int) -> bool:
    """An hour of such codes is the lowest cap that any payer on file has; what lies beyond may be the provider's loss."""
    return capped_units > HOUR


@fact
def has_value_limit(day_value_limit: int | None = None) -> bool | None:
    """Whether the payer limits the relative value of a day; unknown where its practice is."""
    return None if day_value_limit is None else day_value_limit < NO_LIMIT


@fact(
    missing=(
        "units",
        Missing(
            "The patient's other visits of the day are not known whole",
            "Enter the payer of each, and the units of their services.",
            name="other_visits",
        ),
    )
)
def units_of_day(
    code: Each[str], units: Each[int | None], patient_day: Sequence[Visit], payer: str
) -> dict[str, int] | None:
    """Units by code of the patient's day at the payer, over all who treat; unknown where those of a service are."""
    others = [one for one in patient_day if one.payer in (None, payer)]
    entries = [*zip(code, units, strict=True), *((s.code, s.units) for one in others for s in one.services)]
    total: dict[str, int] = {}
    for one, number in entries:
        if number is None or any(visit.payer is None for visit in others):
            return None
        total[one] = total.get(one, 0) + number
    return total


@fact(
    missing=("units_of_day", "day_value_limit", "day_value_limit_evaluation", "day_value_limit_reevaluation"),
)
def value_limit_of_day(
    units_of_day: dict[str, int],
    tables: Tables,
    day_value_limit: int | None = None,
    day_value_limit_evaluation: int | None = None,
    day_value_limit_reevaluation: int | None = None,
) -> int | None:
    """Hundredths of relative value units the payer pays for the day, by whether an evaluation is among its services."""
    entries = (tables.code(code) for code, number in units_of_day.items() if number)
    kinds = {entry.kind for entry in entries if entry is not None}
    if "evaluation" in kinds:
        return day_value_limit_evaluation
    return day_value_limit_reevaluation if "reevaluation" in kinds else day_value_limit


@fact(
    missing=Missing(
        "The payer's schedule lacks the relative value of a code",
        "Add the code's value to [relative_values] of your own payer file (--payers).",
        name="relative_value",
    )
)
def value_of_day(units_of_day: dict[str, int], relative_values: dict[str, int]) -> int | None:
    """Hundredths of relative value units of the patient's day at the payer; unknown where the value of a code is."""
    billed = {code: number for code, number in units_of_day.items() if number}
    if not billed.keys() <= relative_values.keys():
        return None
    return sum(number * relative_values[code] for code, number in billed.items())


@rule(
    title="More relative value in a day than this payer takes",
    cite="ny-wc-2019",
    when="has_value_limit",
    severity="warn",
    unknown="info",
    message="The patient's day comes to {value_of_day:hundredths} relative value units; this payer pays "
    "{value_limit_of_day:hundredths}.",
    remedy="Expect {value_limit_of_day:hundredths} to be paid, for all who treated that day together.",
    carc="119",
    verified=False,
)
def day_value(value_of_day: int, value_limit_of_day: int) -> bool:
    """Such a schedule caps the patient's day whoever treats; what lies above it is paid to nobody."""
    return value_of_day > value_limit_of_day
