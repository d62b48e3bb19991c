"""Remittances matched to the claims they answer: line by line, what was expected with what was paid, to the cent.

A line is found by its control number (REF 6R; without one, by its number), else by code, charge and day. A claim is
compared with the decision that stands (see `claims.remittance_history`).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from msgspec import Struct, field

from cleanclaim.claims.expected_payment import ExpectedPayment, expected_payments
from cleanclaim.claims.remittance_history import ClaimHistory, RemittanceHistory, build_remittance_history
from cleanclaim.claims.visits_from_837p import PayerLookup, payer_lookup
from cleanclaim.exchange.x12.acknowledgements import ClaimAnswer
from cleanclaim.exchange.x12.claim_files import remittances_of
from cleanclaim.exchange.x12.items import Item
from cleanclaim.exchange.x12.located import values
from cleanclaim.law.basis import Basis
from cleanclaim.model.money import dollars_for_people
from cleanclaim.model.remittance import PaidLine
from cleanclaim.model.submitted_claim import SubmittedClaim, SubmittedLine
from cleanclaim.pricing.payment_locality import PaymentLocality
from cleanclaim.reference.reasons import reason

MatchOutcome = Literal["as expected", "not compared", "differs", "denied", "taken back", "refused", "not answered"]
DifferenceKind = Literal["missing", "unbilled", "denied", "code", "charge", "allowed", "paid", "sum"]

REFUSED = "U"
SHARES = frozenset({"1", "2", "3"})
"""Reasons with which a patient's share is no denial: deductible, coinsurance, copayment."""
FIRST_PAYER = "23"


class PaymentDifference(Struct, frozen=True):
    """A difference between the claim and its payment: its kind, and in words."""

    kind: DifferenceKind
    text: str


class MatchedLine(Struct, frozen=True, kw_only=True):
    """A claim's line and its payment. Amounts are cents; what was expected is None where no price is known."""

    line: str
    code: str | None
    charge: int | None
    expected_allowed: int | None
    allowed: int | None
    expected_paid: int | None
    paid: int | None
    differences: tuple[PaymentDifference, ...] = ()


class MatchedClaim(Struct, frozen=True, kw_only=True):
    """A claim and its payment. `paid` is what all remittances together paid for it, in cents.

    `not compared`: it was paid, and of at least one line no price is known to compare it with.
    """

    claim_id: str
    outcome: MatchOutcome
    charge: int | None
    paid: int
    lines: tuple[MatchedLine, ...] = ()
    differences: tuple[PaymentDifference, ...] = ()


class MatchResult(Struct, frozen=True, kw_only=True):
    """All claims and their payments; `unknown` claims are on a remittance only; `twice` are the numbers (TRN02) of
    payments that came more than once; `paid` are the cents of all payments.
    """

    claims: list[MatchedClaim]
    unknown: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    payments: int = 0
    paid: int = 0


def match(items: Iterable[Item], office: PaymentLocality | None = None, basis: Basis | None = None) -> MatchResult:
    """Match claims to their remittances, line by line to the cent: what was expected with what was paid.

    `items` are what `read` returned for claims (837P), remittances (835) and acknowledgements (277CA), in any order.
    `office` says where the practice is; without it no price is known, and what was paid is not compared. `basis` says
    by which tables and payers' files. What is neither a claim nor an answer to one is passed over.

        >>> import cleanclaim
        >>> practice = cleanclaim.read_practice("examples/clinic-day/practice.toml")
        >>> items = [*cleanclaim.read("claims.837"), *cleanclaim.read("payment.835")]
        >>> matched = cleanclaim.match(items, cleanclaim.PaymentLocality(practice=practice))
        >>> matched.claims[0].outcome, matched.claims[0].paid
        ('as expected', 5744)
    """
    everything, office = list(items), office or PaymentLocality()
    return match_claims(
        values(everything, SubmittedClaim),
        build_remittance_history(remittances_of(everything)),
        values(everything, ClaimAnswer),
        payer=payer_lookup(office.practice),
        office=office,
        basis=basis or Basis(),
    )


def match_claims(
    claims: Iterable[SubmittedClaim],
    history: RemittanceHistory,
    answers: Iterable[ClaimAnswer] = (),
    *,
    payer: PayerLookup,
    office: PaymentLocality,
    basis: Basis,
) -> MatchResult:
    """Match claims to the remittance history, and to the answers of a 277CA.

    What is expected depends on payer, office and basis. Where a claim's number comes again, the later
    one stands, as a replacement does.
    """
    sent = {claim.claim_id: claim for claim in claims}
    refused = {one.claim_id for one in answers if one.action == REFUSED}
    decided = history.claims
    # What was taken back leaves the day's full price to what stands in its place.
    counted = [claim for number, claim in sent.items() if number not in decided or decided[number].standing]
    priced = expected_payments(counted, payer, office, basis)
    worth = {claim.claim_id: lines for claim, lines in zip(counted, priced, strict=True)}
    return MatchResult(
        claims=[
            _matched(claim, worth.get(number, ()), decided.get(number), refused=number in refused)
            for number, claim in sent.items()
        ],
        unknown=[number for number in decided if number not in sent],
        twice=list(history.repeated),
        payments=len(history.remittances),
        paid=history.paid,
    )


