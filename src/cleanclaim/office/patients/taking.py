"""Taking in the patients of a practice's file, twice the same as once."""

from collections.abc import Sequence

from msgspec import Struct

from cleanclaim.model.errors import UserError
from cleanclaim.model.practice import Patient
from cleanclaim.office.audit_log.log import Actor
from cleanclaim.office.history import changes
from cleanclaim.office.organizations.models import Membership
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.organizations.start import make_owner, prepare
from cleanclaim.office.patients.models import PatientRecord


class PatientsTaken(Struct, frozen=True):
    """What became of the patients of a practice's file."""

    added: int
    changed: int
    as_before: int


def take_patients(values: Sequence[Patient]) -> PatientsTaken:
    """Store patients by their numbers: new ones, and those of whom the file says something else now."""
    prepare()
    make_owner()
    practices = Membership.objects.order_by("id").values_list("organization", "user")
    if len({organization for organization, _user in practices}) != 1:
        problem, remedy = "several organizations are here", "Add the patients on their pages."
        raise UserError("The office", problem, remedy)
    organization, user = practices[0]
    actor = Actor(user, organization)
    added = changed = 0
    with organization_transaction([organization]):
        stored = {record.number: record for record in PatientRecord.objects.all()}
        for value in values:
            record = stored.get(value.patient_id)
            if record is None:
                changes.add(PatientRecord(), value, actor)
                added += 1
            elif changes.newest(record).read() != value:
                changes.change(record, value, actor, seen=record.version)
                changed += 1
    return PatientsTaken(added, changed, len(values) - added - changed)
