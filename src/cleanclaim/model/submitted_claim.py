"""Claims as an 837P carries them, anyone's: what it says of each, unknown where it does not say.

A claim that we write is `model.claim.Claim`, whole by construction; one that we read may lack anything. The values hold
no cycles, and the garbage collector need not look at them (`gc=False`): files have millions.
"""

from datetime import date
from decimal import Decimal

from msgspec import Struct, field

from cleanclaim.model.adjudication import Adjudication, Adjustment, Attachment
from cleanclaim.model.practice import Address

__all__ = [
    "Adjudication",
    "Adjustment",
    "Attachment",
    "ClaimHeader",
    "OtherPayer",
    "Party",
    "SubmittedClaim",
    "SubmittedLine",
]

REPLACEMENT, VOID = "7", "8"
"""Frequencies of a claim (CLM05-3) that takes the place of an earlier one, or only takes it back."""


class Party(Struct, frozen=True, gc=False, omit_defaults=True, cache_hash=True):
    """A person or an organization: name, and the number by which it is known, with its kind (XX, MI, PI, ...)."""

    last_or_organization: str | None = None
    first: str | None = None
    id: str | None = None
    id_kind: str | None = None
    middle: str | None = None
    suffix: str | None = None


class OtherPayer(Struct, frozen=True, gc=False, kw_only=True):
    """Another payer of the claim (loop 2320): its place in the order (P, S, ...), what it paid, in cents, and why not
    more. `on` is the day it decided; None where it has not, or decided line by line. `outpatient` are the elements of
    its MOA as they stand.
    """

    sequence: str | None = None
    payer_id: str | None = None
    paid: int | None = None
    remaining: int | None = None
    adjustments: tuple[Adjustment, ...] = ()
    on: date | None = None
    payer: Party | None = None
    filing: str | None = None
    insurance_type: str | None = None
    subscriber: Party | None = None
    relationship: str | None = None
    group_number: str | None = None
    payer_claim_number: str | None = None
    outpatient: tuple[str, ...] = ()


class SubmittedLine(Struct, frozen=True, gc=False):
    """One line. `charge` is cents; `pointers` are positions in the claim's diagnoses, from 1.

    `description` says what an unlisted code stands for (SV101-7), `note` is the line's own (NTE).
    """

    number: str
    code: str | None = None
    code_kind: str | None = None
    modifiers: tuple[str, ...] = ()
    charge: int | None = None
    unit: str | None = None
    units: Decimal | None = None
    place_of_service: str | None = None
    pointers: tuple[int, ...] = ()
    first_date: date | None = None
    last_date: date | None = None
    control_number: str | None = None
    rendering: Party | None = None
    adjudications: tuple[Adjudication, ...] = ()
    rendering_taxonomy: str | None = None
    description: str | None = None
    note: str | None = None


class ClaimHeader(Struct, frozen=True, gc=False):
    """What stands before a claim and holds for it: who bills, who is insured by whom, who was treated.

    `own`: the subscriber's level says that the subscriber is the patient. `relationship` is the patient's to them.
    `address` is the patient's; `claim_number` is that of a property and casualty insurer (REF Y4); `insurance_type`
    says why Medicare comes second (SBR05), `billing_number` is the payer's number of who bills (REF G2, LU in 2010BB).
    """

    billing: Party | None = None
    billing_taxonomy: str | None = None
    tax_id: str | None = None
    subscriber: Party | None = None
    payer: Party | None = None
    sequence: str | None = None
    filing: str | None = None
    own: bool = False
    relationship: str | None = None
    patient: Party | None = None
    birth_date: date | None = None
    sex: str | None = None
    group_number: str | None = None
    insurance_type: str | None = None
    claim_number: str | None = None
    address: Address | None = None
    death_date: date | None = None
    billing_number: str | None = None


class SubmittedClaim(Struct, frozen=True, gc=False, tag_field="kind", tag="claim"):
    """One claim. `charge` is cents; `frequency` 1 is an original, 7 a replacement, 8 a void.

    `unable_from` and `unable_to` are the first and last day the patient could not work, `amount_patient_paid` the cents
    that the patient has paid (AMT F5).
    """

    claim_id: str
    header: ClaimHeader = field(name="around")
    charge: int | None = None
    place_of_service: str | None = None
    frequency: str | None = None
    payer_claim_number: str | None = None
    prior_authorization: str | None = None
    onset_date: date | None = None
    accident_date: date | None = None
    accident_causes: tuple[str, ...] = ()
    accident_state: str | None = None
    diagnoses: tuple[str, ...] = ()
    referring: Party | None = None
    rendering: Party | None = None
    rendering_taxonomy: str | None = None
    location: Party | None = None
    other_payers: tuple[OtherPayer, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    lines: tuple[SubmittedLine, ...] = ()
    location_address: Address | None = None
    unable_from: date | None = None
    unable_to: date | None = None
    amount_patient_paid: int | None = None
