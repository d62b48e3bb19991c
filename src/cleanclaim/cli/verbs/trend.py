"""Find payers that changed: since when they deny more, for which reason, or allow less, and what else changed then.

FOLDER is a book, as `cleanclaim book` reads it. Each payer's claims are looked at in the order in which it first
decided them: denied at all, denied for each reason, allowed beside what is usual. All are judged together, so that
looking at many shows no more false changes. Where the claims are too few to tell, it says so. Beside a change stands
what changed then in the payer's policy and in the published tables. Only changes for the worse are looked for.

Exit code 1: a payer changed, or a file was refused.
"""

from cleanclaim.cli.book_pages import PageOutput, say_page
from cleanclaim.cli.book_screens import (
    BookFolder,
    as_objects,
    book_exit_code,
    files_as_json,
    load_book_until,
    page_notes,
    say_files_aside,
)
from cleanclaim.cli.options import Overwrite, Payers, RowsFormat
from cleanclaim.cli.rows import say_csv
from cleanclaim.cli.screen import say, say_json
from cleanclaim.cli.trend_screens import say_trends
from cleanclaim.cli.writing import write_whole
from cleanclaim.explanations.money.trend_html import render_trends
from cleanclaim.law.basis import Basis
from cleanclaim.money.insight.find_trends import MonthPoint, PayerTrend, find_trends

SECTION = "Money"
COLUMNS = (
    *("payer", "kind", "reason", "verdict", "claims", "denied", "patients", "share", "before", "since", "changed_on"),
    *(
        "earliest",
        "latest",
        "chance",
        "false_share",
        "would_be_seen",
        "alarm",
        "first_service",
        "codes",
        "beside",
        "why",
    ),
)
"""A row of --format csv: the claims of a payer under one view. Shares are parts of 1."""
POINT_COLUMNS = ("month", "claims", "share", "lower", "upper", "average", "average_lower", "average_upper")
EXAMPLES = ("cleanclaim trend 2026/", "cleanclaim trend 2026/ --html payers.html")


def run(
    folder: BookFolder,
    format: RowsFormat,
    *,
    html: PageOutput,
    force: Overwrite,
    payers: Payers,
) -> int:
    """Read the folder and print what changed, and write the page where --html names one; returns the exit code."""
    basis = Basis(payers=payers)
    book = load_book_until(folder, basis.today)
    trends = find_trends(book, basis)
    if html is not None:
        write_whole(html, render_trends(folder.resolve().name, trends, page_notes(book)), force=force)
    if format == "csv":
        say_csv(COLUMNS, map(_row, trends))
    elif format == "json":
        rows = as_objects(COLUMNS, map(_row, trends))
        points = ({"months": as_objects(POINT_COLUMNS, map(_point, one.points))} for one in trends)
        say_json(
            {
                "as_of": book.last_day,
                "files": files_as_json(book),
                "rows": [row | months for row, months in zip(rows, points, strict=True)],
            }
        )
    else:
        say_files_aside(book)
        if trends:
            say_trends(trends)
        else:
            say("No payer has decided a claim in the folder.")
        say_page(html)
    return book_exit_code(book, waits=any(one.verdict == "changed" for one in trends))


def _row(one: PayerTrend) -> tuple[object, ...]:
    change = one.change if one.verdict == "changed" else None
    return (
        *(one.payer, one.kind, one.reason, one.verdict, one.n, one.denied, one.patients, _share(one.mean)),
        *((_share(change.before), _share(change.after)) if change else (None, None)),
        *((change.on, change.earliest, change.latest) if change else (None, None, None)),
        *(_share(one.change.chance) if one.change else None, _share(one.false_share), _share(one.visible), one.alarm),
        *(one.first_service, "; ".join(f"{code} {count}" for code, count in one.codes)),
        *("; ".join(f"{each.on} {each.what}" for each in one.law_changes), one.why),
    )


def _point(one: MonthPoint) -> tuple[object, ...]:
    shares = (one.value, one.limits.lower, one.limits.upper)
    averages = (one.average, one.average_limits.lower, one.average_limits.upper)
    return (one.month, one.n, *map(_share, (*shares, *averages)))


def _share(share: float | None) -> float | None:
    return None if share is None else round(share, 4)
