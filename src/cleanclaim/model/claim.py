"""A claim: lines of one patient, payer, rendering clinician and place of service, ready to be written."""

from datetime import date

from msgspec import Struct

from cleanclaim.model.practice import Clinician, Coverage, Patient, PayerId, Site


class ClaimLine(Struct, frozen=True, kw_only=True):
    """One service line.

    `number` counts from 1 on the claim, `visit_line` is the line's number in its visit. `charge` is cents
    for all units together. `pointers` are positions in the claim's diagnoses, from 1, the main one first.
    The payer returns `control_number` with its payment.
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


class Claim(Struct, frozen=True, kw_only=True):
    """One claim. `charge` is the cents of all its lines; `site` is None where it is the billing address.

    The payer returns `claim_id` with its payment; no two claims of a file share one.
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


class Held(Struct, frozen=True, kw_only=True):
    """Why a visit is on no claim, and what to do about it."""

    visit_id: str
    reason: str
    remedy: str
