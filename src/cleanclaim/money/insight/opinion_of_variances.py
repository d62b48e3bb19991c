"""What a second opinion says of lines that nobody could compare with what they should have paid."""

from collections.abc import Iterator

from cleanclaim.money.variance.decided_lines import DENIED
from cleanclaim.money.variance.variances import Variances


def not_compared(variances: Variances) -> Iterator[str]:
    """How many lines could not be compared, and why."""
    reasons = [(why, lines) for why, _remedy, lines in variances.reasons() if why != DENIED.title]
    if reasons:
        why = "; ".join(f"{why[:1].lower()}{why[1:]} ({lines:,})" for why, lines in reasons)
        total = sum(lines for _, lines in reasons)
        yield f"{total:,} lines were not compared: {why}. `cleanclaim variance` says what to do."
