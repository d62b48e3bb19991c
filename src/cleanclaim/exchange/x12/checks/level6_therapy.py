"""SNIP level 6: what a kind of service asks of a claim, here therapy, whatever the payer.

Only what the numbers of a line say by themselves. Which modifiers a payer wants, and how many units the minutes earn,
is the law's business: `cleanclaim review`.
"""

from decimal import Decimal

from cleanclaim.exchange.x12.checks.check import CheckExample, check
from cleanclaim.exchange.x12.checks.subjects import LINE_837P
from cleanclaim.reference.catalogue import catalogue
from cleanclaim.reference.unlisted_codes import unlisted_codes

_MINUTES = "MJ"


@check(
    "837p.modifier-twice",
    of=LINE_837P,
    level=6,
    title="A modifier is given twice",
    at="2400.SV101",
    remedy="Give each once.",
    example=CheckExample("837p", "SV1*HC:97110", fails="SV1*HC:97110:GP:GP*85*UN*2***1:2~"),
)
def modifier_twice(modifiers: tuple[str, ...]) -> str | None:
    """A payer that reads four modifiers at most misses another one for it."""
    return "A modifier is given twice." if len(set(modifiers)) < len(modifiers) else None


@check(
    "837p.therapy-in-minutes",
    of=LINE_837P,
    level=6,
    title="Therapy sent in minutes",
    at="2400.SV103",
    remedy="Send UN and the units that the minutes earn.",
    example=CheckExample("837p", "SV1*HC:97110", fails="SV1*HC:97110:GP*85*MJ*30***1:2~"),
)
def therapy_in_minutes(code: str, unit: str) -> str | None:
    """Therapy is billed in units of its code; 30 minutes would be read as 30 units."""
    if unit != _MINUTES or code not in catalogue():
        return None
    return f"{code} is sent in minutes (MJ); therapy is billed in units."


@check(
    "837p.no-units",
    of=LINE_837P,
    level=6,
    title="Therapy without a unit",
    at="2400.SV104",
    remedy="Send the units, or leave the line out.",
    example=CheckExample("837p", "SV1*HC:97110", fails="SV1*HC:97110:GP*85*UN*0***1:2~"),
)
def no_units(code: str, units: Decimal, unit: str | None = None) -> str | None:
    """A line without a unit asks for nothing, and is denied."""
    if unit == _MINUTES or units > 0 or code not in catalogue():
        return None
    return f"SV104 has no unit of {code}."


@check(
    "837p.fraction-of-unit",
    of=LINE_837P,
    level=6,
    title="A fraction of a unit of therapy",
    at="2400.SV104",
    remedy="Correct it.",
    example=CheckExample("837p", "SV1*HC:97110", fails="SV1*HC:97110:GP*85*UN*1.5***1:2~"),
)
def fraction_of_unit(code: str, units: Decimal, unit: str | None = None) -> str | None:
    """Therapy is billed in whole units."""
    if unit == _MINUTES or units <= 0 or units == units.to_integral_value() or code not in catalogue():
        return None
    return f"SV104 has {units} units of {code}: not a whole number."


@check(
    "837p.unlisted-undescribed",
    of=LINE_837P,
    level=6,
    title="An unlisted code without a description",
    at="2400.SV101",
    remedy="Say in SV101-7 what was done.",
    example=CheckExample(
        "837p",
        "SV1*HC:97110",
        fails="SV1*HC:97139:GP*85*UN*2***1:2~",
        passes="SV1*HC:97139:GP::::CUPPING*85*UN*2***1:2~",
    ),
)
def unlisted_undescribed(code: str, description: str | None = None, note: str | None = None) -> str | None:
    """An unlisted code names no service of its own; payers return the claim that does not say which it was."""
    if code not in unlisted_codes() or description or note:
        return None
    return f"{code} is an unlisted code, and neither SV101-7 nor a note says what was done."
