"""Signing in with a clinic's own OpenID Connect, a real one: it lets in who has an account, and nobody else."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.office.browser.team import TeamOffice, team_office
from tests.office.browser.test_sign_in import OWNER, choose_password, sign_in
from tests.postgresql import free_port

CLINIC_PEOPLE = [
    {"sub": "ada", "email": OWNER, "email_verified": True},
    {"sub": "stranger", "email": "sam@elsewhere.example", "email_verified": True},
    {"sub": "calls herself Ada", "email": OWNER, "email_verified": False},
    {"sub": "says nothing of it", "email": OWNER},
]


@pytest.fixture(scope="module")
def clinic() -> Iterator[str]:
    """The address of a clinic's provider."""
    port = free_port()
    people = [part for one in CLINIC_PEOPLE for part in ("--user-claims", json.dumps(one))]
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), *people]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr
        assert any("running on" in line for line in server.stderr)
        yield f"http://localhost:{port}"
        server.terminate()


@pytest.fixture(scope="module")
def team(
    tmp_path_factory: pytest.TempPathFactory, postgresql: str, browser: Browser, clinic: str
) -> Iterator[TeamOffice]:
    """An office that lets in whom the clinic's provider vouches for."""
    folder = tmp_path_factory.mktemp("clinic")
    with team_office(folder, postgresql, **settings_of(clinic)) as office:
        page = browser.new_page(base_url=office)
        choose_password(page, office)
        page.close()
        yield office


def settings_of(clinic: str) -> dict[str, str]:
    names = {"URL": clinic, "ID": "office", "SECRET": "of both", "NAME": "Lakeside's sign-in"}
    return {f"CLEANCLAIM_OIDC_{name}": value for name, value in names.items()}


def go_through(page: Page, address: str, sub: str) -> None:
    page.goto("/patients/")
    page.get_by_role("link", name="Use Lakeside's sign-in").click()
    page.get_by_role("button", name=sub, exact=True).click()
    page.wait_for_url(lambda url: url.startswith(address))


def test_who_has_an_account_is_let_in(browser: Browser, team: TeamOffice) -> None:
    page = browser.new_page(base_url=team)
    go_through(page, team, "ada")
    expect(page.locator(".who")).to_have_text("Ada Example")
    expect(page.get_by_role("heading", level=1)).to_have_text("Patients")
    page.goto("/audit_log/")
    expect(page.locator("main")).to_contain_text("signed in")
    page.goto("/accounts/")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    sign_in(page)  # the password is still the same
    expect(page.locator(".who")).to_have_text("Ada Example")


@pytest.mark.parametrize("sub", ["stranger", "calls herself Ada", "says nothing of it"])
def test_nobody_else_is(browser: Browser, team: TeamOffice, sub: str) -> None:
    page = browser.new_page(base_url=team)
    go_through(page, team, sub)
    expect(page.get_by_role("heading", level=1)).to_have_text("Not signed in")
    expect(page.locator("main")).to_contain_text("does not say that it has checked")
    page.goto("/patients/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_who_changes_his_mind_is_back_at_the_sign_in(browser: Browser, team: TeamOffice) -> None:
    page = browser.new_page(base_url=team)
    page.goto("/accounts/sign-in")
    page.get_by_role("link", name="Use Lakeside's sign-in").click()
    page.get_by_role("button", name="Deny").click()
    expect(page.locator("main")).to_contain_text("Nothing was made or changed.")
    page.get_by_role("link", name="Sign in another way").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_a_clinic_that_makes_all_its_accounts_may_vouch_for_each(
    browser: Browser, postgresql: str, clinic: str, tmp_path: Path
) -> None:
    with team_office(tmp_path, postgresql, **settings_of(clinic), CLEANCLAIM_OIDC_TRUST_EMAIL="1") as office:
        office.add_owner(OWNER)
        page = browser.new_page(base_url=office)
        go_through(page, office, "says nothing of it")
        expect(page.locator(".who")).to_have_text("Ada Example")
