"""What the page of a file shows: what was sent then, read from the file's bytes, and what came back to that file alone.

What the claims have become since, corrected or sent once more, stands on their own pages.
"""

from collections.abc import Iterator, Mapping
from io import BytesIO
from itertools import islice
from uuid import UUID

from msgspec import Struct

from cleanclaim.exchange.x12.located import Located
from cleanclaim.exchange.x12.read import read
from cleanclaim.explanations.marks import Mark
from cleanclaim.law.wording import day
from cleanclaim.model.money import dollars_for_people
from cleanclaim.model.submitted_claim import REPLACEMENT, VOID, SubmittedClaim
from cleanclaim.office.claims.course import weigh_batch
from cleanclaim.office.claims.models import AnswerFile, ClaimAsSent, ClaimEvent
from cleanclaim.office.claims.outbox import Batch
from cleanclaim.office.claims.weighing import AnswerOutcome, WeighedAnswers

MOST = 1_000
MARKS: Mapping[AnswerOutcome, Mark] = {
    "unanswered": Mark("no answer yet", "fyi"),
    "file": Mark("file taken in", "fyi"),
    "accepted": Mark("accepted", "clean"),
    "decided": Mark("decided", "clean"),
    "rejected": Mark("rejected", "hold"),
    "disagree": Mark("answers disagree", "hold"),
}
"""What the answers come to, in a word."""


class SentClaimRow(Struct, frozen=True, kw_only=True):
    """A claim as it stands in a file, the office's claim that it was of, and what the receiver said of it."""

    sent_id: str
    patient: str
    day: str
    payer: str
    dollars: str
    kind: str
    claim: UUID | None
    number: str
    mark: Mark
    words: str


def build_sent_rows(batch: Batch) -> list[SentClaimRow]:
    """The claims of a file as it went out, in their order, the first thousand."""
    found = list(islice(_claims(batch), MOST))
    ours = {one.sent_id: one for one in batch.sent_claims.select_related("claim").defer("value", "review")}
    weighed = weigh_batch(batch)
    return [_row(one, ours.get(one.claim_id), weighed) for one in found]


def list_answers(batch: Batch) -> list[AnswerFile]:
    """The files that came back to this one, the latest first."""
    named = ClaimEvent.objects.filter(batch=batch, answer__isnull=False).values("answer")
    return list(AnswerFile.objects.filter(pk__in=named).defer("content").order_by("-at", "-id"))


def _claims(batch: Batch) -> Iterator[SubmittedClaim]:
    for item in read(BytesIO(bytes(batch.content))):
        if isinstance(item, Located) and isinstance(item.value, SubmittedClaim):
            yield item.value


def _kind(claim: SubmittedClaim) -> str:
    """As what a claim went out, where it is no original."""
    what = {REPLACEMENT: "Replaces", VOID: "Voids"}.get(claim.frequency or "")
    return f"{what} {claim.payer_claim_number}" if what else ""


def _row(claim: SubmittedClaim, ours: ClaimAsSent | None, weighed: Mapping[UUID, WeighedAnswers]) -> SentClaimRow:
    header = claim.header
    person = header.patient or header.subscriber
    answers = weighed[ours.claim_id] if ours else WeighedAnswers(outcome="unanswered")
    days = sorted({line.first_date for line in claim.lines if line.first_date})
    return SentClaimRow(
        sent_id=claim.claim_id,
        patient=", ".join(filter(None, (person.last_or_organization, person.first))) if person else "",
        day=" to ".join(day(one) for one in dict.fromkeys((days[0], days[-1]))) if days else "",
        payer=(header.payer.last_or_organization or "") if header.payer else "",
        dollars="" if claim.charge is None else dollars_for_people(claim.charge),
        kind=_kind(claim),
        claim=ours.claim_id if ours else None,
        number=ours.claim.number if ours else "",
        mark=MARKS[answers.outcome],
        words=answers.why,
    )
