"""Signing in where several people work: who gets in, who does not, and what the log says of it; on both databases."""

import re
from collections.abc import Iterator
from datetime import timedelta
from http.client import HTTPConnection
from threading import Thread
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone
from waitress import create_server

from cleanclaim.model.errors import UserError
from cleanclaim.office.accounts.adapters import SecondFactorAdapter
from cleanclaim.office.accounts.models import OneTimeLink
from cleanclaim.office.accounts.one_time_links import find_link, make_link, spend_link
from cleanclaim.office.accounts.proxies import count_proxies
from cleanclaim.office.accounts.secret_key import find_secret_key
from cleanclaim.office.audit_log.models import Event
from cleanclaim.office.organizations.first_owner import add_owner
from cleanclaim.office.organizations.models import Membership, Organization, User
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.serve import HERE, server_settings
from cleanclaim.office.settings import PASSWORD_HASHERS as OFFICE_HASHERS
from tests.office.stored.made_up import House, house, stored
from tests.office.stored.signing_in import PASSWORD, app_code, browser, prove, sign_in, with_password


@pytest.fixture(autouse=True)
def team(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An office in which people sign in, on one of the databases."""
    assert connection.vendor == database
    monkeypatch.setattr(settings, "TEAM", True)
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def lakeside() -> House:
    """A practice whose owner has chosen a password."""
    found = house("Lakeside")
    with_password(found.user)
    return found


def text(answer: Any) -> str:
    return str(answer.content.decode())


def events(here: House) -> list[str]:
    with organization_transaction([here.organization.pk]):
        return list(Event.objects.order_by("number").values_list("type", flat=True))


def test_a_person_signs_in_works_and_signs_out(lakeside: House) -> None:
    record = stored(lakeside)
    client = browser()
    answer = client.get(f"/patients/{record.pk}/")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/accounts/sign-in?next=%2Fpatients%2F{record.pk}%2F"
    sent = {"login": "Owner@Lakeside.example", "password": PASSWORD, "next": f"/patients/{record.pk}/"}
    assert client.post("/accounts/sign-in", sent).headers["Location"] == f"/patients/{record.pk}/"
    page = text(client.get(f"/patients/{record.pk}/"))
    assert "Example, Ada" in page
    assert '<a class="who" href="/accounts/">Lakeside</a>' in page
    assert client.post("/accounts/sign-out").headers["Location"] == "/accounts/sign-in"
    assert client.get(f"/patients/{record.pk}/").status_code == 302
    assert events(lakeside) == ["patient.added", "person.signed_in", "patient.read", "person.signed_out"]


def test_a_wrong_password_lets_nobody_in_and_is_logged(lakeside: House) -> None:
    client = browser()
    known = client.post("/accounts/sign-in", {"login": lakeside.user.email, "password": "wrong"})
    unknown = client.post("/accounts/sign-in", {"login": "nobody@lakeside.example", "password": "wrong"})
    assert known.status_code == unknown.status_code == 200
    plain = [re.sub(r"csrf\w*\W+[\w\" =]+|\w+@lakeside.example", "", text(answer)) for answer in (known, unknown)]
    assert plain[0] == plain[1], "nobody learns whether an address has an account"
    assert 'role="alert"' in plain[0]
    assert events(lakeside) == ["person.refused"]


def test_who_tries_again_and_again_has_to_wait(lakeside: House) -> None:
    client = browser()
    for _ in range(5):
        client.post("/accounts/sign-in", {"login": lakeside.user.email, "password": "wrong"})
    answer = client.post("/accounts/sign-in", {"login": lakeside.user.email, "password": PASSWORD})
    assert answer.status_code == 200
    assert "Too many failed login attempts" in text(answer)
    assert client.get("/patients/").status_code == 302


def test_an_account_that_has_to_wait_makes_nobody_else_wait(lakeside: House) -> None:
    other = with_password(house("Hillside").user)
    client = browser()
    for _ in range(40):
        client.post("/accounts/sign-in", {"login": lakeside.user.email, "password": "wrong"})
    answer = client.post("/accounts/sign-in", {"login": lakeside.user.email, "password": PASSWORD})
    assert "Too many failed login attempts" in text(answer)
    sign_in(other)


def test_who_tries_many_accounts_from_an_address_has_to_wait_there_alone(lakeside: House) -> None:
    client = browser()
    for number in range(25):
        client.post("/accounts/sign-in", {"login": f"nobody{number}@lakeside.example", "password": "wrong"})
    answer = client.post("/accounts/sign-in", {"login": lakeside.user.email, "password": PASSWORD})
    assert "Too many failed login attempts" in text(answer)
    sign_in(lakeside.user, REMOTE_ADDR="192.0.2.7")


@pytest.mark.parametrize(
    ("proxies", "said", "seen"),
    [
        (0, "198.51.100.1", "127.0.0.1"),
        (1, "203.0.113.9, 198.51.100.1", "198.51.100.1"),
        (1, "", "127.0.0.1"),
        (2, "203.0.113.9, 198.51.100.1, 127.0.0.1", "198.51.100.1"),
    ],
)
def test_behind_proxies_of_ours_who_asks_is_read_from_the_last(proxies: int, said: str, seen: str) -> None:
    def office(environ: dict[str, Any], start: Any) -> list[bytes]:
        start("200 OK", [])
        return [environ["REMOTE_ADDR"].encode()]

    server = create_server(office, port=0, **server_settings(proxies))
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    try:
        asked = HTTPConnection(HERE, server.effective_port, timeout=10)
        asked.request("GET", "/", headers={"X-Forwarded-For": said} if said else {})
        assert asked.getresponse().read().decode() == seen
        asked.close()
    finally:
        server.close()
        thread.join(10)


def test_a_number_of_proxies_that_is_none_is_said() -> None:
    assert count_proxies("1") == 1
    for text in ("one", "-1", "²", "99", "1.5"):
        with pytest.raises(UserError, match="CLEANCLAIM_PROXIES"):
            count_proxies(text)


def test_the_second_factor_is_wanted_after_the_password(lakeside: House) -> None:
    client = sign_in(lakeside.user)
    assert client.get("/accounts/app").headers["Location"] == "/accounts/again?next=%2Faccounts%2Fapp"
    prove(client)
    page = text(client.get("/accounts/app"))
    found = re.search(r'class="secret">(\w+)<', page)
    assert found
    secret = found[1]
    assert "data:image/svg+xml" in page
    assert client.post("/accounts/app", {"code": "000000"}).status_code == 200
    assert client.post("/accounts/app", {"code": app_code(secret)}).headers["Location"] == "/accounts/codes"
    recovery = re.findall(r"<li>(\w{8,})</li>", text(client.get("/accounts/codes")))
    assert len(recovery) == 10
    stored_secret = Authenticator.objects.get(type=Authenticator.Type.TOTP).data["secret"]
    assert secret not in stored_secret
    assert SecondFactorAdapter().decrypt(stored_secret) == secret

    again = browser()
    sent = {"login": lakeside.user.email, "password": PASSWORD}
    assert again.post("/accounts/sign-in", sent).headers["Location"] == "/accounts/sign-in/code"
    assert again.get("/patients/").status_code == 302, "the password alone opens nothing"
    assert "One more step" in text(again.get("/accounts/sign-in/code"))
    assert again.post("/accounts/sign-in/code", {"code": "000000"}).status_code == 200
    assert again.get("/patients/").status_code == 302
    assert again.post("/accounts/sign-in/code", {"code": recovery[0]}).headers["Location"] == "/"
    assert again.get("/patients/").status_code == 200
    third = browser()
    third.post("/accounts/sign-in", sent)
    third.post("/accounts/sign-in/code", {"code": recovery[0]})
    assert third.get("/patients/").status_code == 302, "a recovery code works once"
    kinds = events(lakeside)
    assert kinds.count("person.factor_added") == 2
    assert kinds.count("person.refused") >= 2


def test_secrets_of_second_factors_outlive_a_new_key(monkeypatch: pytest.MonkeyPatch) -> None:
    before = settings.SECRET_KEY
    hidden = SecondFactorAdapter().encrypt("JBSWY3DPEHPK3PXP")
    monkeypatch.setattr(settings, "SECRET_KEY", "another")
    monkeypatch.setattr(settings, "SECRET_KEY_FALLBACKS", [before])
    assert SecondFactorAdapter().decrypt(hidden) == "JBSWY3DPEHPK3PXP"


def test_a_session_ends_after_fifteen_idle_minutes_and_not_before(
    lakeside: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "SESSION_COOKIE_AGE", settings.IDLE)
    client = sign_in(lakeside.user)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert not client.cookies[settings.SESSION_COOKIE_NAME]["max-age"], "it ends with the browser too"

    def pass_by(minutes: int) -> None:
        session = Session.objects.get(pk=key)
        session.expire_date -= timedelta(minutes=minutes)
        data = session.get_decoded()
        data["noted"] -= minutes * 60
        session.session_data = client.session.encode(data)
        session.save()

    client.get("/patients/")
    pass_by(14)
    assert client.get("/patients/").status_code == 200
    left = Session.objects.get(pk=key).expire_date - timezone.now()
    assert timedelta(minutes=14) < left <= timedelta(minutes=15), "asking for a page puts the end off"
    pass_by(16)
    assert client.get("/patients/").status_code == 302
    answer = client.post("/patients/add", {"last_name": "Example"})
    assert answer.status_code == 403
    assert "You are signed out." in text(answer)


def test_one_ends_ones_sessions_in_other_browsers(lakeside: House) -> None:
    here, other, third = (sign_in(lakeside.user) for _ in range(3))
    page = text(here.get("/accounts/"))
    assert page.count("this browser") == 1
    assert page.count(">End<") == 2
    mine = here.cookies[settings.SESSION_COOKIE_NAME].value
    one = UserSession.objects.exclude(session_key=mine).first()
    assert one
    stranger = sign_in(with_password(house("Hillside").user))
    assert stranger.post(f"/accounts/sessions/{one.pk}/end").status_code == 404
    assert here.post(f"/accounts/sessions/{one.pk}/end").status_code == 302
    assert {client.get("/patients/").status_code for client in (other, third)} == {200, 302}
    assert here.post("/accounts/sessions/end").status_code == 302
    assert {client.get("/patients/").status_code for client in (other, third)} == {302}
    assert here.get("/patients/").status_code == 200
    assert stranger.get("/patients/").status_code == 200


def test_a_new_password_ends_the_other_sessions(lakeside: House) -> None:
    here, other = sign_in(lakeside.user), sign_in(lakeside.user)
    new = "five paper boats 8"
    weak = here.post("/accounts/password", {"oldpassword": PASSWORD, "password1": "short", "password2": "short"})
    assert "at least 12 characters" in text(weak)
    sent = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    with override_settings(PASSWORD_HASHERS=[*OFFICE_HASHERS, *settings.PASSWORD_HASHERS]):
        assert here.post("/accounts/password", sent).status_code == 302
    assert here.get("/patients/").status_code == 200
    assert other.get("/patients/").status_code == 302
    assert User.objects.get().password.startswith("argon2")


def test_a_one_time_link_is_looked_at_often_and_spent_once(lakeside: House) -> None:
    secret = make_link(lakeside.user)
    assert len(secret) >= 43, "256 bits"
    assert secret not in OneTimeLink.objects.get().digest
    client = browser()
    for _ in range(3):
        assert "Choose a password" in text(client.get(f"/accounts/link/{secret}"))
    weak = client.post(f"/accounts/link/{secret}", {"new_password1": "short", "new_password2": "short"})
    assert weak.status_code == 400
    new = "five paper boats 8"
    sent = {"new_password1": new, "new_password2": new}
    assert client.post(f"/accounts/link/{secret}", sent).headers["Location"] == "/"
    assert client.get("/patients/").status_code == 200
    late = browser().post(f"/accounts/link/{secret}", sent)
    guess = browser().get(f"/accounts/link/{'x' * 43}")
    assert late.status_code == guess.status_code == 404
    assert "no longer works" in text(late)
    assert events(lakeside) == ["person.password_set", "person.signed_in"]


def test_a_link_ends_with_time_with_a_newer_one_and_for_all_but_one(lakeside: House) -> None:
    first, second = make_link(lakeside.user), make_link(lakeside.user)
    assert find_link(first) is None
    found = find_link(second)
    assert found
    assert [spend_link(found), spend_link(found)] == [True, False]
    third = make_link(lakeside.user)
    OneTimeLink.objects.filter(used_at=None).update(ends_at=timezone.now())
    assert find_link(third) is None


def test_a_link_does_not_pass_the_second_factor(lakeside: House) -> None:
    client = sign_in(lakeside.user)
    prove(client)
    found = re.search(r'class="secret">(\w+)<', text(client.get("/accounts/app")))
    assert found
    client.post("/accounts/app", {"code": app_code(found[1])})
    new = "five paper boats 8"
    again = browser()
    answer = again.post(f"/accounts/link/{make_link(lakeside.user)}", {"new_password1": new, "new_password2": new})
    assert answer.headers["Location"] == "/accounts/sign-in/code"
    assert again.get("/patients/").status_code == 302


def test_nobody_signs_up() -> None:
    client = browser()
    for path in ("/accounts/signup", "/accounts/signup/", "/accounts/sign-up", "/accounts/no-account"):
        answer = client.get(path)
        assert answer.status_code == 302, path
        assert answer.headers["Location"].startswith("/accounts/sign-in"), path
    assert not User.objects.exists()
    assert "clinic" not in text(client.get("/accounts/sign-in")), "no provider is named"
    assert client.get("/accounts/sign-in/with/clinic").status_code == 404


def test_the_first_owner_comes_by_a_command() -> None:
    secret = add_owner("Ada@Lakeside.example ", "Ada Example", "Lakeside PT")
    found = find_link(secret)
    assert found
    assert found.user.email == "ada@lakeside.example"
    membership = Membership.objects.get()
    assert (membership.role, membership.organization.name) == ("owner", "Lakeside PT")
    assert find_link(add_owner("ada@lakeside.example", "", None)), "a new link for who is owner"
    assert find_link(secret) is None
    assert Membership.objects.count() == User.objects.count() == 1
    with pytest.raises(UserError, match="no email address"):
        add_owner("ada", "", None)
    house("Hillside")
    with pytest.raises(UserError, match="several are stored"):
        add_owner("bea@lakeside.example", "", None)
    assert Organization.objects.count() == 2


def test_who_works_nowhere_any_more_sees_his_own_page_alone(lakeside: House) -> None:
    client = sign_in(lakeside.user)
    Membership.objects.update(ends_on=timezone.now().date() - timedelta(days=2))
    client.cookies["cleanclaim_day"] = (timezone.now().date() - timedelta(days=1)).isoformat()
    assert client.get("/patients/").status_code == 403
    assert "You work at no practice here today" in text(client.get("/accounts/"))


def test_on_a_laptop_nothing_of_accounts_answers(lakeside: House, monkeypatch: pytest.MonkeyPatch) -> None:
    client = sign_in(lakeside.user)
    monkeypatch.setattr(settings, "TEAM", False)
    for path in ("/accounts/", "/accounts/sign-in", f"/accounts/link/{make_link(lakeside.user)}"):
        for one in (client, browser()):
            assert one.get(path).status_code in {403, 404}, path
    assert client.get("/patients/").status_code == 403, "a session is no key of the laptop's"


def test_the_key_outlives_the_process_where_people_sign_in(tmp_path: Any) -> None:
    made = find_secret_key(None, tmp_path, outlives=True)
    assert find_secret_key(None, tmp_path, outlives=True) == made
    assert len(made) >= 64
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600
    assert find_secret_key("named", tmp_path, outlives=True) == "named"
    assert find_secret_key(None, tmp_path, outlives=False) != made


def test_every_answer_of_accounts_has_no_inline_code(lakeside: House) -> None:
    client: Client = sign_in(lakeside.user)
    assert client.get("/accounts/again").status_code == 200
    prove(client)
    pages = ["/accounts/", "/accounts/password", "/accounts/app", "/accounts/passkeys/add", "/accounts/again"]
    for answer in [*map(client.get, pages), browser().get("/accounts/sign-in")]:
        page = text(answer)
        assert answer.status_code == 200
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")
        assert re.findall(r"<[^>]*\s(?:style|on\w+)=", page) == []
        for script in re.findall(r"<script([^>]*)>", page):
            assert "src=" in script or 'type="application/json"' in script
