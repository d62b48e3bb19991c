"""Corrected claims: visits that replace a claim the payer already has.

A replacement takes the place of the whole earlier claim: the payer takes back what it does not repeat. So all its
days must be there, and none of its visits may be on hold. Another patient, payer or clinician is no correction of a
claim; such a claim is voided, and a new one sent.
"""

from collections.abc import Container, Sequence
from datetime import date

from msgspec import Struct

from cleanclaim.claims.assemble import assemble
from cleanclaim.claims.missing_for_claim import rendering_clinician
from cleanclaim.law.basis import Basis
from cleanclaim.law.policies.policy import Policy
from cleanclaim.law.wording import day
from cleanclaim.model.claim import Claim, HoldReason, VisitOnHold
from cleanclaim.model.claim_text import claim_text
from cleanclaim.model.errors import UserError
from cleanclaim.model.line import Line
from cleanclaim.model.practice import Coverage, Patient, Practice
from cleanclaim.model.submitted_claim import ClaimHeader, SubmittedClaim
from cleanclaim.model.visit import Visit
from cleanclaim.reference.medicare_number import carried_member_number

ReviewedVisit = tuple[Visit, Sequence[Line] | None]
"""A visit with its lines; None where it is on hold."""


class Correction(Struct, frozen=True):
    """A claim to be replaced as it was sent, and the number under which the payer has it (CLP07 of the 835)."""

    claim: SubmittedClaim
    payer_claim_number: str

    @property
    def days(self) -> set[date]:
        """The days of service of the claim as it was sent."""
        return {line.first_date for line in self.claim.lines if line.first_date}


def describe_reluctance(policy: Policy | None) -> tuple[bool, str]:
    """Whether a payer is known to take no claim that replaces or voids another, and what is known of it, in words.

    Empty where it takes them, or nothing is known.
    """
    if policy is None or policy.replacement_claims is not False:
        return False, ""
    note = policy.value("replacement_claims").note or "Ask how it wants a claim corrected."
    if "replacement_claims" not in policy.unverified:
        return True, f"{policy.name} takes no replacement or void. {note}"
    return False, f"{policy.name} is said to take no replacement or void, which no public document of it shows. {note}."


def build_replacements(
    visits: Sequence[ReviewedVisit],
    corrections: Sequence[Correction],
    practice: Practice,
    basis: Basis,
    used_ids: Container[str] = (),
) -> tuple[list[Claim], list[VisitOnHold], set[str]]:
    """The claims that replace those of the corrections, why some cannot, and the visits that belong to them.

    Raises UserError where the visits do not fit the claim: none is its own, a day is missing, or they make several
    claims.
    """
    claims: list[Claim] = []
    on_hold: list[VisitOnHold] = []
    seen: set[str] = set()
    for correction in corrections:
        mine = _at_its_place([one for one in visits if _belongs(one[0], correction, practice, basis)], correction)
        _check_complete(mine, correction)
        seen |= {visit.visit_id for visit, _lines in mine}
        whole = [(visit, lines) for visit, lines in mine if lines is not None]
        made, lacking = assemble(whole, practice, basis, replaces=correction.payer_claim_number, used_ids=used_ids)
        waiting = [visit.visit_id for visit, lines in mine if lines is None] + [one.visit_id for one in lacking]
        on_hold += lacking
        if waiting:
            on_hold += [_waits_for(visit.visit_id, waiting[0]) for visit, _ in whole if visit.visit_id not in waiting]
        else:
            claims.append(_single_claim(made, correction))
    return claims, on_hold, seen


def _belongs(visit: Visit, correction: Correction, practice: Practice, basis: Basis) -> bool:
    """Whether the visit is one of the earlier claim's: its patient, payer, clinician, and one of its days."""
    header = correction.claim.header
    patient = practice.patients.get(visit.patient_id or "")
    payer = practice.payers.get(visit.billed_payer or "")
    coverage = patient.coverages.get(visit.billed_payer or "") if patient else None
    if patient is None or payer is None or coverage is None or visit.service_date not in correction.days:
        return False
    if header.payer is None or claim_text(payer.id) != header.payer.id or not _same_person(patient, coverage, header):
        return False
    rendering = rendering_clinician(visit, practice, basis.policy_of(visit))
    named = correction.claim.rendering or header.billing
    return rendering is not None and named is not None and rendering.npi == named.id


def _at_its_place(mine: list[ReviewedVisit], correction: Correction) -> list[ReviewedVisit]:
    """The visits at the claim's place of service, if they are all of it: those of another are another claim's."""
    there = [one for one in mine if one[0].place_of_service == correction.claim.place_of_service]
    return there if correction.days <= {visit.service_date for visit, _lines in there} else mine


def _same_person(patient: Patient, coverage: Coverage, header: ClaimHeader) -> bool:
    """Two of number, name and birth date agree: one of them may be what is corrected."""
    subscriber, person = header.subscriber, header.patient
    theirs = carried_member_number((subscriber and subscriber.id) or "")
    number = bool(theirs) and theirs == claim_text(carried_member_number(coverage.member_id))
    name = person is not None and (person.last_or_organization, person.first) == (
        claim_text(patient.name.last),
        claim_text(patient.name.first),
    )
    return number + name + (header.birth_date == patient.birth_date) >= 2


def _check_complete(mine: Sequence[ReviewedVisit], correction: Correction) -> None:
    claim_id = correction.claim.claim_id
    if not mine:
        raise UserError(
            f"claim {claim_id}",
            "no visit given is of its patient, payer, clinician and days",
            "Give its visits, corrected. If one of these was wrong, void the claim and send a new one.",
        )
    missing = sorted(correction.days - {visit.service_date for visit, _lines in mine if visit.service_date})
    if missing:
        raise UserError(
            f"claim {claim_id}",
            f"it has services of {day(missing[0])}, and no visit given has",
            "A replacement stands for the whole claim: give all its visits. To take a day back, void the claim and "
            "send the other days again.",
        )


def _waits_for(visit_id: str, blocking: str) -> VisitOnHold:
    reason = f"Visit {blocking} of the same claim is on hold, and a replacement stands for the whole claim."
    return VisitOnHold(visit_id, [HoldReason(reason, f"Fix visit {blocking} first.")])


def _single_claim(made: Sequence[Claim], correction: Correction) -> Claim:
    if len(made) != 1:
        raise UserError(
            f"claim {correction.claim.claim_id}",
            f"the corrected visits make {len(made)} claims, and one can be replaced by one only",
            "Check their places of service and diagnoses; else void the claim and send new ones.",
        )
    return made[0]
