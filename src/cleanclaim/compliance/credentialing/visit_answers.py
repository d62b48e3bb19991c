"""What a check of a day's standing says of the visits that are named: each on its own day, at its own site."""

from collections.abc import Iterator

from cleanclaim.compliance.credentialing.check import CheckAnswer, CheckFacts, CheckOutcome
from cleanclaim.compliance.credentialing.visit_sites import payer_of_visit, site_of_visit
from cleanclaim.law.wording import day

_OUTCOMES: dict[str, CheckOutcome] = {"no": "fail", "undetermined": "undetermined"}


def answers_of_visits(facts: CheckFacts, check: str) -> Iterator[CheckAnswer]:
    """The visits that may not be billed, or of which it is not known, for the reason that a check is about."""
    for visit in facts.visits or ():
        payer, site = payer_of_visit(visit), site_of_visit(visit, facts.rights.credentials)
        if visit.provider_npi is None or payer is None or visit.service_date is None or site is None:
            continue
        right = facts.rights.right(visit.provider_npi, payer, site, visit.service_date, visit.place_of_service)
        if right.check == check and right.answer in _OUTCOMES:
            yield CheckAnswer(_OUTCOMES[right.answer], f"visit {visit.visit_id}, {day(visit.service_date)}", right.why)
