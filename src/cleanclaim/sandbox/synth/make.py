"""Making a practice up, and its files as values; who called writes them."""

import csv
import io
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from msgspec import Struct, structs

from cleanclaim.claims.assemble import assemble
from cleanclaim.exchange.files.practice import parse_practice
from cleanclaim.exchange.files.to_objects import history_object, note_object, visit_object
from cleanclaim.exchange.x12.write_837p import write_837p
from cleanclaim.model.line import Line
from cleanclaim.model.practice import Practice
from cleanclaim.model.visit import History, Service, Visit
from cleanclaim.sandbox.synth.made_practice import SyntheticPractice, faultless_practice
from cleanclaim.sandbox.synth.outcomes import outcomes
from cleanclaim.sandbox.synth.plant import plant
from cleanclaim.sandbox.synth.practice_file import patients_csv, practice_toml

FIRST = date(2024, 10, 7)
"""The first day unless another is asked for: from then on the shipped tables answer for every visit."""

Progress = Callable[[str], None]

README = """A made-up practice: {clinicians} clinicians, {patients:,} patients, {visits:,} visits
from {first} to {last}, seed {seed}. Nobody in it exists. The same seed gives the same bytes.

visits.json       every visit with its services, as billed; `history` tells the year before it
charts.ndjson     each patient's plans of care, progress reports, approvals, coverage, discharges
notes.ndjson      the note of every visit
practice.toml     who bills and treats: licenses, enrollments, screenings; payers, fees
patients.csv      the patients, for practice.toml
schedule.csv      every appointment, kept or not
filed/DAY.json    the visits that are filed on a day, a month at a time
claims/DAY.837    the same as an 837P, sent without looking
outcomes.ndjson   what the payers answer to each line, ready for remittances
faults.csv        what was planted: visit, family, what is wrong, the rules any of which must say so ({faults:,} labels)
manifest.json     what was written here: only where all is as it was written does --force replace the folder

    cleanclaim review filed/{month}.json --filed-on {month} --history visits.json \\
        --charts charts.ndjson --notes notes.ndjson --practice practice.toml
    cleanclaim audit patterns visits.json --schedule schedule.csv --notes notes.ndjson
    cleanclaim validate claims/{month}.837
"""


class SynthSettings(Struct, frozen=True, kw_only=True):
    """What practice to make up: how long it has been open, how many treat there, the seed, clean or with faults."""

    years: float
    clinicians: int
    seed: int
    first: date = FIRST
    clean: bool = False

    @property
    def last(self) -> date:
        """Its last day."""
        return self.first + timedelta(days=round(365 * self.years) - 1)


def synthesize(settings: SynthSettings, progress: Progress = lambda _what: None) -> SyntheticPractice:
    """Make a practice up. `progress` is called with what is being done."""
    progress("Treating patients")
    made = faultless_practice(settings.clinicians, settings.first, settings.last, settings.seed)
    if not settings.clean:
        progress("Planting faults")
        plant(made)
    return made


def visits_by_filing_day(made: SyntheticPractice) -> dict[date, list[Visit]]:
    """The visits by the day on which they are filed."""
    by_day: dict[date, list[Visit]] = defaultdict(list)
    for at, visit in enumerate(made.visits):
        by_day[made.filed_on(at)].append(visit)
    return dict(sorted(by_day.items()))


def made_files(settings: SynthSettings, made: SyntheticPractice) -> Iterator[tuple[str, bytes]]:
    """Every file of a practice, by its path in the practice's folder; one at a time, for some are large."""
    practice, patients = practice_toml(made.staff), patients_csv(made.booked.courses)
    yield "practice.toml", practice.encode()
    yield "patients.csv", patients.encode()
    yield "visits.json", _list(map(_without_note, made.visits))
    yield "charts.ndjson", _lines({"patient_id": name, **history_object(chart)} for name, chart in made.charts.items())
    noted = ((visit.visit_id, visit.note) for visit in made.visits)
    yield "notes.ndjson", _lines({"visit_id": visit_id, **note_object(note)} for visit_id, note in noted if note)
    yield "outcomes.ndjson", _lines(outcomes(made))
    appointments = [(one.patient_id, one.on, one.provider_npi, one.status) for one in made.booked.schedule]
    yield "schedule.csv", _csv(("patient_id", "date", "provider_npi", "status"), appointments)
    labels = [(one.visit_id, one.family, one.what, " ".join(one.rules), one.kind) for one in made.faults]
    yield "faults.csv", _csv(("visit_id", "family", "what", "rules", "kind"), labels)
    days = visits_by_filing_day(made)
    for day, visits in days.items():
        yield f"filed/{day}.json", _list(map(_without_note, visits))
    yield from _claims(parse_practice(practice, patients), days)
    readme = README.format(
        first=settings.first,
        last=settings.last,
        seed=settings.seed,
        clinicians=settings.clinicians,
        patients=len(made.charts),
        visits=len(made.visits),
        faults=len(made.faults),
        month=next(iter(days)),
    )
    yield "README.txt", readme.encode()


def _claims(practice: Practice, days: dict[date, list[Visit]]) -> Iterator[tuple[str, bytes]]:
    """An 837P of each day's filing: whatever can be put on a claim, right or wrong."""
    for day, visits in days.items():
        insured = [visit for visit in visits if visit.payer != "self_pay"]
        claims, _on_hold = assemble(((visit, _lines_of(visit)) for visit in insured), practice)
        if claims:
            yield f"claims/{day}.837", write_837p(claims, practice).encode()


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


def _lines(objects: Iterable[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in objects).encode()


def _list(objects: Iterable[dict[str, Any]]) -> bytes:
    return ("[\n" + ",\n".join(json.dumps(one, ensure_ascii=False) for one in objects) + "\n]\n").encode()


def _csv(heading: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(heading)
    writer.writerows(rows)
    return text.getvalue().encode()
