"""Deciding a claim: by the same rules as a review, at the same prices, and as the payer's habits have it."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from hashlib import sha256
from random import Random

from msgspec import Struct, structs

from cleanclaim.law.review import review
from cleanclaim.model.finding import Finding
from cleanclaim.model.visit import Visit
from cleanclaim.payer.habits import Habits
from cleanclaim.payer.memory import Decided, Memory
from cleanclaim.pricing.office import Office
from cleanclaim.pricing.price import price
from cleanclaim.x12.remitted import PaidClaim, PaidLine
from cleanclaim.x12.submitted import Adjustment, SubmittedClaim, SubmittedLine
from cleanclaim.x12.visits837 import payer_of, visits_of

PAID, DENIED, REVERSED = "1", "4", "22"
DUPLICATE, FREE, SHARE, CONTRACT = "18", "1", "2", "45"
"""Adjustment reasons (CARC): an exact duplicate, the deductible, coinsurance, above what is allowed."""


class Answered(Struct, frozen=True):
    """A claim with the remittances it brings: a reversal of an earlier one first, where it replaces or voids one."""

    claim: SubmittedClaim
    number: str
    paid: tuple[PaidClaim, ...]


def decide(claim: SubmittedClaim, habits: Habits, memory: Memory, on: date) -> Answered:
    """Decide one claim on a day, and remember it."""
    number = f"{on:%y%j}{memory.number():07d}"
    before = memory.claims.get(claim.payer_claim_number or "")
    taken_back = (_reversal(before),) if before and not before.reversed and claim.frequency in {"7", "8"} else ()
    if before and taken_back:
        before.reversed = True
    if claim.frequency == "8":
        return Answered(claim, number, taken_back)
    mark = _print(claim)
    known = any(one.print == mark and not one.reversed for one in memory.claims.values())
    reasons = dict.fromkeys(range(len(claim.lines)), DUPLICATE) if known else _denied(claim, habits, on)
    paid = _paid(claim, number, reasons, _allowed(claim, habits), habits, memory)
    memory.claims[number] = Decided(number=number, print=mark, paid=paid)
    return Answered(claim, number, (*taken_back, paid))


def _print(claim: SubmittedClaim) -> str:
    """What makes two claims the same to a payer: patient, provider, days, codes, units and charges."""
    person = claim.around.patient or claim.around.subscriber
    lines = [(line.code, line.modifiers, line.charge, line.units, line.first_date) for line in claim.lines]
    rendering = claim.rendering.id if claim.rendering else None
    return sha256(repr((person and person.id, person and person.first, rendering, lines)).encode()).hexdigest()[:20]


def _visits(claim: SubmittedClaim, habits: Habits) -> list[Visit]:
    told = payer_of(None)
    return list(visits_of([claim], (lambda _around: habits.policy) if habits.policy else told))


def _places(claim: SubmittedClaim) -> list[int]:
    """Of each visit's service, in order, the line of the claim it is: lines go by day."""
    days = dict.fromkeys(line.first_date for line in claim.lines)
    return [at for day in days for at, line in enumerate(claim.lines) if line.first_date == day]


def _denied(claim: SubmittedClaim, habits: Habits, on: date) -> dict[int, str]:
    """The reason for each line that is denied: a rule's, or by chance."""
    places = _places(claim)
    reasons: dict[int, str] = {}
    begin = 0
    visits = _visits(claim, habits)
    for visit, found in zip(visits, review(visits, filed_on=on).claims, strict=True):
        for finding in found.findings:
            if finding.severity == "stop" and finding.outcome == "fail":
                lines = range(len(visit.services)) if finding.line is None else [finding.line - 1]
                for at in lines:
                    reasons.setdefault(places[begin + at], _carc(finding))
        begin += len(visit.services)
    chance = Random(f"{habits.seed} {claim.claim_id}")  # noqa: S311 - a habit, nothing secret
    for at in range(len(claim.lines)):
        for carc, share in sorted(habits.denials.items()):
            if chance.random() < share:
                reasons.setdefault(at, carc)
    return reasons


def _carc(finding: Finding) -> str:
    return finding.carc if isinstance(finding.carc, str) else "16"


