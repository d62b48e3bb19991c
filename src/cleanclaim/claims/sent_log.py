"""What a practice sent: a log beside its project that is only added to, and a copy of every file.

    sent/log.ndjson                         a line a file, oldest first
    sent/2026-03-03-000000017-claims.837    the file as it went out

A file is in the log before it is where it was wanted: who is interrupted between the two finds the copy here, and bills
nothing twice. Its copy has a temporary name until the log names it, so that a copy which the log does not name shows
that the log lost lines. Both can be read by their owner alone. One process at a time adds to it, so that control
numbers never repeat.
"""

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from cleanclaim.atomic_write import LEFTOVERS, write_unfinished
from cleanclaim.file_lock import locked
from cleanclaim.model.claim import BilledBefore, BilledByAnother, Claim, HoldReason
from cleanclaim.model.days import day_for_people
from cleanclaim.model.errors import UserError
from cleanclaim.model.visit import Visit

LOG, LOCK = "log.ndjson", ".lock"
SECONDS = 120
"""How long one process waits for another that is writing claims."""
LONGEST_NAME = 100  # characters of a file's name that its copy keeps
MOST_NUMBERS = 999_999_999
_COPY = re.compile(r"[0-9]{4}-[0-9][0-9]-[0-9][0-9]-[0-9]{9}-")

Kind = Literal["claims", "void", "secondary", "paper", "eligibility", "status", "not written"]


class SentLine(Struct, frozen=True, omit_defaults=True):
    """A service of a claim that was sent: of which visit, when, which code, and the clinician whom the visit names."""

    visit_id: str
    service_date: date
    code: str
    clinician: str = ""


