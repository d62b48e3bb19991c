"""Nothing typed is lost: undo and redo, addresses that open again, a server that stops, the day of the browser."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.office.browser.conftest import Office, settled
from tests.office.browser.test_minutes import empty, enter
from tests.office.browser.test_typing import standing

CSV = (
    b"visit_id,patient_id,payer,service_date,discipline,place_of_service,code,minutes,performed_by\n"
    b"a,P1,medicare,2026-03-02,PT,11,97110,23,PT\nb,P1,medicare,2026-03-04,PT,11,97140,15,PT\n"
)


def codes(page: Page) -> list[str]:
    return [row[0] for row in standing(page)]


def press(page: Page, key: str) -> None:
    page.keyboard.press("Escape")
    page.keyboard.press(key)


def test_undo_goes_back_step_by_step_and_destroys_no_later_work(page: Page) -> None:
    page.goto("/minutes/")
    before = codes(page)
    empty(page)
    enter(page, ["97110 23", "97140 15", "97530 10"])
    page.locator("[data-remove]").first.click()
    page.locator("#typed").focus()
    page.keyboard.type("97112 8, gait 9")
    page.keyboard.press("Enter")
    expect(page.locator("[data-block]")).to_have_count(4)
    page.locator("[name=minutes]").first.fill("16")
    states = [codes(page)]
    press(page, "u")  # the minutes
    expect(page.locator("[name=minutes]").first).to_have_value("15")
    press(page, "u")  # both typed blocks at once, and nothing else
    expect(page.locator("[data-block]")).to_have_count(2)
    assert codes(page) == ["97140", "97530"]
    press(page, "u")  # the block that was removed
    expect(page.locator("[data-block]")).to_have_count(3)
    press(page, "Shift+U")
    expect(page.locator("[data-block]")).to_have_count(2)
    press(page, "Shift+U")
    expect(page.locator("[data-block]")).to_have_count(4)
    press(page, "Shift+U")
    expect(page.locator("[name=minutes]").first).to_have_value("16")
    assert codes(page) == states[0]
    for _step in range(12):
        press(page, "u")
        settled(page)
    assert codes(page) == before
    expect(page.locator("#undo")).to_be_disabled()


def test_a_line_not_understood_adds_nothing_and_comes_back(page: Page) -> None:
    page.goto("/minutes/")
    empty(page)
    for line, named in [("97110 x 2", "x 2"), ("exercise -5", "-5"), ("gait 15 blue", "blue"), ("7140 15", "7140")]:
        page.locator("#typed").fill("")
        page.keyboard.type(line)
        page.keyboard.press("Enter")
        expect(page.locator("#understood strong").first).to_have_text(named)
        expect(page.locator("#typed")).to_have_value(line)
    assert codes(page) == []
    page.locator("#typed").fill("")
    page.keyboard.type("97110 blue")
    page.keyboard.press("Enter")
    page.keyboard.type("97140 15")
    page.keyboard.press("Enter")
    expect(page.locator("[data-block]")).to_have_count(1)
    left = page.locator("#typed").input_value() or page.locator("#waiting .back > span").first.text_content()
    assert left == "97110 blue"


def test_a_pasted_note_is_its_blocks(page: Page) -> None:
    page.goto("/minutes/")
    empty(page)
    note = "Therapeutic exercise (97110): 23 min\nManual therapy: 15 min\nNMR 10"
    paste = """text => {
      const data = new DataTransfer();
      data.setData("text", text);
      const pasted = new ClipboardEvent("paste", {clipboardData: data, bubbles: true});
      document.getElementById("typed").dispatchEvent(pasted); }"""
    page.evaluate(paste, note)
    page.keyboard.press("Enter")
    expect(page.locator("[data-block]")).to_have_count(3)
    assert [row[:2] for row in standing(page)] == [("97110", "23"), ("97140", "15"), ("97112", "10")]


@pytest.mark.parametrize("area", ["minutes", "explain"])
def test_an_opened_file_has_an_address_that_opens_again(page: Page, area: str) -> None:
    page.goto(f"/{area}/")
    page.locator("input[type=file]").set_input_files({"name": "day.csv", "mimeType": "text/csv", "buffer": CSV})
    page.wait_for_url(f"**/{area}/files/*/")
    page.locator("#picker").select_option("b")
    page.wait_for_url("**visit=b*")
    answer = page.reload()
    assert answer
    assert answer.status == 200
    expect(page.locator("#picker")).to_have_value("b")
    expect(page.locator("main")).to_contain_text("97140") if area == "explain" else expect(
        page.locator("[name=code]")
    ).to_have_value("97140")


def test_what_one_leaves_is_there_when_one_comes_back(page: Page) -> None:
    page.goto("/minutes/")
    empty(page)
    enter(page, ["97110 23", "97140 7 pta"])
    page.goto("/codes/")
    page.goto("/minutes/")
    expect(page.locator("[data-block]")).to_have_count(2)
    assert codes(page) == ["97110", "97140"]


def test_a_file_dropped_anywhere_is_opened(page: Page) -> None:
    page.goto("/minutes/")
    drop = """text => { const data = new DataTransfer();
      data.items.add(new File([text], "d.csv"));
      const at = document.querySelector("h1"), event = {dataTransfer: data, bubbles: true, cancelable: true};
      for (const kind of ["dragover", "drop"]) at.dispatchEvent(new DragEvent(kind, event)); }"""
    rows = "visit_id,payer,service_date,discipline,code,minutes,performed_by\n9,medicare,2026-03-02,PT,97530,20,PT\n"
    page.evaluate(drop, rows)
    page.wait_for_url("**/minutes/files/*/")
    assert codes(page) == ["97530"]


def test_a_server_that_does_not_answer_is_told_and_the_line_is_added_once_it_does(page: Page) -> None:
    page.goto("/minutes/")
    empty(page)
    settled(page)
    page.context.set_offline(True)
    page.keyboard.type("97110 23")
    page.keyboard.press("Enter")
    expect(page.locator("#banner")).to_contain_text("Cannot reach the server. What you typed is kept")
    expect(page.locator("#waiting")).to_contain_text("97110 23")
    page.context.set_offline(False)
    expect(page.locator("[data-block]")).to_have_count(1)
    expect(page.locator("#banner")).to_be_hidden()


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_today_is_the_day_of_the_browser(browser: Browser, office: Office, zone: str) -> None:
    context = office.opened(browser, timezone_id=zone)
    page = context.new_page()
    page.goto("/codes/")
    today = datetime.now(UTC).astimezone(ZoneInfo(zone)).date().isoformat()
    expect(page.locator("[name=on]")).to_have_value(today)
    page.goto("/minutes/")
    page.keyboard.press("Shift+E")
    expect(page.locator("#blocks .empty")).to_be_visible()
    expect(page.locator("[name=service_date]")).to_have_value(today)
    context.close()


def test_g_waits_a_moment_for_its_second_key(page: Page) -> None:
    page.goto("/minutes/")
    page.keyboard.press("g")
    page.wait_for_timeout(1_400)
    page.keyboard.press("c")
    page.wait_for_timeout(200)
    assert page.url.split("#")[0].endswith("/minutes/")
    page.keyboard.press("e")
    assert codes(page)
