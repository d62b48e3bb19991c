"""Remote monitoring: a device for thirty days, and the clinician's minutes of a month, each paid once.

Device codes tell how many days were recorded, 16 to 30 or, from 2026, 2 to 15; thirty days have room for one of
them, however many devices the patient has. The month's minutes are either 10 to 19 (98979) or counted from 20 on
(98980, then 98981). (Physician Fee Schedule final rules for 2024 and 2026; NCCI add-on code edits)

    payer    | service_date | code  | minutes | units || broken
    medicare | 2026-03-02   | 98977 |         |     1 ||
    medicare | 2026-03-02   | 98980 |      20 |     1 ||
    medicare | 2026-03-02   | 98981 |      20 |     1 ||
    -
    medicare | 2026-03-02   | 98977 |         |     1 || two_devices      # 16 days or more, and fewer
    medicare | 2026-03-02   | 98985 |         |     1 || two_devices
    -
    medicare | 2025-03-03   | 98976 |         |     1 || two_devices      # breathing and movement: still one device code
    medicare | 2025-03-03   | 98977 |         |     1 || two_devices
    -
    medicare | 2026-03-02   | 98979 |      15 |     1 || two_counts       # the month came to 15 minutes, or to 20
    medicare | 2026-03-02   | 98980 |      20 |     1 || two_counts
    -
    medicare | 2026-03-02   | 98981 |      20 |     1 || first_not_here
    -
    acme     | 2026-03-02   | 98977 |         |     1 || two_devices?
"""

from collections.abc import Sequence

from cleanclaim.kernel import fact, rule
from cleanclaim.model.line import Line
from cleanclaim.reference.catalogue import Code
from cleanclaim.reference.tables import Tables


@fact
def is_monitoring(billed: bool, entry: Code | None = None) -> bool:
    """Whether the line bills remote monitoring."""
    return billed and entry is not None and entry.kind == "monitoring"


@fact
def other_devices(code: str, lines: Sequence[Line], monitoring_supplies: tuple[str, ...]) -> tuple[str, ...]:
    """The other device codes the visit bills, where the line's is one."""
    if code not in monitoring_supplies:
        return ()
    return tuple(
        line.code for line in lines if line.units != 0 and line.code in monitoring_supplies and line.code != code
    )


@rule(
    title="More than one monitoring device code",
    cite="pfs-2024",
    when="is_monitoring",
    unknown="warn",
    message="{code} stands beside {other_devices:codes}; thirty days have room for one device code.",
    remedy="Keep the code for the days that were recorded.",
    carc="151",
    verified=False,
)
def two_devices(other_devices: tuple[str, ...]) -> bool:
    """The supply of devices is paid once in thirty days, however many there are; the second code is denied."""
    return bool(other_devices)


@fact
def other_counts(code: str, lines: Sequence[Line], tables: Tables) -> tuple[str, ...]:
    """The visit's codes that count the same month otherwise: below a limit where the line's has none, or from it on."""
    billed = [line.code for line in lines if line.units != 0]
    ends = {
        one: entry.until is not None for one in billed if (entry := tables.code(one)) and entry.unit_rule == "month"
    }
    return tuple(one for one, ended in ends.items() if code in ends and ended != ends[code])


@rule(
    title="A month's monitoring minutes counted twice",
    cite="pfs-2026",
    when="is_monitoring",
    message="{code} stands beside {other_counts:codes}: a month has fewer than 20 minutes, or more.",
    remedy="Keep the code for all the minutes of the month.",
    carc="236",
    verified=False,
)
def two_counts(other_counts: tuple[str, ...]) -> bool:
    """The short code is for months that do not reach 20 minutes; beside the others it pays the same minutes again."""
    return bool(other_counts)


@rule(
    title="Further minutes of a month without the first",
    cite="ncci-aoc",
    when="is_monitoring",
    severity="warn",
    message="{code} follows {primaries:instead} in the same month; this day does not bill it.",
    remedy="Check that {primaries:instead} was billed for this month; if it was not, bill it first.",
    carc="B15",
)
def first_not_here(primaries: tuple[str, ...], lines: Sequence[Line]) -> bool:
    """The month's further minutes are paid only where its first ones are."""
    return bool(primaries) and not any(line.code in primaries and line.units != 0 for line in lines)
