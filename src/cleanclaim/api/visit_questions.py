"""What may be asked of visits: units and modifiers, findings, the reasons for both, and the expected payment."""

from collections import Counter
from datetime import date
from io import BytesIO
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct, structs

from cleanclaim.api.answers import answer_json, claim_json, priced_json
from cleanclaim.exchange.files.visits import read_visits_file
from cleanclaim.explanations.visits.explain import explain
from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case, VisitFiles
from cleanclaim.law.policies.policy import law_version
from cleanclaim.law.review.coded import code
from cleanclaim.law.review.review import review
from cleanclaim.model.visit import Visit
from cleanclaim.pricing.allowed import prepare_case
from cleanclaim.pricing.price import price

MOST_VISITS = 500
Visits = Annotated[
    list[dict[str, Any]],
    Meta(
        description="Visits as a visits.json of the command line has them: visit_id, payer (medicare, aetna, ...), "
        "service_date, discipline (PT, OT, SLP), patient_id (a stand-in), place_of_service, and services, each with "
        "code, minutes, performed_by (PT, PTA, ...), mode, units and modifiers where it was billed, charge, "
        "diagnoses. Leave unknown things out: what is missing is said, never assumed. No names, birth dates or "
        "member numbers: nothing here reads them.",
        min_length=1,
        max_length=MOST_VISITS,
    ),
]
Day = Annotated[date, Meta(description="A day, as 2026-03-02.")]
AsOf = Annotated[date | None, Meta(description="Judge by the law of this day; else of each visit's own.")]
KnownOn = Annotated[date | None, Meta(description="Only by what had been published by this day.")]
FiledOn = Annotated[date | None, Meta(description="The day on which the claims are or would be filed; else today.")]
Payer = Annotated[str | None, Meta(description="Take all visits as if this payer paid them.")]
Zip = Annotated[str | None, Meta(description="The ZIP code of where treatment was given.")]
Locality = Annotated[str | None, Meta(description='A Medicare locality, such as "06102-16", or "national".')]


class AboutVisits(Struct, kw_only=True, forbid_unknown_fields=True):
    """Visits, and by what they are judged."""

    visits: Visits
    earlier: Annotated[
        list[dict[str, Any]],
        Meta(description="Earlier visits of the same patients, in the same form.", max_length=MOST_VISITS),
    ] = []
    payer: Payer = None
    zip_code: Zip = None
    locality: Locality = None
    as_of: AsOf = None
    known_on: KnownOn = None

    @property
    def basis(self) -> Basis:
        """By what they are judged."""
        return Basis(as_of=self.as_of, known_on=self.known_on)


class FiledVisits(AboutVisits, kw_only=True, forbid_unknown_fields=True):
    """The same, and when the claims are filed."""

    filed_on: FiledOn = None

    @property
    def basis(self) -> Basis:
        """By what they are judged."""
        return Basis(as_of=self.as_of, known_on=self.known_on, filed_on=self.filed_on)


class OneVisit(FiledVisits, kw_only=True, forbid_unknown_fields=True):
    """The same, and which visit is meant."""

    visit_id: Annotated[str | None, Meta(description="Which of the visits; the only one, where there is one.")] = None


def code_visits(wanted: AboutVisits) -> dict[str, Any]:
    """Units, modifiers and their proof, as `cleanclaim code`."""
    case = _case(wanted)
    return answer_json(code(case, wanted.basis), case) | _law(case, wanted.basis)


def review_visits(wanted: FiledVisits) -> dict[str, Any]:
    """What is wrong and what is not known, as `cleanclaim review`."""
    case = _case(wanted)
    found = review(case, wanted.basis)
    answer = {"claims": [claim_json(one) for one in found.claims], "summary": found.summary}
    return answer_json(answer, case) | _law(case, wanted.basis)


def explain_visit(wanted: OneVisit) -> dict[str, Any]:
    """Why a visit is coded and judged so, as `cleanclaim explain`."""
    case = _case(wanted)
    return answer_json(explain(case, wanted.visit_id, wanted.basis), case) | _law(case, wanted.basis)


def price_visits(wanted: AboutVisits) -> dict[str, Any]:
    """The expected payment, with its working, as `cleanclaim price`."""
    case = _case(wanted)
    return answer_json(priced_json(price(case, wanted.basis)), case) | _law(case, wanted.basis)


def _case(wanted: AboutVisits) -> Case:
    found, reading = _read("visits.json", wanted.visits)
    if wanted.payer:
        found = [structs.replace(visit, payer=wanted.payer) for visit in found]
    case = Case(visits=(), zip_code=wanted.zip_code, locality=wanted.locality, name="visits.json", readings=(reading,))
    earlier: list[Visit] = []
    if wanted.earlier:
        earlier, of_earlier = _read("history.json", wanted.earlier)
        case = structs.replace(case, readings=(*case.readings, of_earlier))
    files = VisitFiles(visits=tuple(found), earlier=tuple(earlier))
    return prepare_case(structs.replace(case, visit_files=files), wanted.basis)


def _read(name: str, visits: list[dict[str, Any]]) -> tuple[list[Visit], Any]:
    found, reading = read_visits_file(_NamedBytes(name, msgspec.json.encode(visits)))
    return found, structs.replace(reading, visits_read=len(found))


class _NamedBytes(BytesIO):
    """Bytes with the name that messages call them by."""

    def __init__(self, name: str, content: bytes) -> None:
        super().__init__(content)
        self.name = name


def _law(case: Case, basis: Basis) -> dict[str, Any]:
    """By which law and tables it was answered, and which of the tables are out of date for a visit."""
    days = sorted({on for visit in case.visits if (on := basis.law_day(visit))})
    stale: Counter[str] = Counter()
    for on in days:
        for use in basis.tables(on).releases():
            stale[use.name] += use.stale
    return {
        "judged_by": {
            "law": law_version(),
            "as_of": basis.as_of,
            "known_on": basis.known_on,
            "filed_on": basis.filing_day,
            "tables": {name: {"stale": bool(count)} for name, count in sorted(stale.items())},
        }
    }
