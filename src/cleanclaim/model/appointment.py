"""An appointment in the practice's schedule."""

from datetime import date, time
from typing import Literal, get_args

from msgspec import Struct

AppointmentStatus = Literal["kept", "canceled", "no_show"]
APPOINTMENT_STATUSES: tuple[str, ...] = get_args(AppointmentStatus)


class Appointment(Struct, frozen=True, kw_only=True):
    """One appointment and what became of it: an empty `status` where that is not known yet, as before its day.

    `at` is None where only its day is known; `site` is empty where no site is named.
    """

    patient_id: str
    on: date
    provider_npi: str
    status: AppointmentStatus | Literal[""]
    at: time | None = None
    site: str = ""
