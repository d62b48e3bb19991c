"""Updates in a real browser: a publisher's file dropped, imported, used by the other pages, compared, removed."""

from pathlib import Path

from playwright.sync_api import Page, expect
from tests.importing import coming

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
    expect(page.locator(".finding")).to_contain_text("it is not held")
    page.goto("/updates/?on=2027-02-01")
    expect(page.locator(".remedy").first).to_contain_text("Wanted: ")
