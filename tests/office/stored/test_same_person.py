"""What a page of one person sends never acts as another, and who was chosen in the demo stays chosen."""

import re
import runpy
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client

from cleanclaim.office import settings as office_settings
from cleanclaim.office.day import today
from cleanclaim.office.demo.people import PEOPLE
from cleanclaim.office.organizations.models import Membership, User
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.patients.form import fill_form, hidden_fields
from cleanclaim.office.patients.models import PatientRecord
from tests.office.stored.made_up import House, house, patient, text
from tests.office.stored.signing_in import PASSWORD, sign_in, with_password

OFFICE = Path("src/cleanclaim/office")


@pytest.fixture
def here(database: str) -> House:  # noqa: ARG001 - stored in it
    """A practice in which two of the demo's people work besides its owner."""
    found = house("Riverbend")
    Membership.objects.exclude(organization=found.organization).update(ends_on=today() - timedelta(days=1))
    for person in PEOPLE[2:4]:
        user = with_password(User.objects.create_user(person.email, person.name))
        began = today() - timedelta(days=1)
        Membership.objects.create(organization=found.organization, user=user, role="biller", starts_on=began)
    return found


@pytest.fixture
def two(here: House) -> tuple[User, User]:  # noqa: ARG001 - who works there
    """Both of them."""
    return User.objects.get(email=PEOPLE[2].email), User.objects.get(email=PEOPLE[3].email)


def new() -> dict[str, list[str]]:
    """What the form of a new patient sends."""
    found: dict[str, list[str]] = {}
    for name, typed in hidden_fields(fill_form(patient())):
        found.setdefault(name, []).append(typed)
    return found


def patients(here: House) -> int:
    with organization_transaction([here.organization.pk]):
        return PatientRecord.objects.count()


def whose(page: str) -> str:
    found: str
    (found,) = set(re.findall(r'data-person="([^"]+)"', page))
    assert f'"x-person": "{found}"' in page
    return found


def refused(client: Client, here: House, first: str, second: User) -> None:
    """What a page of the first sends is not done while the second works, whichever way it says whose it is."""
    sent = {**new(), "_person": first}
    for answer in (
        client.post("/patients/add", sent),
        client.post("/patients/add", new(), headers={"x-person": first}),
    ):
        page = text(answer)
        assert (answer.status_code, patients(here)) == (403, 0)
        assert f"since then {second} works in this browser" in page
        assert "<dt>last_name</dt><dd>Example</dd>" in page, "nothing that was typed is lost"
    assert f"<dd>{first}" not in page, "ids are not what somebody typed"


def test_in_the_demo_a_page_of_one_person_does_nothing_as_another(
    client: Client, here: House, two: tuple[User, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "DEMO", True)
    first, second = two
    client.post("/demo/person", {"person": first.pk})
    mine = whose(text(client.get("/patients/add")))
    assert mine == str(first.pk)
    client.post("/demo/person", {"person": second.pk, "_person": mine})
    refused(client, here, mine, second)
    assert client.post("/demo/person", {"person": first.pk, "_person": str(second.pk)}).status_code == 302
    assert client.post("/patients/add", {**new(), "_person": mine}).status_code == 302
    assert patients(here) == 1


def test_where_people_sign_in_a_page_of_one_person_does_nothing_as_another(
    database: str,  # noqa: ARG001 - an office to sign in to
    here: House,
    two: tuple[User, User],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settings, "TEAM", True)
    cache.clear()
    first, second = two
    client = sign_in(first)
    mine = whose(text(client.get("/patients/add")))
    client.post("/accounts/sign-out")
    client.post("/accounts/sign-in", {"login": second.email, "password": PASSWORD})
    refused(client, here, mine, second)
    assert client.post("/accounts/sign-out", {"_person": mine}).status_code == 403, "nor is the second signed out"
    assert client.post("/patients/add", {**new(), "_person": str(second.pk)}).status_code == 302


def test_a_page_that_does_not_say_whose_it_is_does_nothing_as_another_either(
    here: House, two: tuple[User, User], client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "DEMO", True)
    client.handler.enforce_csrf_checks = True
    field = r'name="csrfmiddlewaretoken" value="([^"]+)"'

    def open_form() -> str:
        found = re.search(field, text(client.get("/patients/add")))
        assert found
        return found[1]

    before = open_form()
    assert client.post("/demo/person", {"person": two[0].pk, "csrfmiddlewaretoken": before}).status_code == 302
    answer = client.post("/patients/add", {**new(), "csrfmiddlewaretoken": before})
    assert (answer.status_code, patients(here)) == (403, 0)
    assert "or than who is signed in" in text(answer)
    assert "<dt>last_name</dt><dd>Example</dd>" in text(answer)
    assert client.post("/patients/add", {**new(), "csrfmiddlewaretoken": open_form()}).status_code == 302


def test_who_was_chosen_in_the_demo_stays_for_as_long_as_the_browser_is_open(
    client: Client, two: tuple[User, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "DEMO", True)
    client.post("/demo/person", {"person": two[0].pk})
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert not cookie["max-age"], "it ends with the browser"
    session = Session.objects.get(pk=cookie.value)
    session.expire_date -= timedelta(days=7)
    session.save()
    assert whose(text(client.get("/patients/add"))) == str(two[0].pk)


def test_two_offices_on_a_laptop_do_not_take_each_others_cookies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = set()
    for folder in ("office", "office-demo"):
        monkeypatch.setenv("CLEANCLAIM_DATA", str(tmp_path / folder))
        found = runpy.run_path(str(office_settings.__file__))
        names |= {found["SESSION_COOKIE_NAME"], found["CSRF_COOKIE_NAME"]}
    assert len(names) == 4


def test_no_script_sends_a_form_without_saying_whose_page_it_is() -> None:
    """`submit()` is no event, so that `place.js` would not see it; what is fetched has all that `hx-headers` has."""
    scripts = {one: one.read_text() for one in OFFICE.rglob("static/**/*.js")}
    assert [str(one) for one, script in scripts.items() if ".submit()" in script] == []
    sends = re.compile(r'fetch\([^;]*?method: "POST"[^;]*?')
    for one, script in scripts.items():
        for sent in sends.finditer(script):
            headers = script[sent.start() : sent.end() + 120]
            assert "headers: token" in headers or "...token" in headers, one
