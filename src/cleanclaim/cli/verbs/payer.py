"""A payer to try claims against: takes 837P files, answers with TA1, 999, 277CA and 835. No money moves.

It decides by the same rules and prices as the other commands. Each call is a day's work: files not taken before,
and remittances that are due.

Exit code 1: a file or a claim was refused. Denials are answers, and leave it 0.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import click
from msgspec import structs

from cleanclaim.atomic_write import LEFTOVERS, UNFINISHED
from cleanclaim.cli.exit_codes import ExitCode
from cleanclaim.cli.options import DAY, EXISTING_FILE, PATH, Format, PayerOptions
from cleanclaim.cli.screen import pluralize, say, say_json, style
from cleanclaim.cli.writing import write_whole
from cleanclaim.cli.x12_screens import make_printable
from cleanclaim.file_lock import LockedError, locked
from cleanclaim.law.basis import Basis
from cleanclaim.law.wording import day
from cleanclaim.model.errors import UserError
from cleanclaim.model.money import dollars, dollars_for_people
from cleanclaim.sandbox.payer.behavior import Behavior, read_behavior
from cleanclaim.sandbox.payer.mailbox import FileOutcome, MailboxRun, run_mailbox
from cleanclaim.sandbox.payer.state import read_state, state_bytes

SECTION = "Remittances"
EXAMPLES = ("cleanclaim payer --inbox sent --outbox answers",)

MEMORY, LOCK = "payer.json", ".payer.lock"
MOST_LISTED = 5
"""Refused claims listed of one file."""


def run(
    inbox: Annotated[
        Path,
        click.Option(
            ["--inbox"],
            type=PATH,
            required=True,
            metavar="DIR",
            help="Where 837P files are dropped. Hidden files and those that end in .part are let be.",
        ),
    ],
    outbox: Annotated[
        Path,
        click.Option(
            ["--outbox"],
            type=PATH,
            required=True,
            metavar="DIR",
            help="Where the answers go, and payer.json, what the payer remembers.",
        ),
    ],
    format: Format,
    *,
    config: Annotated[
        Path | None,
        click.Option(
            ["--config"],
            type=PATH,
            metavar="FILE",
            help="The payer's habits (TOML): who it is, what it pays, denies, delays, loses, sends twice, takes back.",
        ),
    ],
    on: Annotated[
        date | None, click.Option(["--on"], type=DAY, metavar="DATE", help="The day it works; today, unless given.")
    ],
    sftp: Annotated[
        str | None,
        click.Option(
            ["--sftp"],
            metavar="USER@HOST[:PORT]",
            help="Inbox and outbox lie at this SFTP server (needs cleanclaim[sftp]).",
        ),
    ],
    key: Annotated[
        Path | None,
        click.Option(
            ["--key"],
            type=EXISTING_FILE,
            metavar="FILE",
            help="The private key for the server; the agent's, unless given.",
        ),
    ],
    known_hosts: Annotated[
        Path,
        click.Option(
            ["--known-hosts"],
            type=PATH,
            metavar="FILE",
            default=Path("~/.ssh/known_hosts"),
            show_default=True,
            help="The keys of known servers; any other is refused.",
        ),
    ],
    law: PayerOptions,
) -> int:
    """Do a day's work and print what came of each file; returns the exit code. `sftp`: the folders lie at a server."""
    basis = structs.replace(law.basis, filed_on=on)
    behavior = read_behavior(config, basis.payers)

    def work_in(inbox: Path, outbox: Path) -> DaysWork:
        return _days_work(inbox, outbox, behavior, basis)

    if sftp:
        from cleanclaim.cli.verbs._payer_sftp import work_at_server
        from cleanclaim.sftp import parse_server

        at = parse_server(sftp, key, known_hosts.expanduser(), what="--sftp", naming=" with --key")
        done = work_at_server(at, inbox.as_posix(), outbox.as_posix(), work_in, MEMORY)
    else:
        done = _work_here(inbox, outbox, work_in)
    if format == "json":
        say_json(_as_json(done))
    else:
        _say(inbox, outbox, behavior, basis.filing_day, done)
    refused = any(one.verdict in {"rejected", "unread"} or one.refused for one in done.taken)
    return ExitCode.FAULT if refused else ExitCode.CLEAN


class DaysWork(NamedTuple):
    """A day's work: what came of it, and the files to write into the outbox, in this order.

    What the payer remembers is the first: it has every answer that is not in the outbox yet. So who is interrupted
    decides nothing twice, and the next run writes what is missing, under the names that were chosen.
    """

    run: MailboxRun
    writes: list[tuple[str, bytes]]


def _work_here(inbox: Path, outbox: Path, work_in: Callable[[Path, Path], DaysWork]) -> MailboxRun:
    """Do the work in folders of this machine, one process at a time. Raises UserError where one cannot be used."""
    _check_folders(inbox, outbox)
    if not outbox.exists() and not _waiting(inbox):
        return work_in(inbox, outbox).run  # nothing is to be written
    try:
        outbox.mkdir(parents=True, exist_ok=True)
        with locked(outbox / LOCK):
            for left in outbox.glob(LEFTOVERS):
                left.unlink()
            done = work_in(inbox, outbox)
            for name, content in done.writes:
                write_whole(outbox / name, content)
    except LockedError:
        raise UserError(str(outbox), "another payer is at work here", "Wait for it to end.") from None
    except OSError as wrong:
        problem = f"cannot be written: {wrong.strerror or wrong}"
        raise UserError(str(outbox), problem, "Name a folder you may write to.") from None
    return done.run


