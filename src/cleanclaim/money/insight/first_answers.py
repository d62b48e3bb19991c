"""How each payer decided a claim at first: what stood at the end of the day of its first decision.

    Apr 2   paid 80.00                        the first answer
    May 4   taken back, and denied CO 197     no first answer: it belongs to Apr 2
    Apr 2   paid 80.00, taken back and paid 55.00 the same day: the first answer is 55.00

So a claim counts once for each payer, however often it is sent, taken back or appealed. Duplicates decide nothing, and
lines that are paid by the head (capitation) are no answer: nothing was due for them.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby

from msgspec import Struct

from cleanclaim.claims.decision_terms import DecisionTerms
from cleanclaim.claims.paid_lines import add_up, pair_lines
from cleanclaim.claims.reversals import ClaimDecision
from cleanclaim.model.ledger_entry import EntrySource
from cleanclaim.model.remittance import is_duplicate
from cleanclaim.model.submitted_claim import Adjustment, Party, SubmittedClaim, SubmittedLine
from cleanclaim.money.denials.playbook import Category, playbook
from cleanclaim.money.posting.facts import ClaimFacts
from cleanclaim.money.posting.shares import PayerStanding
from cleanclaim.money.posting.standing import ClaimStanding, events_in_order
from cleanclaim.money.posting.treatments import treatment_of
from cleanclaim.reference.reasons import reason

_PATIENT = "PR"
_LEFT = frozenset({"patient", "patient alone", "next payer"})


class AnsweredLine(Struct, frozen=True, kw_only=True):
    """A line as first decided, in cents: `allowed` is what was paid, left to others, and withheld by law. `refusals`
    are group and reason (`CO 197`) of a line that was refused wholly, `remarks` what stands beside them; none where any
    of it was allowed. `on` is the day of service.
    """

    code: str
    units: int | None
    modifiers: tuple[str, ...] = ()
    on: date | None = None
    charge: int
    paid: int
    allowed: int
    refusals: frozenset[str] = frozenset()
    remarks: tuple[str, ...] = ()

    @property
    def is_denied(self) -> bool:
        """Whether it was refused wholly, and not put to the patient."""
        return any(not one.startswith(_PATIENT) for one in self.refusals)

    @property
    def reasons(self) -> frozenset[str]:
        """The reasons (CARC) with which it was refused, whoever is to bear it."""
        return frozenset(one.split()[1] for one in self.refusals)

    @property
    def categories(self) -> frozenset[Category]:
        """The kinds of work that the playbook makes of its refusals."""
        codes = (one.split() for one in self.refusals)
        return frozenset(playbook().play(group, reason, self.remarks).category for group, reason in codes)


class FirstAnswer(Struct, frozen=True, kw_only=True):
    """A payer's first decision about a claim: its place in the order of payers, day, lines, and where it was read."""

    claim_id: str
    payer: str
    place: str
    on: date | None
    service: date | None
    patient: str
    lines: tuple[AnsweredLine, ...]
    source: EntrySource

    @property
    def is_denied(self) -> bool:
        """Whether a line was refused wholly, and not put to the patient."""
        return any(line.is_denied for line in self.lines)

    @property
    def paid(self) -> int:
        """Cents paid."""
        return sum(line.paid for line in self.lines)


def first_answers(facts: ClaimFacts) -> Iterator[FirstAnswer]:
    """The first decision of each payer about a claim that is not only a denied duplicate."""
    in_order = events_in_order(facts)
    standing = ClaimStanding(facts, in_order)
    patient = patient_of(facts.billed[-1].claim)
    answered: set[str] = set()
    for on, events in groupby(in_order, key=lambda event: event.on):
        if not standing.take_in(events):
            continue
        for payer in standing.standings():
            parts = [(one, lines) for one, lines in payer.parts if not is_duplicate(one.claim)]
            if parts and payer.place not in answered:
                answered.add(payer.place)
                if (answer := _answer(facts.claim_id, payer, parts, on, patient)).lines:
                    yield answer


def patient_of(claim: SubmittedClaim) -> str:
    """What tells a claim's patient from others: number, name and day of birth; of a claim that names nobody its id."""
    person = claim.header.patient or claim.header.subscriber or Party()
    number = person.id or (claim.header.subscriber.id if claim.header.subscriber else None)
    known = (number, person.last_or_organization, person.first, claim.header.birth_date)
    return " ".join(str(one) for one in known if one) or f"of claim {claim.claim_id}"


def _answer(
    claim_id: str,
    payer: PayerStanding,
    parts: Sequence[tuple[ClaimDecision, Sequence[SubmittedLine]]],
    on: date | None,
    patient: str,
) -> FirstAnswer:
    lines = tuple(line for decision, billed in parts for line in _lines(decision, billed))
    decision, billed = parts[0]
    days = [line.first_date for line in billed if line.first_date]
    return FirstAnswer(
        claim_id=claim_id,
        payer=payer.name,
        place=payer.place,
        on=on,
        service=min(days, default=decision.claim.first_date),
        patient=patient,
        lines=lines,
        source=decision.source,
    )


def _lines(decision: ClaimDecision, billed: Sequence[SubmittedLine]) -> Iterator[AnsweredLine]:
    claim, terms = decision.claim, decision.terms
    if not claim.lines:
        if not _is_capitated("", claim.paid, claim.adjustments, claim.remarks, terms):
            yield _line(
                SubmittedLine("", charge=claim.charge), claim.paid or 0, claim.adjustments, claim.remarks, terms
            )
        return
    for line, parts in zip(billed, pair_lines(billed, claim).of_lines, strict=True):
        if parts:
            one = add_up(parts)
            remarks = (*one.remarks, *claim.remarks)
            if not _is_capitated(line.code or "", one.paid, one.adjustments, remarks, terms):
                yield _line(line, one.paid or 0, one.adjustments, remarks, terms)


def _is_capitated(
    code: str, paid: int | None, adjustments: Iterable[Adjustment], remarks: Sequence[str], terms: DecisionTerms
) -> bool:
    """Whether nothing is paid since the payer pays by the head."""
    return not paid and any(
        treatment_of(one.group, one.reason, remarks, terms, code) == "capitated" for one in adjustments
    )


def _line(
    line: SubmittedLine, paid: int, adjustments: Iterable[Adjustment], remarks: Sequence[str], terms: DecisionTerms
) -> AnsweredLine:
    left = withheld = pending = 0
    refusals: dict[str, int] = {}
    for one in adjustments:
        amount = one.amount or 0
        treatment = treatment_of(one.group, one.reason, remarks, terms, line.code or "")
        known = reason("carc", one.reason)
        if treatment == "denial" or (one.group == _PATIENT and treatment_of("", one.reason) == "denial"):
            refusals[f"{one.group} {one.reason}"] = refusals.get(f"{one.group} {one.reason}", 0) + amount
        elif treatment in _LEFT:
            left += amount
        elif treatment == "pending":
            pending += amount
        withheld += amount if known and known.kind == "sequestration" else 0
    wholly = not (paid or left or pending)
    return AnsweredLine(
        code=line.code or "",
        units=int(line.units) if line.units is not None and line.units == int(line.units) else None,
        modifiers=line.modifiers,
        on=line.first_date,
        charge=line.charge or 0,
        paid=paid,
        allowed=paid + left + withheld,
        refusals=frozenset(name for name, cents in refusals.items() if cents > 0 and wholly),
        remarks=tuple(remarks),
    )
