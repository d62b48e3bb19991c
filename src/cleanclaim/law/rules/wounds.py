"""Wound care: one kind of pump, one size of wound a code.

Negative pressure by a durable pump (97605, 97606) and by a disposable one (97607, 97608) exclude each other for one
wound, and so do the codes for small and large areas of each.

    payer    | code  | minutes | units || broken
    medicare | 97605 |         |     1 ||
    -
    medicare | 97605 |         |     1 || two_pumps
    medicare | 97607 |         |     1 ||
    -
    medicare | 97605 |         |     1 || two_sizes
    medicare | 97606 |         |     1 ||
    -
    medicare | 97607 |         |     1 || two_sizes
    medicare | 97608 |         |     1 ||
    -
    medicare | 97605 |         |     1 ||                  # the second is documented, not billed
    medicare | 97607 |         |     0 ||
"""

from cleanclaim.kernel import Each, fact, rule

DURABLE = frozenset({"97605", "97606"})
DISPOSABLE = frozenset({"97607", "97608"})
PUMPS = DURABLE | DISPOSABLE


@fact
def pump_codes(code: Each[str], billed: Each[bool]) -> tuple[str, ...]:
    """The codes of negative pressure that the visit bills."""
    return tuple(one for one, goes in zip(code, billed, strict=True) if goes and one in PUMPS)


@fact
def treats_by_pump(code: Each[str]) -> bool:
    """Whether the visit has more than one such code."""
    return not PUMPS.isdisjoint(code) and sum(one in PUMPS for one in code) > 1


@rule(
    title="Durable and disposable pump on one day",
    cite="ncci-manual-ch11",
    when="treats_by_pump",
    severity="warn",
    message="The visit bills {pump_codes:codes}: a wound is treated by one kind of pump.",
    remedy="Keep the code of the pump that was used; where two wounds were treated, say so in the note.",
    verified=False,
)
def two_pumps(pump_codes: tuple[str, ...]) -> bool:
    """The two kinds are alternatives; both together are denied for one."""
    return not DURABLE.isdisjoint(pump_codes) and not DISPOSABLE.isdisjoint(pump_codes)


@rule(
    title="Small and large wound area on one day",
    cite="ncci-manual-ch11",
    when="treats_by_pump",
    severity="warn",
    message="The visit bills {pump_codes:codes}: the areas of all wounds are added up for one code.",
    remedy="Add the areas up and bill the code for the sum.",
    verified=False,
)
def two_sizes(pump_codes: tuple[str, ...]) -> bool:
    """The codes are chosen by the total area treated, so that only one of each kind can be right."""
    return any(kind <= set(pump_codes) for kind in (DURABLE, DISPOSABLE))
