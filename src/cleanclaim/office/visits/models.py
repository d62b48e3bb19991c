"""The tables of visits."""

from typing import ClassVar

from django.db import models

from cleanclaim.model.appointment import APPOINTMENT_STATUSES
from cleanclaim.model.supervision import awaits_cosignature
from cleanclaim.model.visit import Visit
from cleanclaim.office.history.models import Version, WithdrawableRecord
from cleanclaim.office.organizations.models import OwnedModel, User
from cleanclaim.office.patients.models import PatientRecord


class VisitState(models.TextChoices):
    """How far a visit is. One that was billed before it came here is history: it makes no claim."""

    OPEN = "open", "Open"
    SIGNED = "signed", "Signed"
    BILLED = "billed", "Billed elsewhere"


class VisitRecord(WithdrawableRecord):
    """A visit: what lists, the patient's year and the claims look for. The rest, the note too, is in the versions.

    `number` is the visit's id in the practice's records. Payer, discipline and NPI are empty where they are not known.
    Of the patient's history a value has what was entered with the visit, as an amount spent, and no visits.
    `signed_by` is None where the visit was signed in another system. `to_cosign`: an assistant signed it, and the
    therapist who took part has not yet.
    """

    value_type = Visit
    event = "visit"

    number = models.CharField(max_length=80)
    patient = models.ForeignKey(PatientRecord, models.PROTECT, related_name="visits")
    service_date = models.DateField()
    payer = models.CharField(max_length=80, blank=True)
    discipline = models.CharField(max_length=3, blank=True)
    provider_npi = models.CharField(max_length=10, blank=True)
    state = models.CharField(max_length=6, choices=VisitState.choices, default=VisitState.OPEN)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    to_cosign = models.BooleanField(default=False)

    class Meta(WithdrawableRecord.Meta):
        """Found by number, by day and clinician, by patient and day, and what is to be co-signed by its clinician."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "number"], condition=models.Q(withdrawn=False), name="visit_number"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["organization", "service_date", "provider_npi"], name="visit_day"),
            models.Index(fields=["organization", "patient", "service_date"], name="visit_patient_day"),
            models.Index(fields=["organization", "state", "service_date", "id"], name="visit_state"),
            models.Index(
                fields=["organization", "provider_npi"], condition=models.Q(to_cosign=True), name="visit_to_cosign"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def columns(self, value: Visit) -> dict[str, object]:
        """What lists want of a visit. Raises ValueError where it has no day, or visits in its history."""
        if value.service_date is None:
            raise ValueError(f"visit {value.visit_id} has no date of service")
        if value.history and value.history.visits is not None:
            raise ValueError(f"visit {value.visit_id} is stored without the visits before it")
        return {
            "number": value.visit_id,
            "service_date": value.service_date,
            "payer": value.billed_payer or "",
            "discipline": value.discipline or "",
            "provider_npi": value.provider_npi or "",
            "to_cosign": awaits_cosignature(value),
        }


class VisitVersion(Version):
    """A version of a visit. `typed` is what of its page is typed and is no value yet, as JSON; empty where all is."""

    carried_columns = ("typed",)

    typed = models.TextField(blank=True, default="")
    record = models.ForeignKey(VisitRecord, models.PROTECT, related_name="versions")

    class Meta(Version.Meta):
        """One version a number."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "record", "number"], name="visit_version")
        ]

    def __str__(self) -> str:
        return f"version {self.number}"


OFF = {"no_show": "No-show", "canceled": "Canceled"}
"""The statuses of an appointment that did not take place, with the word for each."""


class ScheduleEntry(OwnedModel):
    """An appointment: whom, when, with whom, what became of it, and the visit that was begun from it.

    `at` is None where only the day is known. `status` is empty until somebody says what became of it.
    """

    patient = models.ForeignKey(PatientRecord, models.PROTECT, related_name="+")
    on = models.DateField()
    at = models.TimeField(null=True, blank=True)
    provider_npi = models.CharField(max_length=10, blank=True)
    status = models.CharField(max_length=8, blank=True, choices=[(one, one) for one in APPOINTMENT_STATUSES])
    visit = models.OneToOneField(VisitRecord, models.PROTECT, null=True, blank=True, related_name="appointment")

    class Meta(OwnedModel.Meta):
        """Found by day and clinician; a patient is at one place at a time, without one once a day with a clinician."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "patient", "on", "at"], name="appointment_once"),
            models.UniqueConstraint(
                fields=["organization", "patient", "on", "provider_npi"],
                condition=models.Q(at=None),
                name="appointment_of_day_once",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["organization", "on", "provider_npi"], name="appointment_day")]

    def __str__(self) -> str:
        return f"appointment {self.pk}"

    @property
    def is_off(self) -> bool:
        """Whether it did not take place, so that no visit is begun from it."""
        return self.status in OFF
