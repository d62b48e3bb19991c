"""A visit: what was done for one patient on one day by one discipline, as the clinic recorded it.

`None` always means "not known". Nothing here is a default that could turn into a unit or a dollar.
The values hold nothing that could point back at them, so the garbage collector need not follow them (`gc=False`):
a million of them read a third faster.
"""

from datetime import date
from typing import Literal, get_args

from msgspec import Struct

from cleanclaim.model.chart import (
    Authorization,
    Benefit,
    CoverageSpan,
    Elsewhere,
    PlanOfCare,
    ProgressReport,
)
from cleanclaim.model.note import Note

Discipline = Literal["PT", "OT", "SLP"]
Performer = Literal["PT", "PTA", "OT", "OTA", "SLP"]
Mode = Literal["individual", "group", "together"]
Student = Literal["directed", "alone"]

DISCIPLINES: tuple[str, ...] = get_args(Discipline)
PERFORMERS: tuple[str, ...] = get_args(Performer)
MODES: tuple[str, ...] = get_args(Mode)
STUDENTS: tuple[str, ...] = get_args(Student)
ASSISTANTS: frozenset[str] = frozenset({"PTA", "OTA"})


class Service(Struct, frozen=True, kw_only=True, gc=False):
    """One intervention of a visit.

    `minutes` are whole minutes of direct treatment. `units` and `modifiers` are what somebody already
    billed: empty units are counted by the engine, given ones are checked. `charge` and `allowed` are
    cents. `start` is the clock time in minutes after midnight. `separate` is the clinician's word that
    the service had a 15-minute block of its own. `mode`: given one on one (`individual`), to a group,
    or by therapist and assistant `together`. `student`: a student took part, `directed` by the therapist throughout
    or `alone`; None where no student is named. `wound_area` is what was debrided on the day, all wounds together, in
    hundredths of a square centimeter.
    """

    code: str
    minutes: int | None = None
    performed_by: Performer | None = None
    mode: Mode = "individual"
    units: int | None = None
    modifiers: tuple[str, ...] = ()
    charge: int | None = None
    diagnoses: tuple[str, ...] = ()
    start: int | None = None
    separate: bool | None = None
    allowed: int | None = None
    student: Student | None = None
    wound_area: int | None = None


class History(Struct, frozen=True, kw_only=True, gc=False):
    """What is known of the patient before the visit.

    `spent`: allowed cents used this calendar year in the discipline's pool (PT and SLP share one, OT has
    its own), before this visit. `visits`: the patient's visits by date. `discharged_on`: the days care ended.

    An empty tuple says that there are known to be none. It may tell of what came after the visit too: whoever reads
    it takes only what lies before.
    """

    spent: int | None = None
    spent_elsewhere: Elsewhere | None = None
    visits: "tuple[Visit, ...] | None" = None
    plan_of_care: tuple[PlanOfCare, ...] | None = None
    progress_reports: tuple[ProgressReport, ...] | None = None
    authorizations: tuple[Authorization, ...] | None = None
    benefits: tuple[Benefit, ...] | None = None
    coverage: tuple[CoverageSpan, ...] | None = None
    discharged_on: tuple[date, ...] | None = None


class Visit(Struct, frozen=True, kw_only=True, gc=False):
    """One visit with its services. `payer` names a policy (`medicare`, `aetna`, ...).

    `secondary_payer` pays after it; an empty text says that nobody does.
    """

    visit_id: str
    patient_id: str | None = None
    payer: str | None = None
    service_date: date | None = None
    discipline: Discipline | None = None
    provider_npi: str | None = None
    place_of_service: str | None = None
    necessity_documented: bool | None = None
    services: tuple[Service, ...] = ()
    history: History | None = None
    secondary_payer: str | None = None
    note: Note | None = None
