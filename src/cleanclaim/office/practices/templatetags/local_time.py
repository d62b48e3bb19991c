"""Filters for templates: moments as people read them, with the moment itself for programs."""

from datetime import datetime

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cleanclaim.office.practices.local_time import clock_for_people, moment_for_people

register = template.Library()


@register.filter
def moment(at: datetime) -> SafeString:
    """`Nov 30, 2026, 9:30 AM CST`, as an element of time."""
    return format_html('<time datetime="{}">{}</time>', at.isoformat(), moment_for_people(at))


@register.filter
def clock(at: datetime) -> SafeString:
    """`9:30 AM CST`, as an element of time."""
    return format_html('<time datetime="{}">{}</time>', at.isoformat(), clock_for_people(at))
