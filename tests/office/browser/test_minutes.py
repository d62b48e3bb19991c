"""Minutes in a real browser: typed by keyboard, dragged, chosen, saved, opened again."""

import io
import json
import random
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect
from pypdf import PdfReader

from cleanclaim.law.review.coded import CodedVisit, code
from cleanclaim.model.visit import Mode, Performer, Service, Visit
from tests.office.browser.conftest import settled

CODES = ["97110", "97112", "97116", "97140", "97530", "97035", "97161", "97150", "97010"]
PAYERS = ["medicare", "aetna", "cigna", "tricare", "workers_comp"]
PERFORMED: list[tuple[str, Performer, Mode]] = [
    ("", "PT", "individual"),
    ("pta", "PTA", "individual"),
    ("together", "PT", "together"),
    ("group", "PT", "group"),
]


def random_visit(seed: int) -> tuple[Visit, list[str]]:
    """A visit, and its blocks as one types them."""
    draw = random.Random(seed)  # noqa: S311 - a test's choice, not a secret
    services, typed = [], []
    for _ in range(draw.randint(1, 4)):
        chosen = draw.choice(CODES)
        minutes = draw.choice([None, *range(3, 46)])
        word, by, mode = draw.choice([*PERFORMED[:1] * 3, *PERFORMED])
        services.append(Service(code=chosen, minutes=minutes, performed_by=by, mode=mode))
        typed.append(f"{chosen} {minutes or ''} {word}".strip())
    payer = draw.choice(PAYERS)
    visit = Visit(visit_id="1", payer=payer, service_date=date(2026, 3, 2), discipline="PT", services=tuple(services))
    return visit, typed


def empty(page: Page, payer: str = "medicare") -> None:
    """An empty visit of the example's day."""
    page.keyboard.press("Escape")
    page.keyboard.press("Shift+E")
    expect(page.locator("#blocks .empty")).to_be_visible()
    expect(page.locator("#typed")).to_be_focused()
    page.locator("[name=service_date]").fill("2026-03-02")
    page.locator("[name=payer]").select_option(payer)
    page.locator("#typed").focus()


def enter(page: Page, lines: list[str]) -> None:
    for number, line in enumerate(lines, 1):
        page.locator("#typed").press_sequentially(line)
        page.keyboard.press("Enter")
        expect(page.locator("[data-block]")).to_have_count(number)
        expect(page.locator("#typed")).to_have_value("")


def shown(page: Page) -> tuple[list[str], list[str]]:
    """The lines and the proof, as the page has them."""
    lines = [" ".join(text.split()) for text in page.locator(".result .chip").all_text_contents()]
    return lines, page.locator(".steps > li > p").all_text_contents()


def expected(coded: CodedVisit) -> tuple[list[str], list[str]]:
    lines = [
        " ".join([line.code, "×", "?" if line.units is None else str(line.units), *line.modifiers])
        for line in coded.lines
    ]
    return lines, [step.text for step in coded.proof]


@pytest.mark.parametrize("seeds", [range(6), pytest.param(range(6, 50), marks=pytest.mark.long)], ids=["six", "others"])
def test_visits_typed_by_keyboard_are_as_the_command_line_codes_them(page: Page, seeds: range) -> None:
    page.goto("/minutes/")
    for seed in seeds:
        visit, typed = random_visit(seed)
        empty(page)
        page.keyboard.press("Escape")
        page.keyboard.press("d")
        for _ in range(5):  # out of the date's parts, to who pays
            if page.evaluate("document.activeElement.name") == "payer":
                break
            page.keyboard.press("Tab")
        page.keyboard.press("Home")
        for _ in range(40):
            if page.evaluate("document.activeElement.value") == visit.payer:
                break
            page.keyboard.press("ArrowDown")
        expect(page.locator("[name=payer]")).to_have_value(visit.payer or "")
        page.keyboard.press("Escape")
        page.keyboard.press("n")
        enter(page, typed)
        settled(page)
        found = shown(page)
        assert found == expected(code([visit]).visits[0]), (seed, typed)


