"""What the office answers from besides what ships with the program: imported releases, and payers of one's own."""

import os
from datetime import date
from pathlib import Path

from cleanclaim.law.basis import Basis
from cleanclaim.law.policies.policy import Policy, policy
from cleanclaim.reference.library import Library, library

NAMED = "CLEANCLAIM_LIBRARY"
"""What names the folder of imported releases; `cleanclaim serve` sets it."""


OWN_PAYERS = "CLEANCLAIM_PAYERS"
"""What names the folder of a practice's own payer files; `cleanclaim serve` sets it, or leaves it out."""


def own_payers() -> Path | None:
    """The folder of the practice's own payer files; None where there is none. They are read once, at the first use."""
    named = os.environ.get(OWN_PAYERS)
    return Path(named) if named else None


def folder() -> Path:
    """Where imports lie."""
    return Path(os.environ[NAMED])


def held_library() -> Library:
    """The library as it is now: an import made while the office runs counts from the next answer on.

    Raises UserError where its list cannot be read.
    """
    return library(folder())


def basis(as_of: date | None = None, known_on: date | None = None, filed_on: date | None = None) -> Basis:
    """By what this office answers: its library, its payers, and the dates that somebody chose."""
    return Basis(library=held_library(), payers=own_payers(), as_of=as_of, known_on=known_on, filed_on=filed_on)


def described(payer: str | None, on: date | None) -> Policy | None:
    """A payer's policy on a day, ours or the practice's own; None where payer or day is unknown, or no file has it."""
    return policy(payer, on, folder=own_payers()) if payer and on else None
