"""Every page: no serious accessibility issue in light and dark, its picture taken, its weight bounded."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from cleanclaim.office.areas import AREAS
from tests.office.browser.conftest import Office

FOR_TEAMS = {"clients", "accounts"}
"""The areas that one person's office has not (test_sign_in)."""
PAGES = {area.folder: f"/{area.folder}/" for area in AREAS if area.folder not in {*FOR_TEAMS, "files"}} | {
    "minutes": "/minutes/?visit=17",
    "minutes-held": "/minutes/?visit=18",
    "changes": "/updates/changes?old=MPFS+RVU25D&new=MPFS+RVU26C",
    "explained": "/explain/?visit=18&as_of=2024-12-02",
    "quarter": "/updates/quarter?on=2026-01-15",
    "send": "/review/example/send",
    "patients": "/patients/?q=ex",
    "patient-added": "/patients/add",
    "codes": "/codes/?q=manual",
    "codes-asked": "/codes/?q=97530+with+97140+Aetna&on=2026-03-02",
    "code": "/codes/97140?on=2026-03-02&zip=60601",
    "codes-beside": "/codes/compare?one=97140&other=97124&on=2026-03-02",
    "rules": "/rules/?q=minutes",
    "rule": "/rules/pairs.bundled",
    "payers": "/rules/payers?on=2026-03-02",
    "payer": "/rules/payers/uhc?topic=units&on=2026-03-02",
    "what-if": "/updates/what-if?release=MPFS+RVU26C",
    "sources": "/sources/42-usc-1395l-g",
    "palette": "/palette/?q=manual",
    "lost": "/nowhere",
}
PICTURES = Path(__file__).parents[3] / "out" / "screenshots"


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [1440, 390])
def test_no_serious_accessibility_issue_and_a_picture(browser: Browser, office: Office, name: str, width: int) -> None:
    context = office.opened(browser, color_scheme="light", viewport={"width": width, "height": 900}, bypass_csp=True)
    page = context.new_page()
    answer = page.goto(PAGES[name])
    assert answer is not None
    assert answer.status == (404 if name == "lost" else 200)
    found = Axe().run(page).response["violations"]
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}-light-{width}.jpg", full_page=True)
    page.emulate_media(color_scheme="dark")
    page.screenshot(path=PICTURES / f"{name}-dark-{width}.jpg", full_page=True)
    if width == 1440:  # in the dark only colors differ
        colors = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}
        found += Axe().run(page, options=colors).response["violations"]
    wide = page.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in {"serious", "critical"}] == []
    assert wide <= width, "the page is wider than the window"


def test_the_first_page_is_light(page: Page) -> None:
    sizes = []
    page.on("response", lambda response: sizes.append(len(response.body())))
    page.goto("/minutes/", wait_until="networkidle")
    assert len(sizes) > 5
    assert sum(sizes) <= 250_000
