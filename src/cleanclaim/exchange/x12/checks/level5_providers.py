"""SNIP level 5, who: NPI and taxonomy of providers, and the place of service.

An NPI is judged by its check digit and a taxonomy by its form: nobody's registration is looked up here.
"""

import re
from collections.abc import Iterator

from cleanclaim.exchange.x12.checks.check import CheckExample, Wrong, check
from cleanclaim.exchange.x12.checks.subjects import CLAIM_835, CLAIM_837P, LINE_837P, PAYMENT_835
from cleanclaim.model.npi import npi_is_valid
from cleanclaim.model.submitted_claim import Party
from cleanclaim.reference.places import places, professions

_TAXONOMY = re.compile(r"[0-9]{3}[0-9A-Z]{7}")
_NPI = "XX"
_BILLING_TAXONOMY, _RENDERING_TAXONOMY = "2000A.PRV03", "2310B.PRV03"
_SEND_NPI = "Send the ten digits that NPPES shows."
_SEND_PLACE = "Send the two digits CMS lists."


@check(
    "837p.place-of-service",
    of=CLAIM_837P,
    level=5,
    title="A claim's place of service is not one",
    at="2300.CLM05-1",
    remedy=_SEND_PLACE,
    code="7",
    example=CheckExample("837p", "CLM*", fails="CLM*PT1*127.5***97:B:1*Y*A*Y*Y~"),
)
def place_of_service(place_of_service: str) -> str | None:
    """Payers price by the place; a code that CMS does not list is refused."""
    return None if place_of_service in places() else f'CLM05-1 "{place_of_service}" is not a place of service.'


@check(
    "837p.taxonomy-form",
    of=CLAIM_837P,
    level=5,
    title="A taxonomy code without the form of one",
    remedy="Send the ten characters that NPPES shows.",
    code="7",
    example=CheckExample("837p", "PRV*BI", fails="PRV*BI*PXC*PT0000000X~"),
)
def taxonomy_form(billing_taxonomy: str | None = None, rendering_taxonomy: str | None = None) -> Iterator[Wrong]:
    """Payers that know a provider by NPI and taxonomy do not find one with another code."""
    for at, taxonomy in ((_BILLING_TAXONOMY, billing_taxonomy), (_RENDERING_TAXONOMY, rendering_taxonomy)):
        if taxonomy and not _TAXONOMY.fullmatch(taxonomy):
            yield Wrong(f'"{taxonomy}" has not the form of a taxonomy code.', at)


@check(
    "837p.taxonomy-unlisted",
    of=CLAIM_837P,
    level=5,
    severity="undetermined",
    title="A taxonomy code outside rehabilitation, which was not checked",
    remedy="Check it against the publisher's list.",
    example=CheckExample("837p", "PRV*BI", fails="PRV*BI*PXC*207Q00000X~"),
)
def taxonomy_unlisted(billing_taxonomy: str | None = None, rendering_taxonomy: str | None = None) -> Iterator[Wrong]:
    """Our list has the taxonomies of rehabilitation only; whether another one exists is not known here."""
    for at, taxonomy in ((_BILLING_TAXONOMY, billing_taxonomy), (_RENDERING_TAXONOMY, rendering_taxonomy)):
        if taxonomy and _TAXONOMY.fullmatch(taxonomy) and taxonomy not in professions():
            yield Wrong(f'Taxonomy "{taxonomy}" was not checked: not one of rehabilitation. It is not named again.', at)


@check(
    "837p.npi",
    of=CLAIM_837P,
    level=5,
    title="An NPI on a claim has a wrong check digit",
    remedy=_SEND_NPI,
    code="7",
    example=CheckExample("837p", "NM1*85", fails="NM1*85*2*RIVERBEND PHYSICAL THERAPY PLLC*****XX*1000000013~"),
)
def npi(
    billing: Party | None = None,
    referring: Party | None = None,
    rendering: Party | None = None,
    location: Party | None = None,
) -> Iterator[Wrong]:
    """The last digit of an NPI follows from the others, so a digit mistyped shows; a payer refuses the claim."""
    for at, party in (
        ("2010AA.NM109", billing),
        ("2310A.NM109", referring),
        ("2310B.NM109", rendering),
        ("2310C.NM109", location),
    ):
        if wrong := _wrong_npi(party):
            yield Wrong(wrong, at)


@check(
    "837p.line-place-of-service",
    of=LINE_837P,
    level=5,
    title="A line's place of service is not one",
    at="2400.SV105",
    remedy=_SEND_PLACE,
    code="7",
    example=CheckExample(
        "837p",
        "SV1*HC:97110",
        fails="SV1*HC:97110:GP*85*UN*2*97**1:2~",
        passes="SV1*HC:97110:GP*85*UN*2*12**1:2~",
    ),
)
def line_place_of_service(place_of_service: str) -> str | None:
    """Payers price by the place; a code that CMS does not list is refused."""
    return None if place_of_service in places() else f'SV105 "{place_of_service}" is not a place of service.'


@check(
    "837p.line-npi",
    of=LINE_837P,
    level=5,
    title="An NPI on a line has a wrong check digit",
    at="2420A.NM109",
    remedy=_SEND_NPI,
    code="7",
    example=CheckExample(
        "837p",
        "REF*6R",
        fails="REF*6R*PT1L1~NM1*82*1*RIVERA*ANA****XX*1000000021~",
        passes="REF*6R*PT1L1~NM1*82*1*RIVERA*ANA****XX*1000000020~",
    ),
)
def line_npi(rendering: Party) -> str | None:
    """The last digit of an NPI follows from the others, so a digit mistyped shows; a payer refuses the line."""
    return _wrong_npi(rendering)


@check(
    "835.npi",
    of=CLAIM_835,
    level=5,
    title="The clinician's NPI on a remittance has a wrong check digit",
    at="2100.NM109",
    remedy=_SEND_NPI,
    code="7",
    example=CheckExample(
        "835",
        "NM1*QC",
        fails="NM1*QC*1*SMITH*JANE****MI*W123456789~NM1*82*1*RIVERA*ANA****XX*1000000021~",
        passes="NM1*QC*1*SMITH*JANE****MI*W123456789~NM1*82*1*RIVERA*ANA****XX*1000000020~",
    ),
)
def paid_npi(rendering: Party) -> str | None:
    """A payment whose clinician has an impossible number was changed on its way, or belongs to another claim."""
    return _wrong_npi(rendering)


@check(
    "835.payee-npi",
    of=PAYMENT_835,
    level=5,
    title="The payee's NPI has a wrong check digit",
    at="1000B.N104",
    remedy=_SEND_NPI,
    code="7",
    example=CheckExample("835", "N1*PE", fails="N1*PE*RIVERBEND PHYSICAL THERAPY PLLC*XX*1000000013~"),
)
def payee_npi(payee_id: str, payee_id_kind: str) -> str | None:
    """A payment to an impossible number may be somebody else's."""
    return _wrong_npi(Party(id=payee_id, id_kind=payee_id_kind))


def _wrong_npi(party: Party | None) -> str | None:
    if party is None or party.id_kind != _NPI or not party.id or npi_is_valid(party.id):
        return None
    return f'"{party.id}" is no NPI: its check digit is wrong.'
