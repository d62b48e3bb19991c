"""Rules in a real browser: found while one types, its examples seen, payers by topic."""

from playwright.sync_api import Page, expect

from cleanclaim.law.policies.sources import sources
from tests.office.browser.conftest import settled


def test_a_rule_is_found_by_keys_and_its_example_seen(page: Page) -> None:
    page.goto("/minutes/")
    page.keyboard.press("g")
    page.keyboard.press("r")
    page.wait_for_url("**/rules/")
    page.keyboard.type("bundled for good")
    expect(page.locator("#count")).to_have_text("1 rule fits.")
    page.keyboard.press("Enter")
    page.wait_for_url("**/rules/pairs.bundled")
    fault = page.locator(".example tr.hold", has_text="97124")
    expect(fault).to_contain_text("fault")
    expect(fault.locator("svg rect")).to_be_visible()
    expect(page.locator(".example").first).to_contain_text("no fault")
    page.locator(".cite summary").click()
    expect(page.locator(".cite a")).to_have_attribute("href", sources()["ncci-ptp"].url)
    page.keyboard.press("b")
    page.wait_for_url("**/rules/#pairs")


def test_a_denial_leads_to_the_rules_that_prevent_it(page: Page) -> None:
    page.goto("/rules/?q=CO-236")
    expect(page.locator(".found .rule").first).to_have_text("pairs.bundled")
    page.locator("[data-found]").first.click()
    page.get_by_role("link", name="CARC 236").click()
    page.wait_for_url("**/codes/CARC**")
    expect(page.locator("#held h2")).to_contain_text("236")


def test_every_rule_stands_in_the_book_and_opens(page: Page) -> None:
    page.goto("/rules/")
    links = page.locator(".found a")
    addresses = [link.get_attribute("href") for link in links.all()]
    assert len(addresses) > 100
    count = page.locator("#count").text_content() or ""
    assert count.startswith(f"{len(addresses)} rules")
    for address in addresses[::7]:
        assert page.request.get(str(address)).status == 200, address


def test_a_cell_of_the_payers_opens_its_answers(page: Page) -> None:
    page.goto("/rules/payers?on=2026-03-02")
    page.get_by_role(
        "link", name="UnitedHealthcare, units: 2 verified, 4 contract, 0 reported, 1 not found, 0 not looked up"
    ).click()
    page.wait_for_url("**/rules/payers/uhc**")
    states = page.locator(".answers > div")
    expect(states).to_have_count(7)
    assert page.locator(".answers .tag.is-missing", has_text="not found").count() == 1


def test_what_a_payer_answers_changes_with_the_date(page: Page) -> None:
    page.goto("/rules/payers/medicare?topic=year&on=2026-03-02")
    expect(page.locator(".answers")).to_contain_text("$2,480.00")
    page.locator("[name=on]").fill("2024-03-02")
    settled(page)
    expect(page.locator(".answers")).to_contain_text("$2,330.00")
    assert "on=2024-03-02" in page.url
