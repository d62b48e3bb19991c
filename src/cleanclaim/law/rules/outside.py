"""Codes outside the catalogue of therapy: items handed out, services of another trade, reports that have ended.

Nothing in the minutes says how many splints or electrodes were handed out, so their units are those that are entered.
Under Medicare braces and equipment go to a contractor of their own, which a practice bills under a supplier number.

    payer      | code  | minutes | units || broken
    aetna      | L3808 |         |     1 || item                 # a splint made by a hand therapist
    aetna      | 97760 |      15 |     1 ||
    -
    commercial | A4556 |         |     1 || item
    -
    aetna      | L3808 |         |       || item item_units?     # one hand or both
    -
    medicare   | L3908 |         |     1 || item other_contractor
    -
    acme       | L3908 |         |     1 || item other_contractor?   # nobody describes the payer
    -
    medicare   | Q4010 |         |     1 || item
    -
    medicare   | 97110 |      15 |     1 ||

A service that the catalogue does not have is no fault, and nobody can call it clean here:

    payer    | code  | minutes | units || broken
    medicare | 95886 |         |     1 || other_service?    # a needle test of muscles
    -
    medicare | G2252 |         |     1 || other_service?
    -
    medicare | G8978 |         |     1 || functional
    -
    medicare | G8977 |         |     1 || number_ended other_service?

Reports of functional limitations by year:

    payer    | service_date | code  | minutes | units || broken
    medicare | 2019-03-04   | G8978 |         |     1 || functional_ended
    -
    medicare | 2020-01-02   | G8978 |         |     1 || functional
"""

from datetime import date

from cleanclaim.kernel import Missing, fact, rule
from cleanclaim.law.rules._facts import no_release
from cleanclaim.law.rules._fixes import TAKE_OFF_THE_CLAIM
from cleanclaim.reference.catalogue import Code
from cleanclaim.reference.code_families import EQUIPMENT, ITEMS, CodeFamily, code_family
from cleanclaim.reference.hcpcs import Hcpcs
from cleanclaim.reference.tables import Tables

NO_SERVICE = ITEMS | {"functional"}
PIECES = Missing("Units are not entered", "Enter how many were handed out.", name="units")


@fact(missing="entry")
def family(code: str, is_listed: bool) -> CodeFamily | None:
    """What a code outside the catalogue is by its number."""
    return None if is_listed else code_family(code)


@fact
def is_outside(billed: bool, is_listed: bool, number_known: bool | None = None) -> bool:
    """Whether the line bills a code that exists and is not in the catalogue."""
    return billed and not is_listed and number_known is True


@fact
def is_other_service(is_outside: bool, family: CodeFamily | None = None) -> bool:
    """Whether such a code is a service, and none whose use has ended."""
    return is_outside and (family is None or family.kind not in NO_SERVICE)


@fact
def is_item(is_outside: bool, family: CodeFamily | None = None) -> bool:
    """Whether the line bills something handed out: a supply, a brace, equipment."""
    return is_outside and family is not None and family.kind in ITEMS


@fact
def is_equipment(is_item: bool, family: CodeFamily | None = None) -> bool:
    """Whether the item is a brace, an artificial limb or equipment."""
    return is_item and family is not None and family.kind in EQUIPMENT


@rule(
    title="Item billed beside therapy",
    cite="cms-hcpcs",
    when="is_item",
    severity="info",
    message="{code} ({family.label}) is billed with the units entered; its price and coverage are not checked here.",
    remedy="Check the payer's list of items, and the order it needs.",
)
def item(is_item: bool) -> bool:
    """A brace or a supply is billed by the piece, under rules of its own."""
    return is_item


@fact(missing=PIECES)
def pieces(units: int | None) -> int | None:
    """How many of an item are billed."""
    return units


@rule(
    title="Item without units",
    cite="cms-hcpcs",
    when="is_item",
    message="{code} is billed by the piece.",
    remedy="Enter how many were handed out.",
)
def item_units(pieces: int) -> bool:
    """Units of an item are entered, never counted from minutes."""
    return pieces < 1


@rule(
    title="Billed to the equipment contractor",
    cite="equipment-contractors",
    when="is_equipment",
    unknown="info",
    message="{code} ({family.label}) is not this contractor's: braces and equipment have one of their own.",
    remedy="Take it off this claim; bill it to the contractor for medical equipment under the supplier number.",
    field="billed",
    fix=TAKE_OFF_THE_CLAIM,
    carc="109",
)
def other_contractor(equipment_contractor: bool) -> bool:
    """Sent to the wrong contractor it is returned unpaid."""
    return equipment_contractor


@fact(
    missing=Missing(
        "The code lies outside the catalogue of therapy",
        "Review it by hand: its time, its units and who may give it are not held.",
        name="code",
    )
)
def catalogue_entry(entry: Code | None) -> Code | None:
    """The catalogue's entry, for a service that has none."""
    return entry


@rule(
    title="Service outside the catalogue",
    cite="cms-hcpcs",
    when="is_other_service",
    message="{code} is a valid number that cannot be checked here.",
    remedy="Review it by hand.",
)
def other_service(catalogue_entry: Code) -> bool:
    """A code of another trade is no fault, and nobody can call it clean here."""
    return catalogue_entry is None


@fact
def is_functional(is_outside: bool, family: CodeFamily | None = None) -> bool:
    """Whether the code reports a functional limitation."""
    return is_outside and family is not None and family.kind == "functional"


@rule(
    title="Functional limitation reporting has ended",
    cite="functional-reporting",
    when="is_functional",
    message="{code} reported a functional limitation; that ended with {family.valid_to:date}.",
    remedy="Take it off the claim.",
    field="billed",
    fix=TAKE_OFF_THE_CLAIM,
    carc="181",
    since=date(2020, 1, 1),
)
def functional(family: CodeFamily, on: date) -> bool:
    """Nobody asks for these codes since 2019, and from 2020 a claim that carries one is returned."""
    return family.valid_to is not None and on > family.valid_to


@rule(
    title="Functional limitation reporting no longer needed",
    cite="functional-reporting",
    when="is_functional",
    severity="info",
    message="{code} reported a functional limitation; that ended with {family.valid_to:date}.",
    remedy="Leave it off; the line does no harm on a day of 2019.",
    field="billed",
    until=date(2019, 12, 31),
)
def functional_ended(family: CodeFamily, on: date) -> bool:
    """The requirement ended with 2018; through 2019 the codes could still be sent, at no payment."""
    return family.valid_to is not None and on > family.valid_to


@fact(missing=no_release("hcpcs"))
def hcpcs_entry(code: str, tables: Tables, is_outside: bool, is_functional: bool) -> Hcpcs | None:
    """What CMS's list of its own codes says of a code outside the catalogue that is still in use."""
    return tables.hcpcs(code) if is_outside and not is_functional else None


@fact
def has_hcpcs_entry(hcpcs_entry: Hcpcs | None = None) -> bool:
    """Whether CMS's list of its own codes holds the line's code."""
    return hcpcs_entry is not None


@rule(
    title="CMS code not in force on the date",
    cite="cms-hcpcs",
    when="has_hcpcs_entry",
    message="CMS's list has {code} in force from {hcpcs_entry.valid_from:date} to {hcpcs_entry.valid_to:date}.",
    remedy="Bill a code in force on the date of service.",
    carc="181",
)
def number_ended(hcpcs_entry: Hcpcs, on: date) -> bool:
    """A code before its first or after its last day is denied."""
    return not hcpcs_entry.valid_on(on)
