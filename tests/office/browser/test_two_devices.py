"""One visit open on two devices in real browsers: nothing that either typed vanishes, and a person chooses."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.office.browser.conftest import Office
from tests.office.browser.test_today import as_therapist, begin
from tests.office.browser.test_typed_visits import SAVED

PHONE = {"width": 390, "height": 844}


def test_a_note_typed_on_two_devices_stands_on_both_until_one_is_chosen(
    browser: Browser, office: Office, page: Page
) -> None:
    as_therapist(page)
    begin(page, "p14")
    context = office.opened(browser, viewport=PHONE)
    phone = context.new_page()
    phone.goto(page.url)
    phone.locator("#note").fill("Squats on the phone.")
    expect(phone.locator("#saved")).to_contain_text(SAVED)
    page.locator("#note").press_sequentially("Bridges at the desk.")
    offered = page.locator("#elsewhere-note [data-elsewhere]")
    expect(offered).to_contain_text("Squats on the phone.")
    expect(offered).to_contain_text("Note: typed on another page too, by Pat Sample")
    expect(page.locator("#note")).to_be_focused()
    page.keyboard.type(" And on.")
    expect(page.locator("#note")).to_have_value("Bridges at the desk. And on.")
    expect(page.locator("#saved")).to_contain_text(SAVED)
    expect(page.locator("#open")).to_contain_text("Note: it was typed by Pat Sample on another page too")
    expect(page.locator("#sign button")).to_be_disabled()
    phone.locator("#typed").fill("exercise 23")
    phone.locator("#typed").press("Enter")
    expect(phone.locator("#note")).to_have_value("Bridges at the desk. And on.")
    phone.reload()
    expect(phone.locator("#elsewhere-note [data-elsewhere]")).to_contain_text("Squats on the phone.")
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    context.close()
    offered.get_by_role("button", name="Keep both").click()
    expect(page.locator("#note")).to_have_value("Bridges at the desk. And on.\n\nSquats on the phone.")
    expect(offered).to_have_count(0)
    expect(page.locator("#saved")).to_contain_text(SAVED)
    page.reload()
    expect(page.locator("#note")).to_have_value("Bridges at the desk. And on.\n\nSquats on the phone.")
    expect(page.locator("[name=minutes]")).to_have_value("23")
    expect(page.locator("[data-elsewhere]")).to_have_count(0)


def test_of_a_row_of_minutes_changed_on_two_devices_one_is_taken_by_keys_and_rows_added_on_both_stay(
    page: Page,
) -> None:
    as_therapist(page)
    begin(page, "p15")
    typed_and_stored(page, "exercise 20")
    there = page.context.new_page()
    there.goto(page.url)
    typed_and_stored(there, "manual 15")
    typed_and_stored(page, "gait 12")
    codes = page.locator("[name=code]")
    expect(codes).to_have_count(3)
    assert sorted(one.input_value() for one in codes.all()) == ["97110", "97116", "97140"]
    expect(page.locator("[data-elsewhere]")).to_have_count(0)
    there.reload()
    first = page.locator("[name=minutes]").first
    there.locator("[name=minutes]").first.fill("9")
    there.locator("[name=minutes]").first.press("Tab")
    expect(there.locator("#saved")).to_contain_text(SAVED)
    first.fill("23")
    first.press("Tab")
    offered = page.locator("#elsewhere-visit [data-elsewhere]")
    expect(offered).to_contain_text("97110 9 min therapist")
    expect(first).to_have_value("23")
    offered.get_by_role("button", name="Take this instead").press("Enter")
    expect(first).to_have_value("9")
    expect(page.locator("#typed")).to_be_focused()
    expect(page.locator("#saved")).to_contain_text(SAVED)
    page.reload()
    expect(first).to_have_value("9")
    expect(page.locator("[name=minutes]")).to_have_count(3)
    expect(page.locator("[data-elsewhere]")).to_have_count(0)


def typed_and_stored(page: Page, line: str) -> None:
    page.locator("#typed").fill(line)
    page.locator("#typed").press("Enter")
    expect(page.locator("#saved")).to_contain_text(SAVED)


def test_what_is_typed_after_another_device_signed_becomes_an_addendum(
    browser: Browser, office: Office, page: Page
) -> None:
    as_therapist(page)
    begin(page, "p20")
    page.keyboard.type("exercise 23")
    page.keyboard.press("Enter")
    page.locator("#note").fill("Ther ex 23 min, squats with cues.")
    expect(page.locator("#saved")).to_contain_text(SAVED)
    context = office.opened(browser, viewport=PHONE)
    phone = context.new_page()
    phone.goto(page.url)
    phone.locator("#sign button").click()
    expect(phone.locator("#open")).to_contain_text("Signed by Pat Sample")
    page.locator("#note").press("End")
    page.keyboard.type("\nDizzy at the end, rested.")
    expect(page.locator("h1")).to_have_text("Not saved: signed meanwhile")
    expect(page.locator("tbody tr")).to_have_text([re.compile("Note.*squats with cues.*Dizzy", re.DOTALL)])
    expect(page.locator("[name=addendum]")).to_have_value("Dizzy at the end, rested.")
    page.get_by_role("button", name="Add it").click()
    expect(page.locator(".note-text")).to_contain_text("Ther ex 23 min, squats with cues.")
    expect(page.locator(".note-text")).to_contain_text(re.compile("Addendum, .*Pat Sample, PT: Dizzy at the end"))
    phone.reload()
    expect(phone.locator(".note-text")).to_contain_text("Dizzy at the end, rested.")
    context.close()
