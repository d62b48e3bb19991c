"""The keys of the work queue: they reach every claim, and act on the one under the cursor, which the record shows."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.office.browser.test_work_queue import claims, offices, press, queue  # noqa: F401 - fixtures

pytestmark = pytest.mark.parametrize("claims", [7], indirect=True)


def cursor(page: Page) -> str:
    """The number of the claim under the cursor, which is that of the record."""
    expect(page.locator("tr.open")).to_have_count(1)
    row = page.locator("tr.open").get_attribute("data-claim") or ""
    expect(page.locator(f'#record [data-seen^="{row}:"]')).to_have_count(1)
    return page.locator("#record header a").last.inner_text()


def test_j_and_k_reach_every_claim(queue: Page) -> None:  # noqa: F811
    expect(queue.locator("tr[data-claim]")).to_have_count(4)
    expect(queue.locator("tr.more")).to_contain_text("3 more with this cause")
    seen = [cursor(queue)]
    for _ in range(6):
        press(queue, "j")
        seen.append(cursor(queue))
    assert len(set(seen)) == 7
    press(queue, "j")
    assert cursor(queue) == seen[-1], "it is the last"
    press(queue, "f")
    expect(queue.locator("tr[data-claim]")).to_have_count(6)
    press(queue, "k")
    assert cursor(queue) == seen[-2]
    for wanted in reversed(seen[:-2]):
        press(queue, "k")
        assert cursor(queue) == wanted


def test_a_key_acts_on_the_claim_that_the_key_before_went_to(queue: Page) -> None:  # noqa: F811
    first = cursor(queue)
    for key in "jjf":
        queue.keyboard.press(key)
    expect(queue.locator("#toast")).to_contain_text("Fixed.")
    expect(queue.locator("#record .tag").first).to_have_text("Ready")
    press(queue, "k")
    press(queue, "k")
    assert cursor(queue) == first
    expect(queue.locator("#record .tag").first).to_have_text("On hold")


def test_another_filter_opens_what_it_lists(queue: Page) -> None:  # noqa: F811
    first = cursor(queue)
    queue.locator("#text").fill("Exemplar04")
    expect(queue.locator("tr[data-claim]")).to_have_count(1)
    expect(queue.locator("#record h2").first).to_contain_text("04")
    assert cursor(queue) != first
    expect(queue.locator("#text")).to_be_focused()


def test_hold_and_override_have_keys(queue: Page) -> None:  # noqa: F811
    press(queue, "h")
    expect(queue.locator("#hold-dialog [name=reason]")).to_be_visible()
    queue.locator("#hold-dialog [name=reason]").fill("The card is not copied yet")
    queue.keyboard.press("Enter")
    expect(queue.locator("#record")).to_contain_text("On hold by hand: The card is not copied yet")
    press(queue, "h")
    expect(queue.locator("#toast")).to_contain_text("1 claim released.")
    press(queue, "v")
    queue.locator("#override-dialog [name=ground]").select_option("answer")
    queue.locator("#override-dialog [name=reason]").fill("Seen by the payer")
    queue.keyboard.press("Enter")
    expect(queue.locator("#toast")).to_contain_text("1 claim overridden.")
    press(queue, "j")
    press(queue, "x")
    press(queue, "j")
    press(queue, "x")
    press(queue, "h")
    queue.locator("#hold-dialog [name=reason]").fill("Both wait")
    queue.keyboard.press("Enter")
    expect(queue.locator("#toast")).to_contain_text("2 claims put on hold.")


def test_a_filter_is_saved_as_a_view_by_keys(queue: Page) -> None:  # noqa: F811
    press(queue, "w")
    expect(queue.locator("#view-dialog")).to_have_count(0)
    queue.locator("#filters [name=state]").select_option("hold")
    expect(queue.get_by_role("button", name="Save this view")).to_be_visible()
    queue.locator("#filters [name=state]").blur()
    press(queue, "w")
    queue.keyboard.type("On hold, mine")
    queue.keyboard.press("Enter")
    tab = queue.locator(".views a", has_text="On hold, mine")
    expect(tab).to_have_attribute("aria-current", "page")
    assert queue.url.endswith("/claims/?state=hold")
    queue.goto("/claims/")
    expect(tab).not_to_have_attribute("aria-current", "page")
    tab.click()
    expect(queue.locator("#filters [name=state]")).to_have_value("hold")
    press(queue, "w")
    expect(queue.locator("#view-dialog [name=name]")).to_have_value("On hold, mine")
    queue.keyboard.press("ControlOrMeta+a")
    queue.keyboard.type("Mine")
    queue.keyboard.press("Enter")
    expect(queue.locator(".views a[aria-current]")).to_have_text("Mine")
    press(queue, "w")
    queue.get_by_role("button", name="Remove", exact=True).click()
    expect(queue.locator(".views a", has_text="Mine")).to_have_count(0)
    expect(queue.locator("#filters [name=state]")).to_have_value("hold")


def test_fixes_of_several_are_shown_before_they_are_made(queue: Page) -> None:  # noqa: F811
    for key in "xjxf":
        press(queue, key)
    dialog = queue.locator("#fixes-dialog")
    expect(dialog.get_by_role("heading")).to_have_text("Fix 2 claims")
    expect(dialog.locator("tbody tr")).to_have_count(2)
    queue.keyboard.press("Escape")
    expect(dialog).not_to_be_visible()
    queue.locator("[data-group-fix]").click()
    expect(dialog.get_by_role("heading")).to_contain_text("Fix 7 claims: ")
    queue.get_by_role("button", name="Cancel").click()
    press(queue, "f")
    expect(dialog.get_by_role("button", name="Fix 2")).to_be_focused()
    queue.keyboard.press("Enter")
    expect(queue.locator("#toast")).to_contain_text("2 claims fixed.")
    expect(queue.locator("tr[data-claim]")).to_have_count(4)


def test_a_cause_is_passed_and_selected_by_a_key(queue: Page) -> None:  # noqa: F811
    first = cursor(queue)
    press(queue, "X")
    expect(queue.locator("#selected")).to_contain_text("7 selected")
    press(queue, "X")
    expect(queue.locator("#selected")).to_be_hidden()
    press(queue, "J")
    expect(queue.locator("#toast")).to_contain_text("This is the last cause.")
    for key in "jjjjh":
        press(queue, key)
    queue.locator("#hold-dialog [name=reason]").fill("Waits for somebody")
    queue.keyboard.press("Enter")
    expect(queue.locator("tbody[data-cause]")).to_have_count(2)
    press(queue, "K")
    press(queue, "K")
    begin = queue.locator("tbody[data-cause]").first.locator("tr[data-claim]").first
    expect(begin).to_have_attribute("aria-current", "true")
    press(queue, "J")
    expect(queue.locator("tbody[data-cause]").last.locator("tr[data-claim]").first).to_have_attribute(
        "aria-current", "true"
    )
    assert first
    press(queue, "?")
    expect(queue.locator("#help")).to_contain_text("first claim of the next, previous cause")


def test_a_fix_where_there_is_none_answers(queue: Page) -> None:  # noqa: F811
    queue.goto("/claims/?view=ready")
    expect(queue.locator("tr.open")).to_have_count(1)
    press(queue, "f")
    expect(queue.locator("#toast")).to_contain_text("Nothing here is fixed without somebody's judgment.")


def test_the_sheet_opens_on_its_box(queue: Page) -> None:  # noqa: F811
    queue.goto("/claims/send")
    box = queue.locator("[name=looked]")
    expect(box).to_be_focused()
    queue.locator("h1").click()
    queue.keyboard.press("Control+Enter")
    expect(box).to_be_focused()
    assert queue.url.endswith("/claims/send")
    queue.keyboard.press("Space")
    expect(box).to_be_checked()


def test_u_undoes_what_was_done_to_the_open_claim_and_to_no_other(queue: Page) -> None:  # noqa: F811
    press(queue, "f")
    expect(queue.locator("#toast")).to_contain_text("Fixed.")
    press(queue, "j")
    other = cursor(queue)
    press(queue, "u")
    expect(queue.locator("#toast")).to_contain_text("Nothing was done to this claim that can be undone.")
    assert cursor(queue) == other
    expect(queue.locator(".list-head")).to_contain_text("6 to work on")
    press(queue, "h")
    expect(queue.locator("#hold-title")).to_have_text("Hold 1 claim")
    queue.locator("#hold-dialog [name=reason]").fill("Waits for the card")
    queue.keyboard.press("Enter")
    expect(queue.locator("#toast")).to_contain_text("1 claim put on hold.")
    press(queue, "u")
    expect(queue.locator("#toast")).to_contain_text("Undone: hold: Waits for the card, on Exemplar")


def test_the_previous_claim_is_the_previous_one_where_the_open_one_went_to_another_cause(queue: Page) -> None:  # noqa: F811
    first = cursor(queue)
    press(queue, "j")
    second = cursor(queue)
    press(queue, "h")
    queue.locator("#hold-dialog [name=reason]").fill("Waits for the card")
    queue.keyboard.press("Enter")
    expect(queue.locator("tbody[data-cause]")).to_have_count(2)
    assert cursor(queue) == second
    press(queue, "k")
    assert cursor(queue) == first


def test_the_list_stays_where_it_was_when_something_is_done(queue: Page) -> None:  # noqa: F811
    queue.set_viewport_size({"width": 1440, "height": 420})
    for _ in range(5):
        press(queue, "j")
    place = "document.querySelector('#list > .rows').scrollTop"
    assert queue.evaluate(place) > 0
    press(queue, "h")
    queue.locator("#hold-dialog [name=reason]").fill("Waits for the card")
    queue.keyboard.press("Enter")
    expect(queue.locator("#toast")).to_contain_text("1 claim put on hold.")
    expect(queue.locator("tr.open")).to_be_in_viewport()
    assert queue.evaluate(place) > 0


def test_the_sheet_says_that_the_tick_is_missing(queue: Page) -> None:  # noqa: F811
    press(queue, "s")
    expect(queue.locator("[data-unticked]")).to_be_hidden()
    queue.locator("h1").click()
    queue.keyboard.press("Control+Enter")
    expect(queue.locator("[data-unticked]")).to_have_text(
        "Nothing was sent yet: tick that you have looked at what is left out."
    )
    expect(queue.locator("[name=looked]")).to_be_focused()


def test_all_of_a_list_is_held_and_undone_in_parts_with_the_count(queue: Page) -> None:  # noqa: F811
    def in_small_parts(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json=answer.json() | {"part": 3})

    queue.route("**/claims/listed?*", in_small_parts)
    expect(queue.locator("tr[data-claim]")).to_have_count(4)
    queue.locator("[data-pick-all]").check()
    expect(queue.locator("[data-count]")).to_have_text("4 selected")
    queue.get_by_role("button", name="Select all 7 of this list").click()
    expect(queue.locator("[data-count]")).to_have_text("All 7 of this list selected")
    press(queue, "h")
    expect(queue.locator("#hold-dialog h2")).to_have_text("Hold 7 claims")
    queue.locator("#hold-dialog [name=reason]").fill("The payer is down")
    queue.keyboard.press("Enter")
    expect(queue.locator("#toast")).to_contain_text("7 of 7 claims done.")
    expect(queue.locator("tr.group")).to_contain_text("On hold by hand")
    expect(queue.locator("tr.group")).to_contain_text("7 claims")
    press(queue, "u")
    expect(queue.locator("#toast")).to_contain_text("7 of 7 claims done.")
    expect(queue.locator("tr.group")).to_contain_text("Units beyond")