class SentClaim(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A claim that was sent. `ends` is the claim that it replaces or takes back."""

    claim_id: str
    patient_id: str = ""
    payer: str = ""
    lines: tuple[SentLine, ...] = ()
    ends: str = ""


class LoggedFile(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A file that was sent: its copy's `name`, where it was written to, and what is in it.

    `after` is the last control number before it, 0 for the first file: it shows where a line is missing. A file that
    could not be written after all has a second line, of the kind `not written`.
    """

    at: datetime
    kind: Kind
    name: str
    output: str = ""
    sha256: str = ""
    control_numbers: tuple[int, ...] = ()
    after: int | None = None
    claims: tuple[SentClaim, ...] = ()


class StandingClaim(Struct, frozen=True):
    """A claim that was neither voided nor replaced since, and the file in which it was sent."""

    claim: SentClaim
    file: LoggedFile


class SentLog:
    """The files that were sent, oldest first, in the folder they are kept in."""

    def __init__(self, folder: Path, lines: Sequence[LoggedFile]) -> None:
        self.folder = folder
        withdrawn = {line.name for line in lines if line.kind == "not written"}
        self.files = [line for line in lines if line.kind != "not written" and line.name not in withdrawn]
        numbers = [number for line in lines for number in line.control_numbers]
        self._used = set(numbers)
        self._logged = self._last = numbers[-1] if numbers else 0

    def next_number(self) -> int:
        """A control number that no file of the log has; after the largest there can be they begin anew."""
        self._last = self._last % MOST_NUMBERS + 1
        while self._last in self._used:
            self._last = self._last % MOST_NUMBERS + 1
        return self._last

    def path(self, file: LoggedFile) -> Path:
        """Where the copy of a file lies."""
        return self.folder / file.name

    def standing(self) -> dict[str, StandingClaim]:
        """The claims of first payers that stand, by their ids."""
        found: dict[str, StandingClaim] = {}
        for file in self.files:
            if file.kind in ("claims", "paper", "void"):
                for claim in file.claims:
                    found.pop(claim.ends, None)
                    if file.kind != "void":
                        found[claim.claim_id] = StandingClaim(claim, file)
        return found

    def billed_before(self, visits: Iterable[Visit], *, again: bool = False) -> BilledBefore:
        """The ids of all claims that were ever sent, and, unless they are to be billed `again`, the visits on them.

        A visit was, where a standing claim has it by its id, patient and day, or has one of its codes for the same
        patient, day and clinician. Where only the clinician is another, and every code was billed, it perhaps was.
        """
        claim_ids = frozenset(claim.claim_id for file in self.files for claim in file.claims)
        if again:
            return BilledBefore(claim_ids=claim_ids)
        by_id: dict[tuple[object, ...], StandingClaim] = {}
        by_code: dict[tuple[object, ...], StandingClaim] = {}
        of_day: dict[tuple[object, ...], StandingClaim] = {}
        for one in self.standing().values():
            for line in one.claim.lines:
                by_id[one.claim.patient_id, line.service_date, line.visit_id] = one
                by_code[one.claim.patient_id, line.service_date, line.clinician, line.code] = one
                of_day[one.claim.patient_id, line.service_date, line.code] = one
        found, by_another = {}, {}
        for visit in visits:
            day = (visit.patient_id, visit.service_date)
            before = by_id.get((*day, visit.visit_id)) or next(
                filter(None, (by_code.get((*day, visit.provider_npi or "", one.code)) for one in visit.services)), None
            )
            if before is not None:
                found[visit.visit_id] = _reason(before)
                continue
            others = [of_day.get((*day, one.code)) for one in visit.services]
            if others and (other := others[0]) and all(others):
                sent_on = other.file.at.date()
                by_another[visit.visit_id] = BilledByAnother(visit.visit_id, other.claim.claim_id, sent_on)
        return BilledBefore(found, claim_ids, by_another)

    def files_of(self, claim_ids: Iterable[str]) -> list[Path]:
        """The copies of the files that have any of these claims, oldest first."""
        wanted = set(claim_ids)
        kinds = ("claims", "void", "secondary")
        files = [one for one in self.files if one.kind in kinds]
        return [self.path(file) for file in files if any(claim.claim_id in wanted for claim in file.claims)]

    def copies_with(self, claim_id: str) -> list[Path]:
        """The copies of the files in which a claim of that id was billed, void or not since: more than one where it
        was billed again under the id it had.
        """
        kinds = ("claims", "paper", "secondary")
        billed = [one for one in self.files if one.kind in kinds]
        return [self.path(file) for file in billed if any(claim.claim_id == claim_id for claim in file.claims)]

    def visits_of(self, claim_id: str) -> tuple[str, ...]:
        """The ids of the visits that were billed on claims of that id."""
        claims = (claim for file in self.files for claim in file.claims if claim.claim_id == claim_id)
        return tuple(dict.fromkeys(line.visit_id for claim in claims for line in claim.lines))

    def record(
        self,
        kind: Kind,
        content: bytes,
        output: Path,
        *,
        at: datetime,
        control_numbers: Sequence[int] = (),
        claims: Iterable[SentClaim] = (),
    ) -> LoggedFile:
        """Put a file into the log and its copy into the folder, before it is written to where it is wanted.

        Raises OSError where that cannot be; then nothing of the file is in the folder.
        """
        numbers = tuple(control_numbers) or (self.next_number(),)
        file = LoggedFile(
            at=at,
            kind=kind,
            name=f"{at:%Y-%m-%d}-{numbers[0]:09d}-{output.name[-LONGEST_NAME:]}",
            output=str(output),
            sha256=hashlib.sha256(content).hexdigest(),
            control_numbers=numbers,
            after=self._logged,
            claims=tuple(claims),
        )
        unfinished = write_unfinished(self.folder, content)
        try:
            self._append(file)
        except OSError:
            unfinished.unlink()
            raise
        self.files.append(file)
        self._used.update(numbers)
        self._logged = self._last = numbers[-1]
        try:
            unfinished.replace(self.path(file))
        except OSError:
            self.withdraw(file)
            unfinished.unlink()
            raise
        return file

    def withdraw(self, file: LoggedFile) -> None:
        """Say of a file of the log that it could not be written to where it was wanted.

        Its copy is removed, and its control numbers stay unused. Raises OSError where that cannot be; then it counts as
        sent.
        """
        self._append(LoggedFile(at=file.at, kind="not written", name=file.name))
        self.files.remove(file)
        self.path(file).unlink(missing_ok=True)

    def _append(self, line: LoggedFile) -> None:
        """Add a line, and take half a one away where it cannot be written whole, which raises OSError."""
        log = os.open(self.folder / LOG, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        try:
            end = _end_of_whole_lines(log)
            try:
                _write_at(log, end, msgspec.json.encode(line) + b"\n")
            except OSError:
                os.ftruncate(log, end)
                raise
        finally:
            os.close(log)


def _write_at(log: int, end: int, content: bytes) -> None:
    os.ftruncate(log, end)  # half a line is of a file that was never written
    os.lseek(log, end, os.SEEK_SET)
    while content:
        content = content[os.write(log, content) :]
    os.fsync(log)


def _end_of_whole_lines(log: int) -> int:
    """How many bytes of the log are whole lines; the last one gets its newline where that is all it lacks."""
    at = size = os.lseek(log, 0, os.SEEK_END)
    last = b""
    while at:
        begin = max(at - 65_536, 0)
        os.lseek(log, begin, os.SEEK_SET)
        last = os.read(log, at - begin) + last
        newline = last.rfind(b"\n")
        at = begin
        if newline >= 0:
            at, last = begin + newline + 1, last[newline + 1 :]
            break
    if not _is_whole(last):
        return at
    _write_at(log, size, b"\n")
    return size + 1


def _is_whole(line: bytes) -> bool:
    """Whether what follows the last newline of the log is a line all the same."""
    try:
        msgspec.json.decode(line, type=LoggedFile)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False
    return True


def _reason(before: StandingClaim) -> HoldReason:
    claim_id, day = before.claim.claim_id, day_for_people(before.file.at.date())
    return HoldReason(
        f"It was billed before: on {day}, on claim {claim_id} of {before.file.name}.",
        f"Leave it out. To correct the claim, write its replacement (--replace {claim_id}) or void it; where that file"
        " never went out, --force bills the visit again.",
    )


def sent_claims(
    claims: Iterable[Claim], visits: Iterable[Visit] = (), ends: Mapping[str, str] | None = None
) -> Iterator[SentClaim]:
    """Claims as the log has them, of these visits. `ends`: the claim that each replaces, by the payer's number."""
    clinicians = {visit.visit_id: visit.provider_npi or "" for visit in visits}
    for claim in claims:
        yield SentClaim(
            claim_id=claim.claim_id,
            patient_id=claim.patient.patient_id,
            payer=claim.payer.policy,
            lines=tuple(
                [
                    SentLine(line.visit_id, line.service_date, line.code, clinicians.get(line.visit_id, ""))
                    for line in claim.lines
                ]
            ),
            ends=(ends or {}).get(claim.payer_claim_number or "", ""),
        )


def read_sent_log(folder: Path) -> SentLog:
    """The log of a folder; an empty one where there is none.

    Raises UserError where it cannot be read, or has lost lines: where a control number is missing in it, or a file lies
    in the folder that it does not name.
    """
    copies = _copies(folder)  # before the log, which names a file before it is there
    try:
        content = (folder / LOG).read_bytes()
    except FileNotFoundError:
        content = b""
    except OSError as wrong:
        raise _unusable(folder / LOG, f"cannot be read: {wrong.strerror}") from None
    *written, last = content.split(b"\n")
    if _is_whole(last):
        written.append(last)  # else it is half a line, of a file that was never sent
    lines = []
    for number, line in enumerate(written, 1):
        try:
            lines.append(msgspec.json.decode(line, type=LoggedFile))
        except (msgspec.DecodeError, UnicodeDecodeError) as wrong:
            raise _unusable(folder / LOG, f"line {number} is not as it was written: {wrong}") from None
    _check_numbers(folder / LOG, lines)
    named = {line.name for line in lines}
    for name in copies:
        if name not in named:
            raise _unnamed(folder, name)
    return SentLog(folder, lines)


def _copies(folder: Path) -> list[str]:
    """The names of the files of the folder but for the log and what is hidden."""
    try:
        return sorted(one.name for one in folder.iterdir() if one.name != LOG and one.name[0] != "." and one.is_file())
    except FileNotFoundError:
        return []
    except OSError as wrong:
        raise _unusable(folder, f"cannot be read: {wrong.strerror}") from None


def _check_numbers(log: Path, lines: Sequence[LoggedFile]) -> None:
    """Raises UserError where a control number is none, or those between two lines are missing."""
    before = 0
    for number, line in enumerate(lines, 1):
        for one in line.control_numbers:
            if not 1 <= one <= MOST_NUMBERS:
                raise _unusable(log, f"line {number} has {one}, which is no control number (1 to {MOST_NUMBERS})")
        if line.after is not None and line.after != before:
            missing = f"a line is missing: line {number} was written after control number {line.after}"
            raise _unusable(log, f"{missing}, and control number {before} stands before it")
        before = line.control_numbers[-1] if line.control_numbers else before


def _unnamed(folder: Path, name: str) -> UserError:
    if not _COPY.match(name):
        return UserError(str(folder / name), "is none of the files that were sent", "Move it to another folder.")
    return _unusable(folder / LOG, f"does not name {name}, which was sent and lies beside it: lines of it are lost")


@contextmanager
def adding_to_sent_log(folder: Path) -> Iterator[SentLog]:
    """The log of a folder, which is made where there is none, while no other process adds to it.

    Raises UserError where it cannot be read, LockedError where another process is at work for long, OSError where the
    folder cannot be written.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with locked(folder / LOCK, wait=SECONDS):
        log = read_sent_log(folder)
        for left in folder.glob(LEFTOVERS):
            _finish(log, left)
        yield log


def _finish(log: SentLog, unfinished: Path) -> None:
    """Give a copy its name that the log has already; remove one that it does not have."""
    digest = hashlib.sha256(unfinished.read_bytes()).hexdigest()
    for file in log.files:
        if file.sha256 == digest and not log.path(file).exists():
            unfinished.replace(log.path(file))
            return
    unfinished.unlink()


def _unusable(path: Path, problem: str) -> UserError:
    remedy = "Restore it from a backup: it says what was billed. Move the folder away only to begin anew."
    return UserError(str(path), problem, remedy)
