"""The page of columns: every field that files of visits, charts, notes, a practice, patients or credentials may have.

It is made from what the readers themselves use, so that a column that is read is a column that is listed.
"""

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from cleanclaim.exchange.files.column_names import column_lists
from cleanclaim.exchange.files.credential_entries import CREDENTIAL_TABLES
from cleanclaim.exchange.files.history import PARTS
from cleanclaim.exchange.files.practice_entries import PATIENT, TABLES, Entry, EntryTable
from cleanclaim.exchange.files.project import PROJECT
from cleanclaim.explanations.lookup.markdown import GENERATED, join_blocks, render_table
from cleanclaim.model.about import FieldAbout, Written, fields_of
from cleanclaim.model.chart import OutsideCare
from cleanclaim.model.note import Note
from cleanclaim.model.visit import History, Service, Visit

FORMAT_WORDS: Mapping[Written, str] = {
    "text": "text",
    "identifier": "text or digits, kept as they are",
    "npi": "ten digits; or the clinician's name, as in the practice's file",
    "code": "five characters, such as `97110`; units and modifiers may stand with it, as in `97110-GP (2)`",
    "payer": "the name of a [payer](payers.md), such as `medicare` or `workers_comp`",
    "second payer": "the name of a payer; `none`: there is no second payer",
    "date": "`2026-03-02` or `3/2/2026`; of this century in other ways too",
    "dates": "a list of dates",
    "clock": "`14:05` or `2:05 PM`",
    "minutes": "whole minutes; also `45 mins` or `0:45`",
    "units": "a whole number up to 999",
    "count": "a whole number up to 99",
    "visits": "a whole number of visits",
    "dollars": "dollars and cents, such as `45.10`",
    "square centimeters": "square centimeters, such as `24.5`",
    "yes or no": "`true` or `false`, `yes` or `no`",
    "place": "two digits, such as `11` for an office",
    "modifiers": "two characters each, with any sign between",
    "diagnoses": "ICD-10 codes, with spaces between",
    "words": "a list",
    "amount": "visits or dollars, as `unit` says",
}
HEADING = ("column", "what it is", "how it is written", "")


def build_column_page() -> str:
    """The page of columns."""
    return join_blocks(
        "# Columns",
        GENERATED,
        "An empty cell, or a field that is left out, means **not known**: what depends on it is undetermined, never "
        "guessed. Headings may be written `Visit ID` or `visit_id`; a name that is nearly one of these is refused with "
        "the likeliest correction.",
        "## Visits",
        "CSV (with any delimiter), xlsx, Parquet and NDJSON have one row a service, with the visit's fields on each "
        "row. JSON has a list of visits, each with its `services`, and may have its `history` and `note` too. Every "
        "other column is listed as not used. [Bringing an export in](../how-to/bring-an-export-in.md) has the rest.",
        _fields(Visit),
        "Of each service:",
        _fields(Service),
        "What practices and their record systems call these columns is read too. A name that stands for several things "
        "is only suggested: a mapping says which field it is.",
        _names(),
        "## Charts",
        "JSON, NDJSON or Parquet: one object a patient, with `patient_id` and what is known before the visits; or CSV "
        "and xlsx, a row for each entry, with `patient_id` and a `part` where it is not one part alone. A "
        "visit's `history` has the same parts, and earlier `visits`. A part that is left out is not known; an empty "
        "list says that there is known to be none.",
        _fields(History),
        *_parts(),
        "## Notes",
        "JSON, NDJSON or Parquet: one object a visit, with `visit_id` and",
        _fields(Note),
        "## Project",
        "`cleanclaim.toml`, in the folder one works in or above it. Besides these it may have any option of any "
        "command under its long name (`filed-on = 2026-03-09`), for every command that has it, or in a table of one "
        "command (`[claim]`, `[ask.eligibility]`). Paths begin where the file lies; an option on the command line goes "
        "before it.",
        _entries(PROJECT),
        "## Practice",
        "A TOML file. `cleanclaim init` writes one to be filled in, `cleanclaim check` says what is wrong in it.",
        *_practice(),
        "`[fees]` has a line a code, such as `97110 = 50.00`: dollars a unit, for services without a charge.",
        "## Patients",
        "CSV or xlsx, one row a patient and payer, or tables `[[patients]]` in the practice file. Headings by other "
        "names (`DOB`, `Surname`, `Policy Number`, ...) are understood, and columns that are not used are listed.",
        _entries(PATIENT),
        "## Credentials",
        "Tables for `cleanclaim credentialing`, as CSV, xlsx or TOML; [how to keep them](../how-to/credentialing.md). "
        "A heading may be written `Last Name` or `last_name`; columns that are not used are listed.",
        *_credentials(),
    )


def _credentials() -> Iterator[str]:
    for table, entries in CREDENTIAL_TABLES.items():
        yield f"### {table}"
        yield _entries(entries)


def _names() -> str:
    rows = [
        (field, _list(lists["names"], lists.get("numbered", ())), _list(lists["maybe"]))
        for field, lists in column_lists().items()
    ]
    return render_table(("field", "read too", "suggested"), rows)


def _list(names: Iterable[str], numbered: Iterable[str] = ()) -> str:
    return ", ".join([*names, *(f"{name} 1, 2, ..." for name in numbered)])


def _fields(kind: type[Struct]) -> str:
    return render_table(HEADING, [_row(field) for field in fields_of(kind).values()])


def _row(field: FieldAbout) -> tuple[str, str, str, str]:
    about = field.about
    meaning = f"{about.meaning}, {about.note}" if about.note else about.meaning
    how = ", ".join(f"`{word}`" for word in field.words) or FORMAT_WORDS[about.written]
    return f"`{field.name}`", meaning, how, "needed" if field.needed else ""


def _parts() -> Iterator[str]:
    parts: dict[str, type[Struct]] = {"spent_elsewhere": OutsideCare, **PARTS}
    for name, kind in parts.items():
        first, _, _ = (kind.__doc__ or "").partition(".")
        yield f"`{name}`: {first[0].lower()}{first[1:]}."
        yield _fields(kind)


def _practice() -> Iterator[str]:
    for heading, entries in TABLES.items():
        if heading:
            yield f"### {heading}"
        yield _entries(entries)


def _entries(entries: EntryTable) -> str:
    rows = [(f"`{name}`", _meaning(entry), "needed" if entry.needed else entry.when) for name, entry in entries.items()]
    return render_table(("entry", "what it is", ""), rows)


def _meaning(entry: Entry) -> str:
    return f"{entry.meaning}; may also be spelled `{entry.alias}`" if entry.alias else entry.meaning
