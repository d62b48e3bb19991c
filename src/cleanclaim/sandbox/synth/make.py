"""Making a practice: everything in memory first, then written into a folder that is put in place as a whole."""

import csv
import io
import json
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from msgspec import structs

from cleanclaim.claims.assemble import assemble
from cleanclaim.exchange.files.practice import read_practice
from cleanclaim.exchange.files.to_objects import history_object, note_object, visit_object
from cleanclaim.exchange.x12.write_837p import write_837p
from cleanclaim.model.errors import UserError
from cleanclaim.model.line import Line
from cleanclaim.model.visit import History, Service, Visit
from cleanclaim.sandbox.synth.outcomes import outcomes
from cleanclaim.sandbox.synth.plant import plant
from cleanclaim.sandbox.synth.practice_file import patients_csv, practice_toml
from cleanclaim.sandbox.synth.world import MadePractice, world

FIRST = date(2024, 10, 7)
"""The first day unless another is asked for: from then on the shipped tables answer for every visit."""

Progress = Callable[[str], None]

README = """A made-up practice: {clinicians} clinicians, {patients:,} patients, {visits:,} visits
from {first} to {last}, seed {seed}. Nobody in it exists. The same seed gives the same bytes.

visits.json       every visit with its services, as billed; `history` tells the year before it
charts.ndjson     each patient's plans of care, progress reports, approvals, coverage, discharges
notes.ndjson      the note of every visit
practice.toml     who bills and treats: licences, enrolments, screenings; payers, fees
patients.csv      the patients, for practice.toml
schedule.csv      every appointment, kept or not
filed/DAY.json    the visits that are filed on a day, a month at a time
claims/DAY.837    the same as an 837P, sent without looking
outcomes.ndjson   what the payers answer to each line, ready for remittances
faults.csv        what was planted: visit, family, what is wrong, the rules any of which must say so ({faults:,} labels)

    cleanclaim review filed/{month}.json --filed-on {month} --history visits.json \\
        --charts charts.ndjson --notes notes.ndjson --practice practice.toml
    cleanclaim patterns visits.json --schedule schedule.csv --notes notes.ndjson
    cleanclaim validate claims/{month}.837
"""


def synthesize(
    folder: Path,
    *,
    years: float,
    clinicians: int,
    seed: int,
    first: date = FIRST,
    clean: bool = False,
    replace: bool = False,
    progress: Progress = lambda _what: None,
) -> MadePractice:
    """Make a practice and write it into the folder. `progress` is told what is being done.

    Raises UserError where the folder has something in it and `replace` does not allow to put the practice in its place.
    """
    if folder.exists() and not replace and (folder.is_file() or any(folder.iterdir())):
        raise UserError(
            str(folder), "is there already", "Name a new folder, or give --force to put the practice in its place."
        )
    last = first + timedelta(days=round(365 * years) - 1)
    progress("Treating patients")
    made = world(clinicians, first, last, seed)
    if not clean:
        progress("Planting faults")
        plant(made)
    beside = folder.with_name(folder.name + ".part")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    try:
        progress("Writing")
        _write(made, beside, {"first": first, "last": last, "seed": seed, "clinicians": clinicians})
        if folder.exists():
            shutil.rmtree(folder)
        beside.replace(folder)
    except OSError as wrong:
        shutil.rmtree(beside, ignore_errors=True)
        raise UserError(
            str(folder), f"cannot be written: {wrong.strerror}", "Name a folder you may write to."
        ) from None
    return made


def batches(made: MadePractice) -> dict[date, list[Visit]]:
    """The visits by the day on which they are filed."""
    by_day: dict[date, list[Visit]] = defaultdict(list)
    for at, visit in enumerate(made.visits):
        by_day[made.filed_on(at)].append(visit)
    return dict(sorted(by_day.items()))


def _write(made: MadePractice, folder: Path, about: dict[str, Any]) -> None:
    _text(folder / "practice.toml", practice_toml(made.staff))
    _text(folder / "patients.csv", patients_csv(made.booked.courses))
    _list(folder / "visits.json", map(_without_note, made.visits))
    charts = ({"patient_id": patient, **history_object(chart)} for patient, chart in made.charts.items())
    _lines(folder / "charts.ndjson", charts)
    noted = ((visit.visit_id, visit.note) for visit in made.visits)
    _lines(folder / "notes.ndjson", ({"visit_id": visit_id, **note_object(note)} for visit_id, note in noted if note))
    _lines(folder / "outcomes.ndjson", outcomes(made))
    appointments = [(one.patient_id, one.on, one.provider_npi, one.status) for one in made.booked.schedule]
    _csv(folder / "schedule.csv", ("patient_id", "date", "provider_npi", "status"), appointments)
    labels = [(one.visit_id, one.family, one.what, " ".join(one.rules), one.kind) for one in made.faults]
    _csv(folder / "faults.csv", ("visit_id", "family", "what", "rules", "kind"), labels)
    days = batches(made)
    for day, visits in days.items():
        _list(folder / "filed" / f"{day}.json", map(_without_note, visits))
    _claims(folder, days)
    told = README.format(
        **about,
        patients=len(made.charts),
        visits=len(made.visits),
        faults=len(made.faults),
        month=next(iter(days)),
    )
    _text(folder / "README.txt", told)


def _claims(folder: Path, days: dict[date, list[Visit]]) -> None:
    """An 837P of each day's filing: whatever can be put on a claim, right or wrong."""
    practice = read_practice(folder / "practice.toml")
    for day, visits in days.items():
        insured = [visit for visit in visits if visit.payer != "self_pay"]
        claims, _held = assemble(((visit, _lines_of(visit)) for visit in insured), practice)
        if claims:
            _text(folder / "claims" / f"{day}.837", write_837p(claims, practice))


def _lines_of(visit: Visit) -> list[Line]:
    fields = Service.__struct_fields__
    return [
        Line(number=number, **{name: getattr(service, name) for name in fields})
        for number, service in enumerate(visit.services, 1)
    ]


def _without_note(visit: Visit) -> dict[str, Any]:
    """A visit for the visits file; its note stands in a file of its own, its history keeps only what was spent."""
    spent = visit.history.spent if visit.history else None
    return visit_object(structs.replace(visit, note=None, history=History(spent=spent)))


def _text(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")


def _lines(path: Path, objects: Iterable[dict[str, Any]] | Iterator[dict[str, Any]]) -> None:
    _text(path, "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in objects))


def _list(path: Path, objects: Iterable[dict[str, Any]]) -> None:
    _text(path, "[\n" + ",\n".join(json.dumps(one, ensure_ascii=False) for one in objects) + "\n]\n")


def _csv(path: Path, heading: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(heading)
    writer.writerows(rows)
    _text(path, text.getvalue())
