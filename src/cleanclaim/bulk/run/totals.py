"""What parts of a book came to, and the whole that they add up to."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from msgspec import Struct, field

from cleanclaim.bulk.groups import Group, Groups
from cleanclaim.model.finding import Status


class BucketTotals(Struct, kw_only=True):
    """What a bucket came to.

    `rows` by table and the `days` whose law judged; of a review claims by status, and what each rule came to, as of a
    re-audit; `sums` of counts and cents by name; of a change the `groups` that it touches, by what they are groups of.
    """

    rows: dict[str, int] = field(default_factory=dict)
    days: frozenset[date] = frozenset()
    statuses: dict[Status, int] = field(default_factory=dict)
    rules: dict[str, dict[str, int]] = field(default_factory=dict)
    sums: dict[str, int] = field(default_factory=dict)
    groups: dict[str, list[Group]] = field(default_factory=dict)


def add_totals(several: Iterable[BucketTotals]) -> BucketTotals:
    """What all buckets came to."""
    statuses: Counter[Status] = Counter()
    rows: Counter[str] = Counter()
    sums: Counter[str] = Counter()
    rules: dict[str, Counter[str]] = {}
    days: set[date] = set()
    groups: dict[str, Groups] = {}
    for one in several:
        statuses.update(one.statuses)
        rows.update(one.rows)
        sums.update(one.sums)
        days |= one.days
        for rule, counts in one.rules.items():
            rules.setdefault(rule, Counter()).update(counts)
        for name, members in one.groups.items():
            groups.setdefault(name, Groups()).merge(Groups({group.name: group for group in members}))
    return BucketTotals(
        statuses=dict(statuses),
        rows=dict(rows),
        sums=dict(sums),
        rules={rule: dict(counts) for rule, counts in rules.items()},
        days=frozenset(days),
        groups={name: found.most_affected_first() for name, found in groups.items()},
    )
