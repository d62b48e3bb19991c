"""In which order a patient's payers are billed, as far as law says so: Medicaid pays last (42 CFR 433.139)."""

MEDICAID = "MC"
"""The claim filing indicator of a Medicaid agency."""
LAST = (MEDICAID, "none")
"""The claim filing of those that nobody has to be billed before Medicaid: other agencies, and patients."""


def is_before_medicaid(filing: str) -> bool:
    """Whether a payer of this claim filing is billed before Medicaid; not where nobody knows its filing."""
    return filing not in ("", *LAST)
