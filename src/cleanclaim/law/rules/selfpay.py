"""Patients with Medicare who pay themselves: a therapist has to bill Medicare for what it covers.

Physicians may leave Medicare and contract with their patients privately. Therapists are not among those who may: for
covered therapy the claim goes to Medicare, unless the patient asks in a signed advance notice (ABN), by its option 2, that
no claim be sent. No field holds that notice: the practice keeps it in the chart and overrides the finding with it as the
reason. GA, GX, GY and GZ are for Medicare to read; on a line that goes to nobody they say nothing, and GZ that no notice
was signed. What Medicare never covers is the patient's. (Medicare Benefit Policy Manual, ch. 15, 40.4)

    payer    | code  | minutes | units | modifiers | coverage                           || broken
    self_pay | 97110 |      15 |     1 |           | payer=medicare begins=2024-01-01   || medicare_patient
    -
    self_pay | 97110 |      15 |     1 | GA        | payer=medicare begins=2024-01-01   || medicare_patient    # signed, and not that no claim be sent
    -
    self_pay | 97110 |      15 |     1 | GZ        | payer=medicare begins=2024-01-01   || medicare_patient
    -
    self_pay | 97010 |      15 |     1 |           | payer=medicare begins=2024-01-01   || medicare_patient    # inside the other services
    -
    self_pay | 20560 |      15 |     1 |           | payer=medicare begins=2024-01-01   || medicare_patient    # not covered; a notice is due
    -
    self_pay | 97037 |      15 |     1 |           | payer=medicare begins=2024-01-01   ||    # not covered at all
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
from cleanclaim.law.policies.policy import Policy, policy
from cleanclaim.model.chart import CoverageSpan
from cleanclaim.model.practice import Patient
from cleanclaim.reference.catalogue import Code
from cleanclaim.reference.fee_status import treatment
from cleanclaim.reference.tables import Tables

NEEDS = "claim"
WORDS = {
    "covered": "Medicare covers it as therapy, and therapists cannot opt out of Medicare",
    "bundled": "Medicare counts it as part of other services, and pays nothing for it apart",
    "notice": "Medicare does not cover it from a therapist, and the patient owes it only after a notice",
}
ADVICE = {
    "covered": "Bill Medicare. If the patient asked in a signed notice (ABN, option 2) that no claim be sent, keep it in the "
    "chart and override with that reason",
    "bundled": "Take the charge off; leave the service in the note",
    "notice": "See that a notice (ABN) signed before the treatment is in the chart, and override with that reason; without "
    "one take the charge off",
}


@fact
def patients_medicare(
    claim_filing: str | None = None,
    service_date: date | None = None,
    secondary_payer: str | None = None,
    coverage: tuple[CoverageSpan, ...] | None = None,
    patient_record: Patient | None = None,
    known_on: date | None = None,
    own_payers: str | Path | None = None,
) -> Policy | None:
    """What Medicare asks for, where a patient who pays privately is known to have Original Medicare that day."""
    if claim_filing != "none" or service_date is None:
        return None
    names = set(_names(service_date, secondary_payer, coverage, patient_record))
    policies = [policy(name, service_date, known_on, own_payers) for name in sorted(names)]
    return next((found for found in policies if found is not None and found.kx_applies), None)


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
def medicare_treats(
    is_therapy: bool,
    code: str,
    tables: Tables,
    entry: Code | None = None,
    patients_medicare: Policy | None = None,
) -> str:
    """What Medicare makes of therapy the patient pays: covered, bundled, notice or excluded; empty where it is not asked."""
    if not is_therapy or patients_medicare is None:
        return ""
    if entry is not None and entry.kind == "needling" and not patients_medicare.dry_needling_covered:
        return "notice"
    treated = treatment(tables.status(code))
    if treated == "bundled" or code in (patients_medicare.bundled_codes or ()):
        return "bundled"
    return "covered" if treated in ("paid", "alone", None) else "excluded"


@fact
def bills_medicares_patient(medicare_treats: str) -> bool:
    """Whether the line has a patient of Medicare pay for therapy."""
    return medicare_treats != ""


@fact
def medicares_word(medicare_treats: str) -> str:
    """Why the patient may not be asked to pay for it just so."""
    return WORDS.get(medicare_treats, "")


@fact
def medicares_advice(medicare_treats: str) -> str:
    """What to do instead."""
    return ADVICE.get(medicare_treats, "")


@rule(
    title="A Medicare patient pays for therapy",
    cite="cms-100-02-15-40-4",
    when="bills_medicares_patient",
    severity="warn",
    message="The patient has Medicare, and {code} is billed to the patient; {medicares_word}.",
    remedy="{medicares_advice}.",
)
def medicare_patient(medicare_treats: str) -> bool:
    """For covered care a claim has to be filed; money taken from the patient instead has to be given back."""
    return medicare_treats in WORDS
