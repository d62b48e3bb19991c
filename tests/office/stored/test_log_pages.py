"""The page of the log: what each entry is about with its link, the filters of the address, and the same as a file."""

import csv
from datetime import UTC, datetime
from io import StringIO
from urllib.parse import urlencode

import pytest
from django.db import connection, connections
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from cleanclaim.office.audit_log.event_types import EVENT_TYPES, KINDS, kind_of
from cleanclaim.office.audit_log.log import log
from cleanclaim.office.audit_log.log_filter import find_events, parse_filter
from cleanclaim.office.audit_log.models import Event
from cleanclaim.office.audit_log.views import PAGE
from cleanclaim.office.claims.models import AnswerFile
from cleanclaim.office.day import ZONE_COOKIE
from cleanclaim.office.history import changes
from cleanclaim.office.organizations.ids import new_id
from cleanclaim.office.organizations.models import Membership, User
from cleanclaim.office.organizations.scope import organization_transaction
from tests.office.stored.claims_made_up import claims_of, practice, signed, visit
from tests.office.stored.made_up import here, patient, stored, text

LOG = "/audit_log/"


def rows(client: Client, **chosen: str) -> list[dict[str, str]]:
    """What the file of the log has, oldest first."""
    answer = client.get(f"{LOG}log.csv", chosen)
    assert answer.status_code == 200, text(answer)
    return list(csv.DictReader(StringIO(text(answer))))[::-1]


def test_every_event_is_of_a_kind_that_can_be_chosen() -> None:
    assert {kind_of(event) for event in EVENT_TYPES} == set(KINDS)


def test_an_entry_says_what_it_is_about_and_leads_there(client: Client) -> None:
    one = here()
    with organization_transaction([one.organization.pk]):
        practice(one)
    record = stored(one)
    with organization_transaction([one.organization.pk]):
        row = signed(one, record, visit("V1"))
        (claim,) = claims_of([row])
    for address in (f"/patients/{record.pk}/", f"/charts/{record.pk}/", f"/visits/{row.pk}/", f"/claims/{claim.pk}/"):
        assert client.get(address).status_code == 200
    page = text(client.get(LOG))
    for address, words in (
        (f"/patients/{record.pk}/", "Example, Ada (P01)"),
        (f"/visits/{row.pk}/", "Example, Ada (P01) · visit V1, Nov 20, 2026"),
        (f"/claims/{claim.pk}/", "Example, Ada (P01) · claim V1, Nov 20, 2026"),
        ("/practices/", "Example Way Therapy PLLC"),
    ):
        assert f'<a href="{address}">{words}' in page
    with organization_transaction([one.organization.pk]):
        changes.withdraw(record, one.actor)
    page = text(client.get(LOG, {"kind": "patient"}))
    assert "Example, Ada (P01)" in page
    assert f'href="/patients/{record.pk}/"' not in page, "who was withdrawn has no page"


def test_a_file_that_came_back_is_named(client: Client) -> None:
    one = here()
    with organization_transaction([one.organization.pk]):
        file = AnswerFile.objects.create(
            organization=one.organization, name="a.999", content=b"", sha256="", summary=""
        )
        log(one.actor, "answer.taken", file.pk, accepted=1, rejected=0)
    assert '<a href="/claims/files/">a.999</a>' in text(client.get(LOG))


def test_an_auditor_is_led_only_where_an_auditor_may_go(client: Client) -> None:
    one = here()
    with organization_transaction([one.organization.pk]):
        log(one.actor, "view.saved", one.user.pk)
    Membership.objects.update(role="auditor")
    assert f'<a href="/organizations/">{one.user}</a>' in text(client.get(LOG))
    assert "Save as CSV" in text(client.get(LOG))
    Membership.objects.update(role="biller")
    assert client.get(f"{LOG}log.csv").status_code == 403


def test_the_log_is_filtered_by_person_patient_kind_and_days(client: Client) -> None:
    one = here()
    other = User.objects.create_user("bo@lakeside.example", "Bo Biller")
    ada, zoe = stored(one), stored(one, patient("P02", "Zimmer", "Zoe"))
    with organization_transaction([one.organization.pk]):
        row = signed(one, ada, visit("V1"))
        (claim,) = claims_of([row])
        log(type(one.actor)(other.pk, one.organization.pk), "patient.read", zoe.pk)
        log(type(one.actor)(None, one.organization.pk), "claim.read", claim.pk)
    about = {found["Record id"] for found in rows(client, patient="P01")}
    assert about == {str(ada.pk), str(row.pk), str(claim.pk)}
    assert {found["Patient"] for found in rows(client, patient="zim")} == {"Zimmer, Zoe (P02)"}
    assert rows(client, patient="nobody") == []
    assert [found["Event"] for found in rows(client, who=str(other.pk))] == ["patient.read"]
    assert {found["Who"] for found in rows(client, who="program")} == {"The program"}
    assert {found["Event"] for found in rows(client, kind="patient")} == {"patient.added", "patient.read"}
    assert {found["Event"] for found in rows(client, kind="patient.read")} == {"patient.read"}
    page = text(client.get(LOG, {"kind": "visit", "patient": "P01"}))
    assert "added a visit" in page
    assert '<option value="visit" selected>' in page
    assert "Nothing is like that" in text(client.get(LOG, {"patient": "nobody"}))
    assert [found["Event"] for found in rows(client, kind="log.exported")][-1] == "log.exported"


