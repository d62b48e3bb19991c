"""Days to be counted: when a plan is certified in time, a progress report due, a claim or an appeal too late."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise
from random import Random

from cleanclaim.compliance.training.draft import Draft, order, written
from cleanclaim.compliance.training.grounds import of_policy, together
from cleanclaim.compliance.training.item import Item
from cleanclaim.compliance.training.kind import Kind
from cleanclaim.compliance.training.setting import TrainingSetting
from cleanclaim.law.chart.episode import find_report_due
from cleanclaim.law.policies.nonworkdays import next_workday
from cleanclaim.law.policies.policy import Policy
from cleanclaim.law.policies.time_limits import TimeLimit
from cleanclaim.law.wording import day

LIMITED_PAYERS = (
    *("medicare", "aetna", "uhc", "cigna", "humana", "anthem"),
    *("tricare", "va", "medicaid_ca", "medicaid_tx"),
)
Wrong = dict[str, date | None]


def _weekday(on: date) -> str:
    return f"{on:%A}, {day(on)}"


def _item(draft: Draft, right: date, wrong: Wrong) -> Item | None:
    return written(
        draft, "date", [right.isoformat()], ((name, on.isoformat() if on else None) for name, on in wrong.items())
    )


def _month_later(on: date, months: int = 1) -> date:
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    last = (date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(on.day, last))


def certified(rng: Random, setting: TrainingSetting) -> Item | None:
    """By which day a first plan of care has to be signed."""
    policy = setting.policy("medicare")
    if policy.certification_days is None or policy.recertification_days is None:
        return None
    begins = setting.workday(rng, 300)
    right = begins + timedelta(days=policy.certification_days)
    draft = Draft(
        kind="days.certified",
        competency="T4",
        facts=(f"{policy.name}. The plan of care begins with the first treatment, on {_weekday(begins)}.",),
        question="What is the last day on which the signature certifies it in time?",
        why=f"The first certification is in time within {policy.certification_days} days after the first treatment.",
        grounds=of_policy(policy, "certification_days"),
    )
    wrong: Wrong = {
        "day-itself-counted": right - timedelta(days=1),
        "calendar-month": _month_later(begins),
        "certified-for-ninety": begins + timedelta(days=policy.recertification_days),
    }
    return _item(draft, right, wrong)


def reported(rng: Random, setting: TrainingSetting) -> Item | None:
    """By which treatment day a progress report is due."""
    policy = setting.policy("medicare")
    most = policy.progress_report_days
    if most is None:
        return None
    first = setting.workday(rng, 200)
    days = _treatment_days(first, most + 8, rng)
    twice = days[rng.randrange(1, most - 1)]
    report = days[rng.randrange(2, 6)] if rng.random() < 0.5 else None
    from_report = [one for one in days if report is None or one > report]
    late = from_report[most]
    right = find_report_due([one for one in days if one <= late], [report] if report else [], most)
    if right is None:
        return None
    sessions = sorted([*from_report, *([twice] if twice in from_report else [])])
    wrong: Wrong = {
        "ten-calendar-days": from_report[0] + timedelta(days=most - 1),
        "eleventh-visit": late,
        "each-session-counted": sessions[most - 1] if twice in from_report else None,
        "report-restarts-nothing": days[most - 1] if report else None,
    }
    listed = "; ".join(f"{one:%b} {one.day}{' (two sessions)' if one == twice else ''}" for one in days)
    draft = Draft(
        kind="days.reported",
        competency="T5",
        facts=(
            f"{policy.name}. Evaluated and treated first on {day(first)}. Treatment days of {first.year}: {listed}.",
            f"Progress report: {f'written on {day(report)}' if report else 'none yet'}.",
        ),
        question="By which day is the next progress report due?",
        why=f"It is due by the {most}th treatment day{' after the last report' if report else ''}; two sessions of a"
        " day are one, and the day of the evaluation counts.",
        grounds=of_policy(policy, "progress_report_days"),
    )
    return _item(draft, right, wrong) if right.year == first.year and late.year == first.year else None


def _treatment_days(first: date, count: int, rng: Random) -> list[date]:
    days, on = [first], first
    while len(days) < count:
        on += timedelta(days=rng.choice((1, 2, 2, 3)))
        if on.weekday() < 5:
            days.append(on)
    return days


def _known_last_day(limit: TimeLimit, begins: date) -> date | None:
    """The last day; None where nobody has read what a last day without work does, and it is one."""
    last = limit.last_day(begins)
    if limit.weekend is None and next_workday(last, limit.calendar) != last:
        return None
    return limit.latest_day(begins)


def _limited(rng: Random, setting: TrainingSetting, key: str) -> tuple[Policy, TimeLimit] | None:
    policy = setting.policy(rng.choice(LIMITED_PAYERS))
    limit = getattr(policy, key)
    return (policy, limit) if limit is not None and limit.number is not None else None


def _counting_mistakes(limit: TimeLimit, begins: date, right: date) -> Wrong:
    last = limit.last_day(begins)
    months = (limit.number or 0) * (12 if limit.unit == "years" else 1)
    as_days = begins + timedelta(days=30 * months) if limit.unit != "days" else None
    return {
        "months-as-thirty-days" if limit.unit == "months" else "year-as-360-days": as_days,
        "calendar-month": _month_later(begins, limit.number // 30)
        if limit.unit == "days" and limit.number and limit.number % 30 == 0
        else None,
        "day-itself-counted": last - timedelta(days=1),
        "weekend-never-moves": last if last != right else None,
    }


def filed(rng: Random, setting: TrainingSetting) -> Item | None:
    """The last day of a first claim, by the payer's own limit."""
    found = _limited(rng, setting, "timely_filing")
    service = setting.workday(rng, 300)
    right = _known_last_day(found[1], service) if found else None
    if found is None or right is None:
        return None
    policy, limit = found
    draft = Draft(
        kind="days.filed",
        competency="B4",
        facts=(f"{policy.name} takes first claims for {limit.describe()}.", f"Treated on {_weekday(service)}."),
        question="What is the last day on which the claim may arrive?",
        why=f"{limit.describe()[:1].upper()}{limit.describe()[1:]}: {_weekday(right)}.",
        grounds=of_policy(policy, "timely_filing"),
    )
    return _item(draft, right, _counting_mistakes(limit, service, right))


