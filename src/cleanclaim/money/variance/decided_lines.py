"""What the first payer decided of each line of a claim, as it stands now.

billed 60.00    paid 22.21   CO 45 30.00   CO 253 0.45   PR 2 5.55   PR 1 1.79
                paid 22.21   left to the patient 7.34, 1.79 of it deductible   withheld 0.45
"""

from collections.abc import Iterator, Sequence
from datetime import date

from msgspec import Struct

from cleanclaim.claims.decision_terms import DecisionTerms
from cleanclaim.claims.paid_lines import add_up, pair_lines
from cleanclaim.claims.remittance_history import StandingDecision, claim_history
from cleanclaim.claims.reversals import decisions_in_force
from cleanclaim.model.money import sum_known
from cleanclaim.model.remittance import PaidClaim, PaidLine
from cleanclaim.model.submitted_claim import VOID, SubmittedClaim, SubmittedLine
from cleanclaim.money.posting.facts import BilledClaim, ClaimFacts
from cleanclaim.money.posting.payers_in_turn import payers_in_turn, place_of
from cleanclaim.money.posting.treatments import treatment_of
from cleanclaim.pricing.priced import Unpriced
from cleanclaim.reference.reasons import reason

_FIRST = "P"
_DEDUCTIBLE = ("PR", "1")
_LEFT = frozenset({"patient", "next payer"})

DENIED = Unpriced("Denied", "`cleanclaim denials` says what to do about it, and until when.")
_MISSING = Unpriced("Not on the remittance", "Ask the payer what became of the line.")
_UNREADABLE = Unpriced("An amount cannot be read", "`cleanclaim validate` shows where.")
_WHOLE = Unpriced("Decided as a whole, without its lines", "Ask the payer for a remittance with lines.")
_CLAIM_LEVEL = Unpriced("Something was taken off the claim as a whole", "See the claim's own adjustments on the 835.")
_CAPITATED = Unpriced(
    "Paid by the head (capitation)", "Nothing is due for the visit; see what the payer pays by the head."
)
_SECOND = Unpriced("Another payer decided first", "Only the first payer's decision is compared.")


class DecidedLine(Struct, frozen=True, kw_only=True):
    """A line as decided, in cents: `paid`, `left` to the patient or the next payer, `deductible` as a part of that,
    `withheld` by law (sequestration). `paid_code` and `paid_units` are those it was paid as. `bundled`: nothing is
    paid since another service's payment includes it; `in_bundle`: it is compared with the others that are paid as one.
    """

    number: str
    code: str
    units: int | None
    paid_code: str
    paid_units: int | None
    paid: int
    left: int
    deductible: int
    withheld: int
    bundled: bool = False
    in_bundle: bool = False


class AnsweredClaim(Struct, frozen=True, kw_only=True):
    """A claim with what its first payer decided of each line, or why a line cannot be compared. `payment` is the
    number (TRN02) of the last payment, `on` its day.
    """

    claim: SubmittedClaim
    payer: str
    payment: str
    on: date | None
    lines: tuple[DecidedLine | Unpriced, ...]


def decided_claims(bills: Sequence[ClaimFacts]) -> Iterator[AnsweredClaim]:
    """Every claim that its first payer has decided and not taken back."""
    for facts in bills:
        if facts.decisions and (found := _decided(facts)) is not None:
            yield found


def _decided(facts: ClaimFacts) -> AnsweredClaim | None:
    billed = [one for one in facts.billed if one.claim.frequency != VOID] or list(facts.billed)
    last = max(billed, key=_when).claim
    first = payers_in_turn([last], [one.claim for one in facts.onward], claim_history(facts.decisions))[0]
    parts = decisions_in_force(first.decisions)
    if not parts:
        return None
    standing = StandingDecision(parts)
    paid = standing.claim
    answered = [one for one in billed if one.claim.claim_id == paid.claim_id and _is_before(one, standing.on)]
    claim = max(answered, key=_when).claim if answered else last
    return AnsweredClaim(
        claim=claim,
        payer=first.name,
        payment=standing.payment.trace or "",
        on=standing.on,
        lines=tuple(_lines(claim, paid, parts[-1].terms, first=place_of(claim) == _FIRST)),
    )


def _when(one: BilledClaim) -> tuple[date, str]:
    return one.on or date.min, str(one)


def _is_before(one: BilledClaim, on: date | None) -> bool:
    return one.on is None or on is None or one.on <= on


def _lines(
    claim: SubmittedClaim, paid: PaidClaim, terms: DecisionTerms, *, first: bool
) -> Iterator[DecidedLine | Unpriced]:
    why = None if first else _SECOND
    if not paid.lines:
        why = why or _WHOLE
    elif any(one.amount for one in paid.adjustments):
        why = why or _CLAIM_LEVEL
    for line, parts in zip(claim.lines, pair_lines(claim.lines, paid).of_lines, strict=True):
        yield why or (_line(line, add_up(parts), paid, terms) if parts else _MISSING)


def _line(line: SubmittedLine, one: PaidLine, claim: PaidClaim, terms: DecisionTerms) -> DecidedLine | Unpriced:
    if one.paid is None or sum_known(each.amount for each in one.adjustments) is None:
        return _UNREADABLE
    remarks = (*one.remarks, *claim.remarks)
    left = withheld = refused = 0
    bundled = capitated = False
    for each in one.adjustments:
        treatment = treatment_of(each.group, each.reason, remarks, terms, line.code or "")
        known = reason("carc", each.reason)
        kind, amount = known.kind if known else None, each.amount or 0
        if treatment == "prior payer":
            return _SECOND
        left += amount if treatment in _LEFT else 0
        withheld += amount if kind == "sequestration" else 0
        refused += amount if treatment == "denial" else 0
        capitated = capitated or (treatment == "capitated" and amount > 0)
        bundled = bundled or (kind == "bundling" and amount > 0)
    nothing = not one.paid and not left
    if nothing and refused > 0 and not bundled:
        return DENIED
    if nothing and capitated:
        return _CAPITATED
    return DecidedLine(
        number=line.number,
        code=line.code or "",
        units=_whole(line.units),
        paid_code=one.code or line.code or "",
        paid_units=_whole(one.units),
        paid=one.paid,
        left=left,
        deductible=sum(each.amount or 0 for each in one.adjustments if (each.group, each.reason) == _DEDUCTIBLE),
        withheld=withheld,
        bundled=nothing and bundled,
        in_bundle=(line.code or "") in terms.bundle,
    )


def nothing_paid(line: SubmittedLine) -> DecidedLine:
    """A line that was denied, beside others that are paid together with it."""
    units, code = _whole(line.units), line.code or ""
    return DecidedLine(
        number=line.number,
        code=code,
        units=units,
        paid_code=code,
        paid_units=units,
        paid=0,
        left=0,
        deductible=0,
        withheld=0,
    )


def _whole(units: object) -> int | None:
    return int(units) if units is not None and units == int(units) else None  # type: ignore[call-overload]
