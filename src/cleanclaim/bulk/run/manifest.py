"""What a run as a whole came to: its versions, and its manifest, which is written last."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from msgspec import structs
from msgspec.msgpack import decode

import cleanclaim
from cleanclaim.atomic_write import write_atomically
from cleanclaim.bulk.groups import Group
from cleanclaim.bulk.run.book_files import InputFiles
from cleanclaim.bulk.run.packed_files import read_part
from cleanclaim.bulk.run.plan import RunPlan
from cleanclaim.bulk.run.reading import merge_readings
from cleanclaim.bulk.run.run_folder import MANIFEST, BegunRun
from cleanclaim.bulk.run.settings import BulkSettings
from cleanclaim.bulk.run.sorting import SortedPiece
from cleanclaim.bulk.run.stages import WORKS, readings_of
from cleanclaim.bulk.run.totals import BucketTotals, add_totals
from cleanclaim.bulk.tables.schemas import SET_ASIDE, VERSIONS
from cleanclaim.bulk.tables.write_tables import write_table
from cleanclaim.law.chart.first_pass import FirstPass, Paper
from cleanclaim.law.review.review import papers_at_hand, papers_considered
from cleanclaim.law.review.summary import ReviewTotals, summary
from cleanclaim.model.visit import Visit


def write_manifest(plan: RunPlan, files: InputFiles, run: BegunRun) -> dict[str, Any]:
    """Write the versions, what of whole files was set aside, and the manifest; returns the manifest."""
    read, totals = merge_readings(readings_of(plan)), add_totals(_each_total(plan))
    pieces = [
        decode(read_part(plan.work("pieces", number), plan.buckets + plan.groups), type=SortedPiece)
        for number in range(len(plan.pieces))
    ]
    unread = [
        {"file": plan.files[one.file].name, "row": None, "visit_id": None, "column": None, "problem": one.problem}
        for piece in pieces
        for one in piece.unread
    ]
    write_table(plan.table(SET_ASIDE.name, plan.buckets), SET_ASIDE, unread)
    came_to = sum_up(plan.settings, totals, read.papers, of_claims=plan.of_claims)
    versions = list_versions(came_to)
    write_table(plan.table(VERSIONS.name, 0), VERSIONS, versions)
    aside = {SET_ASIDE.name: read.rows_set_aside + len(unread), VERSIONS.name: len(versions)}
    manifest: dict[str, Any] = {
        "command": run.identity["command"],
        "run": run.identity,
        "files": [{"name": file.name, "sha256": file.digest} for file in files.files],
        "files_not_read": list(files.not_read),
        "files_set_aside": len(unread),
        "columns_not_used": sorted({name for piece in pieces for name in piece.not_used}),
        "voids_left_out": sum(piece.voids for piece in pieces),
        "notes_of_no_visit": sum(_count_strange_notes(plan)),
        "visits": read.visits,
        "lines": read.rows,
        "lines_set_aside": read.rows_set_aside,
        "visits_set_aside": read.visits_set_aside,
        "summary": came_to,
        "tables": {**totals.rows, **aside},
    }
    write_atomically(plan.folder / MANIFEST, msgspec.json.format(msgspec.json.encode(manifest), indent=1))
    return manifest


def _each_total(plan: RunPlan) -> Iterator[BucketTotals]:
    stages = [("judged", plan.buckets)]
    if WORKS[plan.settings.verb].has_words:
        stages.append(("words", plan.groups))
    for stage, count in stages:
        for number in range(count):
            yield decode(read_part(plan.work(stage, number), 0), type=BucketTotals)


def sum_up(
    settings: BulkSettings, totals: BucketTotals, papers: frozenset[Paper], *, of_claims: bool = False
) -> dict[str, Any]:
    """What the verb says of the whole book; of a review the same as `review` does."""
    counted = ReviewTotals()
    if settings.verb == "review":
        counted.add(totals.statuses, totals.rules)
    case = settings.make_case((), of_claims=of_claims)
    first = structs.replace(FirstPass.of(()), papers=papers)
    days = [Visit(visit_id="", service_date=day) for day in totals.days]
    reviewed = summary(days, counted, settings.basis, papers_considered(papers_at_hand(first, case), case))
    if settings.verb == "review":
        return reviewed
    sums = dict(sorted(totals.sums.items()))
    groups = {name: [_group(group) for group in found] for name, found in totals.groups.items()}
    reasons = {"because": totals.rules} if totals.rules else {}
    return {"law": reviewed["law"], "reference": reviewed["reference"], **sums, **reasons, **groups}


def _group(group: Group) -> dict[str, Any]:
    return dict(msgspec.to_builtins(group))


def list_versions(came_to: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of the table of versions, from what the book came to."""
    program = {"kind": "program", "name": cleanclaim.__version__, "stale": None}
    law = {"kind": "law", "name": came_to["law"], "stale": None}
    tables = [
        {"kind": one["kind"], "name": name, "stale": int(one["stale"])} for name, one in came_to["reference"].items()
    ]
    return [program, law, *tables]


def _count_strange_notes(plan: RunPlan) -> Iterator[int]:
    """How many notes of each group are of no visit of the book."""
    for group in range(plan.groups):
        yield len(decode(read_part(plan.work("ids", group), plan.buckets), type=list[str]))
