"""On what a finding that would stop a claim is let pass: a ground from a short list, and a sentence that says more."""

from typing import cast

from cleanclaim.model.override import GROUNDS, Ground
from cleanclaim.office.shared.query import WrongFieldError

FEWEST_WORDS = 4
"""Words of a reason that tell an auditor something: a choice of ours, between "ok" and a paragraph."""
LONGEST_GROUND = max(map(len, GROUNDS.values())) + len(": ")
"""Characters that a ground takes of the room for a reason in the history."""


def read_ground(ground: str) -> Ground:
    """The ground that was chosen. Raises WrongFieldError where none was."""
    if ground not in GROUNDS:
        raise WrongFieldError("ground", "The ground", "none is chosen", "Choose on what the finding is let pass.")
    return cast("Ground", ground)


def read_sentence(reason: str) -> str:
    """The reason of an override. Raises WrongFieldError where it is no sentence."""
    plain = " ".join(reason.split())
    if len(plain.split()) < FEWEST_WORDS:
        problem = f"has fewer than {FEWEST_WORDS} words" if plain else "is empty"
        remedy = "Write a sentence: what was answered or is recorded, where and when. An auditor will ask for it."
        raise WrongFieldError("reason", "The reason", problem, remedy)
    return plain
