"""A second opinion worked out from a book: what was paid too little, denied, never billed, refused, or is owed.

What is in several places counts once: a refused claim is not unanswered too, a denied line is not underpaid. What is
dated in the future counts in no other part, and what a payment that never came paid twice is not to be paid back.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cached_property

from cleanclaim.law.wording import day
from cleanclaim.model.ledger_entry import PATIENT, EntrySource
from cleanclaim.model.money import dollars_for_people
from cleanclaim.model.submitted_claim import VOID, ClaimHeader
from cleanclaim.money.balances import ClaimBalance, claim_balances
from cleanclaim.money.book.book import Book
from cleanclaim.money.closed_periods import changed_since
from cleanclaim.money.denials.deadlines import Deadline, DeadlineFacts, LimitReader
from cleanclaim.money.denials.denial import Denial
from cleanclaim.money.denials.find_denials import find_denials
from cleanclaim.money.denials.payer_claims import header_of
from cleanclaim.money.insight.first_answers import first_answers
from cleanclaim.money.insight.folder_gaps import FolderGaps
from cleanclaim.money.insight.opinion import Opinion, OpinionKind, OpinionLine
from cleanclaim.money.insight.opinion_of_variances import not_compared
from cleanclaim.money.insight.opinion_of_visits import never_billed
from cleanclaim.money.insight.opinion_of_waiting import (
    MissingPayments,
    future_places,
    kind_of_waiting,
    left_over,
    set_apart,
)
from cleanclaim.money.insight.opinion_rules import OverpaymentRule, overpayment_rule, patient_days, unanswered_days
from cleanclaim.money.insight.unbilled_visits import UnbilledVisits
from cleanclaim.money.insight.usual_shares import with_usual_shares
from cleanclaim.money.ledger import Ledger
from cleanclaim.money.posting.facts import ClaimFacts
from cleanclaim.money.variance.causes import WHAT_TO_DO
from cleanclaim.money.variance.variances import LineVariance, Variances
from cleanclaim.money.waiting import WaitingItem, waiting_items
from cleanclaim.money.waiting_kinds import WHAT_TO_DO as WAITING_TO_DO

_NO_PRICES = (
    "Whether payers paid enough was not looked at: say where you are (--practice, --zip, --locality) for Medicare, and"
    " put contracts.toml into the folder for the others."
)
_NO_VISITS = "Whether visits were never billed was not looked at: name the visits (--visits), and --practice for cards."


def find_opinion(
    book: Book, on: date, limits: LimitReader, variances: Variances | None, unbilled: UnbilledVisits | None
) -> Opinion:
    """The opinion as of a day. `variances` is None where nobody said what payers should allow, `unbilled` where no
    visits are at hand.
    """
    work = _OpinionWork(book, on, limits)
    lines = [*work.denied(), *work.waiting(), *work.unanswered(), *work.patients()]
    open_questions = [*work.gaps.sentences(), *left_over(work.waits)]
    open_questions += [f"{one.name} was not read: {one.why}." for one in book.files if one.use == "refused"]
    if variances is None:
        open_questions.append(_NO_PRICES)
    else:
        lines += work.compared(variances)
        open_questions += not_compared(variances)
    if unbilled is None:
        open_questions.append(_NO_VISITS)
    else:
        lines += never_billed(unbilled, on, limits)
        open_questions += unbilled.open_questions
    open_questions += work.patients_unknown()
    today = limits.basis.today
    present = set_apart(lines, future_places(book, today))
    return Opinion(
        on=on,
        lines=tuple(with_usual_shares(present, work.bills)),
        allowed_percent=work.allowed_percent(),
        open_questions=tuple(open_questions),
        closed=tuple(changed_since(book.closed, book.posted_ledger())) if book.closed else (),
    )


class _OpinionWork:
    """A book while its lines are found."""

    def __init__(self, book: Book, on: date, limits: LimitReader) -> None:
        self._book = book
        self._on = on
        self._limits = limits
        self.bills = book.bills()
        self._of_claim: dict[str, ClaimFacts] = {}
        for bill in self.bills:
            for one in bill.billed:
                self._of_claim.setdefault(one.claim.claim_id, bill)
            self._of_claim[bill.claim_id] = bill

    @cached_property
    def _ledger(self) -> Ledger:
        return self._book.ledger()

    @cached_property
    def _balances(self) -> list[ClaimBalance]:
        return claim_balances(self._ledger)

    @cached_property
    def _refused(self) -> set[str]:
        return {one.claim_id for one in self.waits if one.kind == "refused"}

    @cached_property
    def waits(self) -> list[WaitingItem]:
        """What waits for a person, and was not done."""
        found = waiting_items(self._book, self._ledger, self._balances)
        return [one for one in found if one.done is None]

    @cached_property
    def gaps(self) -> FolderGaps:
        """Which claims and remittances the folder seems to lack."""
        unknown = [one for one in self.waits if one.kind == "unknown claim"]
        return FolderGaps(self._book, self.bills, unknown, self._late)

    def allowed_percent(self) -> int | None:
        """What payers allow of the charges of lines that they do not refuse."""
        lines = [line for bill in self.bills for one in first_answers(bill) for line in one.lines if line.allowed > 0]
        charged = sum(line.charge for line in lines)
        return sum(line.allowed for line in lines) * 100 // charged if charged else None

    def denied(self) -> Iterator[OpinionLine]:
        """Denials that nobody worked yet, those past their day apart, and those that wait for an answer."""
        for one in find_denials(self._book, self._limits).denials:
            if one.stage == "to do" and one.open_cents > 0:
                yield self._denied(one)
            elif one.stage == "waiting" and one.open_cents > 0:
                yield OpinionLine(
                    kind="appeal or correction under way",
                    cents=one.open_cents,
                    claim_id=one.claim_id,
                    payer=one.payer,
                    service=one.service,
                    about=one.state,
                    what=f"{one.codes}, {one.state}",
                    to_do="See that an answer comes.",
                    source=one.source,
                )

    def _denied(self, one: Denial) -> OpinionLine:
        deadline = one.deadline(self._on)
        kind: OpinionKind = "denied"
        if one.is_overdue(self._on):
            kind = "denied, and too late" if one.is_lost(self._on) else "denied, and perhaps too late"
        return OpinionLine(
            kind=kind,
            cents=one.open_cents,
            claim_id=one.claim_id,
            payer=one.payer,
            service=one.service,
            about=f"{one.play.cause} ({one.group} {one.code})",
            what=f"{one.codes} on {' '.join(one.procedures) or 'the claim'}, denied {day(one.first_on)}",
            to_do=one.play.to_do,
            by=deadline.on if deadline else None,
            source=one.source,
        )

    def compared(self, variances: Variances) -> Iterator[OpinionLine]:
        """Lines that were paid too little, and those that public payers paid too much."""
        for one in variances.every:
            if one.difference < 0:
                yield self._underpaid(one)
            elif one.difference > 0 and (rule := self._overpayment_rule(one)):
                if one.paid <= 0:
                    yield self._charged_to_patient(one)
                    continue
                yield OpinionLine(
                    kind="allowed too much",
                    cents=one.difference,
                    claim_id=one.claim_id,
                    payer=one.payer,
                    service=one.service_date,
                    about=f"{one.code} {_causes(one)}",
                    what=_allowed(one),
                    to_do=f"Make sure of it. Then {rule.what} ({rule.standing}: {rule.cite.section}).",
                    by=self._on + timedelta(days=rule.days) if rule.days else None,
                    source=self._paid_at(one),
                )

    def _charged_to_patient(self, one: LineVariance) -> OpinionLine:
        """A payer that paid nothing of a line allowed too much of it: the patient is charged too much, and the payer is
        owed nothing back.
        """
        return OpinionLine(
            kind="allowed too much",
            cents=one.difference,
            claim_id=one.claim_id,
            payer=one.payer,
            service=one.service_date,
            about=f"{one.code}, all of it put to the patient",
            what=f"{_allowed(one)}, paid nothing",
            to_do="Nothing goes back to the payer: ask it to decide again, and charge the patient what is right.",
            source=self._paid_at(one),
        )

    def _underpaid(self, one: LineVariance) -> OpinionLine:
        header = self._header(one.claim_id, one.payer)
        facts = DeadlineFacts(
            header=header, service=one.service_date, decision=one.on, last_decision=one.on, primary_decision=one.on
        )
        (appeal,) = self._limits.deadlines(("appeal",), facts)
        kind: OpinionKind = "underpaid"
        if appeal.is_past(self._on):
            kind = "underpaid, and too late" if appeal.is_sure else "underpaid, and perhaps too late"
        return OpinionLine(
            kind=kind,
            cents=-one.difference,
            claim_id=one.claim_id,
            payer=one.payer,
            service=one.service_date,
            about=f"{one.code} {_causes(one)}",
            what=_allowed(one),
            to_do=WHAT_TO_DO[one.causes[0].kind] if one.causes else "",
            by=appeal.on,
            source=self._paid_at(one),
        )

    def waiting(self) -> Iterator[OpinionLine]:
        """What was refused before a payer had it, taken back, paid too much, or paid for nobody's claim."""
        for one in self.waits:
            found = kind_of_waiting(one)
            if found is None or one in self.gaps.unknown or (one.kind == "overpaid" and self._missing.explain(one)):
                continue
            kind, about = found
            by, to_do = self._what_to_do(one)
            twice = self._missing.claims_of(one)
            if twice:
                to_do += (
                    f" Until it is found, pay nothing back for {', '.join(twice)}: the other payment is all there is."
                )
            yield OpinionLine(
                kind=kind,
                cents=abs(one.cents),
                claim_id=one.claim_id,
                payer=one.payer or self._payer(one.claim_id),
                service=self._service(one.claim_id),
                about=about,
                what=one.why or about,
                to_do=to_do,
                by=by,
                source=one.source if one.source.file else self._last_source(one.claim_id),
            )

    @cached_property
    def _missing(self) -> MissingPayments:
        return MissingPayments(self._book.remittances, self.waits, self._bill_id)

    def _bill_id(self, claim_id: str) -> str:
        bill = self._of_claim.get(claim_id)
        return bill.claim_id if bill else claim_id

    def _what_to_do(self, one: WaitingItem) -> tuple[date | None, str]:
        """Until when, and what."""
        if one.kind == "refused":
            filing = self._filing(one.claim_id)
            return filing.on if filing else None, WAITING_TO_DO["refused"]
        if one.kind == "overpaid" and one.payer == PATIENT:
            return None, "Pay it back to the patient, or take it for another visit that is owed."
        if one.kind == "overpaid":
            return self._pay_back(one)
        return None, WAITING_TO_DO[one.kind]

    def _pay_back(self, one: WaitingItem) -> tuple[date | None, str]:
        rule = self._overpayment_rule(one)
        if rule is None:
            return None, "The contract says whether to pay it back or wait for the payer to take it."
        by = self._on + timedelta(days=rule.days) if rule.days else None
        return by, f"{rule.what[:1].upper()}{rule.what[1:]} ({rule.standing}: {rule.cite.section})."

    def unanswered(self) -> Iterator[OpinionLine]:
        """Claims that no payer decided for so long that somebody should ask, with the day on which they are late."""
        for bill, sent in self._late if self._book.remittances else []:
            filing = self._filing(bill.claim_id)
            claim = bill.billed[-1]
            yield OpinionLine(
                kind="not answered",
                cents=claim.claim.charge,
                claim_id=bill.claim_id,
                payer=self._payer(bill.claim_id),
                service=self._service(bill.claim_id),
                about=f"sent {unanswered_days()} days ago or earlier, and never decided",
                what=f"sent {day(sent)}, {(self._on - sent).days} days ago",
                to_do="Ask the payer where it is; send it again before the time to file is over.",
                by=filing.on if filing else None,
                source=claim.source,
            )

    @cached_property
    def _late(self) -> list[tuple[ClaimFacts, date]]:
        """The claims that no payer decided for so long, each with the day on which it was sent last."""
        found = []
        for bill in self.bills:
            sent = max((one.on for one in bill.billed if one.on), default=None)
            is_open = not bill.decisions and not _is_void(bill) and not self._refused & _ids(bill)
            if sent is not None and is_open and (self._on - sent).days >= unanswered_days():
                found.append((bill, sent))
        return found

    def patients_unknown(self) -> Iterator[str]:
        """What patients owe, where none of their payments are known."""
        owed = [cents for one in self._balances if (cents := one.owed(PATIENT))]
        if owed and not self._book.patient_payments:
            yield (
                f"Patients owe {dollars_for_people(sum(owed))} by what payers decided (claims: {len(owed):,})."
                " What of it they paid was not looked at: the folder has no payments of patients (money.toml)."
            )

    def patients(self) -> Iterator[OpinionLine]:
        """What patients owe for long; nothing where no payment of a patient is known."""
        if not self._book.patient_payments:
            return
        for one in self._balances:
            owed = one.owed(PATIENT)
            if owed and one.on and (self._on - one.on).days > patient_days():
                yield OpinionLine(
                    kind="patient owes",
                    cents=owed,
                    claim_id=one.claim_id,
                    payer=PATIENT,
                    service=one.on,
                    about=f"for services more than {patient_days()} days ago",
                    what=f"{(self._on - one.on).days} days after the service",
                    to_do="Send a statement, and call.",
                    source=self._last_source(one.claim_id),
                )

    def _filing(self, claim_id: str) -> Deadline | None:
        bill = self._of_claim.get(claim_id)
        if bill is None:
            return None
        service = self._service(claim_id)
        facts = DeadlineFacts(
            header=self._header(claim_id), service=service, decision=None, last_decision=None, primary_decision=None
        )
        return self._limits.deadlines(("new claim",), facts)[0]

    def _overpayment_rule(self, one: LineVariance | WaitingItem) -> OverpaymentRule | None:
        return overpayment_rule(self._header(one.claim_id, one.payer), self._limits.practice)

    def _header(self, claim_id: str, payer: str = "") -> ClaimHeader:
        """The header of a claim, or of the one of its payers that is named."""
        bill = self._of_claim.get(claim_id)
        if bill is None:
            return ClaimHeader()
        return header_of(bill, payer) if payer else bill.billed[-1].claim.header

    def _payer(self, claim_id: str) -> str:
        header = self._header(claim_id)
        return (header.payer.last_or_organization if header.payer else None) or ""

    def _service(self, claim_id: str) -> date | None:
        bill = self._of_claim.get(claim_id)
        lines = bill.billed[-1].claim.lines if bill else ()
        return min((line.first_date for line in lines if line.first_date), default=None)

    def _paid_at(self, one: LineVariance) -> EntrySource:
        """Where the payment of a compared line was read."""
        bill = self._of_claim.get(one.claim_id)
        decisions = bill.decisions if bill else ()
        sources = [each.source for each in decisions if (each.payment.trace or "") == one.payment]
        return sources[-1] if sources else self._last_source(one.claim_id)

    def _last_source(self, claim_id: str) -> EntrySource:
        """Where the last thing that happened to a claim was read."""
        bill = self._of_claim.get(claim_id)
        if bill is None:
            return EntrySource()
        events: list[tuple[date, EntrySource]] = [(one.on or date.min, one.source) for one in bill.decisions]
        events += [(one.on, one.source) for one in bill.patient_payments]
        events = events or [(one.on or date.min, one.source) for one in bill.billed]
        return max(events, default=(date.min, EntrySource()))[1]


def _is_void(bill: ClaimFacts) -> bool:
    return any(one.claim.frequency == VOID for one in bill.billed)


def _ids(bill: ClaimFacts) -> set[str]:
    return {one.claim.claim_id for one in bill.billed}


def _allowed(one: LineVariance) -> str:
    return f"allowed {dollars_for_people(one.allowed)}, expected {dollars_for_people(one.expected)}"


def _causes(one: LineVariance) -> str:
    return " or ".join(dict.fromkeys(cause.kind for cause in one.causes))
