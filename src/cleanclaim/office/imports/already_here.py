"""Which visits of a file are here already under another number, as claims of earlier years are of visits entered here.

    of the file            here                             the same visit
    claim 260302K7Q2M9XA   a claim sent from here           by the claim's number
    claim 41001            visit V16                        same patient and day, a code in common
    visit V16 of a table   41001, billed elsewhere, of      the same, whichever of the two came first
                           which no minutes are known
    claim 41001 of PT      visit V17 of OT, same day        no: two disciplines

A claim tells neither the visit's number nor its minutes. Twice the same visit would be counted twice in the patient's
year, and billed twice where one of them is signed here.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from msgspec import Struct

from cleanclaim.law.wording import day
from cleanclaim.model.visit import Visit
from cleanclaim.office.claims.models import ClaimAsSent
from cleanclaim.office.visits.case import read_values
from cleanclaim.office.visits.models import VisitRecord, VisitState

SENT_FROM_HERE = "a claim that was sent from here"


class KnownVisit(Struct, frozen=True):
    """A visit that is here, or that the file has further up. `mine`: this import took it, before it was stopped."""

    number: str
    on: date | None
    discipline: str | None
    codes: frozenset[str]
    mine: bool = False

    def may_be(self, visit: Visit) -> bool:
        """Whether a visit of the same patient and day may be this one."""
        others = visit.discipline and self.discipline and visit.discipline != self.discipline
        return not others and bool(self.codes & {service.code for service in visit.services})

    def in_words(self) -> str:
        """How it is named."""
        return f"visit {self.number} of {day(self.on)}"


class VisitsHere:
    """The visits of the days that a file speaks of. `claims`: the file is one of claims or remittances."""

    def __init__(self, patients: Mapping[str, UUID], mine: frozenset[UUID], *, claims: bool) -> None:
        self._patients = patients
        self._mine = mine
        self._claims = claims
        self._of_day: dict[tuple[str | None, date | None], dict[str, KnownVisit]] = {}
        self._sent: dict[str, str] = {}

    def load(self, visits: Sequence[Visit]) -> None:
        """Look up what is here of the days of a part of the file."""
        of = {pk: number for number, pk in self._patients.items() if number in {one.patient_id for one in visits}}
        found = VisitRecord.objects.filter(patient__in=list(of), service_date__in={one.service_date for one in visits})
        if not self._claims:
            found = found.filter(state=VisitState.BILLED)
        records = list(found)
        for record, value in zip(records, read_values(records), strict=True):
            if self._claims or all(service.minutes is None for service in value.services):
                self._note(of[record.patient_id], value, mine=record.pk in self._mine)
        if self._claims:
            numbers = {_claim_number(one) for one in visits}
            sent = ClaimAsSent.objects.filter(sent_id__in=numbers).select_related("claim")
            self._sent.update((one.sent_id, one.claim.number) for one in sent)

    def find(self, visit: Visit) -> str:
        """What a visit of the file is here already, in words; empty where it is new."""
        if self.is_sent(visit):
            return f"{SENT_FROM_HERE}, of visit {self._sent[_claim_number(visit)]}"
        of_day = self._of_day.get((visit.patient_id, visit.service_date), {}).values()
        return next((one.in_words() for one in of_day if one.number == visit.visit_id or one.may_be(visit)), "")

    def is_sent(self, visit: Visit) -> bool:
        """Whether a visit of a claim is one whose claim was sent from here, which no other visit can be."""
        return self._claims and _claim_number(visit) in self._sent

    def is_taken(self, visit: Visit) -> bool:
        """Whether this import took the visit, under its number or one made of it, before it was stopped."""
        of_day = self._of_day.get((visit.patient_id, visit.service_date), {}).values()
        return any(one.mine and one.number in numbers_for(visit) and one.may_be(visit) for one in of_day)

    def add(self, visit: Visit) -> None:
        """Note a visit of the file that is taken."""
        if self._claims:
            self._note(visit.patient_id, visit, mine=False)

    def _note(self, patient: str | None, visit: Visit, *, mine: bool) -> None:
        codes = frozenset(service.code for service in visit.services)
        known = KnownVisit(visit.visit_id, visit.service_date, visit.discipline, codes, mine)
        self._of_day.setdefault((patient, visit.service_date), {})[visit.visit_id] = known


def numbers_for(visit: Visit) -> tuple[str, ...]:
    """The numbers that a visit of a claim may get: its own, or one with its day where another visit has that, as where
    each claim has the patient's account number.
    """
    dated = f"{visit.visit_id.partition(' ')[0]} {visit.service_date}"
    return visit.visit_id, dated, *(f"{dated}#{further}" for further in range(2, 6))


def _claim_number(visit: Visit) -> str:
    """The number of the claim that a visit was made of: without its day, and without its place among several."""
    return visit.visit_id.partition(" ")[0].partition("#")[0]
