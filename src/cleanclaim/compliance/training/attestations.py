"""What has to be taught and signed once a year, for whom it is due, and when."""

from collections.abc import Iterable, Iterator
from datetime import date

from msgspec import Struct

from cleanclaim.compliance.training.competencies import Competency, competencies
from cleanclaim.compliance.training.record import Attestation, TrainingRecord


class DueAttestation(Struct, frozen=True, kw_only=True):
    """A competency that somebody has to attest by a day; `last` is when that person did. None: never, and due now."""

    who: str
    competency: Competency
    last: date | None
    due: date | None


def attested_competencies() -> tuple[Competency, ...]:
    """Those that are signed once a year."""
    return tuple(one for one in competencies().values() if one.attested)


def attestations_of(record: TrainingRecord, people: Iterable[str]) -> Iterator[DueAttestation]:
    """For each of these people and each competency that is attested, when it was last, and by when it is due."""
    for who in people:
        for one in attested_competencies():
            last = _last(record.attestations, who, one)
            yield DueAttestation(who=who, competency=one, last=last, due=_a_year_after(last) if last else None)


def _last(attestations: Iterable[Attestation], who: str, competency: Competency) -> date | None:
    days = (one.on for one in attestations if one.who == who and one.competency == competency.id)
    return max(days, default=None)


def _a_year_after(day: date) -> date:
    """The same day of the next year; the day before, where there is none (February 29)."""
    return day.replace(year=day.year + 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year + 1)
