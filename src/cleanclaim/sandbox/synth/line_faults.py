"""Faults on the lines of a visit: units, modifiers, codes, pairs, diagnoses, and what the visit says of itself."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from msgspec import structs

from cleanclaim.law.coding.allocation import QUARTER
from cleanclaim.model.visit import Mode, Service, Visit
from cleanclaim.reference.catalogue import catalogue
from cleanclaim.sandbox.synth.calendar import SLOT, Slot
from cleanclaim.sandbox.synth.made_practice import PlantedFault, SyntheticPractice
from cleanclaim.sandbox.synth.visits import FEES

Planter = Callable[[SyntheticPractice], None]


def fault(family: str, what: str, *rules: str, kind: str = "deterministic") -> PlantedFault:
    """A label whose visit is still to be found. Rules are named within the family unless they have a point."""
    named = tuple(rule if "." in rule else f"{family}.{rule}" for rule in rules)
    return PlantedFault(visit_id="", family=family, what=what, rules=named, kind=kind)


def is_timed(service: Service) -> bool:
    """Whether a service is counted in quarter hours and billed."""
    return bool(service.units) and catalogue()[service.code].unit_minutes == QUARTER


def _first_timed(visit: Visit) -> int | None:
    return next((at for at, service in enumerate(visit.services) if is_timed(service)), None)


def _medicare(visit: Visit, slot: Slot) -> bool:
    return visit.payer == "medicare" and slot.number > 1 and _first_timed(visit) is not None


def _treated(visit: Visit, slot: Slot) -> bool:
    return visit.payer != "self_pay" and slot.number > 1 and _first_timed(visit) is not None


def _on_first(
    label: PlantedFault,
    change: Callable[[Service], dict[str, object] | None],
    fits: Callable[[Visit, Slot], bool] = _medicare,
) -> Planter:
    """Change the first timed line of a visit."""

    def plant(practice: SyntheticPractice) -> None:
        at = practice.pick(fits)
        place = None if at is None else _first_timed(practice.visits[at])
        if at is None or place is None:
            return
        changes = change(practice.visits[at].services[place])
        if changes is not None:
            practice.spoil_service(at, place, label, **changes)

    return plant


def _more_units(service: Service) -> dict[str, object]:
    units = (service.units or 0) + 2
    return {"units": units, "charge": FEES[service.code] * units}


def _fewer_units(service: Service) -> dict[str, object] | None:
    units = (service.units or 0) - 1
    return {"units": units, "charge": FEES[service.code] * units} if units > 0 else None


def _marks(*added: str, taken: tuple[str, ...] = ()) -> Callable[[Service], dict[str, object]]:
    def change(service: Service) -> dict[str, object]:
        return {"modifiers": (*(mark for mark in service.modifiers if mark not in taken), *added)}

    return change


def _added(
    label: PlantedFault, *services: Service, fits: Callable[[Visit, Slot], bool] = _medicare, concurrent: bool = False
) -> Planter:
    """Put further lines on a visit, after its last minute or `concurrent` its first; it stays within its slot."""

    def plant(practice: SyntheticPractice) -> None:
        longer = sum(service.minutes or 0 for service in services)
        at = practice.pick(lambda visit, slot: fits(visit, slot) and (concurrent or _length(visit) + longer <= SLOT))
        if at is None:
            return
        first = practice.visits[at].services[0]
        start = (first.start or 0) + (0 if concurrent else _length(practice.visits[at]))
        more = []
        for one in services:
            more.append(structs.replace(one, performed_by=first.performed_by, diagnoses=first.diagnoses, start=start))
            start += one.minutes or 0
        practice.spoil(at, label, services=(*practice.visits[at].services, *more))

    return plant


def _length(visit: Visit) -> int:
    return sum(service.minutes or 0 for service in visit.services)


def _of_visit(label: PlantedFault, fits: Callable[[Visit, Slot], bool] = _treated, **changes: object) -> Planter:
    """Change what the visit says of itself."""

    def plant(practice: SyntheticPractice) -> None:
        at = practice.pick(fits)
        if at is not None:
            practice.spoil(at, label, **changes)

    return plant


def _each_line(label: PlantedFault, fits: Callable[[Visit, Slot], bool] = _treated, **changes: object) -> Planter:
    def plant(practice: SyntheticPractice) -> None:
        at = practice.pick(fits)
        if at is not None:
            services = tuple(structs.replace(service, **changes) for service in practice.visits[at].services)
            practice.spoil(at, label, services=services)

    return plant


def _by_assistant(visit: Visit, slot: Slot) -> bool:
    return _medicare(visit, slot) and any("CQ" in s.modifiers or "CO" in s.modifiers for s in visit.services)


def _by_therapist(visit: Visit, slot: Slot) -> bool:
    return _medicare(visit, slot) and visit.discipline == "PT" and slot.clinician.credential == "PT"


def _with_kx(visit: Visit, slot: Slot) -> bool:
    return slot.number > 1 and any("KX" in service.modifiers for service in visit.services)


def _early(visit: Visit, slot: Slot) -> bool:
    spent = visit.history.spent if visit.history else None
    return _medicare(visit, slot) and spent is not None and spent < 120_000


def _strip(mark: str, label: PlantedFault, fits: Callable[[Visit, Slot], bool], **changes: object) -> Planter:
    """Take a modifier off every line."""

    def plant(practice: SyntheticPractice) -> None:
        at = practice.pick(fits)
        if at is not None:
            services = tuple(
                structs.replace(s, modifiers=tuple(m for m in s.modifiers if m != mark))
                for s in practice.visits[at].services
            )
            practice.spoil(at, label, services=services, **changes)

    return plant


def _twice(practice: SyntheticPractice) -> None:
    at = practice.pick(_medicare)
    place = None if at is None else _first_timed(practice.visits[at])
    if at is not None and place is not None:
        services = practice.visits[at].services
        label = fault("visits", "a line stands twice", "duplicate", "minutes.overbilled")
        practice.spoil(at, label, services=(*services, services[place]))


def _assistant_evaluates(practice: SyntheticPractice) -> None:
    at = practice.pick(lambda visit, slot: slot.number == 1 and visit.payer == "medicare" and visit.discipline == "PT")
    if at is not None:
        practice.spoil_service(at, 0, fault("assistants", "an assistant evaluated", "evaluation"), performed_by="PTA")


def _late(practice: SyntheticPractice) -> None:
    at = practice.pick(_medicare)
    if at is not None:
        practice.filed[practice.visits[at].visit_id] = practice.filed_on(at) + timedelta(days=400)
        practice.label(at, fault("visits", "filed more than a year after the visit", "late"))


def _more(code: str, minutes: int | None = 10, mode: Mode = "individual") -> Service:
    """A line to be put on a visit: one unit at the fee list's price."""
    return Service(code=code, minutes=minutes, units=1, modifiers=("GP",), mode=mode, charge=FEES.get(code, 9_000))


