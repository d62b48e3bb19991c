"""The tables of claims; those of what goes out and is handed over are in `outbox`.

claim (what lists show) ──< versions (what was decided) ──< as sent (the library's claim, in a batch)
   │  └──< visits                                                                         │
   └──< events: sent, accepted, rejected, in the receiver's words              batch (the file) ──< answers (files)
"""

from hashlib import sha256
from typing import ClassVar

import msgspec
from django.db import models
from django.db.models import F

from cleanclaim.model.claim import Claim
from cleanclaim.office.claims.outbox import Batch
from cleanclaim.office.claims.saved_view import SavedView  # noqa: F401 - a table of this app too
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
    DISAGREE = "disagree", "Answers disagree"
    VOIDING = "voiding", "To be voided"
    VOIDED = "voided", "Voided"
    PATIENT = "patient", "Patient pays"
    EMPTY = "empty", "No visit"
    CLOSED = "closed", "Will not be billed"


CAN_CHANGE = (
    ClaimState.HOLD,
    ClaimState.MISSING,
    ClaimState.CHECK,
    ClaimState.REJECTED,
    ClaimState.READY,
    ClaimState.CLOSED,
    ClaimState.VOIDING,
)
"""The states in which a claim may still be corrected."""
AWAY = (ClaimState.SENT, ClaimState.ACCEPTED, ClaimState.DISAGREE, ClaimState.VOIDED)
"""The states in which somebody else has the claim: it stays as it went out."""
CAN_GO = (ClaimState.READY, ClaimState.VOIDING)
"""The states in which a claim is sent."""
NEEDS_WORK = (ClaimState.DISAGREE, ClaimState.HOLD, ClaimState.MISSING, ClaimState.CHECK, ClaimState.REJECTED)
"""The states in which somebody has to do something, worst first."""


