"""The fifth stage: a bucket's visits are judged as within the whole book, and written as tables."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from msgspec import Struct, structs
from msgspec.msgpack import decode, encode

from cleanclaim.bulk.run.clinician_days import NumberedDay
from cleanclaim.bulk.run.packed_files import read_part, write_parts
from cleanclaim.bulk.run.plan import RunPlan
from cleanclaim.bulk.run.reading import BucketVisits, papers_of
from cleanclaim.bulk.tables.review_tables import ReviewTables
from cleanclaim.bulk.tables.schemas import EVIDENCE, WORDS
from cleanclaim.bulk.tables.words import FindingWords, evidence_columns, words_columns
from cleanclaim.bulk.tables.write_tables import build_frame, write_frame
from cleanclaim.law.case import Case
from cleanclaim.law.chart.first_pass import FirstPass, Paper
from cleanclaim.law.notes.copies import WordRuns
from cleanclaim.law.review.review import reviewed
from cleanclaim.model.finding import Status
from cleanclaim.pricing.allowed import prepare_case


class AcrossBuckets(Struct, frozen=True):
    """What the whole book tells every visit, besides clinicians' days: the papers at hand, the notes' boilerplate."""

    papers: frozenset[Paper]
    boilerplate: WordRuns


class BucketTotals(Struct, frozen=True, kw_only=True):
    """What a bucket came to: visits by status, what each rule came to, rows by table, and the days whose law judged."""

    statuses: dict[Status, int] = {}
    rules: dict[str, dict[str, int]] = {}
    rows: dict[str, int] = {}
    days: frozenset[date] = frozenset()


def write_across(plan: RunPlan, across: AcrossBuckets) -> None:
    """Write what the whole book tells every visit."""
    write_parts(plan.work("across"), [encode(across)])


def load_cases(plan: RunPlan, bucket: int) -> tuple[list[Case], FirstPass]:
    """The cases of a bucket, one for each day on which its files were made, and what their review has to know of the
    whole book.
    """
    papers = papers_of(plan, bucket)
    groups = decode(read_part(plan.work("visits", bucket), 0), type=list[BucketVisits])
    settings = plan.settings
    cases = [
        prepare_case(
            settings.make_case(
                one.visits,
                papers.earlier if papers else (),
                papers.charts if papers else None,
                of_claims=plan.of_claims,
                filed_on=one.filed_on,
            ),
            settings.basis,
        )
        for one in groups
    ]
    across = decode(read_part(plan.work("across"), 0), type=AcrossBuckets)
    days = [
        one
        for group in range(plan.groups)
        for one in decode(read_part(plan.work("days", group), bucket), type=list[NumberedDay])
    ]
    first_pass = structs.replace(
        FirstPass.of([visit for case in cases for visit in case.visits]),
        papers=across.papers,
        boilerplate=across.boilerplate,
        clinician_days={(one.npi, one.on): one.day for one in days},
    )
    return cases, first_pass


def review_bucket(plan: RunPlan, bucket: int) -> None:
    """Review a bucket: its tables, then what it came to and the words of its findings, a part for each group."""
    cases, first_pass = load_cases(plan, bucket)
    tables, days, basis = ReviewTables(), set[date](), plan.settings.basis
    for case in cases:
        tables.take(case.visits, list(reviewed(case, basis, first_pass=first_pass)))
        days |= {on for visit in case.visits if (on := basis.law_day(visit)) is not None}
    for schema, columns in tables.columns.items():
        write_frame(plan.table(schema.name, bucket), build_frame(schema, columns))
    totals = tables.totals()
    came_to = BucketTotals(
        statuses=dict(totals.statuses),
        rules=totals.by_rule(),
        rows={schema.name: len(columns["visit_id"]) for schema, columns in tables.columns.items()},
        days=frozenset(days),
    )
    words: list[list[FindingWords]] = [[] for _ in range(plan.groups)]
    for number, wording in tables.words.items():
        words[number % plan.groups].append(wording)
    write_parts(plan.work("judged", bucket), [encode(came_to), *map(encode, words)])


def write_words(plan: RunPlan, group: int) -> None:
    """The last stage: the words of all findings of a group, each once."""
    found: dict[int, FindingWords] = {}
    for bucket in range(plan.buckets):
        for one in decode(read_part(plan.work("judged", bucket), 1 + group), type=list[FindingWords]):
            found[one.number] = one
    in_order = [found[number] for number in sorted(found)]
    names = [column.name for column in WORDS.columns]
    values = evidence_columns(in_order)
    write_frame(plan.table("words", group), build_frame(WORDS, words_columns(in_order, names)))
    write_frame(plan.table("evidence", group), build_frame(EVIDENCE, values))
    write_parts(plan.work("words", group), [encode({"words": len(found), "evidence": len(values["words"])})])


def add_totals(several: Sequence[BucketTotals]) -> BucketTotals:
    """What all buckets came to."""
    statuses: Counter[Status] = Counter()
    rows: Counter[str] = Counter()
    rules: dict[str, Counter[str]] = {}
    days: set[date] = set()
    for one in several:
        statuses.update(one.statuses)
        rows.update(one.rows)
        days |= one.days
        for rule, counts in one.rules.items():
            rules.setdefault(rule, Counter()).update(counts)
    return BucketTotals(
        statuses=dict(statuses),
        rules={rule: dict(counts) for rule, counts in rules.items()},
        rows=dict(rows),
        days=frozenset(days),
    )
