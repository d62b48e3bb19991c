"""The folder `sent/` beside a project: commands that send write into it, those that need what was sent look there.

Without a project nothing is remembered, and the commands go on as their options say.
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, time
from pathlib import Path
from typing import NamedTuple

from cleanclaim.claims.sent_log import Kind, LoggedFile, SentClaim, SentLog, adding_to_sent_log, read_sent_log
from cleanclaim.cli.call import this_call
from cleanclaim.cli.surroundings import surviving_closed_errors
from cleanclaim.cli.writing import SENT_FOLDER, check_not_another_file, write_whole
from cleanclaim.file_lock import LockedError
from cleanclaim.law.basis import Basis
from cleanclaim.model.errors import UserError

FORGOTTEN = (
    "No project is here (cleanclaim.toml): what was sent is not remembered, and a visit billed again is not noticed."
)


def creation_time(basis: Basis) -> datetime:
    """The moment every file of a call says it was made at: the day given as --filed-on, else now."""
    return datetime.combine(basis.filed_on, time()) if basis.filed_on else datetime.now().replace(microsecond=0)


def sent_folder() -> Path | None:
    """Where the project keeps what was sent; None without a project."""
    project = this_call().project
    return project.folder / SENT_FOLDER if project else None


def find_sent_log() -> SentLog | None:
    """What was sent, to look something up; None without a project. Raises UserError where it cannot be read."""
    folder = sent_folder()
    return read_sent_log(folder) if folder else None


@contextmanager
def sending(*, dry_run: bool = False) -> Iterator[SentLog | None]:
    """What was sent, while this call alone may add to it; None without a project. A `dry_run` looks it up and adds
    nothing: no folder, no lock, no number.

    Raises UserError where another call is writing claims, or the folder cannot be used.
    """
    folder, together = sent_folder(), this_call().together
    if dry_run:
        yield find_sent_log()
        return
    if together is not None:  # the others' claims go into the same file, when all are made
        call = this_call()
        call.together = None
        try:
            log = together.locks.enter_context(sending())
        finally:
            call.together = together
        yield log
        return
    if folder is None:
        yield None
        return
    try:
        with adding_to_sent_log(folder) as log:
            yield log
    except LockedError:
        raise UserError(str(folder), "another command is writing claims here", "Wait for it to end.") from None


class LogPart(NamedTuple):
    """What a log is to keep of a file: the copy, and the claims in it."""

    log: SentLog | None
    content: bytes
    claims: tuple[SentClaim, ...] = ()


def write_sent(
    log: SentLog | None,
    kind: Kind,
    output: Path,
    content: str | bytes,
    *,
    at: datetime,
    control_numbers: Sequence[int] = (),
    claims: Iterable[SentClaim] = (),
    force: bool = True,
) -> None:
    """Write a file that is sent, once it is in the log. `force`: also over a file of other claims.

    Raises UserError where the file cannot be written, or one of other claims is there.
    """
    text = content if isinstance(content, bytes) else content.encode()
    part = LogPart(log, text, tuple(claims))
    write_sent_together([part], kind, output, text, at=at, control_numbers=control_numbers, force=force)


def write_sent_together(
    parts: Sequence[LogPart],
    kind: Kind,
    output: Path,
    text: bytes,
    *,
    at: datetime,
    control_numbers: Sequence[int] = (),
    force: bool = True,
) -> None:
    """Write a file that is sent, once the log of each project has its own part of it. Raises as `write_sent`."""
    bills = kind not in ("eligibility", "status")
    if not force:
        check_not_another_file(output, text, remembered=bills and any(part.log for part in parts))
    recorded: list[tuple[SentLog, LoggedFile]] = []
    try:
        for log, content, claims in parts:
            if log is not None:
                recorded.append((log, _record(log, kind, content, output, at, control_numbers, claims)))
        write_whole(output, text)
    except BaseException:
        if not _is_written(output, text):  # else it was interrupted when all was done
            for log, file in recorded:
                _withdraw(log, file)
        raise


def _record(
    log: SentLog,
    kind: Kind,
    content: bytes,
    output: Path,
    at: datetime,
    control_numbers: Sequence[int],
    claims: Sequence[SentClaim],
) -> LoggedFile:
    try:
        return log.record(kind, content, output, at=at, control_numbers=control_numbers, claims=claims)
    except OSError as wrong:
        remedy = "Make the folder writable, or free some space; nothing was written."
        raise UserError(str(log.folder), f"cannot be written: {wrong.strerror or wrong}", remedy) from None


def _withdraw(log: SentLog, file: LoggedFile) -> None:
    try:
        log.withdraw(file)
    except OSError as wrong:
        problem = f"cannot say that {file.output} was not written: {wrong.strerror or wrong}"
        remedy = f"Send the copy, {log.path(file)}; or bill its visits again with --force, once there is space."
        raise UserError(str(log.folder), problem, remedy) from None


def _is_written(output: Path, text: bytes) -> bool:
    try:
        return output.read_bytes() == text
    except OSError:
        return False


def warn_without_project() -> None:
    """Say to a person that nothing is remembered, where there is no project."""
    if sent_folder() is None and this_call().is_for_people():
        with surviving_closed_errors():
            sys.stderr.write(f"{FORGOTTEN}\n")


def split_sent(words: Sequence[str]) -> tuple[Path | None, list[str]]:
    """The file of claims that was named before the ids of claims, and the ids.

    A first word that is the name of a file is one, and so it is without a project, where nothing else could be meant.
    """
    if words and (sent_folder() is None or Path(words[0]).is_file() or "/" in words[0] or words[0].endswith(".837")):
        return Path(words[0]), list(words[1:])
    return None, list(words)


def files_sent_with(claim_ids: Iterable[str]) -> list[Path]:
    """The files of the project in which any of these claims was sent, oldest first.

    Raises UserError where there is no project, or none of the claims was sent.
    """
    log, wanted = find_sent_log(), list(claim_ids)
    if log is None:
        remedy = "Name the 837P in which the claims were sent; in a project (cleanclaim.toml) it is found by itself."
        raise UserError("The claims sent", "no file of them is named", remedy)
    found = log.files_of(wanted)
    if not found:
        what = f"no claim {', '.join(wanted[:3])} is among what was sent"
        raise UserError(str(log.folder), what, "Name the 837P in which it was sent.")
    return found
