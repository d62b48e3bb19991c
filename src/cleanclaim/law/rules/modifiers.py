"""Modifiers as such: the discipline's, their form, number and order.

A therapy line says under which plan of care it was given: GP physical, GO occupational, GN speech
therapy. Medicare returns a line with none of them, or with two. (CR 10176; Medicare Claims Processing
Manual, ch. 5)

    payer    | discipline | code  | minutes | units | modifiers      || broken
    medicare | PT         | 97110 |      15 |     1 | GP             ||
    -
    medicare | PT         | 97110 |      15 |     1 |                || discipline_missing
    -
    medicare | PT         | 97597 |      15 |     1 |                || discipline_missing
    -
    medicare | PT         | 29530 |      15 |     1 |                || discipline_missing   # strapping a therapist gives
    -
    uhc      | PT         | 97597 |      15 |     1 |                ||                 # asked on "always therapy" codes only
    -
    uhc      | PT         | 97110 |      15 |     1 |                || discipline_missing
    -
    acme     | PT         | 97110 |      15 |     1 |                || discipline_missing?   # nobody describes the payer
    -
    medicare | PT         | 97110 |      15 |     1 | GO             || discipline_wrong
    -
    medicare |            | 97110 |      15 |     1 | GO             || discipline_wrong?   # the discipline is not known
    -
    medicare | PT         | 97110 |      15 |     1 | GP GO          || discipline_doubled
    -
    self_pay | PT         | 97110 |      15 |     1 |                ||
    -
    medicare | PT         | 97110 |      15 |     1 | GP G           || malformed
    -
    medicare | PT         | 97110 |      15 |     1 | GP QZZ         || malformed
    -
    medicare | PT         | 97110 |      15 |     1 | GP Z9          || unknown?
    -
    medicare | PT         | 97110 |      15 |     1 | GP GP          || repeated
    -
    medicare | PT         | 97110 |      15 |     1 | 22 52 53 GP KX || too_many
    -
    medicare | PT         | 97110 |      15 |     1 | KX GP          || order

More time is more units, not the same procedure again:

    payer    | code  | minutes | units | modifiers || broken
    medicare | 97110 |      30 |     2 | 76 GP     || again
    -
    medicare | 97110 |      30 |     2 | GP        ||
    -
    medicare | 97016 |      20 |     1 | 76 GP     ||                 # not counted by time

A modifier is valid from its first day to its last:

    payer    | service_date | code  | minutes | units | modifiers || broken
    medicare | 2021-03-01   | 97110 |      15 |     1 | GP 93     || not_in_force    # sound only: from 2022 on
    -
    medicare | 2026-03-02   | 97110 |      15 |     1 | GP 93     ||
"""

from cleanclaim.kernel import Missing, fact, rule
from cleanclaim.law.coding.allocation import QUARTER
from cleanclaim.law.coding.modifiers import DISCIPLINE, SLOTS, in_order, wants_discipline
from cleanclaim.law.rules._fixes import ORDER_THE_MODIFIERS, SET_THE_DISCIPLINE, each_once, take_off
from cleanclaim.model.claim_text import is_modifier
from cleanclaim.reference.catalogue import Code
from cleanclaim.reference.tables import Tables

DISCIPLINES = frozenset(DISCIPLINE.values())


@fact
def discipline_marks(modifiers: tuple[str, ...]) -> tuple[str, ...]:
    """The discipline modifiers on the line, each once."""
    return tuple(dict.fromkeys(mark for mark in modifiers if mark in DISCIPLINES))


@fact
def discipline_due(discipline: str) -> str:
    """The modifier of the visit's discipline."""
    return DISCIPLINE[discipline]


@fact
def asks_discipline(
    is_therapy: bool, entry: Code | None = None, discipline_modifiers: str | None = None
) -> bool | None:
    """Whether the payer wants a discipline modifier on the line; unknown where its wish is."""
    return wants_discipline(entry, discipline_modifiers) if is_therapy else False


@rule(
    title="Discipline modifier missing",
    cite="cr-10176",
    when="asks_discipline",
    message="{code} does not say under which plan of care it was given.",
    remedy="Append {discipline_due}.",
    field="modifiers",
    fix=SET_THE_DISCIPLINE,
    carc="4",
)
def discipline_missing(discipline_marks: tuple[str, ...]) -> bool:
    """A therapy line without GP, GO or GN is returned unprocessed."""
    return not discipline_marks


@rule(
    title="Discipline modifier of another discipline",
    cite="cr-10176",
    when="billed",
    message="The visit is {discipline}, the line says {discipline_marks:written}.",
    remedy="Replace it by {discipline_due}.",
    field="modifiers",
    fix=SET_THE_DISCIPLINE,
    carc="4",
)
def discipline_wrong(discipline_marks: tuple[str, ...], discipline_due: str) -> bool:
    """The modifier decides which plan of care and which yearly threshold the service counts against."""
    return len(discipline_marks) == 1 and discipline_due not in discipline_marks


