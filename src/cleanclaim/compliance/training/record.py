"""The training record: what everybody answered, and what was attested, in one file (`training.json`).

    {"answers": [{"who": "kim", "on": "2026-12-01", "kind": "units.total", ...}], "attestations": [...]}

Nothing is ever changed or taken out: what somebody knows, and what is due, is worked out from the answers. Each write
reads the file anew under a lock and writes it whole, so that two people may train at once. HIPAA's records are kept for
six years (45 CFR 164.530(b)(2)(ii) and (j)(2)), and so is this one. It has the names of staff, and nothing of patients.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import msgspec
from msgspec import Struct, structs

from cleanclaim.atomic_write import write_atomically
from cleanclaim.compliance.training.memory import Rating
from cleanclaim.file_lock import LockedError, locked
from cleanclaim.model.errors import UserError

LOCK_SECONDS = 10.0
FORMAT = 1


class TrainingAnswer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An answer somebody gave: to which question of which kind, what, and whether it was right.

    `versions` are those of what the question stood on. `rating` is FSRS's: 1 wrong, 2 right and unsure, 3 right.
    """

    who: str
    on: date
    kind: str
    competency: str
    item: str
    reply: str
    right: bool
    rating: Rating
    misconceptions: tuple[str, ...] = ()
    versions: dict[str, str] = {}
    own: bool = False


class Attestation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """That somebody was taught a competency on a day: by whom, with which material, with what result."""

    who: str
    on: date
    competency: str
    taught_by: str
    material: str
    score: str = ""


class TrainingRecord(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All answers and attestations, in the order in which they came."""

    format: int = FORMAT
    answers: tuple[TrainingAnswer, ...] = ()
    attestations: tuple[Attestation, ...] = ()

    def answers_of(self, who: str) -> tuple[TrainingAnswer, ...]:
        """What somebody answered, in order."""
        return tuple(one for one in self.answers if one.who == who)

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody in the record, by name."""
        return tuple(sorted({one.who for one in self.answers} | {one.who for one in self.attestations}))


def read_record(path: Path) -> TrainingRecord:
    """The record of a file; an empty one where there is no file. Raises UserError where it is no training record."""
    if not path.exists():
        return TrainingRecord()
    try:
        found = msgspec.json.decode(path.read_bytes(), type=TrainingRecord)
    except msgspec.DecodeError as wrong:
        remedy = (
            "Name the file that cleanclaim wrote, or another one that is not there yet; a copy of an older day helps."
        )
        raise UserError(str(path), f"is no training record ({wrong})", remedy) from None
    if found.format != FORMAT:
        problem = f"is a training record of format {found.format}, and this program knows {FORMAT}"
        raise UserError(str(path), problem, "Update cleanclaim.")
    return found


def add_to_record(
    path: Path, answers: Sequence[TrainingAnswer] = (), attestations: Sequence[Attestation] = ()
) -> TrainingRecord:
    """Add to the record of a file, and write it whole. Raises UserError where another process keeps it locked."""
    try:
        with locked(path.with_name(f".{path.name}.lock"), wait=LOCK_SECONDS):
            before = read_record(path)
            after = structs.replace(
                before,
                answers=(*before.answers, *answers),
                attestations=(*before.attestations, *attestations),
            )
            write_atomically(path, msgspec.json.format(msgspec.json.encode(after), indent=1) + b"\n")
    except LockedError:
        raise UserError(str(path), "is being written by another process", "Try again in a moment.") from None
    return after
