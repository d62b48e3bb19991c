"""Review asked of the application, without a browser: search, causes, old tabs, links, what the 837P leaves out."""

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cleanclaim.exchange.files.visits import read_visits
from tests.cli.calling import CLINIC_DAY, csv_of, row
from tests.office.test_access import TO_FIX, browser, fresh, page_text, reviews

__all__ = ["fresh"]

MANY = csv_of(
    *[
        row(visit_id=f"V{n}", patient_id=f"P{n % 700}", payer="medicare", minutes="20", units="2", modifiers="GP")
        for n in range(1, 1_201)
    ]
).encode()


def opened(client: Client, content: bytes, name: str = "visits.csv") -> str:
    """The address of a file's review, once it is done."""
    answer = client.post("/review/open", {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302, page_text(answer)
    for _name, session in reviews().all_of(client.cookies["cleanclaim_80"].value):
        if session._work:
            session._work.join(120)
    return str(answer.headers["Location"])


def test_a_patient_or_visit_is_searched_and_a_cause_is_fixed_in_one_step() -> None:
    client = browser()
    rows = [
        row(visit_id=f"V{n}", patient_id=f"P{n}", payer="medicare", minutes="20", units="2", modifiers="GP")
        for n in (1, 2, 3)
    ]
    mine, part = opened(client, csv_of(*rows).encode()), {"HX-Request": "true"}
    found = page_text(client.get(mine, {"sought": "p2", "status": "all"}, headers=part))
    assert re.findall(r">visit (V\d)<", found) == ["V2"]
    assert re.findall(r">visit (V\d)<", page_text(client.get(mine, {"sought": "V3"}, headers=part))) == ["V3"]
    page = page_text(client.get(mine))
    assert "Fix 3</button>" in page
    assert 'href="/rules/minutes.overbilled"' in page
    assert "/codes/97110?on=" in page
    assert f'href="{mine.replace("/review/", "/explain/files/")}?visit=V1"' in page
    fixed = page_text(client.post(f"{mine}fix-all", {"cause": "minutes.overbilled"}, headers=part))
    assert "3 fixes on 3 visits" not in fixed
    assert "minutes.overbilled" not in fixed
    undone = page_text(client.post(f"{mine}undo", headers=part))
    assert "Redo" in undone
    assert "minutes.overbilled" not in page_text(client.post(f"{mine}redo", headers=part))
    for area in ("explain", "minutes"):
        address = mine.replace("/review/", f"/{area}/files/")
        assert client.get(address, {"visit": "V2"}).status_code == 200


def test_an_old_tab_is_told_and_keeps_its_list() -> None:
    client = browser()
    mine = opened(client, TO_FIX)
    page = page_text(client.get(mine))
    found = re.search(r'hx-vals=\'\{"at": (\d+), "finding": (\d+), "rule": "([\w.]+)", "visit": "(\w+)"', page)
    assert found
    sent = dict(zip(("at", "finding", "rule", "visit"), found.groups(), strict=True))
    assert client.post(f"{mine}fix", sent, headers={"HX-Request": "true"}).status_code == 200
    again = client.post(f"{mine}fix", sent, headers={"HX-Request": "true"})
    assert again.status_code == 409
    assert 'id="results"' in page_text(again)
    assert "no longer there" in again.headers["HX-Trigger-After-Settle"]


def test_show_more_goes_on_past_a_thousand() -> None:
    client = browser()
    mine, part = opened(client, MANY), {"HX-Request": "true"}
    more = page_text(client.get(mine, {"after": "1160"}, headers=part))
    assert len(re.findall(r">visit V\d+<", more)) == 40
    assert "Show more" not in more
    assert "1080 of 1200" in page_text(client.get(mine, {"after": "1040"}, headers=part))


def test_what_the_837p_leaves_out_and_what_was_not_checked_is_said() -> None:
    client = browser()
    page = page_text(client.get("/review/example/send"))
    assert "22 visits on hold" in page
    assert "Not checked:" in page
    assert "Save the 837P" in page
    found = page_text(client.get("/review/example/", {"sought": "17"}, headers={"HX-Request": "true"}))
    assert re.findall(r">visit (\d+)<", found) == ["17"]
    review = page_text(client.get("/review/example/"))
    assert "KX could not be checked for 2 visits" in review
    assert "Not checked: " in review


def test_missing_fees_are_one_line_with_the_remedy_of_the_browser() -> None:
    client = browser()
    page = page_text(client.get(opened(client, (CLINIC_DAY / "visits.csv").read_bytes())))
    assert "drop practice.toml, which has the fees, along with the file" in page
    assert "--practice" not in page


def test_the_corrected_file_has_the_units_and_modifiers_that_were_counted(tmp_path: Path) -> None:
    client = browser()
    (tmp_path / "c.csv").write_text(page_text(client.get("/review/example/corrected.csv")), encoding="utf-8")
    first = read_visits(tmp_path / "c.csv")[0]
    assert [(one.code, one.units, one.modifiers) for one in first.services] == [
        ("97112", 2, ("GP",)),
        ("97110", 1, ("GP",)),
    ]


def test_the_open_reviews_are_listed() -> None:
    client = browser()
    assert client.get("/review/").headers["Location"] == "/review/example/"
    mine, other = opened(client, TO_FIX), opened(client, TO_FIX, "friday.csv")
    page = page_text(client.get("/review/"))
    assert f'href="{mine}"' in page
    assert f'href="{other}"' in page
    assert "friday.csv" in page
    assert 'href="/review/example/"' in page


@pytest.mark.parametrize(("asked", "named"), [("59", "59"), ("25", "25"), ("GP", "GP")])
def test_a_modifier_is_the_first_that_is_found(asked: str, named: str) -> None:
    found = page_text(browser().get("/codes/", {"q": asked}, headers={"HX-Request": "true"}))
    first = re.search(r'data-found><span class="code">([^<]+)<', found)
    assert first
    assert first[1] == named


def test_a_question_about_two_codes_is_answered() -> None:
    page = page_text(browser().get("/codes/", {"q": "97530 with 97140, Aetna", "on": "2026-03-02"}))
    assert "97530 with 97140" in page
    assert "/codes/compare?one=97530&amp;other=97140" in page
    assert "payer=aetna" in page
    assert 'href="/rules/payers/aetna?on=2026-03-02"' in page


@pytest.mark.parametrize("address", ["/minutes/open", "/explain/open", "/review/open", "/minutes/blocks"])
def test_an_address_that_is_no_page_says_so(address: str) -> None:
    answer = browser().get(address)
    assert answer.status_code == 405
    assert "This address is not a page." in page_text(answer)


def test_an_opened_file_has_an_address_of_its_browser_alone() -> None:
    client, other = browser(), browser()
    for area in ("minutes", "explain"):
        answer = client.post(f"/{area}/open", {"file": SimpleUploadedFile("visits.csv", TO_FIX)})
        address = str(answer.headers["Location"])
        assert client.get(address).status_code == 200
        assert client.get(address).status_code == 200
        assert other.get(address).status_code == 400
