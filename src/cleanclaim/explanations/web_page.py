"""A page as one file for the browser: no scripts, nothing fetched; for screens of any width, and for paper."""

from collections.abc import Iterable, Iterator, Mapping
from html import escape

from msgspec import Struct

SELF_EVIDENT = frozenset({"service", "services", "diagnosis", "name"})
"""Columns of words that need no heading on a narrow screen."""

STYLE = """
:root { color-scheme: light dark; --ink: #1d2326; --soft: #5b666b; --paper: #fbfaf7; --line: #d9d6cd;
  --accent: #14606b }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e4de; --soft: #a3aaac; --paper: #171a1b; --line: #363c3e; --accent: #7cc4cf }
}
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 80rem; padding: 2rem 1.25rem 4rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif }
h1 { font-size: 1.35rem; line-height: 1.3; margin: 0 }
h2 { font-size: 1.05rem; margin: 2.5rem 0 .5rem }
h2 small, .about, footer { color: var(--soft); font-weight: normal; font-size: .9rem }
.lead { border-left: 3px solid var(--accent); margin: 1.5rem 0; padding: .1rem 0 .1rem 1rem; font-size: 1.1rem }
.lead p { margin: .4rem 0 }
.alerts { border: 1px solid var(--line); margin: 1rem 0; padding: .5rem 1rem .5rem 2rem; overflow-wrap: anywhere }
nav ul { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem }
a { color: var(--accent) }
p, .lead { max-width: 62rem }
table { border-collapse: collapse; width: 100%; font-size: .92rem; font-variant-numeric: tabular-nums }
th, td { text-align: left; vertical-align: top; padding: .3rem .75rem .3rem 0; border-bottom: 1px solid var(--line) }
thead th { position: sticky; top: 0; background: var(--paper); color: var(--soft); font-weight: 600 }
tbody th { font-weight: 600; white-space: nowrap }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: .75rem 0; font-size: .92rem }
dt { font-weight: 600 }
dd { margin: 0 }
.number { text-align: right; white-space: nowrap }
@media (max-width: 40rem) {
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
  table, tbody, tr, th, td { display: block }
  tr { border-bottom: 1px solid var(--line); padding: .5rem 0 }
  tbody th, td { border: 0; padding: .05rem 0 }
  tbody th { white-space: normal }
  td.number { display: inline-block; margin-right: 1.25rem; text-align: left }
  td[data-column]::before { content: attr(data-column) ": "; color: var(--soft) }
}
@media print {
  body { max-width: none; padding: 0; font-size: 9pt; background: none }
  nav { display: none }
  thead { display: table-header-group }
  thead th { position: static }
  tr { break-inside: avoid }
}
"""


class WebTable(Struct, frozen=True, kw_only=True):
    """A table with its title; `numbers` are the columns that hold numbers. `note` stands above it. `marks` name rows by
    their place, so that `links` of another table, by the place of its rows, lead to them.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()
    note: str = ""
    marks: Mapping[int, str] = {}
    links: Mapping[int, str] = {}


class WebPage(Struct, frozen=True, kw_only=True):
    """A page: `title` names it in the browser, `about` stands above the heading, `lead` are the sentences to know
    first, `alerts` what makes them doubtful, `notes` what to know besides, `foot` by whom it was made.
    """

    title: str
    about: str
    heading: str
    lead: tuple[str, ...]
    alerts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    tables: tuple[WebTable, ...]
    foot: str


def render_web_page(page: WebPage) -> str:
    """The whole file."""
    return render_html(page.title, _body(page))


def render_html(title: str, body: Iterable[str], *, style: str = "") -> str:
    """A whole file with a body, in letters that every encoding has: others are written as character references. `style`
    adds to what all pages have.
    """
    head = [
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title>\n<style>{STYLE}{style}</style>\n</head>\n<body>\n<main>",
    ]
    text = "\n".join([*head, *body, "</main>\n</body>\n</html>"]) + "\n"
    return text.encode("ascii", "xmlcharrefreplace").decode("ascii")


def _body(page: WebPage) -> Iterator[str]:
    yield f'<header>\n<p class="about">{escape(page.about)}</p>'
    yield f"<h1>{escape(page.heading)}</h1>\n</header>"
    yield '<div class="lead">'
    yield from (f"<p>{escape(sentence).replace(' %', '&nbsp;%')}</p>" for sentence in page.lead)
    yield "</div>"
    yield from alert_list(page.alerts)
    yield from (f'<p class="about">{escape(note)}</p>' for note in page.notes)
    if len(page.tables) > 1:
        yield '<nav aria-label="Tables"><ul>'
        for place, table in enumerate(page.tables, 1):
            yield f'<li><a href="#table-{place}">{escape(table.title)}</a> {len(table.rows):,}</li>'
        yield "</ul></nav>"
    for place, table in enumerate(page.tables, 1):
        yield from _table(place, table)
    yield f"<footer><p>{escape(page.foot)}</p></footer>"


def _table(place: int, table: WebTable) -> Iterator[str]:
    yield f'<section id="table-{place}">\n<h2>{escape(table.title)} <small>{len(table.rows):,}</small></h2>'
    if table.note:
        yield f'<p class="about">{escape(table.note)}</p>'
    yield from _table_lines(table)
    yield "</section>"


def _table_lines(table: WebTable) -> Iterator[str]:
    """A table without its title; the first column names the row."""
    heads = "".join(f'<th scope="col"{_class(table, at)}>{escape(c)}</th>' for at, c in enumerate(table.columns))
    yield f"<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>"
    for place, (first, *more) in enumerate(table.rows):
        cells = "".join(_cell(table, at, cell) for at, cell in enumerate(more, 1))
        mark = f' id="{escape(table.marks[place])}"' if place in table.marks else ""
        name = escape(first)
        if place in table.links:
            name = f'<a href="#{escape(table.links[place])}">{name}</a>'
        yield f'<tr{mark}><th scope="row">{name}</th>{cells}</tr>'
    yield "</tbody>\n</table>"


def plain_table(columns: Iterable[str], rows: Iterable[Iterable[str]], numbers: Iterable[int] = ()) -> Iterator[str]:
    """A table of some rows; `numbers` are the columns that hold numbers."""
    found = tuple(map(tuple, rows))
    return _table_lines(WebTable(title="", columns=tuple(columns), rows=found, numbers=frozenset(numbers)))


def alert_list(alerts: Iterable[str]) -> Iterator[str]:
    """What a reader should know before relying on the page; nothing where there is none."""
    found = tuple(alerts)
    if found:
        yield '<ul class="alerts">'
        yield from (f"<li>{escape(one)}</li>" for one in found)
        yield "</ul>"


def fact_list(facts: Iterable[tuple[str, str]]) -> Iterator[str]:
    """What is to be said of one thing, each with a word for it; what is empty is left out."""
    yield "<dl>"
    for word, text in facts:
        if text:
            yield f"<dt>{escape(word)}</dt><dd>{escape(text)}</dd>"
    yield "</dl>"


def _cell(table: WebTable, at: int, cell: str) -> str:
    """A cell; on a narrow screen it shows the name of its column, unless the words explain themselves."""
    column = table.columns[at]
    name = f' data-column="{escape(column)}"' if column and cell and column not in SELF_EVIDENT else ""
    return f"<td{_class(table, at)}{name}>{escape(cell)}</td>"


def _class(table: WebTable, at: int) -> str:
    return ' class="number"' if at in table.numbers else ""
