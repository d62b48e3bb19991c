"""A new organization in a real browser: a minimal practice, a patient, a visit signed; what sending lacks is said."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.office.browser.conftest import serving

PICTURES = Path(__file__).parents[3] / "out" / "screenshots"
BEGINNING = {
    "The practice's name": "Lone Way Therapy",
    "The practice's NPI": "1000000004",
    "First name": "Pat",
    "Last name": "Sample",
    "The clinician's NPI": "1000000012",
}
PATIENT = {
    "last_name": "Example", "first_name": "Ada", "birth_date": "3/2/1950", "address": "1 Example Way",
    "city": "Exampleton", "state": "TX", "zip": "78799", "member_id": "W000000001",
}  # fmt: skip


def shot(page: Page, name: str, width: int) -> None:
    """A picture of the whole page, which is nowhere wider than the window and has no fault of access."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}-{width}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    serious = [one for one in Axe().run(page).response["violations"] if one["impact"] in ("serious", "critical")]
    assert serious == [], name


@pytest.mark.parametrize("width", [1440, 390])
def test_a_new_practice_signs_a_visit_and_learns_at_sending_what_is_open(
    browser: Browser, tmp_path: Path, width: int
) -> None:
    (tmp_path / "data").mkdir()
    with serving(tmp_path / "data", tmp_path / "library") as office:
        context = office.opened(browser, viewport={"width": width, "height": 900}, bypass_csp=True)
        page = context.new_page()
        page.goto("/practices/")
        page.get_by_role("link", name="Begin", exact=True).first.click()
        for label, typed in BEGINNING.items():
            page.get_by_label(label).fill(typed)
        page.get_by_label("Credential").select_option("PT")
        shot(page, "practice-begin", width)
        page.get_by_role("button", name="Save").click()
        expect(page.locator("#open")).to_contain_text("still open")
        shot(page, "practice-open", width)

        page.goto("/patients/add")
        for name, typed in PATIENT.items():
            page.locator(f"[name={name}]").fill(typed)
        page.locator("[name=sex]").select_option("F")
        page.locator("[name=payer]").select_option("aetna")
        page.get_by_role("button", name="Save").click()
        expect(page.locator("h1, .patient-head").first).to_contain_text("Example")

        page.goto("/visits/")
        page.locator("[name=begin]").check()
        page.keyboard.press("n")
        page.keyboard.type("exam")
        expect(page.locator(".whom button")).to_have_count(1)
        page.keyboard.press("Enter")
        expect(page.locator("#typed")).to_be_focused()
        page.keyboard.type("exercise 23")
        page.keyboard.press("Enter")
        expect(page.locator("#answer .units")).to_have_text("2")
        page.locator("#note").fill("Ther ex 23 min: squats with cues for form. Tolerated well. Total time: 23 min.")
        expect(page.locator("#saved")).to_contain_text("Saved")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#open")).to_contain_text("Signed by Pat Sample")

        page.goto("/claims/send")
        expect(page.locator("#open")).to_contain_text("Nothing can be sent yet")
        shot(page, "send-open", width)
        page.locator("#open").get_by_role("link", name="EIN").click()
        expect(page.locator("#field-ein")).to_contain_text("needed to send")
        shot(page, "practice-section", width)
        page.locator("[name=ein]").fill("000000001")
        page.get_by_role("button", name="Save").click()
        expect(page.locator("#open")).not_to_contain_text("EIN")
        context.close()