def test_days_are_those_of_the_clock_that_the_page_shows(client: Client) -> None:
    one = here()
    at = datetime(2026, 3, 3, 4, 30, tzinfo=UTC)  # in Chicago the evening before
    with organization_transaction([one.organization.pk]):
        Event.objects.bulk_create([Event(organization=one.organization, type="log.read")])
    owner = connections["owner" if connection.vendor == "postgresql" else "default"]
    with owner.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE audit_log_event DISABLE TRIGGER audit_log_event_only_grows")
        else:
            cursor.execute("DROP TRIGGER audit_log_event_no_change")
        cursor.execute("UPDATE audit_log_event SET at = %s WHERE type = 'log.read'", [at])
    for zone, day, found in (
        ("UTC", "2026-03-03", True), ("UTC", "2026-03-02", False),
        ("America/Chicago", "2026-03-02", True), ("America/Chicago", "2026-03-03", False),
    ):  # fmt: skip
        client.cookies[ZONE_COOKIE] = zone
        assert (len(rows(client, since=day, until=day)) == 1) is found, (zone, day)
    client.cookies[ZONE_COOKIE] = "America/Chicago"
    (row,) = rows(client, since="2026-03-02", until="2026-03-02")
    assert row["When"] == "2026-03-02 22:30:00-06:00"
    assert "Mar 2, 2026, 10:30 PM CST" in text(client.get(LOG, {"since": "2026-03-02", "until": "2026-03-02"}))


@pytest.mark.parametrize(("chosen", "words"), [
    ({"since": "2026-13-45"}, "From"),
    ({"since": "2026-03-03", "until": "2026-03-02"}, "the last one is before the first"),
    ({"kind": "patient.eaten"}, "is nothing that the log has"),
    ({"who": "x"}, "is no id"),
    ({"patient": "ex"}, "more than 20 patients"),
])  # fmt: skip
def test_a_filter_that_cannot_be_is_said_and_shows_nothing(client: Client, chosen: dict[str, str], words: str) -> None:
    for at in range(21):
        stored(here(), patient(f"P{at:02}"))
    answer = client.get(LOG, chosen)
    assert answer.status_code == 400
    assert words in text(answer)
    assert "added a patient" not in text(answer).partition("<table")[2]
    assert client.get(f"{LOG}log.csv", chosen).status_code == 400


def test_pages_go_through_all_that_the_filter_leaves_once(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    one, at = here(), timezone.now()
    with organization_transaction([one.organization.pk]), monkeypatch.context() as patched:
        patched.setattr("django.utils.timezone.now", lambda: at)
        types = ["log.read" if number % 3 else "patient.searched" for number in range(400)]
        Event.objects.bulk_create(Event(organization=one.organization, type=one_of) for one_of in types)
    seen, address = 0, f"{LOG}?kind=patient"
    while address:
        page = text(client.get(address))
        seen += page.count("<td>searched the patients</td>")
        following = page.partition('<a class="button" href="?')[2].partition('"')[0].replace("&amp;", "&")
        address = f"{LOG}?{following}" if following else ""
    assert seen == types.count("patient.searched") > PAGE


def test_a_spreadsheet_takes_no_name_for_a_formula(client: Client) -> None:
    stored(here(), patient("=1+1", "=HYPERLINK(1)", "Ada"))
    (row,) = rows(client, kind="patient.added")
    assert row["Patient"].startswith("'=HYPERLINK(1)")


@pytest.mark.usefixtures("client")
def test_each_filter_is_sought_in_an_index() -> None:
    """Not all of an organization's events, which are half a million after two years."""
    one, record = here(), stored(here())
    people = [User.objects.create_user(f"{at}@lakeside.example", f"No {at}") for at in range(20)]
    with organization_transaction([one.organization.pk]):
        made = [
            Event(organization=one.organization, user=people[at % 20], type=list(EVENT_TYPES)[at % 40], record=new_id())
            for at in range(4_000)
        ]
        Event.objects.bulk_create(made)
    owner = connections["owner" if connection.vendor == "postgresql" else "default"]
    with owner.cursor() as cursor:
        cursor.execute("ANALYZE audit_log_event")
    wanted = {
        "event_newest": {"since": "2026-01-01"},
        "event_user": {"who": str(people[0].pk)},
        "event_type": {"kind": "practice.changed"},
        "event_record": {"patient": record.number},
    }
    with organization_transaction([one.organization.pk]):
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL enable_seqscan = off")
        for index, chosen in wanted.items():
            plan = find_events(parse_filter(QueryDict(urlencode(chosen))))[:PAGE].explain()
            assert index in plan, (chosen, plan)
