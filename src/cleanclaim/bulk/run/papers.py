"""What goes with a book's visits, sorted beforehand: charts and earlier visits by bucket, notes by group of ids.

Their files are read whole, by one process: they are the patients', not the lines'.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.msgpack import encode

from cleanclaim.bulk.run.packed_files import write_parts
from cleanclaim.bulk.run.plan import RunPlan
from cleanclaim.bulk.run.reading import BucketPapers
from cleanclaim.claims.earlier_visits import earlier_visits
from cleanclaim.exchange.files.charts import read_charts_file
from cleanclaim.exchange.files.intake import names_of
from cleanclaim.exchange.files.notes import read_notes
from cleanclaim.exchange.files.visits import read_visits_file
from cleanclaim.exchange.x12.lexer import begins_as_x12
from cleanclaim.model.note import Note
from cleanclaim.model.practice import Practice
from cleanclaim.model.visit import History, Visit


class BookPapers(Struct, frozen=True, kw_only=True):
    """Charts by patient, notes by visit and earlier visits, as far as they were named; and their `files` by option."""

    charts: Mapping[str, History] = {}
    notes: Mapping[str, Note] = {}
    earlier: Sequence[Visit] = ()
    files: Mapping[str, Path | None] = {}

    @property
    def are_sorted(self) -> bool:
        """Whether there is anything for the patients of a bucket."""
        return bool(self.charts or self.earlier)


def read_papers(
    history: Path | None, charts: Path | None, notes: Path | None, practice: Practice | None, *, of_claims: bool
) -> BookPapers:
    """The papers in some files. Raises UserError where one cannot be read."""
    earlier: Sequence[Visit] = ()
    if history and begins_as_x12(history):
        earlier = earlier_visits(history, practice, by_card=of_claims).visits
    elif history:
        earlier, _reading = read_visits_file(history, names=names_of(practice))
    return BookPapers(
        charts=read_charts_file(charts)[0] if charts else {},
        notes=read_notes(notes) if notes else {},
        earlier=earlier,
        files={"--history": history, "--charts": charts, "--notes": notes},
    )


def sort_papers(plan: RunPlan, papers: BookPapers) -> None:
    """Sort the papers, unless that is done."""
    if papers.are_sorted and not plan.work("papers").exists():
        found = [BucketPapers({}, []) for _ in range(plan.buckets)]
        for patient, chart in papers.charts.items():
            found[plan.bucket_of(patient)].charts[patient] = chart
        for visit in plan.settings.name_insurers(papers.earlier):
            if visit.patient_id is not None:
                found[plan.bucket_of(visit.patient_id)].earlier.append(visit)
        write_parts(plan.work("papers"), list(map(encode, found)))
    if papers.notes and not plan.work("notes").exists():
        notes: list[dict[str, Note]] = [{} for _ in range(plan.groups)]
        for visit_id, note in papers.notes.items():
            notes[plan.group_of(visit_id)][visit_id] = note
        write_parts(plan.work("notes"), list(map(encode, notes)))
