"""A therapist's day in a real browser: appointment, minutes, note and signature by the keyboard alone."""

import re
import time
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.cli.calling import CLINIC_DAY
from tests.office.browser.conftest import Office

PICTURES = Path(__file__).parents[3] / "out" / "screenshots"
NOTE = (
    "Ther ex 23 min: step-ups with cues for knee control. NMR 24 min on foam. Manual 10 min, patellar glides. "
    "Tolerated well, pain 2/10."
)
MOST_SECONDS = 60


def as_therapist(page: Page) -> None:
    """Enter the practice's file, and say that the owner is one of its therapists, unless that is so."""
    page.goto("/practices/")
    if page.get_by_role("link", name="Begin", exact=True).count():
        page.goto("/practices/edit")
        page.locator("#text").fill((CLINIC_DAY / "practice.toml").read_text())
        page.get_by_role("button", name="Save").click()
        row = page.locator("tr", has_text="1000000012")
        row.locator("select").select_option(label="Owner")
        row.get_by_role("button", name="Save").click()
    expect(page.locator("tr", has_text="1000000012").locator("select")).not_to_have_value("")


def begin(page: Page, words: str) -> None:
    """Begin a visit without an appointment, by keys."""
    page.goto("/visits/")
    page.locator("[name=begin]").check()
    page.keyboard.press("n")
    page.keyboard.type(words)
    expect(page.locator(".whom button")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("#typed")).to_be_focused()


@pytest.mark.parametrize(("width", "words"), [(1440, "p17"), (390, "p12")])
def test_a_visit_is_coded_and_signed_by_keys_within_a_minute(
    browser: Browser, office: Office, width: int, words: str
) -> None:
    context = office.opened(browser, viewport={"width": width, "height": 900}, bypass_csp=True)
    page = context.new_page()
    as_therapist(page)
    begin(page, words)
    started = time.monotonic()
    page.keyboard.type("exercise 23, balance 24, manual 10")
    page.keyboard.press("Enter")
    expect(page.locator("#answer .units")).to_have_text("4")
    chips = page.locator("#answer .lines .chip")
    expect(chips).to_have_text([re.compile("97110 × 1"), re.compile("97112 × 2"), re.compile("97140 × 1")])
    page.keyboard.press("Escape")
    page.keyboard.press("t")
    page.keyboard.type(NOTE)
    expect(page.locator("#elements")).to_contain_text("The minutes entered add to 57")
    page.locator("[data-add-to-note^=Total]").press("Enter")
    expect(page.locator("#note")).to_have_value(re.compile("Total treatment time: 57 min"))
    expect(page.locator("#saved")).to_contain_text(re.compile("^Saved"))
    expect(page.locator("#open")).to_contain_text("open")
    found = Axe().run(page).response["violations"]
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"visit-light-{width}.png")
    page.emulate_media(color_scheme="dark")
    page.screenshot(path=PICTURES / f"visit-dark-{width}.png")
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#open")).to_contain_text("Signed by Pat Sample")
    assert time.monotonic() - started < MOST_SECONDS
    expect(page.locator("#typed")).to_have_count(0)
    expect(page.locator("#note, [name=code], [name=minutes], [name=diagnoses], [data-remove]")).to_have_count(0)
    expect(page.locator(".note-text")).to_contain_text("Total treatment time: 57 min")
    expect(page.locator(".as-signed tbody th")).to_have_text(["97110", "97112", "97140"])
    page.screenshot(path=PICTURES / f"visit-signed-dark-{width}.png")
    context.close()
    assert [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in {"serious", "critical"}] == []
    assert wide <= width


def test_the_proof_is_never_cut(browser: Browser, office: Office) -> None:
    """With note and day beside it the proof has half of a small screen: its table folds, and nothing is hidden."""
    context = office.opened(browser, viewport={"width": 1300, "height": 900})
    page = context.new_page()
    as_therapist(page)
    begin(page, "p16")
    page.keyboard.type("exercise 23, balance 24, manual 10")
    page.keyboard.press("Enter")
    expect(page.locator("#answer .units")).to_have_text("4")
    page.locator("details.proof > summary").click()
    region = page.get_by_role("region", name="The proof as a picture")
    expect(region).to_be_visible()
    assert region.evaluate("one => one.scrollWidth <= one.clientWidth")
    context.close()


def test_a_no_show_leaves_the_days_list_and_u_brings_it_back(page: Page) -> None:
    as_therapist(page)
    page.goto("/visits/?on=2026-03-02")
    page.locator("#whom").fill("p15")
    expect(page.locator(".whom button")).to_have_count(1)
    page.locator("#whom").press("Enter")
    page.get_by_role("button", name="No-show").click()
    expect(page.locator(".off-rows summary")).to_have_text("1 off")
    page.wait_for_load_state()
    page.keyboard.press("u")
    expect(page.locator(".off-rows")).to_have_count(0)
    expect(page.get_by_role("button", name="No-show")).to_be_visible()


