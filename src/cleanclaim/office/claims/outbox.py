"""The tables of what goes out: one sending, its batches, where they go to, and how handing them over goes.

sending (who, when, of what) ──< batches (a receiver's file, or forms for the mail) ──< deliveries
                                    └── handover (tries, what was wrong)
"""

from datetime import timedelta
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.utils import timezone

from cleanclaim.office.organizations.models import OwnedModel, User


class ControlNumber(OwnedModel):
    """The last control number that an organization used: each file that it sends gets the next.

    `to_confirm`: the office was brought back from a backup, and nobody has said yet what went out since.
    """

    last = models.PositiveIntegerField(default=0)
    to_confirm = models.BooleanField(default=False)

    class Meta(OwnedModel.Meta):
        """One an organization."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["organization"], name="control_number_once")]

    def __str__(self) -> str:
        return str(self.last)


class SharedControlNumber(models.Model):
    """The last control number of files from a submitter to a receiver, whichever organizations send under that ID.

    It is no organization's row, and names none: `partners` is a digest of both ids.
    """

    partners = models.CharField(primary_key=True, max_length=64)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.last)


class ExchangeFolders(OwnedModel):
    """The places that files go to for the receiver, and that its answers are read from: folders, or sftp:// addresses.

    `key` and `known_hosts` are files of the office's machine, for servers. `look` is the task that looks at a server
    for answers, `looked_at` when one did last, `look_problem` what was wrong with that.
    """

    out = models.CharField(max_length=400, blank=True)
    answers = models.CharField(max_length=400, blank=True)
    key = models.CharField(max_length=400, blank=True)
    known_hosts = models.CharField(max_length=400, blank=True)
    look = models.UUIDField(null=True)
    looked_at = models.DateTimeField(null=True)
    look_problem = models.TextField(blank=True)

    class Meta(OwnedModel.Meta):
        """One an organization."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["organization"], name="exchange_folders_once")]

    def __str__(self) -> str:
        return self.out or "no folder"


class SendRun(OwnedModel):
    """One sending: of what was ready when its sheet was made, or of what was chosen of it; how far it is.

    `chosen` are ids of claims, empty for all that were ready. `judged` of the `claims` were checked once more. `left`
    is why claims of the sheet stayed here: pairs of id and reason. `task` does it, and it has at `ended_at`.
    `confirmed` is what the sheet said (`confirmed`), `stopped` why nothing of it was sent.
    """

    at = models.DateTimeField(auto_now_add=True)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    until = models.DateTimeField()
    chosen = models.TextField(blank=True)
    confirmed = models.TextField(blank=True)
    stopped = models.TextField(blank=True)
    task = models.UUIDField(null=True)
    claims = models.PositiveIntegerField(default=0)
    judged = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    left = models.BinaryField(default=b"[]")

    class Meta(OwnedModel.Meta):
        """Found by when it ended, those under way first."""

        indexes: ClassVar = [models.Index(fields=["organization", "ended_at"], name="send_run_ended")]

    def __str__(self) -> str:
        return f"sending of {self.at:%Y-%m-%d %H:%M}"

    @property
    def chosen_claims(self) -> list[UUID]:
        """The claims that were chosen."""
        return [UUID(one) for one in self.chosen.split()]


class Batch(OwnedModel):
    """A file of claims as it was sent: to which receiver, under which control number, its bytes. It never changes.

    A receiver processes no claim of a `test` file: they stay ready, and answers to it are the file's alone.
    """

    only_grows = True

    at = models.DateTimeField(auto_now_add=True)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    control_number = models.PositiveIntegerField()
    receiver = models.CharField(max_length=80)
    name = models.CharField(max_length=80)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    claims = models.PositiveIntegerField()
    cents = models.BigIntegerField()
    """The charges, without those of the claims that are taken back, as the sheet has them."""
    test = models.BooleanField(default=False)
    run = models.ForeignKey(SendRun, models.PROTECT, null=True, related_name="batches")

    class Meta(OwnedModel.Meta):
        """No control number twice; no file twice."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "control_number"], name="batch_control_number"),
            models.UniqueConstraint(fields=["organization", "sha256"], name="batch_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["organization", "-at", "-id"], name="batch_at")]

    def __str__(self) -> str:
        return self.name


class BatchDelivery(OwnedModel):
    """That a batch was written into a folder, put at a server, or is with the receiver, as somebody said."""

    only_grows = True

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="deliveries")
    at = models.DateTimeField(auto_now_add=True)
    path = models.CharField(max_length=500)

    class Meta(OwnedModel.Meta):
        """By batch."""

    def __str__(self) -> str:
        return self.path


class Handover(OwnedModel):
    """How the handing over of a batch goes: where to, how often it was tried, what was wrong last, when comes the next.

    `uploaded` says that it is whole at its server, under its first name or by now under its own: it is put there no
    more. `task` does it.
    """

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="handovers")
    place = models.CharField(max_length=400)
    tries = models.PositiveIntegerField(default=0)
    uploaded = models.BooleanField(default=False)
    problem = models.TextField(blank=True)
    tried_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    task = models.UUIDField(null=True)

    class Meta(OwnedModel.Meta):
        """One a batch."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["organization", "batch"], name="handover_once")]

    def __str__(self) -> str:
        return f"{self.batch_id} to {self.place}"

    @property
    def is_under_way(self) -> bool:
        """Whether a try is due or being made."""
        now = timezone.now()
        return self.next_at is not None and now - timedelta(minutes=10) < self.next_at <= now
