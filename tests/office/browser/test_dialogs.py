"""What is typed about a claim: saved by the keys that help names, and still there where it is refused."""

import pytest
from playwright.sync_api import Page, expect

from tests.office.browser.test_work_queue import claims, offices, press, queue  # noqa: F401 - fixtures

pytestmark = pytest.mark.parametrize("claims", [7], indirect=True)


def override_too_short(page: Page) -> None:
    """Override the first finding with less than a sentence, which is refused."""
    press(page, "v")
    page.locator("#override-dialog [name=ground]").select_option("chart")
    page.locator("#override-dialog [name=reason]").fill("Seen it")
    page.keyboard.press("Enter")
    wrong = page.locator("#override-dialog label:has([name=reason]) + .error")
    expect(wrong).to_contain_text("has fewer than 4 words")
    reason = page.locator("#override-dialog [name=reason]")
    expect(reason).to_be_focused()
    expect(reason).to_have_value("Seen it")
    expect(reason).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#override-dialog [name=ground]")).to_have_value("chart")
    reason.fill("Seen in the addendum of November 21")


def test_an_override_that_is_refused_is_still_there(queue: Page) -> None:  # noqa: F811
    override_too_short(queue)
    queue.keyboard.press("Escape")
    press(queue, "v")
    expect(queue.locator("#override-dialog [name=reason]")).to_have_value("Seen in the addendum of November 21")
    queue.locator("#override-dialog [name=ground]").focus()
    queue.keyboard.press("Enter")
    expect(queue.locator("#toast")).to_contain_text("1 claim overridden.")
    expect(queue.locator("#override-dialog")).not_to_be_visible()
    press(queue, "j")
    press(queue, "v")
    expect(queue.locator("#override-dialog [name=reason]")).to_have_value("")


def test_so_it_is_on_a_claims_own_page(queue: Page) -> None:  # noqa: F811
    press(queue, "o")
    expect(queue.locator(".claim-page")).to_be_visible()
    override_too_short(queue)
    queue.keyboard.press("Control+Enter")
    expect(queue.locator("[role=status]", has_text="1 claim overridden.")).to_be_visible()


def test_what_is_typed_on_a_claims_own_page_stays_where_somebody_changed_the_claim(queue: Page) -> None:  # noqa: F811
    press(queue, "o")
    expect(queue.locator(".claim-page")).to_be_visible()
    other = queue.context.new_page()
    other.goto(queue.url)
    press(queue, "h")
    reason = queue.locator("#hold-dialog [name=reason]")
    reason.fill("Waits for the card of the second payer")
    press(other, "h")
    other.locator("#hold-dialog [name=reason]").fill("The referral is asked for")
    other.keyboard.press("Control+Enter")
    expect(other.locator("[role=status]", has_text="1 claim put on hold.")).to_be_visible()
    reason.press("Control+Enter")
    wrong = queue.locator("#hold-dialog .error")
    expect(wrong).to_contain_text("changed this claim while you looked at it")
    expect(wrong).to_contain_text("The referral is asked for")
    expect(reason).to_have_value("Waits for the card of the second payer")
    expect(queue.locator(".claim-page")).to_contain_text("The referral is asked for")
    reason.press("Control+Enter")
    expect(queue.locator("[role=status]", has_text="1 claim put on hold.")).to_be_visible()
    expect(queue.locator(".claim-page")).to_contain_text("Waits for the card of the second payer")


@pytest.mark.parametrize("alone", [False, True])
def test_correct_is_saved_by_ctrl_enter_and_from_a_choice_by_enter(queue: Page, *, alone: bool) -> None:  # noqa: F811
    if alone:
        queue.goto(f"{queue.locator('[data-correct]').first.get_attribute('data-correct')}")
    else:
        press(queue, "e")
    place = queue.locator("[name='0.place_of_service']")
    place.fill("12")
    place.press("Control+Enter")
    saved = queue.locator("[role=status]", has_text="Corrected.")
    expect(queue.locator("h1", has_text="Exemplar") if alone else saved).to_be_visible()
    expect(queue.locator("[data-correcting]")).to_have_count(0)
    if not alone:
        press(queue, "e")
        queue.locator("[name='0.discipline']").select_option("OT")
        queue.locator("[name='0.discipline']").press("Enter")
        expect(queue.locator("#record")).to_contain_text("corrected discipline PT → OT")


def test_what_is_selected_is_fixed_however_fast_the_keys_follow(queue: Page) -> None:  # noqa: F811
    for key in "jxf":
        queue.keyboard.press(key)
    expect(queue.locator("#fixes-title")).to_contain_text("Fix 1 claim")
    second = queue.locator("tr[data-claim]").nth(1).locator(".c-who").inner_text()
    expect(queue.locator("#fixes tbody th")).to_contain_text(second.split("\n")[0])
    queue.keyboard.press("Enter")
    expect(queue.locator("#toast")).to_contain_text("1 claim fixed.")


def test_another_claim_is_shown_from_its_top(queue: Page) -> None:  # noqa: F811
    queue.set_viewport_size({"width": 1440, "height": 420})
    record = queue.locator("#record")
    record.evaluate("one => { one.scrollTop = 400; }")
    assert record.evaluate("one => one.scrollTop") > 0
    press(queue, "j")
    assert record.evaluate("one => one.scrollTop") == 0


def test_what_the_whole_page_is_refused_for_stands_in_the_dialog(queue: Page) -> None:  # noqa: F811
    card = '<div class="finding"><h3>This page is of another organization.</h3><p>You chose Hill meanwhile.</p></div>'
    queue.route("**/claims/act", lambda route: route.fulfill(status=400, content_type="text/html", body=card))
    press(queue, "h")
    queue.locator("#hold-dialog [name=reason]").fill("Waits for the card")
    queue.keyboard.press("Enter")
    wrong = queue.locator("#hold-dialog .error")
    expect(wrong).to_have_text("This page is of another organization. You chose Hill meanwhile.")
    expect(queue.locator("#record header")).to_be_visible()


def test_what_two_people_corrected_is_chosen_on_a_phone_without_a_part_out_of_sight(queue: Page) -> None:  # noqa: F811
    address = queue.locator("[data-correct]").first.get_attribute("data-correct")
    pages = [queue.context.new_page(), queue.context.new_page()]
    for page in pages:
        page.set_viewport_size({"width": 390, "height": 844})
        page.goto(f"{address}")
    for page, charge in zip(pages, ("99.00", "101.00"), strict=True):
        page.locator("form.correct input[name*=charge]").first.fill(charge)
        page.locator("form.correct button.first").click()
    differs = pages[1].get_by_role("region", name="What differs")
    expect(differs).to_be_visible()
    assert differs.evaluate("it => it.scrollWidth <= it.clientWidth")
    for choice in differs.get_by_role("radio").all():
        expect(choice).to_be_in_viewport()
