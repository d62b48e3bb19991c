"""Visits that are on no claim of a book: each visit's patient and day beside those of the claims.

A claim knows its patient by the number on the card; the practice's patients tell whose that is.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct

from cleanclaim.claims.earlier_visits import patient_of, patients_by_card
from cleanclaim.model.practice import Practice
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
    found = [one for one in insured if one not in unknown and (one.patient_id, one.service_date) not in billed]
    questions = []
    if unknown:
        questions.append(
            f"{len(unknown):,} visits were not looked for on claims: they have no day, or the practice's file has no"
            " card of the patient."
        )
    return UnbilledVisits(
        file=file, visits=tuple(_unbilled(one, practice) for one in found), open_questions=tuple(questions)
    )


def _billed_days(book: Book, whose: dict[str, str]) -> Iterable[tuple[str, date]]:
    """Each patient and day on a claim that was not taken back."""
    for bill in book.bills():
        if any(one.claim.frequency == VOID for one in bill.billed):
            continue
        for one in (*bill.billed, *bill.onward):
            patient = patient_of(one.claim.header, whose)
            for line in one.claim.lines:
                if patient and line.first_date:
                    yield patient, line.first_date


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
