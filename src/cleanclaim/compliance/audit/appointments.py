"""The schedule compared with the claims: attended and never billed, billed and never attended."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal

from msgspec import Struct

from cleanclaim.model.appointment import Appointment
from cleanclaim.model.visit import Visit


class Unmatched(Struct, frozen=True, kw_only=True):
    """An appointment that was kept without a visit billed, or a visit without an appointment that was kept.

    "billed and not known": of the visit's appointment the schedule does not say what became of it.
    """

    what: Literal["kept and not billed", "billed and not kept", "billed and not known"]
    patient_id: str
    on: date
    provider_npi: str | None
    visit_id: str | None = None


def find_unmatched(schedule: Iterable[Appointment], visits: Sequence[Visit]) -> list[Unmatched]:
    """What schedule and visits don't agree on, by day; only days and patients decide, not hours."""
    appointments = list(schedule)
    attended = {(one.patient_id, one.on): one for one in appointments if one.status == "kept"}
    not_known = {(one.patient_id, one.on) for one in appointments if not one.status}
    billed: dict[tuple[str, date], Visit] = {}
    for visit in visits:
        if visit.patient_id is not None and visit.service_date is not None:
            billed.setdefault((visit.patient_id, visit.service_date), visit)
    missed = [
        Unmatched(what="kept and not billed", patient_id=patient, on=on, provider_npi=one.provider_npi)
        for (patient, on), one in attended.items()
        if (patient, on) not in billed
    ]
    phantom = [
        Unmatched(
            what="billed and not known" if (patient, on) in not_known else "billed and not kept",
            patient_id=patient,
            on=on,
            provider_npi=one.provider_npi,
            visit_id=one.visit_id,
        )
        for (patient, on), one in billed.items()
        if (patient, on) not in attended
    ]
    return sorted([*missed, *phantom], key=lambda one: (one.on, one.patient_id, one.what))
