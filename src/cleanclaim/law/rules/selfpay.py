"""Patients with Medicare who pay themselves: a therapist has to bill Medicare for what it covers.

Physicians may leave Medicare and contract with their patients privately. Therapists are not among those who may: for
covered therapy the claim goes to Medicare. What is not covered, or what the patient asks in an advance notice not to be
billed, is the patient's, and GA, GX, GY or GZ on the line says so here. (Medicare Benefit Policy Manual, ch. 15, 40.4)

    payer    | code  | minutes | units | modifiers | coverage                           || broken
    self_pay | 97110 |      15 |     1 |           | payer=medicare begins=2024-01-01   || medicare_patient
    -
    self_pay | 97110 |      15 |     1 | GA        | payer=medicare begins=2024-01-01   ||    # a notice was signed
    -
    self_pay | 97169 |      15 |     1 |           | payer=medicare begins=2024-01-01   ||    # no therapy of Medicare's
    -
    self_pay | 97110 |      15 |     1 |           | payer=medicare begins=2024-01-01 ends=2026-01-31 ||
    -
    self_pay | 97110 |      15 |     1 |           | payer=aetna begins=2024-01-01      ||
    -
    self_pay | 97110 |      15 |     1 |           |                                    ||
    -
    medicare | 97110 |      15 |     1 |           | payer=medicare begins=2024-01-01   ||

    payer    | secondary_payer | code  | minutes | units || broken
    self_pay | medicare        | 97110 |      15 |     1 || medicare_patient
    -
    self_pay | medicare_advantage | 97110 |   15 |     1 ||                   # a plan's own contract

    payer    | patients | coverage_by          | code  | minutes | units || broken
    self_pay | P1       | medicare             | 97110 |      15 |     1 || medicare_patient
    -
    self_pay | P1       | aetna                | 97110 |      15 |     1 ||
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from cleanclaim.kernel import fact, rule
from cleanclaim.law.chart.authorization_use import find_coverage
from cleanclaim.law.policies.policy import policy
from cleanclaim.model.chart import CoverageSpan
from cleanclaim.model.practice import Patient

NEEDS = "claim"
UNPAID = frozenset({"GA", "GX", "GY", "GZ"})


@fact
def medicare_covers(
    claim_filing: str | None = None,
    service_date: date | None = None,
    secondary_payer: str | None = None,
    coverage: tuple[CoverageSpan, ...] | None = None,
    patient_record: Patient | None = None,
    known_on: date | None = None,
    own_payers: str | Path | None = None,
) -> bool:
    """Whether a patient who pays privately is known to have Original Medicare that day."""
    if claim_filing != "none" or service_date is None:
        return False
    names = set(_names(service_date, secondary_payer, coverage, patient_record))
    policies = [policy(name, service_date, known_on, own_payers) for name in names]
    return any(found.kx_applies for found in policies if found is not None)


def _names(
    on: date, secondary: str | None, coverage: tuple[CoverageSpan, ...] | None, patient: Patient | None
) -> Iterator[str]:
    """The payers that are known to cover the patient."""
    if secondary:
        yield secondary
    for name in {span.payer for span in coverage or ()}:
        if any(not span.instead for span in find_coverage(coverage or (), name, on)):
            yield name
    if patient is not None and coverage is None:
        yield from patient.coverages


@fact
def bills_medicares_patient(is_therapy: bool, modifiers: tuple[str, ...], medicare_covers: bool) -> bool:
    """Whether the line has the patient pay for therapy that Medicare may cover, and nothing says it will not."""
    return is_therapy and medicare_covers and UNPAID.isdisjoint(modifiers)


@rule(
    title="A Medicare patient pays for covered therapy",
    cite="cms-100-02-15-40-4",
    when="bills_medicares_patient",
    severity="warn",
    message="The patient has Medicare, and {code} is billed to the patient; therapists cannot opt out of Medicare.",
    remedy="Bill Medicare. Where it will not pay, or the patient asked in a signed notice not to bill it, say so by GA or GY.",
)
def medicare_patient(medicare_covers: bool) -> bool:
    """For covered care a claim has to be filed; money taken from the patient instead has to be given back."""
    return medicare_covers
