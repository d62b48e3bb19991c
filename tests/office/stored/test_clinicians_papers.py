"""A clinician's papers: shown with the practice, entered in fields, written into its file's text and nowhere else."""

import tomllib
from datetime import date
from typing import Any

import pytest
from django.test import Client
from msgspec import structs

from cleanclaim.exchange.files.practice import parse_practice_alone
from cleanclaim.exchange.files.practice_entries import CLINICIAN
from cleanclaim.model.errors import UserError
from cleanclaim.model.practice import Clinician, Enrollment, License, Screening
from cleanclaim.office.history import changes
from cleanclaim.office.organizations.models import Membership
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.patients.models import PatientRecord
from cleanclaim.office.practices.models import PracticeRecord
from cleanclaim.office.practices.paper_text import LISTS, PAPER_DAYS, PaperValues, write_papers
from cleanclaim.office.practices.papers import LABELS
from cleanclaim.office.practices.stored import read_practice_of
from tests.office.stored.claims_made_up import claims_of, signed, visit
from tests.office.stored.made_up import here, text
from tests.office.stored.visits_made_up import FILE, OTHER_THERAPIST, THERAPIST, therapists_browser

FORM = f"/practices/clinicians/{OTHER_THERAPIST}/"
SENT: dict[str, Any] = {
    "hired": "3/2/2020",
    "left": "",
    "licenses.state": ["TX", "OK", ""],
    "licenses.number": ["123", "9", ""],
    "licenses.begins": ["2020-01-01", "", ""],
    "licenses.ends": ["12/31/2027", "", ""],
    "licenses.compact": ["", "yes", ""],
    "licenses.clear": ["yes", "", ""],
    "enrollments.payer": ["medicare"],
    "enrollments.begins": ["2020-03-01"],
    "enrollments.places": ["11, 12"],
    "none": ["screenings"],
}
QUINN = {
    "hired": date(2020, 3, 2),
    "left": None,
    "licenses": (
        License(state="TX", number="123", begins=date(2020, 1, 1), ends=date(2027, 12, 31), clear=True),
        License(state="OK", number="9", compact=True),
    ),
    "enrollments": (Enrollment(payer="medicare", begins=date(2020, 3, 1), places=("11", "12")),),
    "screenings": (),
}


@pytest.fixture
def client(database: str, monkeypatch: pytest.MonkeyPatch) -> Client:
    """The browser of the owner, who is a therapist of the practice's file, with one patient."""
    return therapists_browser(database, monkeypatch)


def clinicians() -> dict[str, Clinician]:
    with organization_transaction([here().organization.pk]):
        practice = read_practice_of()
    assert practice
    return dict(practice.clinicians)


def file_text() -> str:
    with organization_transaction([here().organization.pk]):
        return str(changes.newest(PracticeRecord.objects.get()).read().text)


def test_papers_are_entered_in_fields_and_all_else_stays_as_it_was_written(client: Client) -> None:
    before, lines = clinicians(), file_text().splitlines()
    assert client.post(FORM, {"version": 1, **SENT}).headers["Location"] == f"/practices/#clinician-{OTHER_THERAPIST}"
    assert clinicians() == before | {OTHER_THERAPIST: structs.replace(before[OTHER_THERAPIST], **QUINN)}
    written = iter(file_text().splitlines())
    assert all(line in written for line in lines), "in their order, remarks too"
    page = text(client.get("/practices/")).partition(f'id="clinician-{OTHER_THERAPIST}"')[2].partition("</section>")[0]
    for words in (
        "from Mar 2, 2020", "TX 123, from Jan 1, 2020 to Dec 31, 2027, no restriction",
        "OK 9, compact privilege, restrictions not looked for", "Medicare Part B, from Mar 1, 2020, places 11, 12",
        "<dd>none</dd>",
    ):  # fmt: skip
        assert words in page, words
    assert client.post("/practices/undo", {"version": 2}).status_code == 302
    assert clinicians() == before


def test_the_form_gives_back_what_it_shows(client: Client) -> None:
    assert client.post(FORM, {"version": 1, **SENT}).status_code == 302
    page = text(client.get(FORM))
    assert 'value="2020-03-02"' in page
    assert page.count('name="licenses.state"') == 3, "one more row than there are"
    known = clinicians()
    assert client.post(FORM, {"version": 2, **SENT, "left": "2026-11-30"}).status_code == 302
    after = clinicians()
    assert after == known | {OTHER_THERAPIST: structs.replace(known[OTHER_THERAPIST], left=date(2026, 11, 30))}
    assert client.post(FORM, {"version": 3}).status_code == 302
    assert clinicians()[OTHER_THERAPIST].licenses is None, "nobody entered any"
    assert clinicians()[OTHER_THERAPIST].hired is None


