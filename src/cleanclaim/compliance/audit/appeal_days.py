"""The days of an appeal against an audit's demand: each level's last day, and until when nothing is taken meanwhile.

What opens a level is the decision of the one before; where that has not come, only the rule is known. Limits are
those of the payer's policy and of the levels that denials go by; the days that keep money from being taken are
Medicare's.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from msgspec import Struct

from cleanclaim.compliance.audit.audit_law import NumberName, legal_number
from cleanclaim.law.basis import Basis
from cleanclaim.law.policies.time_limits import TimeLimit
from cleanclaim.money.denials.appeal_levels import appeal_levels

_RECOUPMENT: dict[int, NumberName] = {
    1: "recoupment_redetermination_days",
    2: "recoupment_reconsideration_days",
}
MEDICARE = "medicare"


class AppealDay(Struct, frozen=True, kw_only=True):
    """A level: what it is called, its last day, and the last one that keeps money from being taken, where they are
    known.

    `rule` is the limit in words, `source` a source's id.
    """

    level: int
    name: str
    last_day: date | None
    keeps_money_until: date | None
    rule: str
    source: str
    standing: str


def appeal_days(payer: str, decided: Mapping[int, date], basis: Basis) -> list[AppealDay]:
    """The levels of a payer's appeal. `decided`: the day of the decision that opens each level; the demand opens the
    first.
    """
    found = []
    for (name, level), one in sorted(appeal_levels().items()):
        if name != payer:
            continue
        begins = decided.get(level)
        limit, source, standing = one.limit, one.cite, one.standing
        if level == 1:
            policy = basis.policy(payer, begins or basis.today)
            written = policy.value("appeal") if policy else None
            if written is not None and isinstance(written.value, TimeLimit):
                limit, standing = written.value, written.standing or "reported"
                source = written.cite.id if written.cite else ""
        if limit is None:
            continue
        found.append(
            AppealDay(
                level=level,
                name=one.name,
                last_day=_last_day(limit, begins),
                keeps_money_until=_keeps_money_until(payer, level, begins),
                rule=limit.describe(),
                source=source,
                standing=standing,
            )
        )
    return found


def _last_day(limit: TimeLimit, decided: date | None) -> date | None:
    if decided is None:
        return None
    mail = limit.mail_days if limit.start == "receipt" else 0
    return limit.latest_day(decided + timedelta(days=mail))


def _keeps_money_until(payer: str, level: int, decided: date | None) -> date | None:
    if payer != MEDICARE or decided is None or level not in _RECOUPMENT:
        return None
    number = legal_number(_RECOUPMENT[level], decided)
    return decided + timedelta(days=number.value) if number else None
