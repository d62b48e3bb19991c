"""What of a claim is disputed, and in which way: the denials that one request is about, and its deadline.

CO 197, to be appealed by Aug 5     ┐ one request: an appeal, by Aug 5
CO 50, to be appealed by Aug 5      ┘
CO 18, to be billed as new          needs no request; `cleanclaim claim` writes it
"""

from collections.abc import Sequence
from datetime import date
from itertools import chain

from msgspec import Struct

from cleanclaim.model.errors import UserError
from cleanclaim.model.submitted_claim import SubmittedLine
from cleanclaim.money.book.book import Book
from cleanclaim.money.denials.deadlines import Deadline, LimitReader
from cleanclaim.money.denials.denial import Denial
from cleanclaim.money.denials.find_denials import denied_of, find_denials
from cleanclaim.money.denials.history import DeniedLines, denied_lines
from cleanclaim.money.denials.payer_claims import claim_decided, is_sent_to
from cleanclaim.money.denials.playbook import Way
from cleanclaim.money.denials.unsent_claims import unsent_claims
from cleanclaim.money.posting.facts import BilledClaim, ClaimFacts
from cleanclaim.nearest import did_you_mean

REOPENING = "reopening"
"""What a correction is called where the payer lets nobody replace a claim."""


class DisputedDenial(Struct, frozen=True):
    """A denial, and the lines of which it is with their cents."""

    denial: Denial
    lines: DeniedLines


class Dispute(Struct, frozen=True, kw_only=True):
    """The denials of a claim that one request is about, and the request's deadline. `billed` is the claim that the
    payer denied; `sent` is False where no claim to it is at hand. `left` are denials that it is not about.
    """

    facts: ClaimFacts
    billed: BilledClaim
    sent: bool
    denials: tuple[DisputedDenial, ...]
    deadline: Deadline
    left: tuple[Denial, ...] = ()

    @property
    def way(self) -> Way:
        """What is to be done about it."""
        return self.deadline.way

    @property
    def wants_packet(self) -> bool:
        """Whether it is a request in writing: an appeal, or a reopening; any other way is a claim."""
        return self.way == "appeal" or self.deadline.name == REOPENING

    @property
    def lines(self) -> tuple[SubmittedLine, ...]:
        """The lines in dispute as they were billed; all where the claim is as a whole."""
        found = [line for one in self.denials for line in denied_of(self.billed.claim, one.lines)]
        return tuple({line.number: line for line in found}.values())

    @property
    def cents(self) -> int:
        """What is in dispute."""
        return sum(one.denial.open_cents for one in self.denials)


def find_dispute(book: Book, limits: LimitReader, claim_id: str, *, way: Way | None, codes: str, on: date) -> Dispute:
    """What of a claim can be disputed: in the `way` named, else by appeal where one is open, else in the first way of
    the playbook. `codes` (`CO 197`) chooses one denial.

    Raises UserError where no payer denies anything of it any more, none in that way, or several requests are due.
    """
    found = find_denials(book, limits)
    facts = _facts_of(book, claim_id)
    if facts is None:
        ids = {one.claim_id for one in found.denials}
        raise UserError(
            f"claim {claim_id}",
            f"is not in the folder.{did_you_mean(claim_id, ids)}",
            "`cleanclaim denials` lists them.",
        )
    mine = [one for one in found.denials if one.claim_id == facts.claim_id]
    pairs = [DisputedDenial(*pair) for pair in zip(mine, denied_lines(facts), strict=True)]
    wanted = " ".join(codes.upper().replace("-", " ").split())
    every_open = [one for one in pairs if one.denial.stage != "closed"]
    open_now = [one for one in every_open if f"{one.denial.codes} ".startswith(f"{wanted} ".lstrip())]
    if not open_now:
        which = f" with {wanted}" if wanted else ""
        raise UserError(
            f"claim {claim_id}", f"has no denial{which} that is open", f"See `cleanclaim denials --claim {claim_id}`."
        )
    way = way or _best_way([one.denial for one in open_now], on)
    chosen = [(one, each) for one in open_now for each in one.denial.deadlines if each.way == way]
    if not chosen:
        raise UserError(f"claim {claim_id}", _why_not(open_now, way), f"See `cleanclaim denials --claim {claim_id}`.")
    _check_one_request(claim_id, chosen)
    first = chosen[0][0]
    return Dispute(
        facts=facts,
        billed=claim_decided(facts, first.lines.place, first.lines.decision),
        sent=_is_sent(book, facts, first.lines),
        denials=tuple(one for one, _ in chosen),
        deadline=min((each for _, each in chosen), key=lambda each: each.on or date.max),
        left=tuple(one.denial for one in every_open if all(one is not each for each, _ in chosen)),
    )


def _is_sent(book: Book, facts: ClaimFacts, denied: DeniedLines) -> bool:
    """Whether the book has the claim as it went to the payer that denied it."""
    known = any(one.claim.claim_id == denied.decision.claim.claim_id for one in book.billed)
    return known and is_sent_to(facts, denied.place)


def _facts_of(book: Book, claim_id: str) -> ClaimFacts | None:
    """A claim by the id of its bill, or of any claim of it."""
    bills = list(chain(book.bills(), unsent_claims(book)))
    named = [one for one in bills if one.claim_id == claim_id]
    later = [one for one in bills if claim_id in {each.claim.claim_id for each in (*one.billed, *one.onward)}]
    return next(iter((*named, *later)), None)


def _best_way(denials: Sequence[Denial], on: date) -> Way | None:
    """An appeal where one is open, else the first way whose day is not past, else the first."""
    every = [each for one in denials for each in one.deadlines]
    in_time = [each for each in every if not each.is_past(on)]
    appeals = [each for each in in_time if each.way == "appeal"]
    return next((each.way for each in (*appeals, *in_time, *every)), None)


def _why_not(denials: Sequence[DisputedDenial], way: Way | None) -> str:
    ways = dict.fromkeys(each.name for one in denials for each in one.denial.deadlines)
    if way is None:
        to_do = " ".join(dict.fromkeys(one.denial.play.to_do for one in denials))
        return f"is denied so that nothing is to be sent. {to_do}"
    return f"has no denial to be worked by {way}; its ways: {', '.join(ways) or 'none'}"


def _check_one_request(claim_id: str, chosen: Sequence[tuple[DisputedDenial, Deadline]]) -> None:
    """Raises UserError where the denials are two payers', or at several levels of appeal: each is a request."""
    requests = {(one.lines.place, each.level) for one, each in chosen}
    if len(requests) > 1:
        each = ", ".join(f"{one.denial.codes} ({one.denial.payer}, level {due.level})" for one, due in chosen)
        raise UserError(f"claim {claim_id}", f"needs several requests: {each}", "Name one by --codes.")


def payer_name(dispute: Dispute) -> str:
    """The name of the payer that decided, as its remittance has it."""
    first = dispute.denials[0]
    return first.lines.decision.payment.payer or first.denial.payer
