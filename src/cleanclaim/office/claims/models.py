"""The tables of claims.

claim (what lists show) ──< versions (what was decided) ──< as sent (the library's claim, in a batch)
   │  └──< visits                                                                         │
   └──< events: sent, accepted, rejected, in the receiver's words              batch (the file) ──< answers (files)
"""

from datetime import timedelta
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import F
from django.utils import timezone

from cleanclaim.office.claims.work import ClaimWork
from cleanclaim.office.history.models import Record, Version
from cleanclaim.office.organizations.models import OwnedModel, User
from cleanclaim.office.patients.models import PatientRecord
from cleanclaim.office.visits.models import VisitRecord


class ClaimState(models.TextChoices):
    """How far a claim is."""

    HOLD = "hold", "On hold"
    CHECK = "check", "Check"
    MISSING = "missing", "Info missing"
    REJECTED = "rejected", "Rejected"
    READY = "ready", "Ready"
    SENT = "sent", "Sent"
    ACCEPTED = "accepted", "Accepted"
    PATIENT = "patient", "Patient pays"
    EMPTY = "empty", "No visit"
    CLOSED = "closed", "Will not be billed"


NEEDS_WORK = (ClaimState.HOLD, ClaimState.MISSING, ClaimState.CHECK, ClaimState.REJECTED)
"""The states in which somebody has to do something, worst first."""
CAN_CHANGE = (*NEEDS_WORK, ClaimState.READY, ClaimState.CLOSED)
"""The states in which a claim may still be corrected."""


class ClaimRecord(Record):
    """A claim: what the work queue shows, filters, sums and sorts. What was decided about it is in its versions.

    It is of one patient, payer, clinician, place and day. `number` is that of its first visit. `payer` is the payer's
    name in the practice's file, `clinician` the NPI the visits name. `cause` is the rule of the worst finding, what
    is missing, or a word of ours, with `cause_title`; `worst` says it for this claim. `rank` is its place in the order
    of work: a claim twice as dear comes before one whose deadline is less than 14 days nearer, and the order stays as
    days pass.
    `rejections` counts the receivers' refusals, `payer_claim_number` is the payer's, from its acknowledgement.
    `not_checked` names the papers whose rules could not be asked. Amounts are cents. It was judged at `judged_at`, None
    while that is to be done anew, by the rules of release `law` and the published `tables`.
    """

    value_type = ClaimWork
    event = "claim"

    number = models.CharField(max_length=80)
    patient = models.ForeignKey(PatientRecord, models.PROTECT, related_name="claims")
    sorted_name = models.CharField(max_length=200)
    payer = models.CharField(max_length=80, blank=True)
    clinician = models.CharField(max_length=10, blank=True)
    day = models.DateField()
    cents = models.BigIntegerField(default=0)
    expected = models.BigIntegerField(null=True)
    state = models.CharField(max_length=8, choices=ClaimState.choices, default=ClaimState.MISSING)
    needs_work = models.BooleanField(default=True)
    cause = models.CharField(max_length=80, blank=True)
    cause_title = models.CharField(max_length=200, blank=True)
    worst = models.CharField(max_length=240, blank=True)
    deadline = models.DateField(null=True)
    rank = models.BigIntegerField(default=0)
    hold_until = models.DateField(null=True)
    rejections = models.PositiveIntegerField(default=0)
    payer_claim_number = models.CharField(max_length=80, blank=True)
    not_checked = models.CharField(max_length=80, blank=True)
    judged_at = models.DateTimeField(null=True)
    law = models.CharField(max_length=200, blank=True)
    tables = models.TextField(blank=True)

    class Meta(Record.Meta):
        """In the order of work, by state, payer, clinician and cause; by day; by the patient's name."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["organization", "number"], name="claim_number")]
        indexes: ClassVar = [
            models.Index(F("organization"), F("needs_work"), F("rank").desc(), F("id").desc(), name="claim_work"),
            models.Index(F("organization"), F("state"), F("rank").desc(), F("id").desc(), name="claim_state_work"),
            models.Index(
                F("organization"),
                F("needs_work"),
                F("payer"),
                F("rank").desc(),
                F("id").desc(),
                name="claim_payer_work",
            ),
            models.Index(
                F("organization"),
                F("needs_work"),
                F("cause"),
                F("rank").desc(),
                F("id").desc(),
                name="claim_cause_work",
            ),
            models.Index(fields=["organization", "state", "cents"], name="claim_state_cents"),
            models.Index(fields=["organization", "needs_work", "cause", "state", "cents"], name="claim_cause_cents"),
            models.Index(F("organization"), F("day").desc(), F("id").desc(), name="claim_day"),
            models.Index(F("organization"), F("rank").desc(), F("id").desc(), name="claim_all"),
            models.Index(fields=["organization", "sorted_name", "id"], name="claim_name"),
            models.Index(fields=["organization", "patient", "day"], name="claim_patient_day"),
            models.Index(fields=["organization", "hold_until"], name="claim_hold_until"),
            models.Index(fields=["organization", "judged_at"], name="claim_judged_at"),
        ]

    def __str__(self) -> str:
        return self.number

    def columns(self, value: ClaimWork) -> dict[str, object]:
        """What lists want of what was decided; the rest follows from the review (`refresh`)."""
        return {"hold_until": value.hold.until if value.hold else None}

    @property
    def can_change(self) -> bool:
        """Whether it may still be corrected: it was not sent, or was rejected."""
        return self.state in CAN_CHANGE


class ClaimVersion(Version):
    """A version of what was decided about a claim."""

    record = models.ForeignKey(ClaimRecord, models.PROTECT, related_name="versions")

    class Meta(Version.Meta):
        """One version a number."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "record", "number"], name="claim_version")
        ]

    def __str__(self) -> str:
        return f"version {self.number}"