def _matched(
    claim: SubmittedClaim, worth: Sequence[ExpectedPayment], history: ClaimHistory | None, *, refused: bool
) -> MatchedClaim:
    paid = history.paid if history else 0
    if history is None or history.standing is None:
        outcome: MatchOutcome = "taken back" if history else "refused" if refused else "not answered"
        return MatchedClaim(claim_id=claim.claim_id, outcome=outcome, charge=claim.charge, paid=paid)
    standing = history.standing.claim
    pairs, more = _pairs(claim.lines, standing.lines)
    lines = tuple(_line(line, due, one) for (line, one), due in zip(pairs, worth, strict=True))
    differences = [
        PaymentDifference("unbilled", f"{one.code} is on the remittance and not on the claim") for one in more
    ]
    if paid != (standing.paid or 0):
        left = f"all remittances together paid {_money(paid)}, the one that stands {_money(standing.paid)}"
        differences.append(PaymentDifference("sum", left))
    return MatchedClaim(
        claim_id=claim.claim_id,
        outcome=_outcome(lines, differences),
        charge=claim.charge,
        paid=paid,
        lines=lines,
        differences=tuple(differences),
    )


def _outcome(lines: Sequence[MatchedLine], differences: Sequence[PaymentDifference]) -> MatchOutcome:
    kinds = [{one.kind for one in line.differences} for line in lines]
    if lines and not differences and all(one == {"denied"} for one in kinds):
        return "denied"
    if differences or any(kinds):
        return "differs"
    return "not compared" if any(line.expected_paid is None for line in lines) else "as expected"


def _pairs(
    billed: Sequence[SubmittedLine], paid: Sequence[PaidLine]
) -> tuple[list[tuple[SubmittedLine, PaidLine | None]], list[PaidLine]]:
    """Each line billed with the line paid, None where there is none; and the lines paid that were not billed."""
    left = list(paid)
    found: dict[int, PaidLine] = {}
    for same in (_same_number, _same_service):
        for at, line in enumerate(billed):
            if at not in found and (one := next((one for one in left if same(line, one)), None)) is not None:
                found[at] = one
                left = [other for other in left if other is not one]
    return [(line, found.get(at)) for at, line in enumerate(billed)], left


def _same_number(line: SubmittedLine, one: PaidLine) -> bool:
    return one.control_number is not None and one.control_number == (line.control_number or line.number)


def _same_service(line: SubmittedLine, one: PaidLine) -> bool:
    day = one.first_date in {None, line.first_date}
    return (one.submitted_code or one.code, one.charge) == (line.code, line.charge) and day


def _line(line: SubmittedLine, due: ExpectedPayment, one: PaidLine | None) -> MatchedLine:
    if one is None:
        gone = PaymentDifference("missing", "is not on the remittance")
        return _matched_line(line, due, None, None, [gone])
    if (why := _denied(one)) is not None:
        return _matched_line(line, due, one, None, [PaymentDifference("denied", why)])
    free = sum(
        adjustment.amount or 0 for adjustment in one.adjustments if (adjustment.group, adjustment.reason) == ("PR", "1")
    )
    shares = due.settled(free)
    expected_paid = shares.payer_pays if shares else None
    return _matched_line(line, due, one, expected_paid, _differences(line, due, one, expected_paid))


def _matched_line(
    line: SubmittedLine,
    due: ExpectedPayment,
    one: PaidLine | None,
    expected_paid: int | None,
    differences: Sequence[PaymentDifference],
) -> MatchedLine:
    return MatchedLine(
        line=line.number,
        code=line.code,
        charge=line.charge,
        expected_allowed=due.allowed,
        allowed=one.allowed if one else None,
        expected_paid=expected_paid,
        paid=one.paid if one else None,
        differences=tuple(differences),
    )


def _differences(
    line: SubmittedLine, due: ExpectedPayment, one: PaidLine, expected_paid: int | None
) -> list[PaymentDifference]:
    found = []
    if one.code != line.code:
        found.append(PaymentDifference("code", f"was paid as {one.code}"))
    if one.charge != line.charge:
        found.append(
            PaymentDifference("charge", f"stands with {_money(one.charge)}, and {_money(line.charge)} were billed")
        )
    compared: Mapping[DifferenceKind, tuple[int | None, int | None]] = {
        "allowed": (one.allowed, due.allowed),
        "paid": (one.paid, expected_paid),
    }
    for kind, (stated, wanted) in compared.items():
        if stated is not None and wanted is not None and stated != wanted:
            off = f"{_money(abs(stated - wanted))} {'more' if stated > wanted else 'less'}"
            found.append(PaymentDifference(kind, f"{kind} {_money(stated)}, {off} than the {_money(wanted)} expected"))
    return found


def _denied(one: PaidLine) -> str | None:
    """Why nothing was paid of a line, and no share of it is the patient's; None where it was not denied."""
    if one.paid or not one.charge or not one.adjustments:
        return None
    if any(
        adjustment.reason == FIRST_PAYER or (adjustment.group == "PR" and adjustment.reason in SHARES)
        for adjustment in one.adjustments
    ):
        return None
    adjustment = max(one.adjustments, key=lambda each: each.amount or 0)
    known = reason("carc", adjustment.reason)
    return f"denied, {adjustment.group} {adjustment.reason}" + (f": {known.meaning}" if known and known.meaning else "")


def _money(cents: int | None) -> str:
    return dollars_for_people(cents or 0)
