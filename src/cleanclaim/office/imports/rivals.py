"""Rows of one patient and payer that say different things, as where a card was renewed: somebody chooses which counts.

nobody chose      the patient is set aside whole, and named
one was chosen    it counts, and the others are left out
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from cleanclaim.exchange.files.patients import known_as
from cleanclaim.exchange.files.practice_entries import PATIENT
from cleanclaim.exchange.files.toml_entries import Entries
from cleanclaim.model.practice import PayerId


class Rival(Struct, frozen=True):
    """The rows of a patient and payer: each by its number with what only it says. `choice`: the row that counts."""

    patient: str
    payer: str
    rows: dict[str, str]
    choice: str = ""

    @property
    def key(self) -> str:
        """By what it is found again."""
        return f"{self.payer} {self.patient}"


class SettledRows(Struct, frozen=True):
    """The rows that count, the rivals, and how many rows wait for a choice and were left out by one."""

    rows: list[Entries]
    rivals: list[Rival]
    waiting: int
    left_out: list[str]


def settle_rivals(
    rows: Sequence[Entries],
    payers: Mapping[str, PayerId],
    words: Mapping[str, str],
    choices: Mapping[str, str],
    labels: Mapping[str, str],
) -> SettledRows:
    """Find the rows that are of one patient and payer, and do as was chosen."""
    groups: dict[tuple[str, str], list[Entries]] = {}
    for row in rows:
        if (patient := row.written("patient_id")) and (payer := row.written("payer")):
            groups.setdefault((patient, known_as(payer, payers, words)), []).append(row)
    rivals = []
    out: dict[int, str] = {}
    for (patient, payer), those in groups.items():
        if len(those) < 2:
            continue
        known = {_number(row): _differences(row, those, labels) for row in those}
        rival = Rival(patient, payer, known)
        if (choice := choices.get(rival.key, "")) in known:
            rival = Rival(patient, payer, known, choice)
            out |= {id(row): _number(row) for row in those if _number(row) != choice}
        rivals.append(rival)
    open_ones = {rival.patient for rival in rivals if not rival.choice}
    left = [row for row in rows if id(row) not in out]
    good = [row for row in left if row.written("patient_id") not in open_ones]
    return SettledRows(good, rivals, len(left) - len(good), list(out.values()))


def _number(row: Entries) -> str:
    return row.place.rpartition(", row ")[2]


def _differences(row: Entries, those: Sequence[Entries], labels: Mapping[str, str]) -> str:
    """What a row says otherwise than the others."""
    differing = [column for column in PATIENT if len({one.written(column) for one in those}) > 1]
    return ", ".join(f"{labels[column]} {row.written(column) or 'empty'}" for column in differing)
