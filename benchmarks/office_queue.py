"""How fast the work queue answers: half a million claims of three organizations on PostgreSQL, 100,000 on SQLite.

    python -m benchmarks.office_queue [CLAIMS]

Claims are written as rows, in the shape that a practice's years have: most sent and accepted, one in ten waiting
for somebody. What is measured is what the page asks of the database: a page of the list in the order of work, one by
payer, a search by name, the counts by state, and the causes.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cleanclaim.office.settings")
CLAIMS = {"postgresql": 500_000, "sqlite": 100_000}
ROUNDS = 60
MOST = 0.300
"""Seconds that the slowest of twenty may take."""
DAY = date(2026, 11, 20)
STATES = ["accepted"] * 70 + ["sent"] * 12 + ["ready"] * 8 + ["hold"] * 5 + ["check"] * 3 + ["missing"] * 2
AT_ONCE = 5_000
LATER = "-1460000|ffffffff-ffff-7fff-bfff-ffffffffffff"
"""Where a page begins that is far down."""


def main() -> None:
    """Measure and print; exits 1 where something takes too long."""
    django.setup()
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else None
    slow = False
    for kind, database in (("postgresql", _postgresql), ("sqlite", _sqlite)):
        with database():
            slow = _measure(kind, wanted or CLAIMS[kind]) or slow
    raise SystemExit(1 if slow else 0)


@contextmanager
def _postgresql() -> Iterator[None]:
    from django.db import connections
    from tests.office.conftest import use
    from tests.office.postgresql import make_database, postgresql_of_offices
    from tests.office.stored.conftest import role

    from cleanclaim.office.organizations.tables import make_tables

    with postgresql_of_offices() as address:
        make_database(address, "bench")
        use(default=role(address, "office_owner", "bench"))
        make_tables("default")
        use(default=role(address, "office_app", "bench"), owner=role(address, "office_owner", "bench"))
        yield
        connections.close_all()


@contextmanager
def _sqlite() -> Iterator[None]:
    from django.db import connections
    from tests.office.conftest import use

    from cleanclaim.office.database import database_settings, make_folder
    from cleanclaim.office.organizations.tables import make_tables

    with TemporaryDirectory() as name:
        folder = Path(name) / "office"
        make_folder(folder)
        use(default=database_settings(folder))
        make_tables("default")
        yield
        connections.close_all()


def _measure(kind: str, number: int) -> bool:
    from django.db import connection
    from tests.office.stored.made_up import house

    from cleanclaim.office.claims.queue import QueueFilter, count_causes, count_claims, find_claims, list_payers
    from cleanclaim.office.organizations.scope import organization_transaction

    houses = [house(f"{kind}-{at}") for at in range(3 if kind == "postgresql" else 1)]
    begun = time.perf_counter()
    for one in houses:
        fill_claims(one, number // len(houses))
    print(f"{kind}: {number:,} claims of {len(houses)} organizations written in {time.perf_counter() - begun:.0f} s")
    if kind == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    else:
        from django.db import connections

        with connections["owner"].cursor() as cursor:
            cursor.execute("VACUUM ANALYZE claims_claimrecord")
    asked: dict[str, Callable[[], Any]] = {
        "needs work, first page": lambda: find_claims(QueueFilter(), DAY),
        "needs work, a later page": lambda: find_claims(QueueFilter(), DAY, LATER),
        "of a payer": lambda: find_claims(QueueFilter(payer="aetna"), DAY),
        "ready": lambda: find_claims(QueueFilter(view="ready"), DAY),
        "all, by a name": lambda: find_claims(QueueFilter(view="all", text="example, d"), DAY),
        "needs work, by a name": lambda: find_claims(QueueFilter(text="example, d"), DAY),
        "counts by state": lambda: count_claims(DAY),
        "counts by cause": lambda: count_causes(QueueFilter(), DAY),
        "payers of what waits": list_payers,
    }
    slow = False
    with organization_transaction([houses[0].organization.pk], writes=False):
        for name, ask in asked.items():
            times = []
            for _round in range(ROUNDS):
                began = time.perf_counter()
                ask()
                times.append(time.perf_counter() - began)
            p95 = statistics.quantiles(times, n=20)[-1]
            slow = slow or p95 > MOST
            print(f"  {name:28} median {statistics.median(times) * 1000:7.1f} ms   p95 {p95 * 1000:7.1f} ms")
    return slow


def fill_claims(one: Any, number: int, **more: Any) -> None:
    """Give an organization so many claims without visits; `more` is what all have in common."""
    from tests.office.stored.claims_made_up import stored_patient

    from cleanclaim.office.claims.models import NEEDS_WORK, ClaimRecord, ClaimVersion
    from cleanclaim.office.claims.standing import find_rank
    from cleanclaim.office.claims.work import ClaimWork
    from cleanclaim.office.organizations.scope import organization_transaction

    chance = Random(number)  # noqa: S311 - made-up claims, nothing secret
    with organization_transaction([one.organization.pk]):  # an own one: claims are judged anew with their patients
        patients = [stored_patient(one, f"P{at}", f"Example, {chr(97 + at % 26)}{at}") for at in range(200)]
    for start in range(0, number, AT_ONCE):
        rows = []
        for at in range(start, min(start + AT_ONCE, number)):
            state = chance.choice(STATES)
            patient, cents = patients[at % len(patients)], chance.randrange(4_000, 40_000, 100)
            day = DAY - timedelta(days=chance.randrange(1_000))
            deadline = day + timedelta(days=365)
            rule = chance.randrange(40)
            rows.append(
                ClaimRecord(
                    organization=one.organization, number=f"C{at}", patient=patient, sorted_name=patient.sorted_name,
                    payer=("medicare", "aetna", "cigna", "uhc")[at % 4], clinician=f"10000000{at % 12:02}", day=day,
                    cents=cents, state=state, needs_work=state in NEEDS_WORK, cause=f"rule.{rule}",
                    cause_title=f"Rule {rule}", worst="What is wrong with it", deadline=deadline,
                    rank=find_rank(cents, deadline, day), version=1, **more,
                )
            )  # fmt: skip
        with organization_transaction([one.organization.pk]):
            ClaimRecord.objects.bulk_create(rows)
            ClaimVersion.objects.bulk_create([ClaimVersion.of(row, ClaimWork(), number=1) for row in rows])


if __name__ == "__main__":
    main()
