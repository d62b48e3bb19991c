"""The third stage: a bucket's rows become visits, by the reader that reads whole files; what cannot be read is listed.

What crosses buckets is noted on the way: which papers are at hand, notes that may be looked through for the practice's
boilerplate, and the bucket's part of each clinician's day.
"""

import io
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from msgspec import Struct, structs
from msgspec.msgpack import decode, encode

from cleanclaim.bulk.run.clinician_days import NumberedDay
from cleanclaim.bulk.run.packed_files import read_part, write_parts
from cleanclaim.bulk.run.plan import RunPlan
from cleanclaim.bulk.run.sorting import FILE, ROW, ClaimsOfFile, value_or_text
from cleanclaim.bulk.run.visit_ids import BucketIds
from cleanclaim.bulk.tables.schemas import SET_ASIDE
from cleanclaim.bulk.tables.write_tables import write_table
from cleanclaim.exchange.files.intake import Intake, SeveralFaultsError, names_of
from cleanclaim.exchange.files.notes import with_notes
from cleanclaim.exchange.files.parquet_rows import frame_visits
from cleanclaim.law.chart.first_pass import FirstPass, Paper
from cleanclaim.law.chart.patient_history import add_history
from cleanclaim.law.notes.copies import SampledNote, sample
from cleanclaim.model.practice import Practice
from cleanclaim.model.visit import History, Visit

if TYPE_CHECKING:
    import polars

NOT_WHOLE = "Another row of its visit cannot be read."
DISAGREES = "The rows of the visit disagree on it."


class BucketPapers(Struct, frozen=True, array_like=True):
    """What goes with the visits of a bucket: charts by patient, and earlier visits."""

    charts: dict[str, History]
    earlier: list[Visit]


class BucketVisits(Struct, frozen=True, array_like=True):
    """Visits of a bucket, by id, from files made on one day; None where files do not say."""

    filed_on: date | None
    visits: list[Visit]


class BucketReading(Struct, frozen=True, kw_only=True):
    """What came of reading a bucket, besides its visits."""

    rows: int
    visits: int
    rows_set_aside: int
    visits_set_aside: int
    papers: frozenset[Paper]
    notes: list[SampledNote]


def read_bucket(plan: RunPlan, bucket: int) -> None:
    """Read a bucket: its visits, what came of it, then its part of clinicians' days, a part for each group."""
    ids = BucketIds.merge(ids_of(plan, bucket))
    read_them = _read_claims if plan.of_claims else _read_rows
    groups, aside, rows = read_them(plan, bucket, ids)
    groups = [BucketVisits(one.filed_on, with_notes(plan.settings.complete(one.visits), ids.notes)) for one in groups]
    read, numbered = note_reading(groups, aside, rows, papers_of(plan, bucket))
    days: list[list[NumberedDay]] = [[] for _ in range(plan.groups)]
    for one in numbered:
        days[plan.group_of(f"{one.npi} {one.on}")].append(one)
    write_table(plan.table("set_aside", bucket), SET_ASIDE, aside)
    write_parts(plan.work("visits", bucket), [encode(groups), encode(read), *map(encode, days)])


def note_reading(
    groups: Sequence[BucketVisits], aside: Sequence[Mapping[str, Any]], rows: int, papers: BucketPapers | None
) -> tuple[BucketReading, list[NumberedDay]]:
    """What came of reading a bucket, and its part of each clinician's day."""
    visits = [visit for one in groups for visit in one.visits]
    first = FirstPass.of(add_history(visits, papers.earlier, papers.charts) if papers else visits)
    read = BucketReading(
        rows=rows,
        visits=len(visits),
        rows_set_aside=len(aside),
        visits_set_aside=len({row["visit_id"] for row in aside} - {None}),
        papers=first.papers,
        notes=sample([visit for visit in visits if visit.note is not None]),
    )
    return read, [NumberedDay(npi, on, day) for (npi, on), day in first.clinician_days.items()]


def ids_of(plan: RunPlan, bucket: int) -> list[BucketIds]:
    """What each group of ids has for a bucket."""
    return [decode(read_part(plan.work("ids", group), bucket), type=BucketIds) for group in range(plan.groups)]


def papers_of(plan: RunPlan, bucket: int) -> BucketPapers | None:
    """The charts and earlier visits of a bucket's patients; None where no files of them were named."""
    return decode(read_part(plan.work("papers"), bucket), type=BucketPapers) if plan.with_papers else None


Read = tuple[list[BucketVisits], list[dict[str, Any]], int]
"""The visits, the rows that are set aside, and how many rows there were."""


def _read_rows(plan: RunPlan, bucket: int, ids: BucketIds) -> Read:
    import polars

    parts = [read_part(plan.work("pieces", number), bucket) for number in range(len(plan.pieces))]
    frames = [polars.read_ipc(io.BytesIO(part)) for part in parts if part]
    if not frames:
        return [], [], 0
    frame = polars.concat(frames, how="diagonal")
    return read_frame(frame, ids.twice, plan.settings.practice, lambda file: plan.files[file].name)


