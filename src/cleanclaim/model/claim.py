"""A claim: lines of one patient, payer, rendering clinician and place of service, ready to be written."""

from collections.abc import Container, Mapping
from datetime import date
from typing import Literal

from msgspec import Struct

from cleanclaim.model.adjudication import Adjudication, Adjustment, Attachment
from cleanclaim.model.practice import Clinician, Coverage, Order, Patient, PayerId, Site

Frequency = Literal["original", "replacement", "void"]


class ClaimLine(Struct, frozen=True, kw_only=True):
    """One service line.

    `number` counts from 1 on the claim, `visit_line` is the line's number in its visit. `charge` is cents
    for all units together. `pointers` are positions in the claim's diagnoses, from 1, the main one first.
    The payer returns `control_number` with its payment. `rendering` is who gave it, where that is another than the
    claim's clinician; `adjudications` are what other payers of the claim decided of it. `description` says what an
    unlisted code stands for; `noted`: the payer wants it in the line's note too.
    """

    number: int
    visit_id: str
    visit_line: int
    control_number: str
    code: str
    modifiers: tuple[str, ...]
    charge: int
    units: int
    service_date: date
    pointers: tuple[int, ...]
    rendering: Clinician | None = None
    adjudications: tuple[Adjudication, ...] = ()
    description: str | None = None
    noted: bool = False


class LaterPayer(Struct, frozen=True, kw_only=True):
    """Another payer of the claim, and by which coverage. What it paid and left to the patient is cents.

    None of that is known of a payer that has not decided. `on` is the day it did, and `adjustments` are those of the
    claim as a whole; what it decided of single lines stands with them. `outpatient`: the elements of its MOA.
    """

    order: Order
    payer: PayerId
    coverage: Coverage
    paid: int | None = None
    remaining: int | None = None
    adjustments: tuple[Adjustment, ...] = ()
    on: date | None = None
    payer_claim_number: str | None = None
    outpatient: tuple[str, ...] = ()


class Claim(Struct, frozen=True, kw_only=True):
    """One claim. `charge` is the cents of all its lines; `site` is None where it is the billing address.

    The payer returns `claim_id` with its payment; no two claims of a file share one. A replacement stands for a whole
    claim that the payer has under `payer_claim_number`, a void takes it back. `order` is the payer's place among
    all that pay for it, `others` are the rest. Raises ValueError where one of these
    comes without that number, or an original with one.
    """

    claim_id: str
    patient: Patient
    coverage: Coverage
    payer: PayerId
    rendering: Clinician
    place_of_service: str
    diagnoses: tuple[str, ...]
    lines: tuple[ClaimLine, ...]
    charge: int
    site: Site | None = None
    frequency: Frequency = "original"
    payer_claim_number: str | None = None
    order: Order = "primary"
    others: tuple[LaterPayer, ...] = ()
    attachments: tuple[Attachment, ...] = ()

    def __post_init__(self) -> None:
        """Only a claim that speaks of an earlier one names it."""
        if (self.frequency == "original") is not (self.payer_claim_number is None):
            raise ValueError(f"Claim {self.claim_id}: only a replacement or a void names the payer's earlier claim")


class HoldReason(Struct, frozen=True):
    """Why a visit is on hold, what to do, and the id of the rule that found it.

    `rule` is empty where no rule did, as where the visit waits for another of its claim.
    """

    reason: str
    remedy: str
    rule: str = ""


class BilledByAnother(Struct, frozen=True):
    """A visit whose codes were all billed before, for the same patient and day, under another clinician: perhaps it is
    the same visit, perhaps the patient saw both. `claim_id` and `sent_on`: the claim sent before, and when.
    """

    visit_id: str
    claim_id: str
    sent_on: date


class BilledBefore(Struct, frozen=True):
    """What was sent before: why each visit of it is on hold, by visit id, and the ids that no new claim gets.

    `by_another`: the visits, by their ids, that were perhaps billed before, which only somebody at the clinic knows.
    """

    visits: Mapping[str, HoldReason] = {}
    claim_ids: Container[str] = ()
    by_another: Mapping[str, BilledByAnother] = {}


class VisitOnHold(Struct, frozen=True):
    """A visit that is on no claim, with every reason."""

    visit_id: str
    reasons: list[HoldReason]
