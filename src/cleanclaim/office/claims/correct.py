"""Correcting a claim in place: the fields a biller may change, read back with what is wrong beside each.

Of a line its units, modifiers, charge and diagnoses; of the visit the payer and the place; of the patient's coverage
the member and group number and the authorization. Never the code, the minutes, who gave them or the note: these are
whose hand signed them. Nor does a biller add 59 or KX: each states a fact that only who treated can state.
"""

from collections.abc import Mapping, Sequence

from django.http import QueryDict
from msgspec import Struct, structs

from cleanclaim.law.coding.modifiers import ATTESTS_NECESSITY, DISTINCT, SLOTS
from cleanclaim.model.claim_text import is_diagnosis_code, is_modifier, is_place_of_service
from cleanclaim.model.money import cents, dollars, in_proportion
from cleanclaim.model.practice import Coverage, Patient
from cleanclaim.model.visit import Service, Visit
from cleanclaim.office.claims.acts import with_services
from cleanclaim.office.claims.judge import JudgedClaim, JudgedVisit
from cleanclaim.office.claims.work import ClaimWork
from cleanclaim.office.shared.query import read_number

LINE_FIELDS = ("units", "modifiers", "charge", "diagnoses")
VISIT_FIELDS = ("payer", "place_of_service")
COVERAGE_FIELDS = ("member_id", "group_number", "prior_authorization")
LABELS = {
    "units": "Units",
    "modifiers": "Modifiers",
    "charge": "Charge",
    "diagnoses": "Diagnoses",
    "payer": "Payer",
    "place_of_service": "Place",
    "member_id": "Member number",
    "group_number": "Group number",
    "prior_authorization": "Authorization",
}
UNITS_DIGITS = 3
LONGEST = 60


class CorrectField(Struct, frozen=True):
    """A field: its name in the form, its label, what is written in it, and what is wrong with that."""

    name: str
    label: str
    value: str
    error: str = ""
    hint: str = ""


class CorrectLine(Struct, frozen=True):
    """A line with its fields, and what of it is not the biller's to change."""

    code: str
    minutes: int | None
    fields: list[CorrectField]


class CorrectVisit(Struct, frozen=True):
    """A visit with the fields of its own and of its lines."""

    number: str
    fields: list[CorrectField]
    lines: list[CorrectLine]


class CorrectForm(Struct, frozen=True):
    """The whole form."""

    visits: list[CorrectVisit]
    coverage: list[CorrectField]

    @property
    def wrong(self) -> int:
        """How many fields are wrong."""
        return sum(1 for field in self.every if field.error)

    @property
    def every(self) -> list[CorrectField]:
        """All fields."""
        of_visits = [field for visit in self.visits for field in visit.fields]
        of_lines = [field for visit in self.visits for line in visit.lines for field in line.fields]
        return [*of_visits, *of_lines, *self.coverage]


class Corrected(Struct, frozen=True):
    """What the form comes to: the claim's work, and the patient where the coverage was corrected."""

    work: ClaimWork
    patient: Patient | None


def fill_form(judged: JudgedClaim) -> dict[str, str]:
    """What stands in each field now, by the field's name."""
    found: dict[str, str] = {}
    for at, one in enumerate(judged.visits):
        found[f"{at}.payer"] = one.visit.billed_payer or ""
        found[f"{at}.place_of_service"] = one.visit.place_of_service or ""
        for line, service in enumerate(one.visit.services):
            found |= {f"{at}.{line}.{name}": text for name, text in _written(service).items()}
    coverage = find_coverage(judged)
    return found | ({name: getattr(coverage, name) or "" for name in COVERAGE_FIELDS} if coverage else {})


def read_typed(sent: QueryDict, judged: JudgedClaim) -> dict[str, str]:
    """What was typed, by the field's name; a field that was not sent is as it was."""
    return {name: sent.get(name, before).strip() for name, before in fill_form(judged).items()}