def read_frame(
    frame: "polars.DataFrame", twice: Mapping[str, str], practice: Practice | None, name_of: Callable[[Any], str]
) -> Read:
    """The visits of a bucket's rows, sorted as the book has them.

    `twice`: ids that were met twice, each with why. `name_of`: the name of a file by what stands in the column `FILE`.
    """
    import polars

    frame = frame.sort(FILE, ROW).with_columns(polars.col(polars.String).fill_null(""))
    intake = Intake("", names=names_of(practice), strict=False)
    names = {text: value_or_text(intake, "visit_id", text) for text in frame["visit_id"].unique().to_list()}
    met_twice = frame["visit_id"].is_in([text for text, name in names.items() if name in twice])
    aside = [
        _aside(name_of, row, names, twice[names[row["visit_id"]]])
        for row in frame.filter(met_twice).iter_rows(named=True)
    ]
    left = frame.filter(~met_twice)
    if not left.height:
        return [], aside, frame.height
    try:
        visits = frame_visits(left.drop(FILE, ROW), intake)
    except SeveralFaultsError:  # nothing of the bucket is left
        visits = []
    visits.sort(key=lambda visit: visit.visit_id)
    if intake.rows_set_aside:
        aside += _rows_set_aside(name_of, left, names, intake, {visit.visit_id for visit in visits})
    return [BucketVisits(None, visits)] if visits else [], aside, frame.height


def _rows_set_aside(
    name_of: Callable[[Any], str],
    rows: "polars.DataFrame",
    names: Mapping[str, str],
    intake: Intake,
    read: Collection[str],
) -> list[dict[str, Any]]:
    """Each row that is of none of the visits read, with its fault, or with why it goes along."""
    reading = intake.reading()
    faults = {number: fault for fault in reversed(reading.faults) for number in fault.rows}
    found = []
    for number, row in enumerate(rows.iter_rows(named=True), 1):
        name, fault = names[row["visit_id"]], faults.get(number)
        if name in read:
            continue
        if fault is None:
            along = reading.taken_along.get(name)
            found.append(_aside(name_of, row, names, f"{along[0].upper()}{along[1:]}." if along else NOT_WHOLE))
        else:
            problem = DISAGREES if len(fault.rows) > 1 else f"{fault.problem} {fault.remedy}"
            found.append(_aside(name_of, row, names, problem, fault.column))
    return found


def _aside(
    name_of: Callable[[Any], str], row: Mapping[str, Any], names: Mapping[str, str], problem: str, column: str = ""
) -> dict[str, Any]:
    return {
        "file": name_of(row[FILE]),
        "row": row[ROW],
        "visit_id": names[row["visit_id"]] or None,
        "column": column or None,
        "problem": problem,
    }


def _read_claims(plan: RunPlan, bucket: int, ids: BucketIds) -> Read:
    parts = [read_part(plan.work("pieces", number), bucket) for number in range(len(plan.pieces))]
    aside: list[dict[str, Any]] = []
    by_day: dict[date | None, list[Visit]] = {}
    rows = 0
    for part in parts:
        if not part:
            continue
        claims = decode(part, type=ClaimsOfFile)
        for visit in claims.visits:
            rows += len(visit.services)
            last = ids.last_sent.get(visit.visit_id, claims.file)
            if visit.visit_id not in ids.twice and last == claims.file:
                by_day.setdefault(claims.filed_on, []).append(visit)
                continue
            again = f"The claim was sent again later, in {plan.files[last].name}."
            problem = ids.twice.get(visit.visit_id, again)
            about = {"file": plan.files[claims.file].name, "row": None, "visit_id": visit.visit_id, "column": None}
            aside += [about | {"problem": problem}] * len(visit.services)
    days = sorted(by_day, key=lambda day: day or date.min)
    return [BucketVisits(day, _by_id(by_day[day])) for day in days], aside, rows


def _by_id(visits: Sequence[Visit]) -> list[Visit]:
    return sorted(visits, key=lambda visit: visit.visit_id)


def merge_readings(readings: Sequence[BucketReading]) -> BucketReading:
    """What came of reading all buckets."""
    first = readings[0]
    for one in readings[1:]:
        first = structs.replace(
            first,
            rows=first.rows + one.rows,
            visits=first.visits + one.visits,
            rows_set_aside=first.rows_set_aside + one.rows_set_aside,
            visits_set_aside=first.visits_set_aside + one.visits_set_aside,
            papers=first.papers | one.papers,
            notes=keep_sample([*first.notes, *one.notes]),
        )
    return first


def keep_sample(notes: Sequence[SampledNote]) -> list[SampledNote]:
    """Of the samples of several buckets that of all."""
    from heapq import nsmallest

    from cleanclaim.law.notes.copies import SAMPLE

    return nsmallest(SAMPLE, notes)
