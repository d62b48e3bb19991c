"""`--html` of the verbs that stand on a book: one file, which fetches nothing and escapes what files say."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.claims.stories import decision, remittance
from tests.cli.calling import call, refused
from tests.money.book.folders import claim_file, fill
from tests.money.denials.refused import refused as denied

VERBS = {
    "aging": ("By age in days", "refused by MEDICARE PART B"),
    "balances": ("Claims", "$189.00 refused by MEDICARE PART B"),
    "book": ("What became of the charges", "Waits: denied"),
    "denials": ("No authorization is on file", "CO 197"),
}


class _Tags(HTMLParser):
    """The tags that are open, and whether each was closed in its turn."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        assert not [name for name, _ in attrs if name.startswith("on") or name in {"src", "style"}]
        if tag not in {"meta"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    codes = {0: "CO 197", 1: "CO 197", 2: "CO 197"}
    return fill(tmp_path / "march", [remittance(0, "Q1", denied(codes))])


@pytest.mark.parametrize("verb", [*VERBS, "kpi", "trend", "second-opinion"])
def test_a_page_says_what_the_screen_says_of_the_files(tmp_path: Path, verb: str) -> None:
    codes = {0: "CO 197", 1: "CO 197", 2: "CO 197"}
    folder = fill(tmp_path / "march", [remittance(0, "Q1", denied(codes)), remittance(365 * 30, "Q2")])
    (folder / "cut.835").write_text("ISA*00", encoding="ascii")
    page = tmp_path / "page.html"
    out = " ".join(call(verb, folder, "--html", page).out.split())
    text = page.read_text(encoding="ascii")
    assert "has not come yet. Is the year right?" in out
    assert "has not come yet. Is the year right?" in text
    assert "cut.835 was not read: " in text


@pytest.mark.parametrize("verb", VERBS)
def test_a_page_is_one_file_that_fetches_nothing(folder: Path, tmp_path: Path, verb: str) -> None:
    page = tmp_path / "page.html"
    done = call(verb, folder, "--html", page)
    assert f"The page is {page}." in done.out
    text = page.read_text(encoding="ascii")
    tags = _Tags()
    tags.feed(text)
    assert tags.open == []
    assert tags.seen.isdisjoint({"script", "link", "img", "iframe"})
    assert not re.search(r"https?://|@import|url\(", text)
    for words in VERBS[verb]:
        assert words in text, words


def test_what_is_denied_says_why_and_where_and_kinds_have_no_sum(folder: Path, tmp_path: Path) -> None:
    codes = {0: "CO 197", 1: "CO 197", 2: "CO 197"}
    fill(folder, [remittance(0, "Q1", denied(codes), decision({0: 3333}, "N1", claim_id="NOTOURS"))])
    call("book", folder, "--html", tmp_path / "page.html")
    text = (tmp_path / "page.html").read_text(encoding="ascii")
    assert '<td data-column="why">CO 197</td><td data-column="from">00.835, segment ' in text
    assert "For a person to look at: " in text
    assert "1 denied, $189.00" in text
    assert "1 unknown claim, $33.33" in text
    assert "2 items" not in text


def test_what_a_file_says_is_escaped(tmp_path: Path) -> None:
    name = b"<b>PLAN</b>"
    sent = claim_file().replace(b"MEDICARE PART B", name)
    here = fill(tmp_path / "march", [], claim=sent)
    call("book", here, "--html", tmp_path / "page.html")
    text = (tmp_path / "page.html").read_text(encoding="ascii")
    assert "&lt;b&gt;PLAN&lt;/b&gt;" in text
    assert "<b>" not in text


def test_a_page_is_not_written_over_something_else(folder: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("mine")
    refused(call("aging", folder, "--html", page), "is there already")
    assert call("aging", folder, "--html", page, "--force").code == 0
