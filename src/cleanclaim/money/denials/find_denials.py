"""The denials of a book: found in the remittances, routed by the playbook, with deadlines and how they stand."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct

from cleanclaim.model.claim_text import claim_text
from cleanclaim.model.ledger_entry import Account
from cleanclaim.model.remittance import Payment
from cleanclaim.model.submitted_claim import ClaimHeader, SubmittedClaim, SubmittedLine
from cleanclaim.money.book.book import Book
from cleanclaim.money.denials.deadlines import Deadline, DeadlineFacts, LimitReader
from cleanclaim.money.denials.denial import Denial
from cleanclaim.money.denials.history import DeniedLines, denied_lines
from cleanclaim.money.denials.payer_claims import claim_decided, last_billed
from cleanclaim.money.denials.payer_limits import policies_of
from cleanclaim.money.denials.playbook import Play, Way, playbook, preventing_rules, unlisted_codes
from cleanclaim.money.denials.states import appeal_lost, denial_history, divide_write_offs, state_of, steps_of
from cleanclaim.money.denials.unsent_claims import unsent_claims
from cleanclaim.money.ledger import add_up
from cleanclaim.money.posting.claim_entries import claim_entries
from cleanclaim.money.posting.facts import BilledClaim, ClaimFacts, DenialStep
from cleanclaim.money.posting.payers_in_turn import comes_after, place_of


class RemarkNotice(Struct, frozen=True, kw_only=True):
    """A remark that denies nothing and wants something done: by which payer, of which claims, and on which last day."""

    remark: str
    payer: str
    claim_ids: tuple[str, ...]
    last_on: date | None
    play: Play


class DenialList(Struct, frozen=True, kw_only=True):
    """The denials of a book, by claim; notices beside them; what people wrote of denials that are none (`unplaced`)."""

    denials: tuple[Denial, ...]
    notices: tuple[RemarkNotice, ...]
    unplaced: tuple[DenialStep, ...]


def find_denials(book: Book, limits: LimitReader) -> DenialList:
    """Every denial in a book, closed ones too, also of claims that only remittances speak of.

    Raises UserError where a payer's file is wrong.
    """
    services = _Services(book.billed)
    found: list[Denial] = []
    placed: set[int] = set()
    bills = [*book.bills(), *unsent_claims(book)]
    for bill in bills:
        denied = denied_lines(bill)
        accounts = add_up(claim_entries(bill)) if denied else {}
        for one, gone in zip(denied, divide_write_offs(bill, denied), strict=True):
            found.append(_denial(bill, one, gone, accounts, limits, services))
            placed |= {id(step) for step in steps_of(bill, one)}
    unplaced = tuple(step for step in book.denial_steps if id(step) not in placed)
    return DenialList(denials=tuple(found), notices=tuple(_notices(book, bills)), unplaced=unplaced)


def _notices(book: Book, bills: Iterable[ClaimFacts]) -> Iterator[RemarkNotice]:
    """The notices of a book by remark and payer, in the order in which they came; none of a claim that waited for the
    next payer and was decided by it, or billed to it, since.
    """
    bill_of = {each.claim.claim_id: bill for bill in bills for each in (*bill.billed, *bill.onward)}
    found: dict[tuple[str, str], list[tuple[str, date | None]]] = defaultdict(list)
    for one in book.remittances:
        for claim in one.claims:
            for remark in dict.fromkeys((*claim.remarks, *(each for line in claim.lines for each in line.remarks))):
                play = playbook().notice(remark)
                bill = bill_of.get(claim.claim_id)
                if play and not (play.action == "wait" and bill and _went_on(bill, one.payment)):
                    found[remark, one.payment.payer or ""].append((claim.claim_id, one.payment.on))
    for (remark, payer), claims in found.items():
        play = playbook().by_codes[remark]
        days = [on for _, on in claims if on]
        ids = tuple(dict.fromkeys(claim_id for claim_id, _ in claims))
        yield RemarkNotice(remark=remark, payer=payer, claim_ids=ids, last_on=max(days, default=None), play=play)


def _went_on(bill: ClaimFacts, payment: Payment) -> bool:
    """Whether another payer has decided a claim since a payment, or it was billed to one."""
    on, payer = payment.on or date.min, claim_text(payment.payer or "")
    decided = ((one.on, claim_text(one.payment.payer or "")) for one in bill.decisions)
    since = any(day is not None and day >= on and name != payer for day, name in decided)
    return since or any(one.on is not None and one.on > on for one in bill.onward)


class _Services:
    """The claims by each service in them: who was treated, when, with what."""

    def __init__(self, billed: Iterable[BilledClaim]) -> None:
        self._claims: dict[object, list[BilledClaim]] = defaultdict(list)
        for one in billed:
            for line in one.claim.lines:
                self._claims[self._key(one.claim, line)].append(one)

    def others(self, facts: ClaimFacts, claim: SubmittedClaim, lines: Iterable[SubmittedLine]) -> list[BilledClaim]:
        """The claims of other bills for the same service."""
        own = {id(one) for one in (*facts.billed, *facts.onward)}
        found = [one for line in lines for one in self._claims[self._key(claim, line)]]
        return list({id(one): one for one in found if id(one) not in own}.values())

    @staticmethod
    def _key(claim: SubmittedClaim, line: SubmittedLine) -> object:
        patient = claim.header.patient or claim.header.subscriber
        name = (patient.last_or_organization, patient.first) if patient else None
        return name, claim.header.birth_date, line.first_date, line.code


def _denial(
    facts: ClaimFacts,
    one: DeniedLines,
    gone: Mapping[str, int],
    accounts: Mapping[Account, int],
    limits: LimitReader,
    services: _Services,
) -> Denial:
    billed = claim_decided(facts, one.place, one.decision).claim
    lines = denied_of(billed, one)
    policy, _by = policies_of(billed.header, limits.practice)[0]
    play = playbook().play(one.group, one.code, one.remarks, policy)
    ways, changed = _ways(play, one.remarks)
    history = denial_history(facts, one, services.others(facts, billed, lines))
    state = state_of(one, history, gone, owed_elsewhere=_owed_elsewhere(one, accounts))
    decided = deadline_facts(facts, one, billed)
    deadlines = limits.deadlines(ways, decided)
    if state == "lost" and (after := _next_level(facts, one, decided, limits)):
        state, deadlines = "working", (after, *(each for each in deadlines if each.way != "appeal"))
    closed = one.ending is not None or state in {"settled", "voided"}
    return Denial(
        claim_id=facts.claim_id,
        payer=one.payer,
        group=one.group,
        code=one.code,
        remarks=one.remarks,
        lines=tuple(line.number for line in lines if "" not in one.lines),
        procedures=tuple(dict.fromkeys(line.code for line in lines if line.code)),
        service=decided.service,
        first_on=one.first_on,
        counted_on=one.counted_on,
        payment=one.decision.payment.trace or "",
        payer_claim_number=one.decision.claim.payer_claim_number or "",
        cents=one.cents,
        open_cents=0 if closed else one.cents - sum(gone.values()),
        recovered=one.recovered,
        to_patient=one.to_patient,
        play=play,
        ways_changed=changed,
        appealable="appeal" in ways,
        deadlines=deadlines,
        rules=preventing_rules(play, one.code),
        unlisted=unlisted_codes(one.code, one.remarks),
        state=state,
        level=max((step.level for step in steps_of(facts, one)), default=0),
        history=history,
        source=one.source,
    )


def _ways(play: Play, remarks: Sequence[str]) -> tuple[tuple[Way, ...], tuple[str, ...]]:
    """What may be done: the play's ways as the remarks leave them, and why where they change one."""
    ways, changed = play.ways, []
    for one in playbook().closed_ways(remarks):
        left = [way for way in ways if way not in one.closes]
        after = (*(way for way in one.opens if way not in left), *left)
        if after != ways:
            changed.append(one.why)
        ways = after
    return ways, tuple(changed)


