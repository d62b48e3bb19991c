"""Files of exclusion lists: the federal LEIE, the extract of SAM, and a state's list, each by its own columns.

    LASTNAME,FIRSTNAME,MIDNAME,BUSNAME,...,NPI,DOB,...,EXCLTYPE,EXCLDATE,REINDATE,...      LEIE, as published monthly
    Classification,Name,Prefix,First,Middle,Last,...,Exclusion Program,...,Active Date,... the public extract of SAM
    Last Name,First Name,NPI,...                                                          a state's, by names of columns

Rows of those who were reinstated, or whose exclusion has ended, are counted and left out.
"""

import csv
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path

from msgspec import Struct

from cleanclaim.exchange.files.name_keys import name_key
from cleanclaim.exchange.files.published_csv import PublishedCsv, published_day
from cleanclaim.model.credentialing import ExclusionList
from cleanclaim.model.errors import UserError
from cleanclaim.model.exclusions import ExcludedEntry, ExclusionFile

LEIE = ("LASTNAME", "FIRSTNAME", "MIDNAME", "BUSNAME", "NPI", "DOB", "EXCLTYPE", "EXCLDATE", "REINDATE")
_LEIE_MORE = ("STATE",)
SAM = ("Classification", "Name", "First", "Middle", "Last", "Exclusion Program", "Active Date", "Termination Date")
_SAM_MORE = ("State / Province", "Record Status", "NPI", "Exclusion Type")
_STATE_NAMES: Mapping[str, tuple[str, ...]] = {
    "last": ("last name", "lastname", "provider last name", "individual last name"),
    "first": ("first name", "firstname", "provider first name", "individual first name"),
    "middle": ("middle name", "middle initial", "mi", "midname"),
    "business": ("business name", "company name", "provider name", "entity name", "name", "organization", "dba"),
    "npi": ("npi", "npi number", "provider npi", "npi no"),
    "birth": ("dob", "date of birth", "birth date"),
    "kind": ("exclusion type", "action", "status", "provider type", "occupation"),
    "since": ("exclusion date", "effective date", "start date", "date of action", "action date", "add date"),
    "ended": ("reinstatement date", "reinstated date", "end date", "termination date", "date reinstated"),
}
"""What states call the columns, the surest name first."""


class _ListRow(Struct, frozen=True):
    entry: ExcludedEntry
    ended: date | None = None
    is_inactive: bool = False


def read_exclusion_file(path: Path, which: ExclusionList, on: date) -> ExclusionFile:
    """The entries of a list that stand on a day.

    Raises UserError for a file that is no such list, with what was expected, and for a day that cannot be read.
    """
    table, read = {"leie": _leie, "sam": _sam, "state": _state}[which](path)
    entries, ended, days = [], 0, []
    for number, row in table.rows():
        try:
            found = read(row, number)
        except ValueError as wrong:
            raise UserError(f"{path}, row {number}", f"a day cannot be read: {wrong}", "Download it again.") from None
        if found.entry.since is not None:
            days.append(found.entry.since)
        if found.is_inactive or (found.ended is not None and found.ended <= on):
            ended += 1
        else:
            entries.append(found.entry)
    if not table.counted:
        raise UserError(str(path), "the list has no rows", "Download it again.")
    return ExclusionFile(
        list=which,
        file=path.name,
        sha256=table.sha256,
        rows=table.counted,
        entries=tuple(entries),
        ended=ended,
        oldest=min(days, default=None),
        newest=max(days, default=None),
        not_used=table.not_used,
    )


_Reader = Callable[[Mapping[str, str], int], _ListRow]


def _leie(path: Path) -> tuple[PublishedCsv, _Reader]:
    def read(row: Mapping[str, str], number: int) -> _ListRow:
        entry = ExcludedEntry(
            row=number,
            last=row["LASTNAME"],
            first=row["FIRSTNAME"],
            middle=row["MIDNAME"],
            business=row["BUSNAME"],
            npi=_npi(row["NPI"]),
            birth_date=published_day(row["DOB"]),
            state=row.get("STATE", ""),
            kind=row["EXCLTYPE"],
            since=published_day(row["EXCLDATE"]),
        )
        return _ListRow(entry, published_day(row["REINDATE"]))

    return PublishedCsv(path, "list of excluded individuals and entities (LEIE)", LEIE, _LEIE_MORE), read


def _sam(path: Path) -> tuple[PublishedCsv, _Reader]:
    def read(row: Mapping[str, str], number: int) -> _ListRow:
        person = row["Classification"].casefold() == "individual"
        ends = row["Termination Date"]
        entry = ExcludedEntry(
            row=number,
            last=row["Last"] if person else "",
            first=row["First"] if person else "",
            middle=row["Middle"] if person else "",
            business="" if person else row["Name"],
            npi=_npi(row.get("NPI", "")),
            state=row.get("State / Province", ""),
            kind=row.get("Exclusion Type", "") or row["Exclusion Program"],
            since=published_day(row["Active Date"]),
        )
        inactive = row.get("Record Status", "").casefold() == "inactive"
        return _ListRow(entry, None if ends.casefold() == "indefinite" else published_day(ends), inactive)

    return PublishedCsv(path, "public extract of exclusions in SAM", SAM, _SAM_MORE), read


def _state(path: Path) -> tuple[PublishedCsv, _Reader]:
    """A state's list by the names of its columns. Raises UserError where none is a person's or a firm's name."""
    columns = dict(_state_columns(path))
    if not ({"last", "first"} <= columns.keys() or "business" in columns):
        problem = "is no list of a state: no columns are a last and a first name, or a firm's name"
        raise UserError(str(path), problem, "Name the columns Last Name, First Name, NPI, Exclusion Date.")

    def read(row: Mapping[str, str], number: int) -> _ListRow:
        cells = {field: row[name] for field, name in columns.items()}
        entry = ExcludedEntry(
            row=number,
            last=cells.get("last", ""),
            first=cells.get("first", ""),
            middle=cells.get("middle", ""),
            business=cells.get("business", "") if not cells.get("last") else "",
            npi=_npi(cells.get("npi", "")),
            birth_date=published_day(cells.get("birth", "")),
            kind=cells.get("kind", ""),
            since=published_day(cells.get("since", "")),
        )
        return _ListRow(entry, published_day(cells.get("ended", "")))

    return PublishedCsv(path, "list of a state", tuple(columns.values())), read


def _state_columns(path: Path) -> Iterator[tuple[str, str]]:
    """Which column of the file is which field."""
    try:
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
            heading = next(csv.reader(stream), [])
    except OSError as wrong:
        raise UserError(str(path), f"cannot be read: {wrong.strerror}", "Check the name of the file.") from None
    keys = {name_key(cell): cell for cell in reversed(heading)}
    for field, names in _STATE_NAMES.items():
        found = next((keys[key] for name in names if (key := name_key(name)) in keys), None)
        if found is not None:
            yield field, found


def _npi(text: str) -> str | None:
    """An NPI; LEIE writes ten zeros where there is none."""
    return text if text and set(text) != {"0"} else None
