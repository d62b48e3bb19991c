"""Times as the clock of the practice shows them: in the zone of its file; where none is entered, in the browser's.

signed at 15:30 UTC ── the file says America/Chicago ──▶ Nov 30, 2026, 9:30 AM CST, for whoever reads it anywhere
"""

from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from cleanclaim.office.day import browser_zone
from cleanclaim.office.organizations.scope import ScopeError, named_organizations
from cleanclaim.office.practices.stored import read_practice_of


def local_zone() -> tzinfo | None:
    """The zone in which people read times of the organization in scope; None: this machine's."""
    try:
        practice = read_practice_of() if len(named_organizations()) == 1 else None
    except ScopeError:  # as on the page of one's own account
        practice = None
    return ZoneInfo(practice.time_zone) if practice and practice.time_zone else browser_zone()


def moment_for_people(at: datetime, zone: tzinfo | None = None) -> str:
    """`Nov 30, 2026, 9:30 AM CST`. `zone`: that in which people read times, for who has found it for many already."""
    return f"{at.astimezone(zone or local_zone()):%b %-d, %Y, %-I:%M %p %Z}"


def clock_for_people(at: datetime) -> str:
    """`9:30 AM CST`."""
    return f"{at.astimezone(local_zone()):%-I:%M %p %Z}"
