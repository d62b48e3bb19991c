"""Finding patients by the beginning of a name, by number or by birth date, a page at a time."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q, QuerySet
from msgspec import Struct

from cleanclaim.exchange.files.date_values import calendar_day
from cleanclaim.office.patients.models import PatientRecord, fold
from cleanclaim.office.shared.query import read_key

PAGE = 50


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
