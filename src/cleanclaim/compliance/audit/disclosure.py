"""What an overpayment that one found oneself obliges to: the clock, how far back to look, and the draft of a report.

    identified            60 days: reported and returned
    investigation begun   the clock stands still while related ones are looked for, 180 days at most
    received              six years before it was identified, and later: in the look-back

What is identified, and whether an investigation is timely and in good faith, a person decides, with counsel.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from msgspec import Struct

from cleanclaim.compliance.audit.audit_law import LegalNumber, NumberName, legal_number


class OverpaymentClock(Struct, frozen=True, kw_only=True):
    """The days of an overpayment. `due` is the last day to report and return it; `stopped_until` the day until which
    an investigation holds the clock at most, None where none was begun; `look_back` the first day of receipt looked
    back to.
    """

    identified: date
    due: date
    stopped_until: date | None
    look_back: date
    numbers: tuple[LegalNumber, ...]

    def days_left(self, day: date) -> int:
        """Days from a day to the last one; below 0 where it has passed."""
        return (self.due - day).days


def overpayment_clock(
    identified: date, investigation: date | None = None, concluded: date | None = None
) -> OverpaymentClock:
    """The clock. With an investigation that began within the sixty days it stands still from then until it is concluded
    and the sum is known, 180 days at most; the days that had not run yet run then.

    Raises ValueError for days that cannot be so.
    """
    number = _number("overpayment_days", identified)
    due = identified + timedelta(days=number.value)
    stopped_until = None
    used = [number, _number("look_back_years", identified)]
    if investigation is not None:
        if not identified <= investigation <= due:
            raise ValueError("the investigation has to begin between the day of finding and the last day")
        if concluded is not None and concluded < investigation:
            raise ValueError("the investigation was concluded before it began")
        pause = legal_number("investigation_days", identified)
        if pause is not None:
            most = investigation + timedelta(days=pause.value)
            stopped_until = min(concluded, most) if concluded else most
            due = stopped_until + (due - investigation)
            used.append(pause)
    return OverpaymentClock(
        identified=identified,
        due=due,
        stopped_until=stopped_until,
        look_back=years_before(identified, used[1].value),
        numbers=tuple(used),
    )


def _number(name: NumberName, day: date) -> LegalNumber:
    found = legal_number(name, day)
    if found is None:
        raise ValueError(f"no law on file says {name.replace('_', ' ')} for a day as early as {day.isoformat()}")
    return found


def years_before(day: date, years: int) -> date:
    """The same day some years before; February 28 for a February 29 that there is not."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def outside_look_back(received: Sequence[tuple[str, date]], clock: OverpaymentClock) -> list[str]:
    """The items that were received before the look-back."""
    return [item for item, on in received if on < clock.look_back]
