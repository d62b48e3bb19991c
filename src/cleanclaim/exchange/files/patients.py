"""Patients come in, with their coverage: rows of a CSV file, or [[patients]] tables of the practice file.

A row is a patient and one payer. A patient with several payers has several rows, which agree on who the
patient is.
"""

import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import cast

from msgspec import Struct, structs

from cleanclaim.budget import MOST_UNPACKED
from cleanclaim.exchange.files import practice_values as read
from cleanclaim.exchange.files import visit_values as values
from cleanclaim.exchange.files.column_names import patient_name, patient_name_rank
from cleanclaim.exchange.files.columns import check_names, normalized_name
from cleanclaim.exchange.files.csv_rows import csv_rows
from cleanclaim.exchange.files.date_values import full_birth, has_short_year, month_first
from cleanclaim.exchange.files.headings import Numbered, check_cells, find_heading, fit, kind_of_row
from cleanclaim.exchange.files.intake import Corrections, Intake
from cleanclaim.exchange.files.name_keys import name_key
from cleanclaim.exchange.files.open_file import as_text, lines
from cleanclaim.exchange.files.practice_entries import ADDRESS, PATIENT
from cleanclaim.exchange.files.toml_entries import Entries, address, name
from cleanclaim.exchange.files.visit_values import UnreadableError, quoted
from cleanclaim.exchange.files.visits import format_by_name
from cleanclaim.exchange.files.wrong_rows import WrongRow, several_faults
from cleanclaim.model.errors import UserError
from cleanclaim.model.file_reading import FileReading
from cleanclaim.model.practice import (
    ACCIDENT_CAUSES,
    MEDICARE_SECOND,
    ORDERS,
    RELATIONSHIPS,
    SEXES,
    Accident,
    Coverage,
    Patient,
    PayerId,
    Referrer,
    Subscriber,
)
from cleanclaim.reference.medicare_number import carried_member_number
from cleanclaim.whole_file import read_whole_bytes

_SEX = read.worded("sex", read.one_of(SEXES))
_RELATIONSHIP = read.worded("relationship", read.one_of(RELATIONSHIPS))
_BY_KEY = {name_key(column): column for column in PATIENT}
FULL_NAME = "full_name"
"""A column with the whole name, `Example, Ada M` or `Ada M Example`, read where the name's parts are not there."""
BIRTHS = ("birth_date", "subscriber_birth_date")
SHORT_YEARS = "A birth with two digits of its year is in the one century in which somebody alive can be born:"
_DATES = frozenset(name for name in PATIENT if name.endswith(("_date", "_from", "_to")))


class PatientLayout(Struct, frozen=True, kw_only=True):
    """What somebody says of a patients file: the columns by the keys of their headings (empty: not used), what holds
    for all rows where no column says it, whether the day comes before the month, and today, for a birth's century.
    """

    columns: Mapping[str, str] = {}
    always: Mapping[str, str] = {}
    day_first: bool = False
    today: date | None = None


NO_LAYOUT = PatientLayout()


def read_patient_rows(
    path: Path, *, strict: bool = True, corrections: Corrections | None = None, layout: PatientLayout = NO_LAYOUT
) -> tuple[list[Entries], FileReading]:
    """The rows of a patients file, and what came of reading it. Raises UserError where it is no table of ours, and, if
    `strict`, where a row cannot be read. `corrections`: what cells should say, by our names. A pipe is refused.
    """
    content = read_whole_bytes(path, pipe=False, most=MOST_UNPACKED)
    intake = Intake(str(path), strict=strict)
    intake.corrections = corrections or {}
    return _rows_of(content, intake, layout)


def parse_patient_rows(file: str, text: str) -> list[Entries]:
    """The rows of the text of a patients file. Raises UserError where it is no CSV with columns of ours."""
    rows, _ = _rows_of(text.encode(), Intake(file))
    return rows


