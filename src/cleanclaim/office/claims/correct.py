"""Correcting a claim in place: the fields a biller may change, read back with what is wrong beside each.

Of a line its units, modifiers, charge and diagnoses; of the visit the payer, the place, the discipline, the clinician;
of the patient's coverage the member and group number and the authorization; and whatever the visit's record leaves open
(`open_fields`). Never the code, the note, or minutes and who gave them where the record says them: these are whose hand
signed them. Nor does a biller add 59 or KX: each states a fact that only who treated can state.
"""

from collections.abc import Mapping, Sequence

from django.http import QueryDict
from msgspec import Struct, structs

from cleanclaim.exchange.files.value_checks import member_number_problem
from cleanclaim.law.coding.modifiers import ATTESTS_NECESSITY, DISTINCT, SLOTS
from cleanclaim.model.claim_text import is_diagnosis_code, is_modifier, is_place_of_service
from cleanclaim.model.money import cents, dollars, in_proportion
from cleanclaim.model.practice import Coverage, Patient
from cleanclaim.model.visit import Service, Visit
from cleanclaim.office.claims import open_fields
from cleanclaim.office.claims.fixing import with_services
from cleanclaim.office.claims.judge import JudgedClaim, JudgedVisit
from cleanclaim.office.claims.open_fields import RECORD_FACTS, RECORDED_IN, read_open
from cleanclaim.office.claims.work import ENTERED, ClaimWork
from cleanclaim.office.practices.stored import list_payer_choices
from cleanclaim.office.shared.query import read_number
from cleanclaim.reference.diagnosis_successors import with_point

LINE_FIELDS = ("units", "modifiers", "charge", "diagnoses")
VISIT_FIELDS = ("payer", "place_of_service", "discipline", "provider_npi")
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
    **open_fields.LABELS,
}
UNITS_DIGITS = 3
LONGEST = 60


class CorrectField(Struct, frozen=True):
    """A field: its name in the form, its label, what is written in it, what is wrong with that, what may be chosen."""

    name: str
    label: str
    value: str
    error: str = ""
    hint: str = ""
    choices: Sequence[tuple[str, str]] = ()

    @property
    def is_other(self) -> bool:
        """Whether what stands in it is none of the choices, as a payer whom the practice has no more."""
        return bool(self.value) and self.value not in dict(self.choices)


class CorrectLine(Struct, frozen=True):
    """A line with its fields, those visible at once and what else its record leaves open; and what of it is not the
    biller's to change.
    """

    code: str
    minutes: int | None
    fields: list[CorrectField]
    more: list[CorrectField]


class CorrectVisit(Struct, frozen=True):
    """A visit with the fields of its own and of its lines."""

    number: str
    fields: list[CorrectField]
    lines: list[CorrectLine]
    more: list[CorrectField]


class CorrectForm(Struct, frozen=True):
    """The whole form."""

    visits: list[CorrectVisit]
    coverage: list[CorrectField]
    recorded_in: CorrectField

    @property
    def is_open(self) -> bool:
        """Whether something of what the record leaves open is filled in, or wrong."""
        return any(field.error or field.value for field in [*self._more, self.recorded_in])

    @property
    def _more(self) -> list[CorrectField]:
        of_lines = [field for visit in self.visits for line in visit.lines for field in line.more]
        return [field for visit in self.visits for field in visit.more] + of_lines

    @property
    def wrong(self) -> int:
        """How many fields are wrong."""
        return sum(1 for field in self.every if field.error)

    @property
    def every(self) -> list[CorrectField]:
        """All fields."""
        of_visits = [field for visit in self.visits for field in visit.fields]
        of_lines = [field for visit in self.visits for line in visit.lines for field in line.fields]
        return [*of_visits, *of_lines, *self.coverage, *self._more, self.recorded_in]


class Corrected(Struct, frozen=True):
    """What the form comes to: the claim's work, and the patient where the coverage was corrected."""

    work: ClaimWork
    patient: Patient | None


def fill_form(judged: JudgedClaim) -> dict[str, str]:
    """What stands in each field now, by the field's name."""
    found: dict[str, str] = {}
    for at, one in enumerate(judged.visits):
        billed = _billed(judged, one)
        found[f"{at}.payer"] = one.visit.billed_payer or ""
        found[f"{at}.place_of_service"] = one.visit.place_of_service or ""
        found |= {f"{at}.{name}": text for name, text in open_fields.fill_visit(one.recorded, billed).items()}
        for line, service in enumerate(billed.services):
            texts = _written(service) | open_fields.fill_line(one.recorded, service)
            found |= {f"{at}.{line}.{name}": text for name, text in texts.items()}
    coverage = find_coverage(judged)
    found |= {name: getattr(coverage, name) or "" for name in COVERAGE_FIELDS} if coverage else {}
    return found | {RECORDED_IN: ""}


