"""A biller's day in a real browser: fix, correct, hold, send, what comes back; twenty claims by the keyboard alone."""

import re
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

import cleanclaim
from cleanclaim.office.database import FILE
from cleanclaim.sandbox.payer.behavior import Behavior
from cleanclaim.sandbox.payer.mailbox import run_mailbox
from cleanclaim.sandbox.payer.state import PayerState
from tests.office.browser.conftest import Office, serving, settled

MINUTES = 3
CLAIMS = 20
SEED = """
import os, sys
os.environ["CLEANCLAIM_DATA"] = sys.argv[1]
os.environ["DJANGO_SETTINGS_MODULE"] = "cleanclaim.office.settings"
import django
django.setup()
from cleanclaim.office.organizations.start import make_owner, prepare
prepare(); make_owner()
from datetime import timedelta
from cleanclaim.office.organizations.scope import organization_transaction
from tests.office.stored.claims_made_up import ON, overbilled, practice, signed, stored_patient, visit
from tests.office.stored.made_up import here
one = here()
with organization_transaction([one.organization.pk]):
    practice(one)
    patients = [stored_patient(one, f"P{at:02}", f"Exemplar{at:02}") for at in range(1, 6)]
    rows = [
        signed(one, patients[at % 5], overbilled(f"V{at:02}", ON - timedelta(days=at), f"P{at % 5 + 1:02}"))
        for at in range(int(sys.argv[2]))
    ]
    rows.append(signed(one, patients[0], visit("W01", ON - timedelta(days=40))))
"""


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Callable[[int], Office]]:
    """Running offices by how many claims bill a unit too many, each beginning anew; one more claim is ready."""
    with ExitStack() as open_ones:

        @cache
        def start(number: int) -> tuple[Office, Path, Path]:
            folder = tmp_path_factory.mktemp("claims")
            data, first = folder / "data", folder / "first.sqlite3"
            data.mkdir(mode=0o700)
            shutil.copy(sqlite_template, data / FILE)
            subprocess.run([sys.executable, "-c", SEED, str(data), str(number)], check=True, capture_output=True)
            copy_database(data / FILE, first)
            return open_ones.enter_context(serving(data, folder / "library")), data / FILE, first

        def begin_anew(number: int) -> Office:
            office, file, first = start(number)
            copy_database(first, file)
            return office

        yield begin_anew


def copy_database(one: Path, other: Path) -> None:
    """Put all that one SQLite file has into another, which may be in use."""
    with closing(sqlite3.connect(one)) as whole, closing(sqlite3.connect(other)) as copy:
        whole.backup(copy)


@pytest.fixture
def claims(request: pytest.FixtureRequest, offices: Callable[[int], Office]) -> Office:
    """An office of its own with claims that bill a unit too many, and one that is ready."""
    return offices(getattr(request, "param", 4))


@pytest.fixture
def queue(claims: Office, browser: Browser) -> Iterator[Page]:
    """The work queue of that office."""
    context = claims.opened(browser, viewport={"width": 1440, "height": 900}, accept_downloads=True)
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if "Content Security" in message.text else None)
    page.goto("/claims/")
    yield page
    context.close()
    assert wrong == []


def press(page: Page, key: str) -> None:
    page.keyboard.press(key)
    settled(page)


def send(page: Page) -> tuple[str, bytes]:
    """Send what is ready by keys; the file that went out."""
    press(page, "s")
    expect(page.locator("h1")).to_contain_text("Send ")
    press(page, "y")
    page.keyboard.press("Control+Enter")
    expect(page.locator("h1")).to_contain_text("sent")
    with page.expect_download() as download:
        page.get_by_role("link", name="Save").first.click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def test_a_billers_day(queue: Page, tmp_path: Path) -> None:
    page = queue
    expect(page.locator("tr[data-claim]")).to_have_count(4)
    expect(page.locator("#record")).to_contain_text("becomes $136.00")
    press(page, "f")
    expect(page.locator("#toast")).to_contain_text("Fixed.")
    expect(page.locator("tr[data-claim]")).to_have_count(3)
    press(page, "u")
    expect(page.locator("tr[data-claim]")).to_have_count(4)
    expect(page.locator("#record .tag").first).to_have_text("On hold")
    press(page, "f")

    press(page, "j")
    press(page, "e")
    expect(page.locator("[data-correcting] [name='0.payer']")).to_be_focused()
    page.locator("[name='0.0.units']").fill("many")
    page.keyboard.press("Enter")
    expect(page.locator("[data-correcting] .error").first).to_contain_text("to correct")
    page.locator("[name='0.0.units']").fill("2")
    page.keyboard.press("Enter")
    expect(page.locator("#record .tag").first).to_have_text("Ready")
    expect(page.locator("tr[data-claim]")).to_have_count(2)

    press(page, "j")
    press(page, "h")
    page.locator("#hold-dialog [name=reason]").fill("The card is not copied yet")
    page.keyboard.press("Enter")
    expect(page.locator("#record")).to_contain_text("On hold by hand: The card is not copied yet")

    name, content = send(page)
    inbox = tmp_path / name
    inbox.write_bytes(content)
    rejected = reject_first(content)
    run = run_mailbox([inbox], Behavior(), PayerState(), cleanclaim.Basis())
    answers = [
        {"name": each, "mimeType": "text/plain", "buffer": text.encode()}
        for each, text in run.answers.items()
        if each.endswith(".999")
    ]
    page.goto("/claims/files/")
    files: Any = [*answers, {"name": "one.277ca", "mimeType": "text/plain", "buffer": rejected}]
    page.locator("input[type=file]").set_input_files(files)
    expect(page.locator("[data-chosen]")).to_contain_text("one.277ca")
    page.get_by_role("button", name="Read them").click()
    expect(page.locator("main")).to_contain_text("1 claim rejected")
    press(page, "o")
    expect(page.locator("tr[data-claim]")).to_have_count(1)
    expect(page.locator("#record")).to_contain_text("It was rejected.")
    press(page, "e")
    page.locator("[name=member_id]").fill("1EG4TE5MK73")
    page.keyboard.press("Enter")
    expect(page.locator("#record .tag").first).to_have_text("Ready")
    _again, second = send(page)
    sent = {line.split(b"*")[1] for line in content.split(b"~\n") if line.startswith(b"CLM*")}
    (new,) = {line.split(b"*")[1] for line in second.split(b"~\n") if line.startswith(b"CLM*")}
    assert new not in sent
    assert b"1EG4TE5MK73" in second


