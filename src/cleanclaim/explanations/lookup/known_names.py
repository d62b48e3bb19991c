"""What a user names, a code or a payer, found or the mistake explained with what was likely meant."""

from datetime import date

from cleanclaim.law.basis import Basis
from cleanclaim.law.policies.policy import Policy, payer_names
from cleanclaim.model.errors import UserError
from cleanclaim.nearest import did_you_mean
from cleanclaim.reference.catalogue import Code, catalogue

USUAL_PAYER = "medicare"
"""Whose rules a page shows of a code while nobody has named a payer: they are public, and most others follow them."""


def find_code(code: str) -> Code:
    """The catalogue's entry. Raises UserError, with the codes nearest, where there is none."""
    entry = catalogue().get(code)
    if entry is None:
        near = [other for other in sorted(catalogue()) if other[:4] == code[:4]] or [
            other for other in sorted(catalogue()) if other[:3] == code[:3]
        ]
        like = f". Near it: {', '.join(near[:8])}" if near else ""
        raise UserError(code, f"no known code has this number{like}", "`cleanclaim codes search WORDS` finds codes.")
    return entry


def find_policy(payer: str, on: date, basis: Basis) -> Policy:
    """The payer's policy on a date.

    Raises UserError, with the likeliest correction, where there is none.
    """
    described = basis.policy(payer, on)
    if described is None:
        raise UserError(
            f"payer {payer}",
            f"no policy describes this payer.{did_you_mean(payer, payer_names(basis.payers))}",
            f"Name one of {', '.join(payer_names(basis.payers))}.",
        )
    return described
