"""What questions are made for: the law of a day and the payers; and made-up visits to make them from."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from msgspec import Struct

from cleanclaim.law.basis import Basis
from cleanclaim.law.policies.policy import Policy
from cleanclaim.law.review.coded import CodedVisit, code
from cleanclaim.law.wording import day
from cleanclaim.model.visit import History, Performer, Service, Visit
from cleanclaim.reference.catalogue import catalogue

EXERCISE_CODES = ("97110", "97112", "97113", "97116", "97140", "97530", "97535", "97035", "97032")
"""15-minute codes that come up in an ordinary day."""


class TrainingSetting(Struct, frozen=True, kw_only=True):
    """The day whose law is asked for, and by which tables and payers."""

    basis: Basis
    on: date

    def policy(self, payer: str) -> Policy:
        """The policy of one of our payers on the day."""
        found = self.basis.policy(payer, self.on)
        assert found is not None, payer
        return found

    def workday(self, rng: Random, back: int = 60) -> date:
        """A weekday at or up to so many days before the day, drawn by lot, of the same year."""
        found = max(self.on - timedelta(days=rng.randrange(back)), self.on.replace(month=1, day=2))
        while found.weekday() > 4:
            found += timedelta(days=1)
        return found


class MinutesOfCode(Struct, frozen=True):
    """One service as it was services: code, minutes, who gave it."""

    code: str
    minutes: int
    by: Performer = "PT"

    def words(self, width: int = 5) -> str:
        """The service in a line."""
        who = "" if self.by == "PT" else f"  by {self.by}"
        return f"{name_code(self.code):<{width}}  {self.minutes:>2} min{who}"


def name_code(code: str) -> str:
    """A code with its name: `97110 Exercise`."""
    entry = catalogue().get(code)
    return f"{code} {entry.label}" if entry else code


def visit_of(services: Sequence[MinutesOfCode], payer: str, on: date, history: History | None = None) -> Visit:
    """A made-up visit with these services."""
    recorded = tuple(Service(code=one.code, minutes=one.minutes, performed_by=one.by) for one in services)
    return Visit(
        visit_id="1",
        patient_id="P1",
        payer=payer,
        service_date=on,
        discipline="PT",
        provider_npi="1234567893",
        place_of_service="11",
        services=recorded,
        history=history,
    )


def coded(services: Sequence[MinutesOfCode], payer: str, on: date, setting: TrainingSetting) -> CodedVisit:
    """What the engine makes of these services."""
    return code([visit_of(services, payer, on)], setting.basis).visits[0]


def facts_of(services: Sequence[MinutesOfCode], policy: Policy, on: date) -> tuple[str, ...]:
    """The services as they stand above a question."""
    width = max(len(name_code(one.code)) for one in services)
    return (f"{policy.name}, {day(on)}. One patient, one on one.", *(f"  {one.words(width)}" for one in services))


def units_in_words(units: dict[str, int]) -> str:
    """Units by code: `97110 × 2, 97140 × 1`; codes without a unit are left out."""
    return ", ".join(f"{code} × {number}" for code, number in units.items() if number) or "nothing"
