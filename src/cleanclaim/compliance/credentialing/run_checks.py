"""All checks of credentials, run."""

from cleanclaim.compliance.credentialing import checks_of_enrollments, checks_of_people, checks_of_visits
from cleanclaim.compliance.credentialing.check import CheckFacts, CheckResult, CredentialCheck, registered_checks

_FAMILIES = (checks_of_people, checks_of_enrollments, checks_of_visits)
"""The modules that register checks when they are imported."""


def all_checks() -> dict[str, CredentialCheck]:
    """Every check by id."""
    assert _FAMILIES
    return registered_checks()


def run_checks(facts: CheckFacts) -> list[CheckResult]:
    """Every check with its answers, in the order of their ids."""
    return [CheckResult(check=one, answers=tuple(one.ask(facts))) for one in all_checks().values()]
