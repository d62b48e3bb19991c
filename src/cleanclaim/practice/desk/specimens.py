"""What the style page shows: a finding of each kind and a source of each kind, out of the example day itself."""

from cleanclaim.law.sources import sources
from cleanclaim.practice.desk import cites

FINDINGS = [
    ("stop", "Bundled for good with another code", "97124 is part of 97140 on the same day.", "Remove 97124."),
    ("look", "Units below the proof", "The minutes earn one unit more than is billed.", "Bill it, or leave it."),
    ("unknown", "Minutes are not recorded", "Without them units are never assumed.", "Enter the minutes."),
    ("note", "A newer edition is out", "The answer comes from an older release.", "Import the newer one."),
]
TOKENS = ["paper", "sheet", "line", "ink", "dim", "accent", "stop", "look", "unknown", "note", "good"]


def all_of_them() -> dict[str, object]:
    """The context of the style page."""
    of_each = {source.read: name for name, source in sources().items()}
    cited = [cites.shown(name, None, None) for _, name in sorted(of_each.items(), reverse=True)]
    return {"findings": FINDINGS, "tokens": TOKENS, "cited": cited}
