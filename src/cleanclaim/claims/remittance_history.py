"""Everything payers decided about each claim, in the order of the days of payment, and which decision stands now.

Remittances come in any order and more than once, so neither the order of the files nor that of the claims in them
counts. What counts is the day of payment, and which earlier decision a reversal takes back (`claims.reversals`).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from msgspec import Struct

from cleanclaim.claims.reversals import ClaimDecision, decision_after_reversals
from cleanclaim.exchange.x12.claim_files import read_remittances
from cleanclaim.model.remittance import Remittance


class ClaimHistory(Struct, frozen=True):
    """All decisions about one claim, oldest first, with its reversals and denied duplicates.

    `standing` is the decision in effect; None where all were reversed.
    """

    decisions: tuple[ClaimDecision, ...]
    standing: ClaimDecision | None

    @property
    def payer_claim_number(self) -> str | None:
        """The payer's number of the claim as it last stood (CLP07), which a replacement or a void names in REF F8."""
        return (self.standing or self.decisions[-1]).claim.payer_claim_number

    @property
    def paid(self) -> int:
        """Cents that all remittances together paid for the claim, less what they took back."""
        return sum(one.claim.paid or 0 for one in self.decisions)


class RemittanceHistory(Struct, frozen=True):
    """Remittances in the order of their days, each once, and the history of each claim, by claim id.

    `repeated` are the numbers (TRN02) of payments that came more than once, once for each further time.
    """

    remittances: tuple[Remittance, ...] = ()
    claims: Mapping[str, ClaimHistory] = {}
    repeated: tuple[str, ...] = ()

    @property
    def paid(self) -> int:
        """Cents of all payments; a debit takes from them."""
        payments = (one.payment for one in self.remittances)
        return sum((one.amount or 0) * (1 if one.credit else -1) for one in payments)


def build_remittance_history(remittances: Iterable[Remittance]) -> RemittanceHistory:
    """The history of remittances that come in any order, and some more than once."""
    once: dict[object, Remittance] = {}
    repeated = []
    for one in remittances:
        if (identity := _identity(one)) in once:
            repeated.append(one.payment.trace or "without a number")
        else:
            once[identity] = one
    ordered = sorted(once.values(), key=_order)
    decisions: dict[str, list[ClaimDecision]] = defaultdict(list)
    for one in ordered:
        for claim in one.claims:
            decisions[claim.claim_id].append(ClaimDecision(claim, one.payment))
    claims = {
        claim_id: ClaimHistory(tuple(answers), decision_after_reversals(answers))
        for claim_id, answers in decisions.items()
    }
    return RemittanceHistory(tuple(ordered), claims, tuple(sorted(repeated)))


def read_remittance_history(paths: Iterable[str | Path]) -> RemittanceHistory:
    """The history of the remittances in 835 files. Raises UserError where one cannot be read or is no remittance."""
    return build_remittance_history(one for path in paths for one in read_remittances(path))


def _identity(one: Remittance) -> object:
    """What makes two remittances the same payment. Payments of nothing, or without a number, may share all of that:
    they are the same only where they say the same of the same claims.
    """
    paid = one.payment
    content = () if paid.trace and paid.amount else _content(one)
    return paid.payer_id, paid.trace, paid.on, paid.amount, content


def _content(one: Remittance) -> tuple[object, ...]:
    return tuple(
        (claim.claim_id, claim.status, claim.payer_claim_number, claim.charge, claim.paid) for claim in one.claims
    )


def _order(one: Remittance) -> tuple[object, ...]:
    """By day, days that are not known last. What tells payments of one day apart keeps the order the same each time."""
    paid = one.payment
    return (
        paid.on is None,
        paid.on or date.max,
        paid.payer_id or "",
        paid.trace or "",
        paid.amount or 0,
        str(_content(one)),
    )
