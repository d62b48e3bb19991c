"""Yearly attestations: when they are due."""

from datetime import date

import pytest
from msgspec import structs

from cleanclaim.compliance.training.attestations import attestations_of
from cleanclaim.compliance.training.record import Attestation, TrainingRecord

P1 = Attestation(who="kim", on=date(2026, 1, 5), competency="P1", taught_by="M. Owner", material="slides of 2026")


@pytest.mark.parametrize(
    ("on", "due"),
    [
        (date(2026, 1, 5), date(2027, 1, 5)),
        (date(2024, 2, 29), date(2025, 2, 28)),
        (date(2025, 12, 31), date(2026, 12, 31)),
    ],
)
def test_it_is_due_a_year_after_the_last_one(on: date, due: date) -> None:
    older = structs.replace(P1, on=on.replace(year=on.year - 4))
    record = TrainingRecord(attestations=(structs.replace(P1, on=on), older))
    privacy, honest = attestations_of(record, ["kim"])
    assert (privacy.last, privacy.due) == (on, due)
    assert (honest.last, honest.due) == (None, None)