def _pt(visit: Visit, slot: Slot) -> bool:
    return _medicare(visit, slot) and visit.discipline == "PT"


def _ot(visit: Visit, slot: Slot) -> bool:
    return _medicare(visit, slot) and visit.discipline == "OT"


def _by_pta(visit: Visit, slot: Slot) -> bool:
    return _by_assistant(visit, slot) and visit.discipline == "PT"


def _by_ota(visit: Visit, slot: Slot) -> bool:
    return _by_assistant(visit, slot) and visit.discipline == "OT"


def _without_manual(visit: Visit, slot: Slot) -> bool:
    return _pt(visit, slot) and "97140" not in _codes(visit)


def _with_manual(visit: Visit, slot: Slot) -> bool:
    return _medicare(visit, slot) and "97140" in _codes(visit)


def _unpaired(visit: Visit, slot: Slot) -> bool:
    return _by_therapist(visit, slot) and _codes(visit) <= {"97110", "97112", "97116"}


def _counted_otherwise(visit: Visit, slot: Slot) -> bool:
    """Two services whose remainders together earn a unit that neither earns alone."""
    minutes = [service.minutes or 0 for service in visit.services]
    return (
        _medicare(visit, slot) and len(minutes) == 2 and all(18 <= one <= 22 for one in minutes) and sum(minutes) >= 38
    )


