"""How fast the office answers 50 people at once, on PostgreSQL with half a million claims of three organizations.

    python -m benchmarks.office_people [CLAIMS] [SECONDS]

A server of its own on this machine, with the roles of the how-to; everybody signed in by a password. 25 work through
the queue: the list, a filter, a search as it is typed, a claim. 15 write visits: an answer to what is typed, and the
visit stored. 10 look for patients and at the day. Each waits a while between two requests, as people do. Exits 1 where
the slowest of twenty requests took longer than it may, or one failed.
"""

import gc
import os
import re
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from http.cookiejar import CookieJar
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

import django
import psycopg

from benchmarks.office_queue import fill_claims

PEOPLE = {"biller": 25, "therapist": 15, "front desk": 10}
CLAIMS, SECONDS = 500_000, 60
MOST, MOST_TYPED = 0.400, 0.060
"""Seconds that the slowest of twenty requests may take; of those that answer what is typed in a visit, by one person
alone.
"""
PAUSES = {"biller": 5.0, "therapist": 2.0, "front desk": 3.0}
"""Seconds between two requests of a person, on average."""
SEEN_CLAIMS = 20
LAST = 10**15
PASSWORD = "four wooden hands 7"  # noqa: S105 - of people who are made up
TYPED, STORED = "units while typing", "a visit stored"


def main() -> None:
    """Measure and print."""
    django.setup()
    from tests.office.browser.team import team_office
    from tests.office.conftest import use
    from tests.office.postgresql import postgresql_of_offices

    from cleanclaim.office.database import database_settings

    claims, seconds = (int(text) for text in (*sys.argv[1:], *map(str, (CLAIMS, SECONDS)[len(sys.argv) - 1 :])))
    with TemporaryDirectory() as name, postgresql_of_offices() as address, team_office(Path(name), address) as office:
        urls = {"default": "CLEANCLAIM_DATABASE_URL", "owner": "CLEANCLAIM_OWNER_URL"}
        use(**{alias: database_settings(Path(name), office.environment[url]) for alias, url in urls.items()})
        people = make_people(office, claims)
        with psycopg.connect(f"{address}/postgres", autocommit=True) as superuser:
            superuser.execute("CHECKPOINT")  # what the filling left to write is no part of a day's work
        gc.collect()
        gc.freeze()  # what filled the office is not looked through while the people wait
        alone = next(one for one in people if one.role == "therapist")
        typed = [timed(lambda: alone.act(TYPED)) for _ in range(100)]
        print(f"one person alone, {TYPED}: {describe(typed)}, load {os.getloadavg()[0]:.1f}")
        times = work_together(people, seconds)
    every = [one for found in times.values() for one in found]
    for what, found in sorted(times.items()):
        print(f"  {what:28} {describe(found)}")
    print(f"{len(people)} people, {len(every):,} requests in {seconds} s: {describe(every)}")
    raise SystemExit(1 if slowest_of_twenty(every) > MOST or slowest_of_twenty(typed) > MOST_TYPED else 0)


class Person:
    """Somebody at a browser: signed in, with what he or she looks at."""

    def __init__(self, office: str, email: str, role: str, pages: list[str]) -> None:
        self.office, self.role, self.pages = office, role, pages
        self.chance = Random(email)  # noqa: S311 - when somebody works, nothing secret
        self.browser = build_opener(HTTPCookieProcessor(CookieJar()))
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', self.get("/accounts/sign-in"))
        assert token
        sent = {"csrfmiddlewaretoken": token[1], "login": email, "password": PASSWORD}
        self.post("/accounts/sign-in", sent)
        home = self.get("/patients/")
        self.headers = {"X-CSRFToken": found(r'"x-csrftoken": "(\w+)"', home)}
        self.form: dict[str, str] = {}
        if role == "therapist":
            from tests.office.stored.hostile import read_forms

            page = self.get(pages[0])
            self.form = dict(next(one for one in read_forms(pages[0], page) if one.action.endswith("/save")).fields)

    def get(self, path: str, *, part: bool = False) -> str:
        """A page, or the part of one that htmx fetches."""
        return self._read(path, None, {"HX-Request": "true"} if part else {})

    def post(self, path: str, sent: dict[str, str], headers: dict[str, str] | None = None) -> str:
        """The answer to a form."""
        return self._read(path, urlencode(sent).encode(), headers or {})

    def _read(self, path: str, sent: bytes | None, headers: dict[str, str]) -> str:
        request = Request(f"{self.office}{path}", sent, headers)  # noqa: S310 - the office's own address
        with self.browser.open(request, timeout=30) as answer:
            version = answer.headers.get("X-Version")
            if version:
                self.form["version"] = version
            return str(answer.read().decode())

    def next_act(self) -> str:
        """What the person does next."""
        return self.chance.choice(ACTS[self.role])

    def act(self, what: str) -> None:
        """Do it. Raises HTTPError where the office does not."""
        chance, words = self.chance, f"example, {self.chance.choice('abcdefghij')}"
        if what in {TYPED, STORED}:
            self.form["note"] = (
                f"Ther ex 23 min: squats with cues, {chance.randrange(10**6)}. Tolerated well, pain 2/10."
            )
            if what == TYPED and "minutes" in self.form:
                self.form["minutes"] = str(chance.randrange(8, 54))
            self.post(f"{self.pages[0]}{'answer' if what == TYPED else 'save'}", self.form, self.headers)
        else:
            PAGES[what](self, words)


