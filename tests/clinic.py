"""A clinic's visits, complete but for what a test is about: a Medicare patient on March 2, 2026."""

from datetime import date
from typing import Any

from cleanclaim.law.basis import Basis
from cleanclaim.law.review.coded import CodedVisit, code
from cleanclaim.law.review.review import ClaimReview, review
from cleanclaim.model.finding import Finding
from cleanclaim.model.visit import History, Service, Visit

DAY = date(2026, 3, 2)
FILED = date(2026, 3, 3)


def service(procedure: str = "97110", minutes: int | None = 15, **others: Any) -> Service:
    """A service as the therapist notes it: nobody has counted units."""
    return Service(code=procedure, minutes=minutes, **{"performed_by": "PT", **others})


def billed(procedure: str = "97110", minutes: int | None = 15, units: int | None = 1, **others: Any) -> Service:
    """A service as it stands on a claim."""
    about: dict[str, Any] = {
        "units": units,
        "modifiers": ("GP",),
        "charge": 5000,
        "diagnoses": ("M25.561",),
        "allowed": 2500,
    }
    return service(procedure, minutes, **(about | others))


def visit(*services: Service, **others: Any) -> Visit:
    """A visit; without services, one that is clean as it is billed."""
    about: dict[str, Any] = {
        "visit_id": "1",
        "patient_id": "p1",
        "payer": "medicare",
        "service_date": DAY,
        "discipline": "PT",
        "provider_npi": "1234567893",
        "place_of_service": "11",
        "history": History(spent=0),
    }
    return Visit(services=services or (billed(),), **(about | others))


def coded(*services: Service, **others: Any) -> CodedVisit:
    """The visit coded."""
    (only,) = code([visit(*services, **others)]).visits
    return only


def lines(*services: Service, **others: Any) -> list[tuple[str, int | None, str]]:
    """Each line as coded: its code, its units, its modifiers."""
    return [(line.code, line.units, " ".join(line.modifiers)) for line in coded(*services, **others).lines]


def step(of: CodedVisit, name: str) -> str:
    """What one step of the proof says."""
    (text,) = (one.text for one in of.proof if one.step == name)
    return text


def reviewed(held: Visit, **basis: Any) -> ClaimReview:
    """The visit reviewed, filed the day after unless said otherwise."""
    (claim,) = review([held], Basis(**{"filed_on": FILED, **basis})).claims
    return claim


def found(claim: ClaimReview, rule: str) -> Finding:
    """The one finding of a rule."""
    (finding,) = (finding for finding in claim.findings if finding.rule == rule)
    return finding
