"""The verb `patterns`: what a book of visits shows together, clinician by clinician."""

from collections.abc import Sequence

from msgspec import Struct

from cleanclaim.compliance.audit.appointments import Unmatched, find_unmatched
from cleanclaim.compliance.audit.signal import Signal
from cleanclaim.compliance.audit.signals import find_signals
from cleanclaim.compliance.audit.visit_counts import count_visits
from cleanclaim.law.basis import Basis
from cleanclaim.law.review.review import Review
from cleanclaim.model.appointment import Appointment
from cleanclaim.model.visit import Visit


class Patterns(Struct, frozen=True, kw_only=True):
    """The signals of a book, how much was looked at, and what schedule and claims don't agree on.

    `unmatched` is None where no schedule was given.
    """

    visits: int
    clinicians: int
    signals: list[Signal]
    unmatched: list[Unmatched] | None = None


def find_patterns(
    visits: Sequence[Visit],
    review: Review,
    basis: Basis,
    schedule: Sequence[Appointment] | None = None,
) -> Patterns:
    """The patterns of the visits. `review` is theirs, in their order; `schedule` all appointments, where known."""
    counted = count_visits(visits, review.claims, basis)
    return Patterns(
        visits=len(counted),
        clinicians=len({one.clinician for one in counted}),
        signals=find_signals(counted),
        unmatched=None if schedule is None else find_unmatched(schedule, visits),
    )