@pytest.mark.parametrize(("sent", "place"), [
    ({"hired": "13/45/2020"}, "hired"),
    ({"left": "2019-01-01"}, "left"),
    ({"licenses.state": ["TX", "Nowhere", ""]}, "licenses 2, state"),
    ({"licenses.number": ["", "9", ""]}, "licenses 1, number"),
    ({"enrollments.payer": ["nobody"]}, "nobody"),
])  # fmt: skip
def test_what_is_wrong_is_said_by_its_place_and_nothing_is_saved(
    client: Client, sent: dict[str, Any], place: str
) -> None:
    answer = client.post(FORM, {"version": 1, **SENT, **sent})
    assert answer.status_code == 400
    page = text(answer)
    assert "1 place to correct" in page
    assert place in page
    assert 'value="123"' in page or "licenses.number" in sent, "what was typed stays"
    assert file_text() == FILE.read_text()


def test_what_somebody_changed_meanwhile_is_not_written_over(client: Client) -> None:
    assert client.post(FORM, {"version": 1, **SENT}).status_code == 302
    answer = client.post(f"/practices/clinicians/{THERAPIST}/", {"version": 1, "hired": "2019-01-01"})
    assert answer.status_code == 409
    assert "was changed by" in text(answer)
    assert clinicians()[THERAPIST].hired is None
    assert client.get("/practices/clinicians/1000000004/").status_code == 404
    Membership.objects.update(role="auditor")
    assert "Change the papers" not in text(client.get("/practices/"))
    assert client.get(FORM).status_code == 403


def test_a_finding_about_papers_leads_to_them(client: Client) -> None:
    assert client.post(f"/practices/clinicians/{THERAPIST}/", {"version": 1, "left": "2026-11-01"}).status_code == 302
    one = here()
    with organization_transaction([one.organization.pk]):
        (claim,) = claims_of([signed(one, PatientRecord.objects.get(), visit("V1"))])
    page = text(client.get(f"/claims/{claim.pk}/"))
    assert f'href="/practices/#clinician-{THERAPIST}"' in page
    assert "Open the clinician&#x27;s papers" in page


def test_every_paper_has_a_field() -> None:
    assert set(LABELS) == {*PAPER_DAYS, *(f"{name}.{key}" for name, entries in LISTS.items() for key in entries)}
    assert {*PAPER_DAYS, *LISTS} <= set(CLINICIAN)


SCREENED = PaperValues({"left": date(2026, 1, 2)}, {"screenings": [{"on": date(2026, 1, 1), "clear": True}]})


@pytest.mark.parametrize("old", [
    "",
    "hired = 2020-01-01  # a Wednesday\nleft = '2025-01-01'\n",
    "licenses = []\nenrolments = []\n",
    "\n[[clinicians.licenses]]\nstate = 'TX'\nnumber = '1'\n\n[[clinicians.screenings]]\non = 2020-01-01\nclear = 1\n",
])  # fmt: skip
@pytest.mark.parametrize("place", [0, 1, 3])
def test_papers_take_the_place_of_those_that_were_there(old: str, place: int) -> None:
    parts = FILE.read_text().split("[[clinicians]]")
    body, mark, rest = parts[place + 1].partition("\n\n")
    parts[place + 1] = f"{body}\n{old}{mark}{rest}" if mark else body + old
    before = "[[clinicians]]".join(parts)
    after = write_papers(before, place, SCREENED)
    old_practice, new_practice = parse_practice_alone(before), parse_practice_alone(after)
    npi = list(old_practice.clinicians)[place]
    papers = {
        "hired": None, "left": date(2026, 1, 2), "licenses": None, "enrollments": None,
        "screenings": (Screening(on=date(2026, 1, 1), clear=True),),
    }  # fmt: skip
    changed = old_practice.clinicians | {npi: structs.replace(old_practice.clinicians[npi], **papers)}
    assert new_practice == structs.replace(old_practice, clinicians=changed)


def test_a_text_in_which_they_cannot_be_put_by_themselves_stays_as_it_is() -> None:
    parts = FILE.read_text().split("[[clinicians]]")
    spread = parts[1].rstrip() + "\nlicenses = [\n  { state = 'TX', number = '1' },\n]\n\n"
    for before in (
        "[[clinicians]]".join([parts[0], spread, *parts[2:]]),
        'clinicians = [ { npi = "1" } ]\n',
    ):
        tomllib.loads(before)
        with pytest.raises(UserError, match="cannot be put in by themselves"):
            write_papers(before, 0, SCREENED)
