"""Reading a page's query: dates, numbers, and whether htmx wants a part of the page. The payers to choose from."""

from datetime import date

from django.http import HttpRequest

from cleanclaim.law.basis import Basis
from cleanclaim.law.policies.policy import payer_names
from cleanclaim.model.days import parse_iso_date


def parse_day(text: str | None) -> date | None:
    """A day as a date field sends it; None where it is empty or none."""
    try:
        return parse_iso_date(text or "")
    except ValueError:
        return None


def read_number(text: str, digits: int) -> int | None:
    """A whole number of so many digits at most, as a form sends it; None where it is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= digits else None


def is_part_request(request: HttpRequest) -> bool:
    """Whether htmx requests a part of the page instead of the whole."""
    return request.headers.get("HX-Request") == "true"


def list_payers(on: date | None, basis: Basis) -> list[tuple[str, str]]:
    """The payers to choose from, by the name of the policy and by the name people know."""
    policies = [(name, basis.policy(name, on)) for name in payer_names(basis.payers)]
    return [(name, policy.name if policy else name) for name, policy in policies]
