"""By what the office answers: its published tables and its own payers' files, as the settings name their folders."""

from datetime import date
from pathlib import Path

from django.conf import settings

from cleanclaim.law.basis import Basis
from cleanclaim.law.policies.policy import Policy
from cleanclaim.model.errors import UserError
from cleanclaim.office.day import today
from cleanclaim.reference.library import Library, library


def get_library_folder() -> Path:
    """Where imported releases lie. Raises UserError where the office was started without a folder for them."""
    if settings.LIBRARY is None:
        remedy = "Start the office with `cleanclaim serve --library DIR`, or set CLEANCLAIM_LIBRARY before it starts."
        raise UserError("The library", "no folder is named for imported releases", remedy)
    return Path(settings.LIBRARY)


def get_library() -> Library:
    """The library as it is now: an import made while the office runs counts from the next answer on.

    Raises UserError where its list cannot be read.
    """
    return library(Path(settings.LIBRARY) if settings.LIBRARY else None)


def build_basis(*, as_of: date | None = None, known_on: date | None = None, filed_on: date | None = None) -> Basis:
    """By what one request is answered: the office's library and payers, the dates chosen, and the day of who asks."""
    return Basis(
        library=get_library(),
        payers=settings.PAYERS,
        as_of=as_of,
        known_on=known_on,
        filed_on=filed_on,
        today=today(),
    )


def find_payer_policy(payer: str | None, on: date | None) -> Policy | None:
    """A payer's policy on a day, ours or the practice's own; None where payer or day is unknown, or no file has it."""
    return build_basis().policy(payer, on)
