"""Signing in in a real browser, on a real PostgreSQL: the one-time link, an authenticator app, a passkey, sessions."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.office.browser.team import TeamOffice, team_office
from tests.office.stored.signing_in import PASSWORD, app_code

OWNER = "ada@lakeside.example"


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory, postgresql: str) -> Iterator[TeamOffice]:
    """A really running office of a team, with one owner to come."""
    with team_office(tmp_path_factory.mktemp("team"), postgresql) as office:
        yield office


@pytest.fixture
def context(browser: Browser, team: TeamOffice) -> Iterator[BrowserContext]:
    """A browser of its own."""
    context = browser.new_context(base_url=team, viewport={"width": 1440, "height": 900})
    yield context
    context.close()


def watched(context: BrowserContext) -> Page:
    """A page that fails for a script's error and anything the content security policy refused."""
    page = context.new_page()

    def refuse(text: str) -> None:
        raise AssertionError(text)

    page.on("pageerror", lambda error: refuse(str(error)))
    page.on("console", lambda message: refuse(message.text) if "Content Security Policy" in message.text else None)
    return page


def choose_password(page: Page, team: TeamOffice) -> None:
    page.goto(team.add_owner(OWNER))
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    page.get_by_label("New password confirmation").fill(PASSWORD)
    page.get_by_role("button", name="Save it and sign in").click()
    expect(page.locator(".who")).to_have_text("Ada Example")


def sign_in(page: Page) -> None:
    page.goto("/accounts/sign-in")
    page.get_by_label("Email").fill(OWNER)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def prove(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Is it you?")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()


def sign_out(page: Page) -> None:
    page.goto("/accounts/")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_the_first_owner_an_app_and_a_passkey(context: BrowserContext, team: TeamOffice) -> None:
    page = watched(context)
    page.goto("/patients/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    choose_password(page, team)
    expect(page.locator(".org")).to_have_text("Lakeside PT")

    page.goto("/accounts/")
    page.get_by_role("link", name="Add one").first.click()
    prove(page)
    secret = page.locator(".secret").inner_text()
    page.get_by_label("Authenticator code").fill(app_code(secret))
    page.get_by_role("button", name="Add it").click()
    expect(page.locator(".codes li")).to_have_count(10)
    code = page.locator(".codes li").first.inner_text()
    sign_out(page)

    sign_in(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("One more step")
    page.get_by_label("Code of your authenticator app").fill("000000")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert")).to_have_text("Incorrect code. ")
    page.get_by_label("Code of your authenticator app").fill(code)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator(".who")).to_have_text("Ada Example")

    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
                "isUserVerified": True, "automaticPresenceSimulation": True,
            }
        },
    )  # fmt: skip
    page.goto("/accounts/passkeys/add")
    prove(page)
    page.get_by_label("Name").fill("This laptop")
    page.get_by_role("button", name="Add it").click()
    expect(page.locator("main")).to_contain_text("This laptop, since")
    sign_out(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.locator(".who")).to_have_text("Ada Example")
    page.goto("/patients/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Patients")


def test_signing_in_is_for_everybody(browser: Browser, team: TeamOffice) -> None:
    for width in (1440, 390):
        context = browser.new_context(base_url=team, viewport={"width": width, "height": 900}, bypass_csp=True)
        page = context.new_page()
        for path in ("/accounts/sign-in", "/accounts/link/gone", team.add_owner(f"axe{width}@lakeside.example")):
            page.goto(path)
            assert_for_everybody(page, path)
        page.get_by_label("New password", exact=True).fill(PASSWORD)
        page.get_by_label("New password confirmation").fill(PASSWORD)
        page.get_by_role("button", name="Save it and sign in").click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        page.goto("/organizations/")
        if (works_for_others := page.get_by_role("button", name="We work for other practices")).count():
            works_for_others.click()
        for path in ("/accounts/", "/organizations/", "/clients/", "/audit_log/"):
            answer = page.goto(path)
            assert answer is not None
            assert answer.status == 200, path
            assert_for_everybody(page, path)
        context.close()


def assert_for_everybody(page: Page, path: str) -> None:
    """No serious accessibility issue, and no wider than the window."""
    found = Axe().run(page).response["violations"]
    assert [one["id"] for one in found if one["impact"] in {"serious", "critical"}] == [], path
    assert page.viewport_size
    width = page.viewport_size["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=Path(folder) / f"{re.sub('[^a-z]+', '-', path)[:20]}-{width}.png")


def test_a_quarter_of_an_hour_without_a_key_or_a_click_signs_out(browser: Browser, team: TeamOffice) -> None:
    context = browser.new_context(base_url=team)
    page = context.new_page()
    page.clock.install()
    page.goto(team.add_owner("bea@lakeside.example"))
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    page.get_by_label("New password confirmation").fill(PASSWORD)
    page.get_by_role("button", name="Save it and sign in").click()
    expect(page.locator(".who")).to_be_visible()
    page.clock.fast_forward("14:00")
    with page.expect_request("**/accounts/here"):
        page.keyboard.press("Escape")
    page.clock.fast_forward("14:00")
    expect(page.locator(".who")).to_be_visible()
    page.clock.fast_forward("02:00")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.goto("/patients/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    context.close()