def _rows_of(content: bytes, intake: Intake, layout: PatientLayout = NO_LAYOUT) -> tuple[list[Entries], FileReading]:
    stream: io.BufferedReader = io.BufferedReader(cast("io.RawIOBase", io.BytesIO(content)))
    intake.format = format_by_name(stream, intake.file) or "csv"
    if intake.format == "xlsx":
        from cleanclaim.exchange.files.sheet_rows import sheet_rows

        return _entries(sheet_rows(content, intake, lambda row: _is_heading(row, layout), "patients"), intake, layout)
    with as_text(stream, intake) as text:
        rows = csv_rows(lines(text, intake), intake, lambda row: _names(row, layout))
        return _entries(rows, intake, layout)


def _names(row: Sequence[str], layout: PatientLayout) -> int:
    """How many columns of patients a row names."""
    return sum(1 for cell in row[:1_000] if _is_known(_column(cell, layout)))


def _is_heading(row: Sequence[str], layout: PatientLayout) -> bool:
    """Whether a row names what a table of patients needs."""
    return {"patient_id", "payer"} <= {_column(cell, layout) for cell in row[:1_000]}


def _is_known(column: str) -> bool:
    return column in PATIENT or column == FULL_NAME


def _column(heading: str, layout: PatientLayout) -> str:
    """The column that a heading names, ours or by another name; else the heading as we write names."""
    key = name_key(heading) if len(heading) < 60 else ""
    if key in layout.columns:
        return layout.columns[key]
    return _BY_KEY.get(key) or patient_name(key) or normalized_name(heading)


def _columns(heading: Sequence[str], layout: PatientLayout) -> list[str]:
    """The column of each heading. Of several known as one, such as MRN and Account No, the surest is used alone."""
    columns = [_column(cell, layout) for cell in heading]
    keys = [name_key(cell) for cell in heading]
    for column in {one for one in columns if columns.count(one) > 1 and _is_known(one)}:
        ranks = {at: _rank(keys[at], column, layout) for at, one in enumerate(columns) if one == column}
        for at, rank in ranks.items():
            if rank > min(ranks.values()):
                columns[at] = ""
    return columns


def _rank(key: str, column: str, layout: PatientLayout) -> int:
    """How surely a heading means a column, the smaller the surer: said so, our own name, the names in their order."""
    return -2 if key in layout.columns else -1 if _BY_KEY.get(key) == column else patient_name_rank(key)


def _entries(rows: Iterable[Numbered], intake: Intake, layout: PatientLayout) -> tuple[list[Entries], FileReading]:
    """The rows under the heading, the one of the first rows that names most columns."""
    (number, heading), rest = find_heading(rows, intake, lambda row: _names(row, layout))
    columns = _columns(heading, layout)
    _check_columns(columns, intake.file, number)
    for cell, column in zip(heading, columns, strict=True):
        if _is_known(column):
            intake.used[cell] = column
        elif cell.strip():
            intake.not_used[cell] = None
    entries, notes = [], dict[str, None]()
    born = columns.index("birth_date") if "birth_date" in columns else None
    for row_number, cells in rest:
        if (born is None or not "".join(cells[born : born + 1]).strip()) and (kind := kind_of_row(cells)):
            intake.note_left_out(kind, row_number)
            continue
        place = f"{intake.file}, row {row_number}"
        try:
            row = check_cells(dict(zip(columns, fit(cells, len(columns)), strict=True)), PATIENT)
        except UnreadableError as error:
            intake.wrong += 1
            intake.rows_set_aside += 1
            intake.note_fault(error.at(place, "column"), rows=(row_number,))
            continue
        row |= {column: text for (at, column), text in intake.corrections.items() if at == row_number}
        entries.append(Entries(place, _completed(row, layout, notes), kind="column "))
    intake.notes |= dict.fromkeys(list(notes)[:1])
    intake.finish(len(entries), "row")
    return entries, intake.reading()


