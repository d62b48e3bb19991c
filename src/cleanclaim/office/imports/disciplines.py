"""The discipline of visits whose file does not say it: by who gave the services, the modifiers and the clinician; else
what somebody says of the file.

    performed_by PTA                    PT: an assistant of physical therapy gave it
    modifier GO                         OT: it was given under a plan of occupational therapy
    the clinician's credential SLP      SLP, as the practice's file has it
    performed_by PT, modifier GO        asked for: they do not agree
"""

from collections.abc import Sequence

from msgspec import Struct, structs

from cleanclaim.law.coding.modifiers import DISCIPLINE
from cleanclaim.model.practice import Practice
from cleanclaim.model.visit import DISCIPLINES, Discipline, Visit

OF_CREDENTIAL: dict[str, Discipline] = {"PT": "PT", "PTA": "PT", "OT": "OT", "OTA": "OT", "SLP": "SLP"}
"""The discipline of whoever has a credential."""
_OF_MODIFIER: dict[str, str] = {mark: discipline for discipline, mark in DISCIPLINE.items()}


class SettledDisciplines(Struct, frozen=True):
    """The visits with their disciplines, how many were found by what else is known, and how many nothing tells."""

    visits: list[Visit]
    found: int
    open: int


def settle_disciplines(visits: Sequence[Visit], practice: Practice | None, always: str) -> SettledDisciplines:
    """The visits, each with its discipline where that is known. `always`: that of those which nothing tells."""
    settled, found, still_open = [], 0, 0
    for visit in visits:
        if visit.discipline is None:
            known = find_discipline(visit, practice)
            found += known is not None
            still_open += known is None
            visit = structs.replace(visit, discipline=known or (always if always in DISCIPLINES else None))  # noqa: PLW2901
        settled.append(visit)
    return SettledDisciplines(settled, found, still_open)


def find_discipline(visit: Visit, practice: Practice | None) -> Discipline | None:
    """The discipline that all agree on who tell one; None where nobody does or they do not agree."""
    named: set[str | None] = {OF_CREDENTIAL.get(service.performed_by or "") for service in visit.services}
    named |= {_OF_MODIFIER.get(mark) for service in visit.services for mark in service.modifiers}
    clinician = practice.clinicians.get(visit.provider_npi or "") if practice else None
    named |= {OF_CREDENTIAL[clinician.credential]} if clinician else set()
    named -= {None}
    return named.pop() if len(named) == 1 else None  # type: ignore[return-value]
