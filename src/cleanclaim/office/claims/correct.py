"""Correcting a claim in place: the fields a biller may change, read back with what is wrong beside each.

Of a line its units, modifiers, charge and diagnoses; of the visit the payer, the place, the discipline; of the
patient's coverage the member and group number and the authorization; and whatever the visit's record leaves open
(`open_fields`). Another code, another clinician and a line taken off the bill only with where that is recorded, or why.
Never the note, or minutes and who gave them where the record says them: these are whose hand signed them. Nor does a
biller add 59 or KX: each states a fact that only who treated can state.
"""

from collections.abc import Mapping, Sequence

from django.http import QueryDict
from msgspec import Struct, structs

from cleanclaim.exchange.files.value_checks import member_number_problem
from cleanclaim.model.claim_text import is_place_of_service
from cleanclaim.model.practice import Coverage, Patient
from cleanclaim.model.visit import Service, Visit
from cleanclaim.office.claims import open_fields
from cleanclaim.office.claims.correct_lines import LINE_FIELDS, read_line, write_line
from cleanclaim.office.claims.fixing import with_services
from cleanclaim.office.claims.judge import JudgedClaim, JudgedVisit
from cleanclaim.office.claims.open_fields import (
    BILLED,
    BILLED_VISIT,
    ON_RECORD,
    OPEN_VISIT,
    RECORD_FACTS,
    RECORDED_IN,
    TAKEN_OFF,
    read_open,
)
from cleanclaim.office.claims.work import ENTERED, ClaimWork
from cleanclaim.office.practices.stored import list_payer_choices
from cleanclaim.reference.medicare_number import carried_member_number

VISIT_FIELDS = ("payer", "place_of_service", "discipline", "provider_npi")
MORE_VISIT = (*(one for one in BILLED_VISIT if one not in VISIT_FIELDS), *OPEN_VISIT)
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
    def may_be_empty(self) -> bool:
        """Whether none of the choices may be chosen."""
        return not self.name.endswith(".billed")

    @property
    def is_billing(self) -> bool:
        """Whether it is of the visit and only says how that is billed."""
        return self.name.rpartition(".")[2] in BILLED_VISIT

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
        """Whether something of what the record leaves open is filled in, or something here wrong."""
        more = [*self._more, self.recorded_in]
        return any(field.error or (field.value and not field.is_billing) for field in more)

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
        for line, service in zip(find_lines(judged, one), billed.services, strict=True):
            texts = write_line(service) | open_fields.fill_line(one.recorded, service)
            found |= {f"{at}.{line}.{name}": text for name, text in texts.items()}
    coverage = find_coverage(judged)
    found |= {name: getattr(coverage, name) or "" for name in COVERAGE_FIELDS} if coverage else {}
    return found | {RECORDED_IN: ""}


def _billed(judged: JudgedClaim, one: JudgedVisit) -> Visit:
    """A visit as it is billed, without what tables add to it."""
    return judged.work.bill(one.recorded, one.record.version)


def find_lines(judged: JudgedClaim, one: JudgedVisit) -> Sequence[int]:
    """The number of each billed line in the form, from 0: that of the recorded one, which stays when others are
    taken off.
    """
    places = judged.work.find_places(one.recorded, one.record.version)
    return range(len(one.visit.services)) if places is None else places


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
        for line, service in zip(find_lines(judged, one), one.visit.services, strict=True):
            place = f"{at}.{line}"
            first, rest = split(place, LINE_FIELDS, ENTERED)
            visible = fields(place, first, service), fields(place, rest, service)
            lines.append(CorrectLine(service.code, service.minutes, *visible))
        first, rest = split(str(at), VISIT_FIELDS, MORE_VISIT)
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
    if any(_rests_on_record(name, typed[name]) for name in changed) and not typed[RECORDED_IN]:
        errors[RECORDED_IN] = "Write where the record says it, such as an addendum: a claim rests on the record."
    for at, one in enumerate(judged.visits):
        of_visit = [name for name in changed if name.startswith(f"{at}.")]
        about = _read_about(at, of_visit, typed, errors, judged)
        after, left = _read_visit(one, at, typed, errors, judged, about)
        if of_visit and not errors:
            typed_amounts = [service.allowed for service in after.services]
            amounts = typed_amounts if any(name.endswith(".allowed") for name in of_visit) else ()
            work = with_services(work, one, after, amounts, left)
            work = _with_about(work, one, about)
    patient = _read_coverage(judged, typed, before, errors)
    return errors or Corrected(work, patient)


def _rests_on_record(name: str, text: str) -> bool:
    last = name.rpartition(".")[2]
    return last in ON_RECORD or (last in RECORD_FACTS and bool(text))


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
    label = LABELS[name.rpartition(".")[2]]
    code = find_code(name, judged)
    return f"{code}, {label.lower()}" if code else label


def find_code(name: str, judged: JudgedClaim) -> str:
    """The code of the line that a field is of; empty where it is of no line."""
    parts = name.split(".")
    if len(parts) < 3:  # visit, line, field
        return ""
    one = judged.visits[int(parts[0])]
    codes = {line: service.code for line, service in zip(find_lines(judged, one), one.visit.services, strict=True)}
    return codes[int(parts[1])]


def _patient(judged: JudgedClaim) -> Patient | None:
    practice = judged.case.practice
    if practice is None or not judged.visits:
        return None
    return practice.patients.get(judged.visits[0].visit.patient_id or "")


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
        elif not text and _is_recorded(name, judged.visits[at].recorded):
            errors[field] = "The visit's record says it. Write what it should be: it is not emptied here."
        elif name in ("payer", "place_of_service"):
            found[name] = text
        else:
            try:
                found[name] = read_open(name, text)
            except ValueError as wrong:
                errors[field] = str(wrong)
    return found


def _is_recorded(name: str, recorded: Visit) -> bool:
    """Whether a visit's record says a thing, so that the claim would say it too where nothing is written."""
    if name == "spent":
        return recorded.history is not None and recorded.history.spent is not None
    return name in BILLED_VISIT and getattr(recorded, name) is not None


def _read_visit(
    one: JudgedVisit,
    at: int,
    typed: Mapping[str, str],
    errors: dict[str, str],
    judged: JudgedClaim,
    about: Mapping[str, object],
) -> tuple[Visit, list[int]]:
    """A visit with its lines as typed, without those taken off; and which are left, from 0."""
    attested = about.get("necessity_documented", one.visit.necessity_documented)
    visit = structs.replace(one.visit, necessity_documented=attested)
    services: dict[int, Service] = {}
    lines = zip(find_lines(judged, one), one.visit.services, _billed(judged, one).services, strict=True)
    for number, (line, service, billed) in enumerate(lines):
        off = f"{at}.{line}.billed"
        if typed[off] not in (BILLED, TAKEN_OFF):
            errors[off] = "Choose whether it is billed."
        if typed[off] == TAKEN_OFF:
            continue
        texts = write_line(billed) | open_fields.fill_line(one.recorded, billed)
        services[number] = read_line(service, f"{at}.{line}", texts, typed, errors, visit)
    if one.visit.services and not services:
        errors[off] = "Leave one line on it. Where nothing of the visit is billed, choose Will not be billed."
    return structs.replace(one.visit, services=tuple(services.values())), list(services)


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
    entered = {name: typed[name] or None for name in names}
    changed = structs.replace(coverage, **entered | {"member_id": carried_member_number(typed["member_id"])})
    key = next(key for key, one in patient.coverages.items() if one is coverage)
    return structs.replace(patient, coverages={**patient.coverages, key: changed})
