"""What the style page shows: a finding of each kind and a source of each kind, out of the example day itself."""

from msgspec import structs

from cleanclaim.explanations.marks import CHECK, CLEAN, FYI, INFO_MISSING, ON_HOLD, WORST_FIRST
from cleanclaim.law.policies.sources import sources
from cleanclaim.office.minutes.example_visits import load_example_visits
from cleanclaim.office.minutes.form import PERFORMED_BY, fill_form
from cleanclaim.office.minutes.presenter import build_minutes_view
from cleanclaim.office.shared import citations

FINDINGS = [
    (ON_HOLD, "Bundled for good with another code", "97124 is part of 97140 on the same day.", "Remove 97124."),
    (CHECK, "Units below the proof", "The minutes earn one unit more than is billed.", "Bill it, or leave it."),
    (INFO_MISSING, "Minutes are not recorded", "Without them units are never assumed.", "Enter the minutes."),
    (FYI, "A newer edition is out", "The answer comes from an older release.", "Import the newer one."),
]
TOKENS = [
    "paper", "sheet", "sunk", "line", "edge", "ink", "dim", "accent", "wash", "hold", "check", "missing", "fyi",
    "clean", "solid", "assistant", "together", "group",
]  # fmt: skip
STANDINGS = [
    *((mark.tone, mark.word) for mark in (*WORST_FIRST, CLEAN)),
    *(("sent", "sent"), ("none", "not yet"), ("wrong", "not saved")),
]
TIED = "17"
"""The visit of the example day whose proof has a tie and an assistant's share."""


def build_samples() -> dict[str, object]:
    """The context of the style page."""
    tied = fill_form(load_example_visits()[TIED])
    blocks = [structs.replace(block, who=who) for who in PERFORMED_BY for block in tied.blocks[:1]]
    unrecorded = structs.replace(tied.blocks[0], minutes="")
    of_each = {source.read: name for name, source in sources().items()}
    cited = [citations.build_cite_view(name, None, None) for _, name in sorted(of_each.items(), reverse=True)]
    return {
        "findings": FINDINGS,
        "standings": STANDINGS,
        "tokens": TOKENS,
        "cited": cited,
        "strip": build_minutes_view(structs.replace(tied, blocks=[*blocks, unrecorded])),
        "proof": build_minutes_view(tied),
    }
