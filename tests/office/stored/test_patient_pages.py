"""A patient's pages: a visit begun from them, payers by the names that people know, words instead of codes."""

import re

import pytest
from django.test import Client
from msgspec import structs

from cleanclaim.exchange.files.practice import parse_practice_alone
from cleanclaim.model.practice import ACCIDENT_CAUSES, MEDICARE_SECOND, ORDERS, RELATIONSHIPS, SEXES, Coverage
from cleanclaim.office.organizations.roles import Role
from cleanclaim.office.patients.words import CHOICES
from cleanclaim.office.practices.payer_names import list_payers_of, list_policies_of, name_payer
from tests.office.stored.made_up import here, patient, stored, text
from tests.office.stored.visits_made_up import FILE, OTHER_THERAPIST, THERAPIST, begun, own, therapists_browser


@pytest.fixture
def client(database: str, monkeypatch: pytest.MonkeyPatch) -> Client:
    """The browser of the owner, who is a therapist of the practice's file, with one patient."""
    return therapists_browser(database, monkeypatch)


def test_a_visit_is_begun_from_the_patients_page(client: Client) -> None:
    key = stored(here(), patient("P02", "Example", "Bea")).pk
    page = text(client.get(f"/patients/{key}/"))
    assert f'href="/visits/?patient={key}"' in page
    assert "New visit" in page
    today = text(client.get(f"/visits/?patient={key}"))
    assert 'value="Example, Bea"' in today
    assert 'name="begin" checked' in today
    assert re.search(rf'<button name="patient" value="{key}" class="first" autofocus>Example, Bea', today)
    sent = {"patient": key, "q": "Example, Bea", "on": "3/2/2026", "clinician": THERAPIST, "begin": "on"}
    begun_at = client.post("/visits/appointments/add", sent).headers["Location"]
    assert "Example, Bea" in text(client.get(begun_at))
    own(Role.BILLER, None)
    assert "New appointment" in text(client.get(f"/patients/{key}/"))
    own(Role.AUDITOR, None)
    assert "?patient=" not in text(client.get(f"/patients/{key}/"))
    assert "Example, Bea" not in text(client.get(f"/visits/?patient={key}"))


def test_the_list_of_patients_names_import(client: Client) -> None:
    assert 'href="/imports/">Import patients</a>' in text(client.get("/patients/"))
    own(Role.THERAPIST, THERAPIST)
    assert 'href="/imports/">Import patients</a>' not in text(client.get("/patients/"))


def test_a_payer_is_called_the_same_on_every_page(client: Client) -> None:
    coverages = {"workers_comp": Coverage(payer="workers_comp", relationship="self", member_id="W1")}
    record = stored(here(), structs.replace(patient("P02", "Example", "Bea"), coverages=coverages))
    sent = {"patient": record.pk, "on": "3/2/2026", "clinician": THERAPIST, "begin": "on"}
    visit = client.post("/visits/appointments/add", sent).headers["Location"]
    for address in ("/patients/", f"/patients/{record.pk}/", f"/charts/{record.pk}/", visit):
        page = text(client.get(address))
        assert "Example Mutual" in page, address
        assert "workers_comp" not in re.sub(r'="[^"]*"', "", page), address


@pytest.mark.usefixtures("database")
def test_payers_to_choose_from_have_the_practices_names_first() -> None:
    practice = parse_practice_alone(
        FILE.read_text() + '\n[payers.blue_ppo]\nname = "Blue Choice PPO"\nid = "EX9"\npolicy = "aetna"\n'
        'claim_filing = "CI"\n'
    )
    own_first = list_payers_of(practice, None)
    assert own_first[0] == ("medicare", "Medicare Part B")
    assert dict(own_first)["blue_ppo"] == "Blue Choice PPO"
    assert len(dict(own_first)) == len(own_first)
    assert dict(list_policies_of(practice, None))["aetna"] == "Aetna, Blue Choice PPO"
    assert "blue_ppo" not in dict(list_policies_of(practice, None)), "an entry of a chart is of a policy"
    assert name_payer("blue_ppo", practice, None) == "Blue Choice PPO"
    assert name_payer("nowhere", practice, None) == "nowhere"
    assert name_payer("", None, None) == "payer not known"


def test_the_words_of_a_form_are_those_of_the_model_and_no_code_is_shown_alone(client: Client) -> None:
    allowed = {
        "sex": SEXES, "subscriber_sex": SEXES, "relationship": RELATIONSHIPS, "order": ORDERS,
        "accident": ACCIDENT_CAUSES, "medicare_second": MEDICARE_SECOND,
    }  # fmt: skip
    assert {name: tuple(words) for name, words in CHOICES.items()} == allowed
    page = text(client.get("/patients/add"))
    assert '<option value="F">female</option>' in page
    labels = re.findall(r"<label[^>]*><span>([^<]*)", page)
    assert labels
    assert [one for one in labels if "_" in one] == []


def test_a_form_with_errors_is_not_on_hold_and_speaks_of_its_fields_by_their_labels(client: Client) -> None:
    refused = text(client.post("/patients/add", {**dict.fromkeys(_columns(client), ""), "patient_id": "P9"}))
    assert "to correct.</b> Nothing was saved yet." in refused
    assert "On hold" not in refused
    errors = re.findall(r'class="error">([^<]*)<', refused)
    assert errors
    assert [one for one in errors if re.search(r"[a-z]_[a-z]", one)] == []


def test_what_nobody_sees_is_no_part_of_a_number_or_a_name(client: Client) -> None:
    typed = {"patient_id": "P\u200b9\x1b", "last_name": "Ex\u202eample", "first_name": "A" * 3}
    page = text(client.post("/patients/add", dict.fromkeys(_columns(client), "") | typed))
    assert 'value="P9"' in page
    assert 'value="Example"' in page
    long = text(client.post("/patients/add", dict.fromkeys(_columns(client), "") | {"patient_id": "9" * 41}))
    assert "Nothing was saved" in long


def test_everybodys_day_stays_where_a_visit_of_it_is_opened(client: Client) -> None:
    own(Role.OWNER, THERAPIST)
    begun(client)
    other = begun(client, OTHER_THERAPIST, at="10:30")
    day = text(client.get("/visits/?on=2026-03-02"))
    assert day.count("data-row") == 1, "the own day, until another is chosen"
    assert text(client.get("/visits/?on=2026-03-02&clinician=")).count("data-row") == 2
    assert text(client.get(other)).count("data-row") == 2
    assert text(client.get("/visits/?on=2026-03-02")).count("data-row") == 2
    assert text(client.get(f"/visits/?on=2026-03-02&clinician={THERAPIST}")).count("data-row") == 1
    assert 'aria-current="true"' in text(client.get(other)), "a visit stands in the day that is shown"


def _columns(client: Client) -> list[str]:
    return re.findall(r'<(?:input|select) name="([a-z0-9_]+)"', text(client.get("/patients/add")))