def _completed(row: dict[str, str], layout: PatientLayout, notes: dict[str, None]) -> dict[str, str]:
    """A row with what holds for all of them, with the parts of its whole name, and its dates month first."""
    found = {**layout.always, **row} if layout.always.keys() - row.keys() else row
    if whole := found.get(FULL_NAME, "").strip():
        last, comma, rest = whole.partition(",")
        words = rest.split() if comma else whole.split()
        if not comma:
            last = words.pop() if len(words) > 1 else ""
        parts = {"last_name": last.strip(), "first_name": " ".join(words[:1]), "middle_name": " ".join(words[1:])}
        found |= {name: text for name, text in parts.items() if text and not found.get(name, "").strip()}
    if layout.day_first:
        found |= {name: month_first(text.strip()) for name, text in found.items() if name in _DATES}
    births = {name: text.strip() for name, text in found.items() if name in BIRTHS and has_short_year(text.strip())}
    if layout.today and births:
        found |= {name: full_birth(text, layout.today) for name, text in births.items()}
        for text, read_as in ((text, found[name]) for name, text in births.items() if found[name] != text):
            notes.setdefault(f"{SHORT_YEARS} {text} is {read_as[:4]}.")
    return found


def _check_columns(columns: list[str], file: str, row: int) -> None:
    if not any(columns):
        raise UserError(file, "the file is empty.", "It needs a first row that names the columns, then the patients.")
    try:
        check_names([column for column in columns if column], (*PATIENT, FULL_NAME))
    except UnreadableError as error:
        raise UserError(f"{file}, row {row}", error.problem, error.remedy) from None


def patients(
    rows: Iterable[Entries], payers: Mapping[str, PayerId], words: Mapping[str, str] | None = None
) -> dict[str, Patient]:
    """The patients by id, each with the coverages of all its rows. `words`: what a mapping says of payers' names.

    Raises UserError with all that is missing or wrong: an entry, a payer that is not among `payers`, a patient
    with one payer twice, and rows that do not agree on who a patient is.
    """
    found, wrong = usable_patients(rows, payers, words)
    if wrong:
        raise several_faults(wrong)
    return found


def usable_patients(
    rows: Iterable[Entries], payers: Mapping[str, PayerId], words: Mapping[str, str] | None = None
) -> tuple[dict[str, Patient], list[WrongRow]]:
    """The patients all of whose rows can be used, and the rows that cannot: with a row less, a coverage would be lost
    in silence, and the next payer be billed first.
    """
    found: dict[str, Patient] = {}
    wrong: list[WrongRow] = []
    for row in rows:
        faults: list[UserError] = []
        row.collect(faults)
        patient = row.attempt(lambda row=row: _patient(row, _coverage(row, payers, words or {})))  # type: ignore[misc]
        if not faults:
            row.attempt(lambda row=row, patient=patient: _add(row, patient, found))  # type: ignore[misc]
        if faults:
            wrong.append(WrongRow(row, faults))
    for row_set_aside in wrong:
        found.pop(row_set_aside.patient_id or "", None)
    return found, wrong


def _add(row: Entries, patient: Patient, found: dict[str, Patient]) -> None:
    """Put a row's patient, or a further coverage of one, with those found."""
    before = found.setdefault(patient.patient_id, patient)
    if before is not patient:
        for entry in ("name", "birth_date", "sex", "address"):
            if getattr(before, entry) != getattr(patient, entry):
                problem = (
                    f"patient {quoted(patient.patient_id)} has another {entry.replace('_', ' ')} in an earlier row."
                )
                row.fail("patient_id", problem, "Make the rows agree, or give each patient an id of its own.")
        (payer,) = patient.coverages
        if payer in before.coverages:
            problem = f"patient {quoted(patient.patient_id)} has payer {payer} in an earlier row too."
            row.fail("patient_id", problem, "Keep one row a patient and payer.")
        order = patient.coverages[payer].order
        if order and order in {coverage.order for coverage in before.coverages.values()}:
            problem = f"patient {quoted(patient.patient_id)} has another {order} payer in an earlier row."
            row.fail("order", problem, "Say which of them pays first, second and third.")
        found[before.patient_id] = structs.replace(before, coverages=before.coverages | patient.coverages)


def _patient(row: Entries, coverage: Coverage) -> Patient:
    return Patient(
        patient_id=row.need("patient_id", str),
        name=name(row),
        birth_date=row.need("birth_date", values.birth_date),
        sex=row.need("sex", _SEX),
        address=address(row),
        coverages={coverage.payer: coverage},
    )


