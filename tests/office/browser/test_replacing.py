"""In a real browser: a claim that the payer has is replaced, then taken back; answers that disagree are settled."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, FilePayload, Page, expect

import cleanclaim
from cleanclaim.sandbox.payer.behavior import Behavior
from cleanclaim.sandbox.payer.mailbox import run_mailbox
from cleanclaim.sandbox.payer.state import PayerState
from tests.office.browser.conftest import Office
from tests.office.browser.test_work_queue import claims, offices, press, queue, reject_first, send  # noqa: F401 - fixtures

pytestmark = pytest.mark.parametrize("claims", [0], indirect=True)


def hand_in(page: Page, folder: Path, state: PayerState) -> str:
    """Send what is ready, have the test payer answer it, and read the answers; the file that went out."""
    page.goto("/claims/")
    name, content = send(page)
    (folder / name).write_bytes(content)
    run = run_mailbox([folder / name], Behavior(), state, cleanclaim.Basis())
    files: list[FilePayload] = [
        {"name": each, "mimeType": "text/plain", "buffer": text.encode()} for each, text in run.answers.items()
    ]
    page.goto("/claims/files/")
    page.locator("input[type=file]").set_input_files(files)
    page.get_by_role("button", name="Read them").click()
    expect(page.locator("main")).to_contain_text("1 claim accepted")
    return content.decode()


def no_axe_issue(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    serious = [one for one in found if one["impact"] in {"serious", "critical"}]
    assert [(one["id"], [node["failureSummary"] for node in one["nodes"]]) for one in serious] == [], page.url


def test_a_paid_claim_is_replaced_and_then_voided(
    queue: Page,  # noqa: F811
    claims: Office,  # noqa: F811
    browser: Browser,
    tmp_path: Path,
) -> None:
    page, state = queue, PayerState()
    hand_in(page, tmp_path, state)
    page.goto("/claims/?view=accepted")
    expect(page.locator("#record")).to_contain_text("The payer has decided it.")
    page.get_by_role("button", name="Correct and send a replacement").click()
    number = page.locator("#replace-dialog [name=number]").input_value()
    assert number
    expect(page.locator("#replace-dialog [name=reason]")).to_be_focused()
    page.locator("#replace-dialog [name=reason]").fill("The member number was mistyped")
    page.keyboard.press("Enter")
    expect(page.locator("#record .tag").first).to_have_text("Check")
    expect(page.locator("#record")).to_contain_text("nothing is corrected yet")
    expect(page.locator("#record [data-do=approve]")).to_be_disabled()
    press(page, "e")
    page.locator("[name=member_id]").fill("1EG4TE5MK73")
    page.keyboard.press("Enter")
    expect(page.locator("#record")).to_contain_text("Coverage: member id")
    context = claims.opened(browser, viewport={"width": 390, "height": 900}, bypass_csp=True)
    seen = context.new_page()
    for address in ("/claims/?view=all", page.locator("#record [data-key=o]").get_attribute("href") or ""):
        seen.goto(address)
        no_axe_issue(seen)
        assert seen.evaluate("document.documentElement.scrollWidth") <= 390, address
    context.close()
    press(page, "a")
    expect(page.locator("#record .tag").first).to_have_text("Ready")
    replaced = hand_in(page, tmp_path, state)
    assert ":B:7*" in replaced
    assert f"REF*F8*{number}~" in replaced

    page.goto("/claims/?view=accepted")
    expect(page.locator("#record")).to_contain_text(f"to replace the payer's claim {number}")
    page.get_by_role("button", name="Void", exact=True).click()
    assert page.locator("#void-dialog [name=number]").input_value() not in ("", number)
    page.locator("#void-dialog [name=reason]").fill("The patient was another one")
    page.keyboard.press("Enter")
    expect(page.locator("#record .tag").first).to_have_text("To be voided")
    assert ":B:8*" in hand_in(page, tmp_path, state)
    page.goto("/claims/?view=voided")
    expect(page.locator("#record")).to_contain_text("Nobody: the payer took it back.")
    expect(page.get_by_role("button", name="Bill it again")).to_be_visible()


def test_answers_that_disagree_are_settled(queue: Page, tmp_path: Path) -> None:  # noqa: F811
    page = queue
    page.goto("/claims/")
    name, content = send(page)
    (tmp_path / name).write_bytes(content)
    run = run_mailbox([tmp_path / name], Behavior(), PayerState(), cleanclaim.Basis())
    accepts = next(text for each, text in run.answers.items() if each.endswith(".277ca"))
    files: list[FilePayload] = [
        {"name": "yes.277ca", "mimeType": "text/plain", "buffer": accepts.encode()},
        {
            "name": "no.277ca",
            "mimeType": "text/plain",
            "buffer": reject_first(content).replace(b"20261130", accepts.split("DTP*050*D8*")[1][:8].encode()),
        },
    ]
    page.goto("/claims/files/")
    page.locator("input[type=file]").set_input_files(files)
    page.get_by_role("button", name="Read them").click()
    page.get_by_role("link", name="1 claim whose answers disagree: open them").click()
    expect(page.locator("#record")).to_contain_text("The answers to it disagree.")
    page.get_by_role("button", name="It was accepted").click()
    page.locator("#was-accepted-dialog [name=reason]").fill("The payer's portal")
    page.keyboard.press("Enter")
    expect(page.locator("#toast")).to_contain_text("1 claim noted as accepted.")
    expect(page.locator("#record")).to_contain_text("What was found out counts: The payer's portal.")