def reject_first(content: bytes) -> bytes:
    """A 277CA that rejects the first claim of a file for its member number."""
    number = re.search(rb"CLM\*([^*]+)", content)
    assert number
    now = f"{date.today():%Y%m%d}"
    usage = "T" if b"*T*:" in content[:120] else "P"
    body = [
        "ST*277*0001*005010X214", f"BHT*0085*08*R77*{now}*1200*TH", "HL*1**20*1", "NM1*PR*2*PAYER*****PI*12345",
        "TRN*1*R1", f"DTP*050*D8*{now}", f"DTP*009*D8*{now}", "HL*2*1*21*1",
        "NM1*41*2*EXAMPLE*****46*EXAMPLEWAY", "TRN*2*B1", f"STC*A1:19:PR*{now}*WQ*136", "HL*3*2*19*1",
        "NM1*85*2*EXAMPLE*****XX*1000000004", "TRN*2*0", f"STC*A1:19:PR*{now}*WQ*136", "HL*4*3*PT",
        "NM1*QC*1*EXAMPLE*ADA****MI*1EX0XX0XX01", f"TRN*2*{number[1].decode()}", f"STC*A3:35:IL*{now}*U*136",
        f"DTP*472*D8*{now}",
    ]  # fmt: skip
    places = "ISA*00*          *00*          *ZZ*EXAMPLECH      *ZZ*EXAMPLEWAY     "
    head = f"{places}*{now[2:]}*1200*^*00501*000000077*0*{usage}*:"
    segments = [head, f"GS*HN*PAYER*EXAMPLEWAY*{now}*1200*77*X*005010X214", *body, f"SE*{len(body) + 1}*0001"]
    return "".join(f"{one}~" for one in [*segments, "GE*1*77", "IEA*1*000000077"]).encode()


@pytest.mark.parametrize("claims", [CLAIMS], indirect=True)
def test_twenty_claims_are_fixed_and_sent_by_the_keyboard_alone(queue: Page) -> None:
    page = queue
    begun = time.monotonic()
    for left in range(CLAIMS, 0, -1):
        expect(page.locator(".views a[aria-current] b")).to_have_text(str(left))
        expect(page.locator("[data-first-fix]")).to_be_visible()
        press(page, "f")
        expect(page.locator("#record .tag").first).to_have_text("Ready")
        if left > 1:
            press(page, "j")
    expect(page.locator(".list-whole .empty h2")).to_have_text("No claim needs you")
    press(page, "s")
    expect(page.locator("h1")).to_contain_text(f"Send {CLAIMS + 1} claims")
    press(page, "y")
    page.keyboard.press("Control+Enter")
    expect(page.locator("h1")).to_contain_text(f"{CLAIMS + 1} claims sent")
    assert time.monotonic() - begun < MINUTES * 60


def test_all_selected_are_fixed_at_once_and_the_pages_are_for_everybody(
    queue: Page, claims: Office, browser: Browser
) -> None:
    page = queue
    press(page, "x")
    press(page, "j")
    press(page, "x")
    expect(page.locator("#selected")).to_contain_text("2 selected")
    press(page, "f")
    expect(page.get_by_role("button", name="Fix 2")).to_be_focused()
    assert [
        one["id"] for one in Axe().run(page).response["violations"] if one["impact"] in {"serious", "critical"}
    ] == []
    page.keyboard.press("Enter")
    expect(page.locator("#toast")).to_contain_text("2 claims fixed.")
    for width in (1440, 390):
        context = claims.opened(browser, viewport={"width": width, "height": 900}, bypass_csp=True)
        seen = context.new_page()
        for address in ("/claims/", "/claims/?view=ready", "/claims/send", "/claims/files/"):
            seen.goto(address)
            found = Axe().run(seen).response["violations"]
            assert [one["id"] for one in found if one["impact"] in {"serious", "critical"}] == [], address
            assert seen.evaluate("document.documentElement.scrollWidth") <= width, address
        seen.goto("/claims/?view=ready")
        seen.locator("[data-open-claim]").first.click()
        if width > 1200:
            seen.goto(seen.locator("[data-key=o]").get_attribute("href") or "")
        expect(seen.locator(".claim-page")).to_be_visible()
        found = Axe().run(seen).response["violations"]
        assert [one["id"] for one in found if one["impact"] in {"serious", "critical"}] == []
        context.close()