def test_it_opens_on_the_first_visit_of_the_day(page: Page) -> None:
    page.goto("/minutes/")
    assert shown(page)[0] == ["97112 × 2 GP", "97110 × 1 GP"]
    expect(page.locator(".strip .quarter")).to_have_count(2)


def test_enter_in_a_row_answers_and_the_page_stays(page: Page) -> None:
    page.goto("/minutes/")
    empty(page)
    enter(page, ["exercise 15"])
    minutes = page.locator("[data-block] [name=minutes]")
    minutes.fill("38")
    minutes.press("Enter")
    settled(page)
    assert page.url.split("#")[0].endswith("/minutes/")
    assert shown(page)[0] == ["97110 × 3 GP"]
    expect(minutes).to_be_focused()
    page.locator("[name=service_date]").press("Enter")
    settled(page)
    assert page.url.split("#")[0].endswith("/minutes/")


def test_words_are_understood_while_one_types(page: Page) -> None:
    page.goto("/minutes/")
    page.keyboard.press("n")
    page.keyboard.type("manual 7 pta")
    expect(page.locator("#understood")).to_contain_text("97140 Manual therapy, 7 min, assistant")


def test_missing_minutes_never_become_units(page: Page) -> None:
    page.goto("/minutes/")
    empty(page)
    enter(page, ["exercise"])
    settled(page)
    expect(page.locator(".units")).to_have_text("?")
    expect(page.locator(".strip figcaption")).to_contain_text("minutes not recorded: block 1")


def test_an_edge_is_dragged(page: Page) -> None:
    page.goto("/minutes/")
    empty(page)
    enter(page, ["97110 20"])
    settled(page)
    edge = page.locator("[data-edge='1']").bounding_box()
    strip = page.locator(".strip > svg").bounding_box()
    assert edge
    assert strip
    page.mouse.move(edge["x"] + edge["width"] / 2, edge["y"] + 30)
    page.mouse.down()
    page.mouse.move(edge["x"] + edge["width"] / 2 + strip["width"] / 6, edge["y"] + 30)  # a sixth of an hour
    page.mouse.up()
    settled(page)
    expect(page.locator("[name=minutes]")).to_have_value("30")
    assert shown(page)[0] == ["97110 × 2 GP"]


def test_where_remainders_tie_both_are_shown_and_one_chooses(page: Page) -> None:
    page.goto("/minutes/")
    empty(page)
    enter(page, ["97110 20", "97112 20"])
    settled(page)
    assert shown(page)[0] == ["97110 × 2 GP", "97112 × 1 GP"]
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    page.keyboard.press("ArrowDown")
    settled(page)
    assert shown(page)[0] == ["97110 × 1 GP", "97112 × 2 GP"]


def test_a_block_is_removed_and_brought_back_by_keys(page: Page) -> None:
    page.goto("/minutes/")
    before = shown(page)
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("[data-block]")).to_have_count(1)
    page.keyboard.press("Escape")
    page.keyboard.press("u")
    expect(page.locator("[data-block]")).to_have_count(2)
    settled(page)
    assert shown(page) == before


def test_a_second_payer_stands_beside(page: Page) -> None:
    page.goto("/minutes/?visit=2")
    page.locator("[name=beside]").select_option("aetna")
    expect(page.locator(".beside h3")).to_have_text(["Medicare", "Aetna"])


def test_what_is_typed_is_kept_in_the_address(page: Page) -> None:
    page.goto("/minutes/")
    empty(page)
    enter(page, ["97110 23", "97140 7 pta"])
    settled(page)
    before, address = shown(page), page.url
    page.goto("about:blank")
    page.goto(address)
    expect(page.locator("[data-block]")).to_have_count(2)
    settled(page)
    assert shown(page) == before


