"""The whole job in a real browser, on SQLite and on PostgreSQL: from the schedule to a claim that is accepted.

On SQLite one person does it all, as on a laptop; on PostgreSQL an owner, a therapist and a biller do, each signed in.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec import Struct
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, expect

import cleanclaim
from cleanclaim.sandbox.payer.behavior import Behavior
from cleanclaim.sandbox.payer.mailbox import run_mailbox
from cleanclaim.sandbox.payer.state import PayerState
from tests.cli.calling import CLINIC_DAY
from tests.office.browser.conftest import serving, settled
from tests.office.browser.team import TeamOffice, team_office
from tests.office.stored.signing_in import PASSWORD

NPI = "1000000012"
MEMBERS = [f"1EX0XX0XX0{number}" for number in range(1, 5)]
NOTE = "Ther ex 23 min: step-ups with cues for knee control. Manual 12 min, patellar glides. Tolerated well, pain 2/10."


class People(Struct):
    """The pages of who works here: on a laptop one, in a team one each."""

    owner: Page
    therapist: Page
    biller: Page


@pytest.fixture(params=[pytest.param("sqlite", marks=pytest.mark.long), "postgresql"])
def people(request: pytest.FixtureRequest, browser: Browser, tmp_path: Path) -> Iterator[People]:
    """The pages of who works in an empty office, which fail for any error in a script and any refused load."""
    way = (
        laptop(browser, tmp_path)
        if request.param == "sqlite"
        else team(browser, tmp_path, request.getfixturevalue("postgresql"))
    )
    with way as people:
        wrong: list[str] = []
        for page in {id(one): one for one in (people.owner, people.therapist, people.biller)}.values():
            page.on("pageerror", lambda error: wrong.append(str(error)))
            page.on("console", lambda said: wrong.append(said.text) if "Content Security" in said.text else None)
        yield people
    assert wrong == []


@contextmanager
def laptop(browser: Browser, folder: Path) -> Iterator[People]:
    """One person, on SQLite."""
    (folder / "data").mkdir()
    with serving(folder / "data", folder / "library") as office:
        context = office.opened(browser, viewport={"width": 1440, "height": 900}, accept_downloads=True)
        page = context.new_page()
        yield People(page, page, page)
        context.close()


@contextmanager
def team(browser: Browser, folder: Path, postgresql: str) -> Iterator[People]:
    """Three people, on PostgreSQL, each with a browser."""
    with team_office(folder, postgresql) as office:
        contexts = [
            browser.new_context(base_url=office, viewport={"width": 1440, "height": 900}, accept_downloads=True)
            for _ in range(3)
        ]
        owner = come_in(contexts[0], office.add_owner("ada@lakeside.example"))
        therapist = come_in(contexts[1], add_person(owner, office, "tess@lakeside.example", "Tess Sample", "therapist"))
        biller = come_in(contexts[2], add_person(owner, office, "bill@lakeside.example", "Bill Sample", "biller"))
        yield People(owner, therapist, biller)
        for context in contexts:
            context.close()


def come_in(context: BrowserContext, link: str) -> Page:
    """Choose a password at a one-time link."""
    page = context.new_page()
    page.goto(link)
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    page.get_by_label("New password confirmation").fill(PASSWORD)
    page.get_by_role("button", name="Save it and sign in").click()
    expect(page.locator(".who")).to_be_visible()
    return page


def add_person(owner: Page, office: TeamOffice, email: str, name: str, role: str) -> str:
    """Add somebody on the page of people; the one-time link."""
    owner.goto("/organizations/")
    owner.get_by_label("Email").fill(email)
    owner.locator("form[action$=add] [name=name]").fill(name)
    owner.locator("form[action$=add] [name=role]").select_option(role)
    owner.get_by_role("button", name="Add", exact=True).click()
    return owner.locator(".once").inner_text().removeprefix(office)


def press(page: Page, key: str) -> None:
    page.keyboard.press(key)
    settled(page)


def file(name: str, text: str) -> FilePayload:
    """A file as a person chooses it."""
    return {"name": name, "mimeType": "text/plain", "buffer": text.encode()}


def enter_practice(people: People) -> None:
    """The owner enters how the practice bills, and says who its clinician is."""
    page = people.owner
    page.goto("/practices/edit")
    practice = (CLINIC_DAY / "practice.toml").read_text(encoding="utf-8")
    page.locator("#text").fill(practice.replace('usage = "test"', 'usage = "production"'))
    page.get_by_role("button", name="Save").click()
    row = page.locator("tr", has_text=NPI)
    row.locator("select").select_option(index=row.locator("option").count() - 1 if people.therapist is not page else 1)
    row.get_by_role("button", name="Save").click()
    expect(page.locator("tr", has_text=NPI).locator("select")).not_to_have_value("")


def take(page: Page, name: str, text: str) -> None:
    """Bring a file in by Import."""
    page.goto("/imports/")
    page.locator("input[type=file]").set_input_files(file(name, text))
    page.get_by_role("button", name=re.compile("^Take")).click()
    expect(page.locator("#import")).to_contain_text("set aside.")


def patients() -> str:
    """Four patients; of the first the member number is mistyped."""
    lines = (CLINIC_DAY / "patients.csv").read_text(encoding="utf-8").splitlines()[:5]
    return "\n".join(lines).replace("1EX0-XX0-XX01", "1EX0-XX0-XX09") + "\n"


def schedule(on: date) -> str:
    """Appointments of three of them."""
    rows = [f"P0{number},{on},{number + 8:02}:00,{NPI},scheduled" for number in (1, 2, 3)]
    return "\n".join(["patient_id,date,time,provider_npi,status", *rows]) + "\n"


def yesterday(on: date) -> str:
    """Visits of the day before, as another system coded them: two bill a unit that the minutes do not earn."""
    head = (CLINIC_DAY / "visits.csv").read_text(encoding="utf-8").splitlines()[0]
    rows = [
        f"{number},P0{number},medicare,{on},PT,{NPI},11,,97110,30,PT,,{units},GP,{units * 68}.00,M25.561,,,"
        for number, units in ((2, 3), (3, 2), (4, 3))
    ]
    return "\n".join([head, *rows]) + "\n"


def treat(page: Page, on: date) -> None:
    """The therapist types minutes and a note for each of the day, and signs."""
    for row in range(3):
        page.goto(f"/visits/?on={on}")
        expect(page.locator(".rows-of-day li")).to_have_count(3)
        page.locator(".rows-of-day li").nth(row).locator("a, button").first.click()
        expect(page.locator("#typing > button")).to_be_enabled()
        page.locator("#typed").fill("exercise 23, manual 12")
        page.locator("#typed").press("Enter")
        expect(page.locator("#answer .units")).to_have_text("2")
        diagnoses = page.locator("[name=diagnoses]")
        if not diagnoses.input_value():
            diagnoses.fill("M25.561")
            page.locator("[name=place_of_service]").fill("11")
        page.locator("#note").fill(NOTE)
        page.locator("[data-add-to-note^=Total]").click()
        expect(page.locator("#note")).to_have_value(re.compile("Total treatment time: 35 min"))
        expect(page.locator("#saved")).to_contain_text(re.compile("^Saved"))
        page.keyboard.press("Control+Enter")
        expect(page.locator("#open")).to_contain_text("Signed by")


def send(page: Page, claims: int, folder: Path) -> Path:
    """Send what is ready; the file that went out."""
    page.goto("/claims/")
    press(page, "s")
    expect(page.locator("h1")).to_contain_text(f"Send {claims} claim")
    press(page, "y")
    page.keyboard.press("Control+Enter")
    expect(page.locator("h1")).to_contain_text("sent")
    with page.expect_download() as download:
        page.get_by_role("link", name="Save").first.click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def hand_in(page: Page, path: Path, state: PayerState) -> str:
    """The test payer takes a file, and its answers go back into the office; what the office says of them."""
    run = run_mailbox([path], Behavior(policy="medicare", members=MEMBERS), state, cleanclaim.Basis())
    answers = [file(name, text) for name, text in run.answers.items() if not name.endswith(".835")]
    assert [Path(one["name"]).suffix for one in answers] == [".999", ".277ca"]
    page.goto("/claims/files/")
    page.locator("input[type=file]").set_input_files(answers)
    page.get_by_role("button", name="Read them").click()
    expect(page.locator("h1")).to_have_text("2 files read")
    return page.locator("main").inner_text()


def test_from_the_schedule_to_an_accepted_claim(people: People, tmp_path: Path) -> None:
    today = date.today()
    enter_practice(people)
    biller = people.biller
    take(biller, "patients.csv", patients())
    biller.goto(f"/visits/?on={today}")
    biller.locator("form.drop input[type=file]").set_input_files(file("schedule.csv", schedule(today)))
    expect(biller.locator(".rows-of-day li")).to_have_count(3)
    take(biller, "export.csv", yesterday(today - timedelta(days=1)))
    treat(people.therapist, today)
    state = PayerState()

    biller.goto("/claims/")
    expect(biller.locator("tr[data-claim]")).to_have_count(2)
    press(biller, "f")
    expect(biller.locator("#toast")).to_contain_text("Fixed.")
    press(biller, "j")
    press(biller, "e")
    biller.locator("[name='0.0.units']").fill("2")
    biller.keyboard.press("Enter")
    expect(biller.locator("#record .tag").first).to_have_text("Ready")
    biller.goto("/claims/?view=ready")
    biller.locator("tr[data-claim]", has_text="Example, Dot").first.click()
    expect(biller.locator("#record")).to_contain_text("Example, Dot")
    press(biller, "h")
    biller.locator("#hold-dialog [name=reason]").fill("The card is not copied yet")
    biller.keyboard.press("Enter")
    expect(biller.locator("#record")).to_contain_text("On hold by hand: The card is not copied yet")

    first = send(biller, 5, tmp_path)
    answered = hand_in(biller, first, state)
    assert "4 claims accepted" in answered
    assert "1 claim rejected" in answered
    biller.goto("/claims/?view=rejected")
    expect(biller.locator("tr[data-claim]")).to_have_count(1)
    expect(biller.locator("#record")).to_contain_text("It was rejected.")
    press(biller, "e")
    biller.locator("[name=member_id]").fill("1EX0XX0XX01")
    biller.keyboard.press("Enter")
    expect(biller.locator("#record .tag").first).to_have_text("Ready")
    second = send(biller, 1, tmp_path)
    assert "1 claim accepted" in hand_in(biller, second, state)
    biller.goto("/claims/?view=accepted")
    expect(biller.locator("tr[data-claim]")).to_have_count(5)
    biller.goto("/claims/")
    expect(biller.locator("tr[data-claim]")).to_have_count(1)
    expect(biller.locator("tr[data-claim]")).to_contain_text("Example, Dot")
    assert claim_numbers(second).isdisjoint(claim_numbers(first))


def claim_numbers(path: Path) -> set[str]:
    """The numbers of the claims in a file."""
    return set(re.findall(r"CLM\*([^*]+)", path.read_text(encoding="ascii")))
