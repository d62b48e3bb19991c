"""What is typed in a visit and cannot be read is stored, comes back on another device, and is put right by a key."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.office.browser.conftest import Office
from tests.office.browser.test_today import as_therapist, begin

SAVED = re.compile("^Saved [0-9]")


def test_a_line_that_is_not_understood_comes_back_on_another_device_and_a_key_puts_it_right(
    browser: Browser, office: Office, page: Page
) -> None:
    as_therapist(page)
    begin(page, "p18")
    page.keyboard.type("nustep 10")
    page.keyboard.press("Enter")
    expect(page.locator("#understood")).to_contain_text("type the code")
    page.keyboard.type("blue 15")
    page.keyboard.press("Enter")
    expect(page.locator("#waiting li")).to_have_count(2)
    expect(page.locator("#saved")).to_contain_text(SAVED)
    expect(page.locator("#open")).to_contain_text("is typed and is no block yet")
    context = office.opened(browser, viewport={"width": 390, "height": 844})
    phone = context.new_page()
    phone.goto(page.url)
    expect(phone.locator("#waiting li > span:first-child")).to_have_text(["nustep 10", "blue 15"])
    assert phone.locator(".foot").bounding_box()["height"] == 56  # type: ignore[index]
    context.close()
    page.locator("#waiting [data-replace]").first.click()
    expect(page.locator("#typed")).to_have_value("97110 10")
    page.keyboard.press("Enter")
    expect(page.locator("[name=minutes]")).to_have_value("10")
    page.locator("#typed").fill("exersise 15")
    expect(page.locator("#understood [data-replace]")).to_have_text("exercise ↓")
    page.locator("#typed").press("ArrowDown")
    expect(page.locator("#typed")).to_have_value("exercise 15")


def test_a_line_that_is_corrected_gives_way_to_the_one_that_corrects_it_and_the_history_has_it(page: Page) -> None:
    as_therapist(page)
    begin(page, "p21")
    page.keyboard.type("nustep 12")
    page.keyboard.press("Enter")
    expect(page.locator("#understood")).to_contain_text("type the code")
    expect(page.locator("#saved")).to_contain_text(SAVED)
    page.keyboard.type("exercise 12")  # over what came back and stands marked
    page.keyboard.press("Enter")
    expect(page.locator("[name=minutes]")).to_have_value("12")
    expect(page.locator("#waiting li")).to_have_count(0)
    expect(page.locator("#toast")).to_contain_text('"nustep 12" is replaced by "exercise 12".')
    expect(page.locator("#open")).not_to_contain_text("is no block yet")
    expect(page.locator("#saved")).to_contain_text(SAVED)
    page.reload()
    expect(page.locator("#waiting li")).to_have_count(0)
    page.locator("#versions").click()
    expect(page.locator("#history")).to_contain_text("nustep 12")


def test_a_line_that_waits_is_edited_and_what_was_being_typed_waits_in_its_place(page: Page) -> None:
    as_therapist(page)
    begin(page, "p22")
    page.keyboard.type("nustep 10")
    page.keyboard.press("Enter")
    expect(page.locator("#understood")).to_contain_text("type the code")
    page.keyboard.type("blue 15")
    page.keyboard.press("Enter")
    expect(page.locator("#waiting li")).to_have_count(2)
    page.locator("#typed").fill("blue 15 min")
    page.locator("#waiting li", has_text="nustep").get_by_role("button", name="Edit").click()
    expect(page.locator("#typed")).to_have_value("nustep 10")
    expect(page.locator("#waiting li > span:first-child")).to_have_text(["blue 15", "blue 15 min"])


def test_words_in_the_field_of_diagnoses_stay_and_a_code_near_them_takes_their_place(page: Page) -> None:
    as_therapist(page)
    begin(page, "p10")
    page.locator("[name=diagnoses]").fill("M62.81, right knee pain")
    expect(page.locator("#of-codes .error")).to_contain_text("right knee pain: no code of ICD-10-CM")
    expect(page.locator("#open")).to_contain_text("Diagnoses:")
    page.reload()
    expect(page.locator("[name=diagnoses]")).to_have_value("M62.81, right knee pain")
    page.locator("[data-diagnosis='M25.561']").click()
    expect(page.locator("[name=diagnoses]")).to_have_value("M62.81, M25.561")
    expect(page.locator("#of-codes")).to_contain_text("Pain in right knee")
    expect(page.locator("#of-codes .error")).to_have_count(0)


def test_the_notes_ticks_follow_every_change_of_the_note_and_of_the_minutes(page: Page) -> None:
    as_therapist(page)
    begin(page, "p19")
    total = page.locator("#elements li", has_text="Total treatment time")
    page.keyboard.type("exercise 45")
    page.keyboard.press("Enter")
    page.locator("#note").fill("Ther ex with cues. Total treatment time: 38 min.")
    expect(total).to_contain_text("45 timed minutes are charged. The minutes entered add to 45.")
    expect(total).to_contain_text("Differs")
    page.locator("[name=minutes]").fill("38")
    expect(total).to_contain_text("Found")
    page.locator("#note").fill("Ther ex with cues.")
    total.get_by_role("button").click()
    expect(total).to_contain_text("Found")
    expect(total).to_contain_text("Total treatment time: 38 min")


def test_undo_pressed_as_fast_as_one_can_takes_a_step_back_and_never_an_error(page: Page) -> None:
    as_therapist(page)
    begin(page, "p02")
    for blocks, line in enumerate(("exercise 10", "manual 12", "gait 14"), 1):
        page.locator("#typed").fill(line)
        page.locator("#typed").press("Enter")
        expect(page.locator("[data-block]")).to_have_count(blocks)
        expect(page.locator("#saved")).to_contain_text(SAVED)
    page.keyboard.press("Escape")
    for _ in range(5):
        page.keyboard.press("u")
        page.wait_for_timeout(30)
    expect(page.locator("[data-stepped]")).to_be_attached()
    expect(page.locator("body")).not_to_contain_text("Not undone")
    expect(page.locator("[data-block]")).not_to_have_count(3)


def test_what_is_still_typed_is_added_and_shown_before_it_is_signed(page: Page) -> None:
    as_therapist(page)
    begin(page, "p04")
    page.locator("#typed").fill("exercise 23")
    page.locator("#typed").press("Enter")
    expect(page.locator("[data-block]")).to_have_count(1)
    page.locator("#note").fill("Step-ups with cues for knee control, tolerated well, pain 2/10.")
    page.locator("#typed").fill("manual 51")
    page.locator("#typed").press("Control+Enter")
    expect(page.locator("#toast")).to_contain_text("Added, and not signed yet")
    expect(page.locator("[data-block]")).to_have_count(2)
    expect(page.locator("#open")).not_to_contain_text("Signed by")
    expect(page.locator("#saved")).to_contain_text(SAVED)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#open")).to_contain_text("Signed by")


def test_nothing_is_signed_by_itself_once_the_server_answers_again(page: Page) -> None:
    as_therapist(page)
    begin(page, "p27")
    page.locator("#typed").fill("exercise 23")
    page.locator("#typed").press("Enter")
    page.locator("#note").fill("Step-ups with cues for knee control, tolerated well, pain 2/10.")
    expect(page.locator("#saved")).to_contain_text(SAVED)
    page.context.set_offline(True)
    page.locator("#note").fill("Wrong minutes, to be looked at")
    page.locator("#note").press("Control+Enter")
    expect(page.locator("#toast")).to_contain_text("Not signed")
    page.locator("#typed").fill("manual 51")
    page.locator("#typed").press("Control+Enter")
    expect(page.locator("#waiting li")).to_have_count(1)
    page.context.set_offline(False)
    expect(page.locator("[data-block]")).to_have_count(2)
    expect(page.locator("#toast")).to_contain_text("not signed yet")
    expect(page.locator("#saved")).to_contain_text(SAVED)
    page.reload()
    expect(page.locator("#note")).to_have_value("Wrong minutes, to be looked at")
    expect(page.locator("#open")).not_to_contain_text("Signed by")
