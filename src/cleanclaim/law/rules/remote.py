"""Remote monitoring: a device for thirty days, and the clinician's minutes of a month, each paid once.

Device codes tell how many days were recorded, 16 to 30 or, from 2026, 2 to 15; thirty days have room for one of
them, however many devices the patient has. The month's minutes are either 10 to 19 (98979) or counted from 20 on
(98980, then 98981), billed once a calendar month; setting the device up, once an episode. What earlier days billed shows
in the history and in the file itself. (Physician Fee Schedule final rules for 2024 and 2026; NCCI add-on code edits)

    payer    | service_date | code  | minutes | units || broken
    medicare | 2026-03-02   | 98977 |         |     1 || device_again?    # no history is given
    medicare | 2026-03-02   | 98980 |      20 |     1 || month_again?
    medicare | 2026-03-02   | 98981 |      20 |     1 ||
    -
    medicare | 2026-03-02   | 98977 |         |     1 || two_devices device_again?    # 16 days or more, and fewer
    medicare | 2026-03-02   | 98985 |         |     1 || two_devices device_again?
    -
    medicare | 2025-03-03   | 98976 |         |     1 || two_devices device_again?    # breathing and movement: still one device code
    medicare | 2025-03-03   | 98977 |         |     1 || two_devices device_again?
    -
    medicare | 2026-03-02   | 98979 |      15 |     1 || two_counts month_again?      # the month came to 15 minutes, or to 20
    medicare | 2026-03-02   | 98980 |      20 |     1 || two_counts month_again?
    -
    medicare | 2026-03-02   | 98981 |      20 |     1 || first_not_here
    -
    acme     | 2026-03-02   | 98977 |         |     1 || two_devices? device_again?

Over days, as far as the history or the file itself shows what came before:

    payer    | service_date | code  | minutes | units | earlier                     || broken
    medicare | 2026-03-16   | 98977 |         |     1 | 2026-03-02 98977            || device_again
    -
    medicare | 2026-03-16   | 98985 |         |     1 | 2026-03-02 98976            || device_again    # another device: still 30 days
    -
    medicare | 2026-04-01   | 98977 |         |     1 | 2026-03-02 98977            ||                 # the 31st day
    -
    medicare | 2026-03-31   | 98977 |         |     1 | 2026-03-02 98977            || device_again    # the 30th
    -
    medicare | 2026-03-16   | 98977 |         |     1 | payer=aetna 2026-03-02 98977 ||                # another payer's 30 days
    -
    medicare | 2026-03-16   | 98975 |         |     1 | 2026-01-12 98975            || set_up_again
    -
    medicare | 2026-03-16   | 98975 |         |     1 | 2024-01-15 98975            ||
    -
    medicare | 2026-03-16   | 98975 |         |     1 |                             || set_up_again?
    -
    medicare | 2026-03-20   | 98980 |      25 |     1 | 2026-03-02 98980            || month_again
    -
    medicare | 2026-03-20   | 98980 |      25 |     1 | 2026-03-02 98979            || month_again     # the month has fewer than 20 minutes, or more
    -
    medicare | 2026-04-01   | 98980 |      25 |     1 | 2026-03-31 98980            ||                 # another month
    -
    medicare | 2026-03-20   | 98981 |      20 |     1 | 2026-03-02 98980            ||
    -
    medicare | 2026-04-01   | 98981 |      20 |     1 | 2026-03-31 98980            || first_not_here
    -
    medicare | 2026-03-20   | 98980 |      25 |     1 | none                        ||

    payer    | service_date | code  | units | earlier          | discharged_on || broken
    medicare | 2026-03-16   | 98975 |     1 | 2026-01-12 98975 | 2026-02-10    ||             # a new episode
    -
    medicare | 2026-03-16   | 98975 |     1 | 2026-01-12 98975 | none          || set_up_again

    visit_id | payer    | service_date | code  | minutes | units || broken
    1        | medicare | 2026-03-02   | 98977 |         |     1 || device_again?
    2        | medicare | 2026-03-16   | 98977 |         |     1 || device_again
    3        | medicare | 2026-03-09   | 98980 |      20 |     1 || month_again?
    4        | medicare | 2026-03-20   | 98981 |      20 |     1 ||
    5        | medicare | 2026-03-27   | 98980 |      20 |     1 || month_again
"""