def _codes(visit: Visit) -> set[str]:
    return {service.code for service in visit.services}


def _no_minutes(_service: Service) -> dict[str, object]:
    return {"minutes": None}


def _to_a_group(_service: Service) -> dict[str, object]:
    return {"mode": "group"}


def _student_alone(_service: Service) -> dict[str, object]:
    return {"student": "alone"}


def _nine_units(service: Service) -> dict[str, object]:
    return {"units": 9, "minutes": 135, "start": None, "charge": 9 * FEES[service.code]}


def _first_mark_again(service: Service) -> dict[str, object]:
    return {"modifiers": (*service.modifiers, service.modifiers[0])}


def _of_wounds() -> Iterator[Planter]:
    yield _added(
        fault("wounds", "two kinds of pump on one wound", "two_pumps"),
        _more("97605", None),
        _more("97607", None),
        fits=_pt,
    )
    yield _added(
        fault("wounds", "more wound area billed than was debrided", "area_overbilled"),
        structs.replace(_more("97597", None), wound_area=1_800),
        structs.replace(_more("97598", None), wound_area=1_800),
        fits=_pt,
    )
    yield _added(
        fault("wounds", "wound area debrided and not billed", "area_underbilled"),
        structs.replace(_more("97597", None), wound_area=3_350),
        fits=_pt,
    )


def _self_paid(visit: Visit, slot: Slot) -> bool:
    return visit.payer == "self_pay" and slot.number > 1 and _first_timed(visit) is not None


def _by_an_aide(_service: Service) -> dict[str, object]:
    return {"performed_by": "aide"}


def _of_who_and_where() -> Iterator[Planter]:
    yield _of_visit(
        fault("selfpay", "a Medicare patient pays for covered therapy", "medicare_patient"),
        _self_paid,
        secondary_payer="medicare",
    )
    yield _of_visit(
        fault("places", "a private practice bills what was given in a nursing facility", "facility_bills"),
        _pt,
        place_of_service="31",
    )
    yield _on_first(fault("performers", "an aide's time is billed", "helper_billed"), _by_an_aide, _by_therapist)
    yield _added(
        fault("emcodes", "an office visit billed by a therapist", "by_therapist"), _more("99213", None), fits=_pt
    )
    yield _added(
        fault("recordings", "the device code of sixteen days for ten", "other_code", "no_code"),
        structs.replace(_more("98977", None), days_recorded=10),
        fits=_pt,
    )
    yield _added(fault("minutes", "time beyond a first code", "beyond_first"), _more("97129", 30), fits=_ot)
    yield _added(
        fault("days", "the patient's minutes counted twice", "counted_twice", "pairs.bundled"),
        _more("97113", 15),
        fits=_pt,
        concurrent=True,
    )


