"""A good faith estimate: the visits that a patient is expected to pay, service by service, and what it lacks."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from msgspec import Struct

from cleanclaim.exchange.forms.superbill import SuperbillVisit
from cleanclaim.model.practice import Patient, Practice


class EstimatedVisits(Struct, frozen=True, kw_only=True):
    """What a patient is expected to pay: planned visits with their lines and charges, each given `times` times until a
    day. `separately`: what has to be scheduled apart from it.
    """

    patient: Patient
    visits: tuple[SuperbillVisit, ...]
    times: int = 1
    until: date | None = None
    separately: tuple[str, ...] = ()

    @property
    def charge(self) -> int:
        """Cents that are expected in all."""
        return self.times * sum(sum(one.charges) for one in self.visits)

    @property
    def first_day(self) -> date | None:
        """The first day that is scheduled; None where none is yet."""
        return min((one.visit.service_date for one in self.visits if one.visit.service_date), default=None)


def by_patient(
    visits: Iterable[SuperbillVisit], *, times: int, until: date | None, separately: Sequence[str]
) -> Iterator[EstimatedVisits]:
    """An estimate for each patient, in the order of the visits."""
    mine: dict[str, list[SuperbillVisit]] = {}
    for one in visits:
        mine.setdefault(one.patient.patient_id, []).append(one)
    for found in mine.values():
        yield EstimatedVisits(
            patient=found[0].patient, visits=tuple(found), times=times, until=until, separately=tuple(separately)
        )


def lacking(estimate: EstimatedVisits, practice: Practice) -> Iterator[str]:
    """What an estimate has to say and no file tells."""
    if practice.billing.tax_id_kind != "EIN":
        yield "The tax number is a Social Security number, which is not printed: write it in by hand."
    for one in estimate.visits:
        if one.visit.provider_npi not in practice.clinicians:
            yield f"Visit {one.visit.visit_id}: who treats is not known (provider_npi)."
        if not any(line.diagnoses for line in one.lines):
            yield f"Visit {one.visit.visit_id}: no diagnosis is entered."
