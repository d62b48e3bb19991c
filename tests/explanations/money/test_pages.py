"""Pages about money: one file each, nothing fetched, no script; each chart says in words what it shows, by a table."""

import re
from collections.abc import Callable
from datetime import date
from html.parser import HTMLParser

import pytest

from cleanclaim.explanations.money.chart import ChartPoint, line_chart
from cleanclaim.explanations.money.kpi_html import render_kpis
from cleanclaim.explanations.money.trend_html import render_trends
from cleanclaim.law.basis import Basis
from cleanclaim.money.insight.find_kpis import find_kpis
from cleanclaim.money.insight.find_trends import judge
from cleanclaim.money.insight.kpi_facts import kpi_facts
from cleanclaim.money.insight.trend_settings import trend_settings
from tests.money.insight.rows_of_claims import made_row
from tests.money.insight.test_kpis import BOOK


def kpi_page() -> str:
    facts = kpi_facts(BOOK, date(2026, 10, 1))
    return render_kpis("march <2026>", find_kpis(facts), find_kpis(facts, "month"), ("april.835 <is> late",))


def trend_page() -> str:
    rows = [
        made_row(300, 0.02, seed="a", changes_at=200, to=0.3),
        made_row(300, 0.02, seed="a", changes_at=200, to=0.3, kind="denied", reason=""),
        made_row(200, 1.0, seed="b", changes_at=100, to=0.9, kind="allowed", reason=""),
        made_row(300, 0.05, seed="e", reason="50"),
        made_row(20, 0.05, seed="d", kind="denied", reason=""),
    ]
    return render_trends("2026 & on", judge(rows, Basis(), trend_settings()), ("april.835 <is> late",))


class Tags(HTMLParser):
    """The tags of a page with what they have, and which are open at the end."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("made", [kpi_page, trend_page])
def test_a_page_says_what_to_know_of_how_the_files_were_read(made: Callable[[], str]) -> None:
    assert '<ul class="alerts">\n<li>april.835 &lt;is&gt; late</li>' in made()


@pytest.mark.parametrize("made", [kpi_page, trend_page])
def test_a_page_is_whole_and_fetches_nothing(made: Callable[[], str]) -> None:
    page = made()
    tags = Tags(page)
    assert tags.open == []
    names = {tag for tag, _ in tags.found}
    assert not names & {"script", "link", "img", "iframe"}
    assert not re.search(r"url\(|@import|javascript:| on\w+=", page)
    assert page.isascii()
    assert [tag for tag, _ in tags.found].count("h1") == 1
    assert [tag for tag, _ in tags.found].count("main") == 1
    charts = [has for tag, has in tags.found if tag == "svg"]
    assert charts
    assert all(has["role"] == "img" and has["aria-label"] for has in charts)


def test_the_page_of_figures_has_values_tables_and_reasons() -> None:
    page = kpi_page()
    assert "Key figures of march &lt;2026&gt;" in page
    assert '<th scope="row">Denial rate, claims</th><td class="number" data-column="value">33.3 %</td>' in page
    assert "No file here says which claims somebody had to touch" in page
    assert '<th scope="row">2026-04</th>' in page
    assert "The folder has no payments of patients" in page


def test_the_page_of_payers_begins_with_what_changed() -> None:
    page = trend_page()
    lead = page[page.index('<div class="lead">') : page.index("</div>")]
    assert "AETNA denies for 197 (no authorization is on file): " in lead
    assert re.search(r"AETNA allows [0-9.]+ % less since", lead)
    assert lead.count("<p>") == 2  # what is denied for any reason is the same change
    assert '<h2 id="no-change">' in page
    assert '<h2 id="too-few">' in page
    assert "it takes 60" in page


def test_points_beyond_chance_have_another_shape() -> None:
    points = [
        ChartPoint(label="2026-01", value=0.1, lower=0.0, upper=0.2),
        ChartPoint(label="2026-02", value=0.4, upper=0.2),
    ]
    text = "\n".join(line_chart("Denied", points, lambda value: f"{value:.0%}", since="2026-02"))
    assert text.count('class="dot"') == 1
    assert text.count('class="out"') == 1
    assert 'class="since"' in text
    assert 'aria-label="Denied: 10% in 2026-01, 40% in 2026-02"' in text
