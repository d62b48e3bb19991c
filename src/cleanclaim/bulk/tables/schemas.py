"""The tables that `cleanclaim bulk` writes: their columns, in what they are counted, what a row is.

    visits ──┬── lines                       visit_id
             └── findings ──┬── words        words
                            └── evidence     words
    set_aside · versions

What a finding says is the same for many visits: it stands once in `words`, its values in `evidence`, and a finding
names it by number. The docs page is made from here.
"""

from typing import Literal

from msgspec import Struct

ColumnKind = Literal["text", "integer", "cents", "day", "number"]
KINDS: dict[ColumnKind, str] = {
    "text": "text",
    "integer": "whole number (32 bits)",
    "cents": "cents, a whole number (64 bits)",
    "day": "date",
    "number": "number that stands for words (64 bits)",
}
"""How a column's values are written."""


class TableColumn(Struct, frozen=True):
    """A column; its values may be unknown (null) where `nullable`."""

    name: str
    kind: ColumnKind
    meaning: str
    nullable: bool = True


class TableSchema(Struct, frozen=True):
    """A table: what a row of it is, and its columns."""

    name: str
    row: str
    columns: tuple[TableColumn, ...]


def _text(name: str, meaning: str, *, nullable: bool = True) -> TableColumn:
    return TableColumn(name, "text", meaning, nullable)


_VISIT = _text("visit_id", "the visit's number", nullable=False)
_WORDS = TableColumn("words", "number", "what it says: a row of `words`", nullable=False)
_OF_VISIT = (
    _VISIT,
    _text("patient_id", "the patient"),
    _text("payer", "the payer, by the name of its policy"),
    TableColumn("service_date", "day", "the date of service"),
    _text("discipline", "PT, OT or SLP"),
    _text("provider_npi", "who rendered the visit"),
    _text("place_of_service", "the place of service"),
)


def _count(name: str, meaning: str) -> TableColumn:
    return TableColumn(name, "integer", meaning, nullable=False)


VISITS = TableSchema(
    "visits",
    "a visit reviewed",
    (
        *_OF_VISIT,
        _text("status", "`clean`, `failed` (on hold) or `undetermined` (info missing)", nullable=False),
        TableColumn("charge_cents", "cents", "the charges of the lines that would be billed, as far as known"),
        _count("passed", "questions answered without a fault"),
        _count("failed", "questions with a fault"),
        _count("bypassed", "faults that are lawfully resolved, as by a modifier"),
        _count("undetermined", "questions that something unknown leaves open"),
        _count("not_applicable", "questions that do not concern the visit"),
    ),
)
LINES = TableSchema(
    "lines",
    "a line of the claim that the visit makes",
    (
        _VISIT,
        TableColumn("line", "integer", "the line's number, from 1", nullable=False),
        _text("code", "the code", nullable=False),
        TableColumn("units", "integer", "the units; 0: documented, not billed"),
        _text("modifiers", "the modifiers, separated by blanks", nullable=False),
        TableColumn("minutes", "integer", "the minutes behind the line"),
        TableColumn("charge_cents", "cents", "the charge"),
        TableColumn("allowed_cents", "cents", "what is allowed, where it was entered or the place is known"),
    ),
)
FINDINGS = TableSchema(
    "findings",
    "a finding on a visit",
    (
        _VISIT,
        TableColumn("number", "integer", "its place among the visit's findings, the gravest first", nullable=False),
        TableColumn("line", "integer", "the line it is of; unknown: the visit as a whole"),
        _text("code", "the code of that line"),
        _text("rule", "the rule", nullable=False),
        _text("outcome", "`fail`, `undetermined` or `bypassed`", nullable=False),
        _text("severity", "`stop`, `warn` or `info`", nullable=False),
        _WORDS,
    ),
)
WORDS = TableSchema(
    "words",
    "what findings say, each wording once",
    (
        _WORDS,
        _text("rule", "the rule", nullable=False),
        _text("title", "the fault in a few words", nullable=False),
        _text("message", "what is wrong, with its values", nullable=False),
        _text("remedy", "what to do", nullable=False),
        _text("cite", "the source, by its id among `cleanclaim rules show`", nullable=False),
        _text("carc", "the reason code of the denial that it would get"),
        _text("rests_on", "what of it nobody verified, separated by blanks"),
        _text("overridden", "who let it pass and why, as JSON"),
    ),
)
EVIDENCE = TableSchema(
    "evidence",
    "a value that a finding rests on; of a list each entry",
    (
        _WORDS,
        _text("name", "the name of the value, as the rule reads it", nullable=False),
        TableColumn("place", "integer", "its place in a list, from 1; unknown: no list"),
        _text("value", "the value as text; money in dollars"),
    ),
)
SET_ASIDE = TableSchema(
    "set_aside",
    "a row of the files that is in no other table",
    (
        _text("file", "the file, by its name in the folder", nullable=False),
        TableColumn("row", "integer", "the row, from 1; unknown in files of claims"),
        _text("visit_id", "the visit, where the row tells it"),
        _text("column", "the column at fault, where it is one"),
        _text("problem", "why it is set aside", nullable=False),
    ),
)
VERSIONS = TableSchema(
    "versions",
    "what judged: the program, the law, a published table",
    (
        _text("kind", "`program`, `law`, or the kind of table (`mpfs`, `ncci` ...)", nullable=False),
        _text("name", "the version, or the release's name", nullable=False),
        TableColumn("stale", "integer", "1 where a newer release should be there for some visit, else 0"),
    ),
)
