"""Write the packet of an appeal, or of a request to reopen: letter, proof, law, exhibits; what is missing is named.

FOLDER is a book, as `cleanclaim book` reads it; CLAIM is a claim of which `cleanclaim denials` lists a denial. Every
fact in the letter stands in a file: why the decision is wrong you write yourself (--reasons). The first page is for the
biller and is not sent: until when, to whom, what is missing, what to look at. Without -o only the screen says so.

An appeal is made where one is open, at the level after the one that was lost (money.toml). Where the way is a claim, a
corrected or a new one, nothing is written: the command for it is named.

Exit code 1: something is missing, a file was refused, or a claim is to be sent instead.
"""

from datetime import date
from pathlib import Path
from typing import Annotated, Any, get_args

import click

from cleanclaim.cli.appeal_screens import say_command, say_dispute, say_packet
from cleanclaim.cli.book_screens import book_exit_code, files_as_json, load_book_until, say_refused_files
from cleanclaim.cli.book_visits import BookVisits, find_log, find_visits
from cleanclaim.cli.call import Output
from cleanclaim.cli.denial_screens import deadline_as_object
from cleanclaim.cli.inputs import load_case, load_practice
from cleanclaim.cli.options import (
    DAY,
    EXISTING_FILE,
    Format,
    Overwrite,
    PaperOptions,
    PayerOptions,
    PracticeFile,
    ReadOptions,
)
from cleanclaim.cli.screen import say, say_json, style
from cleanclaim.cli.writing import write_whole
from cleanclaim.model.errors import UserError
from cleanclaim.model.money import dollars
from cleanclaim.money.appeals.disputes import Dispute, find_dispute
from cleanclaim.money.appeals.make_packet import make_packet
from cleanclaim.money.appeals.packet import AppealPacket, PacketInputs
from cleanclaim.money.appeals.packet_paper import packet_papers
from cleanclaim.money.denials.deadlines import LimitReader
from cleanclaim.money.denials.playbook import Way
from cleanclaim.whole_file import read_whole_text

SECTION = "Money"
EXAMPLES = (
    "cleanclaim appeal 2026/ 260302PKMYRRWV",
    "cleanclaim appeal 2026/ 260302PKMYRRWV --practice practice.toml --reasons why.txt -o packet.pdf",
)


def run(
    words: Annotated[tuple[str, ...], click.Argument(["words"], metavar="[FOLDER] CLAIM", nargs=-1, required=True)],
    format: Format,
    *,
    output: Annotated[Path | None, Output("The PDF to write.", content="the packet", example="packet.pdf")],
    way: Annotated[
        str | None,
        click.Option(["--way"], type=click.Choice(get_args(Way)), help="Work it in this way; else by appeal, if open."),
    ],
    codes: Annotated[
        str, click.Option(["--codes"], metavar="CODES", default="", help='Only the denial with these codes: "CO 197".')
    ],
    to: Annotated[
        tuple[str, ...],
        click.Option(
            ["--to"], multiple=True, metavar="LINE", help="A line of to whom it goes, and where; may be given again."
        ),
    ],
    reasons: Annotated[
        Path | None,
        click.Option(
            ["--reasons"],
            type=EXISTING_FILE,
            metavar="FILE",
            help="A text file: why the decision is wrong, or what is to be changed, in your own words.",
        ),
    ],
    excerpt: Annotated[
        tuple[str, ...],
        click.Option(
            ["--excerpt"],
            multiple=True,
            metavar="VISIT_ID=TEXT",
            help="A passage of a visit's note (--notes), as it stands there; may be given again.",
        ),
    ],
    exhibit: Annotated[
        tuple[str, ...],
        click.Option(
            ["--exhibit"], multiple=True, metavar="PAPER", help="A paper that you put behind it; may be given again."
        ),
    ],
    visits: BookVisits,
    as_of: Annotated[
        date | None,
        click.Option(["--as-of"], type=DAY, metavar="DATE", help="The day on the letter; else today."),
    ],
    practice: PracticeFile,
    reading: ReadOptions,
    papers: PaperOptions,
    law: PayerOptions,
    force: Overwrite,
) -> int:
    """Make the packet of a claim, or name the command that writes a claim instead; returns the exit code."""
    folder, claim_id = _split(words)
    basis = law.basis
    on = as_of or basis.today
    book = load_book_until(folder, on)
    known = load_practice(practice, basis, reading.mapping, strict=reading.strict) if practice else None
    limits = LimitReader(basis, known)
    dispute = find_dispute(book, limits, claim_id, way=_way(way), codes=codes, on=on)
    if not dispute.wants_packet:
        _answer_command(dispute, folder, format, on)
        return 1
    files = find_visits(folder, book, visits)
    log = find_log(folder)
    inputs = PacketInputs(
        practice=known,
        case=load_case(files, basis, reading, papers, practice=known) if files else None,
        visit_ids=log.visits_of(dispute.billed.claim.claim_id) if log else (),
        to=to,
        reasons=read_whole_text(reasons) if reasons else "",
        excerpts=tuple(map(_excerpt, excerpt)),
        exhibits=exhibit,
    )
    packet = make_packet(book, dispute, inputs, limits, on=on)
    if output is not None:
        from cleanclaim.exchange.forms.paper_pdf import render_papers

        write_whole(output, render_papers(packet_papers(packet)), force=force)
    if format == "json":
        say_json({**files_as_json(book), **_packet_as_json(packet, output)})
    else:
        say_refused_files(book)
        say_dispute(dispute, packet.name, on)
        say_packet(packet)
        say(f"{style(str(output), bold=True)}   the packet; its first page is yours" if output else NOT_WRITTEN)
    return book_exit_code(book, waits=bool(packet.missing))