def found(pattern: str, text: str) -> str:
    """What stands in a page."""
    match = re.search(pattern, text)
    assert match, pattern
    return match[1]


PAGES: dict[str, Callable[[Person, str], object]] = {
    "the queue": lambda one, _words: one.get("/claims/"),
    "the queue, of a payer": lambda one, _words: one.get("/claims/?payer=aetna", part=True),
    "the queue, as one types": lambda one, words: one.get(f"/claims/?{urlencode({'text': words})}", part=True),
    "ready claims": lambda one, _words: one.get("/claims/?view=ready", part=True),
    "a claim": lambda one, _words: one.get(one.chance.choice(one.pages)),
    "patients, as one types": lambda one, words: one.get(f"/patients/find?{urlencode({'q': words})}", part=True),
    "the day": lambda one, _words: one.get("/visits/"),
}
ACTS = {
    "biller": ["the queue", "the queue, of a payer", "the queue, as one types", "ready claims", *["a claim"] * 4],
    "therapist": [*[TYPED] * 6, STORED],
    "front desk": [*["patients, as one types"] * 4, "the day"],
}


def make_people(office: str, claims: int) -> list[Person]:
    """Fill the office, and sign everybody in."""
    from django.db import connections
    from django.db.models import F
    from tests.office.stored.claims_made_up import ON, claims_of, overbilled, practice, signed, stored_patient, visit
    from tests.office.stored.made_up import house

    from cleanclaim.office.claims.models import ClaimRecord
    from cleanclaim.office.history import changes
    from cleanclaim.office.organizations.models import Membership, User
    from cleanclaim.office.organizations.scope import organization_transaction
    from cleanclaim.office.visits.models import VisitRecord

    made: list[tuple[str, str, list[str]]] = []
    houses = [house(f"Practice{at}") for at in range(3)]
    begun = time.perf_counter()
    for at, one in enumerate(houses):
        with organization_transaction([one.organization.pk]):
            practice(one)
            patient = stored_patient(one, "V01", "Exemplar")
            rows = [
                signed(one, patient, overbilled(f"V{n}", ON - timedelta(days=n), "V01")) for n in range(SEEN_CLAIMS)
            ]
            seen = claims_of(rows)
            pages = [f"/claims/{each.pk}/" for each in seen]
        with organization_transaction([one.organization.pk]):
            as_judged = ClaimRecord.objects.values("judged_at", "law", "tables").get(pk=seen[0].pk)
        fill_claims(one, claims // len(houses), **as_judged)
        with organization_transaction([one.organization.pk]):  # claims that have visits come first
            ClaimRecord.objects.exclude(pk__in=[each.pk for each in seen]).update(rank=F("rank") - LAST)
        for role, number in PEOPLE.items():
            for n in range(number)[at :: len(houses)]:
                email = f"{role.replace(' ', '')}{n}@practice{at}.example"
                with organization_transaction([one.organization.pk]):
                    user = User.objects.create_user(email, email)
                    user.set_password(PASSWORD)
                    user.save()
                    kind = "owner" if role == "therapist" else role
                    Membership.objects.create(organization=one.organization, user=user, role=kind, starts_on=ON)
                    own = pages
                    if role == "therapist":
                        begun_visit = changes.add(VisitRecord(patient=patient), visit(f"W{n}", ON, "V01"), one.actor)
                        own = [f"/visits/{begun_visit.pk}/"]
                made.append((email, role, own))
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    print(f"{claims:,} claims of {len(houses)} organizations written in {time.perf_counter() - begun:.0f} s")
    return [Person(office, *each) for each in made]


def work_together(people: list[Person], seconds: int) -> dict[str, list[float]]:
    """Have everybody work; the seconds of each request by what it was for."""
    until = time.monotonic() + seconds
    times: dict[str, list[float]] = defaultdict(list)

    def work(one: Person) -> None:
        time.sleep(one.chance.uniform(0, PAUSES[one.role]))
        while time.monotonic() < until:
            what = one.next_act()
            times[what].append(timed(partial(one.act, what)))
            time.sleep(one.chance.uniform(0.5, 1.5) * PAUSES[one.role])

    with ThreadPoolExecutor(len(people)) as pool:
        list(pool.map(work, people))
    return times


def timed(act: Callable[[], Any]) -> float:
    """The seconds that something takes. Raises SystemExit, with what the office said, where it fails."""
    begun = time.perf_counter()
    try:
        act()
    except HTTPError as error:
        raise SystemExit(f"{error.url}: {error.code}\n{error.read().decode()[:2000]}") from None
    return time.perf_counter() - begun


def slowest_of_twenty(times: list[float]) -> float:
    """What nineteen of twenty took at most."""
    return statistics.quantiles(times, n=20)[-1]


def describe(times: list[float]) -> str:
    """Median and slowest of twenty."""
    if len(times) < 20:
        return f"{len(times)} only"
    return f"median {statistics.median(times) * 1000:6.0f} ms   p95 {slowest_of_twenty(times) * 1000:6.0f} ms"


if __name__ == "__main__":
    main()