def appealed(rng: Random, setting: TrainingSetting) -> Item | None:
    """The last day of an appeal, counted from the decision or its receipt."""
    found = _limited(rng, setting, "appeal")
    if found is None or found[1].start not in ("decision", "receipt"):
        return None
    policy, limit = found
    decided = setting.workday(rng, 120)
    service = decided - timedelta(days=rng.randint(18, 40))
    begins = decided + timedelta(days=limit.mail_days)
    right = _known_last_day(limit, begins)
    if right is None:
        return None
    wrong: Wrong = {
        "from-the-service": limit.last_day(service),
        "mail-days-forgotten": limit.latest_day(decided) if limit.mail_days else None,
        **_counting_mistakes(limit, begins, right),
    }
    draft = Draft(
        kind="days.appealed",
        competency="B4",
        facts=(
            f"{policy.name} takes a first appeal for {limit.describe()}.",
            f"Treated on {_weekday(service)}. The decision is dated {_weekday(decided)}.",
        ),
        question="What is the last day of the appeal?",
        why=f"{limit.describe()[:1].upper()}{limit.describe()[1:]}: {_weekday(right)}.",
        grounds=of_policy(policy, "appeal"),
    )
    return _item(draft, right, wrong)


def in_order(rng: Random, setting: TrainingSetting) -> Item | None:
    """Which of several claims that were never sent is too late first."""
    payers = rng.sample(LIMITED_PAYERS, 4)
    claims = [(setting.policy(payer), setting.workday(rng, 150)) for payer in payers]
    last: dict[str, date] = {}
    names: dict[str, str] = {}
    for policy, service in claims:
        limit = policy.timely_filing
        if limit is not None and limit.number is not None and (found := _known_last_day(limit, service)):
            words = f"{policy.name}, treated {day(service)} ({limit.describe().partition(';')[0]})"
            last[words], names[words] = found, policy.name
    if len(last) < 3 or not _apart([setting.on, *last.values()]) or min(last.values()) < setting.on:
        return None
    ranked = sorted(last, key=lambda words: last[words])
    draft = Draft(
        kind="days.in-order",
        competency="B4",
        facts=("Claims that were never sent. In parentheses how long each payer takes a first claim.",),
        question="In which order do they have to go out, the first to be too late first?",
        why="Their last days: " + "; ".join(f"{names[words]} {day(last[words])}" for words in ranked) + ".",
        grounds=together(*(of_policy(policy, "timely_filing") for policy, _ in claims)),
    )
    return order(draft, rng, ranked)


def _apart(days: Iterable[date]) -> bool:
    """Whether the days lie so far apart that weekends decide nothing."""
    ranked = sorted(days)
    return all((later - earlier).days > 5 for earlier, later in pairwise(ranked))


KINDS = (
    Kind("days.certified", "T4", "Until when a first plan is certified in time", certified),
    Kind("days.reported", "T5", "By which day a progress report is due", reported),
    Kind("days.filed", "B4", "Last day of a first claim", filed),
    Kind("days.appealed", "B4", "Last day of an appeal", appealed),
    Kind("days.in-order", "B4", "Which claim is too late first", in_order),
)
