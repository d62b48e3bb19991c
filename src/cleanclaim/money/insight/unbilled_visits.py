"""Visits that are on no claim of a book: each visit's patient and day beside those of the claims, and of what payers
decided of claims that the folder does not have.

A claim knows its patient by the number on the card; the practice's patients tell whose that is. Of a month without any
claim nothing is said: its file may be missing.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from msgspec import Struct

from cleanclaim.claims.earlier_visits import patient_of, patients_by_card
from cleanclaim.law.wording import listed
from cleanclaim.model.money import dollars_for_people
from cleanclaim.model.practice import Practice
from cleanclaim.model.remittance import REVERSED, PaidClaim
from cleanclaim.model.submitted_claim import VOID, ClaimHeader, Party
from cleanclaim.model.visit import Visit
from cleanclaim.money.book.book import Book

_NOT_BILLED_TO = frozenset({"self_pay"})


class UnbilledVisit(Struct, frozen=True, kw_only=True):
    """A visit that no claim has, with its payer's header by which limits are found. `charge` is cents, None where a
    service has neither a charge nor a fee.
    """

    visit_id: str
    patient_id: str
    payer: str
    on: date
    codes: tuple[str, ...]
    charge: int | None
    header: ClaimHeader


class UnbilledVisits(Struct, frozen=True, kw_only=True):
    """The visits of a file that no claim has, and what could not be looked at."""

    file: str
    visits: tuple[UnbilledVisit, ...]
    open_questions: tuple[str, ...]


def unbilled_visits(file: str, visits: Sequence[Visit], practice: Practice, book: Book) -> UnbilledVisits:
    """The visits of insured patients that are on no claim that stands."""
    whose = patients_by_card(practice)
    known = set(whose.values())
    billed = set(_billed_days(book, whose))
    insured = [one for one in visits if one.services and one.payer not in _NOT_BILLED_TO]
    unknown = [one for one in insured if one.service_date is None or (one.patient_id or "") not in known]
    found = [_unbilled(one, practice) for one in insured if one not in unknown and _key(one) not in billed]
    months = months_billed(book)
    of_months = [one for one in found if month_of(one.on) not in months]
    questions = []
    if of_months:
        cents = sum(one.charge or 0 for one in of_months)
        questions.append(
            f"The folder has no claims (837P) of {name_months(one.on for one in of_months)}, so that visits of then"
            f" ({len(of_months):,}, {dollars_for_people(cents)} at your charges) were not looked for on claims. Put"
            " them into the folder; what was not sent then was never billed."
        )
    if unknown:
        questions.append(
            f"{len(unknown):,} visits were not looked for on claims: they have no day, or the practice's file has no"
            " card of the patient."
        )
    visits_left = tuple(one for one in found if month_of(one.on) in months)
    return UnbilledVisits(file=file, visits=visits_left, open_questions=tuple(questions))


def months_billed(book: Book) -> frozenset[date]:
    """The months, by their first days, of the services that claims of the folder have."""
    days = (line.first_date for one in book.billed for line in one.claim.lines)
    return frozenset(month_of(on) for on in days if on)


def month_of(on: date) -> date:
    """The first day of its month."""
    return on.replace(day=1)


def name_months(days: Iterable[date]) -> str:
    """The months of some days, as `Mar 2026 and May 2026`."""
    return listed(f"{one:%b %Y}" for one in sorted(set(map(month_of, days))))


def _key(visit: Visit) -> tuple[str | None, date | None]:
    return visit.patient_id, visit.service_date


def _billed_days(book: Book, whose: dict[str, str]) -> Iterable[tuple[str, date]]:
    """Each patient and day on a claim that was not taken back, or on one that only a payer names."""
    for bill in book.bills():
        if any(one.claim.frequency == VOID for one in bill.billed):
            continue
        for one in (*bill.billed, *bill.onward):
            patient = patient_of(one.claim.header, whose)
            for line in one.claim.lines:
                if patient and line.first_date:
                    yield patient, line.first_date
    for claim in decided_strangers(book):
        patient = patient_of(ClaimHeader(subscriber=claim.patient), whose)
        for on in days_decided(claim):
            if patient:
                yield patient, on


def decided_strangers(book: Book) -> Iterator[PaidClaim]:
    """What payers decided of claims that the folder does not have."""
    known = {one.claim.claim_id for one in book.billed}
    for remittance in book.remittances:
        for claim, _source in remittance.decided:
            if claim.claim_id not in known and claim.status != REVERSED:
                yield claim


def days_decided(claim: PaidClaim) -> set[date]:
    """The days of service that a payer says of a claim."""
    return {on for on in (claim.first_date, *(line.first_date for line in claim.lines)) if on}


def _unbilled(visit: Visit, practice: Practice) -> UnbilledVisit:
    charges = [_charge(service.charge, service.units, practice.fees.get(service.code)) for service in visit.services]
    payer = practice.payers.get(visit.payer or "")
    assert visit.service_date is not None  # others are not looked for
    return UnbilledVisit(
        visit_id=visit.visit_id,
        patient_id=visit.patient_id or "",
        payer=payer.name if payer else visit.payer or "",
        on=visit.service_date,
        codes=tuple(dict.fromkeys(service.code for service in visit.services)),
        charge=None if None in charges else sum(one or 0 for one in charges),
        header=ClaimHeader(payer=Party(payer.name, id=payer.id) if payer else None),
    )


def _charge(charge: int | None, units: int | None, fee: int | None) -> int | None:
    if charge is not None:
        return charge
    return fee * units if fee is not None and units is not None else None
