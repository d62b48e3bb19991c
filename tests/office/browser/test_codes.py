"""Codes in a real browser: found by words and keys, dated, compared."""

import pytest
from playwright.sync_api import Page, expect

from tests.office.browser.conftest import settled


def test_a_code_is_found_by_words_with_the_keyboard_alone(page: Page) -> None:
    page.goto("/minutes/")
    page.keyboard.press("g")
    page.keyboard.press("c")
    page.wait_for_url("**/codes/")
    page.keyboard.type("hands on joint mobs")
    expect(page.locator(".found [data-found]").first).to_contain_text("97140")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-found]").first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/codes/97140**")
    expect(page.get_by_role("heading", level=1)).to_have_text("97140 Manual therapy")
    page.keyboard.press("b")
    page.wait_for_url("**/codes/?on=**")


def test_enter_opens_the_first_that_fits_all_that_was_typed(page: Page) -> None:
    page.goto("/codes/")
    page.keyboard.type("97112", delay=5)
    page.keyboard.press("Enter")
    page.wait_for_url("**/codes/97112**")


@pytest.mark.parametrize(
    ("typed", "code", "label"),
    [
        ("KX", "KX", "threshold"),
        ("CO-97", "97", "paid"),
        ("low back pain", "M54.50", "Low back pain"),
        ("pos 11", "pos 11", "Office"),
    ],
)
def test_a_modifier_a_reason_a_diagnosis_and_a_place_are_found_too(
    page: Page, typed: str, code: str, label: str
) -> None:
    page.goto("/codes/")
    page.keyboard.type(typed)
    row = page.locator(".found [data-found]", has_text=label).first
    expect(row).to_contain_text(code)
    row.click()
    expect(page.locator("#held .facts").first).to_be_visible()


def test_what_fits_nothing_is_told_what_may_be_sought(page: Page) -> None:
    page.goto("/codes/?q=xyzzy/plugh")
    expect(page.locator("#count")).to_have_text("Nothing fits.")
    expect(page.locator(".empty")).to_contain_text("CO-97")


def test_a_zip_gives_the_clinics_own_fee(page: Page) -> None:
    page.goto("/codes/97140?on=2026-03-02")
    expect(page.locator(".amount").first).to_have_text("$27.72")
    page.get_by_label("ZIP of the clinic").fill("60601")
    expect(page.locator(".amount").first).to_have_text("$28.32")
    expect(page.locator(".fees")).to_contain_text("CHICAGO")


def test_another_date_gives_another_fee(page: Page) -> None:
    page.goto("/codes/97140?on=2026-03-02")
    page.locator("[data-date]").fill("2022-03-02")
    settled(page)
    expect(page.locator(".amount").first).not_to_have_text("$27.72")
    assert "on=2022-03-02" in page.url
    before = page.locator(".amount").first.text_content()
    page.reload()
    assert page.locator(".amount").first.text_content() == before


def test_the_chart_and_the_table_show_the_same_pairs(page: Page) -> None:
    page.goto("/codes/97140?on=2026-03-02")
    drawn = page.locator(".pairs .name").all_text_contents()
    listed = page.locator("[aria-label=Pairs] tbody th .code").all_text_contents()
    assert sorted(drawn) == sorted(listed)
    assert "97124" in drawn
    expect(page.locator("[aria-label=Pairs] tr", has_text="97124")).to_contain_text("never both")


def test_two_codes_stand_side_by_side(page: Page) -> None:
    page.goto("/codes/97140?on=2026-03-02")
    page.keyboard.press("/")
    page.keyboard.type("97124")
    page.keyboard.press("Enter")
    page.wait_for_url("**/codes/compare**")
    expect(page.locator(".finding.is-hold")).to_contain_text("Never both on one day")
    expect(page.locator(".two tr.differs", has_text="Most units")).to_contain_text("4 units")
    page.locator("[name=other]").fill("9753")
    expect(page.locator(".finding.is-wrong")).to_contain_text("Near it: 97530")
    page.locator("[name=other]").fill("97530")
    expect(page.locator(".finding.is-clean")).to_contain_text("both are payable on one day")


def test_a_code_nobody_has_is_said_with_those_near_it(page: Page) -> None:
    page.goto("/codes/97141")
    expect(page.locator(".finding.is-wrong")).to_contain_text("Near it: 97140")
