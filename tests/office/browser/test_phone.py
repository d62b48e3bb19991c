"""The office's pages at the width of a phone and of a desk: nothing out of reach, nothing that a reader cannot use."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from tests.office.browser.conftest import Office
from tests.office.browser.test_today import as_therapist

CUT_OFF = """() => [...document.querySelectorAll("main table")].filter((table) => {
  for (let one = table.parentElement; one; one = one.parentElement)
    if (/auto|scroll/.test(getComputedStyle(one).overflowX)) return false;
  return table.getBoundingClientRect().right > innerWidth + 1;
}).length"""

OVERLAPPING = """() => {
  const seen = [...document.querySelectorAll("main :is(a, h1, h2, button)")].filter((one) => one.checkVisibility());
  const boxes = seen.map((one) => [one, one.getBoundingClientRect()]);
  return boxes.flatMap(([one, box], at) => boxes.slice(at + 1)
    .filter(([other, its]) => !one.contains(other) && !other.contains(one)
      && Math.min(box.right, its.right) - Math.max(box.left, its.left) > 3
      && Math.min(box.bottom, its.bottom) - Math.max(box.top, its.top) > 3)
    .map(([other]) => `${one.textContent.trim()} / ${other.textContent.trim()}`));
}"""


@pytest.mark.parametrize("width", [1440, 390])
def test_days_menus_charts_and_the_practice_are_for_everybody(browser: Browser, office: Office, width: int) -> None:
    context = office.opened(browser, viewport={"width": width, "height": 700}, bypass_csp=True)
    page = context.new_page()
    as_therapist(page)
    page.goto("/patients/")
    patient = page.locator("[data-found]").first.get_attribute("href") or ""
    chart = patient.replace("/patients/", "/charts/")
    addresses = ["/visits/", "/practices/", "/practices/edit", "/imports/", patient, f"{patient}edit", chart]
    for address in [*addresses, f"{chart}entry?part=discharged_on", f"/visits/?patient={patient.split('/')[2]}"]:
        page.goto(address)
        found = Axe().run(page).response["violations"]
        assert [one["id"] for one in found if one["impact"] in {"serious", "critical"}] == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        assert page.evaluate(CUT_OFF) == 0, address
        assert page.evaluate(OVERLAPPING) == [], address
    page.goto("/visits/")
    for link in page.locator(".day-foot a").all():
        expect(link).to_be_in_viewport()
    page.evaluate(
        "document.querySelector('.day-list form:has(select)')?.remove()"
    )  # as of who sees one's own day alone
    assert page.evaluate(OVERLAPPING) == []
    if width < 1000:
        page.locator(".menu > summary").click()
        expect(page.locator(".menu > ul > li").first).to_have_css("list-style-type", "none")
    context.close()
