"""Units and the minutes behind them.

Medicare adds all timed minutes of the day and discipline: 8 to 22 earn one unit, 23 to 37 two, 38 to 52
three, and so on. Each code keeps its whole quarter hours; units still owed go to the largest remainders,
and where remainders tie the clinician chooses. Payers that follow the CPT rule count each code alone: a
unit is earned once its midpoint of 7.5 minutes is passed, so by 8 whole minutes. Codes not counted by time earn one unit.

The authority's own examples (Medicare Claims Processing Manual, ch. 5, 20.2):

    payer    | code  | minutes | units || least_units | most_units | broken
    medicare | 97112 |      24 |     2 ||           2 |          2 |              # 47 minutes: three units, the third for 9 over 8
    medicare | 97110 |      23 |     1 ||           1 |          1 |
    -
    medicare | 97112 |      24 |     1 ||           2 |          2 | underbilled
    medicare | 97110 |      23 |     2 ||           1 |          1 | overbilled   # the third unit on the smaller remainder
    -
    medicare | 97112 |      20 |     1 ||           1 |          2 |              # a tie: either code may have the third unit
    medicare | 97110 |      20 |     2 ||           1 |          2 |
    -
    medicare | 97112 |      20 |     2 ||           1 |          2 | tie_overbilled# but not both
    medicare | 97110 |      20 |     2 ||           1 |          2 |
    -
    medicare | 97112 |      20 |     1 ||           1 |          2 | tie_underbilled# a third unit is earned and not billed
    medicare | 97110 |      20 |     1 ||           1 |          2 |
    -
    medicare | 97112 |      24 |     0 ||           2 |          2 | underbilled  # minutes of which nothing is billed
    medicare | 97110 |      23 |     1 ||           1 |          1 |
    -
    medicare | 97110 |      33 |     2 ||           2 |          2 |              # 33 + 7 = 40: the 7 minutes have the larger remainder
    medicare | 97140 |       7 |     1 ||           1 |          1 |
    -
    aetna    | 97110 |      33 |     2 ||           2 |          2 |
    aetna    | 97140 |       7 |     1 ||           0 |          0 | overbilled   # counted alone, 7 minutes earn nothing
    -
    medicare | 97110 |      18 |     1 ||           1 |          1 |              # 49 minutes: three units, none for the 8 of 97035
    medicare | 97140 |      13 |     1 ||           1 |          1 |
    medicare | 97116 |      10 |     1 ||           1 |          1 |
    medicare | 97035 |       8 |     1 ||           0 |          0 | overbilled

A first code stands for its own time; what is beyond is another code's. Medicare's manual counts all 15-minute codes of
the day together; whether it means those with a first and a further code too is not said there, so both counts are lawful
until a contractor says:

    payer    | discipline | code  | minutes | units || least_units | most_units | broken
    medicare | OT         | 97129 |      30 |     1 ||           1 |          1 | beyond_first   # 15 of them are 97130
    -
    medicare | OT         | 97129 |      15 |     1 ||           1 |          1 |
    medicare | OT         | 97130 |      15 |     1 ||           1 |          1 |
    -
    aetna    | OT         | 97129 |      22 |     1 ||           1 |          1 |                # 7 over earn nothing
    -
    medicare | PT         | 97550 |      40 |     1 ||           1 |          1 | beyond_first
    -
    medicare | PT         | 97550 |      37 |     1 ||           1 |          1 |
    -
    aetna    | PT         | 97545 |     210 |     1 ||           1 |          1 | beyond_first   # an hour and a half beyond two
    -
    medicare | PT         | 98980 |      20 |     1 ||           1 |          1 |
    medicare | PT         | 98981 |      20 |     1 ||           1 |          1 |
    -
    medicare | PT         | 98980 |      40 |     1 ||           1 |          1 | beyond_first
    -
    medicare | PT         | 98980 |      15 |     0 ||           0 |          0 | below_first    # 98979 is for 10 to 19 minutes
    -
    medicare | PT         | 98980 |       9 |     0 ||           0 |          0 |
    -
    medicare | OT         | 97129 |      10 |     1 ||           0 |          1 | read_apart     # 20 minutes together are one unit
    medicare | OT         | 97535 |      10 |     1 ||           0 |          1 | read_apart
    -
    medicare | OT         | 97129 |      10 |     1 ||           0 |          1 |
    medicare | OT         | 97535 |      10 |     0 ||           0 |          1 |

Minutes that another discipline counts too are shared between the two: those billed by the one are not the other's to
bill once more. What the visit has besides is.

    visit_id | payer    | discipline | provider_npi | code  | minutes | start | performed_by | units || broken
    1        | medicare | PT         | 1234567893   | 97530 |      30 | 09:00 | PT           |     1 ||
    2        | medicare | OT         | 1000000046   | 97530 |      30 | 09:00 | OT           |     1 ||
    -
    1        | medicare | PT         | 1234567893   | 97530 |      30 | 09:00 | PT           |     1 || underbilled  # one after the other
    2        | medicare | OT         | 1000000046   | 97530 |      30 | 09:30 | OT           |     1 || underbilled
    -
    1        | medicare | PT         | 1234567893   | 97530 |      30 | 09:00 | PT           |     1 ||
    1        | medicare | PT         | 1234567893   | 97110 |      30 | 09:30 | PT           |     1 || underbilled  # with nobody else
    2        | medicare | OT         | 1000000046   | 97530 |      30 | 09:00 | OT           |     1 ||

What is not counted by time, and what is not known:

    payer    | code  | minutes | units || broken
    medicare | 97161 |      45 |     1 ||                        # an evaluation is one unit, however long
    -
    medicare | 97161 |      45 |     3 || overbilled
    -
    medicare | 97110 |         |     2 || overbilled? underbilled? long_day?   # minutes not recorded: never assumed
    -
    medicare | 97110 |         |       || overbilled? underbilled? uncounted? long_day?
    -
    medicare | 97110 |     500 |    33 || long_day               # more than eight hours one on one
"""

