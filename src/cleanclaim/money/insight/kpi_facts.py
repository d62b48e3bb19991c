"""What the key figures are counted from: each bill of a book with its days, amounts, payers' first answers and people.

A bill is a claim with its corrections, its void and its claims to later payers. A visit is a patient's day on a bill.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property
from itertools import chain

from msgspec import Struct

from cleanclaim.claims.remittance_history import claim_history
from cleanclaim.claims.reversals import ClaimDecision
from cleanclaim.model.ledger_entry import LedgerEntry
from cleanclaim.model.remittance import is_duplicate
from cleanclaim.model.submitted_claim import VOID, Party, SubmittedClaim, SubmittedLine
from cleanclaim.money.balances import ClaimBalance, balance_of
from cleanclaim.money.book.book import Book
from cleanclaim.money.denials.denial import Denial
from cleanclaim.money.denials.unsent_claims import unsent_claims
from cleanclaim.money.insight.first_answers import FirstAnswer, first_answers, patient_of
from cleanclaim.money.posting.claim_entries import claim_entries
from cleanclaim.money.posting.facts import BilledClaim, ClaimFacts, PatientPayment
from cleanclaim.money.posting.payers_in_turn import PayerInTurn, payers_in_turn
from cleanclaim.money.variance.variances import LineVariance, Variances

UNNAMED = "not named"
_COPAY = ("PR", "3")


class KpiVisit(Struct, frozen=True):
    """A patient's day on a bill, and its units; None where a line does not say them, or not in whole units."""

    claim_id: str
    patient: str
    on: date
    units: int | None


class KpiBill(Struct, frozen=True, kw_only=True, dict=True):
    """A bill, with the ids of all its claims: who pays it first, who treated, its first day of service, the days it was
    sent first and last.

    `is_known`: the folder has the claim itself; of others only what payers decided counts. `is_voided`: it was taken
    back. `accepted`: what the first answer to it said; None where there is none. `decided_once`: the first payer
    decided it on one day only, and it was never corrected. `copay` are the cents of PR 3 that stand.
    """

    claim_id: str
    claim_ids: frozenset[str]
    payer: str
    clinician: str
    service: date | None
    sent: date | None
    last_sent: date | None
    is_known: bool
    is_voided: bool
    accepted: bool | None
    decided_once: bool
    copay: int
    visits: tuple[KpiVisit, ...]
    entries: tuple[LedgerEntry, ...]
    answers: tuple[FirstAnswer, ...]
    patient_payments: tuple[PatientPayment, ...]

    @property
    def first_answer(self) -> FirstAnswer | None:
        """The first decision of the first payer."""
        return self.answers[0] if self.answers else None

    def money(self, day: date) -> ClaimBalance:
        """Its money at the end of a day; what has no day is in it. Remembered, since several figures are of one day."""
        if day not in self._money:
            entries = [one for one in self.entries if one.on is None or one.on <= day]
            self._money[day] = balance_of(self.claim_id, entries)
        return self._money[day]

    @cached_property
    def _money(self) -> dict[date, ClaimBalance]:
        return {}


class KpiFacts(Struct, frozen=True, kw_only=True):
    """A book as the key figures read it. `variances` is None where nobody said what payers should allow, and `denials`
    where nobody wrote of an appeal; whether anybody wrote down write-offs and payments of patients is said apart.
    """

    bills: tuple[KpiBill, ...]
    as_of: date
    has_write_offs: bool
    has_patient_payments: bool
    variances: Variances | None = None
    denials: tuple[Denial, ...] | None = None

    @property
    def capitated(self) -> int:
        """How many claims are paid by the head: no denials, and in no figure of payers' answers."""
        return sum(any(entry.kind == "capitated" for entry in one.entries) for one in self.bills)

    @property
    def first_service(self) -> date | None:
        """The first day of service of any bill."""
        return min((one.service for one in self.bills if one.service and one.is_known), default=None)


def kpi_facts(
    book: Book, as_of: date, variances: Variances | None = None, denials: Sequence[Denial] | None = None
) -> KpiFacts:
    """Everything that the key figures of a book are counted from, as of a day."""
    answered = _first_verdicts(book)
    known = [_bill(one, answered, is_known=True) for one in book.bills()]
    others = [_bill(one, answered, is_known=False) for one in unsent_claims(book)]
    return KpiFacts(
        bills=tuple(chain(known, others)),
        as_of=as_of,
        has_write_offs=any(one.kind == "write-off" for one in book.money_decisions),
        has_patient_payments=bool(book.patient_payments),
        variances=variances,
        denials=tuple(denials) if denials is not None else None,
    )


