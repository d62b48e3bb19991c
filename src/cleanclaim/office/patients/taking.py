"""Taking in the patients of a practice's file, twice the same as once."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from cleanclaim.law.wording import day
from cleanclaim.model.errors import UserError
from cleanclaim.model.practice import Patient
from cleanclaim.office.audit_log.log import Actor
from cleanclaim.office.history import changes
from cleanclaim.office.organizations.models import Membership
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.organizations.start import make_owner, prepare
from cleanclaim.office.patients.models import PatientRecord
from cleanclaim.office.patients.same_name import is_renamed


class PatientsTaken(Struct, frozen=True):
    """What became of the patients of a practice's file."""

    added: int
    changed: int
    as_before: int


def take_patients(values: Sequence[Patient]) -> PatientsTaken:
    """Store patients by their numbers: new ones, and those of whom the file says something else now.

    Raises UserError, and stores nothing, where a number is another person's here.
    """
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
        _check_who(values, stored)
        for value in values:
            record = stored.get(value.patient_id)
            if record is None:
                changes.add(PatientRecord(), value, actor)
                added += 1
            elif changes.newest(record).read() != value:
                changes.change(record, value, actor, seen=record.version)
                changed += 1
    return PatientsTaken(added, changed, len(values) - added - changed)


def _check_who(values: Sequence[Patient], stored: Mapping[str, PatientRecord]) -> None:
    """Raises UserError, with all of them, where the file calls a patient of a number otherwise than the office does."""
    others = [
        f"{value.patient_id} is {record.name}, born {day(record.birth_date)}, here, and {value.name.last}, "
        f"{value.name.first}, born {day(value.birth_date)}, in the file"
        for value in values
        if (record := stored.get(value.patient_id)) is not None and is_renamed(record, value)
    ]
    if others:
        raise UserError(
            "The patients",
            f"{len(others)} of them, by their numbers, are somebody else here: {'; '.join(others)}",
            "Correct the numbers in the file. Where it is the same person, change the name or the birth date on the "
            "patient's page first.",
        )