from collections.abc import Iterator, Sequence

from cleanclaim.kernel import Each, fact, rule
from cleanclaim.law.coding.units_earned import DayCount, UnitsEarned
from cleanclaim.law.rules._fixes import bill
from cleanclaim.law.rules._minutes_messages import what_is_beyond, what_minutes_earn
from cleanclaim.reference.catalogue import Code
from cleanclaim.reference.tables import Tables


@fact
def by_minutes(first_of_code: bool, is_listed: bool, earned: UnitsEarned | None = None) -> bool:
    """Whether the line is where its code's units are compared with the minutes."""
    return first_of_code and is_listed and earned is not None and earned.because is None


@fact(missing=("minutes_of_day", "unit_method", "units"))
def most_units(earned: UnitsEarned | None = None) -> int | None:
    """The most units of the code the minutes support."""
    return None if earned is None else earned.most


@fact(missing=("minutes_of_day", "unit_method", "units"))
def least_units(earned: UnitsEarned | None = None) -> int | None:
    """The units of the code that every lawful count of the minutes gives."""
    return None if earned is None else earned.least


@rule(
    title="Units beyond the minutes documented",
    cite="cms-100-04-5-20-2",
    when="by_minutes",
    message=what_minutes_earn,
    remedy="Bill {most_units}, not {units_of_code}; more minutes only if the clinician's own record shows them.",
    fix=bill("most_units"),
    carc="16",
)
def overbilled(units_of_code: int, most_units: int) -> bool:
    """Units billed that the note's minutes do not earn are the commonest reason therapy claims are repaid on audit."""
    return units_of_code > most_units


@fact(missing=("minutes_of_day", "unit_method", "units"))
def own_units(code: str, shares_minutes: bool, counted_alone: DayCount, least_units: int | None = None) -> int | None:
    """The units of the code that every lawful count gives, of minutes that no other discipline counts too."""
    return counted_alone.codes[code].least if shares_minutes and least_units is not None else least_units


@fact
def stands_for_code(code: Each[str], billed: Each[bool]) -> Each[bool]:
    """Whether the line is the first billed one of its code; of a code of which none is billed, the first."""
    first: dict[str, int] = {}
    for goes_first in (True, False):
        for at, (one, goes) in enumerate(zip(code, billed, strict=True)):
            if goes is goes_first:
                first.setdefault(one, at)
    return [first[one] == at for at, one in enumerate(code)]


@fact
def may_be_underbilled(stands_for_code: bool, by_minutes: bool, counted: DayCount, code: str) -> bool:
    """Whether units of the code may be missing: where they are compared, or it is timed, recorded and not billed."""
    timed = stands_for_code and counted.allocation is not None and code in counted.allocation.minutes
    return by_minutes or (timed and counted.codes[code].because is None)


