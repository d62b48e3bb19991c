"""A payer's own mark of acute care: Texas Medicaid asks for AT on it, and pays chronic care by other rules.

Whether the care is acute (an acute condition, or one grown worse, for at most 180 days) no visit says, so somebody looks.

    payer       | code  | minutes | units | modifiers || broken
    medicaid_tx | 97110 |      15 |     1 | GP        || unmarked
    -
    medicaid_tx | 97110 |      15 |     1 | GP AT     ||
    -
    medicaid_tx | 97110 |      15 |     1 | GP AT     ||
    medicaid_tx | 97140 |      15 |     1 | GP        || unmarked
    -
    medicaid_tx | 97110 |      15 |     0 | GP        ||
    -
    medicaid_tx | A4556 |         |     1 |           ||              # no therapy
    -
    medicaid_ga | 97110 |      15 |     1 | GP        ||              # of whom nobody read that it asks
    -
    aetna       | 97110 |      15 |     1 | GP        ||
"""

from cleanclaim.kernel import fact, rule

NEEDS = "claim"


@fact
def may_need_acute_mark(is_therapy: bool, acute_modifiers: tuple[str, ...] | None = None) -> bool:
    """Whether the line bills therapy to a payer that is known to mark acute care."""
    return is_therapy and bool(acute_modifiers)


@rule(
    title="No mark of acute care",
    cite="gawenda-tx-2016",
    when="may_need_acute_mark",
    severity="info",
    message="This payer wants a modifier of its own (AT) where care is acute, and {code} has none.",
    remedy="Append it if the care is acute, for at most 180 days; for which patients, the payer's manual says. Chronic care goes without.",
    carc="4",
    verified=False,
)
def unmarked(code: str, modifiers: tuple[str, ...], acute_modifiers: tuple[str, ...]) -> bool:  # noqa: ARG001 - in the message
    """Acute care without the mark is denied, or paid as chronic care, which needs another approval."""
    return not set(modifiers).intersection(acute_modifiers)