from collections.abc import Sequence
from datetime import date, timedelta

from cleanclaim.kernel import Each, fact, rule
from cleanclaim.law.chart.over_time import EarlierService, codes_over_time, earlier_services
from cleanclaim.model.line import Line
from cleanclaim.model.visit import Visit
from cleanclaim.reference.catalogue import Code
from cleanclaim.reference.code_sets import code_set
from cleanclaim.reference.tables import Tables


@fact
def is_monitoring(billed: bool, entry: Code | None = None) -> bool:
    """Whether the line bills remote monitoring."""
    return billed and entry is not None and entry.is_monitoring


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
    message="{code} stands beside {other_devices:codes}; one period has room for one device code.",
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


SET_UP = code_set("monitoring_set_up")


@fact
def earlier_monitoring(
    code: Each[str],
    payer: str,
    service_date: date,
    over_time: Sequence[Visit],
    tables: Tables,
    episode_gap_days: int,
    all_visits: tuple[Visit, ...] | None = None,
) -> tuple[EarlierService, ...]:
    """Remote monitoring billed to the payer on earlier days of what may be one episode, where the visit bills any."""
    if not any((entry := tables.code(one)) and entry.is_monitoring for one in code):
        return ()
    since = service_date - timedelta(days=episode_gap_days - 1)
    return earlier_services(codes_over_time(), since, service_date, over_time, all_visits, payer)


@fact
def is_device(is_monitoring: bool, code: str, monitoring_supplies: tuple[str, ...] | None = None) -> bool | None:
    """Whether the line bills a monitoring device; unknown where the payer's device codes are."""
    if not is_monitoring or code in SET_UP:
        return False
    return None if monitoring_supplies is None else code in monitoring_supplies


@fact
def last_device(
    earlier_monitoring: tuple[EarlierService, ...],
    service_date: date,
    monitoring_supplies: tuple[str, ...],
    monitoring_period_days: int,
) -> date | None:
    """The last day of a device code whose period the visit lies in; None where none shows."""
    days = [earlier.on for earlier in earlier_monitoring if earlier.code in monitoring_supplies]
    return max((day for day in days if (service_date - day).days < monitoring_period_days), default=None)


@fact(missing=("service_date", "all_visits"))
def device_still_counts(
    last_device: date | None = None, service_date: date | None = None, all_visits: tuple[Visit, ...] | None = None
) -> bool | None:
    """Whether a device code was billed in the period before; unknown where none shows and earlier visits are."""
    return _found_before(last_device is not None, service_date, all_visits)


def _found_before(found: bool, service_date: date | None, all_visits: tuple[Visit, ...] | None) -> bool | None:
    """What was found, was: what was not is unknown where no history is."""
    return True if found else None if service_date is None or all_visits is None else False


@rule(
    title="A monitoring device twice in thirty days",
    cite="pfs-2024",
    when="is_device",
    unknown="info",
    message="A device code was billed on {last_device:date}; {code} pays for {monitoring_period_days} days.",
    remedy="Bill the next one when its own days are done, unless the earlier date is the last day of its period.",
    carc="151",
    verified=False,
)
def device_again(device_still_counts: bool, monitoring_period_days: int) -> bool:  # noqa: ARG001 - said in the message
    """The supply of devices is paid for thirty days at a time; a second code within them is denied."""
    return device_still_counts


@fact
def sets_up(billed: bool, code: str) -> bool:
    """Whether the line bills the set-up of a monitoring device."""
    return billed and code in SET_UP


