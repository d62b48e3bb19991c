"""Claims to the next payer: the claim that was sent to one payer, with that payer's decision.

The claim is the one that was sent, not the visits coded again, since the next payer must see the same claim. The first
payer's groups, reasons and amounts are copied as they came, and must explain every line to the cent:
charge = paid + adjustments.
"""

from base64 import b32encode
from collections.abc import Iterable
from datetime import date
from hashlib import sha256

from msgspec import Struct, structs

from cleanclaim.claims.prior_payer import (
    PATIENT,
    DecidedClaim,
    NotBillableOnwardError,
    adjudications_of,
    all_adjustments,
    payer_that_decided,
)
from cleanclaim.claims.remittance_history import ClaimHistory, PayerHistory, RemittanceHistory
from cleanclaim.model.adjudication import Adjudication
from cleanclaim.model.claim import Claim, ClaimLine, LaterPayer
from cleanclaim.model.claim_text import claim_text
from cleanclaim.model.practice import Clinician, Coverage, Order, Patient, Practice, Site
from cleanclaim.model.remittance import PaidClaim
from cleanclaim.model.submitted_claim import VOID, ClaimHeader, Party, SubmittedClaim, SubmittedLine
from cleanclaim.reference.medicare_number import carried_member_number

_FORWARDED = {"19", "20", "21"}  # CLP02: processed, and sent on to another payer
_FORWARDED_BY_REMARK = {"MA18", "MA07", "N89"}


class NotBillableClaim(Struct, frozen=True):
    """A claim that cannot be billed to the next payer yet: why, and what to do."""

    claim_id: str
    reason: str
    remedy: str


class DecidedOnward(Struct, frozen=True, kw_only=True):
    """A claim that the next payer has decided already, as after a crossover: what each of the two paid, in cents.

    An amount that cannot be read is None.
    """

    claim_id: str
    payer: str
    paid: int | None
    on: date | None
    before: str
    paid_before: int | None


class SecondaryResult(Struct, frozen=True):
    """Claims to the next payers, the earlier claims on hold, how many have no next payer, and those it has decided."""

    claims: list[Claim]
    on_hold: list[NotBillableClaim]
    without: int
    decided: list[DecidedOnward]


def secondary_claims(sent: Iterable[SubmittedClaim], history: RemittanceHistory, practice: Practice) -> SecondaryResult:
    """A claim to the next payer for each that was sent and decided, where the patient's coverage names one.

    Where a claim's number comes again among those sent, the later one stands.
    """
    by_id = {claim.claim_id: claim for claim in sent}
    claims: list[Claim] = []
    on_hold: list[NotBillableClaim] = []
    onward: list[DecidedOnward] = []
    without = 0
    for claim_id, decided in history.claims.items():
        claim = by_id.get(claim_id)
        if claim is None or claim.frequency == VOID:
            continue
        try:
            made = _next_claim(claim, decided, practice)
        except NotBillableOnwardError as waits:
            on_hold.append(NotBillableClaim(claim_id, *waits.args))
            continue
        if isinstance(made, DecidedOnward):
            onward.append(made)
        elif made is None:
            without += 1
        else:
            claims.append(made)
    return SecondaryResult(claims, on_hold, without, onward)


