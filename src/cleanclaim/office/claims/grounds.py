"""On what a finding that would stop a claim is let pass: a ground from a short list, and a sentence that says more."""

from collections.abc import Mapping

from cleanclaim.model.errors import UserError

GROUNDS: Mapping[str, str] = {
    "answer": "The payer answered in writing",
    "chart": "The chart shows it",
    "misread": "The rule misread the record",
    "other": "Another ground",
}
"""The grounds, each as it stands before the reason wherever that is read."""
FEWEST_WORDS = 4
"""Words of a reason that tell an auditor something: a choice of ours, between "ok" and a paragraph."""
LONGEST_GROUND = max(map(len, GROUNDS.values())) + len(": ")
"""Characters that a ground takes of the room for a reason."""


def join_ground(ground: str, reason: str) -> str:
    """The ground and the reason as one text: `The chart shows it: minutes stand in the addendum of Nov 21`.

    Raises UserError where no ground is chosen, or the reason is no sentence.
    """
    if ground not in GROUNDS:
        raise UserError("The ground", "none is chosen", "Choose on what the finding is let pass.")
    plain = " ".join(reason.split())
    if len(plain.split()) < FEWEST_WORDS:
        problem = f"has fewer than {FEWEST_WORDS} words" if plain else "is empty"
        remedy = "Write a sentence: what was answered or is recorded, where and when. An auditor will ask for it."
        raise UserError("The reason", problem, remedy)
    return f"{GROUNDS[ground]}: {plain}"
