"""Every address, as every role of one organization and as nobody, with the ids of another: nothing is shown or done.

Addresses, tables and ids are read from the application itself: a new page, or a new table with a page, is tried without
a line here, and a kind of address that this test cannot fill in fails it.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import DatabaseError, connection, models, transaction
from django.test import Client
from django.urls import get_resolver

from cleanclaim.office.accounts.open_to import ANYBODY
from cleanclaim.office.organizations.ids import new_id
from cleanclaim.office.organizations.models import ClientLink, Membership, Organization, OwnedModel, User, owned_models
from cleanclaim.office.organizations.roles import Role
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.organizations.walls import growing_tables
from tests.office.stored.databases import on_postgresql_once
from tests.office.stored.made_up import House, house, patient, stored, text
from tests.office.stored.signing_in import browser
from tests.office.stored.test_pages import TOKEN, patterns

NAME = "Hillside"
"""What the other organization is called; its patients too. Nowhere may it be read."""
LEAVES = {"accounts/sign-out"}
"""Addresses after which somebody else would be asking."""
NOON = datetime.fromisoformat("2026-01-01T12:00:00+00:00")
FORM = ("organization", "person", "patient", "visit", "claim", "file", "key", "id", "practice", "user", "clinician")
"""The fields in which a form could name a row of another organization."""


@pytest.fixture(autouse=True)
def team(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An office in which people sign in, on one of the databases."""
    assert connection.vendor == database
    monkeypatch.setattr(settings, "TEAM", True)
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def theirs() -> House:
    """The other organization, with a row in every table."""
    other = house(NAME)
    stored(other, patient("P99", NAME, NAME))
    with organization_transaction([other.organization.pk]):
        for model in owned_models():
            if not model._base_manager.exists():
                make_row(model, other)
    return other


@pytest.fixture
def ours(theirs: House) -> House:
    """The organization of those who ask: a billing company that used to work for the other one."""
    found = house("Lakeside")
    Organization.objects.filter(pk=found.organization.pk).update(is_billing_company=True)
    link = ClientLink.objects.create(
        company=found.organization, client=theirs.organization, starts_on=date(2026, 1, 1), ends_on=date(2026, 1, 31)
    )
    link.staff.add(found.user)
    stored(found)
    return found


def make_row(model: type[models.Model], other: House) -> models.Model:
    """A row of the other organization, filled in by the kinds of its columns."""
    values: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        if field.has_default() or field.null or field.primary_key or getattr(field, "auto_now_add", False):
            continue
        values[field.name] = make_value(field, other)
    return model._base_manager.create(**values)


def make_value(field: Any, other: House) -> Any:
    if isinstance(field, models.ForeignKey):
        kinds: dict[type, Any] = {Organization: other.organization, User: other.user}
        if field.related_model in kinds:
            return kinds[field.related_model]
        found = field.related_model._base_manager.filter(**_of(field.related_model, other)).first()
        return found or make_row(field.related_model, other)
    if field.choices:
        return field.choices[0][0]
    for kind, value in (
        (models.BinaryField, NAME.encode()), (models.UUIDField, new_id()), (models.BooleanField, False),
        (models.DateTimeField, NOON), (models.DateField, date(2026, 1, 1)),
        (models.IntegerField, 1), (models.CharField, NAME[: getattr(field, "max_length", None) or 9]),
        (models.TextField, NAME), (models.JSONField, {}),
    ):  # fmt: skip
        if isinstance(field, kind):
            return value
    raise AssertionError(f"no value is known for {field}")


def _of(model: Any, other: House) -> dict[str, Any]:
    names = {field.name for field in model._meta.get_fields()}
    return {"organization": other.organization} if "organization" in names else {}


def ids(other: House) -> dict[str, Any]:
    """An id of each table that has one of the other organization's."""
    found: dict[str, Any] = {"organization": other.organization.pk, "user": other.user.pk}
    found["membership"] = Membership.objects.get(user=other.user).pk
    found["link"] = ClientLink.objects.get(client=other.organization).pk
    with organization_transaction([other.organization.pk]):
        for model in owned_models():
            found[model._meta.db_table] = model._base_manager.order_by("pk").first().pk  # type: ignore[union-attr]
    return found


def fill(path: str, key: Any) -> str:
    """The address of a pattern with an id in it."""
    number = key if isinstance(key, int) else 1
    filled = re.sub(r"<uuid:\w+>", str(key), re.sub(r"<int:\w+>", str(number), path))
    filled = re.sub(r"<(str|slug):\w+>", str(key), filled)
    assert "<" not in filled, f"this test does not know how to fill in {path}"
    return f"/{filled}"


def everything(other: House | None = None) -> dict[str, list[Any]]:
    """All rows of all tables, of one organization where it is named; sessions aside, which note who is there."""
    organizations = [other.organization.pk] if other else list(Organization.objects.values_list("pk", flat=True))
    with organization_transaction(organizations):
        return {
            model._meta.db_table: list(model._base_manager.order_by("pk").values_list())
            for model in apps.get_models(include_auto_created=True)
            if model is not Session and (other is None or issubclass(model, OwnedModel))
        }


def plain(answer: Any, *keys: Any) -> str:
    """The text of an answer without what differs from one to the next anyhow."""
    found = TOKEN.sub("", text(answer))
    for key in keys:
        found = found.replace(str(key), "") if isinstance(key, UUID) else found
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", found)


