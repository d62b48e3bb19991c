"""What the pages show for a payer: its name, or what they show where the payer is unknown.

A visit may name no payer (`UNKNOWN_PAYER` is shown), or one that no policy describes (its own word is shown). Either
way nothing is assumed: what depends on the payer is undetermined. A page that is about one payer, such as its answers
under Rules, refuses an unknown one with the likeliest names instead (`explanations/lookup/known_names.py`).
"""

from datetime import date

from cleanclaim.office.shared.office_basis import find_payer_policy

UNKNOWN_PAYER = "payer not known"


def show_payer(payer: str | None, on: date | None) -> str:
    """The name of a visit's payer on a day; the visit's own word for it, or `UNKNOWN_PAYER`, where no policy has it."""
    policy = find_payer_policy(payer, on)
    return policy.name if policy else payer or UNKNOWN_PAYER
