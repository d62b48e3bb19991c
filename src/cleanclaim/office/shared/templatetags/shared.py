"""Filters for templates: dates, counts and commands as people write them."""

import re
from datetime import date

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from cleanclaim.law.wording import day

register = template.Library()


@register.filter
def when(value: date | None) -> str:
    """`Mar 2, 2026`."""
    return day(value)


@register.filter
def counted(number: int | None, word: str) -> str:
    """`1 unit`, `2 units`; `? units` for what is not known."""
    if number is None:
        return f"? {word}s"
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


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
