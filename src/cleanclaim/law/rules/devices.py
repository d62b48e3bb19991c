"""Training with orthoses and prostheses: the first encounter has one code, every later one another.

97760 and 97761 are for the first encounter with the device in an episode; from then on it is 97763, for both. The codes
stand so since 2018.

    payer    | service_date | code  | minutes | units | earlier                        || broken
    medicare | 2026-03-02   | 97760 |      30 |     2 | 2026-02-23 97161               ||
    -
    medicare | 2026-03-02   | 97760 |      30 |     2 | 2026-02-23 97760               || first_again
    -
    medicare | 2026-03-02   | 97761 |      30 |     2 | 2026-02-23 97760               ||              # another device
    -
    medicare | 2026-03-02   | 97763 |      30 |     2 | 2026-02-23 97760               ||
    -
    medicare | 2026-03-02   | 97763 |      30 |     2 | 2026-02-23 97161               || later_first
    -
    medicare | 2026-03-02   | 97760 |      30 |     2 |                                || first_again?
    -
    medicare | 2026-03-02   | 97763 |      30 |     2 |                                || later_first?
    -
    medicare | 2026-03-02   | 97110 |      30 |     2 |                                ||
    -
    medicare | 2026-03-02   | 97760 |      30 |     2 | 2024-02-05 97760               ||              # two years ago: a new episode
"""

from datetime import date, timedelta

from cleanclaim.kernel import Each, fact, rule
from cleanclaim.model.visit import Visit

NEEDS = "claim"

FIRST = frozenset({"97760", "97761"})
LATER = "97763"
NEW_EPISODE = timedelta(days=365)
"""Days without the device after which its first encounter may be a new one. No rule names a number."""


@fact
def trains_first(billed: bool, code: str) -> bool:
    """Whether the line bills a first encounter with a device."""
    return billed and code in FIRST


@fact
def trains_later(billed: bool, code: str) -> bool:
    """Whether the line bills a later encounter with a device."""
    return billed and code == LATER


@fact
def device_days(code: Each[str], all_visits: tuple[Visit, ...], service_date: date) -> tuple[tuple[date, str], ...]:
    """Earlier days of the last year on which a device was trained with, each with its code, where the visit does."""
    if FIRST.isdisjoint(code) and LATER not in code:
        return ()
    return tuple(
        (visit.service_date, service.code)
        for visit in all_visits
        if visit.service_date and service_date - NEW_EPISODE < visit.service_date < service_date
        for service in visit.services
        if service.code in FIRST or service.code == LATER
    )


@rule(
    title="First training with a device billed again",
    cite="cpt-orthotics-2018",
    when="trains_first",
    severity="warn",
    unknown="info",
    message="{code} was billed for this patient within the year; later encounters are 97763.",
    remedy="Bill 97763, unless it is another device.",
    verified=False,
)
def first_again(code: str, device_days: tuple[tuple[date, str], ...]) -> bool:
    """The first encounter is paid for once a device; the second claim for it is denied or asked back."""
    return any(code == before for _day, before in device_days)


@rule(
    title="Later training with a device, and no first",
    cite="cpt-orthotics-2018",
    when="trains_later",
    severity="warn",
    unknown="info",
    message="97763 is for a later encounter, and none of the patient's visits of the year was the first.",
    remedy="Bill 97760 or 97761 for the first encounter, or enter the visit in which it was.",
    verified=False,
)
def later_first(device_days: tuple[tuple[date, str], ...]) -> bool:
    """The first encounter is paid higher in most fee schedules, and a later one without it looks like an error."""
    return not device_days
