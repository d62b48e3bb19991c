"""Which visits of a file are signed where it comes from, as one of its columns says."""

from pathlib import Path

from cleanclaim.exchange.files.column_guess import GuessedColumns
from cleanclaim.exchange.files.intake import PracticeNames
from cleanclaim.exchange.files.mapping import ColumnMapping
from cleanclaim.exchange.files.visits import read_own_columns
from cleanclaim.model.errors import UserError
from cleanclaim.office.imports.choices import ImportChoices

SIGNED_WORDS = frozenset(
    ("yes", "y", "true", "1", "signed", "complete", "completed", "final", "finalized", "locked", "closed")
)
UNSIGNED_WORDS = frozenset(
    ("no", "n", "false", "0", "", "unsigned", "open", "draft", "pending", "incomplete", "in progress")
)
SIGNED_TELLS = frozenset(("signed", "unsigned", "draft"))
"""Words of a column that say what it is of, whatever it is called."""
HEADINGS_TELL = ("sign", "final", "lock", "complete", "status")
"""What stands in the heading of a column whose words, such as Y and N, say only together with it what it is of."""


def find_signed_heading(
    path: Path,
    choices: ImportChoices,
    guessed: GuessedColumns,
    mapping: ColumnMapping | None,
    named: PracticeNames,
) -> tuple[str, str]:
    """The column that says whether a visit is signed, and one that may; empty where there is none.

    It is the one that somebody chose, else one that is read as nothing else, whose words or heading say what it is of
    and whose words all say signed or not. A visit that is not signed would be billed where that column was left out in
    silence.
    """
    if choices.signed_heading:
        return choices.signed_heading, ""
    for one in guessed.columns:
        examples = {example.strip().lower() for example in one.examples}
        says_so = bool(examples & SIGNED_TELLS)
        may_say_so = says_so or any(part in one.heading.lower() for part in HEADINGS_TELL)
        if one.field or one.heading in choices.columns or not may_say_so:
            continue
        own = read_own_columns(path, mapping=mapping, names=named)
        words = {row.get(one.heading, "").strip().lower() for rows in own.values() for row in rows}
        if words <= SIGNED_WORDS | UNSIGNED_WORDS and words != {""}:
            return one.heading, ""
        if says_so or "sign" in one.heading.lower():
            return "", one.heading
    return "", ""


def find_unsigned(own: dict[str, list[dict[str, str]]], heading: str) -> frozenset[str]:
    """The visits that are not signed. Raises UserError for a word that says neither."""
    found = set()
    for visit_id, rows in own.items():
        for row in rows:
            word = row.get(heading, "").strip().lower()
            if word in UNSIGNED_WORDS:
                found.add(visit_id)
            elif word not in SIGNED_WORDS:
                problem = f"the column {heading} has a word that says neither signed nor unsigned: {word}"
                raise UserError("The file", problem, f"Write {', '.join(sorted(SIGNED_WORDS))}, or leave it out.")
    return frozenset(found)
