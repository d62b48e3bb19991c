"""Earlier visits out of what was sent (837P) or paid (835): all the history that a practice has which changes systems.

A claim knows its patient by the number on the card; the practice's patients tell whose that is. A claim that was paid
tells what was allowed, a claim that was sent what was billed; neither tells minutes.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path

from msgspec import Struct, structs

from cleanclaim.claims.remittance_history import read_remittance_history
from cleanclaim.claims.visits_from_837p import discipline_of, payer_lookup, visits_from_claims
from cleanclaim.exchange.x12.claim_files import read_claims
from cleanclaim.exchange.x12.items import Transaction
from cleanclaim.exchange.x12.read import read
from cleanclaim.model.errors import UserError
from cleanclaim.model.practice import Practice
from cleanclaim.model.remittance import PaidClaim, PaidLine, Payment
from cleanclaim.model.submitted_claim import REPLACEMENT, VOID, ClaimHeader, Party, SubmittedClaim
from cleanclaim.model.visit import Service, Visit
from cleanclaim.reference.medicare_number import carried_member_number

_OF_FIRST_PAYER = frozenset({"1", "4", "19"})
"""Statuses of a claim (CLP02) that the first payer decided: paid, denied, paid and sent on."""
_SEQUESTRATION = "253"
"""The reason (CARC) of what sequestration took off, which was allowed all the same."""


class EarlierVisits(Struct, frozen=True):
    """The visits, and how many of them are of patients whom the practice's file does not know. `again`: the claims that
    are in the file more than once, replaced or sent again, of which each visit counts once.
    """

    visits: list[Visit]
    strangers: int
    again: tuple[str, ...] = ()


def earlier_visits(path: str | Path, practice: Practice | None, *, by_card: bool = False) -> EarlierVisits:
    """The visits that an 837P bills or an 835 answers. `by_card`: patients keep the number on their card.

    Raises UserError where the file is neither.
    """
    kind = next((item.transaction_set for item in read(path) if isinstance(item, Transaction)), None)
    again: dict[str, None] = {}
    if kind == "837":
        found = list(visits_from_claims(_standing_claims(read_claims(path), again), payer_lookup(practice)))
    elif kind == "835":
        found = _paid_visits(path, practice)
    else:
        raise UserError(str(path), "is neither a file of claims (837P) nor a remittance (835).", "Name one, or visits.")
    if by_card:
        return EarlierVisits(found, 0, tuple(again))
    whose = patients_by_card(practice)
    named = [structs.replace(visit, patient_id=whose.get(visit.patient_id or "", visit.patient_id)) for visit in found]
    strangers = sum(1 for before in found if (before.patient_id or "") not in whose)
    return EarlierVisits(named, strangers, tuple(again))


def _standing_claims(claims: Iterable[SubmittedClaim], again: dict[str, None]) -> list[SubmittedClaim]:
    """The claims in order, each visit once: without those that a later void took back (it has the claim's own id), a
    replacement in the place of what it replaces, and without claims sent again or to a second payer, noted in `again`.

    Days and codes are compared too, for there are practices whose claims all have the patient's account number.
    """
    standing: dict[tuple[str, tuple[tuple[date | None, str | None], ...]], SubmittedClaim] = {}
    for claim in claims:
        key = claim.claim_id, tuple((line.first_date, line.code) for line in claim.lines)
        if claim.frequency == VOID:
            standing = {key: one for key, one in standing.items() if not _takes_back(claim, one)}
        elif claim.frequency == REPLACEMENT:
            replaced = next((at for at, one in standing.items() if _takes_back(claim, one)), key)
            if replaced in standing:
                again[claim.claim_id] = None
            standing[replaced] = claim
        elif key in standing:
            again[claim.claim_id] = None
        else:
            standing[key] = claim
    return list(standing.values())


def _takes_back(claim: SubmittedClaim, before: SubmittedClaim) -> bool:
    """Whether a void or replacement is of an earlier claim: it has its id and a day of it."""
    days = {line.first_date for line in before.lines}
    return claim.claim_id == before.claim_id and (
        not claim.lines or any(line.first_date in days for line in claim.lines)
    )


def patients_by_card(practice: Practice | None) -> dict[str, str]:
    """The patients by the numbers on their cards; a number that two share, as a family's may, is left out."""
    found: dict[str, str | None] = {}
    for patient in practice.patients.values() if practice else ():
        for coverage in patient.coverages.values():
            number = carried_member_number(coverage.member_id)
            found[number] = None if found.get(number, patient.patient_id) != patient.patient_id else patient.patient_id
    return {number: patient_id for number, patient_id in found.items() if patient_id is not None}


def patient_of(header: ClaimHeader, cards: Mapping[str, str]) -> str:
    """The patient whose card a claim names, with or without the hyphens that are on it; empty where none is known."""
    number = (header.subscriber.id if header.subscriber else None) or ""
    return cards.get(number) or cards.get(number.replace("-", "").replace(" ", "")) or ""


def _paid_visits(path: str | Path, practice: Practice | None) -> list[Visit]:
    payer_of = payer_lookup(practice)
    visits = []
    for history in read_remittance_history([path]).claims.values():
        payer = history.first_payer
        standing = payer.standing if payer else None
        if standing is not None and standing.claim.status in _OF_FIRST_PAYER:
            visits += _visits_of(standing.claim, standing.payment, payer_of)
    return visits


def _visits_of(claim: PaidClaim, payment: Payment, payer_of: Callable[[ClaimHeader], str | None]) -> list[Visit]:
    """A visit for each day of service of a claim as it was paid."""
    header = ClaimHeader(payer=Party(id=payment.payer_id), filing=claim.filing)
    by_day: dict[date | None, list[PaidLine]] = {}
    for line in claim.lines:
        on = line.first_date or claim.first_date
        by_day.setdefault(on if (line.last_date or on) == on else None, []).append(line)
    return [
        Visit(
            visit_id=claim.claim_id if len(by_day) == 1 else f"{claim.claim_id} {on}",
            patient_id=(claim.patient.id if claim.patient else None) or None,
            payer=payer_of(header),
            service_date=on,
            discipline=discipline_of([line.modifiers for line in lines], None),
            provider_npi=claim.rendering.id if claim.rendering and claim.rendering.id_kind == "XX" else None,
            services=tuple(_service(line) for line in lines),
        )
        for on, lines in by_day.items()
    ]


def _service(line: PaidLine) -> Service:
    units = line.units
    return Service(
        code=line.submitted_code or line.code or "",
        units=int(units) if units is not None and units == units.to_integral_value() else None,
        modifiers=line.modifiers,
        charge=line.charge,
        allowed=_allowed(line),
    )


def _allowed(line: PaidLine) -> int | None:
    """What was allowed: as the payer says it, else what it paid, what the patient owes, and what sequestration took."""
    if line.allowed is not None:
        return line.allowed
    if line.paid is None:
        return None
    counted = [one.amount for one in line.adjustments if one.group == "PR" or one.reason == _SEQUESTRATION]
    return None if None in counted else line.paid + sum(amount for amount in counted if amount is not None)
