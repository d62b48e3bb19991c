"""The log's tables: events, and the seals over them."""

from typing import ClassVar

from django.db import models

from cleanclaim.office.organizations.ids import new_id
from cleanclaim.office.organizations.models import OwnedModel, User


class Event(OwnedModel):
    """What one person did to one record at one time. `record` is the record's id, `details` ids and counts as JSON.

    On PostgreSQL the table has a column more, `transaction`: the number of the transaction that wrote the event.
    """

    only_grows = True

    id = None  # type: ignore[assignment]
    number = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(auto_now_add=True)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    type = models.CharField(max_length=40)
    record = models.UUIDField(null=True)
    details = models.TextField(default="{}")

    class Meta(OwnedModel.Meta):
        """Read newest first, all of an organization, by person, by kind, and by record."""

        indexes: ClassVar = [
            models.Index(fields=["organization", "-at", "-number"], name="event_newest"),
            models.Index(fields=["organization", "user", "-at", "-number"], name="event_user"),
            models.Index(fields=["organization", "type", "-at", "-number"], name="event_type"),
            models.Index(fields=["organization", "record", "number"], name="event_record"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.type}"


class Seal(models.Model):
    """The root over all events of some finished transactions, and over the seal before, so that none can be taken out.

    `first` and `last` bound the events: transactions on PostgreSQL (which end in another order than they begin), the
    events' own numbers on SQLite, `last` not included. `root` and `chained` are sha256.
    """

    only_grows = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField(auto_now_add=True)
    number = models.PositiveBigIntegerField(unique=True)
    first = models.PositiveBigIntegerField()
    last = models.PositiveBigIntegerField()
    events = models.PositiveBigIntegerField()
    root = models.BinaryField()
    chained = models.BinaryField()

    def __str__(self) -> str:
        return f"Seal {self.number}: {bytes(self.chained).hex()[:16]}"
