"""Review in a real browser: a file dropped, fixed by keys, undone, filtered, downloaded and clean."""

import csv
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

import pytest
from benchmarks.book import visits
from playwright.sync_api import Page, expect

from cleanclaim.claims.claim import claim
from cleanclaim.exchange.files.write_visits import encode_visits
from cleanclaim.law.basis import Basis
from tests.cli.calling import CLINIC_DAY, FIELDS, ROW, call
from tests.office.browser.conftest import settled

LATELY = (date.today() - timedelta(days=20)).isoformat()
MEDICARE = {"payer": "medicare", "service_date": LATELY, "charge": "90.00", "diagnoses": "M25.511"}
TWO_FAULTS = [
    {**ROW, **MEDICARE, "visit_id": "1", "minutes": "20", "units": "2", "modifiers": "GP"},
    {**ROW, **MEDICARE, "visit_id": "2", "patient_id": "P06", "minutes": "30", "units": "2"},
]


def written(folder: Path, rows: list[dict[str, str]]) -> Path:
    file = folder / "visits.csv"
    with file.open("w", newline="", encoding="utf-8") as text:
        writer = csv.DictWriter(text, FIELDS)
        writer.writeheader()
        writer.writerows(rows)
    return file


def drop(page: Page, *files: Path) -> None:
    page.goto("/review/")
    with page.expect_navigation():
        page.locator("input[type=file]").set_input_files(list(files))


def counts(page: Page) -> list[str]:
    return page.locator(".totals .tag").all_text_contents()


def test_two_remedies_one_undone_and_the_corrected_file_is_clean(page: Page, tmp_path: Path) -> None:
    drop(page, written(tmp_path, TWO_FAULTS))
    assert counts(page) == ["0 clean", "2 on hold", "0 info missing"]
    finding = page.locator("[data-finding]", has_text="Units beyond the minutes documented")
    expect(finding.locator("del")).to_have_text("97110 × 2 GP")
    expect(finding.locator("ins")).to_have_text("97110 × 1 GP")
    page.keyboard.press("j")
    page.keyboard.press("f")
    expect(page.locator(".totals .tag").first).to_have_text("1 clean")
    settled(page)
    assert page.evaluate("document.activeElement.matches('[data-finding]')")
    page.keyboard.press("f")
    expect(page.locator(".totals .tag").first).to_have_text("2 clean")
    expect(page.locator("#results .empty")).to_contain_text("every claim is clean")
    settled(page)
    page.keyboard.press("u")
    expect(page.locator(".totals .tag").first).to_have_text("1 clean")
    expect(page.locator("#toast")).to_contain_text("undone")
    settled(page)
    page.keyboard.press("j")
    page.keyboard.press("f")
    expect(page.locator(".totals .tag").first).to_have_text("2 clean")
    with page.expect_download() as saved:
        page.keyboard.press("s")
    corrected = tmp_path / saved.value.suggested_filename
    saved.value.save_as(corrected)
    answer = call("review", corrected)
    assert answer.code == 0, answer.out
    assert "2 clean   0 on hold" in answer.out


def test_all_that_needs_nobodys_judgment_is_fixed_and_undone(page: Page, tmp_path: Path) -> None:
    drop(page, written(tmp_path, TWO_FAULTS))
    page.get_by_role("button", name="Fix 2 claims: all that needs nobody's judgment").click()
    expect(page.locator("#toast")).to_contain_text("2 fixes on 2 visits: fixed.")
    assert counts(page) == ["2 clean", "0 on hold", "0 info missing"]
    page.locator("#toast button").click()
    expect(page.locator(".totals .tag").first).to_have_text("0 clean")


