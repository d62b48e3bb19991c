"""The tables that `cleanclaim bulk` writes: their columns, in what they are counted, what a row is.

    visits ──┬── lines                       visit_id
             └── findings ──┬── words        words
                            └── evidence     words
    set_aside · versions

What a finding says is the same for many visits: it stands once in `words`, its values in `evidence`, and a finding
names it by number. The docs page is made from here.

    prices ── priced_lines · open_prices                          visit_id
    changes ── changed_findings · changed_lines ── reaudit        visit_id
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
PRICES = TableSchema(
    "prices",
    "a visit priced",
    (
        *_OF_VISIT,
        _text("locality", "Medicare's locality, where the place is known"),
        TableColumn("allowed_cents", "cents", "what is allowed; unknown where a line's amount is"),
        TableColumn("payer_pays_cents", "cents", "what the payer pays of it before any deductible"),
        TableColumn("patient_owes_cents", "cents", "what the patient owes of it before any deductible"),
        TableColumn("coinsurance_cents", "cents", "the coinsurance"),
        TableColumn("assistant_reduction_cents", "cents", "what an assistant's part loses"),
        TableColumn("sequestration_cents", "cents", "what sequestration takes"),
        _text("rests_on", "what of the policy nobody verified, separated by blanks"),
    ),
)
PRICED_LINES = TableSchema(
    "priced_lines",
    "a line priced",
    (
        _VISIT,
        TableColumn("line", "integer", "the line's number, from 1", nullable=False),
        _text("code", "the code", nullable=False),
        TableColumn("units", "integer", "the units; 0: documented, not billed"),
        _text("modifiers", "the modifiers, separated by blanks", nullable=False),
        TableColumn("charge_cents", "cents", "the charge"),
        TableColumn("fee_cents", "cents", "what its units bring by the fee schedule"),
        TableColumn("allowed_cents", "cents", "that or the charge, whichever is less"),
        _text("status", "`priced`, `given`, `not paid`, `not billed` or `undetermined`", nullable=False),
        _text("reason", "why it is not paid or not known"),
    ),
)
OPEN_PRICES = TableSchema(
    "open_prices",
    "what keeps an amount from being known",
    (
        _VISIT,
        TableColumn("line", "integer", "the line; unknown: the visit as a whole"),
        _text("title", "what is not known", nullable=False),
        _text("remedy", "what to do", nullable=False),
    ),
)
CHANGES = TableSchema(
    "changes",
    "a visit of which anything changes",
    (
        *_OF_VISIT,
        _text("changed", "what of it: status, findings, units, modifiers, dollars", nullable=False),
        _text("status_before", "its status before", nullable=False),
        _text("status_after", "its status after", nullable=False),
        TableColumn("units_before", "integer", "the units billed before"),
        TableColumn("units_after", "integer", "the units billed after"),
        TableColumn("allowed_before_cents", "cents", "what was allowed before"),
        TableColumn("allowed_after_cents", "cents", "what is allowed after"),
        TableColumn("payer_pays_before_cents", "cents", "what the payer paid of it before, before any deductible"),
        TableColumn("payer_pays_after_cents", "cents", "what the payer pays of it after"),
    ),
)
CHANGED_FINDINGS = TableSchema(
    "changed_findings",
    "a finding that comes or goes",
    (
        _VISIT,
        _text("change", "`new` or `gone`", nullable=False),
        TableColumn("line", "integer", "the line it is of; unknown: the visit as a whole"),
        _text("rule", "the rule", nullable=False),
        _text("outcome", "`fail`, `undetermined` or `bypassed`", nullable=False),
        _text("severity", "`stop`, `warn` or `info`", nullable=False),
    ),
)
CHANGED_LINES = TableSchema(
    "changed_lines",
    "a line of a visit of which anything changes, before or after",
    (
        _VISIT,
        _text("side", "`before` or `after`", nullable=False),
        TableColumn("line", "integer", "the line's number, from 1", nullable=False),
        _text("code", "the code", nullable=False),
        TableColumn("units", "integer", "the units"),
        _text("modifiers", "the modifiers, separated by blanks", nullable=False),
        TableColumn("allowed_cents", "cents", "what is allowed"),
        TableColumn("payer_pays_cents", "cents", "what the payer pays of it"),
    ),
)
REAUDIT = TableSchema(
    "reaudit",
    "a past claim that is judged otherwise now",
    (
        _VISIT,
        _text("payer", "the payer, by the name of its policy"),
        TableColumn("service_date", "day", "the date of service"),
        _text("judged", "`overpaid`, `underpaid` or `otherwise`", nullable=False),
        _text("because", "the rules behind it, or `price`, separated by blanks", nullable=False),
        TableColumn("difference_cents", "cents", "what the payer would pay now, less what it would have paid then"),
        TableColumn("at_stake_cents", "cents", "what was not due, or was due and not paid, as far as it is known"),
        TableColumn("report_by", "day", "of what a public payer overpaid: the last day to report and return it"),
        TableColumn("correct_by", "day", "the last day on which a correction may arrive, by the payer's filing limit"),
        TableColumn(
            "still_correctable", "integer", "1 where that day is not past, else 0; unknown: no limit is on file"
        ),
        _text("limit", "the filing limit in words"),
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
