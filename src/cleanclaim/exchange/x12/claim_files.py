"""The claims of an 837P and the remittances of an 835, read whole, for whoever wants no other part of the file."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from cleanclaim.exchange.x12.checks.level1_envelope import NOT_CLOSED, TRUNCATED
from cleanclaim.exchange.x12.diagnostics import Diagnostic
from cleanclaim.exchange.x12.items import Item
from cleanclaim.exchange.x12.located import Located, values
from cleanclaim.exchange.x12.read import read
from cleanclaim.model.errors import UserError
from cleanclaim.model.remittance import PaidClaim, Payment, Remittance
from cleanclaim.model.submitted_claim import SubmittedClaim
from cleanclaim.nearest import did_you_mean

_CUT_OFF = frozenset({NOT_CLOSED.id, TRUNCATED.id})
"""Checks that find that a file is not whole."""


def read_claims(path: str | Path, progress: Callable[[int], None] | None = None) -> list[SubmittedClaim]:
    """The claims of an 837P, in its order. Raises UserError where the file holds none, or is cut off."""
    claims = list(values(whole(read(path, progress=progress), path), SubmittedClaim))
    if not claims:
        raise UserError(
            str(path), "holds no claim (837P)", "Name a file of claims; `cleanclaim read` says what it holds."
        )
    return claims


def whole(items: Iterable[Item], path: str | Path) -> Iterator[Item]:
    """What was read from the file at `path`, one after another. Raises UserError at the end where the file is cut off:
    an envelope does not end, so nobody knows what is missing.
    """
    cut: Diagnostic | None = None
    claims = 0
    for item in items:
        if isinstance(item, Diagnostic) and item.check in _CUT_OFF:
            cut = cut or item
        elif isinstance(item, Located) and isinstance(item.value, SubmittedClaim | PaidClaim):
            claims += 1
        yield item
    if cut is not None:
        read_of_it = f"; {claims:,} claim{'' if claims == 1 else 's'} of it could be read" if claims else ""
        raise UserError(
            str(path),
            f"is not whole: {cut.problem[:1].lower()}{cut.problem[1:].rstrip('.')}{read_of_it}",
            "Get the whole file from its sender; `cleanclaim validate` shows where it ends.",
        )


def claim_named(claim_id: str, claims: Iterable[SubmittedClaim], path: str | Path) -> SubmittedClaim:
    """The claim of that id, as it was last sent. Raises UserError where none of the claims has it."""
    by_id = {claim.claim_id: claim for claim in claims}
    if claim_id in by_id:
        return by_id[claim_id]
    some = ", ".join(list(by_id)[:3]) + (" and so on" if len(by_id) > 3 else "")
    raise UserError(str(path), f'has no claim "{claim_id}".{did_you_mean(claim_id, by_id)}', f"Its claims are {some}.")


def read_remittances(path: str | Path) -> list[Remittance]:
    """The remittances of an 835, in its order. Raises UserError where the file holds none, or is cut off."""
    found = list(remittances_of(whole(read(path), path)))
    if not found:
        raise UserError(str(path), "holds no remittance (835)", "Name the payer's remittance.")
    return found


def remittances_of(items: Iterable[Item]) -> Iterator[Remittance]:
    """The remittances among what was read: each payment with the claims before it."""
    claims: list[PaidClaim] = []
    for item in items:
        match item:
            case Located(value=PaidClaim() as claim):
                claims.append(claim)
            case Located(value=Payment() as payment):
                yield Remittance(payment, tuple(claims))
                claims = []
