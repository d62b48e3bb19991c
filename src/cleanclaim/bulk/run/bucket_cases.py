"""A bucket's visits as cases, with what their review has to know of the whole book."""

from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct, structs
from msgspec.msgpack import decode, encode

from cleanclaim.bulk.run.clinician_days import NumberedDay
from cleanclaim.bulk.run.packed_files import read_part, write_parts
from cleanclaim.bulk.run.plan import RunPlan
from cleanclaim.bulk.run.reading import BucketPapers, BucketVisits, papers_of
from cleanclaim.bulk.run.settings import BulkSettings
from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case
from cleanclaim.law.chart.first_pass import FirstPass, Paper
from cleanclaim.law.notes.copies import WordRuns
from cleanclaim.pricing.allowed import prepare_case


class AcrossBuckets(Struct, frozen=True):
    """What the whole book tells every visit, besides clinicians' days: the papers at hand, the notes' boilerplate."""

    papers: frozenset[Paper]
    boilerplate: WordRuns


def write_across(plan: RunPlan, across: AcrossBuckets) -> None:
    """Write what the whole book tells every visit."""
    write_parts(plan.work("across"), [encode(across)])


def load_cases(plan: RunPlan, bucket: int) -> list[Case]:
    """The cases of a bucket, one for each day on which its files were made, prepared by the basis that comes first."""
    groups = decode(read_part(plan.work("visits", bucket), 0), type=list[BucketVisits])
    return make_cases(plan.settings, groups, papers_of(plan, bucket), of_claims=plan.of_claims)


def make_cases(
    settings: BulkSettings, groups: Sequence[BucketVisits], papers: BucketPapers | None, *, of_claims: bool = False
) -> list[Case]:
    """The cases of a bucket's visits, prepared."""
    cases = (
        settings.make_case(
            one.visits,
            papers.earlier if papers else (),
            papers.charts if papers else None,
            of_claims=of_claims,
            filed_on=one.filed_on,
        )
        for one in groups
    )
    return [prepare_case(case, settings.before or settings.basis) for case in cases]


def load_first_pass(plan: RunPlan, bucket: int, cases: list[Case]) -> FirstPass:
    """What the review of a bucket's cases has to know of the whole book."""
    across = decode(read_part(plan.work("across"), 0), type=AcrossBuckets)
    days = [
        one
        for group in range(plan.groups)
        for one in decode(read_part(plan.work("days", group), bucket), type=list[NumberedDay])
    ]
    return place_in_book(cases, across, days)


def place_in_book(cases: Sequence[Case], across: AcrossBuckets, days: Iterable[NumberedDay]) -> FirstPass:
    """The first pass over some cases as within the whole book: what crosses buckets comes from there."""
    return structs.replace(
        FirstPass.of([visit for case in cases for visit in case.visits]),
        papers=across.papers,
        boilerplate=across.boilerplate,
        clinician_days={(one.npi, one.on): one.day for one in days},
    )


def law_days(cases: Sequence[Case], basis: Basis) -> frozenset[date]:
    """The days whose law judges the visits."""
    return frozenset([on for case in cases for visit in case.visits if (on := basis.law_day(visit)) is not None])