def _planters() -> Iterator[Planter]:
    """One for each fault."""
    one, added, strip, visit, lines = _on_first, _added, _strip, _of_visit, _each_line
    yield one(fault("minutes", "two units more than the minutes earn", "overbilled", "tie_overbilled"), _more_units)
    yield one(fault("minutes", "a unit less than the minutes earned", "underbilled", "tie_underbilled"), _fewer_units)
    yield one(fault("minutes", "the minutes were never written down", "overbilled", "underbilled"), _no_minutes)
    yield added(fault("addons", "an add-on code without the code it adds to", "alone"), _more("97130", 15))
    yield strip("CQ", fault("assistants", "the assistant's modifier was forgotten", "missing", "share"), _by_pta)
    yield strip("CO", fault("assistants", "the assistant's modifier was forgotten", "missing", "share"), _by_ota)
    yield one(fault("assistants", "CQ on the therapist's units", "unearned", "share"), _marks("CQ"), _by_therapist)
    yield one(fault("assistants", "CO beside GP", "mispaired"), _marks("CO"), _by_therapist)
    yield _assistant_evaluates
    yield added(
        fault("caregivers", "caregivers taught while the patient was treated", "patient_there"),
        _more("97550", 30),
        concurrent=True,
    )
    yield one(fault("ceilings", "more units than CMS takes for a day", "day_limit", "day_absolute"), _nine_units)
    yield added(fault("codes", "a hot pack billed to Medicare", "bundled"), _more("97010"))
    yield added(fault("codes", "stimulation under the number Medicare does not take", "replaced"), _more("97014"))
    yield added(fault("codes", "a code that ended years ago", "deleted"), _more("97001"))
    yield lines(fault("diagnoses", "a diagnosis that only heads a group", "not_billable"), diagnoses=("M545",))
    yield lines(fault("diagnoses", "no diagnosis", "missing"), diagnoses=())
    yield lines(fault("diagnoses", "a diagnosis named twice", "repeated"), diagnoses=("M5450", "M5450"))
    yield one(fault("group", "one-on-one code given to a group", "one_on_one"), _to_a_group)
    yield added(fault("group", "group code for a patient treated alone", "alone"), _more("97150"), fits=_pt)
    yield strip("GP", fault("modifiers", "GP was forgotten", "discipline_missing"), _by_therapist)
    yield one(
        fault("modifiers", "the modifier of another discipline", "discipline_wrong"),
        _marks("GO", taken=("GP",)),
        _by_therapist,
    )
    yield one(fault("modifiers", "two disciplines on one line", "discipline_doubled"), _marks("GO"), _by_therapist)
    yield one(fault("modifiers", "half a modifier", "malformed"), _marks("5"), _treated)
    yield one(fault("modifiers", "a modifier repeated", "repeated"), _first_mark_again)
    yield one(fault("modifiers", "a repeat modifier on a timed code", "again"), _marks("76"))
    yield one(fault("notices", "notice given, and not given", "given_and_not"), _marks("GA", "GZ"))
    yield added(
        fault("pairs", "massage beside manual therapy", "bundled"),
        _more("97140", 8),
        _more("97124", 8),
        fits=_without_manual,
    )
    yield added(
        fault(
            "pairs", "group therapy beside one-on-one time, nothing to tell them apart", "needs_modifier", "unsupported"
        ),
        _more("97150", 12, "group"),
        fits=_pt,
    )
    yield one(fault("pairs", "59 from habit", "needless"), _marks("59"), _unpaired)
    yield added(
        fault("remote", "two device codes for the same thirty days", "two_devices"),
        _more("98976", None),
        _more("98977", None),
    )
    yield added(
        fault("devices", "later training with a device, and no first", "later_first"), _more("97763", 8), fits=_pt
    )
    yield added(fault("special", "repositioning without vertigo", "other_complaint"), _more("95992", None), fits=_pt)
    yield from _of_wounds()
    yield from _of_who_and_where()
    yield one(fault("substitutes", "a substitute in occupational therapy", "other_discipline"), _marks("Q6"), _ot)
    yield visit(
        fault("secondary", "a second payer that counts otherwise", "counts_otherwise"),
        _counted_otherwise,
        secondary_payer="aetna",
    )
    yield one(fault("students", "a student without direction", "alone"), _student_alone)
    yield visit(
        fault("telehealth", "manual work by video", "code_not_listed", "unmarked", "place_wrong"),
        _with_manual,
        place_of_service="10",
    )
    yield strip("KX", fault("threshold", "past the threshold without KX", "missing"), _with_kx)
    yield visit(fault("threshold", "KX that nobody attests", "unattested"), _with_kx, necessity_documented=False)
    yield one(fault("threshold", "KX long before the threshold", "early"), _marks("KX"), _early)
    yield visit(
        fault("visits", "two digits of the provider's number exchanged", "npi_wrong", "staff.unlicensed"),
        provider_npi="1000000002",
    )
    yield visit(fault("visits", "a place of service that does not exist", "place_unknown"), place_of_service="38")
    yield visit(fault("visits", "an insurer nobody described", "payer_unknown"), payer="acme")
    yield visit(
        fault("visits", "the discipline is missing", "undisciplined", "modifiers.discipline_missing"), discipline=None
    )
    yield lines(fault("visits", "no charge", "charge_missing"), charge=0)
    yield _twice
    yield _late


LINE_FAULTS: tuple[Planter, ...] = tuple(_planters())
