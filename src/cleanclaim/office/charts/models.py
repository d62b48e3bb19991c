"""The tables of charts."""

from typing import ClassVar

from django.db import models

from cleanclaim.model.visit import History
from cleanclaim.office.history.models import Record, Version
from cleanclaim.office.patients.models import PatientRecord


class ChartRecord(Record):
    """The chart of a patient. Its value has plans, reports, authorizations, benefits and coverage, and no visits."""

    value_type = History
    event = "chart"

    patient = models.OneToOneField(PatientRecord, models.PROTECT, related_name="chart")

    class Meta(Record.Meta):
        """Found by its patient."""

    def __str__(self) -> str:
        return f"the chart of patient {self.patient_id}"

    def columns(self, value: History) -> dict[str, object]:
        """Nothing of it is searched. Raises ValueError where it has visits, which are records of their own."""
        if value.visits is not None:
            raise ValueError("a chart is stored without visits")
        return {}


class ChartVersion(Version):
    """A version of a chart."""

    record = models.ForeignKey(ChartRecord, models.PROTECT, related_name="versions")

    class Meta(Version.Meta):
        """One version a number."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "record", "number"], name="chart_version")
        ]

    def __str__(self) -> str:
        return f"version {self.number}"