class ClaimVisit(OwnedModel):
    """That a visit is on a claim."""

    claim = models.ForeignKey(ClaimRecord, models.PROTECT, related_name="claim_visits")
    visit = models.ForeignKey(VisitRecord, models.PROTECT, related_name="+")

    class Meta(OwnedModel.Meta):
        """A visit is on one claim."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["organization", "visit"], name="claim_visit_once")]

    def __str__(self) -> str:
        return f"{self.visit_id} on {self.claim_id}"


class ControlNumber(OwnedModel):
    """The last control number that an organization used: each file that it sends gets the next."""

    last = models.PositiveIntegerField(default=0)

    class Meta(OwnedModel.Meta):
        """One an organization."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["organization"], name="control_number_once")]

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
    """

    at = models.DateTimeField(auto_now_add=True)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    until = models.DateTimeField()
    chosen = models.TextField(blank=True)
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
    """That a batch was written into a folder, or put at a server."""

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


class ClaimAsSent(OwnedModel):
    """A claim as it went out: the library's value as bytes, and what the review of it had found. It never changes."""

    only_grows = True

    claim = models.ForeignKey(ClaimRecord, models.PROTECT, related_name="as_sent")
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="sent_claims")
    claim_version = models.PositiveIntegerField()
    sent_id = models.CharField(max_length=20)
    value = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    review = models.BinaryField()

    class Meta(OwnedModel.Meta):
        """Found by the id that the receiver returns; no id is used twice."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["organization", "sent_id"], name="claim_id_once")]
        indexes: ClassVar = [models.Index(fields=["organization", "claim"], name="claim_as_sent")]

    def __str__(self) -> str:
        return self.sent_id


class AnswerFile(OwnedModel):
    """A file that came back: a TA1, 999 or 277CA, once by content, and what it said in sentences."""

    only_grows = True

    at = models.DateTimeField(auto_now_add=True)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    summary = models.TextField()

    class Meta(OwnedModel.Meta):
        """Once by content."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["organization", "sha256"], name="answer_once")]
        indexes: ClassVar = [models.Index(fields=["organization", "-at", "-id"], name="answer_at")]

    def __str__(self) -> str:
        return self.name


class EventKind(models.TextChoices):
    """What happened to a claim outside of the office."""

    SENT = "sent", "sent"
    FILE_ACCEPTED = "file ok", "the receiver took the file"
    ACCEPTED = "accepted", "accepted for processing"
    REJECTED = "rejected", "rejected"
    VISIT_CHANGED = "visit", "a visit of it was changed after it was sent"


class ClaimEvent(OwnedModel):
    """What happened to a claim: when, which file says so, and why in the receiver's words."""

    only_grows = True

    claim = models.ForeignKey(ClaimRecord, models.PROTECT, related_name="events")
    at = models.DateTimeField(auto_now_add=True)
    kind = models.CharField(max_length=8, choices=EventKind.choices)
    words = models.TextField(blank=True)
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, related_name="+")
    answer = models.ForeignKey(AnswerFile, models.PROTECT, null=True, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta(OwnedModel.Meta):
        """By claim, in their order."""

        indexes: ClassVar = [models.Index(fields=["organization", "claim", "id"], name="claim_event")]

    def __str__(self) -> str:
        return self.get_kind_display()
