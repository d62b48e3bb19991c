"""Patients of a file who may be here already, or twice in the file, under another number: by name and date of birth.

    nobody said what they are   set aside, and named
    the same person             the coverages of the file go to the patient who is here, or stands further up
    another person              taken as a patient of their own

The number decides alone where it is here already: such a patient is changed or as before.
"""

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec
from msgspec import Struct, structs

from cleanclaim.model.practice import Patient
from cleanclaim.office.imports.models import ImportBatch, ImportState
from cleanclaim.office.patients.models import PatientRecord, fold
from cleanclaim.office.visits.case import read_values

AT_ONCE = 500
"""Days of birth that one query asks for; SQLite bounds how many there may be."""
MOST_BATCHES = 200
"""Imports that are looked through for who patients are."""
MERGE, NEW = "merge", "new"
"""What somebody says of a patient who may be here already."""


class Twin(Struct, frozen=True):
    """A patient of the file who may be the one with the number `of`: here, or further up in the file."""

    number: str
    name: str
    birth_date: date
    of: str
    here: bool
    choice: str = ""


class Settled(Struct, frozen=True):
    """The patients to take, and those who may be here already, with what was said of each."""

    patients: list[Patient]
    twins: list[Twin]


def settle_twins(values: Sequence[Patient], choices: Mapping[str, str]) -> Settled:
    """Find the patients who may be here already, and do with each as was chosen; without a choice it is left out."""
    stored = _stored(values)
    numbers = set(PatientRecord.objects.values_list("number", flat=True))
    take: dict[str, Patient] = {}
    seen: dict[tuple[str, str, date], str] = {}
    twins = []
    for value in values:
        key = _key(value)
        before = take.get(seen.get(key, "")) or next((one for one in stored.get(key, ()) if value is not one), None)
        if value.patient_id in numbers or before is None:
            take[value.patient_id] = value
            seen.setdefault(key, value.patient_id)
            continue
        choice = choices.get(value.patient_id, "")
        name = f"{value.name.last}, {value.name.first}"
        here = before.patient_id in numbers
        twins.append(Twin(value.patient_id, name, value.birth_date, before.patient_id, here, choice))
        if choice == NEW:
            take[value.patient_id] = value
        elif choice == MERGE:
            base = take.get(before.patient_id, before)
            take[base.patient_id] = structs.replace(base, coverages={**base.coverages, **value.coverages})
    return Settled(list(take.values()), twins)


def find_merged() -> dict[str, str]:
    """The numbers of other systems that somebody said are patients who are here, each with the number here."""
    found: dict[str, str] = {}
    rows = ImportBatch.objects.filter(state=ImportState.TAKEN).order_by("-id").values_list("choices", "preview")
    for choices, preview in rows[:MOST_BATCHES]:
        chosen = msgspec.json.decode(bytes(choices), type=_ChoicesOfTwins).twins
        if MERGE in chosen.values() and preview:
            twins = msgspec.json.decode(bytes(preview), type=_PreviewOfTwins).twins
            found = {one.number: one.of for one in twins if chosen.get(one.number) == MERGE} | found
    return found


class _ChoicesOfTwins(Struct):
    """What was said of patients who may be here already, of an import's choices."""

    twins: dict[str, str] = {}


class _PreviewOfTwins(Struct):
    """The patients who may be here already, of an import's preview."""

    twins: tuple[Twin, ...] = ()


def _key(value: Patient) -> tuple[str, str, date]:
    return fold(value.name.last), fold(value.name.first), value.birth_date


def _stored(values: Sequence[Patient]) -> dict[tuple[str, str, date], list[Patient]]:
    """The patients here who were born on a day on which one of the file was, by name and day."""
    days = sorted({value.birth_date for value in values})
    found: dict[tuple[str, str, date], list[Patient]] = {}
    for start in range(0, len(days), AT_ONCE):
        for one in read_values(PatientRecord.objects.filter(birth_date__in=days[start : start + AT_ONCE])):
            found.setdefault(_key(one), []).append(one)
    return found
