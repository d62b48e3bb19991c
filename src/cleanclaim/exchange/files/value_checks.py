"""What cannot be right of a value though it can be read: one list for whoever takes values in, files and forms alike.

    a birth after today, or more than 120 years ago     a day that has not come, of what happened
    a Medicare number that Medicare never gave          an NPI whose last digit does not check the others

Whether a value fits the others on a claim is for the rules to say.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from msgspec import Struct

from cleanclaim.exchange.files.date_values import OLDEST
from cleanclaim.exchange.files.visit_values import UnreadableError, quoted
from cleanclaim.model.npi import npi_is_valid
from cleanclaim.model.practice import Patient, PayerId
from cleanclaim.reference.medicare_number import describe_wrong_number

MEDICARE = "MB"
NOT_YET = "is after today."
CHECK_YEAR = "Check the year."
PAST: Mapping[str, tuple[str, ...]] = {
    "plan_of_care": ("signed_on", "verbal_on", "sent_on", "order_on"),
    "progress_reports": ("on",),
    "authorizations": ("counted_on",),
    "benefits": ("counted_on",),
    "coverage": ("checked_on",),
}
"""The days of what happened, by the part of a chart."""
LASTS = ("through", "ends")
MOST_AHEAD = timedelta(days=366)
"""How far ahead what is entered may begin. Ours: what lies further is a slip of the pen."""


class ValueFault(Struct, frozen=True):
    """A field that cannot be right. `payer`: of whose coverage it is; empty where it is of the person."""

    field: str
    payer: str
    problem: str
    remedy: str


def patient_faults(patient: Patient, payers: Mapping[str, PayerId], today: date) -> Iterator[ValueFault]:
    """What cannot be right of a patient and the coverages."""
    if patient.birth_date > today:
        yield ValueFault("birth_date", "", NOT_YET, CHECK_YEAR)
    elif patient.birth_date.year < today.year - OLDEST:
        yield ValueFault("birth_date", "", f"is more than {OLDEST} years ago.", CHECK_YEAR)
    for key, one in patient.coverages.items():
        days = {
            "onset_date": one.onset_date,
            "accident_date": one.accident.on if one.accident else None,
            "subscriber_birth_date": one.subscriber.birth_date if one.subscriber else None,
        }
        yield from (
            ValueFault(name, key, NOT_YET, CHECK_YEAR) for name, day in days.items() if day is not None and day > today
        )
        problem = member_number_problem(one.member_id, payers.get(key))
        if problem:
            yield ValueFault("member_id", key, problem, "Copy it from the patient's card, such as 1EG4-TE5-MK73.")


def chart_entry_faults(part: str, entry: Any, today: date) -> Iterator[ValueFault]:
    """What cannot be right of the days of an entry in a part of a chart, such as a plan of care."""
    days = {part: entry} if isinstance(entry, date) else {name: getattr(entry, name) for name in PAST.get(part, ())}
    for name, day in days.items():
        if day is not None and day > today:
            yield ValueFault(name, "", NOT_YET, "Enter the day it happened, or leave it empty until then.")
    begins = getattr(entry, "begins", None)
    if begins is not None and begins > today + MOST_AHEAD:
        yield ValueFault("begins", "", "is more than a year ahead.", CHECK_YEAR)
    for name in LASTS:
        last = getattr(entry, name, None)
        if begins is not None and last is not None and last < begins:
            yield ValueFault(name, "", "is before the first day.", "Correct one of the two.")


def member_number_problem(member_id: str, payer: PayerId | None) -> str:
    """What is wrong with a patient's number at a payer; empty where nothing is known to be."""
    filing = (payer.claim_filing or (MEDICARE if payer.policy == "medicare" else "")) if payer else ""
    wrong = describe_wrong_number(member_id) if filing == MEDICARE else ""
    return f"{wrong}." if wrong else ""


def visit_checks(today: date) -> dict[str, Callable[[Any], None]]:
    """What is checked of the cells of a visit, by field: each passes, or raises UnreadableError."""

    def check_day(day: date) -> None:
        if day > today:
            raise UnreadableError(f"{day} {NOT_YET}", CHECK_YEAR)

    return {"service_date": check_day, "provider_npi": check_npi}


def check_npi(number: str) -> None:
    """Pass for an NPI; raises UnreadableError where its last digit does not check the others, or it has not ten."""
    if not npi_is_valid(number):
        raise UnreadableError(
            f"{quoted(number)} is not an NPI: ten digits, the last of which checks the others.",
            "Copy the number from the NPI registry.",
        )
