"""The fifth stage of a review: a bucket's visits are reviewed as within the whole book, and written as tables."""

from msgspec.msgpack import decode, encode

from cleanclaim.bulk.run.bucket_cases import law_days, load_cases, load_first_pass
from cleanclaim.bulk.run.packed_files import read_part, write_parts
from cleanclaim.bulk.run.plan import RunPlan
from cleanclaim.bulk.run.totals import BucketTotals
from cleanclaim.bulk.tables.review_tables import ReviewTables
from cleanclaim.bulk.tables.schemas import EVIDENCE, WORDS
from cleanclaim.bulk.tables.words import FindingWords, evidence_columns, words_columns
from cleanclaim.bulk.tables.write_tables import build_frame, write_frame
from cleanclaim.law.review.review import reviewed


def review_bucket(plan: RunPlan, bucket: int) -> None:
    """Review a bucket: its tables, then what it came to and the words of its findings, a part for each group."""
    cases, tables, basis = load_cases(plan, bucket), ReviewTables(), plan.settings.basis
    first_pass = load_first_pass(plan, bucket, cases)
    for case in cases:
        tables.take(case.visits, list(reviewed(case, basis, first_pass=first_pass)))
    for schema, columns in tables.columns.items():
        write_frame(plan.table(schema.name, bucket), build_frame(schema, columns))
    totals = tables.totals()
    came_to = BucketTotals(
        statuses=dict(totals.statuses),
        rules=totals.by_rule(),
        rows={schema.name: len(columns["visit_id"]) for schema, columns in tables.columns.items()},
        days=law_days(cases, basis),
    )
    words: list[list[FindingWords]] = [[] for _ in range(plan.groups)]
    for number, wording in tables.words.items():
        words[number % plan.groups].append(wording)
    write_parts(plan.work("judged", bucket), [encode(came_to), *map(encode, words)])


def write_words(plan: RunPlan, group: int) -> None:
    """The last stage of a review: the words of all findings of a group, each once."""
    found: dict[int, FindingWords] = {}
    for bucket in range(plan.buckets):
        for one in decode(read_part(plan.work("judged", bucket), 1 + group), type=list[FindingWords]):
            found[one.number] = one
    in_order = [found[number] for number in sorted(found)]
    names = [column.name for column in WORDS.columns]
    values = evidence_columns(in_order)
    write_frame(plan.table(WORDS.name, group), build_frame(WORDS, words_columns(in_order, names)))
    write_frame(plan.table(EVIDENCE.name, group), build_frame(EVIDENCE, values))
    came_to = BucketTotals(rows={WORDS.name: len(found), EVIDENCE.name: len(values["words"])})
    write_parts(plan.work("words", group), [encode(came_to)])
