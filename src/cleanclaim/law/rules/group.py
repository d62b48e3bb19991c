"""Group therapy: two patients or more at once, 97150, one unit each, whatever the time.

Minutes given to a group are nobody's one-on-one minutes. Under Medicare Part B, patients treated at the
same time without separate one-on-one minutes are a group. (Carriers Manual, transmittal 1753; Medicare Benefit Policy Manual, ch. 15, 230)

    payer    | code  | minutes | mode       | units || broken
    medicare | 97150 |      25 | group      |     1 ||
    -
    medicare | 97110 |      25 | group      |     2 || one_on_one
    -
    medicare | 97750 |      25 | group      |     2 || one_on_one
    -
    medicare | 97110 |      25 | individual |     2 ||
    -
    medicare | 97150 |      25 | individual |     1 || alone
"""

from cleanclaim.kernel import fact, rule
from cleanclaim.reference.catalogue import Code


@fact
def is_one_on_one(billed: bool, entry: Code | None = None) -> bool:
    """Whether the line bills a code that is counted in one-on-one quarter hours."""
    return billed and entry is not None and entry.unit_rule == "pooled"


@fact
def is_group_code(billed: bool, entry: Code | None = None) -> bool:
    """Whether the line bills group therapy."""
    return billed and entry is not None and entry.kind == "group"


@rule(
    title="One-on-one code for group time",
    cite="cms-group-therapy",
    when="is_one_on_one",
    message="{code} was given to a group, but it is paid for one-on-one time only.",
    remedy="Bill the group code, 1 unit, instead of {code}.",
    carc="16",
)
def one_on_one(mode: str) -> bool:
    """Group time billed as individual treatment is paid several times over."""
    return mode == "group"


@rule(
    title="Group code for one patient",
    cite="cms-group-therapy",
    when="is_group_code",
    severity="warn",
    message="{code} is billed, but the service is recorded as given {mode:mode}.",
    remedy="Bill the one-on-one code by its minutes, or record that a group was treated.",
    verified=False,
)
def alone(mode: str) -> bool:
    """A group takes at least two patients; one patient alone is paid by the one-on-one code."""
    return mode != "group"
