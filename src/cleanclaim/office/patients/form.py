"""A patient as the page's form sends one: the columns of a patients file, a row a coverage, read by the file's reader.

person       last_name=Example&first_name=Ada&birth_date=...            once
coverages    payer=medicare&payer=aetna&member_id=...&member_id=...     a value a coverage, in the same order
"""

from collections.abc import Mapping, Sequence
from datetime import date
from unicodedata import category

from django.http import QueryDict
from msgspec import Struct, structs

from cleanclaim.exchange.files.date_values import full_birth
from cleanclaim.exchange.files.intake import SeveralFaultsError
from cleanclaim.exchange.files.patients import BIRTHS, patients
from cleanclaim.exchange.files.practice_entries import ADDRESS, PATIENT, PERSON
from cleanclaim.exchange.files.toml_entries import Entries
from cleanclaim.exchange.files.value_checks import patient_faults
from cleanclaim.model.errors import UserError
from cleanclaim.model.practice import Address, Coverage, Name, Patient, PayerId
from cleanclaim.office.patients.words import CHOICES, label_of, word_of
from cleanclaim.office.shared.stored_remedies import remedy_stored

PERSON_FIELDS = ("patient_id", *PERSON, "birth_date", "sex", *ADDRESS)
COVERAGE_FIELDS = tuple(name for name in PATIENT if name not in PERSON_FIELDS)
FIRST_FIELDS = ("payer", "relationship", "member_id", "group_number", "order")
"""What the form shows of a coverage at once; the rest is folded away where it is empty."""
MOST_COVERAGES = 8
MOST_OF_NUMBER = 40
"""Characters of a patient's number."""
_PLACE = "coverage"


class FormField(Struct, frozen=True):
    """A field of the form: its name, what it means, what is written in it, and what is wrong with that. `wanted`: it is
    the one for which the form was opened.
    """

    name: str
    label: str
    value: str
    needed: bool
    error: str = ""
    wanted: bool = False

    @property
    def choices(self) -> Mapping[str, str]:
        """What can be chosen in it, with what people call it; nothing where one writes."""
        return CHOICES.get(self.name, {})


class CoverageFields(Struct, frozen=True):
    """The fields of one coverage, those always shown and the rest."""

    first: list[FormField]
    more: list[FormField]

    @property
    def more_in_use(self) -> bool:
        """Whether something is written in the rest, or wrong or wanted there."""
        return any(field.value or field.error or field.wanted for field in self.more)


class PatientForm(Struct, frozen=True):
    """What is written, by column: of the person, and of each coverage."""

    person: Mapping[str, str]
    coverages: Sequence[Mapping[str, str]]


def parse_form(sent: QueryDict) -> PatientForm:
    """What the page sent. Raises UserError where it was not our page that filled it in."""
    person = {name: _as_seen(sent.get(name, "")) for name in PERSON_FIELDS}
    columns = {name: sent.getlist(name) for name in COVERAGE_FIELDS}
    if len({len(column) for column in columns.values()}) != 1 or not 1 <= len(columns["payer"]) <= MOST_COVERAGES:
        problem = f"the page sent no coverage, or more than {MOST_COVERAGES}, or parts of one"
        raise UserError("The patient", problem, "Reload the page.")
    rows = [dict(zip(columns, map(_as_seen, row), strict=True)) for row in zip(*columns.values(), strict=True)]
    return PatientForm(person, [row for row in rows if any(row.values())] or rows[:1])


def _as_seen(text: str) -> str:
    """What was typed, without what nobody sees: control and format characters, so that no two numbers look alike."""
    return "".join(one for one in text if category(one) not in {"Cc", "Cf"}).strip()


def read_form(form: PatientForm, payers: Mapping[str, PayerId], today: date) -> Patient:
    """The patient. Raises UserError with everything that is missing or wrong, as a file's reader does, and for what
    cannot be right (`value_checks`).
    """
    rows = [
        Entries(f"{_PLACE} {number}", _with_births({**form.person, **coverage}, today))
        for number, coverage in enumerate(form.coverages, 1)
    ]
    (patient,) = patients(rows, payers).values()
    places = {key: number for number, key in enumerate(patient.coverages, 1)}
    wrong = [
        UserError(f"{_PLACE} {places.get(one.payer, 1)}, {one.field}", one.problem, one.remedy)
        for one in patient_faults(patient, payers, today)
    ]
    if len(patient.patient_id) > MOST_OF_NUMBER:
        problem = f"has more than {MOST_OF_NUMBER} characters."
        wrong.append(UserError(f"{_PLACE} 1, patient_id", problem, "Write the number by which the chart is found."))
    if wrong:
        raise SeveralFaultsError(wrong, len(wrong), len(wrong), "field")
    return patient


def _with_births(typed: dict[str, str], today: date) -> dict[str, str]:
    """What was typed, the births with all digits of their years where two tell the century."""
    return typed | {name: full_birth(typed.get(name, ""), today) for name in BIRTHS}