def _billed(judged: JudgedClaim, one: JudgedVisit) -> Visit:
    """A visit as it is billed, without what tables add to it."""
    return judged.work.bill(one.recorded, one.record.version)


def read_typed(sent: QueryDict, judged: JudgedClaim) -> dict[str, str]:
    """What was typed, by the field's name; a field that was not sent is as it was."""
    return {name: sent.get(name, before).strip() for name, before in fill_form(judged).items()}


def show_form(judged: JudgedClaim, typed: Mapping[str, str], errors: Mapping[str, str]) -> CorrectForm:
    """The form with what was typed, each field with what is wrong with it."""
    practice = judged.case.practice
    wanted = {str(finding.evidence.get("unknown")) for _visit, finding in judged.findings}

    def field(name: str, hint: str = "") -> CorrectField:
        last = name.rpartition(".")[2]
        choices = list_payer_choices(practice) if last == "payer" else open_fields.choices_for(last, practice)
        hint = hint or open_fields.HINTS.get(last, "")
        return CorrectField(name, LABELS[last], typed.get(name, ""), errors.get(name, ""), hint, choices)

    def fields(place: str, names: Sequence[str], service: Service | None) -> list[CorrectField]:
        return [field(f"{place}.{name}", _hint(name, service)) for name in names if f"{place}.{name}" in typed]

    def split(place: str, always: Sequence[str], more: Sequence[str]) -> tuple[list[str], list[str]]:
        at_once = [name for name in more if name in wanted or errors.get(f"{place}.{name}")]
        return [*always, *at_once], [name for name in more if name not in at_once]

    visits = []
    for at, one in enumerate(judged.visits):
        lines = []
        for line, service in enumerate(one.visit.services):
            place = f"{at}.{line}"
            first, rest = split(place, LINE_FIELDS, ENTERED)
            visible = fields(place, first, service), fields(place, rest, service)
            lines.append(CorrectLine(service.code, service.minutes, *visible))
        first, rest = split(str(at), VISIT_FIELDS, ("site", *open_fields.OPEN_VISIT))
        visible = fields(str(at), first, None), fields(str(at), rest, None)
        visits.append(CorrectVisit(one.visit.visit_id, visible[0], lines, visible[1]))
    coverage = [field(name) for name in COVERAGE_FIELDS] if find_coverage(judged) else []
    return CorrectForm(visits, coverage, field(RECORDED_IN))


def read_form(judged: JudgedClaim, typed: Mapping[str, str]) -> Corrected | dict[str, str]:
    """What the form comes to; where something is wrong, what, by the field's name."""
    errors: dict[str, str] = {}
    work = judged.work
    before = fill_form(judged)
    changed = [name for name in before if typed[name] != before[name]]
    if any(name.rpartition(".")[2] in RECORD_FACTS and typed[name] for name in changed) and not typed[RECORDED_IN]:
        errors[RECORDED_IN] = "Write where the record says it, such as an addendum: a claim rests on the record."
    for at, one in enumerate(judged.visits):
        of_visit = [name for name in changed if name.startswith(f"{at}.")]
        about = _read_about(at, of_visit, typed, errors, judged)
        after = _read_visit(one, at, typed, errors, judged, about)
        if of_visit and not errors:
            typed_amounts = [service.allowed for service in after.services]
            amounts = typed_amounts if any(name.endswith(".allowed") for name in of_visit) else ()
            work = with_services(work, one, after, amounts)
            work = _with_about(work, one, about)
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
        "diagnoses": " ".join(map(with_point, service.diagnoses)),
    }


def _hint(name: str, service: Service | None) -> str:
    if service is None:
        return ""
    if name == "units" and service.units is None:
        return "counted from the minutes"
    if name == "units" and service.charge:
        return "the charge goes with it"
    return "the practice's fee" if name == "charge" and service.charge is None else ""