def _next_claim(claim: SubmittedClaim, decided: ClaimHistory, practice: Practice) -> Claim | DecidedOnward | None:
    patient, mine = _patient_of(claim.header, practice)
    if len(patient.coverages) == 1:
        return None
    if mine.order is None:
        raise NotBillableOnwardError(
            f"Which payer of patient {patient.patient_id} comes first is not entered.",
            "Enter order (primary, secondary, tertiary) in the patient's rows.",
        )
    coverage = next(iter(patient.coverages_after(mine)), None)
    if coverage is None or coverage.order is None:
        return None
    own, name = decided.of(claim), practice.payers[coverage.payer].name
    if own is None:
        raise NotBillableOnwardError(
            f"The payer it was sent to has not decided it; {decided.payers[0].payer or 'another payer'} has.",
            "Give the remittance of the payer it was sent to, too (--paid).",
        )
    if own.standing is None:
        raise NotBillableOnwardError(
            "The payer took back what it had decided, and nothing stands in its place.",
            "Bill the next payer when the payer has decided the claim again.",
        )
    paid, on = own.standing.claim, own.standing.on
    if (later := _decided_later(claim, own, decided)) is not None:
        if patient.coverages_after(coverage):
            raise NotBillableOnwardError(
                f"{later.payer or name} has decided it already, and a third payer follows.",
                "Bill the third payer by hand, with both remittances.",
            )
        return DecidedOnward(
            claim_id=claim.claim_id,
            payer=name,
            paid=later.paid,
            on=later.standing.on if later.standing else None,
            before=practice.payers[mine.payer].name,
            paid_before=own.paid,
        )
    _check_due(paid, name)
    if practice.payers[coverage.payer].claim_filing == "MB" and coverage.medicare_second is None:
        raise NotBillableOnwardError(
            f"Why Medicare is not the first payer of patient {patient.patient_id} is not entered.",
            "Enter medicare_second in the patient's Medicare row, such as 12 or 43.",
        )
    if on is None:
        raise NotBillableOnwardError(
            "The remittance does not say on which day it was made.", "Ask the payer for a whole one."
        )
    answered = DecidedClaim(claim, paid, on, practice)
    payers = (*_earlier_payers(claim, patient, practice), payer_that_decided(mine, mine.order, answered))
    return _claim(answered, patient, coverage, coverage.order, payers)


def _decided_later(claim: SubmittedClaim, own: PayerHistory, decided: ClaimHistory) -> PayerHistory | None:
    """The payer after this one, where it has decided the claim too, as after a crossover."""
    places = "PST"
    after = places.find(claim.header.sequence or "P") + 1
    for one in decided.payers:
        known_later = one.place is not None and places.find(one.place) >= after
        if one is not own and one.standing and (known_later or (one.place is None and one.after_another)):
            return one
    return None


def _check_due(paid: PaidClaim, name: str) -> None:
    """Raises NotBillableOnwardError where the next payer has the claim already, or nothing is left for it."""
    remarks = {*paid.remarks, *(remark for line in paid.lines for remark in line.remarks)}
    if paid.status in _FORWARDED or paid.forwarded_to or remarks & _FORWARDED_BY_REMARK:
        raise NotBillableOnwardError(
            f"The payer has sent the claim on; {name} would have it twice.",
            f"Wait 30 days for the remittance of {name}; bill it then if none has come.",
        )
    if not any(one.group == PATIENT and one.amount for one in all_adjustments(paid)):
        raise NotBillableOnwardError(
            "The payer leaves the patient nothing to pay (no PR amount), so nothing is left for the next.",
            "If it denied the claim, work the denial first.",
        )


def _patient_of(header: ClaimHeader, practice: Practice) -> tuple[Patient, Coverage]:
    """The practice's patient and the coverage under which the claim was sent.

    Raises NotBillableOnwardError where there is none.
    """
    number = header.subscriber.id if header.subscriber else None
    number = carried_member_number(number) if number else None
    person = header.patient
    for patient in practice.patients.values():
        for coverage in patient.coverages.values():
            known = practice.payers[coverage.payer]
            if (
                header.payer is not None
                and person is not None
                and claim_text(known.id) == header.payer.id
                and claim_text(carried_member_number(coverage.member_id)) == number
                and (claim_text(patient.name.last), claim_text(patient.name.first))
                == (person.last_or_organization, person.first)
            ):
                return patient, coverage
    raise NotBillableOnwardError(
        f"No patient of the practice has member number {number} with this payer.",
        "Enter the patient and the coverage as they were when the claim was sent.",
    )


def _earlier_payers(claim: SubmittedClaim, patient: Patient, practice: Practice) -> list[LaterPayer]:
    """The payers that had decided before the claim went to this one."""
    payers = []
    for one in claim.other_payers:
        coverage = next(
            (
                other
                for other in patient.coverages.values()
                if claim_text(practice.payers[other.payer].id) == one.payer_id and other.order
            ),
            None,
        )
        if one.paid is None:
            continue
        if coverage is None or coverage.order is None:
            raise NotBillableOnwardError(
                f"The patient has no coverage in order by payer {one.payer_id}, which paid before.",
                "Enter the coverage with its order.",
            )
        payers.append(
            LaterPayer(
                order=coverage.order,
                payer=practice.payers[coverage.payer],
                coverage=coverage,
                paid=one.paid,
                remaining=one.remaining,
                adjustments=one.adjustments,
                on=one.on or _adjudication_day(claim, one.payer_id),
                payer_claim_number=one.payer_claim_number,
                outpatient=one.outpatient,
            )
        )
    return payers


