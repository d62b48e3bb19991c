"""What went out and what came back: the claims of an earlier 837P, and what an 835 says of them."""

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

from cleanclaim.exchange.x12.read import read
from cleanclaim.model.errors import UserError
from cleanclaim.model.remittance import REVERSED, PaidClaim, Payment, is_duplicate
from cleanclaim.model.submitted_claim import SubmittedClaim


def sent_claims(path: str | Path) -> dict[str, SubmittedClaim]:
    """The claims of an 837P by id, as they were last sent. Raises UserError where the file holds none."""
    claims = {item.claim_id: item for item in read(path) if isinstance(item, SubmittedClaim)}
    if not claims:
        raise UserError(str(path), "holds no claim (837P)", "Name the file in which the claims were sent.")
    return claims


class Decided:
    """What payers said of claims: the last word on each, by claim id."""

    def __init__(self) -> None:
        self.claims: dict[str, PaidClaim] = {}
        self.payments: dict[str, Payment] = {}

    def take(self, path: str | Path) -> None:
        """One more 835. A reversal takes back what came before; the claim's number stays the payer's. That it was sent
        twice says nothing new of a claim.
        """
        waiting: list[str] = []
        for item in read(path):
            if isinstance(item, PaidClaim):
                if item.status != REVERSED and not (item.claim_id in self.claims and is_duplicate(item)):
                    self.claims[item.claim_id] = item
                    waiting.append(item.claim_id)
            elif isinstance(item, Payment):
                self.payments.update(dict.fromkeys(waiting, item))
                waiting = []


def decided(paths: Iterable[str | Path]) -> Decided:
    """What the 835s say, in their order. Raises UserError where one holds no claim."""
    found = Decided()
    for path in paths:
        before = len(found.payments)
        found.take(path)
        if not found.claims and len(found.payments) == before:
            raise UserError(str(path), "holds no remittance of a claim (835)", "Name the payer's remittance.")
    return found


def claim_named(claim_id: str, claims: dict[str, SubmittedClaim], path: str | Path) -> SubmittedClaim:
    """The claim of that id. Raises UserError where none was sent."""
    if claim_id in claims:
        return claims[claim_id]
    close = get_close_matches(claim_id, claims, n=1)
    hint = f" Did you mean {close[0]}?" if close else ""
    some = ", ".join(list(claims)[:3]) + (" and so on" if len(claims) > 3 else "")
    raise UserError(str(path), f'has no claim "{claim_id}".{hint}', f"Its claims are {some}.")
