"""Patients in a real browser: found, opened, corrected, undone and redone by the keyboard alone."""

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.office.browser.conftest import Office


def open_patient(page: Page, words: str, name: str) -> None:
    page.goto("/patients/")
    page.keyboard.type(words)
    expect(page.locator("[data-found]")).to_have_text([name])
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(name)


def edit(page: Page) -> None:
    page.keyboard.press("e")
    expect(page.locator("h1")).to_contain_text("Edit ")


def test_a_patient_is_corrected_and_the_correction_undone_by_keys(page: Page) -> None:
    open_patient(page, "example, be", "Example, Bea")
    edit(page)
    page.locator("[name=zip]").fill("787")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".error")).to_contain_text("is not a ZIP code")
    expect(page.locator("[name=zip]")).to_have_attribute("aria-invalid", "true")
    page.locator("[name=zip]").fill("78799")
    page.locator("[name=last_name]").fill("Exemplar")
    page.keyboard.press("Control+Enter")
    expect(page.locator("h1")).to_have_text("Exemplar, Bea")
    page.keyboard.press("u")
    expect(page.locator("h1")).to_have_text("Example, Bea")
    page.keyboard.press("Shift+U")
    expect(page.locator("h1")).to_have_text("Exemplar, Bea")
    expect(page.locator(".timeline > li")).to_have_count(4)
    page.keyboard.press("u")
    expect(page.locator("h1")).to_have_text("Example, Bea")


def test_a_second_coverage_is_added_and_removed_again(page: Page) -> None:
    open_patient(page, "p05", "Example, Eli")
    edit(page)
    page.get_by_role("button", name="Add a coverage").click()
    second = page.locator(".coverage").nth(1)
    expect(second.locator("select[name=payer]")).to_be_focused()
    second.locator("[name=payer]").select_option("medicare")
    second.locator("[name=member_id]").fill("1EX0XX0XX99")
    second.locator("[name=order]").select_option("secondary")
    page.keyboard.press("Control+Enter")
    expect(page.locator("div.coverage")).to_have_count(2)
    edit(page)
    for field in page.locator(".coverage").nth(1).locator("input").all():
        if field.is_visible():
            field.fill("")
    for field in page.locator(".coverage").nth(1).locator("select").all():
        if field.is_visible():
            field.select_option("")
    page.keyboard.press("Control+Enter")
    expect(page.locator("div.coverage")).to_have_count(1)


def test_two_tabs_at_one_patient_do_not_write_over_each_other(page: Page) -> None:
    open_patient(page, "p06", "Example, Fay")
    other = page.context.new_page()
    other.goto(page.url + "edit")
    other.locator("[name=city]").fill("Elsewhere")
    edit(page)
    page.locator("[name=city]").fill("Here")
    page.keyboard.press("Control+Enter")
    expect(page.locator("main")).to_contain_text("Here, TX")
    other.keyboard.press("Control+Enter")
    expect(other.locator("h1")).to_have_text(re.compile("Changed by (Owner|Pat Sample) meanwhile"))
    expect(other.locator("tbody tr")).to_have_text([re.compile("City.*Here.*Elsewhere", re.DOTALL)])
    other.get_by_role("button", name="Save mine").click()
    expect(other.locator("main")).to_contain_text("Elsewhere, TX")


def test_the_page_of_a_patient_is_for_everybody(browser: Browser, office: Office) -> None:
    for width in (1440, 390):
        context = office.opened(browser, viewport={"width": width, "height": 900}, bypass_csp=True)
        page = context.new_page()
        open_patient(page, "p01", "Example, Ada")
        found = Axe().run(page).response["violations"]
        assert [one["id"] for one in found if one["impact"] in {"serious", "critical"}] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        context.close()