def clinician_of(claim: SubmittedClaim) -> str:
    """Who treated, as the claim names them: of the claim, else of its first line, else who bills."""
    by_line = next((line.rendering for line in claim.lines if line.rendering), None)
    return _person(claim.rendering or by_line or claim.header.billing)


def _person(party: Party | None) -> str:
    if party is None:
        return UNNAMED
    name = ", ".join(filter(None, (party.last_or_organization, party.first)))
    return name or party.id or UNNAMED


def _first_verdicts(book: Book) -> dict[str, bool]:
    """Of each claim whether its first answer took it in; where both came on one day, it was refused first."""
    verdicts = [(one.on, False, claim_id) for one in book.refusals for claim_id in one.claims]
    verdicts += [(one.on, True, one.claim_id) for one in book.acceptances if one.by == "277CA"]
    found: dict[str, bool] = {}
    for _on, accepted, claim_id in sorted(verdicts, key=lambda one: (one[0] or date.max, one[1])):
        found.setdefault(claim_id, accepted)
    return found


def _bill(facts: ClaimFacts, answered: dict[str, bool], *, is_known: bool) -> KpiBill:
    versions = sorted(facts.billed, key=_sent_order)
    standing = next((one.claim for one in reversed(versions) if one.claim.frequency != VOID), versions[-1].claim)
    history = claim_history(facts.decisions) if facts.decisions else None
    onward = [one.claim for one in facts.onward]
    first_payer = payers_in_turn([one.claim for one in versions], onward, history)[0] if history else None
    answers = tuple(first_answers(facts))
    days = [line.first_date for line in standing.lines if line.first_date]
    sent = [one.on for one in (*versions, *facts.onward) if one.on]
    header = standing.header.payer
    return KpiBill(
        claim_id=facts.claim_id,
        claim_ids=frozenset(one.claim.claim_id for one in versions),
        payer=(header.last_or_organization if header else None) or (first_payer.name if first_payer else UNNAMED),
        clinician=clinician_of(standing) if is_known else UNNAMED,
        service=min(days, default=None),
        sent=versions[0].on if is_known else None,
        last_sent=max(sent, default=None) if is_known else None,
        is_known=is_known,
        is_voided=versions[-1].claim.frequency == VOID,
        accepted=answered.get(versions[0].claim.claim_id),
        decided_once=len(versions) == 1 and first_payer is not None and _decided_days(first_payer) == 1,
        copay=sum(map(_copay, first_payer.decisions)) if first_payer else 0,
        visits=tuple(_visits(facts.claim_id, standing)) if is_known else (),
        entries=tuple(claim_entries(facts)) if is_known else (),
        answers=answers,
        patient_payments=facts.patient_payments,
    )


def _sent_order(one: BilledClaim) -> tuple[object, ...]:
    return one.on is None, one.on or date.max, one.time, one.step, one.source


def _decided_days(payer: PayerInTurn) -> int:
    return len({one.on for one in payer.decisions if not is_duplicate(one.claim)})


def _copay(decision: ClaimDecision) -> int:
    """The copay of a decision, below 0 of a reversal."""
    claim = decision.claim
    every = chain(claim.adjustments, *(line.adjustments for line in claim.lines))
    return sum(one.amount or 0 for one in every if (one.group, one.reason) == _COPAY)


def _visits(claim_id: str, claim: SubmittedClaim) -> Iterator[KpiVisit]:
    patient = patient_of(claim)
    for on in sorted({line.first_date for line in claim.lines if line.first_date}):
        units = [_whole_units(line) for line in claim.lines if line.first_date == on]
        yield KpiVisit(claim_id, patient, on, None if None in units else sum(one or 0 for one in units))


def _whole_units(line: SubmittedLine) -> int | None:
    if line.units is None or line.unit not in {None, "UN"} or line.units != int(line.units):
        return None
    return int(line.units)


def lines_by_visit(compared: Iterable[LineVariance]) -> dict[tuple[str, date | None], list[LineVariance]]:
    """Compared lines by claim and day of service."""
    found: dict[tuple[str, date | None], list[LineVariance]] = {}
    for one in compared:
        found.setdefault((one.claim_id, one.service_date), []).append(one)
    return found
