"""The columns of a file as they would be read, before anything is: what each stands for, how that is known, examples.

What no list has is guessed by what the column holds: NPIs, dates, codes, diagnoses. A guess is only shown; somebody who
writes it into a mapping makes it more.
"""

import io
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from msgspec import Struct

from cleanclaim.exchange.files.clinician_cells import credential_of
from cleanclaim.exchange.files.column_names import CLINICIAN, read_as
from cleanclaim.exchange.files.columns import find_sources
from cleanclaim.exchange.files.csv_rows import csv_rows
from cleanclaim.exchange.files.exact_json import decode
from cleanclaim.exchange.files.fields import FIELDS
from cleanclaim.exchange.files.headings import names_columns, visit_heading
from cleanclaim.exchange.files.intake import NO_NAMES, Intake, PracticeNames
from cleanclaim.exchange.files.mapping import NO_MAPPING, ColumnMapping, recognize
from cleanclaim.exchange.files.name_keys import name_key
from cleanclaim.exchange.files.open_file import as_text, lines, name_of, open_text, whole_bytes
from cleanclaim.exchange.files.visit_values import UnreadableError, diagnoses, payer_may_be, quoted, recent_date
from cleanclaim.exchange.files.visits import format_by_name, format_of_text
from cleanclaim.model.errors import UserError
from cleanclaim.model.npi import npi_is_valid

LOOKED_AT = 200
"""Rows whose cells tell what a column holds."""
MOST_WORDS = 50
"""Different words of a column that a mapping lists."""
_DIAGNOSIS = re.compile(r"[A-Z]\d[0-9A-Z]{1,5}", re.ASCII)
_CODE = re.compile(r"\d{4}[0-9A-Z]|[A-Z]\d{4}", re.ASCII)
_MODIFIERS = re.compile(r"(?:[A-Z][A-Z0-9]|\d\d)(?:[ ,;:/-]+(?:[A-Z][A-Z0-9]|\d\d))*", re.ASCII)


class GuessedColumn(Struct, frozen=True):
    """A column: what it is read as (empty: not used), how that is known, what it may be, and what stands in it."""

    heading: str
    field: str
    known_by: str
    may_be: str
    examples: tuple[str, ...]


class GuessedColumns(Struct, frozen=True):
    """The columns of a file, by which mapping, what to know of it, and the words that name payers and clinicians."""

    file: str
    mapping: ColumnMapping
    columns: tuple[GuessedColumn, ...]
    notes: tuple[str, ...]
    words: dict[str, tuple[str, ...]]


def guess_columns(
    path: str | Path,
    mapping: ColumnMapping | None = None,
    names: PracticeNames = NO_NAMES,
    payers: Collection[str] = (),
) -> GuessedColumns:
    """The columns of a file; `payers` are those whose policy is known. Raises UserError where it cannot be read."""
    intake = Intake(name_of(path), mapping, names)
    with open_text(path) as stream:
        heading, rows = head_of(stream, intake)
    named = mapping is not None
    if not named and (found := recognize(heading)) is not None:
        name, intake.mapping = found
        intake.notes[f"The columns are of {intake.mapping.name}: read as --map {name} says."] = None
    if intake.mapping.note:
        intake.notes[intake.mapping.note] = None
    problem = _note_columns(heading, intake)
    cells = {text: [row[at].strip() for row in rows if at < len(row)] for at, text in enumerate(heading)}
    columns = [_guessed(text, cells[text], intake) for text in heading if text.strip()]
    who = _who_gave(columns, cells, intake)
    notes = (*intake.notes, *([who] if who else []), *([problem] if problem else []))
    known: dict[str, Callable[[str], bool]] = {"payer": lambda name: name in payers, "provider_npi": npi_is_valid}
    words = {field: _words(field, cells, intake, is_known) for field, is_known in known.items()}
    return GuessedColumns(
        file=intake.file,
        mapping=intake.mapping,
        columns=tuple(columns),
        notes=notes,
        words={field: found for field, found in words.items() if found},
    )