def show_form(
    form: PatientForm, error: UserError | None = None, wanted: str = ""
) -> tuple[list[FormField], list[CoverageFields]]:
    """The fields as the page shows them, each with its error. `wanted`: the one for which the form was opened, of the
    coverages in the first that has it empty.
    """
    errors = _errors(error)
    at = next((number for number, one in enumerate(form.coverages, 1) if not one.get(wanted)), 1)
    person = [
        _field(name, form.person.get(name, ""), errors.get((1, name), ""), wanted=name == wanted)
        for name in PERSON_FIELDS
    ]
    coverages = [
        CoverageFields(
            *(
                [
                    _field(
                        name,
                        coverage.get(name, ""),
                        errors.get((number, name), ""),
                        wanted=(number, name) == (at, wanted),
                    )
                    for name in names
                ]
                for names in (FIRST_FIELDS, [name for name in COVERAGE_FIELDS if name not in FIRST_FIELDS])
            )
        )
        for number, coverage in enumerate(form.coverages, 1)
    ]
    return person, coverages


def empty_form(number: str) -> PatientForm:
    """A form in which nothing is written but a number for the patient: one coverage, the patient's own."""
    return PatientForm({"patient_id": number}, [{"relationship": "self"}])


def fill_form(patient: Patient) -> PatientForm:
    """A patient as the form shows one: what `read_form` reads back as the same patient."""
    person = {
        "patient_id": patient.patient_id,
        **_name(patient.name),
        "birth_date": _us(patient.birth_date),
        "sex": patient.sex,
        **_address(patient.address),
    }
    return PatientForm(person, [_coverage(coverage) for coverage in patient.coverages.values()])


def _coverage(coverage: Coverage) -> dict[str, str]:
    plain = {
        "payer": coverage.payer,
        "relationship": coverage.relationship,
        "member_id": coverage.member_id,
        "group_number": coverage.group_number,
        "prior_authorization": coverage.prior_authorization,
        "onset_date": coverage.onset_date,
        "claim_number": coverage.claim_number,
        "unable_to_work_from": coverage.unable_from,
        "unable_to_work_to": coverage.unable_to,
        "order": coverage.order,
        "medicare_second": coverage.medicare_second,
    }
    found = {name: _us(value) if isinstance(value, date) else value or "" for name, value in plain.items()}
    if coverage.accident:
        accident = coverage.accident
        on = _us(accident.on) if accident.on else ""
        found |= {"accident": accident.cause, "accident_date": on, "accident_state": accident.state or ""}
    if coverage.referrer:
        found |= {f"referring_{name}": value for name, value in _name(coverage.referrer.name).items()}
        found["referring_npi"] = coverage.referrer.npi
    subscriber = coverage.subscriber
    if subscriber and isinstance(subscriber.name, str):
        found["employer"] = subscriber.name
    elif subscriber and isinstance(subscriber.name, Name):
        about = {**_name(subscriber.name), "sex": subscriber.sex or ""}
        about["birth_date"] = _us(subscriber.birth_date) if subscriber.birth_date else ""
        about |= _address(subscriber.address) if subscriber.address else {}
        found |= {f"subscriber_{name}": value for name, value in about.items()}
    return found


def _us(day: date) -> str:
    """A day as people write it: 3/2/2026."""
    return f"{day.month}/{day.day}/{day.year}"


def _name(name: Name) -> dict[str, str]:
    return {f"{part}_name" if part != "suffix" else part: value or "" for part, value in structs.asdict(name).items()}


def _address(address: Address) -> dict[str, str]:
    return {
        "address": address.line1,
        "address_2": address.line2 or "",
        "city": address.city,
        "state": address.state,
        "zip": address.zip_code,
    }


def _field(name: str, value: str, error: str, *, wanted: bool = False) -> FormField:
    return FormField(name, label_of(name), value, PATIENT[name].needed, error, wanted)


def _errors(error: UserError | None) -> dict[tuple[int, str], str]:
    """What is wrong, by coverage and field; of the person under the first coverage."""
    if error is None:
        return {}
    found: dict[tuple[int, str], str] = {}
    for one in error.errors if isinstance(error, SeveralFaultsError) else (error,):
        place, _, name = one.place.rpartition(", ")
        number = int(place.removeprefix(f"{_PLACE} ")) if place else 1
        problem = one.problem[:1].upper() + one.problem[1:]
        found.setdefault((number, name), remedy_stored(f"{problem} {one.remedy}"))
    return found


class Difference(Struct, frozen=True):
    """A field that two forms have differently."""

    label: str
    typed: str
    now: str


def compare(typed: PatientForm, now: PatientForm) -> list[Difference]:
    """What was typed and what stands now, where they differ."""
    found = [
        _difference("", name, typed.person.get(name, ""), now.person.get(name, ""))
        for name in PERSON_FIELDS
        if typed.person.get(name, "") != now.person.get(name, "")
    ]
    for number in range(max(len(typed.coverages), len(now.coverages))):
        mine, theirs = (form.coverages[number] if number < len(form.coverages) else {} for form in (typed, now))
        found += [
            _difference(f"Coverage {number + 1}: ", name, mine.get(name, ""), theirs.get(name, ""))
            for name in COVERAGE_FIELDS
            if mine.get(name, "") != theirs.get(name, "")
        ]
    return found


def _difference(place: str, name: str, typed: str, now: str) -> Difference:
    return Difference(f"{place}{label_of(name)}", word_of(name, typed), word_of(name, now))


def hidden_fields(form: PatientForm) -> list[tuple[str, str]]:
    """What is written in a form, as a page carries it along."""
    person = [(name, form.person.get(name, "")) for name in PERSON_FIELDS]
    return person + [(name, row.get(name, "")) for row in form.coverages for name in COVERAGE_FIELDS]