def test_the_example_day_is_filtered_and_its_clean_claims_saved(page: Page, tmp_path: Path) -> None:
    page.goto("/review/")
    assert counts(page) == ["22 clean", "19 on hold", "3 info missing"]
    expect(page.locator(".finding.is-fyi")).to_have_count(0)
    page.locator("[name=weight]").select_option("fyi")
    expect(page.locator(".finding.is-fyi").first).to_be_visible()
    page.locator("[name=weight]").select_option("")
    expect(page.locator(".finding.is-fyi")).to_have_count(0)
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.locator("#sought")).to_be_focused()
    page.locator("[name=rule_only]").select_option("visits.two_evaluations")
    expect(page.locator(".claim")).to_have_count(1)
    expect(page.locator(".claim h2")).to_contain_text("visit 25")
    settled(page)
    page.reload()
    expect(page.locator(".claim")).to_have_count(1)
    page.locator("[name=rule_only]").select_option("")
    page.locator("[name=payer]").select_option("aetna")
    page.locator("[name=status]").select_option("hold")
    settled(page)
    claims = page.locator(".claim").all_text_contents()
    assert claims
    assert all("Aetna" in text and "on hold" in text for text in claims)
    page.goto(page.url.replace("status=hold", "status=held"))
    expect(page.locator("[name=status]")).to_have_value("hold")
    assert page.locator(".claim").count() == len(claims), "an address kept from before still means the same"
    page.get_by_role("link", name="837P of the clean claims").click()
    expect(page.locator("h1")).to_contain_text("claims, ")
    expect(page.locator("main")).to_contain_text("visits on hold")
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save the 837P").click()
    saved.value.save_as(tmp_path / "claims.837")
    assert call("validate", tmp_path / "claims.837").code == 0


def test_the_practice_dropped_along_tells_charges_and_claims(page: Page) -> None:
    drop(page, *(CLINIC_DAY / name for name in ("visits.csv", "practice.toml", "patients.csv")))
    expect(page.locator("#drop-more")).to_contain_text("visits.csv: 44 visits, with the practice's file")
    page.locator("[name=filed_on]").fill("2026-03-03")
    page.locator("[name=filed_on]").blur()
    expect(page.get_by_role("link", name="837P of the clean claims")).to_be_visible()
    assert page.locator("[name=clinician] option", has_text="Ortiz").count() or "," in (
        page.locator("[name=clinician]").text_content() or ""
    )


def test_an_837p_is_reviewed_and_a_large_file_shows_how_far_it_is(page: Page, tmp_path: Path) -> None:
    from cleanclaim.exchange.files.practice import read_practice
    from cleanclaim.exchange.files.visits import read_visits

    practice = read_practice(CLINIC_DAY / "practice.toml")
    made = claim(read_visits(CLINIC_DAY / "visits.csv"), practice, Basis(filed_on=date(2026, 3, 3))).text
    assert made
    file = tmp_path / "claims.837"
    file.write_text(made, encoding="utf-8")
    drop(page, file)
    expect(page.locator("#drop-more")).to_contain_text("A claim has neither minutes nor who gave a service")
    assert page.locator(".totals").is_visible()
    large = tmp_path / "large.csv"
    large.write_bytes(encode_visits("large.csv", list(islice(visits(48_000, seed=4), 12_000))))
    drop(page, large)
    expect(page.locator("progress")).to_be_visible()
    expect(page.locator(".claim")).to_have_count(40, timeout=90_000)
    page.get_by_role("button", name="Show more").click()
    expect(page.locator(".claim")).to_have_count(80)


@pytest.mark.parametrize(
    ("names", "problem"),
    [
        (["practice.toml", "visits.csv"], "patients.csv: the practice's file names it, and it was not dropped"),
        (["practice.toml", "patients.csv"], "no visits and no claims were dropped"),
        (["visits.csv", "patients.csv"], "is a file of patients that no practice's file dropped with it names"),
        (["README.md"], "its ending names no format"),
    ],
)
def test_what_cannot_be_reviewed_says_why(page: Page, names: list[str], problem: str) -> None:
    drop(page, *(CLINIC_DAY / name for name in names))
    expect(page.locator(".finding")).to_contain_text(problem)


def test_a_review_that_left_says_so(page: Page) -> None:
    page.goto("/review/long-gone/")
    expect(page.locator(".finding")).to_contain_text("Drop the file again")
