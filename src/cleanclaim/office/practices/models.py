"""The tables of the practice's file, and of which clinician a user is."""

from typing import ClassVar

from django.db import models
from msgspec import Struct

from cleanclaim.exchange.files.practice import parse_practice_alone
from cleanclaim.office.history.models import Record, Version
from cleanclaim.office.organizations.models import OwnedModel, User


class PracticeFile(Struct, frozen=True):
    """A practice's file (`practice.toml`) as somebody wrote it, comments and all, without patients."""

    text: str


class PracticeRecord(Record):
    """The file of an organization: one, in versions. `npi` is the billing provider's."""

    value_type = PracticeFile
    event = "practice"

    name = models.CharField(max_length=200)
    npi = models.CharField(max_length=10)

    class Meta(Record.Meta):
        """One an organization."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["organization"], name="practice_once")]

    def __str__(self) -> str:
        return self.name

    def columns(self, value: PracticeFile) -> dict[str, object]:
        """Who bills. Raises UserError where the file cannot be used."""
        billing = parse_practice_alone(value.text).billing
        name = billing.name
        return {
            "name": name if isinstance(name, str) else f"{name.first} {name.last}",
            "npi": billing.npi,
        }


class PracticeVersion(Version):
    """A version of a practice's file."""

    record = models.ForeignKey(PracticeRecord, models.PROTECT, related_name="versions")

    class Meta(Version.Meta):
        """One version a number."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "record", "number"], name="practice_version")
        ]

    def __str__(self) -> str:
        return f"version {self.number}"


class ClinicianUser(OwnedModel):
    """Which clinician of the practice's file a user is, by NPI."""

    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    npi = models.CharField(max_length=10)

    class Meta(OwnedModel.Meta):
        """A user is one clinician, and no two users are the same."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "user"], name="clinician_user_once"),
            models.UniqueConstraint(fields=["organization", "npi"], name="clinician_npi_once"),
        ]

    def __str__(self) -> str:
        return self.npi
