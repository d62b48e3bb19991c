"""Codes and payers by the name a user typed. For an unknown code or payer the error names the likeliest ones."""

from datetime import date

from cleanclaim.law.basis import Basis
from cleanclaim.law.policies.policy import Policy, payer_names
from cleanclaim.model.errors import UserError
from cleanclaim.nearest import did_you_mean
from cleanclaim.reference.catalogue import Code, catalogue

USUAL_PAYER = "medicare"
"""The payer whose rules a code's page shows until a payer is chosen: they are public, and most payers follow them."""


def find_code(code: str) -> Code:
    """The catalogue's entry. Raises UserError, with the nearest codes, for an unknown code."""
    entry = catalogue().get(code)
    if entry is None:
        near = [other for other in sorted(catalogue()) if other[:4] == code[:4]] or [
            other for other in sorted(catalogue()) if other[:3] == code[:3]
        ]
        like = f". Near it: {', '.join(near[:8])}" if near else ""
        raise UserError(code, f"no known code has this number{like}", "`cleanclaim codes search WORDS` finds codes.")
    return entry


def find_policy(payer: str, on: date, basis: Basis) -> Policy:
    """The payer's policy on a date. Raises UserError, as `unknown_payer` words it, for an unknown payer."""
    policy = basis.policy(payer, on)
    if policy is None:
        raise unknown_payer(payer, basis)
    return policy


def unknown_payer(payer: str, basis: Basis) -> UserError:
    """The error for a payer that no policy describes: the likeliest correction, and every payer there is."""
    names = payer_names(basis.payers)
    problem = f"no policy describes this payer.{did_you_mean(payer, names)}"
    return UserError(f"payer {payer}", problem, f"Name one of {', '.join(names)}.")
