"""A run over a book: stage after stage, each task by whichever worker is free, gone on with where it was stopped.

rows ──by patient──▶ buckets ──read──▶ visits ──judged as within the whole book──▶ tables
              └─ids─┘         └─clinicians' days, papers, form of notes─┘
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct, structs
from msgspec.msgpack import decode

import cleanclaim
from cleanclaim.atomic_write import write_atomically
from cleanclaim.bulk.run.book_files import InputFiles, find_book_files
from cleanclaim.bulk.run.clinician_days import put_days_together
from cleanclaim.bulk.run.identity import identify_run
from cleanclaim.bulk.run.judging import (
    AcrossBuckets,
    BucketTotals,
    add_totals,
    review_bucket,
    write_across,
    write_words,
)
from cleanclaim.bulk.run.packed_files import read_part
from cleanclaim.bulk.run.papers import BookPapers, sort_papers
from cleanclaim.bulk.run.plan import RunPlan, divide
from cleanclaim.bulk.run.reading import BucketReading, merge_readings, read_bucket
from cleanclaim.bulk.run.run_folder import MANIFEST, BegunRun, read_begun, remove_work, run_folder
from cleanclaim.bulk.run.settings import BulkSettings
from cleanclaim.bulk.run.sorting import SortedPiece, sort_piece
from cleanclaim.bulk.run.visit_ids import check_ids
from cleanclaim.bulk.run.workers import Perform, Task, count_processors, working
from cleanclaim.bulk.tables.schemas import (
    EVIDENCE,
    FINDINGS,
    LINES,
    SET_ASIDE,
    VERSIONS,
    VISITS,
    WORDS,
    TableSchema,
)
from cleanclaim.bulk.tables.write_tables import write_table
from cleanclaim.law.chart.first_pass import FirstPass
from cleanclaim.law.notes.copies import find_boilerplate
from cleanclaim.law.review.review import papers_at_hand, papers_considered
from cleanclaim.law.review.summary import ReviewTotals, summary
from cleanclaim.model.visit import Visit

REVIEW_TABLES: tuple[TableSchema, ...] = (VISITS, LINES, FINDINGS, WORDS, EVIDENCE, SET_ASIDE, VERSIONS)

Watch = Callable[[str, int], AbstractContextManager[Callable[[int], None] | None]]
"""Shows how far a stage is: by its name and its lines a context, with what is called with the lines done."""


class BulkStage(Struct, frozen=True):
    """A stage: its name on the screen and on disk, its task, and the lines of each number it is done for."""

    label: str
    name: str
    task: Task
    lines: Sequence[int]


class BulkRun(Struct, frozen=True, kw_only=True):
    """A run that is done: its folder, and what the manifest says."""

    folder: Path
    manifest: dict[str, Any]

    @property
    def summary(self) -> dict[str, Any]:
        """What the book came to, as of a review."""
        return dict(self.manifest["summary"])


def run_review(
    place: Path,
    folder: Path,
    settings: BulkSettings,
    *,
    papers: BookPapers | None = None,
    processes: int | None = None,
    force: bool = False,
    watch: Watch | None = None,
) -> BulkRun:
    """Review a book: the files at `place`, into the tables of `folder`.

    A run that was stopped is gone on with; one that is done is not done again. More than one of `processes` only in a
    program that begins under `if __name__ == "__main__"`; None: as many as there are processors. Raises UserError where
    the book cannot be used, and where the folder is of another run and not `force`.
    """
    files, papers = find_book_files(place), papers or BookPapers()
    begun = read_begun(folder)
    if begun is not None and not force:  # what was begun yesterday goes on as of yesterday
        settings = structs.replace(settings, basis=structs.replace(settings.basis, today=begun.today))
    run = BegunRun(identify_run(settings, files, papers.files), settings.basis.today)
    done = _read_done(folder, run)
    if done is not None:
        remove_work(folder)  # which a kill may have left
        return done
    pieces, buckets = divide(files.files)
    plan = RunPlan(
        folder=folder,
        settings=settings,
        files=files.files,
        pieces=pieces,
        buckets=buckets,
        with_papers=papers.are_sorted,
    )
    names = tuple(schema.name for schema in REVIEW_TABLES)
    with run_folder(folder, run, names, force=force), working(plan, processes or count_processors()) as perform:
        sort_papers(plan, papers)
        _stage_by_stage(plan, perform, watch or (lambda _label, _lines: nullcontext()))
        manifest = _finish(plan, files, run)
    remove_work(folder)
    return BulkRun(folder=folder, manifest=manifest)


def _read_done(folder: Path, run: BegunRun) -> BulkRun | None:
    """The run that was done in a folder, where it is this one; None else."""
    path = folder / MANIFEST
    if not path.is_file():
        return None
    try:
        manifest = msgspec.json.decode(path.read_bytes(), type=dict[str, Any])
    except msgspec.DecodeError:
        return None
    return BulkRun(folder=folder, manifest=manifest) if manifest.get("run") == run.identity else None


def _stage_by_stage(plan: RunPlan, perform: Perform, watch: Watch) -> None:
    of_pieces = [piece.rows for piece in plan.pieces]
    _perform(plan, BulkStage("Sorting by patient", "pieces", sort_piece, of_pieces), perform, watch)
    a_group, a_bucket = sum(of_pieces) // plan.groups, sum(of_pieces) // plan.buckets
    _perform(plan, BulkStage("Checking ids", "ids", check_ids, [a_group] * plan.groups), perform, watch)
    _perform(plan, BulkStage("Reading", "visits", read_bucket, [a_bucket] * plan.buckets), perform, watch)
    readings = _readings(plan)
    if not plan.work("across").exists():
        write_across(plan, AcrossBuckets(readings.papers, find_boilerplate(readings.notes)))
    of_buckets = [read.rows for read in _each_reading(plan)]
    _perform(plan, BulkStage("Clinicians' days", "days", put_days_together, [a_group] * plan.groups), perform, watch)
    _perform(plan, BulkStage("Reviewing", "judged", review_bucket, of_buckets), perform, watch)
    _perform(plan, BulkStage("Words", "words", write_words, [a_group] * plan.groups), perform, watch)


def _perform(plan: RunPlan, stage: BulkStage, perform: Perform, watch: Watch) -> None:
    left = [number for number in range(len(stage.lines)) if not plan.work(stage.name, number).exists()]
    done = 0
    with watch(stage.label, sum(stage.lines[number] for number in left)) as report:
        for number in perform(stage.task, left):
            done += stage.lines[number]
            if report:
                report(done)


def _each_reading(plan: RunPlan) -> list[BucketReading]:
    return [decode(read_part(plan.work("visits", bucket), 1), type=BucketReading) for bucket in range(plan.buckets)]


def _readings(plan: RunPlan) -> BucketReading:
    return merge_readings(_each_reading(plan))


def _finish(plan: RunPlan, files: InputFiles, run: BegunRun) -> dict[str, Any]:
    """Write what the run as a whole came to: the versions, and last the manifest."""
    read = _readings(plan)
    totals = add_totals(
        [decode(read_part(plan.work("judged", bucket), 0), type=BucketTotals) for bucket in range(plan.buckets)]
    )
    sorted_pieces = [
        decode(read_part(plan.work("pieces", number), plan.buckets + plan.groups), type=SortedPiece)
        for number in range(len(plan.pieces))
    ]
    came_to = _summary(plan, totals, read)
    unread = [
        {"file": plan.files[one.file].name, "row": None, "visit_id": None, "column": None, "problem": one.problem}
        for piece in sorted_pieces
        for one in piece.unread
    ]
    write_table(plan.table(SET_ASIDE.name, plan.buckets), SET_ASIDE, unread)
    write_table(plan.table(VERSIONS.name, 0), VERSIONS, _versions(came_to))
    words = [decode(read_part(plan.work("words", group), 0), type=dict[str, int]) for group in range(plan.groups)]
    manifest: dict[str, Any] = {
        "command": run.identity["command"],
        "run": run.identity,
        "files": [{"name": file.name, "sha256": file.digest} for file in files.files],
        "files_not_read": list(files.not_read),
        "files_set_aside": len(unread),
        "columns_not_used": sorted({name for piece in sorted_pieces for name in piece.not_used}),
        "voids_left_out": sum(piece.voids for piece in sorted_pieces),
        "notes_of_no_visit": _count_strange_notes(plan),
        "visits": read.visits,
        "lines": read.rows,
        "lines_set_aside": read.rows_set_aside,
        "visits_set_aside": read.visits_set_aside,
        "summary": came_to,
        "tables": {**totals.rows, **{name: sum(one[name] for one in words) for name in ("words", "evidence")}}
        | {SET_ASIDE.name: read.rows_set_aside + len(unread)},
    }
    write_atomically(plan.folder / MANIFEST, msgspec.json.format(msgspec.json.encode(manifest), indent=1))
    return manifest


def _summary(plan: RunPlan, totals: BucketTotals, read: BucketReading) -> dict[str, Any]:
    """What a review of the whole book says of itself."""
    counted = ReviewTotals()
    counted.add(totals.statuses, totals.rules)
    case = plan.settings.make_case((), of_claims=plan.of_claims)
    first = structs.replace(FirstPass.of(()), papers=read.papers)
    days = [Visit(visit_id="", service_date=day) for day in totals.days]
    return summary(days, counted, plan.settings.basis, papers_considered(papers_at_hand(first, case), case))


def _versions(came_to: Mapping[str, Any]) -> list[dict[str, Any]]:
    program = {"kind": "program", "name": cleanclaim.__version__, "stale": None}
    law = {"kind": "law", "name": came_to["law"], "stale": None}
    tables = [
        {"kind": one["kind"], "name": name, "stale": int(one["stale"])} for name, one in came_to["reference"].items()
    ]
    return [program, law, *tables]


def _count_strange_notes(plan: RunPlan) -> int:
    """How many notes are of no visit of the book."""
    return sum(
        len(decode(read_part(plan.work("ids", group), plan.buckets), type=list[str])) for group in range(plan.groups)
    )
