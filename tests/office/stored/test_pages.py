"""The pages of what is stored, asked of the application on both databases: what they show, save, refuse and log."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from cleanclaim.model.practice import Accident, Address, Coverage, Name, Patient, PayerId, Referrer, Subscriber
from cleanclaim.office.accounts.open_to import ANYBODY, PEOPLE
from cleanclaim.office.history import changes
from cleanclaim.office.organizations.models import Membership
from cleanclaim.office.organizations.roles import PERMISSIONS, Role
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.patients.form import fill_form, hidden_fields, read_form
from cleanclaim.office.patients.models import PatientRecord
from cleanclaim.office.practices.models import PracticeFile, PracticeRecord
from tests.cli.calling import CLINIC_DAY
from tests.conftest import tries
from tests.office.stored.databases import on_postgresql_once
from tests.office.stored.made_up import events, here, house, patient, stored, text

OWN = (CLINIC_DAY / "practice.toml").read_text() + (
    '\n[payers.hillside_plan]\nname = "Hillside Health Plan"\nid = "HILL1"\npolicy = "commercial"\n'
    'claim_filing = "CI"\n'
)
"""The example practice with a payer that has no policy of its own."""
TOKEN = re.compile(r'"x-csrftoken": "\w+"')
TOOLS = ("minutes", "review", "explain", "codes", "rules", "updates", "sources", "style", "palette")
"""The areas that store nothing."""


def sent(value: Patient, **more: Any) -> dict[str, Any]:
    """What the form sends for a patient."""
    found: dict[str, Any] = {}
    for name, typed in hidden_fields(fill_form(value)):
        found.setdefault(name, []).append(typed)
    return found | more


def test_a_patient_is_added_found_changed_undone_and_redone(client: Client) -> None:
    assert "No patient is here yet" in text(client.get("/patients/"))
    added = client.post("/patients/add", sent(patient()))
    assert added.status_code == 302
    address = added.headers["Location"]
    page = text(client.get(address))
    assert "Example, Ada" in page
    assert "1EX0XX0XX01" in page
    assert "/undo" not in page
    assert client.post(f"{address}edit", sent(patient(last="Exemplar"), version=1)).status_code == 302
    assert "Exemplar, Ada" in text(client.get(address))
    assert client.post(f"{address}undo", {"version": 2}).status_code == 302
    assert "Example, Ada" in text(client.get(address))
    assert client.post(f"{address}redo", {"version": 3}).status_code == 302
    page = text(client.get(address))
    assert "Exemplar, Ada" in page
    assert page.count("<li><time") == 4
    assert events() == [
        "organization.made", "patient.added", "patient.read", "patient.changed", "patient.read", "patient.undone",
        "patient.read", "patient.redone", "patient.read",
    ]  # fmt: skip


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_saved(client: Client) -> None:
    wrong = sent(patient(), birth_date="13/45/1943", zip="787", member_id=[""])
    answer = client.post("/patients/add", wrong)
    assert answer.status_code == 400
    page = text(answer)
    assert "3 fields to correct" in page
    assert page.count('aria-invalid="true"') == 3
    assert 'value="13/45/1943"' in page, "what was typed stays"
    assert events() == ["organization.made"]
    stored(here())
    twice = client.post("/patients/add", sent(patient()))
    assert twice.status_code == 400
    assert "is here already" in text(twice)


def test_a_day_after_today_is_no_birth_date(client: Client) -> None:
    answer = client.post("/patients/add", sent(patient(), birth_date="3/2/2043", onset_date=["1/2/2044"]))
    assert answer.status_code == 400
    assert "2 fields to correct" in text(answer)
    assert text(answer).count("Is after today") == 2
    assert events() == ["organization.made"]


def test_who_may_be_here_already_is_named_and_the_person_chooses(client: Client) -> None:
    first = stored(here())
    private = {"aetna": Coverage(payer="aetna", relationship="self", member_id="W123")}
    same_name = structs.replace(patient("P02"), name=Name(last="EXAMPLE", first="Ada", middle="B"), coverages=private)
    same_number = structs.replace(patient("P02", "Exampel", "Ida"), birth_date=date(1950, 1, 1))
    for value in (same_name, same_number):
        answer = client.post("/patients/add", sent(value))
        assert answer.status_code == 409
        assert f'href="/patients/{first.pk}/"' in text(answer)
        assert "Add anyway" in text(answer)
    assert client.post("/patients/add", sent(same_number, anyway="1")).status_code == 302
    other = structs.replace(patient("P03", "Sample"), coverages=private)
    assert client.post("/patients/add", sent(other)).status_code == 302


def test_a_number_is_proposed_for_a_new_patient(client: Client) -> None:
    assert 'name="patient_id" value="P0001"' in text(client.get("/patients/add"))
    for number in ("A-0041", "A-9", "B7", "A-0012"):
        stored(here(), patient(number))
    assert 'name="patient_id" value="A-0042"' in text(client.get("/patients/add"))


def test_the_practices_own_payers_come_before_the_others(client: Client) -> None:
    assert "Other payers" not in text(client.get("/patients/add"))
    one = here()
    with organization_transaction([one.organization.pk]):
        changes.add(PracticeRecord(), PracticeFile(OWN), one.actor)
    own, _, others = text(client.get("/patients/add")).partition('label="Other payers"')
    assert 'value="hillside_plan">Hillside Health Plan<' in own
    assert 'value="humana"' not in own
    assert 'value="humana"' in others
    assert 'value="hillside_plan"' not in others
    private = {"hillside_plan": Coverage(payer="hillside_plan", relationship="self", member_id="W123")}
    added = client.post("/patients/add", sent(structs.replace(patient(), coverages=private)))
    assert added.status_code == 302
    assert "Hillside Health Plan" in text(client.get(added.headers["Location"]))


def test_what_somebody_else_changed_meanwhile_is_shown_not_written_over(client: Client) -> None:
    record = stored(here())
    address = f"/patients/{record.pk}/"
    assert client.post(f"{address}edit", sent(patient(last="First"), version=1)).status_code == 302
    answer = client.post(f"{address}edit", sent(patient(last="Second"), version=1))
    assert answer.status_code == 409
    page = text(answer)
    assert "First" in page
    assert "Second" in page
    assert 'name="version" value="2"' in page
    stale = client.post(f"{address}undo", {"version": 1})
    assert (stale.status_code, "Not undone" in text(stale)) == (409, True)
    assert client.post(f"{address}edit", sent(patient(last="Second"), version=2)).status_code == 302
    assert "Second, Ada" in text(client.get(address))


@pytest.mark.parametrize(("words", "found"), [
    ("", ["Example, Ada", "Exemplár, José", "Smith, Zoe"]),
    ("ex", ["Example, Ada", "Exemplár, José"]),
    ("EXEMPLAR, jo", ["Exemplár, José"]),
    ("jose exemplar", ["Exemplár, José"]),
    ("P03", ["Smith, Zoe"]),
    ("p03", ["Smith, Zoe"]),
    ("2/6/1943", ["Example, Ada", "Exemplár, José", "Smith, Zoe"]),
    ("2/7/1943", []),
    ("13/45/1943", []),
    ("%", []),
    ("ada", []),
])  # fmt: skip
def test_patients_are_found_by_how_they_begin(client: Client, words: str, found: list[str]) -> None:
    one = here()
    for number, (last, first) in enumerate([("Example", "Ada"), ("Exemplár", "José"), ("Smith", "Zoe")], 1):
        stored(one, patient(f"P0{number}", last, first))
    page = text(client.get("/patients/", {"q": words}))
    assert [name for name in ("Example, Ada", "Exemplár, José", "Smith, Zoe") if name in page] == found


def test_the_list_pages_through_everybody_once(client: Client) -> None:
    one = here()
    with organization_transaction([one.organization.pk]):
        PatientRecord.objects.bulk_create(
            PatientRecord(
                organization=one.organization, number=f"P{number:03}", name=f"Same, {number % 3}",
                sorted_name=f"same, {number % 3}", sorted_number=f"p{number:03}", birth_date=date(1950, 1, 1),
            )
            for number in range(120)
        )  # fmt: skip
    seen: list[str] = []
    address = "/patients/"
    for _ in range(3):
        page = text(client.get(address))
        seen += [line.split("<")[0] for line in page.split('data-label="Number">')[1:]]
        address = page.split('<a class="button" href="')[-1].split('"')[0].replace("&amp;", "&")
    assert sorted(seen) == [f"P{number:03}" for number in range(120)]


def test_a_patient_of_another_organization_is_no_patient(client: Client) -> None:
    theirs = stored(house("Hillside"), patient("P99", "Stranger"))
    unknown = "01a22919-7e49-707f-8b7b-61c36223fdcf"
    for way in ("", "edit"):
        answers = [client.get(f"/patients/{key}/{way}") for key in (theirs.pk, unknown)]
        assert [answer.status_code for answer in answers] == [404, 404]
        one, other = (TOKEN.sub("", text(answer)).replace(str(theirs.pk), unknown) for answer in answers)
        assert one == other
    for way in ("edit", "undo", "redo"):
        assert client.post(f"/patients/{theirs.pk}/{way}", sent(patient(), version=1)).status_code == 404
    assert "Stranger" not in text(client.get("/patients/", {"q": "str"}))


def patterns(found: list[Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for one in found:
        path = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from patterns(one.url_patterns, path)
        elif isinstance(one, URLPattern):
            yield path, one.callback


def test_every_page_with_stored_data_names_its_permission() -> None:
    for path, view in patterns(get_resolver().url_patterns):
        area = path.partition("/")[0]
        if area in TOOLS or not area:
            assert not hasattr(view, "permission"), path
        else:
            assert getattr(view, "open_to", "") in {ANYBODY, PEOPLE} or view.permission in PERMISSIONS, path


@pytest.mark.parametrize(("database", "role"), on_postgresql_once(Role, Role.BILLER), indirect=["database"])
def test_every_role_gets_to_what_it_may_and_to_nothing_else(client: Client, role: Role) -> None:
    record = stored(here())
    Membership.objects.update(role=role)
    for path, view in patterns(get_resolver().url_patterns):
        if not hasattr(view, "permission"):
            continue
        address = "/" + path.replace("<uuid:key>", str(record.pk))
        answers = {client.get(address).status_code, client.post(address, {}).status_code}
        may = role in PERMISSIONS[view.permission]
        assert (answers <= {403, 405}) is not may, (path, answers)


def test_who_works_nowhere_any_more_and_who_was_not_let_in_gets_nothing(client: Client) -> None:
    record = stored(here())
    stranger = Client(SERVER_NAME="127.0.0.1")
    assert stranger.get(f"/patients/{record.pk}/").status_code == 403
    Membership.objects.update(ends_on=date(2026, 1, 2))
    assert client.get(f"/patients/{record.pk}/").status_code == 403
    assert client.get("/codes/").status_code == 200


def test_the_practice_gets_its_name_and_the_log_says_so(client: Client) -> None:
    assert "My practice" in text(client.get("/organizations/"))
    assert client.post("/organizations/rename", {"name": "  Lakeside   PT "}).status_code == 302
    assert "<h1>Lakeside PT</h1>" in text(client.get("/organizations/"))
    assert client.post("/organizations/rename", {"name": " "}).status_code == 400
    page = text(client.get("/audit_log/"))
    assert "renamed the organization" in page
    assert events()[-2:] == ["organization.renamed", "log.read"]


WORDS = st.from_regex(r"[a-h]{2,5}( [a-h]{1,4})?", fullmatch=True)
DAYS = st.dates(date(1930, 1, 1), date(2026, 1, 1))
ADDRESSES = st.builds(
    Address, WORDS, WORDS, st.sampled_from(["TX", "NE"]), st.sampled_from(["78799", "787990001"]), st.none() | WORDS
)
NAMES = st.builds(Name, last=WORDS, first=WORDS, middle=st.none() | WORDS, suffix=st.none() | WORDS)
OTHERS = st.builds(
    Subscriber,
    name=NAMES,
    birth_date=st.none() | DAYS,
    sex=st.none() | st.sampled_from("FMU"),
    address=st.none() | ADDRESSES,
)
COVERAGES = st.one_of(
    st.builds(
        Coverage, payer=st.just("x"), relationship=st.just("self"), member_id=WORDS, group_number=st.none() | WORDS,
        referrer=st.none() | st.builds(Referrer, name=NAMES, npi=st.just("1000000053")), onset_date=st.none() | DAYS,
        accident=st.none() | st.builds(Accident, cause=st.just("auto"), on=DAYS, state=st.just("TX")),
        prior_authorization=st.none() | WORDS, claim_number=st.none() | WORDS,
        medicare_second=st.none() | st.just("12"), unable_from=st.none() | DAYS,
    ),
    st.builds(Coverage, payer=st.just("x"), relationship=st.just("spouse"), member_id=WORDS, subscriber=OTHERS),
    st.builds(
        Coverage, payer=st.just("x"), relationship=st.just("employee"), member_id=WORDS,
        subscriber=st.builds(Subscriber, name=WORDS),
    ),
)  # fmt: skip


@st.composite
def patients(draw: st.DrawFn) -> Patient:
    orders = draw(st.permutations(["primary", "secondary", None]))
    payers = ("medicare", "aetna", "cigna")[: draw(st.integers(1, 3))]
    return Patient(
        patient_id=draw(WORDS), name=draw(NAMES), birth_date=draw(DAYS), sex=draw(st.sampled_from("FMU")),
        address=draw(ADDRESSES),
        coverages={
            payer: _for(draw(COVERAGES), payer, order) for payer, order in zip(payers, orders, strict=False)
        },
    )  # fmt: skip


def _for(coverage: Coverage, payer: str, order: Any) -> Coverage:
    from msgspec import structs

    return structs.replace(coverage, payer=payer, order=order)


@tries(20)
@given(patients())
def test_the_form_gives_back_the_patient_it_shows(value: Patient) -> None:
    # A Medicare number has a form of its own, which `test_value_checks` looks at.
    payers = {
        name: PayerId(policy=name, name=name, id="", claim_filing="CI") for name in ("medicare", "aetna", "cigna")
    }
    assert read_form(fill_form(value), payers, date(2026, 12, 1)) == value
