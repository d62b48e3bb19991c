"""Updates in a real browser: a publisher's file dropped, imported, used by the other pages, compared, removed."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.reference import coming

NEXT = "MUE 2027Q1"


def dropped(page: Page, folder: Path, files: dict[str, bytes]) -> None:
    paths = []
    for name, content in files.items():
        (folder / name).write_bytes(content)
        paths.append(folder / name)
    page.goto("/updates/")
    with page.expect_navigation():
        page.locator("input[type=file]").set_input_files(paths)


def test_a_release_is_imported_by_dropping_it_compared_and_removed(page: Page, tmp_path: Path) -> None:
    dropped(page, tmp_path, coming.limit_file())
    expect(page.locator(".done")).to_contain_text(NEXT)
    table = page.locator(".published", has_text=NEXT)
    row = table.locator("tbody tr", has_text=NEXT)
    expect(row).to_contain_text("imported")
    row.get_by_role("link", name="What changed").click()
    expect(page.locator(".sentences li").first).to_be_visible()
    assert page.locator("[name=new]").input_value() == NEXT
    page.go_back()
    page.get_by_role("button", name=f"Remove {NEXT}").click()
    expect(page.locator(".done")).to_contain_text(f"{NEXT}. Import its file again")
    expect(page.locator("tbody th", has_text=NEXT)).to_have_count(0)


def test_another_file_and_two_tables_are_refused_in_words(page: Page, tmp_path: Path) -> None:
    dropped(page, tmp_path, {"mine.csv": b"visit_id,code\n1,97110\n"})
    expect(page.locator(".finding")).to_contain_text("mine.csv")
    page.goto("/updates/changes?old=MUE+2024Q3&new=nothing")
    expect(page.locator(".finding")).to_contain_text("it is not on file")
    page.goto("/updates/?on=2027-02-01")
    expect(page.locator(".remedy").first).to_contain_text("Wanted: ")


def test_a_release_is_tried_on_a_book_and_drawn(page: Page) -> None:
    page.goto("/updates/")
    page.locator("tbody tr", has_text="MPFS RVU26C").get_by_role("link", name="What if").click()
    page.locator("[name=zip]").fill("60601")
    page.locator("[name=as_of]").fill("2026-07-15")
    page.get_by_role("button", name="Try it on the example day").click()
    expect(page.locator("main")).to_contain_text("23 visits would change: dollars of 23")
    expect(page.locator("tbody tr", has_text="medicare").first).to_contain_text("+$24.45")
    picture = page.locator(".chart img")
    picture.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.querySelector('.chart img').naturalWidth") > 400
    page.goto("/updates/what-if?release=nothing")
    page.get_by_role("combobox").select_option("GPCI 2020")
    page.get_by_role("button", name="Try it on the example day").click()
    expect(page.locator("main")).to_contain_text("Nothing could change")
