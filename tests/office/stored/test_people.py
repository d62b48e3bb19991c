"""Who works for an organization, and a billing company's people for its clients: on both databases, by the pages."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client

from cleanclaim.office.audit_log.models import Event
from cleanclaim.office.audit_log.seals import seal_events
from cleanclaim.office.claims.models import NEEDS_WORK, ClaimRecord
from cleanclaim.office.day import machine_day
from cleanclaim.office.organizations.models import ClientLink, Membership, MembershipVersion, Organization, User
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.patients.models import PatientRecord
from tests.office.stored.made_up import House, house, patient, stored
from tests.office.stored.signing_in import PASSWORD, browser, sign_in, with_password

LINK = re.compile(r'class="once">http://localhost(/accounts/link/[\w-]{43})<')


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


def add(owner: Client, email: str, role: str = "therapist") -> Membership:
    """Somebody added by the page."""
    answer = owner.post("/organizations/people/add", {"email": email, "name": email.title(), "role": role})
    assert answer.status_code == 200, text(answer)
    return Membership.objects.select_related("user").latest("id")


def events(organization: Organization) -> list[str]:
    with organization_transaction([organization.pk]):
        return list(Event.objects.order_by("number").values_list("type", flat=True))


def act(owner: Client, membership: Membership, what: str, **sent: Any) -> Any:
    membership.refresh_from_db()
    return owner.post(f"/organizations/people/{membership.pk}/{what}", {"version": membership.version, **sent})


def test_a_person_is_added_and_comes_in_by_the_link_that_is_shown_once(lakeside: House) -> None:
    owner = sign_in(lakeside.user)
    sent = {"email": " Bea@Lakeside.example", "name": "Bea  Example", "role": "biller"}
    page = text(owner.post("/organizations/people/add", sent))
    found = LINK.search(page)
    assert found
    assert "Bea Example works here as biller" in page
    assert found[1] not in text(owner.get("/organizations/"))
    bea = browser()
    new = {"new_password1": PASSWORD, "new_password2": PASSWORD}
    assert bea.post(found[1], new).headers["Location"] == "/"
    assert bea.get("/patients/").status_code == 200
    assert bea.get("/organizations/").status_code == 403, "a biller sees no list of people"
    added = ["person.added", "person.link_made", "person.password_set", "person.signed_in"]
    assert events(lakeside.organization)[1:] == added
    again = owner.post("/organizations/people/add", sent)
    assert again.status_code == 400
    assert "works here already" in text(again)
    wrong = owner.post("/organizations/people/add", {"email": "bea", "name": "", "role": "biller"})
    assert "is no email address" in text(wrong)
    wrong = owner.post("/organizations/people/add", {"email": "c@lakeside.example", "role": "king"})
    assert "is no role" in text(wrong)
    assert User.objects.count() == 2, "what is refused leaves nobody"


def test_roles_change_work_ends_and_both_are_undone(lakeside: House) -> None:
    owner = sign_in(lakeside.user)
    bea = add(owner, "bea@lakeside.example")
    client = sign_in(with_password(bea.user))
    assert client.get("/patients/add").status_code == 403
    assert act(owner, bea, "role", role="biller").status_code == 302
    assert client.get("/patients/add").status_code == 200, "at once"
    yesterday = (machine_day() - timedelta(days=1)).isoformat()
    assert act(owner, bea, "end", last_day=yesterday).status_code == 302
    assert client.get("/patients/").status_code == 403
    assert act(owner, bea, "undo").status_code == 302
    assert client.get("/patients/add").status_code == 200
    assert act(owner, bea, "undo").status_code == 302
    assert client.get("/patients/add").status_code == 403
    assert act(owner, bea, "redo").status_code == 302
    bea.refresh_from_db()
    assert (bea.role, bea.ends_on, bea.version) == ("biller", None, 6)
    with organization_transaction([lakeside.organization.pk]):
        acts = list(MembershipVersion.objects.filter(membership=bea).order_by("number").values_list("act", flat=True))
    assert acts == ["change", "change", "change", "undo", "undo", "redo"]
    late = owner.post(f"/organizations/people/{bea.pk}/role", {"version": 1, "role": "auditor"})
    assert late.status_code == 400
    assert "somebody changed it meanwhile" in text(late)
    kinds = [one for one in events(lakeside.organization) if one.startswith("person.") and "signed" not in one]
    assert kinds == [
        "person.added", "person.link_made", "person.role_changed", "person.ended", "person.undone", "person.undone",
        "person.redone",
    ]  # fmt: skip
    log = text(owner.get("/audit_log/"))
    assert "ended the work of a person" in log
    assert f"last day {yesterday}" in log


@pytest.mark.parametrize(("what", "sent"), [
    ("role", {"role": "biller"}),
    ("end", {"last_day": "2020-01-01"}),
    ("end", {"last_day": (machine_day() + timedelta(days=99)).isoformat()}),
])  # fmt: skip
def test_the_last_owner_stays(lakeside: House, what: str, sent: dict[str, str]) -> None:
    owner = sign_in(lakeside.user)
    own = Membership.objects.get()
    answer = act(owner, own, what, **sent)
    assert answer.status_code == 400
    assert "The last owner" in text(answer)
    own.refresh_from_db()
    assert (own.role, own.ends_on, own.version) == ("owner", None, 1)
    second = add(owner, "bea@lakeside.example", "owner")
    assert act(owner, own, what, **sent).status_code == 302
    answer = act(sign_in(with_password(second.user)), second, what, **sent)
    assert answer.status_code == 400, "now the second one is the last"


def test_an_owner_cannot_come_in_elsewhere_by_a_link_for_somebody_who_works_there_too(lakeside: House) -> None:
    hillside = house("Hillside")
    owner = sign_in(lakeside.user)
    sent = {"email": hillside.user.email, "name": "", "role": "therapist"}
    page = text(owner.post("/organizations/people/add", sent))
    assert "has an account already" in page
    assert not LINK.search(page)
    both = Membership.objects.get(user=hillside.user, organization=lakeside.organization)
    answer = act(owner, both, "link")
    assert answer.status_code == 400
    assert "works for another organization too" in text(answer)
    theirs = Membership.objects.get(user=hillside.user, organization=hillside.organization)
    for what in ("role", "end", "undo", "redo", "link"):
        assert act(owner, theirs, what, role="owner").status_code == 404, what


@pytest.fixture
def northgate() -> House:
    """A billing company whose owner has chosen a password."""
    found = house("Northgate")
    with_password(found.user)
    Organization.objects.filter(pk=found.organization.pk).update(is_billing_company=True)
    return found


def choose(client: Client, organization: Any) -> int:
    return client.post("/organizations/choose", {"organization": str(organization.pk)}).status_code


def test_the_people_of_a_billing_company_serve_its_clients(northgate: House) -> None:
    owner = sign_in(northgate.user)
    for name in ("Harbor Hand", "Prairie"):
        assert owner.post("/clients/add", {"name": name}).status_code == 302
    assert owner.post("/clients/add", {"name": "Prairie"}).status_code == 400
    harbor, prairie = ClientLink.objects.select_related("client").order_by("client__name")
    stored(House(harbor.client, northgate.user), patient("P01", "Harbor"))
    stored(House(prairie.client, northgate.user), patient("P02", "Prairie"))
    rita = add(owner, "rita@northgate.example", "biller")
    client = sign_in(with_password(rita.user))
    page = text(client.get("/clients/"))
    assert page.count("nobody but owners") == 2
    assert page.count("not yours to see") == 6, "patients, claims to work on and ready ones of both"
    assert choose(client, harbor.client) == 404
    assert owner.post(f"/clients/{harbor.pk}/staff", {"person": [str(rita.user.pk)]}).status_code == 302
    assert choose(client, harbor.client) == 302
    page = text(client.get("/patients/"))
    assert "Harbor, Ada" in page
    assert "Prairie, Ada" not in page
    assert choose(client, prairie.client) == 404
    assert text(client.get("/patients/")).count("Harbor, Ada") == 1, "nothing changed"
    assert client.get("/clients/").status_code == 404, "a client's pages have no clients"
    assert choose(client, northgate.organization) == 302
    counts = re.findall(r'data-label="Patients">(.*?)</td>', text(owner.get("/clients/")))
    assert counts == ["1", "1"]
    with organization_transaction([harbor.client_id]):
        of = PatientRecord.objects.get()
        for at, state in enumerate(("hold", "check", "ready", "sent")):
            ClaimRecord.objects.create(
                organization_id=harbor.client_id,
                patient=of,
                number=f"V{at}",
                day=date(2026, 3, 2),
                state=state,
                needs_work=state in NEEDS_WORK,
                cents=6800,
            )
    page = text(owner.get("/clients/"))
    assert '<td class="number" data-label="Claims to work on">2 <span class="dim">$136.00</span></td>' in page
    assert re.findall(r'data-label="Ready to send">(.*?)</td>', page) == ["1", "0"]
    assert choose(owner, prairie.client) == 302
    assert "Prairie, Ada" in text(owner.get("/patients/"))
    assert "organization.opened" in events(prairie.client)
    assert owner.post(f"/clients/{harbor.pk}/staff", {"person": []}).status_code == 404
    assert choose(owner, northgate.organization) == 302
    assert owner.post(f"/clients/{harbor.pk}/end", {"last_day": "2026-01-01"}).status_code == 302
    assert choose(client, harbor.client) == 404
    assert choose(owner, harbor.client) == 404


def test_only_the_companys_people_serve_and_only_its_owners_say_who(northgate: House, lakeside: House) -> None:
    owner = sign_in(northgate.user)
    owner.post("/clients/add", {"name": "Harbor Hand"})
    link = ClientLink.objects.get()
    answer = owner.post(f"/clients/{link.pk}/staff", {"person": [str(lakeside.user.pk)]})
    assert answer.status_code == 400
    rita = sign_in(with_password(add(owner, "rita@northgate.example", "biller").user))
    for path in ("add", f"{link.pk}/staff", f"{link.pk}/end"):
        assert rita.post(f"/clients/{path}", {"name": "x", "last_day": "2026-01-01"}).status_code == 403
    stranger = sign_in(lakeside.user)
    assert stranger.get("/clients/").status_code == 404
    for path in ("add", f"{link.pk}/staff", f"{link.pk}/end"):
        assert stranger.post(f"/clients/{path}", {"name": "x", "last_day": "2026-01-01"}).status_code == 404
    assert ClientLink.objects.get().ends_on is None
    assert Organization.objects.count() == 3


def test_a_practice_becomes_a_billing_company_and_stays_one_while_it_has_clients(lakeside: House) -> None:
    owner = sign_in(lakeside.user)
    assert "/clients/" not in text(owner.get("/organizations/"))
    assert owner.post("/organizations/company", {"company": "1"}).status_code == 302
    assert 'href="/clients/"' in text(owner.get("/organizations/"))
    owner.post("/clients/add", {"name": "Harbor Hand"})
    assert owner.post("/organizations/company").status_code == 400
    ClientLink.objects.update(ends_on=date(2026, 1, 1))
    assert owner.post("/organizations/company").status_code == 302
    assert owner.get("/clients/").status_code == 404


def test_a_billing_company_begins_with_its_clients_and_the_palette_finds_them(northgate: House) -> None:
    owner = sign_in(northgate.user)
    owner.post("/clients/add", {"name": "Harbor Hand"})
    harbor = ClientLink.objects.get().client
    assert owner.get("/").headers["Location"] == "/clients/"
    found = text(owner.get("/palette/", {"q": "harb"}))
    assert f'name="organization" value="{harbor.pk}"><span>Harbor Hand</span>' in found
    assert "No page, code, rule or client fits “zzyx”." in text(owner.get("/palette/", {"q": "zzyx"}))
    choose(owner, harbor)
    assert owner.get("/").headers["Location"] == "/visits/"


def test_a_page_of_one_client_saves_nothing_into_another(northgate: House) -> None:
    owner = sign_in(northgate.user)
    owner.post("/clients/add", {"name": "Harbor Hand"})
    harbor = ClientLink.objects.get().client
    assert f'data-organization="{northgate.organization.pk}"' in text(owner.get("/organizations/"))
    choose(owner, harbor)
    other = str(northgate.organization.pk)
    by_form = owner.post("/organizations/rename", {"_organization": other, "name": "Renamed"})
    by_header = owner.post("/organizations/rename", {"name": "Renamed"}, headers={"x-organization": other})
    for answer in (by_form, by_header):
        assert answer.status_code == 400
        assert "in another tab" in text(answer)
        assert "This page is of another organization." in text(answer)
        assert "cannot be read" not in text(answer)
    assert not Organization.objects.filter(name="Renamed").exists()
    assert owner.post("/organizations/rename", {"_organization": str(harbor.pk), "name": "Renamed"}).status_code == 302


def test_health_says_whether_the_office_can_work_and_nothing_else(lakeside: House) -> None:
    stored(lakeside)
    answer = browser().get("/health")
    assert answer.status_code == 200
    assert answer.json() == {"database": True, "tables": True, "sealed_seconds_ago": None}
    seal_events()
    assert browser().get("/health").json()["sealed_seconds_ago"] in range(60)
