"""Reading what a page sends: days, moments, ids, numbers. What is there and cannot be read is refused, never left out.

An empty field is "none given"; one that cannot be read is not, and an act on it would do something else than was meant.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from uuid import UUID

from django.http import HttpRequest

from cleanclaim.law.basis import Basis
from cleanclaim.law.policies.policy import payer_names
from cleanclaim.model.days import parse_iso_date
from cleanclaim.model.errors import UserError


class WrongFieldError(UserError):
    """What is wrong with one field of what a page sent, by its name there: the page keeps what was typed, and says it
    beside the field.
    """

    def __init__(self, field: str, place: str, problem: str, remedy: str) -> None:
        super().__init__(place, problem, remedy)
        self.field = field


class OtherPlaceError(UserError):
    """What was sent can be read, and is of another organization than the one that is chosen."""


def read_day(text: str | None, what: str = "The date") -> date | None:
    """A day as a date field sends it; None where it is empty. Raises UserError where it is none."""
    text = (text or "").strip()
    day = parse_day(text)
    if text and day is None:
        raise UserError(what, "it is not a date", "Enter the day, month and year, or leave it empty.")
    return day


def parse_day(text: str | None) -> date | None:
    """A day that is still being typed; None where it is empty or none."""
    try:
        return parse_iso_date(text or "")
    except ValueError:
        return None


def read_moment(text: str, what: str) -> datetime:
    """A moment with its zone, in UTC. Raises UserError where it is none."""
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise ValueError(text)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise UserError(what, "the page did not say a moment", "Open it again.") from None


def read_number(text: str, digits: int) -> int | None:
    """A whole number of so many digits at most, as a form sends it; None where it is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= digits else None


def read_key(text: str, what: str) -> UUID:
    """The id of a row. Raises UserError where it is none."""
    try:
        return UUID(text)
    except ValueError:
        raise UserError(what, f'"{text[:40]}" is no id of one', "Reload the page, and choose again.") from None


def read_keys(texts: Iterable[str], what: str, most: int) -> list[UUID]:
    """The ids of rows, each once. Raises UserError where one is none, or there are more than `most`."""
    found = list(dict.fromkeys(read_key(text, what) for text in texts))
    check_number(len(found), what, most)
    return found


def check_number(number: int, what: str, most: int) -> None:
    """Raises UserError where more are named than one act takes."""
    if number > most:
        raise UserError(what, f"{number} are named, and {most} at most at once", "Choose fewer. Nothing was done.")


def read_text(text: str, what: str, longest: int) -> str:
    """A text as it was typed. Raises UserError where it is longer than can be stored, rather than cut it."""
    if len(text) > longest:
        raise UserError(what, f"it has more than {longest} characters", "Shorten it.")
    return text


def is_part_request(request: HttpRequest) -> bool:
    """Whether htmx requests a part of the page instead of the whole."""
    return request.headers.get("HX-Request") == "true"


def list_payers(on: date | None, basis: Basis) -> list[tuple[str, str]]:
    """The payers to choose from, by the name of the policy and by the name people know."""
    policies = [(name, basis.policy(name, on)) for name in payer_names(basis.payers)]
    return [(name, policy.name if policy else name) for name, policy in policies]