def show_form(judged: JudgedClaim, typed: Mapping[str, str], errors: Mapping[str, str]) -> CorrectForm:
    """The form with what was typed, each field with what is wrong with it."""

    def field(name: str, hint: str = "") -> CorrectField:
        return CorrectField(name, LABELS[name.rpartition(".")[2]], typed.get(name, ""), errors.get(name, ""), hint)

    visits = []
    for at, one in enumerate(judged.visits):
        lines = [
            CorrectLine(
                service.code,
                service.minutes,
                [field(f"{at}.{line}.{name}", _hint(name, service)) for name in LINE_FIELDS],
            )
            for line, service in enumerate(one.visit.services)
        ]
        visits.append(CorrectVisit(one.visit.visit_id, [field(f"{at}.{name}") for name in VISIT_FIELDS], lines))
    return CorrectForm(visits, [field(name) for name in COVERAGE_FIELDS] if find_coverage(judged) else [])


def read_form(judged: JudgedClaim, typed: Mapping[str, str]) -> Corrected | dict[str, str]:
    """What the form comes to; where something is wrong, what, by the field's name."""
    errors: dict[str, str] = {}
    work = judged.work
    before = fill_form(judged)
    for at, one in enumerate(judged.visits):
        changed = any(typed[name] != before[name] for name in before if name.startswith(f"{at}."))
        after = _read_visit(one, at, typed, errors, judged)
        if changed and not errors:
            work = with_services(work, one, after)
            work = _with_visit_fields(work, one, typed[f"{at}.payer"], typed[f"{at}.place_of_service"])
    patient = _read_coverage(judged, typed, before, errors)
    return errors or Corrected(work, patient)


def find_coverage(judged: JudgedClaim) -> Coverage | None:
    """The coverage that the claim is billed under."""
    found = _patient(judged)
    return found.coverages.get(judged.visits[0].visit.billed_payer or "") if found else None


def list_differences(
    before: Mapping[str, str], typed: Mapping[str, str], now: Mapping[str, str], judged: JudgedClaim
) -> list[tuple[CorrectField, str, str, str]]:
    """The fields that two people have differently: each with what stood before, what was typed, what stands now."""
    names = [name for name in now if typed.get(name, "") != now[name]]
    return [
        (
            CorrectField(name, _long_label(name, judged), now[name]),
            before.get(name, ""),
            typed.get(name, ""),
            now[name],
        )
        for name in names
    ]


def _long_label(name: str, judged: JudgedClaim) -> str:
    parts = name.split(".")
    label = LABELS[parts[-1]]
    if len(parts) == 3:  # visit, line, field
        services = judged.visits[int(parts[0])].visit.services
        return f"{services[int(parts[1])].code}, {label.lower()}"
    return label


def _patient(judged: JudgedClaim) -> Patient | None:
    practice = judged.case.practice
    if practice is None or not judged.visits:
        return None
    return practice.patients.get(judged.visits[0].visit.patient_id or "")


def _written(service: Service) -> dict[str, str]:
    return {
        "units": "" if service.units is None else str(service.units),
        "modifiers": " ".join(service.modifiers),
        "charge": "" if service.charge is None else dollars(service.charge),
        "diagnoses": " ".join(service.diagnoses),
    }


def _hint(name: str, service: Service) -> str:
    if name == "units" and service.units is None:
        return "counted from the minutes"
    if name == "units" and service.charge:
        return "the charge goes with it"
    return "the practice's fee" if name == "charge" and service.charge is None else ""


def _read_visit(
    one: JudgedVisit, at: int, typed: Mapping[str, str], errors: dict[str, str], judged: JudgedClaim
) -> Visit:
    place, payer = typed[f"{at}.place_of_service"], typed[f"{at}.payer"]
    if place and not is_place_of_service(place):
        errors[f"{at}.place_of_service"] = "Write its two digits, such as 11."
    practice = judged.case.practice
    if practice is not None and payer not in practice.payers:
        errors[f"{at}.payer"] = f"Name a payer of the practice's file: {', '.join(sorted(practice.payers))}."
    services = [
        _read_service(service, f"{at}.{line}", typed, errors, one.visit)
        for line, service in enumerate(one.visit.services)
    ]
    return structs.replace(one.visit, services=tuple(services))