def _who_gave(columns: Iterable[GuessedColumn], cells: dict[str, list[str]], intake: Intake) -> str:
    """How it is known who gave each service where no column is performed_by, or how to say it; else empty."""
    if "performed_by" in {*intake.used.values(), *intake.mapping.always} or "code" not in intake.used.values():
        return ""
    heading = next((column.heading for column in columns if column.field == CLINICIAN), "")
    written = sorted({found for cell in cells.get(heading, ()) if (found := credential_of(cell))})
    if written:
        listed = ", ".join(written)
        return f"Who gave a service (performed_by) is the credential that {quoted(heading)} writes: {listed}."
    return (
        'No column says who gave each service (PT, PTA): a mapping does, with "…" = "performed_by" under [columns], '
        "and words that are not ours under [values.performed_by]."
    )


def _note_columns(heading: Sequence[str], intake: Intake) -> str:
    """Find what each column is; what stands in the way of reading the file, if anything does."""
    try:
        sources = find_sources(heading, intake, FIELDS)
    except UnreadableError as error:
        return f"{error.problem} {error.remedy}"
    here = {*sources, *intake.mapping.always}
    if "code" not in here:
        return "No column is the code yet: the file cannot be read without it."
    if "visit_id" not in here and not here.issuperset({"patient_id", "service_date"}):
        return "No column is visit_id yet, nor patient_id and service_date, which make a visit without it."
    return ""


def _guessed(heading: str, cells: Sequence[str], intake: Intake) -> GuessedColumn:
    field = intake.used.get(heading, "")
    key = name_key(heading)
    if field == "provider_npi" and CLINICIAN in (intake.mapping.columns.get(key), (read_as(key) or ("",))[0]):
        field = CLINICIAN
    if key in intake.mapping.columns or key in intake.mapping.left_out:
        known_by = "mapping"
    elif field:
        known_by = "own name" if key == name_key(field) else "known name"
    else:
        known_by = ""
    filled = [cell for cell in dict.fromkeys(cells) if cell]
    may_be = "" if field or known_by else intake.may_be.get(heading) or _by_content(filled, set(intake.used.values()))
    return GuessedColumn(heading, field, known_by, may_be, tuple(quoted(cell)[1:-1] for cell in filled[:2]))


def _by_content(cells: Sequence[str], used: Collection[str]) -> str:
    """The field, of those no column is yet, whose values a column's cells are; empty where they are none's."""
    if not cells:
        return ""
    return next((field for field, holds in _HOLDS.items() if field not in used and all(map(holds, cells))), "")


def _reads(read: Callable[[str], object]) -> Callable[[str], bool]:
    def holds(cell: str) -> bool:
        try:
            return bool(read(cell))
        except UnreadableError:
            return False

    return holds


_HOLDS: dict[str, Callable[[str], bool]] = {
    "provider_npi": npi_is_valid,
    "code": lambda cell: _CODE.fullmatch(cell) is not None,
    "service_date": lambda cell: not (cell.isascii() and cell.isdigit()) and _reads(recent_date)(cell),
    "diagnoses": _reads(lambda cell: all(_DIAGNOSIS.fullmatch(one) for one in diagnoses(cell))),
    "modifiers": lambda cell: _MODIFIERS.fullmatch(cell) is not None,
}
"""What the cells of a column may be, the plainest first."""


def _words(field: str, cells: dict[str, list[str]], intake: Intake, is_known: Callable[[str], bool]) -> tuple[str, ...]:
    """The different words in the columns of a field that come to nothing known: payers, clinicians by name.

    Patients who pay for themselves stand among payers in some exports; they are left out.
    """
    found = dict.fromkeys(
        cell for heading, texts in cells.items() if intake.used.get(heading) == field for cell in texts if cell
    )
    patients = {cell for heading, texts in cells.items() if "patient" in name_key(heading) for cell in texts}
    reader = intake.field(field)

    def unknown(word: str) -> bool:
        try:
            return not is_known(str(reader[word]))
        except UnreadableError:
            return True

    return tuple(islice(filter(unknown, (word for word in found if word not in patients)), MOST_WORDS))


