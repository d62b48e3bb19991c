"""The made-up practices: a newcomer signs a visit; and the pictures that the README shows of them.

`make pictures` writes the pictures into docs/images; every other run into out/screenshots.
"""

import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.office.browser import demo
from tests.office.browser.conftest import Office, serving, settled

REPO = Path(__file__).parents[3]
FOLDER = Path(os.environ.get("CLEANCLAIM_PICTURES") or REPO / "out" / "screenshots")
PICTURES = ("minutes", "visit", "queue", "claim", "phone")
MOST_BYTES = 150_000
FILL = """
import os, sys
os.environ["CLEANCLAIM_DATA"], os.environ["CLEANCLAIM_DEMO"] = sys.argv[1], "1"
os.environ["DJANGO_SETTINGS_MODULE"] = "cleanclaim.office.settings"
import django
django.setup()
from cleanclaim.office.demo import fill
from cleanclaim.office.organizations.start import prepare
fill.YEARS = 0.1
prepare()
fill.fill_demo()
"""


@pytest.fixture(scope="module")
def practices(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The office of the demo, with five weeks of visits instead of two years."""
    folder = tmp_path_factory.mktemp("demo")
    subprocess.run([sys.executable, "-c", FILL, str(folder / "data")], check=True, capture_output=True)
    with serving(folder / "data", folder / "library", "--demo") as office:
        yield office


def take_picture(page: Page, name: str) -> None:
    """A picture of what the window shows, in few colors."""
    settled(page)
    FOLDER.mkdir(parents=True, exist_ok=True)
    shown = Image.open(io.BytesIO(page.screenshot(animations="disabled", caret="hide")))
    path = FOLDER / f"office-{name}.png"
    shown.convert("RGB").quantize(128, dither=Image.Dither.NONE).save(path, optimize=True)
    assert path.stat().st_size < MOST_BYTES


def test_the_pictures_of_the_readme(browser: Browser, practices: Office) -> None:
    context = practices.opened(browser, viewport={"width": 1280, "height": 800}, color_scheme="light")
    page = context.new_page()
    page.goto("/minutes/?visit=17")
    take_picture(page, "minutes")
    demo.work_as(page, demo.THERAPIST)
    demo.open_visit_of_today(page)
    demo.write_visit(page)
    for name, width, height in (("visit", 1280, 1000), ("phone", 390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        page.reload()
        expect(page.locator("#answer .units")).to_have_text(demo.EARNED)
        take_picture(page, name)
    page.set_viewport_size({"width": 1440, "height": 900})
    demo.sign_visit(page)
    demo.work_as(page, demo.OWNER)
    page.goto("/claims/")
    expect(page.locator("#record [data-seen]")).to_be_attached()
    take_picture(page, "queue")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.keyboard.press("o")
    page.wait_for_url(re.compile("/claims/[0-9a-f-]{36}/"))
    take_picture(page, "claim")
    context.close()


def test_the_readme_shows_what_this_test_takes() -> None:
    shown = re.findall(r"!\[[^\]]{10,}\]\(docs/images/office-(\w+)\.png\)", (REPO / "README.md").read_text())
    assert sorted(shown) == sorted(PICTURES)
    assert {path.name for path in (REPO / "docs" / "images").glob("*.png")} == {
        f"office-{name}.png" for name in PICTURES
    }
    assert all(path.stat().st_size < MOST_BYTES for path in (REPO / "docs" / "images").iterdir())


@pytest.mark.long
def test_who_is_new_here_signs_a_visit_of_the_demo(browser: Browser, tmp_path: Path) -> None:
    with serving(tmp_path / "data", tmp_path / "library", "--demo") as office:
        context = office.opened(browser, viewport={"width": 1440, "height": 900})
        page = context.new_page()
        demo.work_as(page, demo.THERAPIST)
        demo.open_visit_of_today(page)
        demo.write_visit(page)
        demo.sign_visit(page)
        context.close()


@pytest.mark.parametrize("width", [1280, 1440, 390])
def test_the_worst_finding_of_a_row_is_read_whole_or_nearly_beside_an_open_claim(
    browser: Browser, practices: Office, width: int
) -> None:
    context = practices.opened(browser, viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto("/claims/")
    expect(page.locator(".c-what > [title]").first).to_be_visible()
    found = page.eval_on_selector_all(
        ".c-what > [title]", "all => all.map(one => [one.textContent, one.scrollHeight > one.clientHeight + 1])"
    )
    assert [words for words, cut in found if cut and len(words) <= 60] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_a_page_of_one_person_does_nothing_once_another_is_chosen(browser: Browser, practices: Office) -> None:
    context = practices.opened(browser, viewport={"width": 1440, "height": 900})
    first, second = context.new_page(), context.new_page()
    demo.work_as(first, demo.OWNER)
    first.goto("/claims/")
    first.keyboard.press("h")
    first.locator("#hold-dialog [name=reason]").fill("The card is not copied yet")
    demo.work_as(second, demo.THERAPIST)
    first.keyboard.press("Enter")
    dialog = first.locator("#hold-dialog")
    expect(dialog.locator(".error")).to_contain_text(f"since then {demo.THERAPIST} works in this browser")
    expect(dialog.locator("[name=reason]")).to_have_value("The card is not copied yet")
    demo.work_as(second, demo.OWNER)
    first.keyboard.press("Enter")
    expect(dialog.locator(".error")).to_contain_text("did not come from a page of the office")
    context.close()
