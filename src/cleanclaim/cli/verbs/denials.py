"""List what payers refused: why, what to do about it, until when, and what would have prevented it.

FOLDER is a book, as `cleanclaim book` reads it. The most money for each day left comes first, what is past its deadline
last; codes that no list knows stand apart. --claim says all of one claim, --causes what denials have in common. What is
being done about one stands in the folder's money.toml.

All stands as at the end of today, or of --as-of: what is dated later counts nothing, and is named. Whose limits apply,
the practice's file says, else the kind of insurance on the claim, else the payer's name.

Exit code 1: a file was refused, or a denial is to be worked.
"""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

import click

from cleanclaim.cli.book_pages import PageOutput, denials_page, say_page, write_page
from cleanclaim.cli.book_screens import (
    BookFolder,
    as_objects,
    book_exit_code,
    files_as_json,
    load_book_until,
    say_files_aside,
)
from cleanclaim.cli.denial_screens import (
    deadline_as_object,
    say_causes,
    say_denial,
    say_notices,
    say_unplaced,
    say_work_list,
    words_of,
)
from cleanclaim.cli.inputs import load_practice
from cleanclaim.cli.options import DAY, Overwrite, Payers, PracticeFile, RowsFormat
from cleanclaim.cli.rows import say_csv
from cleanclaim.cli.screen import say, say_json
from cleanclaim.law.basis import Basis
from cleanclaim.model.money import dollars
from cleanclaim.money.denials.causes import RootCause, root_causes
from cleanclaim.money.denials.deadlines import LimitReader
from cleanclaim.money.denials.denial import Denial
from cleanclaim.money.denials.find_denials import RemarkNotice, find_denials

SECTION = "Money"
COLUMNS = (
    *("stage", "state", "level", "payer", "claim_id", "payer_claim_number", "lines", "procedures", "service_date"),
    *("first_denied_on", "counted_on", "payment", "group", "reason", "remarks", "unlisted", "category", "cause"),
    *("action", "to_do", "gather", "patient", "appealable", "way", "deadline", "send_by", "days_left"),
    *("deadline_standing", "deadline_source", "denied", "open", "recovered", "to_patient", "rules", "source"),
)
"""A row of --format csv: a denial."""
CAUSE_COLUMNS = ("payer", "category", "cause", "rules", "denials", "claims", "denied", "open", "recovered")
"""A row of --causes --format csv: a cause."""
NOTICE_COLUMNS = ("remark", "payer", "claims", "last_on", "cause", "to_do")
EXAMPLES = ("cleanclaim denials 2026/", "cleanclaim denials 2026/ --claim 260302PKMYRRWV")


def run(
    folder: BookFolder,
    format: RowsFormat,
    *,
    as_of: Annotated[
        date | None,
        click.Option(
            ["--as-of"],
            type=DAY,
            metavar="DATE",
            help="As it stood at the end of this day; else today.",
        ),
    ],
    every: Annotated[bool, click.Option(["--all", "every"], is_flag=True, help="Those that are closed too.")],
    claim: Annotated[str | None, click.Option(["--claim"], metavar="CLAIM", help="Everything about one claim.")],
    causes: Annotated[bool, click.Option(["--causes"], is_flag=True, help="What denials have in common, in dollars.")],
    practice: PracticeFile,
    payers: Payers,
    html: PageOutput,
    force: Overwrite,
) -> int:
    """Read the folder and print the denials; returns the exit code."""
    basis = Basis(payers=payers)
    on = as_of or basis.today
    book = load_book_until(folder, on)
    found = find_denials(book, LimitReader(basis, load_practice(practice, basis) if practice else None))
    in_order = sorted(found.denials, key=lambda one: one.urgency(on))
    wanted = [one for one in in_order if (one.claim_id == claim if claim else every or causes or one.stage != "closed")]
    if html is not None:
        write_page(html, denials_page(folder, book, wanted, on), force=force)
    if causes:
        _print_causes(root_causes(wanted), format)
    elif format == "csv":
        say_csv(COLUMNS, [_row(one, on) for one in wanted])
    elif format == "json":
        document = {
            "as_of": on,
            **files_as_json(book),
            "denials": as_objects(COLUMNS, [_row(one, on) for one in wanted]),
            "notices": as_objects(NOTICE_COLUMNS, [_notice(one) for one in found.notices]),
            "not_placed": [{"claim_id": one.claim_id, "source": str(one.source)} for one in found.unplaced],
        }
        say_json(document | ({"details": [_details(one) for one in wanted]} if claim else {}))
    else:
        say_files_aside(book)
        say_unplaced(found.unplaced)
        say_notices(found.notices)
        _say(wanted, on, claim)
        say_page(html)
    return book_exit_code(book, waits=any(one.stage == "to do" for one in wanted))


def _say(wanted: Sequence[Denial], on: date, claim: str | None) -> None:
    if not claim:
        say_work_list(wanted, on)
        return
    for one in wanted:
        say_denial(one, on)
    if not wanted:
        say(f"No payer denied anything of a claim {claim}.")


def _row(one: Denial, on: date) -> tuple[object, ...]:
    deadline = one.deadline(on)
    return (
        *(one.stage, one.state, one.level, one.payer, one.claim_id, one.payer_claim_number, " ".join(one.lines)),
        *(" ".join(one.procedures), one.service, one.first_on, one.counted_on, one.payment, one.group, one.code),
        *(" ".join(one.remarks), " ".join(one.unlisted), one.play.category, one.play.cause, one.play.action),
        *(one.play.to_do, "; ".join(one.play.gather), one.play.patient, "yes" if one.appealable else "no"),
        *(deadline.name if deadline else "", deadline.on if deadline else None),
        *(deadline.send_by if deadline else None, one.days_left(on), deadline.standing if deadline else None),
        *(deadline.cite.id if deadline and deadline.cite else "", dollars(one.cents), dollars(one.open_cents)),
        *(dollars(one.recovered), "yes" if one.to_patient else "no", " ".join(one.rules), str(one.source)),
    )


def _notice(one: RemarkNotice) -> tuple[object, ...]:
    return one.remark, one.payer, list(one.claim_ids), one.last_on, one.play.cause, one.play.to_do


def _details(one: Denial) -> dict[str, object]:
    """What the rows have no room for."""
    return {
        "codes": one.codes,
        "in_words": {
            one.group: words_of("group", one.group),
            one.code: words_of("carc", one.code),
            **{remark: words_of("rarc", remark) for remark in one.remarks},
        },
        "ways_changed": one.ways_changed,
        "deadlines": [deadline_as_object(each) for each in one.deadlines],
        "history": [
            {"day": event.on, "state": event.state, "what": event.what, "source": str(event.source)}
            for event in one.history
        ],
    }


def _print_causes(causes: Sequence[RootCause], format: str) -> None:
    rows = [
        (
            one.payer,
            one.category,
            one.cause,
            " ".join(one.rules),
            one.denials,
            one.claims,
            *map(dollars, (one.cents, one.open_cents, one.recovered)),
        )
        for one in causes
    ]
    if format == "csv":
        say_csv(CAUSE_COLUMNS, rows)
    elif format == "json":
        say_json({"causes": as_objects(CAUSE_COLUMNS, rows)})
    else:
        say_causes(causes)