def _coverage(row: Entries, payers: Mapping[str, PayerId], words: Mapping[str, str]) -> Coverage:
    payer = row.need("payer", lambda written: _payer(written, payers, words))
    relationship = row.need("relationship", _RELATIONSHIP)
    known = payers.get(payer)
    number = row.have if known is not None and not known.takes_claims else row.need
    member_id = carried_member_number(number("member_id", read.identifier(80)) or "")
    unable_from, unable_to = _unable_to_work(row)
    return Coverage(
        payer=payer,
        relationship=relationship,
        member_id=member_id,
        group_number=row.have("group_number", read.text(50)),
        subscriber=_subscriber(row, relationship),
        referrer=_referrer(row),
        prior_authorization=row.have("prior_authorization", read.text(50)),
        onset_date=row.have("onset_date", values.date),
        accident=_accident(row),
        claim_number=row.have("claim_number", read.text(50)),
        unable_from=unable_from,
        unable_to=unable_to,
        order=row.have("order", read.one_of(ORDERS)),
        medicare_second=row.have("medicare_second", read.one_of(MEDICARE_SECOND)),
    )


def unknown_payers(
    rows: Iterable[Entries], payers: Mapping[str, PayerId], words: Mapping[str, str] | None = None
) -> dict[str, int]:
    """The payers that rows name and that are none of the practice's, each with how many rows name it."""
    counts = Counter(written for row in rows if (written := row.written("payer")))
    return {written: count for written, count in counts.items() if known_as(written, payers, words or {}) not in payers}


def known_as(written: str, payers: Mapping[str, PayerId], words: Mapping[str, str]) -> str:
    """What a payer is called here: by the mapping, by the name in the practice's file, by ours."""
    called = values.word_key(written)
    mapped = words.get(called, written)
    name = next((policy for policy, one in payers.items() if one.name and values.word_key(one.name) == called), None)
    if name is None or called in words or values.payer(mapped) in payers:
        return values.payer(mapped)
    return name


def _payer(written: str, payers: Mapping[str, PayerId], words: Mapping[str, str]) -> str:
    """One of the practice's payers. Raises UnreadableError where it is none."""
    name = known_as(written, payers, words)
    if not payers:
        problem = f"{quoted(written)} is not known here: the practice's file names no payer."
        raise UnreadableError(problem, f"Add a table [payers.{name}] to it, with name, id and claim_filing.")
    if name not in payers:
        near = read.nearest(name, payers)
        hint = f" Did you mean {near}?" if near else ""
        remedy = f"Write one of {', '.join(payers)}; or say which it is under [values.payer] of a mapping."
        raise UnreadableError(f"{quoted(written)} is none of the practice's payers.{hint}", remedy)
    return name


def _unable_to_work(row: Entries) -> tuple[date | None, date | None]:
    first, last = (row.have(f"unable_to_work_{end}", values.date) for end in ("from", "to"))
    if first and last and last < first:
        row.fail("unable_to_work_to", "is before unable_to_work_from.", "Correct one of the two days.")
    return first, last


def _subscriber(row: Entries, relationship: str) -> Subscriber | None:
    if relationship == "self" or relationship not in RELATIONSHIPS:
        return None
    if relationship == "employee":
        return Subscriber(name=row.need("employer", read.text(60)))
    has_address = any(f"subscriber_{entry}" in row for entry in ADDRESS)
    return Subscriber(
        name=name(row, "subscriber_"),
        birth_date=row.have("subscriber_birth_date", values.birth_date),
        sex=row.have("subscriber_sex", _SEX),
        address=address(row, "subscriber_") if has_address else None,
    )


def _referrer(row: Entries) -> Referrer | None:
    if not any(f"referring_{entry}" in row for entry in ("last_name", "first_name", "npi")):
        return None
    return Referrer(name=name(row, "referring_"), npi=row.need("referring_npi", read.npi))


def _accident(row: Entries) -> Accident | None:
    if not any(entry in row for entry in ("accident", "accident_date", "accident_state")):
        return None
    cause = row.need("accident", read.one_of(ACCIDENT_CAUSES))
    # The guide wants the date of any accident but one at work, and the state of one on the road.
    on = row.have if cause == "employment" else row.need
    state = row.need if cause == "auto" else row.have
    return Accident(cause=cause, on=on("accident_date", values.date), state=state("accident_state", read.state))
