"""What stands around a visit: the patient's other visits of the day, the clinician's day, who the clinician is.

It is worked out once for all visits of a review, so that a visit's questions only look it up.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct

from cleanclaim.model.practice import Clinician
from cleanclaim.model.visit import Visit

PatientDay = tuple[str, date]
ClinicianDay = tuple[str, date]


class Around(Struct, frozen=True):
    """What is known around one visit.

    `same_day`: the patient's other visits of the day for the same payer and discipline, whose minutes count together.
    `patient_day`: all other visits of the patient that day. `clinician_day`: those of the clinician.
    `clinician`: what the practice's file says of who rendered the visit; None where nothing does.
    """

    same_day: Sequence[Visit] = ()
    patient_day: Sequence[Visit] = ()
    clinician_day: Sequence[Visit] = ()
    clinician: Clinician | None = None


ALONE = Around()
"""A visit of which nothing around is known."""


class Surroundings:
    """All visits of a review by patient and by clinician, for `around` to look up."""

    def __init__(self, visits: Sequence[Visit], staff: Mapping[str, Clinician] | None = None) -> None:
        patients: dict[PatientDay, list[Visit]] = defaultdict(list)
        clinicians: dict[ClinicianDay, list[Visit]] = defaultdict(list)
        for visit in visits:
            if visit.service_date is None:
                continue
            if visit.patient_id is not None:
                patients[visit.patient_id, visit.service_date].append(visit)
            if visit.provider_npi is not None:
                clinicians[visit.provider_npi, visit.service_date].append(visit)
        self.patients = {day: held for day, held in patients.items() if len(held) > 1}
        self.clinicians = {day: held for day, held in clinicians.items() if len(held) > 1}
        self.staff = staff or {}

    def around(self, visit: Visit) -> Around:
        """What stands around the visit. Where patient, clinician or date are unknown, nothing says what does."""
        clinician = self.staff.get(visit.provider_npi) if visit.provider_npi else None
        that_day = self._others(self.patients, visit.patient_id, visit)
        clinician_day = self._others(self.clinicians, visit.provider_npi, visit)
        if not that_day and not clinician_day and clinician is None:
            return ALONE
        same_day = tuple([other for other in that_day if _counts_with(visit, other)]) if that_day else ()
        return Around(same_day, that_day, clinician_day, clinician)

    def _others(self, days: dict[tuple[str, date], list[Visit]], whose: str | None, visit: Visit) -> tuple[Visit, ...]:
        if whose is None or visit.service_date is None:
            return ()
        held = days.get((whose, visit.service_date))
        return tuple([other for other in held if other is not visit]) if held else ()


def _counts_with(visit: Visit, other: Visit) -> bool:
    return visit.discipline == other.discipline and visit.payer == other.payer
