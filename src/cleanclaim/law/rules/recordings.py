"""Days recorded: which device code of remote monitoring they make, and when they make none.

A device code stands for a number of days on which the device recorded, in a period of thirty: 16 to 30, and from 2026
another code for 2 to 15. Fewer have no code. How many there were is nobody's guess: the record of the device says it, and
it is entered with the service (`days_recorded`). (Physician Fee Schedule final rules for 2024 and 2026)

    payer    | service_date | code  | units | days_recorded || broken
    medicare | 2026-03-02   | 98977 |     1 |            16 ||
    -
    medicare | 2026-03-02   | 98977 |     1 |            30 ||
    -
    medicare | 2026-03-02   | 98977 |     1 |            15 || other_code         # 98985
    -
    medicare | 2026-03-02   | 98976 |     1 |             2 || other_code         # 98984
    -
    medicare | 2026-03-02   | 98985 |     1 |            15 ||
    -
    medicare | 2026-03-02   | 98985 |     1 |            16 || other_code         # 98977
    -
    medicare | 2026-03-02   | 98985 |     1 |             1 || no_code
    -
    medicare | 2026-03-02   | 98977 |     1 |            31 || no_code            # more days than the period has
    -
    medicare | 2025-12-31   | 98977 |     1 |            15 || no_code            # the short codes began in 2026
    -
    medicare | 2025-12-31   | 98977 |     1 |            16 ||
    -
    aetna    | 2026-03-02   | 98977 |     1 |            15 || other_code
    -
    medicare | 2026-03-02   | 98977 |     1 |               || other_code?
    -
    medicare |              | 98977 |     1 |            15 || other_code? no_code?
    -
    medicare | 2026-03-02   | 98975 |     1 |               ||                    # the set-up counts no days
    -
    medicare | 2026-03-02   | 98977 |     0 |            15 ||
"""

from datetime import date

from cleanclaim.kernel import fact, rule
from cleanclaim.reference.code_sets import device_code_for, monitoring_devices

NEEDS = "claim"


@fact
def bills_device(billed: bool, code: str) -> bool:
    """Whether the line bills a device of remote monitoring."""
    return billed and code in monitoring_devices()


@fact
def code_for_days(code: str, days_recorded: int, service_date: date) -> str:
    """The code of the device for the days recorded, of those in force on the day; empty where there is none."""
    device = monitoring_devices().get(code)
    return device_code_for(device.device, days_recorded, service_date) or "" if device else ""


@fact
def bills_device_with_days(bills_device: bool, days_recorded: int | None = None) -> bool:
    """Whether a device is billed whose days are entered, so that they may have no code."""
    return bills_device and days_recorded is not None


@rule(
    title="Device code for another number of days",
    cite="pfs-2026",
    when="bills_device",
    severity="warn",
    unknown="warn",
    message="{days_recorded:days} recorded; {code} is for another number, and {code_for_days} for these.",
    remedy="Bill {code_for_days} with its own charge; other days only if the device's record shows them.",
    carc="151",
    verified=False,
)
def other_code(code: str, days_recorded: int, code_for_days: str) -> bool:  # noqa: ARG001 - said in the message
    """The two codes are paid apart, and the days are in the device's own record, which reviewers ask for."""
    return code_for_days not in ("", code)


@rule(
    title="No device code for the days recorded",
    cite="pfs-2026",
    when="bills_device_with_days",
    severity="warn",
    unknown="info",
    message="{days_recorded:days} recorded: on this day no code of the device is for that number.",
    remedy="Take {code} off; other days only if the device's record shows them.",
    carc="151",
    verified=False,
)
def no_code(code: str, days_recorded: int, code_for_days: str) -> bool:  # noqa: ARG001 - said in the message
    """Below the least number of days the device is not paid for, and a period has only so many."""
    return not code_for_days
