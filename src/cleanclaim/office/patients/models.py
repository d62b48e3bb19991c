"""The tables of patients."""

import unicodedata
from typing import ClassVar

from django.db import models

from cleanclaim.model.practice import Patient
from cleanclaim.office.history.models import Version, WithdrawableRecord


class PatientRecord(WithdrawableRecord):
    """A patient: what lists show and searches look for. The rest is in the versions.

    `number` is the patient's id in the practice's records. `sorted_name` ("last, first") and `sorted_number` are
    what is searched: without accents or capitals.
    """

    value_type = Patient
    event = "patient"

    number = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    sorted_name = models.CharField(max_length=200)
    sorted_number = models.CharField(max_length=80)
    birth_date = models.DateField()
    payers = models.CharField(max_length=400, blank=True)

    class Meta(WithdrawableRecord.Meta):
        """Found by number, by name, by birth date."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "number"], condition=models.Q(withdrawn=False), name="patient_number"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["organization", "sorted_name", "id"], name="patient_name"),
            models.Index(fields=["organization", "sorted_number"], name="patient_sorted_number"),
            models.Index(fields=["organization", "birth_date"], name="patient_birth_date"),
        ]

    def __str__(self) -> str:
        return self.number

    def columns(self, value: Patient) -> dict[str, object]:
        """What lists and searches want of a patient."""
        name = last_first(value)
        return {
            "number": value.patient_id,
            "name": name,
            "sorted_name": fold(name),
            "sorted_number": fold(value.patient_id),
            "birth_date": value.birth_date,
            "payers": ", ".join(one.payer for one in value.coverages_in_order),
        }


class PatientVersion(Version):
    """A version of a patient."""

    record = models.ForeignKey(PatientRecord, models.PROTECT, related_name="versions")

    class Meta(Version.Meta):
        """One version a number."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "record", "number"], name="patient_version")
        ]

    def __str__(self) -> str:
        return f"version {self.number}"


def last_first(value: Patient) -> str:
    """A patient's name as lists have it: `Example, Ada M`."""
    name = value.name
    return ", ".join(filter(None, (name.last, " ".join(filter(None, (name.first, name.middle))))))


def fold(text: str) -> str:
    """A text as it is searched: without accents, capitals or repeated blanks."""
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return " ".join(plain.casefold().split())