class ClaimRecord(Record):
    """A claim: what the work queue shows, filters, sums and sorts. What was decided about it is in its versions.

    It is of one patient, payer, clinician, place and day. `number` is that of its first visit. `payer` is the payer's
    name in the practice's file, `clinician` the NPI the visits name. `cause` is the rule of the worst finding, what
    is missing, or a word of ours, with `cause_title`; `worst` says it for this claim. `rank` is its place in the order
    of work: a claim twice as dear comes before one whose deadline is less than 14 days nearer, and the order stays as
    days pass.
    `can_fix`: what its cause finds is fixed without anybody's judgment. `overridden`: somebody let a finding pass.
    `rejections` counts the refusals of all its sendings, `payer_claim_number` is the payer's of what it has; both
    follow from the answers (`course`). `change` says whether it went out, or is to, as a replacement, a void, or anew.
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
    can_fix = models.BooleanField(default=False)
    overridden = models.BooleanField(default=False)
    payer_claim_number = models.CharField(max_length=80, blank=True)
    change = models.CharField(max_length=11, blank=True)
    not_checked = models.CharField(max_length=80, blank=True)
    judged_at = models.DateTimeField(null=True)
    law = models.CharField(max_length=200, blank=True)
    tables = models.TextField(blank=True)

    class Meta(Record.Meta):
        """In the order of work, by state, payer, clinician and cause; by day; by the patient's name.

        `claim_state_cents`, `claim_cause_cents` and `claim_due` have all that is counted over each page of the queue,
        so that no claim is read for it.
        """

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
            models.Index(fields=["organization", "state", "clinician", "cents"], name="claim_state_cents"),
            models.Index(
                fields=[
                    *("organization", "needs_work", "cause", "state"),
                    *("payer", "clinician", "cents", "can_fix", "cause_title"),
                ],
                name="claim_cause_cents",
            ),
            models.Index(fields=["organization", "needs_work", "deadline", "clinician"], name="claim_due"),
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
        return {
            "hold_until": value.hold.until if value.hold else None,
            "change": value.change.kind if value.change else "",
            "overridden": bool(value.overrides),
        }

    @property
    def can_change(self) -> bool:
        """Whether something may be decided about it: it was not sent, came back, or goes out once more."""
        return self.state in CAN_CHANGE

    @property
    def can_correct(self) -> bool:
        """Whether its fields may be corrected: a void repeats what was sent."""
        return self.can_change and self.state != ClaimState.VOIDING


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


class ClaimAsSent(OwnedModel):
    """A claim as it went out: the library's value as bytes, and what the review of it had found. It never changes."""

    only_grows = True

    claim = models.ForeignKey(ClaimRecord, models.PROTECT, related_name="as_sent")
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="sent_claims")
    claim_version = models.PositiveIntegerField()
    sent_id = models.CharField(max_length=20)
    frequency = models.CharField(max_length=11, default="original")
    value = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    review = models.BinaryField()

    class Meta(OwnedModel.Meta):
        """Found by the id that the receiver returns; a file has each once, two files only where one voids the other."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "batch", "sent_id"], name="claim_id_once_a_batch"),
            models.UniqueConstraint(
                fields=["organization", "sent_id"], condition=~models.Q(frequency="void"), name="claim_id_once"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["organization", "claim"], name="claim_as_sent")]

    def __str__(self) -> str:
        return self.sent_id

    def read(self) -> Claim:
        """The claim as it went out. Raises ValueError where the bytes are not those that were stored."""
        stored = bytes(self.value)
        if sha256(stored).hexdigest() != self.sha256:
            raise ValueError(f"claim {self.sent_id} is damaged: its sha256 differs")
        return msgspec.json.decode(stored, type=Claim)


class AnswerFile(OwnedModel):
    """A file that came back: a TA1, 999, 277CA or 835, once by content, and what it said in sentences. What was to
    nothing sent when it was read, and fits now, is there a second time (`fits_now`), with what it says of claims.
    """

    only_grows = True

    at = models.DateTimeField(auto_now_add=True)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    summary = models.TextField()
    fits_now = models.BooleanField(default=False)

    class Meta(OwnedModel.Meta):
        """Once by content, and once more where it fits later."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "sha256", "fits_now"], name="answer_once")
        ]
        indexes: ClassVar = [models.Index(fields=["organization", "-at", "-id"], name="answer_at")]

    def __str__(self) -> str:
        return self.name


class EventKind(models.TextChoices):
    """What happened to a claim outside of the office."""

    SENT = "sent", "sent"
    FILE_ACCEPTED = "file ok", "the receiver took the file"
    ACCEPTED = "accepted", "accepted for processing"
    REJECTED = "rejected", "rejected"
    DECIDED = "decided", "decided by the payer"
    FOUND_ACCEPTED = "found ok", "somebody found out that it was accepted"
    FOUND_REJECTED = "found no", "somebody found out that it was rejected"
    VISIT_CHANGED = "visit", "a visit of it was changed after it was sent"


class ClaimEvent(OwnedModel):
    """What happened to a claim: when, which file says so, and why in the receiver's words.

    Of an answer: `sent` is the claim as it went out that it is to, `by` its kind (TA1, 999, 277CA, 835), `on` the day
    of the decision, `payer_claim_number` the payer's. Where a person found out what holds, `words` says how.
    """

    only_grows = True

    claim = models.ForeignKey(ClaimRecord, models.PROTECT, related_name="events")
    at = models.DateTimeField(auto_now_add=True)
    kind = models.CharField(max_length=8, choices=EventKind.choices)
    words = models.TextField(blank=True)
    by = models.CharField(max_length=5, blank=True)
    on = models.DateField(null=True)
    payer_claim_number = models.CharField(max_length=80, blank=True)
    sent = models.ForeignKey(ClaimAsSent, models.PROTECT, null=True, related_name="+")
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, related_name="+")
    answer = models.ForeignKey(AnswerFile, models.PROTECT, null=True, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta(OwnedModel.Meta):
        """By claim, in their order."""

        indexes: ClassVar = [models.Index(fields=["organization", "claim", "id"], name="claim_event")]

    def __str__(self) -> str:
        return self.get_kind_display()
