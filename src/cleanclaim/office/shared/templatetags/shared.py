"""Filters for templates: dates, counts and commands as people write them."""

import re
from collections.abc import Mapping
from datetime import date

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from cleanclaim.explanations.visits.file_readings import describe_reading, describe_set_aside, place_in_file
from cleanclaim.law.wording import day
from cleanclaim.model.file_reading import FileReading, RowFault
from cleanclaim.office.shared.remedies import remedy_here
from cleanclaim.reference.diagnosis_successors import with_point

register = template.Library()


@register.filter
def when(value: date | None) -> str:
    """`Mar 2, 2026`."""
    return day(value)


register.filter(with_point)


@register.filter
def counted(number: int | None, word: str) -> str:
    """`1 unit`, `2 units`; `? units` for what is not known."""
    if number is None:
        return f"? {word}s"
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


@register.filter
def item(values: Mapping[str, object], key: str) -> object:
    """What a mapping has under a key; nothing where it has nothing."""
    return values.get(key, "")


@register.filter
def thousands(number: int) -> str:
    """`12,345`."""
    return f"{number:,}"


@register.filter
def split_once(text: str) -> list[str]:
    """`fyi already imported` as a mark and its word."""
    return text.split(" ", 1)


@register.filter
def spelled(text: str) -> SafeString:
    """A text with what stands between backticks set as something to type."""
    return mark_safe(re.sub("`([^`]*)`", r"<code>\1</code>", escape(text)))  # noqa: S308 - escaped just before


@register.filter
def here(text: str) -> str:
    """A remedy in the words of the browser."""
    return remedy_here(text)


@register.filter
def described(reading: FileReading) -> list[str]:
    """What a person should know of how a file was read."""
    return describe_reading(reading)


@register.filter
def set_aside(reading: FileReading) -> str:
    """How much of a file was set aside."""
    return describe_set_aside(reading)


@register.filter
def where_in(fault: RowFault, reading: FileReading) -> str:
    """Where in its file a fault stands: `row 3, column minutes`."""
    return place_in_file(fault, reading)