@pytest.mark.parametrize("ending", ["json", "csv"])
def test_a_saved_file_opens_again(page: Page, tmp_path: Path, ending: str) -> None:
    page.goto("/minutes/?visit=17")
    before = shown(page)
    with page.expect_download() as download:
        page.get_by_role("button", name=f"Save as {ending.upper()}").click()
    saved = tmp_path / f"visit.{ending}"
    download.value.save_as(saved)
    page.locator("input[type=file]").set_input_files(saved)
    page.wait_for_url("**/minutes/files/*/")
    assert shown(page) == before


def test_the_proof_as_pdf_has_its_steps_and_sources_as_text(page: Page, tmp_path: Path) -> None:
    page.goto("/minutes/?visit=17")
    with page.expect_download() as download:
        page.keyboard.press("p")
    download.value.save_as(tmp_path / "proof.pdf")
    text = " ".join(" ".join(p.extract_text() for p in PdfReader(tmp_path / "proof.pdf").pages).split())
    assert "tie at 5 minutes: either is lawful" in text
    assert "CMS 100-04, ch. 5, 20.2" in text
    assert "verified" in text


def test_an_opened_file_has_a_picker(page: Page) -> None:
    visits = [
        {"visit_id": name, "payer": "medicare", "service_date": "2026-03-02", "discipline": "PT",
         "services": [{"code": "97110", "minutes": minutes, "performed_by": "PT"}]}
        for name, minutes in (("a", 15), ("<b>b</b>", 38))
    ]  # fmt: skip
    page.goto("/minutes/")
    file = {"name": "<img src=x>.json", "mimeType": "application/json", "buffer": json.dumps(visits).encode()}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    page.wait_for_url("**/minutes/files/*/")
    page.locator("#picker").select_option(index=1)
    page.wait_for_url("**/?visit=*")
    expect(page.locator(".units")).to_have_text("3")
    expect(page.locator(".proof > p")).to_contain_text("<b>b</b>")


def test_a_file_that_cannot_be_read_is_told_by_its_own_name(page: Page) -> None:
    page.goto("/minutes/")
    file = io.BytesIO(b"code,minutes\n97110,2o\n").getvalue()
    page.locator("input[type=file]").set_input_files({"name": "monday.csv", "mimeType": "text/csv", "buffer": file})
    page.wait_for_url("**/minutes/open")
    expect(page.locator(".finding")).to_contain_text("monday.csv")
    expect(page.locator(".finding")).not_to_contain_text("cleanclaim-")


def test_the_help_lists_the_keys(page: Page) -> None:
    page.goto("/minutes/")
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    expect(page.locator("#help")).to_contain_text("type a block")


def test_the_help_lists_the_keys_of_the_pages_buttons_once(page: Page) -> None:
    page.goto("/rules/")
    for _ in range(2):
        page.keyboard.press("Escape")
        page.keyboard.press("?")
        rows = page.locator("#help .keys > div").filter(has_text="How far each payer is known")
        expect(rows).to_have_count(1)
        expect(rows.locator("kbd")).to_have_text("p")
        page.locator("#help button").click()


def test_enter_pressed_before_the_page_is_ready_loses_nothing(page: Page) -> None:
    """On a slow machine a field stands there before its script does: Enter must not leave the page then."""
    waiting: list[Route] = []
    page.route("**/typed_line*.js", lambda route: waiting.append(route))  # noqa: PLW0108 - Playwright marks the function
    page.goto("/minutes/", wait_until="commit")
    typed, add = page.locator("#typed"), page.locator("#typing > button")
    expect(typed).to_be_visible()
    typed.fill("exercise 23")
    typed.press("Enter")
    expect(add).to_be_disabled()
    expect(typed).to_have_value("exercise 23")
    for one in waiting:
        one.continue_()
    expect(add).to_be_enabled()
    blocks = page.locator("[data-block]").count()
    typed.press("Enter")
    expect(page.locator("[data-block]")).to_have_count(blocks + 1)