def test_a_visit_begun_by_mistake_is_removed_and_u_brings_it_back(page: Page) -> None:
    as_therapist(page)
    begin(page, "p11")
    page.keyboard.type("exercise 23")
    page.keyboard.press("Enter")
    expect(page.locator("#saved")).to_contain_text(re.compile("^Saved [0-9]"))
    page.get_by_role("button", name="Remove the visit").click()
    expect(page.locator(".note[role=status]")).to_contain_text("the visit is removed")
    page.wait_for_load_state()
    page.keyboard.press("u")
    expect(page.locator("[name=minutes]")).to_have_value("23")


def test_what_is_typed_survives_a_reload_and_is_undone(page: Page) -> None:
    as_therapist(page)
    begin(page, "p13")
    page.keyboard.type("exercise 23")
    page.keyboard.press("Enter")
    expect(page.locator("#answer .units")).to_have_text("2")
    expect(page.locator("#saved")).to_contain_text(re.compile("^Saved"))
    page.reload()
    expect(page.locator("[name=minutes]")).to_have_value("23")
    page.keyboard.press("Escape")
    page.keyboard.press("u")
    expect(page.locator("[name=minutes]")).to_have_count(0)
    page.keyboard.press("Shift+U")
    expect(page.locator("[name=minutes]")).to_have_value("23")


def test_u_undoes_one_change_after_another_and_shift_u_does_them_again(page: Page) -> None:
    as_therapist(page)
    begin(page, "p23")
    note, done = page.locator("#note"), page.locator("[data-stepped]")
    for number, text in enumerate(("Squats.", "Squats. Tired.", "Squats. Tired. Ice."), 2):
        note.fill(text)
        expect(page.locator("#versions")).to_have_text(f"{number} versions")
    page.keyboard.press("Escape")
    for said, text in (
        ('"Ice." is gone', "Squats. Tired."),
        ('"Tired." is gone', "Squats."),
        ('"Squats." is gone', ""),
    ):
        page.keyboard.press("u")
        expect(done).to_contain_text(f"Undone. Note: {said}.")
        expect(note).to_have_value(text)
        page.wait_for_load_state()
    page.keyboard.press("u")
    expect(page.locator("#toast")).to_contain_text("Nothing is left to undo.")
    for text in ("Squats.", "Squats. Tired."):
        page.keyboard.press("Shift+U")
        expect(note).to_have_value(text)
        page.wait_for_load_state()
    expect(done).to_contain_text('Redone. Note: "Tired." is back.')
    page.keyboard.press("t")
    page.keyboard.type("Typed anew. ")
    page.keyboard.press("Escape")
    page.keyboard.press("u")  # what was just typed is stored first
    expect(done).to_contain_text("Typed anew.")
    expect(note).to_have_value("Squats. Tired.")


def test_minutes_of_one_tab_and_the_note_of_another_are_both_there(page: Page) -> None:
    as_therapist(page)
    begin(page, "p26")
    other = page.context.new_page()
    other.goto(page.url)
    page.keyboard.type("manual 9")
    page.keyboard.press("Enter")
    expect(page.locator("#saved")).to_contain_text(re.compile("^Saved [0-9]"))
    other.locator("#note").fill("theirs")
    expect(other.locator("#saved")).to_contain_text(re.compile("^Saved [0-9]"))
    expect(other.locator("[name=minutes]")).to_have_value("9")
    expect(other.locator("#answer .units")).to_have_text("1")
    other.locator("#note").fill("theirs, and more")
    expect(other.locator("#saved")).to_contain_text(re.compile("^Not saved"))
    expect(other.locator("#saved")).to_contain_text(re.compile("^Saved [0-9]"))
    page.keyboard.press("Escape")
    page.keyboard.press("u")
    expect(page.locator("h1")).to_contain_text("Not undone")
    page.get_by_role("link", name="Open it").click()
    expect(page.locator("#note")).to_have_value("theirs, and more")
    expect(page.locator("[name=minutes]")).to_have_value("9")


def test_the_palette_finds_patients_codes_and_pages(page: Page) -> None:
    page.goto("/minutes/")
    page.keyboard.press("Control+K")
    page.keyboard.type("example, be")
    expect(page.locator("#palette li")).to_have_text([re.compile("Example, Bea")])
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Example, Bea")
    page.keyboard.press("Control+K")
    page.keyboard.type("97140 97530 aetna")
    expect(page.locator("#palette li")).to_have_text([re.compile("97140 with 97530")])
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).not_to_be_visible()


def test_what_is_open_can_be_read_beside_what_signing_waits_for(browser: Browser, office: Office) -> None:
    context = office.opened(browser, viewport={"width": 1300, "height": 900}, bypass_csp=True)
    page = context.new_page()
    as_therapist(page)
    begin(page, "p03")
    page.keyboard.type("exercise 23")
    page.keyboard.press("Enter")
    expect(page.locator("#open > .what")).to_contain_text("open:")
    expect(page.locator("#waits-for")).to_contain_text("Signing waits for")
    for width in (1300, 1000):
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=PICTURES / f"foot-{width}.png")
        found = page.locator("#open > .what").bounding_box()
        assert found is not None
        assert found["width"] >= 320, width
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator(".open-items > summary").click()
    panel = page.locator(".open-items .finding > div").first.bounding_box()
    page.screenshot(path=PICTURES / "foot-panel.png")
    assert panel is not None
    assert panel["width"] >= 320
    context.close()
