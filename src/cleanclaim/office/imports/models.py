"""The tables of imports: a file taken in, what it added or changed, and what the columns of files like it stand for."""

from typing import ClassVar

from django.db import models

from cleanclaim.office.charts.models import ChartRecord
from cleanclaim.office.files.models import StoredFile
from cleanclaim.office.organizations.models import OwnedModel, User
from cleanclaim.office.patients.models import PatientRecord
from cleanclaim.office.visits.models import ScheduleEntry, VisitRecord


class ImportState(models.TextChoices):
    """How far an import is."""

    READING = "reading", "Being read"
    READ = "read", "Read, nothing taken yet"
    FAILED = "failed", "Cannot be read"
    TAKING = "taking", "Being taken in"
    TAKEN = "taken", "Taken in"
    UNDOING = "undoing", "Being undone"
    UNDONE = "undone", "Undone"


UNDER_WAY = (ImportState.READING, ImportState.TAKING, ImportState.UNDOING)
"""The states in which a task is at it."""


class ImportBatch(OwnedModel):
    """One file that is taken in.

    `choices` is what somebody said of its columns, words and cells, `preview` what came of reading it with them, for
    the `reads`-th time. `task` is the task under way. The counts say what became of its rows once taken.
    """

    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=ImportState.choices, default=ImportState.READING)
    choices = models.BinaryField()
    preview = models.BinaryField(null=True)
    reads = models.PositiveIntegerField(default=1)
    task = models.UUIDField(null=True)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    as_before = models.PositiveIntegerField(default=0)
    set_aside = models.PositiveIntegerField(default=0)
    notes = models.TextField(blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta(OwnedModel.Meta):
        """Listed newest first."""

        indexes: ClassVar = [models.Index(fields=["organization", "-id"], name="import_newest")]

    def __str__(self) -> str:
        return self.name


class ImportItem(OwnedModel):
    """What an import added or changed: a visit, a patient, a chart or an appointment.

    `before` is its version before, 0 where it was not here. An appointment has no versions: `was` and `became` are what
    it said before and after, and it is None again once it was removed.
    """

    batch = models.ForeignKey(ImportBatch, models.PROTECT, related_name="items")
    visit = models.ForeignKey(VisitRecord, models.PROTECT, null=True, related_name="+")
    patient = models.ForeignKey(PatientRecord, models.PROTECT, null=True, related_name="+")
    appointment = models.ForeignKey(ScheduleEntry, models.SET_NULL, null=True, related_name="+")
    chart = models.ForeignKey(ChartRecord, models.PROTECT, null=True, related_name="+")
    before = models.PositiveIntegerField()
    after = models.PositiveIntegerField()
    was = models.TextField(blank=True)
    became = models.TextField(blank=True)

    class Meta(OwnedModel.Meta):
        """A record once an import."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "batch", "visit"], name="import_visit_once"),
            models.UniqueConstraint(fields=["organization", "batch", "patient"], name="import_patient_once"),
            models.UniqueConstraint(fields=["organization", "batch", "appointment"], name="import_appointment_once"),
            models.UniqueConstraint(fields=["organization", "batch", "chart"], name="import_chart_once"),
        ]

    def __str__(self) -> str:
        return f"version {self.before} to {self.after}"


class ColumnMap(OwnedModel):
    """What was said of the columns and words of files with one heading, for the next file with it.

    `heading` is the sha256 of the columns' names, in any order.
    """

    heading = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    choices = models.BinaryField()

    class Meta(OwnedModel.Meta):
        """One a heading."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "heading"], name="import_heading_once")
        ]

    def __str__(self) -> str:
        return self.name
