"""The course of a claim: every time it was sent, what came back to that, and so who has it now.

sent 1   277CA rejected                              the payer has nothing of it
sent 2   999, 277CA accepted                         <- the payer has this one
sent 3   a replacement of 2, 277CA rejected          and has it still
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from cleanclaim.law.wording import day
from cleanclaim.office.claims.models import ClaimAsSent, ClaimEvent, ClaimRecord, ClaimState, EventKind
from cleanclaim.office.claims.outbox import Batch
from cleanclaim.office.claims.weighing import ReceiverAnswer, Ruling, WeighedAnswers, ruling_holds, weigh
from cleanclaim.office.claims.work import ClaimChange, ClaimWork

AT_ONCE = 400
KINDS = {EventKind.FILE_ACCEPTED: "999", EventKind.ACCEPTED: "277CA", EventKind.DECIDED: "835", EventKind.REJECTED: ""}
"""What answers are noted as, and the kind of file that says so where the note does not."""
RULINGS = {EventKind.FOUND_ACCEPTED: True, EventKind.FOUND_REJECTED: False}
STATES = {
    "unanswered": ClaimState.SENT,
    "file": ClaimState.SENT,
    "accepted": ClaimState.ACCEPTED,
    "decided": ClaimState.ACCEPTED,
    "disagree": ClaimState.DISAGREE,
}


class Sending(Struct, frozen=True, kw_only=True):
    """A claim as it went out once: in which batch, when, made of which version, under which ids, what came back.

    `numbers` are the payer's of each id, empty where it is not known.
    """

    batch: UUID
    at: datetime
    version: int
    ids: tuple[str, ...]
    frequency: str
    weighed: WeighedAnswers
    numbers: tuple[str, ...] = ()

    @property
    def is_rejected(self) -> bool:
        """Whether the payer never had it."""
        return self.weighed.outcome == "rejected"


class Course(Struct, frozen=True):
    """The sendings of a claim, the first one first, tests aside, and how many refusals there were in all of them."""

    sendings: tuple[Sending, ...]
    rejections: int

    @property
    def newest(self) -> Sending:
        """How it went out last."""
        return self.sendings[-1]

    @property
    def base(self) -> Sending | None:
        """The sending that the payer has, or may have: the last that was not rejected."""
        return next((one for one in reversed(self.sendings) if not one.is_rejected), None)

    def active(self, work: ClaimWork) -> ClaimChange | None:
        """What is to be done about the claim that the payer has; None where nothing is, or it was done."""
        change = work.change
        return change if change and self.base and change.of == self.base.batch else None

    def state(self, work: ClaimWork) -> ClaimState | None:
        """The state that follows from the answers; None where the claim is here, to be worked on."""
        base = self.base
        if base is None or self.active(work):
            return None
        return ClaimState.VOIDED if base.frequency == "void" and base.weighed.is_taken else STATES[base.weighed.outcome]

    @property
    def disputed(self) -> Sending | None:
        """The last sending, where its answers disagree or a person found out which of them holds."""
        return self.newest if self.newest.weighed.outcome == "disagree" or self.newest.weighed.ruled else None

    @property
    def doubled(self) -> Sending | None:
        """An earlier sending that the payer took in too, by an answer that came late: it has the claim twice."""
        before: Sending | None = None
        found = None
        for one in self.sendings:
            if not one.is_rejected:
                if one.frequency == "original" and before and before.weighed.is_taken and before.frequency != "void":
                    found = before
                before = one
        return found


def read_courses(records: Iterable[ClaimRecord]) -> dict[UUID, Course]:
    """The courses of the claims that went out, by claim."""
    keys = [record.pk for record in records]
    found: dict[UUID, Course] = {}
    for start in range(0, len(keys), AT_ONCE):
        found |= _read(keys[start : start + AT_ONCE])
    return found


def read_course(record: ClaimRecord) -> Course | None:
    """The course of a claim; None where it never went out."""
    return read_courses([record]).get(record.pk)


def _read(keys: Sequence[UUID]) -> dict[UUID, Course]:
    sent: dict[tuple[UUID, UUID], list[ClaimAsSent]] = defaultdict(list)
    rows = ClaimAsSent.objects.filter(claim__in=keys, batch__test=False).defer("value", "review")
    for row in rows.select_related("batch").defer("batch__content").order_by("id"):
        sent[row.claim_id, row.batch_id].append(row)
    if not sent:
        return {}
    events: dict[tuple[UUID, UUID], list[ClaimEvent]] = defaultdict(list)
    for event in ClaimEvent.objects.filter(claim__in=keys, kind__in=[*KINDS, *RULINGS]).order_by("id"):
        if event.batch_id:
            events[event.claim_id, event.batch_id].append(event)
    sendings: dict[UUID, list[Sending]] = defaultdict(list)
    rejections: dict[UUID, int] = defaultdict(int)
    for (claim, batch), of_sending in sent.items():
        mine = events[claim, batch]
        sendings[claim].append(_sending(of_sending, mine))
        rejections[claim] += len({(one.sent_id, _answer(one)) for one in mine if one.kind == EventKind.REJECTED})
        rejections[claim] += sum(one.kind == EventKind.FOUND_REJECTED for one in mine)
    return {claim: Course(tuple(those), rejections[claim]) for claim, those in sendings.items()}


def weigh_batch(batch: Batch) -> dict[UUID, WeighedAnswers]:
    """What the answers to a file come to, by claim; those to a test file too."""
    sent: dict[UUID, list[ClaimAsSent]] = defaultdict(list)
    for row in batch.sent_claims.select_related("batch").defer("value", "review", "batch__content").order_by("id"):
        sent[row.claim_id].append(row)
    events: dict[UUID, list[ClaimEvent]] = defaultdict(list)
    for event in ClaimEvent.objects.filter(batch=batch, kind__in=[*KINDS, *RULINGS]).order_by("id"):
        events[event.claim_id].append(event)
    return {claim: _sending(rows, events[claim]).weighed for claim, rows in sent.items()}


def _sending(sent: Sequence[ClaimAsSent], events: Sequence[ClaimEvent]) -> Sending:
    first = sent[0]
    each = {one.sent_id: [event for event in events if event.sent_id in (None, one.pk)] for one in sent}
    return Sending(
        batch=first.batch_id,
        at=first.batch.at,
        version=first.claim_version,
        ids=tuple(one.sent_id for one in sent),
        frequency=first.frequency,
        weighed=_together(each),
        numbers=tuple(weigh(_answers(those)).number for those in each.values()),
    )


def _together(events: dict[str, list[ClaimEvent]]) -> WeighedAnswers:
    """What the answers to all claims of one sending come to: it is more than one where one had not the room."""
    each = [weigh(_answers(those), _ruling(those)) for those in events.values()]
    outcomes = {one.outcome for one in each}
    if len(outcomes) == 1 or "disagree" in outcomes:
        return next((one for one in each if one.outcome == "disagree"), each[0])
    if "rejected" not in outcomes:
        return min(each, key=lambda one: list(STATES).index(one.outcome))
    if not any(one.is_taken for one in each):
        return WeighedAnswers(outcome="unanswered", why="; ".join(one.why for one in each if one.why))
    every = [event for those in events.values() for event in those]
    otherwise = tuple(answer for one in each for answer in one.otherwise)
    ruling = _ruling(every)
    if ruling and ruling_holds(ruling, _answers(every)):
        outcome = "accepted" if ruling.accepts else "rejected"
        return WeighedAnswers(outcome=outcome, why=ruling.words, otherwise=otherwise, ruled=True)  # type: ignore[arg-type]
    why = f"It went out as {len(each)} claims, of which some were accepted and some rejected"
    return WeighedAnswers(outcome="disagree", why=why, otherwise=otherwise)


def _answers(events: Iterable[ClaimEvent]) -> list[ReceiverAnswer]:
    return [_answer(one) for one in events if one.kind in KINDS]


def _answer(event: ClaimEvent) -> ReceiverAnswer:
    kind = event.by or KINDS[EventKind(event.kind)] or "277CA"
    accepts = event.kind != EventKind.REJECTED
    return ReceiverAnswer.of_day(kind, event.on, accepts=accepts, words=event.words, number=event.payer_claim_number)


def _ruling(events: Iterable[ClaimEvent]) -> Ruling | None:
    """The last ruling of a person, with what was known then."""
    known: list[ReceiverAnswer] = []
    found = None
    for event in events:
        if event.kind in RULINGS:
            found = Ruling(RULINGS[EventKind(event.kind)], frozenset(known), event.words)
        else:
            known.append(_answer(event))
    return found


def describe_otherwise(weighed: WeighedAnswers) -> list[str]:
    """The answers that say otherwise than what counts, each in a sentence."""
    return list(_in_words(weighed.otherwise))


def _in_words(answers: Iterable[ReceiverAnswer]) -> Iterator[str]:
    for one in answers:
        when = f" of {day(date.fromisoformat(one.on))}" if one.on else ""
        yield f"The {one.by}{when} accepts it." if one.accepts else f"Rejected{when}. {one.words}"