def _allowed(claim: SubmittedClaim, habits: Habits) -> list[int]:
    """Cents allowed for each line: Medicare's price where there is one, else a share of the charge."""
    visits = _visits(claim, habits)
    priced = price(visits, Office(zip_code=habits.zip_code)).visits
    by_service = [line.allowed for visit in priced for line in visit.lines]
    allowed = [_share(line, habits) for line in claim.lines]
    for place, cents in zip(_places(claim), by_service, strict=True):
        if cents is not None:
            allowed[place] = min(cents, claim.lines[place].charge or 0)
    return allowed


def _share(line: SubmittedLine, habits: Habits) -> int:
    return (line.charge or 0) * habits.percent // 100


def _paid(
    claim: SubmittedClaim,
    number: str,
    reasons: dict[int, str],
    allowed: Sequence[int],
    habits: Habits,
    memory: Memory,
) -> PaidClaim:
    lines = tuple(_lines(claim, reasons, allowed, habits, memory))
    owed = sum(one.amount or 0 for line in lines for one in line.adjustments if one.group == "PR")
    days = [line.first_date for line in claim.lines if line.first_date]
    return PaidClaim(
        claim_id=claim.claim_id,
        byte=0,
        segment=0,
        status=DENIED if len(reasons) == len(claim.lines) else PAID,
        charge=claim.charge,
        paid=sum(line.paid or 0 for line in lines),
        patient_owes=owed or None,
        filing=claim.around.filing if claim.around.filing in FILING else "ZZ",
        payer_claim_number=number,
        patient=claim.around.patient or claim.around.subscriber,
        rendering=claim.rendering,
        first_date=min(days, default=None),
        last_date=max(days, default=None),
        lines=lines,
    )


FILING = frozenset(
    {"12", "13", "14", "15", "16", "17", "AM", "CH", "HM", "LM", "MA", "MB", "MC", "OF", "TV", "VA", "WC"}
)
"""Kinds of insurance that an 835 knows."""


def _lines(
    claim: SubmittedClaim, reasons: dict[int, str], allowed: Sequence[int], habits: Habits, memory: Memory
) -> Iterator[PaidLine]:
    for at, line in enumerate(claim.lines):
        charge = line.charge or 0
        if at in reasons:
            adjustments, paid, due = [("CO", reasons[at], charge)], 0, 0
        else:
            due = allowed[at]
            free = _deductible(claim, line, due, habits, memory)
            share = (due - free) * habits.coinsurance // 100
            paid = due - free - share
            adjustments = [("CO", CONTRACT, charge - due), ("PR", FREE, free), ("PR", SHARE, share)]
        yield PaidLine(
            byte=0,
            segment=0,
            code=line.code,
            code_kind="HC",
            modifiers=line.modifiers,
            charge=charge,
            paid=paid,
            units=line.units or Decimal(1),
            first_date=line.first_date,
            control_number=line.control_number,
            allowed=due if at not in reasons else None,
            adjustments=tuple(Adjustment(group, reason, amount) for group, reason, amount in adjustments if amount),
        )


def _deductible(claim: SubmittedClaim, line: SubmittedLine, due: int, habits: Habits, memory: Memory) -> int:
    """What of the line the patient pays because the year's deductible is not met yet; remembered as paid."""
    person = claim.around.patient or claim.around.subscriber
    if not habits.deductible or person is None or line.first_date is None:
        return 0
    key = f"{person.id} {person.first} {line.first_date.year}"
    met = memory.deductibles.get(key, 0)
    free = min(due, max(0, habits.deductible * 100 - met))
    memory.deductibles[key] = met + free
    return free


def _reversal(before: Decided) -> PaidClaim:
    """The earlier decision taken back: every amount with the other sign."""
    paid = before.paid
    lines = tuple(
        structs.replace(
            line,
            charge=-(line.charge or 0),
            paid=-(line.paid or 0),
            allowed=None,
            adjustments=tuple(structs.replace(one, amount=-(one.amount or 0)) for one in line.adjustments),
        )
        for line in paid.lines
    )
    owes = -paid.patient_owes if paid.patient_owes else None
    return structs.replace(
        paid, status=REVERSED, charge=-(paid.charge or 0), paid=-(paid.paid or 0), patient_owes=owes, lines=lines
    )
