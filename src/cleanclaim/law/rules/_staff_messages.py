"""What is said of a clinician's standing, where one sentence does not fit every case."""

from collections.abc import Sequence
from datetime import date

from cleanclaim.law.chart import credentials
from cleanclaim.law.chart.credentials import EnrollmentStanding
from cleanclaim.law.wording import day
from cleanclaim.model.practice import Clinician, License, Screening


def unlicensed_message(licenses: Sequence[License], service_date: date) -> str:
    """That no license covers the day, and when the last one ended."""
    ended = credentials.find_last_licensed_day(licenses)
    past = f"; the last one ended on {day(ended)}" if ended and ended < service_date else ""
    return f"No license entered of the clinician covers {day(service_date)}{past}."


def not_enrolled_message(enrolled: EnrollmentStanding, payer: str) -> str:
    """What is known of the enrollment instead."""
    if enrolled.standing == "applied":
        return f"The enrollment with {payer} is applied for and not yet in effect."
    if enrolled.standing == "ended":
        return f"The enrollment with {payer} ended on {day(enrolled.ended)}."
    return f"No enrollment with {payer} is entered of who renders the visit."


def not_screened_message(exclusion_screening_days: int, last_screening: Screening | None = None) -> str:
    """When somebody last looked."""
    when = "Nobody has looked" if last_screening is None else f"The last look was on {day(last_screening.on)}"
    return f"{when}; it may be {exclusion_screening_days} days old."


def left_message(clinician: Clinician, service_date: date) -> str:
    """Which of the two days the visit misses."""
    if clinician.hired is not None and service_date < clinician.hired:
        return f"The visit of {day(service_date)} comes before the clinician was hired on {day(clinician.hired)}."
    return f"The visit of {day(service_date)} comes after the clinician left on {day(clinician.left)}."
