"""The fifth stage of a review: a bucket's visits are reviewed as within the whole book, and written as tables."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec.msgpack import decode, encode

from cleanclaim.bulk.run.bucket_cases import law_days, load_cases, load_first_pass
from cleanclaim.bulk.run.packed_files import read_part, write_parts
from cleanclaim.bulk.run.plan import RunPlan
from cleanclaim.bulk.run.totals import BucketTotals
from cleanclaim.bulk.tables.review_tables import ReviewTables
from cleanclaim.bulk.tables.schemas import EVIDENCE, WORDS, TableSchema
from cleanclaim.bulk.tables.words import FindingWords, evidence_columns, words_columns
from cleanclaim.bulk.tables.write_tables import build_frame, write_frame
from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case
from cleanclaim.law.chart.first_pass import FirstPass
from cleanclaim.law.review.review import reviewed

if TYPE_CHECKING:
    import polars


def review_bucket(plan: RunPlan, bucket: int) -> None:
    """Review a bucket: its tables, then what it came to and the words of its findings, a part for each group."""
    cases = load_cases(plan, bucket)
    tables, came_to = review_cases(cases, load_first_pass(plan, bucket, cases), plan.settings.basis)
    for schema, columns in tables.columns.items():
        write_frame(plan.table(schema.name, bucket), build_frame(schema, columns))
    words: list[list[FindingWords]] = [[] for _ in range(plan.groups)]
    for number, wording in tables.words.items():
        words[number % plan.groups].append(wording)
    write_parts(plan.work("judged", bucket), [encode(came_to), *map(encode, words)])


def review_cases(cases: Sequence[Case], first_pass: FirstPass, basis: Basis) -> tuple[ReviewTables, BucketTotals]:
    """The reviews of a bucket's cases as tables, and what they came to."""
    tables = ReviewTables()
    for case in cases:
        tables.take(case.visits, list(reviewed(case, basis, first_pass=first_pass)))
    totals = tables.totals()
    return tables, BucketTotals(
        statuses=dict(totals.statuses),
        rules=totals.by_rule(),
        rows={schema.name: len(columns["visit_id"]) for schema, columns in tables.columns.items()},
        days=law_days(cases, basis),
    )


def write_words(plan: RunPlan, group: int) -> None:
    """The last stage of a review: the words of all findings of a group, each once."""
    found: dict[int, FindingWords] = {}
    for bucket in range(plan.buckets):
        for one in decode(read_part(plan.work("judged", bucket), 1 + group), type=list[FindingWords]):
            found[one.number] = one
    in_order = [found[number] for number in sorted(found)]
    frames = words_frames(in_order)
    for schema, frame in frames.items():
        write_frame(plan.table(schema.name, group), frame)
    came_to = BucketTotals(rows={schema.name: frame.height for schema, frame in frames.items()})
    write_parts(plan.work("words", group), [encode(came_to)])


def words_frames(words: Sequence[FindingWords]) -> "dict[TableSchema, polars.DataFrame]":
    """The tables of what findings say."""
    names = [column.name for column in WORDS.columns]
    return {
        WORDS: build_frame(WORDS, words_columns(words, names)),
        EVIDENCE: build_frame(EVIDENCE, evidence_columns(words)),
    }
