"""National coverage determinations: codes that Medicare covers for some diagnoses only, or never for some.

Infrared is not covered for neuropathy, wounds and ulcers. Electrical stimulation and electromagnetic therapy of wounds
are covered for chronic ulcers only, after 30 days of standard care. (NCD 270.6, NCD 270.1)

    payer    | code  | units | diagnoses        || broken
    medicare | 97026 |     1 | G62.9            || neuropathy   # the code does not say sensory
    -
    medicare | 97026 |     1 | E11.41           || neuropathy
    -
    medicare | 97026 |     1 | G57.12           || neuropathy
    -
    medicare | 97026 |     1 | S81.801A         || never_for
    -
    medicare | 97026 |     1 | L97.512          || never_for
    -
    medicare | 97026 |     1 | M54.50           ||
    -
    medicare | 97026 |     1 | M54.50 G62.9     ||              # given for the back
    -
    medicare | G0281 |     1 | M54.50           || only_for
    -
    medicare | G0281 |     1 | L89.153          ||
    -
    medicare | G0281 |     1 | L89.152          || only_for     # stage 2
    -
    medicare | G0281 |     1 | E11.621 L97.512  ||
    -
    medicare | G0329 |     1 | I83.011          ||
    -
    medicare | G0329 |     1 | M79.604          || only_for
    -
    medicare | G0281 |     1 |                  || only_for?
    -
    medicare | 97110 |     1 | G62.9            ||
    -
    aetna    | 97026 |     1 | L97.512          || never_for? neuropathy?   # its own policy says
    -
    aetna    | G0281 |     1 | M54.50           || only_for?
    -
    self_pay | 97026 |     1 | G62.9            ||
"""

from datetime import date

from cleanclaim.kernel import Missing, fact, rule
from cleanclaim.law.policies.national_coverage import NO_DETERMINATION, NationalCoverage, national_coverage

NO_DIAGNOSIS = Missing("Diagnosis not recorded", "Enter the diagnosis it was given for.", name="diagnosis")
OWN_POLICY = Missing(
    "The payer's own medical policy",
    "Medicare's determination does not bind this payer: look into its own policy.",
    name="medical_policy",
)


@fact
def determination(billed: bool, code: str, determinations_on: date) -> NationalCoverage:
    """What a national coverage determination says of the line's code, if one does."""
    found = national_coverage().get(code, NO_DETERMINATION) if billed else NO_DETERMINATION
    return found if found.begins <= determinations_on else NO_DETERMINATION


@fact
def has_exclusion(determination: NationalCoverage) -> bool:
    """Whether the code is not covered for some diagnoses."""
    return bool(determination.never_for)


@fact
def has_conditions(determination: NationalCoverage) -> bool:
    """Whether the code is covered for some diagnoses only."""
    return bool(determination.only_for)


@fact
def covered_what(determination: NationalCoverage) -> str:
    """The diagnoses in words."""
    return determination.what


@fact(missing=NO_DIAGNOSIS)
def first_is_excluded(determination: NationalCoverage, diagnoses: tuple[str, ...]) -> bool | None:
    """Whether the line was given for a diagnosis it is not covered for."""
    return determination.excludes(diagnoses) if diagnoses else None


@fact(missing=NO_DIAGNOSIS)
def first_may_be_excluded(determination: NationalCoverage, diagnoses: tuple[str, ...]) -> bool | None:
    """Whether the line was given for a diagnosis that may be one it is not covered for."""
    return determination.may_exclude(diagnoses) if diagnoses else None


@fact(missing=NO_DIAGNOSIS)
def none_is_covered(determination: NationalCoverage, diagnoses: tuple[str, ...]) -> bool | None:
    """Whether none of the line's diagnoses is one that the code is covered for."""
    return determination.lacks(diagnoses) if diagnoses else None


@fact(missing=("coverage_determinations", OWN_POLICY))
def payer_follows(coverage_determinations: bool, claim_filing: str | None = None) -> bool | None:
    """Whether the payer goes by the determination. One that need not may have a medical policy that says the same."""
    return False if claim_filing == "none" else coverage_determinations or None


@rule(
    title="Not covered for this diagnosis",
    cite="ncd-270-6",
    when="has_exclusion",
    unknown="info",
    message="{code} is not covered for {covered_what}.",
    remedy="Take it off; if the patient wants it, an advance notice (ABN) signed before treatment and GA make it the patient's.",
    field="billed",
    carc="50",
)
def never_for(code: str, first_is_excluded: bool, payer_follows: bool) -> bool:  # noqa: ARG001 - in the message
    """Medicare decided it for the whole country: for these diagnoses the treatment is not necessary, and not paid."""
    return payer_follows and first_is_excluded


@rule(
    title="Perhaps not covered for this neuropathy",
    cite="ncd-270-6",
    when="has_exclusion",
    severity="warn",
    unknown="info",
    message="{code} is not covered for {covered_what}; the diagnosis is a neuropathy that does not say whether it is sensory.",
    remedy="Look into the note: if it is a sensory neuropathy, take the line off, or have an advance notice (ABN) signed before treatment.",
    field="billed",
    carc="50",
)
def neuropathy(code: str, first_may_be_excluded: bool, payer_follows: bool) -> bool:  # noqa: ARG001 - in the message
    """The determination speaks of sensory neuropathy of the limbs; most diagnoses of a neuropathy do not say which it is."""
    return payer_follows and first_may_be_excluded


@rule(
    title="Covered for other diagnoses only",
    cite="ncd-270-1",
    when="has_conditions",
    unknown="info",
    message="{code} is covered for {covered_what} only.",
    remedy="Name the ulcer's diagnosis if it was treated; stimulation for other complaints has other codes, such as G0283.",
    carc="50",
)
def only_for(code: str, none_is_covered: bool, payer_follows: bool) -> bool:  # noqa: ARG001 - in the message
    """Medicare covers it for chronic ulcers that 30 days of standard care did not improve, and for nothing else."""
    return payer_follows and none_is_covered
