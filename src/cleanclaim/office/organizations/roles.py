"""What people of each role may do. A permission is a text such as `patients.change`; pages name the one they want."""

from collections.abc import Mapping

from django.db import models


class Role(models.TextChoices):
    """What somebody is in an organization."""

    OWNER = "owner", "Owner"
    THERAPIST = "therapist", "Therapist"
    ASSISTANT = "assistant", "Assistant"
    FRONT_DESK = "front desk", "Front desk"
    BILLER = "biller", "Biller"
    CREDENTIALING = "credentialing", "Credentialing"
    AUDITOR = "auditor", "Auditor"


PERMISSIONS: Mapping[str, frozenset[Role]] = {
    "patients.see": frozenset(Role) - {Role.CREDENTIALING},
    "patients.change": frozenset({Role.OWNER, Role.FRONT_DESK, Role.BILLER}),
    "charts.change": frozenset({Role.OWNER, Role.THERAPIST, Role.FRONT_DESK, Role.BILLER}),
    "schedule.change": frozenset({Role.OWNER, Role.THERAPIST, Role.ASSISTANT, Role.FRONT_DESK, Role.BILLER}),
    "visits.see": frozenset(Role) - {Role.CREDENTIALING},
    "visits.of_others": frozenset(Role) - {Role.THERAPIST, Role.ASSISTANT, Role.CREDENTIALING},
    "visits.write": frozenset({Role.OWNER, Role.THERAPIST, Role.ASSISTANT}),
    "visits.sign": frozenset({Role.OWNER, Role.THERAPIST, Role.ASSISTANT}),
    "practice.see": frozenset({Role.OWNER, Role.BILLER, Role.CREDENTIALING, Role.AUDITOR}),
    "practice.change": frozenset({Role.OWNER, Role.BILLER}),
    "claims.see": frozenset({Role.OWNER, Role.THERAPIST, Role.BILLER, Role.AUDITOR}),
    "claims.files": frozenset({Role.OWNER, Role.BILLER, Role.AUDITOR}),
    "claims.change": frozenset({Role.OWNER, Role.BILLER}),
    "claims.send": frozenset({Role.OWNER, Role.BILLER}),
    "people.see": frozenset({Role.OWNER, Role.AUDITOR}),
    "people.change": frozenset({Role.OWNER}),
    "files.see": frozenset({Role.OWNER, Role.BILLER, Role.FRONT_DESK}),
    "imports.see": frozenset({Role.OWNER, Role.BILLER, Role.FRONT_DESK}),
    "imports.change": frozenset({Role.OWNER, Role.BILLER, Role.FRONT_DESK}),
    "organization.export": frozenset({Role.OWNER}),
    "clients.see": frozenset(Role),
    "clients.change": frozenset({Role.OWNER}),
    "log.see": frozenset({Role.OWNER, Role.AUDITOR}),
}
"""Who may do what.

`visits.of_others` is a wall, on every page of Today (`visits/presenter.py`, `works_for`) and of claims
(`claims/visible.py`); a file that went out has everybody's claims, and takes `claims.files`. Who has no such permission
works on the own visits and appointments, on those of the assistants whom the practice's file puts under him or her, and
on what names no clinician. All visits of a patient can be read, besides, by who has a visit or an appointment with the
patient, so that who covers for a colleague finds what was done before; whoever may change the schedule can add one.
"""


def may(role: str, permission: str) -> bool:
    """Whether a role has a permission. Raises KeyError for a permission that does not exist."""
    return role in PERMISSIONS[permission]
