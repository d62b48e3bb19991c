"""Charts taken in: what a file says of a patient's chart goes to what is there, entry by entry.

not here                      added
here, the same                left as it is
here, of the same plan,       the patient's chart is left as it is and named with what differs, until somebody
authorization, benefit, ...,  chooses the file's word
with something else
of a patient who is not here  set aside, and named

An entry that is here and not in the file stays: a file may be of one part, or of a month.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import F
from msgspec import Struct, structs

from cleanclaim.model.visit import History
from cleanclaim.office.audit_log.log import Actor
from cleanclaim.office.charts.form import compare
from cleanclaim.office.charts.models import ChartRecord, ChartVersion
from cleanclaim.office.charts.parts import DISCHARGES, OUTSIDE
from cleanclaim.office.imports.choices import ALL, REPLACE, ImportChoices
from cleanclaim.office.imports.models import ImportBatch
from cleanclaim.office.imports.taking import TakePlan, store_records
from cleanclaim.office.patients.models import PatientRecord

SAME: Mapping[str, tuple[str, ...]] = {
    "plan_of_care": ("begins", "discipline"),
    "progress_reports": ("on", "discipline"),
    "authorizations": ("payer", "number", "begins", "discipline", "codes"),
    "benefits": ("payer", "unit", "begins", "disciplines"),
    "coverage": ("payer", "begins"),
}
"""The fields by which an entry of the file is one that is here."""


class ChartOfFile(Struct, frozen=True):
    """What a file says of a patient's chart, in how many rows."""

    patient: str
    chart: History
    rows: int


def take_charts(
    values: Sequence[ChartOfFile],
    plan: TakePlan,
    choices: ImportChoices,
    payers: Mapping[str, str],
    actor: Actor | None = None,
    batch: ImportBatch | None = None,
) -> None:
    """Take a part of charts in, or plan to. `payers`: how each is called, where a difference is named."""
    numbers = {one.patient for one in values} | set(choices.same.values())
    patients = dict(PatientRecord.objects.filter(number__in=numbers).values_list("number", "pk"))
    stored = _stored(list(patients.values()))
    add: list[tuple[ChartRecord, History]] = []
    change: list[tuple[ChartRecord, History]] = []
    for one in values:
        key = patients.get(one.patient) or patients.get(choices.same.get(one.patient, ""))
        if key is None:
            plan.strangers.append(one.patient)
            plan.unknown_patients[one.patient] = one.rows
            continue
        record, here = stored.get(key, (None, History()))
        merged = merge_charts(here, one.chart)
        differs = [f"{title}: {gone} → {come}" for title, gone, come in compare(here, merged, payers) if gone]
        if differs:
            plan.differing[one.patient] = differs
            if REPLACE not in (choices.replace.get(one.patient), choices.replace.get(ALL)):
                continue
            plan.replaced.add(one.patient)
        plan.patients.add(one.patient)
        plan.services += one.rows
        if merged == here:
            plan.as_before += 1
        elif record is None:
            plan.added += 1
            add.append((ChartRecord(patient_id=key), merged))
        else:
            plan.changed += 1
            change.append((record, merged))
    if actor and batch:
        store_records(add, change, actor, batch, "chart")


def merge_charts(here: History, there: History) -> History:
    """The chart that is here with what another one says."""
    parts = {name: _merge_part(SAME[name], getattr(here, name), getattr(there, name)) for name in SAME}
    ended, outside = getattr(there, DISCHARGES), getattr(there, OUTSIDE)
    days = sorted({*(getattr(here, DISCHARGES) or ()), *ended}) if ended else ended
    parts[DISCHARGES] = getattr(here, DISCHARGES) if ended is None else tuple(days)
    parts[OUTSIDE] = getattr(here, OUTSIDE) if outside is None else outside
    return structs.replace(here, **parts)


def _merge_part(
    fields: tuple[str, ...], here: tuple[Any, ...] | None, there: tuple[Any, ...] | None
) -> tuple[Any, ...] | None:
    """The entries of a part: those of the file in the place of the same ones here, the others after them."""
    if not there:
        return here if there is None else there
    found = list(here or ())
    places = {tuple(getattr(one, name) for name in fields): at for at, one in enumerate(found)}
    for one in there:
        at = places.pop(tuple(getattr(one, name) for name in fields), None)
        if one in found:
            continue
        if at is None:
            found.append(one)
        else:
            found[at] = one
    return tuple(found)


def _stored(patients: Sequence[Any]) -> dict[Any, tuple[ChartRecord, History]]:
    """The charts of these patients that are here."""
    rows = {row.pk: row for row in ChartRecord.objects.filter(patient__in=patients)}
    newest = ChartVersion.objects.filter(record__in=list(rows), number=F("record__version"))
    return {rows[one.record_id].patient_id: (rows[one.record_id], one.read()) for one in newest}