NOT_WRITTEN = "Nothing was written: -o packet.pdf writes the packet."


def _way(name: str | None) -> Way | None:
    return next((one for one in get_args(Way) if one == name), None)


def _split(words: tuple[str, ...]) -> tuple[Path, str]:
    """The folder and the claim among the words of the command line."""
    *before, claim_id = words
    if len(before) > 1:
        raise UserError(" ".join(words), "is more than a folder and a claim", "Write: cleanclaim appeal FOLDER CLAIM.")
    return Path(before[0]) if before else Path(), claim_id


def _excerpt(written: str) -> tuple[str, str]:
    visit_id, separator, text = written.partition("=")
    if not separator or not visit_id.strip() or not text.strip():
        raise UserError(
            f'--excerpt "{written}"', "is no VISIT_ID=TEXT", 'Write it like --excerpt "17=climbs 4 stairs".'
        )
    return visit_id.strip(), text


def _answer_command(dispute: Dispute, folder: Path, format: str, on: date) -> None:
    command = _command(dispute, folder)
    if format == "json":
        say_json(_dispute_as_json(dispute) | {"name": dispute.deadline.name, "command": command, "written": None})
    else:
        say_dispute(dispute, dispute.deadline.name, on)
        say_command(dispute, command)


def _command(dispute: Dispute, folder: Path) -> str:
    """The command that writes what is to be sent."""
    sent = f" {folder / dispute.billed.source.file}" if dispute.sent else " SENT.837"
    paid = f"--paid {folder / dispute.denials[0].lines.decision.source.file}"
    claim_id = dispute.billed.claim.claim_id
    match dispute.way:
        case "correction":
            replace = f"--replace {claim_id} --sent{sent} {paid}"
            return f"cleanclaim claim VISITS --practice practice.toml {replace} -o corrected.837"
        case "next payer":
            return f"cleanclaim secondary{sent} {paid} --practice practice.toml -o next.837"
        case _:
            return "cleanclaim claim VISITS --practice practice.toml --force -o new.837"


def _dispute_as_json(dispute: Dispute) -> dict[str, Any]:
    return {
        "claim_id": dispute.facts.claim_id,
        "way": dispute.way,
        "in_dispute": dollars(dispute.cents),
        "denials": [
            {
                "codes": one.denial.codes,
                "payer": one.denial.payer,
                "lines": one.denial.lines,
                "open": dollars(one.denial.open_cents),
            }
            for one in dispute.denials
        ],
        "not_in_it": [one.codes for one in dispute.left],
        "deadline": deadline_as_object(dispute.deadline),
    }


def _packet_as_json(packet: AppealPacket, output: Path | None) -> dict[str, Any]:
    filing = packet.filing
    return {
        "written": str(output) if output else None,
        **_dispute_as_json(packet.dispute),
        "name": packet.name,
        "form": packet.form,
        "to": packet.to,
        "exhibits": [{"letter": one.letter, "title": one.title, "made": one.is_made} for one in packet.exhibits],
        "missing": [{"what": one.what, "remedy": one.remedy} for one in packet.missing],
        "look_at": packet.check,
        "filing": {
            "sent": [{"on": one.on, "source": str(one.source)} for one in filing.sent],
            "accepted": [
                {"on": one.on, "by": one.by, "receiver": one.receiver, "says": one.says, "source": str(one.source)}
                for one in filing.accepted
            ],
            "received_on": filing.received_on,
            "limit": deadline_as_object(filing.limit) if filing.limit else None,
            "in_time": filing.in_time,
        },
        "units": [
            {"visit_id": one.visit.visit_id, "on": one.visit.service_date, "differs": one.differs}
            for one in packet.proofs
        ],
    }
