"""A visit: what was done for one patient on one day by one discipline, as the clinic recorded it.

`None` always means "not known". Nothing here is a default that could turn into a unit or a dollar.
The values hold nothing that could point back at them, so the garbage collector need not follow them (`gc=False`):
a million of them read a third faster.
"""

from datetime import date
from typing import Annotated, Literal, get_args

from msgspec import Struct

from cleanclaim.model.about import About
from cleanclaim.model.chart import (
    Authorization,
    Benefit,
    CoverageSpan,
    OutsideCare,
    PlanOfCare,
    ProgressReport,
)
from cleanclaim.model.note import Note

Discipline = Literal["PT", "OT", "SLP"]
Credential = Literal["PT", "PTA", "OT", "OTA", "SLP"]
Performer = Literal["PT", "PTA", "OT", "OTA", "SLP", "aide", "trainer", "technician"]
Mode = Literal["individual", "group", "together"]
Student = Literal["directed", "alone"]
SentAs = Literal["first", "correction", "appeal", "second"]

DISCIPLINES: tuple[str, ...] = get_args(Discipline)
PERFORMERS: tuple[str, ...] = get_args(Credential)
MODES: tuple[str, ...] = get_args(Mode)
STUDENTS: tuple[str, ...] = get_args(Student)
ASSISTANTS: frozenset[str] = frozenset({"PTA", "OTA"})
HELPERS: frozenset[str] = frozenset(get_args(Performer)).difference(PERFORMERS)
"""Who may help and whose time nobody can bill as therapy: aides, athletic trainers, technicians."""


class Service(Struct, frozen=True, kw_only=True, gc=False):
    """One intervention of a visit.

    `charge` and `allowed` are cents, `start` is minutes after midnight, `wound_area` hundredths of a square centimeter.
    """

    code: Annotated[str, About("the code", "code", "CPT or HCPCS")]
    minutes: Annotated[int | None, About("the minutes", "minutes", "of direct treatment")] = None
    performed_by: Annotated[
        Performer | None,
        About(
            "who gave the service: PT, PTA, OT, OTA or SLP",
            "word",
            "an aide's, athletic trainer's or technician's time is recorded and never billed",
            "someone who treats",
        ),
    ] = None
    mode: Annotated[
        Mode,
        About(
            "how it was given: one on one, to a group, or by therapist and assistant together",
            "word",
            "one on one where it is left empty",
            "a mode of treatment",
        ),
    ] = "individual"
    units: Annotated[int | None, About("the units", "units", "checked where given, counted where empty")] = None
    modifiers: Annotated[tuple[str, ...], About("the modifiers", "modifiers", "those already on the line")] = ()
    charge: Annotated[int | None, About("the charge", "dollars", "for all units; empty: the practice's fee")] = None
    diagnoses: Annotated[tuple[str, ...], About("the diagnoses", "diagnoses", "the principal one first")] = ()
    start: Annotated[
        int | None, About("the time it began", "clock", "empty where only the start of the visit is known")
    ] = None
    separate: Annotated[
        bool | None, About("whether the clinician marked it as given in a block of its own", "yes or no")
    ] = None
    allowed: Annotated[int | None, About("the allowed amount", "dollars", "where it is known from elsewhere")] = None
    student: Annotated[
        Student | None,
        About(
            "whether a student gave it, directed by the therapist throughout or alone",
            "word",
            kind="how a student took part",
        ),
    ] = None
    wound_area: Annotated[
        int | None,
        About("the square centimeters of wound debrided that day, all wounds together", "square centimeters"),
    ] = None
    days_recorded: Annotated[
        int | None,
        About("the days on which a monitoring device recorded", "count", "in the period that its code is for"),
    ] = None
    description: Annotated[
        str | None,
        About("what was done, where the code is an unlisted one", note="at most 80 characters, for the claim"),
    ] = None


class History(Struct, frozen=True, kw_only=True, gc=False):
    """What is known of the patient before the visit.

    `spent` is in cents. `visits`: the patient's visits by date. An empty tuple says that there are known to be none. It
    may tell of what came after the visit too: whoever reads it takes only what lies before.
    """

    spent: Annotated[
        int | None,
        About(
            "what was allowed for the patient this year before the visit",
            "dollars",
            "in the discipline's pool; PT and SLP share one, OT has its own",
        ),
    ] = None
    spent_elsewhere: OutsideCare | None = None
    visits: "tuple[Visit, ...] | None" = None
    plan_of_care: tuple[PlanOfCare, ...] | None = None
    progress_reports: tuple[ProgressReport, ...] | None = None
    authorizations: tuple[Authorization, ...] | None = None
    benefits: tuple[Benefit, ...] | None = None
    coverage: tuple[CoverageSpan, ...] | None = None
    discharged_on: Annotated[tuple[date, ...] | None, About("the days care ended", "dates")] = None


class Visit(Struct, frozen=True, kw_only=True, gc=False):
    """One visit with its services. An empty text as `secondary_payer` says that nobody pays after the payer.

    `insurer` is the payer's name in the practice's file where that is not its policy's. `visit_diagnoses` are those
    of a visit in which no service is entered yet; each service has its own.
    """

    visit_id: Annotated[str, About("the visit's number", note="the same on all its rows")]
    patient_id: Annotated[str | None, About("the patient", note="by the number your records use")] = None
    payer: Annotated[str | None, About("the payer, by the name of its policy", "payer")] = None
    service_date: Annotated[date | None, About("the date of service", "date")] = None
    discipline: Annotated[Discipline | None, About("the discipline: PT, OT or SLP", "word", kind="a discipline")] = None
    provider_npi: Annotated[str | None, About("the NPI of who rendered the visit", "npi")] = None
    place_of_service: Annotated[str | None, About("the place of service", "place")] = None
    necessity_documented: Annotated[
        bool | None,
        About("whether the therapist attests that the chart supports care past the threshold", "yes or no"),
    ] = None
    services: tuple[Service, ...] = ()
    history: History | None = None
    secondary_payer: Annotated[str | None, About("who pays after the payer", "second payer")] = None
    note: Note | None = None
    sent_as: Annotated[
        SentAs | None,
        About(
            "what is sent: a first claim, a correction, an appeal, or a claim to a payer that comes second",
            "word",
            "a first claim where it is left empty",
            "what a claim is sent as",
        ),
    ] = None
    decided_on: Annotated[
        date | None,
        About("the day of the decision that is corrected or appealed, or of the payer before", "date"),
    ] = None
    site: Annotated[
        str | None, About("the office where it was given", note="by its name under `[[sites]]` in the practice's file")
    ] = None
    insurer: str | None = None
    visit_diagnoses: tuple[str, ...] = ()

    @property
    def billed_payer(self) -> str | None:
        """The payer by its name in the practice's file, where several may share one policy."""
        return self.insurer or self.payer

    @property
    def diagnoses(self) -> tuple[str, ...]:
        """Those of the first service that has some, else those that were entered before any service."""
        return next((service.diagnoses for service in self.services if service.diagnoses), self.visit_diagnoses)