def _check_folders(inbox: Path, outbox: Path) -> None:
    _waiting(inbox)
    if outbox.exists() and not outbox.is_dir():
        raise UserError(str(outbox), "is no folder", "Name a folder for the answers.")
    if outbox.exists() and outbox.samefile(inbox):
        raise UserError(str(outbox), "is the inbox too", "Name another folder, or answers would be taken for claims.")


def _days_work(inbox: Path, outbox: Path, behavior: Behavior, basis: Basis) -> DaysWork:
    """Take the inbox's files; nothing is written yet.

    Raises UserError where a folder cannot be used; no file of the inbox stops the work.
    """
    files = _waiting(inbox)
    state = read_state(outbox / MEMORY)
    lying = {one.name for one in outbox.iterdir()} if outbox.exists() else set()
    left = {name: text for name, text in state.to_lay.items() if name not in lying}
    unfinished = bool(state.to_lay)
    done = run_mailbox(files, behavior, state, basis, used=lying | left.keys())
    if not (unfinished or done.taken or done.sent):
        return DaysWork(done, [])
    state.to_lay = {**left, **done.answers}
    remembered = state_bytes(state)
    answers = [(name, text.encode()) for name, text in state.to_lay.items()]
    state.to_lay = {}
    done.sent += list(left)
    return DaysWork(done, [(MEMORY, remembered), *answers, (MEMORY, state_bytes(state))])


def _waiting(inbox: Path) -> list[Path]:
    """The files of the inbox, by name. Raises UserError where it is no folder that can be read."""
    try:
        files = sorted(one for one in inbox.iterdir() if one.is_file())
    except FileNotFoundError:
        raise UserError(str(inbox), "there is no such folder", "Make it, and put 837P files into it.") from None
    except NotADirectoryError:
        raise UserError(str(inbox), "is no folder", "Name a folder of 837P files.") from None
    except OSError as wrong:
        raise UserError(
            str(inbox), f"cannot be read: {wrong.strerror or wrong}", "Name a folder of 837P files."
        ) from None
    return [one for one in files if not one.name.startswith(".") and not one.name.endswith(UNFINISHED)]


def _say(inbox: Path, outbox: Path, behavior: Behavior, on: date, done: MailboxRun) -> None:
    say(f"{style(behavior.name, bold=True)}   {day(on)} · test payer, no money moves")
    say()
    if done.taken:
        _say_files(done.taken)
    elif done.known:
        say(f"Nothing new in {inbox}: {pluralize(done.known, 'file')} taken before.")
    else:
        say(f"The inbox {inbox} is empty. Put 837P files into it, such as those of `cleanclaim claim`.")
    for name in done.sent:
        say(f"Sent on its day: {name}")
    if done.answers:
        say(f"{pluralize(len(done.answers), 'answer')} in {outbox}; `cleanclaim read` shows what one says.")


def _say_files(taken: list[FileOutcome]) -> None:
    width = max(len("file"), *(len(make_printable(one.file)) for one in taken))
    heads = f"{'claims':>7} {'accepted':>9} {'denied lines':>13} {'paid':>12}   answers"
    say(style(f"{'file':<{width}} {heads}", dim=True))
    for one in taken:
        counts = f"{one.claims:>7,} {one.accepted:>9,} {one.denied:>13,} {dollars_for_people(one.paid):>12}"
        say(f"{make_printable(one.file):<{width}} {counts}   {_answers(one)}")
        if one.problem:
            say(f"    {one.verdict}: {make_printable(one.problem)}")
        for number, problem in list(one.refused.items())[:MOST_LISTED]:
            say(f"    claim {make_printable(number)} refused: {make_printable(problem)}")
        if len(one.refused) > MOST_LISTED:
            say(f"    and {pluralize(len(one.refused) - MOST_LISTED, 'claim')} more; the 277CA names them")
        for number, cause in list(one.short.items())[:MOST_LISTED]:
            say(f"    claim {make_printable(number)} is paid otherwise than it should be: {cause}")
        if len(one.short) > MOST_LISTED:
            say(f"    and {pluralize(len(one.short) - MOST_LISTED, 'claim')} more; --format json names them")
    say()


def _answers(one: FileOutcome) -> str:
    """The names of a file's answers, and what is missing of them."""
    names = list(one.answers)
    if one.verdict == "lost":
        names.append("none, it was lost")
    if one.verdict == "unread":
        names.append("none")
    if one.later:
        names.append(f"835 on {day(one.later)}")
    return ", ".join(names)


def _as_json(done: MailboxRun) -> dict[str, Any]:
    return {
        "files": [
            {name: getattr(one, name) for name in FileOutcome.__struct_fields__} | {"paid": dollars(one.paid)}
            for one in done.taken
        ],
        "taken_before": done.known,
        "sent": done.sent,
        "answers": list(done.answers),
    }
