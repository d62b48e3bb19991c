"""How values are written for people: in messages, remedies, proofs and pages."""

import string
from collections.abc import Callable, Iterable
from datetime import date
from functools import cache, lru_cache
from typing import Any, ClassVar

from cleanclaim.kernel.functions import names_in
from cleanclaim.model.days import day_for_people
from cleanclaim.model.money import dollars_for_people
from cleanclaim.reference.diagnosis_successors import with_point


def units(number: int | None) -> str:
    """`1 unit`, `2 units`; `an unknown number of units` for None."""
    if number is None:
        return "an unknown number of units"
    return f"{number} unit" if number == 1 else f"{number} units"


def days(number: int | None) -> str:
    """`1 day`, `16 days`; `an unknown number of days` for None."""
    if number is None:
        return "an unknown number of days"
    return f"{number} day" if number == 1 else f"{number} days"


def one(who: str | None) -> str:
    """`an aide`, `a PTA`, `an OTA`: with the article that is spoken before it; `somebody unknown` for None."""
    if not who:
        return "somebody unknown"
    vowels = "AEFHILMNORSX" if who.isupper() else "aeiouAEIOU"
    return f"{'an' if who[0] in vowels else 'a'} {who}"


def day(when: date | None) -> str:
    """`Mar 2, 2026`; `an unknown date` for None."""
    return day_for_people(when) if when else "an unknown date"


def listed(codes: Iterable[str]) -> str:
    """`97110, 97140 and 97530`; `nothing` for an empty list."""
    *most, last = list(codes) or ["nothing"]
    return f"{', '.join(most)} and {last}" if most else last


def diagnoses(codes: Iterable[str]) -> str:
    """`M25.511 and M54.50`: diagnoses with their points."""
    return listed(map(with_point, codes))


def written(codes: Iterable[str]) -> str:
    """`59 GP`: modifiers and codes as they stand on a line."""
    return " ".join(codes) or "none"


def instead(codes: Iterable[str]) -> str:
    """`97161 or 97162`, or advice where no code replaced the deleted one."""
    return " or ".join(codes) or "the code in force for the service"


def mode_of_service(mode: str) -> str:
    """How a service was given, for people."""
    return {"individual": "one on one", "together": "by therapist and assistant together"}.get(mode, f"to a {mode}")


def dollars(cents: int | None) -> str:
    """`$2,480.00`; `an unknown amount` for None."""
    return "an unknown amount" if cents is None else dollars_for_people(cents)


def hundredths(number: int | None) -> str:
    """`8.00` for 800; `unknown` for None."""
    return "unknown" if number is None else f"{number // 100}.{number % 100:02}"


def assistants_mark(mark: str | None) -> str:
    """`CQ` or `CO`; both where the discipline that decides is not known."""
    return mark or "CQ or CO"


def area(number: int | None) -> str:
    """`24.5 sq cm` for 2450; `an unknown area` for None."""
    if number is None:
        return "an unknown area"
    whole, rest = divmod(number, 100)
    return f"{whole}.{rest:02}".rstrip("0").rstrip(".") + " sq cm"


class MessageFormatter(string.Formatter):
    """Fills a rule's words with its evidence: `{kx_threshold:dollars}`, `{entry.valid_to:date}`, `{partners:codes}`."""

    SPECS: ClassVar[dict[str, Callable[[Any], str]]] = {
        "units": units,
        "days": days,
        "one": one,
        "date": day,
        "codes": listed,
        "diagnoses": diagnoses,
        "written": written,
        "instead": instead,
        "mode": mode_of_service,
        "dollars": dollars,
        "hundredths": hundredths,
        "area": area,
        "assistants": assistants_mark,
    }

    LISTS: ClassVar[frozenset[str]] = frozenset({"codes", "diagnoses", "written", "instead"})

    def format_field(self, value: Any, format_spec: str) -> str:
        """The value as its spec says; without one as plain text, and `unknown` for None."""
        if value is None and format_spec in self.LISTS:
            return "what is not known"
        if format_spec in self.SPECS:
            return self.SPECS[format_spec](value)
        return "unknown" if value is None else str(value)

    def get_field(self, field_name: str, args: Any, kwargs: Any) -> Any:  # noqa: ARG002 - the library's signature
        """A value or one of its attributes; an attribute of the unknown is unknown."""
        name, _, attribute = field_name.partition(".")
        value = kwargs[name]
        return (getattr(value, attribute) if attribute and value is not None else value), name


def fill(text: str, values: dict[str, Any]) -> str:
    """The text with the names in its braces replaced by their values."""
    return _filled(text, tuple(values[name] for name in _names(text)))


def message(words: str | Callable[..., str], values: dict[str, Any]) -> str:
    """A rule's message: a text with names in braces, or a function of the inputs it names as its parameters."""
    if isinstance(words, str):
        return fill(words, values)
    return words(*(values[name] for name in names_in(words)))


@cache
def _names(text: str) -> tuple[str, ...]:
    return tuple(names_in(text))


@lru_cache(maxsize=65_536)
def _filled(text: str, values: tuple[Any, ...]) -> str:
    """Remembered, since the same few things are said of many claims."""
    return MessageFormatter().vformat(text, (), dict(zip(_names(text), values, strict=True)))