@rule(
    title="Units earned and not billed",
    cite="cms-100-04-5-20-2",
    when="may_be_underbilled",
    severity="warn",
    message=what_minutes_earn,
    remedy="Bill {own_units}, not {units_of_code}, if the note supports the minutes.",
    fix=bill("own_units"),
)
def underbilled(units_of_code: int, own_units: int) -> bool:
    """Work done and documented but not billed is lost; a claim that understates the day is as wrong as one that overstates it."""
    return units_of_code < own_units


@fact
def further_code(first_of_code: bool, counted_alone: DayCount, entry: Code | None = None) -> str:
    """The code, recorded by nobody, that the line's minutes beyond its own time earned; empty where there is none."""
    return _further_code(entry, counted_alone) if counted_alone.further and first_of_code and entry is not None else ""


def _further_code(entry: Code, counted: DayCount) -> str:
    further = entry.continued_by
    return further if further in counted.further else ""


@fact
def is_beyond(further_code: str) -> bool:
    """Whether minutes of the line earned a further code."""
    return further_code != ""


@rule(
    title="Time beyond a first code not billed",
    cite="cpt-time-rule",
    when="is_beyond",
    severity="warn",
    message=what_is_beyond,
    remedy="Record the time beyond as {further_code}, if the note supports it.",
    field="units",
)
def beyond_first(further_code: str) -> bool:
    """A code for the first minutes is paid once; the time after them is lost unless the further code is billed."""
    return further_code != ""


@fact
def counts_a_month(entry: Code | None = None) -> bool:
    """Whether the code counts the minutes of a month."""
    return entry is not None and entry.unit_rule == "month"


@fact
def lower_tier(tables: Tables, counts_a_month: bool, earned: UnitsEarned | None = None) -> str:
    """The code for fewer minutes of the month than the line's code asks; empty where the line's is earned or none is."""
    return _lower_tier(tables, earned) if counts_a_month and earned is not None and earned.units == 0 else ""


def _lower_tier(tables: Tables, earned: UnitsEarned) -> str:
    minutes = earned.minutes or 0
    tiers = (one for one in tables.codes.values() if one.until is not None and one.valid_on(tables.on))
    return next((one.code for one in tiers if (one.first or 0) <= minutes <= (one.until or 0)), "")


@fact
def is_below_first(lower_tier: str, code: str) -> bool:
    """Whether a code for fewer minutes of the month is earned instead of the line's."""
    return lower_tier not in ("", code)


@rule(
    title="Minutes of the month below the code's",
    cite="pfs-2026",
    when="is_below_first",
    severity="warn",
    message="{earned.minutes} minutes of the month do not reach {code}; {lower_tier} is the code for so many.",
    remedy="Bill {lower_tier} in place of {code}.",
    field="units",
    verified=False,
)
def below_first(lower_tier: str) -> bool:
    """From 2026 a month with fewer minutes than the first code asks has a code of its own; before it earned nothing."""
    return lower_tier != ""


@fact
def pooled_units(counted: DayCount) -> int:
    """Units of all 15-minute codes of the day counted together; 0 where every count gives the same."""
    return counted.allocation.total_units if counted.allocation and counted.counted_apart is not None else 0


@fact
def quarters_billed(code: Each[str], units: Each[int | None], counted: DayCount, pooled_units: int) -> int:
    """Units billed of all 15-minute codes together, where two counts differ."""
    return (_billed_in_quarters(code, units, counted) or 0) if pooled_units else 0


@fact
def is_read_both_ways(code: str, quarters_billed: int, counted: DayCount) -> bool:
    """Whether the line's code is billed on a day that has other units where first and further codes count alone."""
    return quarters_billed > 0 and counted.allocation is not None and code in counted.allocation.minutes


@rule(
    title="More units than all 15-minute codes earn together",
    cite="cms-100-04-5-20-2",
    when="is_read_both_ways",
    severity="warn",
    message="The day's {timed_minutes} timed minutes earn {pooled_units:units} together; {quarters_billed} are billed. "
    "The manual counts all 15-minute codes and does not name those with a first and a further code.",
    remedy="Bill {pooled_units:units} in all, unless your contractor counts these codes apart.",
    field="units",
    verified=False,
)
def read_apart(quarters_billed: int, pooled_units: int) -> bool:
    """Counted apart a day may have a unit more; whoever bills it should know by what reading."""
    return quarters_billed > pooled_units


