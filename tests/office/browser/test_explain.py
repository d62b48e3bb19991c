"""Explain in a real browser: a visit line by line, another day's law, another day's knowledge, a dropped file."""

from playwright.sync_api import Page, expect

from cleanclaim.explanations.visits.days_of_change import list_days_of_change
from tests.office.browser.conftest import settled

CSV = (
    b"visit_id,patient_id,payer,service_date,discipline,place_of_service,code,minutes,performed_by\n"
    b"a,P1,medicare,2026-03-02,PT,11,97110,23,PT\nb,P1,medicare,2026-03-04,PT,11,97140,,PT\n"
)


def test_a_visit_is_explained_line_by_line(page: Page) -> None:
    page.goto("/minutes/")
    page.keyboard.press("g")
    page.keyboard.press("e")
    page.wait_for_url("**/explain/")
    page.goto("/explain/?visit=18")
    lines = page.locator("[data-line]")
    expect(lines).to_have_count(2)
    expect(lines.nth(1)).to_contain_text("97124 is part of 97140 on the same day")
    expect(lines.nth(1)).to_contain_text("Remove 97124.")
    expect(lines.nth(1).locator(".said.hold")).to_have_count(1)
    lines.nth(1).locator(".said .cite summary").first.click()
    expect(lines.nth(1).locator(".said .cite a").first).to_be_visible()
    lines.nth(1).get_by_role("link", name="pairs.bundled").click()
    page.wait_for_url("**/rules/pairs.bundled")


def test_questions_that_found_nothing_are_named(page: Page) -> None:
    page.goto("/explain/?visit=17")
    page.keyboard.press("q")
    expect(page.locator(".questions").first).to_contain_text("Units beyond the minutes documented")
    expect(page.locator(".questions").first).to_contain_text("minutes.overbilled")


def test_the_law_of_another_day_moved_by_keys(page: Page) -> None:
    page.goto("/explain/?visit=17")
    expect(page.locator(".difference")).to_have_count(0)
    before = page.locator(".units").nth(1).text_content() or ""
    page.keyboard.press("a")
    expect(page.locator("[data-for=as_of]")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    stops = [day for day in list_days_of_change("medicare").in_force if day.isoformat() < "2026-03-02"]
    expect(page.locator("[name=as_of]")).to_have_value(stops[-1].isoformat())
    for _ in range(len(stops)):
        page.keyboard.press("ArrowLeft")
    expect(page.locator("[name=as_of]")).to_have_value(stops[0].isoformat())
    settled(page)
    change = page.locator(".difference")
    expect(change.locator("del", has_text=before)).to_be_visible()
    expect(page.locator("#standing")).to_contain_text("of Jan 1, 2020")
    assert f"as_of={stops[0]}" in page.url
    page.reload()
    expect(page.locator("[data-for=as_of]")).to_have_value("0")
    page.keyboard.press("a")
    page.keyboard.press("0")
    expect(page.locator(".difference")).to_have_count(0)
    expect(page.locator(".units").nth(1)).to_have_text(before)


def test_what_was_not_yet_known_is_said(page: Page) -> None:
    page.goto("/explain/?visit=17")
    page.locator("[name=known_on]").fill("2025-01-15")
    change = page.locator(".difference")
    expect(change).to_be_visible()
    change.locator("summary", has_text="The payer's answers").click()
    row = change.locator("tr", has_text="The amount past which PT and SLP lines need KX")
    expect(row.locator("del")).to_contain_text("$2,480.00")
    expect(page.locator("#standing")).to_contain_text("as known on Jan 15, 2025")


def test_a_dropped_file_has_an_address(page: Page) -> None:
    page.goto("/explain/")
    page.locator("input[type=file]").set_input_files({"name": "day.csv", "mimeType": "text/csv", "buffer": CSV})
    page.wait_for_url("**/explain/files/*/")
    expect(page.locator("[data-line]")).to_contain_text("97110")
    page.keyboard.press("]")
    page.wait_for_url("**/explain/files/*/?*visit=b")
    expect(page.locator("[data-line] .chip")).to_contain_text("97140 × ?")
    expect(page.locator(".said.missing").first).to_contain_text("Minutes")
    page.locator("[name=as_of]").fill("2024-12-02")
    expect(page.locator(".difference")).to_be_visible()
    page.reload()
    expect(page.locator(".difference")).to_be_visible()
    page.get_by_label("ZIP of the clinic").fill("60601")
    expect(page.locator(".units").nth(1)).to_have_text("?")
    page.keyboard.press("Escape")
    page.keyboard.press("[")
    expect(page.locator("[data-line]")).to_contain_text("97110")
    expect(page.locator(".units").nth(1)).to_contain_text("$")
