"""The visits: what was done in each slot, coded and billed as the practice's payers count it."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from random import Random

from msgspec import structs

from cleanclaim.law.case import Case
from cleanclaim.law.policies.policy import policy
from cleanclaim.law.review.coded import code
from cleanclaim.model.line import Line
from cleanclaim.model.visit import Discipline, History, Service, Visit
from cleanclaim.pricing.allowed import prepare_case
from cleanclaim.sandbox.synth.calendar import Slot

ZIP = "78701"
OWN_MARK = "UB"
"""What the made-up Medicaid puts on an assistant's lines; which letters a state asks for, its manual says."""
FEES = {
    "97110": 4800,
    "97112": 5200,
    "97116": 4600,
    "97140": 4500,
    "97530": 5800,
    "97535": 5200,
    "97035": 2200,
    "97161": 15500,
    "97162": 15500,
    "97165": 16000,
    "97166": 16000,
    "97150": 3200,
    "97010": 1200,
    "97014": 2800,
    "97124": 4200,
    "97130": 4000,
    "97550": 9000,
    "97750": 5000,
    "98976": 6500,
    "98977": 6500,
}
"""Cents a unit."""

REGIMENS: dict[Discipline, tuple[tuple[str, ...], ...]] = {
    "PT": (
        ("97110", "97140"), ("97110", "97112"), ("97110", "97530"), ("97112", "97116"), ("97110", "97112", "97140"),
        ("97530", "97112"), ("97110", "97140", "97035"), ("97110", "97116"), ("97110", "97112", "97530"),
    ),
    "OT": (("97530", "97535"), ("97110", "97530"), ("97535", "97110"), ("97110", "97140")),
}  # fmt: skip
EVALUATIONS: dict[Discipline, tuple[str, ...]] = {"PT": ("97161", "97162"), "OT": ("97165", "97166")}


def record_visit(slot: Slot, number: int, chance: Random) -> Visit:
    """What the clinician wrote down: codes, minutes, times. Nothing is counted yet."""
    course = slot.course
    if slot.number == 1:
        treatments = [(chance.choice(EVALUATIONS[course.discipline]), chance.randint(28, 34))]
        if chance.random() < 0.5:
            treatments.append(("97110", chance.randint(8, 12)))
    else:
        codes = chance.choice(REGIMENS[course.discipline])
        treatments = [(one, _minutes(len(codes), one, chance)) for one in codes]
    services, start = [], slot.start
    for one, minutes in treatments:
        services.append(
            Service(
                code=one,
                minutes=minutes,
                performed_by=slot.clinician.credential,
                start=start,
                diagnoses=tuple(diagnosis.replace(".", "") for diagnosis in course.diagnoses),
            )
        )
        start += minutes
    return Visit(
        visit_id=f"V{number:06d}",
        patient_id=course.person.patient_id,
        payer=course.person.payer,
        service_date=slot.on,
        discipline=course.discipline,
        provider_npi=slot.clinician.npi,
        place_of_service="11",
        services=tuple(services),
        secondary_payer="",
    )


def _minutes(of: int, code: str, chance: Random) -> int:
    """Minutes of one of `of` services that fit into 45 together."""
    if code == "97035":
        return chance.randint(8, 10)
    return chance.randint(8, 22) if of == 2 else chance.randint(8, 16)


def bill_visits(visits: Sequence[Visit]) -> list[Visit]:
    """The visits as they are billed: units and modifiers as the payer counts, charges by the fee list, KX where due."""
    plain = [_as_lines(visit, lines) for visit, lines in zip(visits, _lines(visits), strict=True)]
    return _past_thresholds(prepare_case(Case(visits=tuple(plain), zip_code=ZIP)).visits)


def _lines(visits: Sequence[Visit]) -> list[list[Line]]:
    return [
        [
            Line(**{name: getattr(line, name) for name in ("number", "code", "units", "modifiers", "minutes")})
            for line in one.lines
        ]
        for one in code(visits).visits
    ]


def _as_lines(visit: Visit, lines: Sequence[Line]) -> Visit:
    """Each service with what its line has. No visit here has one code twice, nor one shared with an assistant."""
    by_code = {line.code: line for line in lines}
    services = []
    for service in visit.services:
        line = by_code[service.code]
        assert line.units is not None
        charge = FEES[service.code] * line.units if line.units else None
        marks = (*line.modifiers, *_own_marks(visit, service)) if line.units else line.modifiers
        services.append(structs.replace(service, units=line.units, modifiers=marks, charge=charge))
    return structs.replace(visit, services=tuple(services))


def _own_marks(visit: Visit, service: Service) -> tuple[str, ...]:
    """Marks of the payer's own: of acute care, which all here is, and of an assistant."""
    law = policy(visit.payer or "", visit.service_date) if visit.service_date else None
    if law is None:
        return ()
    assistants = (OWN_MARK,) if law.assistant_own_mark and service.performed_by in {"PTA", "OTA"} else ()
    return (*(law.acute_modifiers or ())[:1], *assistants)


def _past_thresholds(visits: Sequence[Visit]) -> list[Visit]:
    """The visits with the patient's year before each; past the threshold with KX, and necessity attested."""
    years: dict[tuple[str | None, int, bool], int] = defaultdict(int)
    done = []
    for visit in visits:
        assert visit.service_date
        pool = visit.patient_id, visit.service_date.year, visit.discipline == "OT"
        spent = years[pool]
        years[pool] += sum(service.allowed or 0 for service in visit.services if service.units)
        done.append(_with_kx(structs.replace(visit, history=History(spent=spent)), spent, visit.service_date))
    return done


def _with_kx(visit: Visit, spent: int, on: date) -> Visit:
    law = policy(visit.payer or "", on)
    threshold = (
        (law.kx_threshold_ot if visit.discipline == "OT" else law.kx_threshold) if law and law.kx_applies else None
    )
    if threshold is None or spent + sum(service.allowed or 0 for service in visit.services) <= threshold:
        return visit
    services, so_far = [], spent
    for service in visit.services:
        so_far += (service.allowed or 0) if service.units else 0
        past = so_far > threshold and service.units
        services.append(structs.replace(service, modifiers=(*service.modifiers, "KX")) if past else service)
    return structs.replace(visit, services=tuple(services), necessity_documented=True)
