"""Hostile forms, files and headers at every address: no fault of ours, nothing half saved, no word to the network."""

import os
import re
import socket
from collections.abc import Iterator
from traceback import format_exc
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import get_resolver
from django_tasks_db.models import DBTaskResult

from cleanclaim.office.audit_log.models import Event
from cleanclaim.office.audit_log.seals import find_alterations, seal_events
from cleanclaim.office.demo import fill
from cleanclaim.office.demo.people import PEOPLE
from cleanclaim.office.history.models import Version
from cleanclaim.office.organizations.ids import new_id
from cleanclaim.office.organizations.models import ClientLink, Membership, Organization, User, owned_models
from cleanclaim.office.organizations.scope import organization_transaction
from tests.office.stored.hostile import Attacker, Form, Hostile, read_forms
from tests.office.stored.signing_in import browser
from tests.office.stored.test_pages import patterns

NOTES = {Event, Session, DBTaskResult}
"""Tables that grow also where a request is refused: who was there and was refused."""
NOT_HERE = {"demo/person"}


@pytest.fixture(autouse=True)
def office(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The demo's practices, in an office where people sign in; nothing may ask the network."""
    assert connection.vendor == database
    monkeypatch.setattr(fill, "YEARS", 0.02)
    fill.fill_demo()
    monkeypatch.setattr(settings, "TEAM", True)

    def refuse(*_args: object, **_more: object) -> None:
        raise AssertionError("something was asked of the network")

    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    yield
    cache.clear()


def test_hostile_requests_are_answered_in_words(database: str) -> None:
    attack(75, seed=7 if database == "sqlite" else 8)


@pytest.mark.long
def test_thousands_of_hostile_requests_are_answered_in_words() -> None:
    attack(2_500, seed=int.from_bytes(os.urandom(4)))


def attack(count: int, seed: int) -> None:
    paths = [path for path, _view in patterns(get_resolver().url_patterns) if path not in NOT_HERE]
    ids = some_ids()
    attacker = Attacker(seed, paths, all_forms(paths, ids), [key for keys in ids.values() for key in keys])
    statuses: set[int] = set()
    faults: list[str] = []
    before = counts()
    for number in range(count):
        person = PEOPLE[number % len(PEOPLE)].email if number % 3 else PEOPLE[0].email
        request = attacker.request()
        client = signed_in(person, enforce_csrf_checks=number % 10 == 9)
        try:
            status = send(client, request)
        except Exception:
            faults.append(
                f"request {number} of seed {seed}, as {person}: {str(request)[:1500]}\n{format_exc()[-3000:]}"
            )
            continue
        statuses.add(status)
        after = counts()
        if status >= 500 or (status >= 400 and after != before):
            faults.append(f"request {number} of seed {seed}, as {person}: {status} {str(request)[:1500]}")
        before = after
    assert not faults, "\n\n".join([f"{len(faults)} faults", *faults[:20]])
    assert {200, 302, 400, 403, 404, 405} <= statuses
    seal_events()
    assert not list(find_alterations())
    assert_whole()


def send(client: Client, request: Hostile) -> int:
    kind, headers = request.content_type or "application/octet-stream", dict[str, Any](request.headers)
    answer: Any = client.generic(request.method, request.path, request.body, kind, **headers)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert b"Traceback" not in content
    for name in ("Location", "HX-Redirect"):
        where = answer.headers.get(name, "/")
        assert where.startswith("/"), where
        assert not where.startswith("//"), where
    return int(answer.status_code)


def signed_in(email: str, **more: Any) -> Client:
    """A browser of somebody who works where the demo says, whatever the request before did."""
    user = User.objects.get(email=email)
    User.objects.filter(pk=user.pk).update(is_active=True)
    Membership.objects.filter(user=user).update(ends_on=None)
    cache.clear()
    client = browser(**more)
    client.force_login(user)
    return client


def all_forms(paths: list[str], ids: dict[str, list[str]]) -> list[Form]:
    """The forms of all pages as the owner sees them, of a row where they are of one."""
    found: dict[str, Form] = {}
    client = signed_in(PEOPLE[0].email)
    for path in paths:
        area = path.partition("/")[0]
        keys = [key for table in ids if table.startswith((area, "patients_patientrecord")) for key in ids[table]]
        for key in keys if "<" in path else [""]:
            address = "/" + re.sub(r"<int:\w+>", "1", re.sub(r"<(uuid|str|slug):\w+>", key, path))
            answer = client.get(address)
            if answer.status_code == 200 and not answer.streaming:
                for form in read_forms(address, answer.content.decode(errors="replace")):
                    if form.action.startswith("/"):
                        found.setdefault(f"{form.action} {[name for name, _text in form.fields]}", form)
                break
    assert len(found) > 40
    return list(found.values())


def some_ids() -> dict[str, list[str]]:
    """Of each table the first and the last row of each organization; and an id that never was."""
    found: dict[str, list[str]] = {"": [str(new_id())]}
    for model in (Membership, User, Organization, ClientLink):
        known: Any = model._default_manager.order_by("pk").values_list("pk", flat=True)
        found[model._meta.db_table] = [str(key) for key in (known[0], known.reverse()[0])]
    for organization in Organization.objects.order_by("name"):
        with organization_transaction([organization.pk]):
            for owned in owned_models():
                keys = owned._base_manager.order_by("pk").values_list("pk", flat=True)
                found.setdefault(owned._meta.db_table, []).extend(str(key) for key in (*keys[:1], *keys.reverse()[:1]))
    return found


def counts() -> list[tuple[Any, ...]]:
    """How many rows each table has, and how many versions its records; not of what is noted anyhow."""
    every = " UNION ALL ".join(
        f"SELECT '{model._meta.db_table}', count(*), {'sum(version)' if hasattr(model, 'versions') else 0} "
        f"FROM {model._meta.db_table}"
        for model in apps.get_models(include_auto_created=True)
        if model not in NOTES and not model._meta.label.startswith("usersessions.")
    )
    organizations = list(Organization.objects.values_list("pk", flat=True))
    with organization_transaction(organizations), connection.cursor() as cursor:
        cursor.execute(every)
        return sorted(cursor.fetchall())


def assert_whole() -> None:
    """Every version can be read, is numbered without a gap, and the record is at its newest."""
    with organization_transaction(list(Organization.objects.values_list("pk", flat=True))):
        for model in owned_models():
            if issubclass(model, Version):
                numbers: dict[Any, list[int]] = {}
                for version in model.objects.order_by("record", "number"):
                    version.read()
                    numbers.setdefault(version.record_id, []).append(version.number)
                kind: Any = model.record_type()
                records = dict(getattr(kind, "everything", kind.objects).values_list("pk", "version"))
                assert records == {key: len(found) for key, found in numbers.items()}
                assert all(found == list(range(1, len(found) + 1)) for found in numbers.values())
