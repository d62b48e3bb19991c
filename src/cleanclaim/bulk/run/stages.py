"""The stages of a run, one after another, each task by whichever worker is free.

rows ──by patient──▶ buckets ──read──▶ visits ──judged as within the whole book──▶ tables
              └─ids─┘         └─clinicians' days, papers, form of notes─┘
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

from msgspec import Struct
from msgspec.msgpack import decode

from cleanclaim.bulk.run.bucket_cases import AcrossBuckets, write_across
from cleanclaim.bulk.run.clinician_days import put_days_together
from cleanclaim.bulk.run.comparing import compare_bucket
from cleanclaim.bulk.run.judging import review_bucket, write_words
from cleanclaim.bulk.run.packed_files import read_part
from cleanclaim.bulk.run.plan import RunPlan
from cleanclaim.bulk.run.pricing import price_bucket
from cleanclaim.bulk.run.reading import BucketReading, merge_readings, read_bucket
from cleanclaim.bulk.run.settings import BulkVerb
from cleanclaim.bulk.run.sorting import sort_piece
from cleanclaim.bulk.run.visit_ids import check_ids
from cleanclaim.bulk.run.workers import Perform, Task
from cleanclaim.bulk.tables.schemas import (
    CHANGED_FINDINGS,
    CHANGED_LINES,
    CHANGES,
    EVIDENCE,
    FINDINGS,
    LINES,
    OPEN_PRICES,
    PRICED_LINES,
    PRICES,
    REAUDIT,
    SET_ASIDE,
    VERSIONS,
    VISITS,
    WORDS,
    TableSchema,
)
from cleanclaim.law.notes.copies import find_boilerplate

Watch = Callable[[str, int], AbstractContextManager[Callable[[int], None] | None]]
"""Shows how far a stage is: by its name and its lines a context, with what is called with the lines done."""


class BulkWork(Struct, frozen=True):
    """What a verb does with each bucket, under what name, and the tables that it writes."""

    label: str
    task: Task
    tables: tuple[TableSchema, ...]

    @property
    def has_words(self) -> bool:
        """Whether findings are put into words."""
        return WORDS in self.tables

    @property
    def names(self) -> tuple[str, ...]:
        """The tables by name."""
        return tuple(schema.name for schema in self.tables)


_ALWAYS = (SET_ASIDE, VERSIONS)
_CHANGES = (CHANGES, CHANGED_FINDINGS, CHANGED_LINES)
WORKS: dict[BulkVerb, BulkWork] = {
    "review": BulkWork("Reviewing", review_bucket, (VISITS, LINES, FINDINGS, WORDS, EVIDENCE, *_ALWAYS)),
    "price": BulkWork("Pricing", price_bucket, (PRICES, PRICED_LINES, OPEN_PRICES, *_ALWAYS)),
    "simulate": BulkWork("Simulating", compare_bucket, (*_CHANGES, *_ALWAYS)),
    "reaudit": BulkWork("Judging again", compare_bucket, (REAUDIT, *_CHANGES, *_ALWAYS)),
}


class BulkStage(Struct, frozen=True):
    """A stage: its name on the screen and on disk, its task, and the lines of each number it is done for."""

    label: str
    name: str
    task: Task
    lines: Sequence[int]


def perform_stages(plan: RunPlan, perform: Perform, watch: Watch) -> None:
    """Perform what is left of all stages."""
    work, of_pieces = WORKS[plan.settings.verb], [piece.rows for piece in plan.pieces]
    a_group, a_bucket = sum(of_pieces) // plan.groups, sum(of_pieces) // plan.buckets
    groups = [a_group] * plan.groups

    def stage(label: str, name: str, task: Task, lines: Sequence[int]) -> None:
        _perform_stage(plan, BulkStage(label, name, task, lines), perform, watch)

    stage("Sorting by patient", "pieces", sort_piece, of_pieces)
    stage("Checking ids", "ids", check_ids, groups)
    stage("Reading", "visits", read_bucket, [a_bucket] * plan.buckets)
    if not plan.work("across").exists():
        read = merge_readings(readings_of(plan))
        write_across(plan, AcrossBuckets(read.papers, find_boilerplate(read.notes)))
    stage("Clinicians' days", "days", put_days_together, groups)
    stage(work.label, "judged", work.task, [read.rows for read in readings_of(plan)])
    if work.has_words:
        stage("Words", "words", write_words, groups)


def _perform_stage(plan: RunPlan, stage: BulkStage, perform: Perform, watch: Watch) -> None:
    left = [number for number in range(len(stage.lines)) if not plan.work(stage.name, number).exists()]
    done = 0
    with watch(stage.label, sum(stage.lines[number] for number in left)) as report:
        for number in perform(stage.task, left):
            done += stage.lines[number]
            if report:
                report(done)


def readings_of(plan: RunPlan) -> list[BucketReading]:
    """What came of reading each bucket."""
    return [decode(read_part(plan.work("visits", bucket), 1), type=BucketReading) for bucket in range(plan.buckets)]
