"""What the looks into lists of excluded persons say together: each list by its own latest look.

A look into SAM that found nothing says nothing of the federal list: what the one found stands until a later look into
the same list finds nothing, or a person has written that it was somebody else.
"""

from datetime import date, timedelta

from cleanclaim.law.chart.credentials import find_latest_screening
from cleanclaim.model.credentialing import CredentialedClinician, Credentials, ExclusionList, ListScreening
from cleanclaim.model.practice import Screening

FEDERAL: frozenset[ExclusionList | None] = frozenset({"leie", None})
"""The list that has to be looked into regularly; of a look whose list nobody named it is taken to be this one."""


def find_exclusion(who: CredentialedClinician | Credentials) -> ListScreening | None:
    """The latest look into a list, if it found the name, of a clinician or of the practice itself; of several lists the
    newest such look.
    """
    found = [one for one in _latest_of_each_list(who) if not one.screening.clear]
    return max(found, key=lambda one: one.screening.on, default=None)


def last_federal_look(who: CredentialedClinician) -> Screening | None:
    """The latest look into the federal list."""
    return find_latest_screening([one.screening for one in who.screenings or () if one.list in FEDERAL])


def is_look_stale(who: CredentialedClinician, on: date, days: int) -> bool:
    """Whether the latest look into the federal list is older than so many days."""
    last = last_federal_look(who)
    return last is None or last.on < on - timedelta(days=days)


def _latest_of_each_list(who: CredentialedClinician | Credentials) -> list[ListScreening]:
    """The latest look into each list; of two on one day the one that found the name."""
    latest: dict[ExclusionList | None, ListScreening] = {}
    for one in sorted(who.screenings or (), key=lambda each: (each.screening.on, not each.screening.clear)):
        latest[one.list] = one
    return list(latest.values())