@fact
def last_set_up(
    earlier_monitoring: tuple[EarlierService, ...], discharged_on: tuple[date, ...] | None = None
) -> date | None:
    """The last day of a set-up after which no discharge is known of; None where none shows."""
    days = [earlier.on for earlier in earlier_monitoring if earlier.code in SET_UP]
    ended = max(discharged_on or (), default=date.min)
    return max((day for day in days if day > ended), default=None)


@fact(missing=("service_date", "all_visits"))
def set_up_before(
    last_set_up: date | None = None, service_date: date | None = None, all_visits: tuple[Visit, ...] | None = None
) -> bool | None:
    """Whether the episode's set-up was billed before; unknown where none shows and earlier visits are."""
    return _found_before(last_set_up is not None, service_date, all_visits)


@rule(
    title="Monitoring set up twice in an episode",
    cite="pfs-2024",
    when="sets_up",
    unknown="info",
    message="{code} was billed on {last_set_up:date}, and no discharge since then is known of.",
    remedy="Take it off, unless a new episode of monitoring began; then enter the discharge in the patient's chart.",
    field="billed",
    carc="151",
    verified=False,
)
def set_up_again(code: str, set_up_before: bool) -> bool:  # noqa: ARG001 - said in the message
    """Setting up the device and teaching its use is paid once an episode of care."""
    return set_up_before


@fact
def begins_month(is_monitoring: bool, entry: Code | None = None) -> bool:
    """Whether the line bills the first minutes of a calendar month."""
    return is_monitoring and _begins_month(entry)


def _begins_month(entry: Code | None) -> bool:
    return entry is not None and entry.unit_rule == "month" and not entry.each


@fact
def earlier_in_month(earlier_monitoring: tuple[EarlierService, ...], service_date: date) -> tuple[EarlierService, ...]:
    """The same of the calendar month of the visit."""
    return tuple([earlier for earlier in earlier_monitoring if earlier.on >= service_date.replace(day=1)])


@fact
def month_begun(earlier_in_month: tuple[EarlierService, ...], tables: Tables) -> date | None:
    """The day on which the first minutes of the visit's month were billed; None where none shows."""
    days = (earlier.on for earlier in earlier_in_month if _begins_month(tables.code(earlier.code)))
    return next(days, None)


@fact(missing=("service_date", "all_visits"))
def month_paid(
    month_begun: date | None = None, service_date: date | None = None, all_visits: tuple[Visit, ...] | None = None
) -> bool | None:
    """Whether the month's first minutes were billed before; unknown where none show and earlier visits are."""
    return _found_before(month_begun is not None, service_date, all_visits)


@rule(
    title="The first minutes of a month billed twice",
    cite="pfs-2026",
    when="begins_month",
    unknown="info",
    message="The month's first minutes were billed on {month_begun:date}; {code} bills them again.",
    remedy="Add up the minutes of the calendar month, and bill them once, at its end.",
    carc="151",
    verified=False,
)
def month_again(code: str, month_paid: bool) -> bool:  # noqa: ARG001 - said in the message
    """The minutes of a calendar month are one sum; its first ones are paid once, however many days they fall on."""
    return month_paid


@rule(
    title="Further minutes of a month without the first",
    cite="ncci-aoc",
    when="is_monitoring",
    severity="warn",
    message="{code} follows {primaries:instead} in the same month; neither this day nor an earlier one on record bills it.",
    remedy="Check that {primaries:instead} was billed for this month; if it was not, bill it first.",
    carc="B15",
)
def first_not_here(
    primaries: tuple[str, ...], lines: Sequence[Line], earlier_in_month: tuple[EarlierService, ...] | None = None
) -> bool:
    """The month's further minutes are paid only where its first ones are."""
    if not primaries or any(line.code in primaries and line.units != 0 for line in lines):
        return False
    return not any(earlier.code in primaries for earlier in earlier_in_month or ())
