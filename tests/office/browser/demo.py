"""The made-up practices in a real browser: who works there, and what a newcomer does first."""

import re

from playwright.sync_api import Page, expect

from tests.office.browser.conftest import settled

THERAPIST, OWNER = "Ada Example", "Olive Example"
EARNED = re.compile("^[23]$")
"""The units of what is typed, as payers differ: Medicare adds the minutes of all codes, others take each alone."""
NOTE = "Ther ex 23 min: step-ups with cues for knee control. Manual 12 min, patellar glides. Tolerated well, pain 2/10."


def work_as(page: Page, name: str) -> None:
    """Be another person of the demo, by the menu under one's name."""
    page.goto("/patients/")
    page.locator(".bar > details.who summary").click()
    page.get_by_role("button", name=name).click()
    expect(page.locator(".bar > details.who summary")).to_contain_text(name)


def open_visit_of_today(page: Page) -> None:
    """Open the first visit of today that is not signed."""
    page.goto("/visits/")
    page.locator(".rows-of-day li", has_text="Open").first.locator("a").click()
    expect(page.locator("#typing > button")).to_be_enabled()


def write_visit(page: Page) -> None:
    """Type what was done and the note, in the place of what stands there."""
    while page.locator("[data-remove]").count():
        page.locator("[data-remove]").first.click()
        settled(page)
    page.locator("#typed").fill("exercise 23, manual 12")
    page.locator("#typed").press("Enter")
    expect(page.locator("[data-block]")).to_have_count(2)
    expect(page.locator("#answer .units")).to_have_text(EARNED)
    page.locator("#note").fill(NOTE)
    page.get_by_role("button", name="Add to note").first.click()
    expect(page.locator("#note")).to_have_value(re.compile("Total treatment time: 35 min"))
    settled(page)
    expect(page.locator("#saved")).to_contain_text(re.compile("^Saved"))


def sign_visit(page: Page) -> None:
    """Sign it."""
    page.keyboard.press("Control+Enter")
    expect(page.locator("#open")).to_contain_text(f"Signed by {THERAPIST}")
