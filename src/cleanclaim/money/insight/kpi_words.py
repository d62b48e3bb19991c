"""How key figures are written for people."""

from fractions import Fraction

from cleanclaim.model.money import dollars_for_people
from cleanclaim.money.insight.find_kpis import KpiValue
from cleanclaim.money.insight.kpi_definitions import Unit


def value_for_people(unit: Unit, value: Fraction) -> str:
    """`7.2 %`, `34.5 days`, `$81.20`, `3.41`; half is rounded up."""
    match unit:
        case "percent":
            return f"{decimal(value * 100, 1)} %"
        case "days":
            return f"{decimal(value, 1)} days"
        case "dollars":
            return dollars_for_people(int(decimal(value, 0)))
        case _:
            return decimal(value, 2)


def value_for_programs(unit: Unit, value: Fraction) -> str:
    """The same as a decimal number: percent of 100, dollars with two decimals."""
    if unit == "percent":
        return decimal(value * 100, 2)
    return decimal(value / 100 if unit == "dollars" else value, 2)


def decimal(value: Fraction, places: int) -> str:
    """A number with so many decimals, half rounded up."""
    scaled = abs(value) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    sign = "-" if value < 0 and whole else ""
    digits = f"{whole:0{places + 1}d}"
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"


def parts_for_people(one: KpiValue, *, with_count: bool = True) -> str:
    """What was divided by what: `$1,200.00 of $15,000.00`, `12 of 166`; of a median how many, and nine in ten. The
    count is left out where it stands beside.
    """
    found = one.measured
    if found is None:
        return ""
    of = dollars_for_people(found.denominator) if one.definition.amounts == "both" else f"{found.denominator:,}"
    if found.numerator is None:
        late = f"{found.late} days or less for nine in ten" if found.late is not None else ""
        return "; ".join(filter(None, (late, f"{found.n:,} counted" if with_count else "")))
    numerator = dollars_for_people(found.numerator) if one.definition.amounts else f"{found.numerator:,}"
    counted = f", {found.n:,} counted" if with_count and one.definition.amounts == "both" else ""
    return f"{numerator} of {of}{counted}"