def head_of(stream: io.BufferedReader, intake: Intake) -> tuple[list[str], list[list[str]]]:
    """The headings and the first rows of a file, whatever its format. Raises UserError where it has none."""
    form = format_by_name(stream, intake.file)
    if form == "parquet":
        from cleanclaim.exchange.files.parquet_rows import whole_frame

        frame = whole_frame(stream, intake.file).head(LOOKED_AT)
        return list(frame.columns), [["" if cell is None else str(cell) for cell in row] for row in frame.iter_rows()]
    if form == "xlsx":
        from cleanclaim.budget import MOST_UNPACKED
        from cleanclaim.exchange.files.sheet_rows import sheet_rows

        content = whole_bytes(stream, intake.file, MOST_UNPACKED)
        return _headed(sheet_rows(content, intake, lambda row: names_columns(row, intake), "visits"), intake)
    with as_text(stream, intake) as text:
        start, form = format_of_text(text, form)
        if form == "csv":
            return _headed(csv_rows(lines(text, intake, start), intake), intake)
        return _keyed(_objects(start + text.read(10_000_000), form), intake)


def _headed(rows: Iterable[tuple[int, list[str]]], intake: Intake) -> tuple[list[str], list[list[str]]]:
    (_, heading), rest = visit_heading(rows, intake)
    return heading, [cells for _, cells in islice(rest, LOOKED_AT)]


def _objects(text: str, form: str) -> Iterator[object]:
    if form == "ndjson":
        for line in islice(filter(str.strip, text.splitlines()), LOOKED_AT):
            yield _decoded(line)
        return
    found = _decoded(text)
    if isinstance(found, dict):
        found = found.get("visits", [found])
    for one in islice(found if isinstance(found, list) else [], LOOKED_AT):
        services = one.get("services") if isinstance(one, dict) else None
        if not isinstance(services, list):
            yield one
            continue
        about = {key: value for key, value in one.items() if not isinstance(value, list | dict)}
        yield from (about | service for service in services if isinstance(service, dict))


def _decoded(text: str) -> object:
    try:
        return decode(text)
    except UnreadableError:
        return None


def _keyed(objects: Iterable[object], intake: Intake) -> tuple[list[str], list[list[str]]]:
    rows = [one for one in objects if isinstance(one, dict)]
    if not rows:
        raise UserError(intake.file, "there are no objects in it.", "Give visits, or services, as objects.")
    heading = list(dict.fromkeys(key for row in rows for key in row))
    return heading, [["" if row.get(key) is None else str(row[key]) for key in heading] for row in rows]


def mapping_text(guessed: GuessedColumns) -> str:
    """The mapping of a file as TOML, each column on a line, to be read through and corrected.

    It names columns, payers and clinicians, and nothing of any patient, so that it can be shared.
    """
    mapping = guessed.mapping
    out = [f"name = {_quoted(mapping.name or Path(guessed.file).stem)}"]
    if mapping is not NO_MAPPING and mapping.sheet:
        out.append(f"sheet = {_quoted(mapping.sheet)}")
    if mapping.day_first:
        out.append('dates = "day first"')
    out += ["", "[columns]   # heading = field; an empty text: not used"]
    for column in guessed.columns:
        why = f"may be {column.may_be}" if column.may_be else column.known_by or "not used"
        out.append(f"{_quoted(column.heading)} = {_quoted(column.field)}   # {why}")
    if mapping.always:
        out += ["", "[always]", *(f"{field} = {_quoted(text)}" for field, text in mapping.always.items())]
    for field in sorted({*mapping.values, *guessed.words}):
        out += ["", f"[values.{field}]   # what the file writes = what we write"]
        out += [f"{_quoted(word)} = {_quoted(text)}" for word, text in mapping.values.get(field, {}).items()]
        for word in guessed.words.get(field, ()):
            may_be = (field == "payer" and payer_may_be(word)) or ""
            out.append(f"# {_quoted(word)} = {_quoted(may_be)}")
    if mapping.left_out:
        names = {name_key(column.heading): column.heading for column in guessed.columns}
        listed = ((names.get(key, key), sorted(words)) for key, words in mapping.left_out.items())
        out += ["", "[left_out]   # rows that are no services"]
        out += [f"{_quoted(name)} = [{', '.join(map(_quoted, words))}]" for name, words in listed]
    return "\n".join(out) + "\n"


def _quoted(text: str) -> str:
    """A text as TOML has it."""
    escaped = "".join(f"\\u{ord(sign):04X}" if not sign.isprintable() or sign in '"\\' else sign for sign in text)
    return f'"{escaped}"'
