"""Finding patients by the beginning of a name, by number or by birth date, a page at a time."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec
from django.db.models import BinaryField, F, Func, IntegerField, Q, QuerySet, Value
from msgspec import Struct

from cleanclaim.exchange.files.date_values import calendar_day
from cleanclaim.model.practice import Patient
from cleanclaim.office.patients.models import PatientRecord, PatientVersion, fold, last_first
from cleanclaim.office.shared.query import read_key

PAGE = 50
MOST_ALIKE = 5
FIRST_NUMBER = "P0000"
DIGITS = 9
"""That are counted on at the end of a patient's number, at most."""


class Found(Struct, frozen=True):
    """A page of patients in the order of their names. `after` begins the next page, empty where there is none."""

    patients: Sequence[PatientRecord]
    after: str


def find_patients(words: str, after: str = "") -> Found:
    """The patients whose name or number begins with the words, or who were born on that day; all where none are typed.

    `after` is what the page before said.
    """
    found = _matching(words)
    name, _, last = after.rpartition("|")
    if after:
        key = read_key(last, "The list")
        found = found.filter(sorted_name__gte=name).filter(Q(sorted_name__gt=name) | Q(id__gt=key))
    rows = list(found.order_by("sorted_name", "id")[: PAGE + 1])
    more = len(rows) > PAGE
    rows = rows[:PAGE]
    return Found(rows, f"{rows[-1].sorted_name}|{rows[-1].pk}" if more else "")


def is_found_by(patient: PatientRecord, words: str) -> bool:
    """Whether a patient is among those whom the words find."""
    return _matching(words).filter(pk=patient.pk).exists()


def propose_number() -> str:
    """A number for a new patient, after the greatest of those like the last one that was added: P0042 after P0041.

    Empty where that one does not end in digits.
    """
    last = PatientRecord.objects.order_by("-id").values_list("number", flat=True).first()
    found = re.fullmatch(r"(.*?)([0-9]{1,9})", last if last is not None else FIRST_NUMBER)
    if found is None:
        return ""
    begins, width = found[1], len(found[2])
    like = PatientRecord.objects.filter(_begins("sorted_number", fold(begins))).values_list("number", flat=True)
    ends = [one[len(begins) :] for one in like if one.startswith(begins)]
    greatest = max((int(one) for one in ends if one.isascii() and one.isdecimal() and len(one) <= DIGITS), default=0)
    return f"{begins}{greatest + 1:0{width}}"


def find_alike(patient: Patient) -> list[PatientRecord]:
    """Patients who may be the same person: of the same name and birth date, or insured themselves under the same
    number of a payer.
    """
    alike = PatientRecord.objects.filter(birth_date=patient.birth_date).order_by("id")
    named = [one for one in alike if _last_first(one.sorted_name) == _last_first(fold(last_first(patient)))]
    own = _own_numbers(patient)
    for _payer, number in sorted(own):
        written = msgspec.json.encode(number)
        versions = PatientVersion.objects.filter(number=F("record__version"), record__withdrawn=False)
        place = _Position(F("value"), Value(written, output_field=BinaryField()))
        with_it = versions.annotate(place=place).filter(place__gt=0)
        found = with_it.select_related("record")[:MOST_ALIKE]
        named += [version.record for version in found if own & _own_numbers(version.read())]
    return list({one.pk: one for one in named if one.number != patient.patient_id}.values())[:MOST_ALIKE]


def _own_numbers(patient: Patient) -> set[tuple[str, str]]:
    """The payers whose member the patient is, not a relative, each with the member's number."""
    own = (one for one in patient.coverages.values() if one.relationship == "self")
    return {(one.payer, one.member_id) for one in own if one.member_id}


class _Position(Func):
    """Where some bytes stand in others, from 1 on; 0 where they do not."""

    function = "instr"
    output_field = IntegerField()

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """The function of that database."""
        return super().as_sql(compiler, connection, function='pg_catalog."position"', **more)


def _last_first(name: str) -> tuple[str, str]:
    """A sorted name without middle names."""
    last, _, first = name.partition(", ")
    return last, first.partition(" ")[0]


def _matching(words: str) -> "QuerySet[PatientRecord]":
    patients: QuerySet[PatientRecord] = PatientRecord.objects.all()
    typed = fold(words)
    if not typed:
        return patients
    born = _day(typed)
    if born:
        return patients.filter(birth_date=born)
    first_last = typed.split(" ", 1)
    other_order = f"{first_last[1]}, {first_last[0]}" if len(first_last) == 2 and "," not in typed else typed
    name = _begins("sorted_name", typed) | _begins("sorted_name", other_order)
    return patients.filter(name | _begins("sorted_number", typed))


def _begins(column: str, text: str) -> Q:
    """That a column begins with a text, as a range: an index is sought for it on both databases."""
    return Q(**{f"{column}__gte": text, f"{column}__lt": text + "\U0010ffff"})


def _day(typed: str) -> date | None:
    try:
        return calendar_day(typed)
    except ValueError:
        return None