def signed_in(user: User) -> Client:
    client = browser()
    client.force_login(user)
    return client


ROLES = on_postgresql_once(Role, Role.OWNER)


@pytest.mark.parametrize(("database", "role"), ROLES, indirect=["database"])
def test_an_id_of_another_organization_is_as_one_that_never_was(ours: House, theirs: House, role: Role) -> None:
    Membership.objects.filter(user=ours.user).update(role=role)
    client = signed_in(ours.user)
    tables, unknown = list(ids(theirs).values()), new_id()
    before = everything()
    tried = 0
    most = 4 if role == Role.OWNER else 1  # who may most tries several ids at each address, and each role others
    first = 5 * list(Role).index(role)
    for place, (path, _view) in enumerate(patterns(get_resolver().url_patterns)):
        if "<uuid:" not in path and "<int:" not in path:
            continue
        for key in [tables[(first + place + 3 * step) % len(tables)] for step in range(most)]:
            address, never = fill(path, key), fill(path, unknown if isinstance(key, UUID) else 987654321)
            for method in ("get", "post"):
                answer, other = (getattr(client, method)(one) for one in (address, never))
                assert answer.status_code == other.status_code, (path, method)
                assert answer.status_code in {403, 404, 405}, (path, method)
                assert plain(answer, key) == plain(other, unknown), (path, method)
                assert NAME not in text(answer)
                tried += 1
    assert tried > 20
    assert everything() == before


@pytest.mark.parametrize(("database", "role"), ROLES, indirect=["database"])
def test_no_page_shows_or_changes_anything_of_another_organization(ours: House, theirs: House, role: Role) -> None:
    Membership.objects.filter(user=ours.user).update(role=role)
    before = everything(theirs)
    keys = [str(key) for key in ids(theirs).values()]
    client = browser()
    for number, (path, _view) in enumerate(patterns(get_resolver().url_patterns)):
        if "<" in path or path in LEAVES:
            continue
        address = f"/{path}"
        if SESSION_KEY not in client.session:  # an address before signed out
            client = signed_in(ours.user)
        sent = dict.fromkeys(FORM, keys[number % len(keys)]) | {"organization": str(theirs.organization.pk)}
        for answer in (client.get(address, {"q": NAME[:4]}), client.post(address, sent)):
            if not answer.streaming:
                assert NAME not in text(answer).replace(f'value="{NAME[:4]}"', ""), path
        assert client.session.get("organization") != str(theirs.organization.pk), path
    assert everything(theirs) == before


def test_nobody_gets_anything_but_the_way_to_sign_in(ours: House, theirs: House) -> None:
    assert ours
    before = everything()
    client = browser()
    refused: set[str] = set()
    keys = [key for key in ids(theirs).values() if isinstance(key, UUID)]
    for place, (path, view) in enumerate(patterns(get_resolver().url_patterns)):
        for key in (keys[place % len(keys)], new_id()):
            address = fill(path, key)
            if getattr(view, "open_to", "") == ANYBODY:
                for answer in (client.get(address), client.post(address)):
                    assert answer.status_code in {200, 302, 400, 401, 404, 405}, path
                    assert NAME not in text(answer), path
                continue
            answer = client.get(address)
            assert answer.status_code == 302, path
            assert answer.headers["Location"].startswith("/accounts/sign-in"), path
            answer = client.post(address)
            assert answer.status_code == 403, path
            refused.add(plain(answer))
    assert len(refused) == 1, "every address is refused in the same words"
    assert everything() == before


def test_by_sql_one_organization_reaches_no_row_of_another(database: str, ours: House, theirs: House) -> None:
    if database == "sqlite":
        pytest.skip("SQLite is one organization's, or one trusted person's: it has no row security")
    for model in owned_models():
        table = model._meta.db_table
        with pytest.raises(DatabaseError, match="no organization is named"), transaction.atomic():
            run(f"SELECT count(*) FROM {table}")
        with organization_transaction([theirs.organization.pk]):
            assert run(f"SELECT count(*) FROM {table}")[0][0] > 0, table
        key = theirs.organization.pk
        with organization_transaction([ours.organization.pk]):
            for order in (
                f"SELECT organization_id FROM {table} WHERE organization_id = '{key}'",
                f"UPDATE {table} SET organization_id = organization_id WHERE organization_id = '{key}' RETURNING 1",
                f"DELETE FROM {table} WHERE organization_id = '{key}' RETURNING 1",
            ):
                assert run(order) == [], order
        refusal = "only grows" if table in growing_tables() else "row-level security"
        with organization_transaction([ours.organization.pk]):
            mine = run(f"SELECT count(*) FROM {table}")[0][0]
        if mine:
            with (
                pytest.raises(DatabaseError, match=refusal),
                organization_transaction([ours.organization.pk]),
            ):
                run(f"UPDATE {table} SET organization_id = '{key}' RETURNING 1")


def test_a_new_address_without_a_permission_is_found() -> None:
    """The test of permissions sees every address that the application has, and one that says nothing is closed."""
    found = [path for path, _view in patterns(get_resolver().url_patterns)]
    assert {"health", "accounts/sign-in", "patients/<uuid:key>/edit", "organizations/people/<uuid:key>/end"} <= {*found}
    assert browser().get("/an-address-that-nobody-made").headers["Location"].startswith("/accounts/sign-in")


def run(order: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(order)
        return list(cursor.fetchall())
