"""Proof of timely filing: when a claim was sent, who took it in on which day, and by which day it had to be there."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from cleanclaim.claims.acceptances import Acceptance
from cleanclaim.model.ledger_entry import EntrySource
from cleanclaim.money.appeals.disputes import Dispute
from cleanclaim.money.book.book import Book
from cleanclaim.money.denials.deadlines import Deadline, LimitReader
from cleanclaim.money.denials.find_denials import deadline_facts
from cleanclaim.money.denials.payer_limits import KNOWN, policies_of
from cleanclaim.money.posting.facts import BilledClaim
from cleanclaim.money.posting.payers_in_turn import place_of


class FilingProof(Struct, frozen=True, kw_only=True):
    """When a claim was filed. `sent` are its claims to the payer, oldest first, `accepted` who took them in;
    `received_on` is the day on which the payer itself says that it had the claim (DTM 050), `received_source` where.
    `service` is the first day of service in dispute. `limit` is the last day for it; None where nobody here knows the
    limit. `is_known`: the practice's file or the kind of insurance tells whose limit it is.
    """

    sent: tuple[BilledClaim, ...]
    accepted: tuple[Acceptance, ...]
    received_on: date | None
    received_source: EntrySource
    service: date | None
    limit: Deadline | None
    is_known: bool

    @property
    def limit_to_cite(self) -> Deadline | None:
        """The limit, if it can be put to the payer: it was met, and its source was read, or a contract sets it."""
        if not self.in_time or self.limit is None or self.limit.cite is None:
            return None
        is_sure = self.limit.standing == "verified" or (self.limit.standing == "contract" and self.is_known)
        return self.limit if is_sure else None

    @property
    def days_from_service(self) -> int | None:
        """How many days after the first service in dispute somebody had it."""
        return (self.filed_on - self.service).days if self.filed_on and self.service else None

    @property
    def filed_on(self) -> date | None:
        """The first day on which somebody has the claim: the payer's own word, else an answer to it."""
        days = [one.on for one in self.accepted if one.on]
        return min(filter(None, (self.received_on, *days)), default=None)

    @property
    def day(self) -> date | None:
        """The day on which it was filed, as far as the files tell: somebody had it, else it was sent."""
        return self.filed_on or next((one.on for one in self.sent if one.on), None)

    @property
    def in_time(self) -> bool | None:
        """Whether it was filed by the last day; None where either is not known."""
        if self.limit is None or self.limit.on is None or self.filed_on is None:
            return None
        return self.filed_on <= self.limit.on


def filing_proof(book: Book, dispute: Dispute, limits: LimitReader) -> FilingProof:
    """The proof of the claim that a request is about, and of those that it replaced."""
    facts, denied = dispute.facts, dispute.denials[0].lines
    sent: Sequence[BilledClaim] = ()
    if dispute.sent:
        mine = [one for one in (*facts.billed, *facts.onward) if place_of(one.claim) == denied.place]
        sent = sorted(mine, key=lambda one: (one.on or date.max, str(one.source)))
    payer = denied.decision.payment.payer
    days = [
        (one.claim.received, one.source) for one in facts.decisions if one.claim.received and one.payment.payer == payer
    ]
    received_on, source = min(days, default=(None, EntrySource()))
    ids = {one.claim.claim_id for one in sent}
    counted = deadline_facts(facts, denied, dispute.billed.claim)
    (limit,) = limits.deadlines(("new claim",), counted)
    _policy, by = policies_of(dispute.billed.claim.header, limits.practice)[0]
    return FilingProof(
        sent=tuple(sent),
        accepted=tuple(one for one in book.acceptances if one.claim_id in ids),
        received_on=received_on,
        received_source=source,
        service=counted.service,
        limit=limit if limit.on else None,
        is_known=by in KNOWN,
    )
