"""What an overpayment that one found oneself obliges to: the clock, how far back to look, and the draft of a report.

    identified            60 days: reported and returned
    investigation begun   the clock stands still while related ones are looked for, until 180 days after the first one
                          was identified at most
    received              six years before it was identified, and later: in the look-back

What is identified, and whether an investigation is timely and in good faith, a person decides, with counsel.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from msgspec import Struct

from cleanclaim.compliance.audit.audit_law import LegalNumber, NumberName, first_day_of, legal_number
from cleanclaim.law.wording import day as day_in_words


class OverpaymentClock(Struct, frozen=True, kw_only=True):
    """The days of an overpayment. `due` is the last day to report and return it; `stopped_until` the day until which
    an investigation holds the clock at most, and `days_used` those of the clock that had run before, None where none
    was begun; `look_back` the first day of receipt looked back to.
    """

    identified: date
    due: date
    stopped_until: date | None
    days_used: int | None
    look_back: date
    numbers: tuple[LegalNumber, ...]

    def days_left(self, day: date) -> int:
        """Days from a day to the last one; below 0 where it has passed."""
        return (self.due - day).days

    @property
    def interpretation(self) -> str | None:
        """What of the last day is a reading of the rule, None where nothing is."""
        if self.days_used is None:
            return None
        most = self.numbers[0].value
        return (
            f"{self.days_used} of {most} days had run when the investigation began. The rule suspends the last day;"
            f" that only the other {most - self.days_used} follow, and not {most} anew, is how it is read here, the"
            " careful way: ask counsel."
        )


def overpayment_clock(
    identified: date, investigation: date | None = None, concluded: date | None = None
) -> OverpaymentClock:
    """The clock. With an investigation that began within the sixty days it stands still from then until it is concluded
    and the sum is known, but no longer than until 180 days after the overpayment was identified, whenever the
    investigation began; the days that had not run yet run then.

    Raises ValueError for days that cannot be so.
    """
    number = _number("overpayment_days", identified)
    due = identified + timedelta(days=number.value)
    stopped_until, days_used = None, None
    used = [number, _number("look_back_years", identified)]
    if concluded is not None and investigation is None:
        raise ValueError("an investigation was concluded, and nobody says when it began")
    if investigation is not None:
        if not identified <= investigation <= due:
            raise ValueError("the investigation has to begin between the day of finding and the last day")
        if concluded is not None and concluded < investigation:
            raise ValueError("the investigation was concluded before it began")
        pause = legal_number("investigation_days", identified)
        if pause is None:
            since = day_in_words(first_day_of("investigation_days"))
            raise ValueError(f"an investigation stops the clock of what was identified since {since} alone")
        most = identified + timedelta(days=pause.value)
        stopped_until = min(concluded, most) if concluded else most
        days_used = (investigation - identified).days
        due = stopped_until + (due - investigation)
        used.append(pause)
    return OverpaymentClock(
        identified=identified,
        due=due,
        stopped_until=stopped_until,
        days_used=days_used,
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
