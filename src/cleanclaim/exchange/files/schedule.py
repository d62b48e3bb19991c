"""The schedule comes in: one appointment a row, with what became of it."""

import csv
import io
import re
from collections.abc import Mapping
from datetime import datetime, time
from pathlib import Path
from typing import Literal

from cleanclaim.model.appointment import APPOINTMENT_STATUSES, Appointment, AppointmentStatus
from cleanclaim.model.days import parse_iso_date
from cleanclaim.model.errors import UserError
from cleanclaim.whole_file import read_whole_text

WORDS: Mapping[AppointmentStatus | Literal[""], frozenset[str]] = {
    "kept": frozenset({"kept", "arrived", "attended", "checked in", "checked out", "complete", "completed", "seen"}),
    "canceled": frozenset({"canceled", "cancelled", "cancel", "late cancel", "rescheduled"}),
    "no_show": frozenset({"no show", "noshow", "missed", "did not show"}),
    "": frozenset({"", "scheduled", "booked", "confirmed", "unconfirmed", "not confirmed", "pending", "reminded"}),
}
"""The words that schedules have for each status, in small letters; what became of the last is not known yet."""
COLUMNS = ("patient_id", "date", "provider_npi", "status")
TIME_FORMS = ("%H:%M", "%I:%M %p")
"""How the column time may be written, where the file has it."""


def read_schedule(path: Path) -> list[Appointment]:
    """The appointments of a CSV file with the columns patient_id, date, provider_npi and status, and time where known.

    Raises UserError for the first row that is wrong.
    """
    try:
        rows = csv.DictReader(io.StringIO(read_whole_text(path), newline=""))
        missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
        if missing:
            raise UserError(str(path), f"there is no column {missing[0]}", f"A schedule has {', '.join(COLUMNS)}.")
        return [_appointment(row, f"{path}, row {number}") for number, row in enumerate(rows, 2)]
    except csv.Error as error:
        raise UserError(str(path), f"it cannot be read: {error}", "Give the schedule as a CSV file in UTF-8.") from None


def _appointment(row: dict[str, str | None], place: str) -> Appointment:
    word = " ".join(re.split(r"[\s_-]+", (row["status"] or "").strip().lower()))
    status = next((status for status, words in WORDS.items() if word in words), None)
    if status is None:
        remedy = f"Write {', '.join(APPOINTMENT_STATUSES)}, or scheduled where it is still to come."
        raise UserError(f"{place}, column status", f"{row['status']!r} is no status", remedy)
    try:
        on = parse_iso_date((row["date"] or "").strip())
    except ValueError:
        raise UserError(f"{place}, column date", f"{row['date']!r} is no date", "Write it like 2026-03-02.") from None
    patient = (row["patient_id"] or "").strip()
    if not patient:
        raise UserError(f"{place}, column patient_id", "is empty", "Every appointment needs its patient.")
    return Appointment(
        patient_id=patient,
        on=on,
        provider_npi=(row["provider_npi"] or "").strip(),
        status=status,
        at=_time((row.get("time") or "").strip().upper(), place),
    )


def _time(text: str, place: str) -> time | None:
    for form in TIME_FORMS if text else ():
        try:
            return datetime.strptime(text, form).time()
        except ValueError:
            continue
    if text:
        raise UserError(f"{place}, column time", f"{text!r} is no time of day", "Write it like 13:45 or 1:45 PM.")
    return None