def _owed_elsewhere(one: DeniedLines, accounts: Mapping[Account, int]) -> int:
    """What of the claim somebody else than the payer still owes."""
    return sum(cents for account, cents in accounts.items() if account.kind == "receivable" and account.of != one.payer)


def _next_level(facts: ClaimFacts, one: DeniedLines, decided: DeadlineFacts, limits: LimitReader) -> Deadline | None:
    """The deadline of the next level of appeal, where one was lost and there is a further one."""
    lost = appeal_lost(facts, one)
    return limits.next_level(lost.level, lost.on, decided, one.cents) if lost else None


def denied_of(billed: SubmittedClaim, one: DeniedLines) -> list[SubmittedLine]:
    """The lines of a claim that are denied; all where the claim is as a whole."""
    return [line for line in billed.lines if line.number in one.lines or "" in one.lines]


def deadline_facts(facts: ClaimFacts, one: DeniedLines, billed: SubmittedClaim) -> DeadlineFacts:
    """The days from which the deadlines of a denial are counted, and whose they are; `billed` is the denied claim."""
    payer, lines = one.decision.payment.payer, denied_of(billed, one)
    before = [each.on for each in facts.decisions if each.on and each.payment.payer != payer]
    return DeadlineFacts(
        header=billed.header,
        next_header=_next_header(facts, one.place),
        service=min((line.first_date for line in lines if line.first_date), default=one.decision.claim.first_date),
        decision=one.counted_on,
        last_decision=max((each.on for each in facts.decisions if each.on), default=None),
        primary_decision=one.counted_on if one.place == "P" else min(before, default=None),
        follows=one.place != "P",
    )


def _next_header(facts: ClaimFacts, place: str) -> ClaimHeader | None:
    """The payer that comes after the one in a place, as a claim names it."""
    onward = [one.claim.header for one in facts.onward if comes_after(place_of(one.claim), place)]
    if onward:
        return onward[0]
    later = [one for one in last_billed(facts, place).claim.other_payers if comes_after(one.sequence or "P", place)]
    return ClaimHeader(payer=later[0].payer, filing=later[0].filing) if later else None