def _read_service(
    service: Service, place: str, typed: Mapping[str, str], errors: dict[str, str], visit: Visit
) -> Service:
    texts = {name: typed[f"{place}.{name}"] for name in LINE_FIELDS}
    before = _written(service)
    changed: dict[str, object] = {}
    for name, text in texts.items():
        if text == before[name]:
            continue
        try:
            changed[name] = _READ[name](text, service, visit)
        except ValueError as wrong:
            errors[f"{place}.{name}"] = str(wrong)
    units = changed.get("units")
    if isinstance(units, int) and service.units and service.charge is not None and "charge" not in changed:
        changed["charge"] = in_proportion(service.charge, units, service.units)
        if changed["charge"] is None:
            errors[f"{place}.charge"] = "Write the charge of so many units; it does not divide to the cent."
    if changed.keys() & {"units", "modifiers", "charge"}:
        changed["allowed"] = None
    return structs.replace(service, **changed) if changed else service


def _units(text: str, _service: Service, _visit: Visit) -> int | None:
    if not text:
        return None
    units = read_number(text, UNITS_DIGITS)
    if units is None:
        raise ValueError("Write a whole number; 0 for documented and not billed.")
    return units


def _modifiers(text: str, service: Service, visit: Visit) -> tuple[str, ...]:
    found = tuple(text.upper().replace(",", " ").split())
    if not all(map(is_modifier, found)) or len(found) > SLOTS or len(set(found)) < len(found):
        raise ValueError(f"Write up to {SLOTS} modifiers of two characters, each once.")
    added = set(found) - set(service.modifiers)
    if added & DISTINCT and service.separate is not True:
        raise ValueError("Only who treated can say that it was given in a block of its own. Ask for an addendum.")
    if ATTESTS_NECESSITY in added and visit.necessity_documented is not True:
        raise ValueError("Only who treated can attest that it is necessary. Ask for it on the visit.")
    return found


def _charge(text: str, _service: Service, _visit: Visit) -> int | None:
    if not text:
        return None
    try:
        return cents(text)
    except ValueError:
        raise ValueError("Write dollars, such as 128.00.") from None


def _diagnoses(text: str, _service: Service, _visit: Visit) -> tuple[str, ...]:
    found = tuple(text.upper().replace(",", " ").split())
    wrong = next((code for code in found if not is_diagnosis_code(code)), None)
    if wrong:
        raise ValueError(f"{wrong} is no ICD-10 code.")
    return found


_READ = {"units": _units, "modifiers": _modifiers, "charge": _charge, "diagnoses": _diagnoses}


def _with_visit_fields(work: ClaimWork, one: JudgedVisit, payer: str, place: str) -> ClaimWork:
    number = one.visit.visit_id
    billed = work.billed[number]
    if payer != (one.visit.billed_payer or ""):
        billed = structs.replace(billed, payer=payer)
    if place != (one.visit.place_of_service or ""):
        billed = structs.replace(billed, place_of_service=place)
    return structs.replace(work, billed={**work.billed, number: billed})


def _read_coverage(
    judged: JudgedClaim, typed: Mapping[str, str], before: Mapping[str, str], errors: dict[str, str]
) -> Patient | None:
    """The patient with the coverage as typed; None where nothing of it was changed."""
    patient, coverage = _patient(judged), find_coverage(judged)
    names: Sequence[str] = [name for name in COVERAGE_FIELDS if typed.get(name, "") != before.get(name, "")]
    if patient is None or coverage is None or not names:
        return None
    if not typed["member_id"]:
        errors["member_id"] = "No claim can be written without it."
    for name in names:
        if len(typed[name]) > LONGEST:
            errors[name] = f"Write at most {LONGEST} characters."
    changed = structs.replace(coverage, **{name: typed[name] or None for name in names})
    key = next(key for key, one in patient.coverages.items() if one is coverage)
    return structs.replace(patient, coverages={**patient.coverages, key: changed})