@rule(
    title="Two discipline modifiers",
    cite="cr-10176",
    when="billed",
    message="The line carries {discipline_marks:written}; a service belongs to one plan of care.",
    remedy="Keep one: that of the discipline that gave the service.",
    field="modifiers",
    fix=SET_THE_DISCIPLINE,
    carc="4",
)
def discipline_doubled(discipline_marks: tuple[str, ...]) -> bool:
    """A line with two discipline modifiers is returned unprocessed."""
    return len(discipline_marks) > 1


@rule(
    title="Not a modifier",
    cite="fcso-1500",
    when="billed",
    message="A modifier has two capital letters or digits; the line says {modifiers:written}.",
    remedy="Correct or remove it.",
    carc="4",
    required=True,
)
def malformed(modifiers: tuple[str, ...]) -> bool:
    """A claim with a malformed modifier is rejected before anybody reads it."""
    return not all(map(is_modifier, modifiers))


@fact(missing=Missing("A modifier is not in our table", "Check it against the payer's list.", name="modifier"))
def unknown_marks(modifiers: tuple[str, ...], tables: Tables) -> tuple[str, ...] | None:
    """None where the line carries a well-formed modifier that is not in our list."""
    return None if any(len(mark) == 2 and tables.modifier(mark) is None for mark in modifiers) else ()


@rule(
    title="Modifier not in our table",
    cite="cms-hcpcs",
    when="billed",
    severity="warn",
    message="The line carries a modifier that is not known here.",
    remedy="Check it against the payer's list.",
    field="modifiers",
)
def unknown(unknown_marks: tuple[str, ...]) -> bool:
    """Modifiers used in therapy are few; one we do not know may be a typing error."""
    return bool(unknown_marks)


@fact
def expired_marks(modifiers: tuple[str, ...], tables: Tables) -> tuple[str, ...]:
    """Modifiers on the line that are not valid on the date of service."""
    entries = [(mark, tables.modifier(mark)) for mark in modifiers]
    return tuple(mark for mark, entry in entries if entry is not None and not entry.valid_on(tables.on))


@rule(
    title="Modifier not valid on the date",
    cite="cms-hcpcs",
    when="billed",
    message="{expired_marks:codes} is not valid on this date of service.",
    remedy="Remove it, or use the modifier in force on the date.",
    field="modifiers",
    carc="182",
)
def not_in_force(expired_marks: tuple[str, ...]) -> bool:
    """A modifier from before its first or after its last day is rejected."""
    return bool(expired_marks)


@rule(
    title="Modifier repeated",
    cite="fcso-1500",
    when="billed",
    message="The line says {modifiers:written}.",
    remedy="Write each modifier once.",
    fix=each_once("modifiers"),
    required=True,
)
def repeated(modifiers: tuple[str, ...]) -> bool:
    """A repeated modifier takes the place of another and can stop the claim at the clearinghouse."""
    return len(set(modifiers)) < len(modifiers)


@rule(
    title="More than four modifiers",
    cite="fcso-1500",
    when="billed",
    message="The line carries {modifiers:written}; a claim has room for four.",
    remedy="Keep those that change payment, and put the others into the notes.",
    required=True,
)
def too_many(modifiers: tuple[str, ...]) -> bool:
    """A claim line has four places; what stands beyond them is lost or stops the claim."""
    return len(modifiers) > SLOTS


@fact
def in_quarter_hours(billed: bool, entry: Code | None = None) -> bool:
    """Whether the line bills a code counted in quarter hours."""
    return billed and entry is not None and entry.unit_minutes == QUARTER


@rule(
    title="Repeat modifier on a timed code",
    cite="fcso-timed-units",
    when="in_quarter_hours",
    severity="warn",
    message="The line says {modifiers:written}: {code} is counted in quarter hours, and more time is more units.",
    remedy="Take 76 or 77 off and bill the day's units of {code} together.",
    fix=take_off("76", "77"),
    verified=False,
)
def again(modifiers: tuple[str, ...]) -> bool:
    """Repeat modifiers are for procedures done twice; on a timed code they invite a denial as a duplicate."""
    return "76" in modifiers or "77" in modifiers


@rule(
    title="Modifiers out of order",
    cite="cms-hcpcs",
    when="billed",
    severity="info",
    message="The line says {modifiers:written}; those that change payment come first.",
    remedy="Write {best_order:written}.",
    fix=ORDER_THE_MODIFIERS,
    verified=False,
)
def order(modifiers: tuple[str, ...], best_order: tuple[str, ...]) -> bool:
    """Some payers read only the first modifier when they price a line."""
    return len(set(modifiers)) == len(modifiers) and modifiers != best_order


@fact
def best_order(modifiers: tuple[str, ...]) -> tuple[str, ...]:
    """The line's modifiers, those that change payment first."""
    return modifiers if len(modifiers) < 2 else in_order(modifiers)
