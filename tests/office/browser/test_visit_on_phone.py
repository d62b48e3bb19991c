"""A therapist's phone: the whole day down the page, both texts of two devices to choose from, Esc to close a panel."""

from playwright.sync_api import Browser, Locator, Page, expect

from tests.office.browser.conftest import Office
from tests.office.browser.test_today import as_therapist, begin
from tests.office.browser.test_typed_visits import SAVED

PHONE = {"width": 390, "height": 844}
LONG = "Squats x 20 with cues-for-knee-control_and_a_word_of_an_export_that_never_ends_0123456789. " * 3


def within(one: Locator) -> bool:
    """Whether something is as wide as the phone at most, and nowhere cut."""
    box = one.bounding_box()
    return box is not None and box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"]


def test_the_day_goes_down_the_page_on_a_phone(browser: Browser, office: Office, page: Page) -> None:
    as_therapist(page)
    for words, at in (("p05", "8:00"), ("p06", "9:00"), ("p07", "10:00"), ("p08", "11:00")):
        page.goto("/visits/?on=2027-01-11")
        page.locator("[name=begin]").uncheck()
        page.locator("[name=at]").fill(at)
        page.locator("#whom").fill(words)
        expect(page.locator(".whom button")).to_have_count(1)
        page.locator(".whom button").click()
        expect(page.locator("[role=status]").first).to_contain_text("has an appointment")
    context = office.opened(browser, viewport=PHONE)
    phone = context.new_page()
    phone.goto("/visits/?on=2027-01-11")
    rows = phone.locator(".rows-of-day [data-row]")
    expect(rows).to_have_count(4)
    tops = [one.bounding_box()["y"] for one in (phone.get_by_text("Mon, Jan 11"), *rows.all())]  # type: ignore[index]
    assert tops == sorted(set(tops)), "the date, then one under the other"
    for row in rows.all():
        assert within(row)
        expect(row.locator(".n")).to_be_visible()
    for button in phone.locator(".became button").all():
        assert within(button)
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    context.close()


def test_both_texts_and_every_choice_fit_a_phone(browser: Browser, office: Office, page: Page) -> None:
    as_therapist(page)
    begin(page, "p09")
    context = office.opened(browser, viewport=PHONE)
    phone = context.new_page()
    phone.goto(page.url)
    page.locator("#note").fill(LONG)
    page.locator("[name=place_of_service]").fill("12")
    expect(page.locator("#saved")).to_contain_text(SAVED)
    phone.locator("#note").fill("Bridges.")
    phone.locator("[name=place_of_service]").fill("11")
    offered = phone.locator("[data-elsewhere]")
    expect(offered).to_have_count(2)
    for one in [*offered.all(), *phone.locator("[data-choose]").all(), *phone.locator(".elsewhere > blockquote").all()]:
        one.scroll_into_view_if_needed()
        assert within(one)
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    quote = phone.locator(".elsewhere > blockquote", has_text="Squats")
    assert quote.evaluate("one => one.scrollWidth <= one.clientWidth"), "nothing is cut at the side"
    phone.locator(".open-items > summary").click()
    assert within(phone.locator(".open-items > div"))
    context.close()


def test_what_a_stale_phone_signs_shows_both_sides_without_scrolling_aside(
    browser: Browser, office: Office, page: Page
) -> None:
    as_therapist(page)
    begin(page, "p24")
    page.keyboard.type("exercise 23")
    page.keyboard.press("Enter")
    page.locator("#note").fill("Ther ex 23 min, squats with cues.")
    expect(page.locator("#saved")).to_contain_text(SAVED)
    context = office.opened(browser, viewport=PHONE)
    phone = context.new_page()
    phone.goto(page.url)
    page.locator("#note").fill(LONG)
    expect(page.locator("#saved")).to_contain_text(SAVED)
    phone.locator("#sign button").click()
    expect(phone.locator("h1")).to_contain_text("Not signed")
    for cell in phone.locator("tbody td").all():
        assert within(cell)
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    context.close()


def test_esc_closes_what_is_open_and_the_menus_and_leaves_the_keys_where_they_were(page: Page) -> None:
    as_therapist(page)
    begin(page, "p25")
    panel = page.locator("details.open-items")
    panel.locator("> summary").click()
    expect(panel).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(panel).not_to_have_attribute("open", "")
    expect(panel.locator("> summary")).to_be_focused()
    panel.locator("> summary").click()
    page.locator("#note").focus()
    page.keyboard.press("Escape")
    expect(panel).not_to_have_attribute("open", "")
    expect(page.locator("#note")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#note")).not_to_be_focused()
    menu = page.locator("details[data-menu]").first
    menu.locator("> summary").click()
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