def _adjudication_day(claim: SubmittedClaim, payer_id: str | None) -> date | None:
    days = (one.on for line in claim.lines for one in line.adjudications if one.payer_id == payer_id)
    return next((on for on in days if on), None)


def _claim(
    answered: DecidedClaim, patient: Patient, coverage: Coverage, order: Order, others: tuple[LaterPayer, ...]
) -> Claim:
    claim, practice = answered.claim, answered.practice
    first = claim.lines[0].first_date if claim.lines else None
    rendering = _clinician(claim.rendering or claim.header.billing, practice)
    if first is None or claim.charge is None or claim.place_of_service is None:
        raise NotBillableOnwardError("The claim that was sent has no date, place or charge.", "Send a whole one.")
    claim_id = _claim_id(claim.claim_id, coverage.payer, first)
    decided = adjudications_of(answered, others[-1])
    return Claim(
        claim_id=claim_id,
        patient=patient,
        coverage=_with_case_of(coverage, others[0].coverage),
        payer=practice.payers[coverage.payer],
        rendering=rendering,
        place_of_service=claim.place_of_service,
        diagnoses=claim.diagnoses,
        charge=claim.charge,
        site=_site(claim),
        order=order,
        others=others,
        lines=tuple(
            _line(line, number, claim_id, answered, mine)
            for number, (line, mine) in enumerate(zip(claim.lines, decided, strict=True), start=1)
        ),
    )


def _site(claim: SubmittedClaim) -> Site | None:
    """Where the service was given, as the claim that was sent has it; None at the billing address."""
    location, address = claim.location, claim.location_address
    if location is None:
        return None
    if address is None or location.last_or_organization is None:
        raise NotBillableOnwardError(
            "The claim that was sent names a place of service without its name or address.", "Send a whole one."
        )
    return Site(
        name=location.last_or_organization,
        address=address,
        place_of_service=claim.place_of_service,
        npi=location.id if location.id_kind == "XX" else None,
    )


def _claim_id(earlier: str, payer: str, first: date) -> str:
    """The first service date and eight characters that depend on the earlier claim and the payer."""
    return f"{first:%y%m%d}{b32encode(sha256(f'{earlier} {payer}'.encode()).digest()).decode()[:8]}"


def _with_case_of(coverage: Coverage, first: Coverage) -> Coverage:
    """The coverage with the referrer, onset and accident of the first coverage, where it has none of its own."""
    return structs.replace(
        coverage,
        referrer=coverage.referrer or first.referrer,
        onset_date=coverage.onset_date or first.onset_date,
        accident=coverage.accident or first.accident,
    )


def _clinician(party: Party | None, practice: Practice) -> Clinician:
    found = practice.clinicians.get(party.id or "") if party else None
    if found is None:
        who = party.id if party else None
        raise NotBillableOnwardError(
            f"Clinician {who} is not in the practice file.", "Add the clinician under [[clinicians]]."
        )
    return found


def _line(
    line: SubmittedLine, number: int, claim_id: str, answered: DecidedClaim, mine: tuple[Adjudication, ...]
) -> ClaimLine:
    if line.code is None or line.charge is None or line.units is None or line.first_date is None:
        raise NotBillableOnwardError(
            f"Line {number} that was sent lacks its code, charge, units or date.", "Send a whole claim."
        )
    return ClaimLine(
        number=number,
        visit_id=answered.claim.claim_id,
        visit_line=number,
        control_number=f"{claim_id}L{number}",
        code=line.code,
        modifiers=line.modifiers,
        charge=line.charge,
        units=int(line.units),
        service_date=line.first_date,
        pointers=line.pointers,
        rendering=_clinician(line.rendering, answered.practice) if line.rendering else None,
        adjudications=(*line.adjudications, *mine),
        description=line.description or line.note,
        noted=line.note is not None,
    )