def _read_about(
    at: int, changed: Sequence[str], typed: Mapping[str, str], errors: dict[str, str], judged: JudgedClaim
) -> dict[str, object]:
    """What was changed of a visit itself: the values by name, None where a field was emptied."""
    practice = judged.case.practice
    found: dict[str, object] = {}
    for field in changed:
        name, text = field.removeprefix(f"{at}."), typed[field]
        if "." in name:
            continue
        if name == "place_of_service" and text and not is_place_of_service(text):
            errors[field] = "Write its two digits, such as 11."
        elif name == "payer" and practice is not None and text not in practice.payers:
            errors[field] = f"Name a payer of the practice's file: {', '.join(sorted(practice.payers))}."
        elif name == "provider_npi" and practice is not None and text not in ("", *practice.clinicians):
            errors[field] = "Choose a clinician of the practice's file."
        elif name == "secondary_payer" and text and text == typed[f"{at}.payer"]:
            errors[field] = "It is the first payer too. Choose who pays after it, or nobody."
        elif name in ("payer", "place_of_service"):
            found[name] = text
        else:
            try:
                found[name] = read_open(name, text)
            except ValueError as wrong:
                errors[field] = str(wrong)
    return found


def _read_visit(
    one: JudgedVisit,
    at: int,
    typed: Mapping[str, str],
    errors: dict[str, str],
    judged: JudgedClaim,
    about: Mapping[str, object],
) -> Visit:
    attested = about.get("necessity_documented", one.visit.necessity_documented)
    visit = structs.replace(one.visit, necessity_documented=attested)
    services = []
    for line, (service, billed) in enumerate(zip(one.visit.services, _billed(judged, one).services, strict=True)):
        texts = _written(billed) | open_fields.fill_line(one.recorded, billed)
        services.append(_read_service(service, f"{at}.{line}", texts, typed, errors, visit))
    return structs.replace(one.visit, services=tuple(services))


def _read_service(
    service: Service,
    place: str,
    before: Mapping[str, str],
    typed: Mapping[str, str],
    errors: dict[str, str],
    visit: Visit,
) -> Service:
    changed: dict[str, object] = {}
    for name in (*ENTERED, *LINE_FIELDS):
        text = typed.get(f"{place}.{name}", before.get(name, ""))
        if text == before.get(name, text):
            continue
        known = {name: value for name, value in changed.items() if name in ENTERED}
        try:
            reader = _READ.get(name)
            changed[name] = reader(text, structs.replace(service, **known), visit) if reader else read_open(name, text)
        except ValueError as wrong:
            errors[f"{place}.{name}"] = str(wrong)
    units = changed.get("units")
    if isinstance(units, int) and service.units and service.charge is not None and "charge" not in changed:
        changed["charge"] = in_proportion(service.charge, units, service.units)
        if changed["charge"] is None:
            errors[f"{place}.charge"] = "Write the charge of so many units; it does not divide to the cent."
    if changed.keys() & {"units", "modifiers", "charge", "minutes"} and "allowed" not in changed:
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
    found = text.upper().replace(",", " ").split()
    wrong = next((code for code in found if not is_diagnosis_code(code)), None)
    if wrong:
        raise ValueError(f"{wrong} is no ICD-10 code.")
    return tuple(code.replace(".", "") for code in found)


_READ = {"units": _units, "modifiers": _modifiers, "charge": _charge, "diagnoses": _diagnoses}


def _with_about(work: ClaimWork, one: JudgedVisit, about: Mapping[str, object]) -> ClaimWork:
    """The work with what was entered of the visit itself."""
    number = one.visit.visit_id
    billed = structs.replace(work.billed[number], **about)
    return structs.replace(work, billed={**work.billed, number: billed})


def _read_coverage(
    judged: JudgedClaim, typed: Mapping[str, str], before: Mapping[str, str], errors: dict[str, str]
) -> Patient | None:
    """The patient with the coverage as typed; None where nothing of it was changed."""
    patient, coverage = _patient(judged), find_coverage(judged)
    names: Sequence[str] = [name for name in COVERAGE_FIELDS if typed.get(name, "") != before.get(name, "")]
    if patient is None or coverage is None or not names:
        return None
    payer = judged.case.practice.payers.get(coverage.payer) if judged.case.practice else None
    if not typed["member_id"]:
        errors["member_id"] = "No claim can be written without it."
    elif "member_id" in names and (problem := member_number_problem(typed["member_id"], payer)):
        errors["member_id"] = problem[:1].upper() + problem[1:]
    for name in names:
        if len(typed[name]) > LONGEST:
            errors[name] = f"Write at most {LONGEST} characters."
    changed = structs.replace(coverage, **{name: typed[name] or None for name in names})
    key = next(key for key, one in patient.coverages.items() if one is coverage)
    return structs.replace(patient, coverages={**patient.coverages, key: changed})