@fact
def has_tie(counted: DayCount) -> bool:
    """Whether equal remainders compete for the last units of the day, however its codes are read."""
    return counted.allocation is not None and bool(counted.allocation.tied) and counted.counted_apart is None


@fact
def tied_units_billed(has_tie: bool, code: Each[str], units: Each[int | None], counted: DayCount) -> int | None:
    """Units billed of all 15-minute codes together, where some tie; unknown where one line's are."""
    return _billed_in_quarters(code, units, counted) if has_tie else 0


def _billed_in_quarters(code: Sequence[str], billed: Sequence[int | None], counted: DayCount) -> int | None:
    timed = [n for one, n in zip(code, billed, strict=True) if counted.allocation and one in counted.allocation.minutes]
    return None if None in timed else sum(number for number in timed if number is not None)


@fact
def tied_units_earned(has_tie: bool, counted: DayCount) -> int:
    """Units the 15-minute codes of the visit earned together, where some tie."""
    return _earned_in_quarters(counted) if has_tie else 0


def _earned_in_quarters(counted: DayCount) -> int:
    timed = counted.allocation.minutes if counted.allocation else ()
    return sum(earned.units or 0 for code, earned in counted.codes.items() if code in timed)


@fact
def tie_within(has_tie: bool, code: Each[str], units_of_code: Each[int | None], counted: DayCount) -> bool:
    """Whether remainders tie, and no code by itself is billed beyond its minutes."""
    return has_tie and all(number <= most for number, _least, most in _bounds(code, units_of_code, counted))


@fact
def tie_reached(
    has_tie: bool, shares_minutes: bool, code: Each[str], units_of_code: Each[int | None], counted: DayCount
) -> bool:
    """Whether remainders tie, no code by itself is billed below its minutes, and no other discipline counts any."""
    return (
        has_tie
        and not shares_minutes
        and all(number >= least for number, least, _most in _bounds(code, units_of_code, counted))
    )


def _bounds(code: Sequence[str], billed: Sequence[int | None], counted: DayCount) -> Iterator[tuple[int, int, int]]:
    """Units billed, fewest and most earned, of each line where all three are known."""
    for one, number in zip(code, billed, strict=True):
        earned = counted.codes.get(one)
        if number is not None and earned is not None and earned.least is not None and earned.most is not None:
            yield number, earned.least, earned.most


@rule(
    title="Both sides of a tie billed",
    cite="cms-100-04-5-20-2",
    when="tie_within",
    message="The day's minutes earn {tied_units_earned:units}, but {tied_units_billed} are billed: "
    "codes whose remainders tie cannot all have the last one.",
    remedy="Take one unit from either of the tied codes; the choice is yours.",
    carc="16",
)
def tie_overbilled(tied_units_billed: int, tied_units_earned: int) -> bool:
    """Where remainders tie, either code may have the unit, but the day's total still holds."""
    return tied_units_billed > tied_units_earned


@rule(
    title="Neither side of a tie billed",
    cite="cms-100-04-5-20-2",
    when="tie_reached",
    severity="warn",
    message="The day's minutes earn {tied_units_earned:units}, but only {tied_units_billed} are billed.",
    remedy="Give one more unit to either of the tied codes; the choice is yours.",
)
def tie_underbilled(tied_units_billed: int, tied_units_earned: int) -> bool:
    """Where remainders tie, one of the codes has earned the unit; leaving it out loses it."""
    return tied_units_billed < tied_units_earned


@rule(
    title="Units are not known",
    cite="cms-100-04-5-20-2",
    when="billed",
    message="{code} is billed with {units} units, which no day holds.",
    remedy="Enter the units, or the minutes they are counted from.",
)
def uncounted(units: int) -> bool:
    """A line needs a whole number of units; where the minutes are missing none is made up."""
    return not 0 <= units <= 999


@fact(missing=("minutes_of_day", "unit_method"))
def timed_minutes(counted: DayCount) -> int | None:
    """Minutes of all 15-minute codes of the day."""
    return counted.allocation.total_minutes if counted.allocation else None


@rule(
    title="More than eight hours of one-on-one time",
    cite="oig-questionable-therapy",
    severity="warn",
    unknown="info",
    message="The day holds {timed_minutes} timed minutes for one patient.",
    remedy="Check the minutes against the schedule before the claim goes out.",
    verified=False,
)
def long_day(timed_minutes: int) -> bool:
    """More than eight hours billed in a day is one of the signs auditors look for; usually it is a typing error."""
    return timed_minutes > 480
