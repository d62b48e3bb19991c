"""CMS's fee schedule: the relative value file PPRRVU, as a table, whatever columns its year has."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from cleanclaim.reference.mpfs import COLUMNS as OURS
from cleanclaim.reference.publishers.dates import day_in, month_in_name
from cleanclaim.reference.publishers.header import code_in, has_heading, rows_under
from cleanclaim.reference.publishers.publication import UNSAID, FileLayout, Publication, Table
from cleanclaim.reference.publishers.publisher_file import PublisherFile

COLUMNS = {
    "code": ("HCPCS",),
    "modifier": ("MOD",),
    "status": ("STATUSCODE", "STATUS"),
    "work": ("WORKRVU",),
    "nonfacility_pe": ("NONFACPERVU", "NONFACILITYPERVU"),
    "facility_pe": ("FACILITYPERVU", "FACPERVU"),
    "malpractice": ("MPRVU",),
    "nonfacility_total": ("NONFACILITYTOTAL", "NONFACTOTAL"),
    "facility_total": ("FACILITYTOTAL", "FACTOTAL"),
    "pctc": ("PCTC",),
    "mult_proc": ("MULTPROC",),
    "factor": ("CONVFACTOR", "CONVERSIONFACTOR"),
}
VALUES = ("work", "nonfacility_pe", "facility_pe", "malpractice", "nonfacility_total", "facility_total")

_TITLE = re.compile(r"(20[0-9][0-9]) National Physician Fee Schedule Relative Value File (\w+)", re.IGNORECASE)
_RELEASED = re.compile(r"RELEASED ([0-9]{1,2}/[0-9]{1,2}/[0-9]{4})", re.IGNORECASE)
_RELEASE = re.compile(r"rvu([0-9][0-9])([a-d])(r?)(?![a-z])", re.IGNORECASE)
_QUARTERS = {"a": 1, "b": 4, "c": 7, "d": 10}


class Values:
    """The rows of a fee schedule being gathered: those for the whole service, and the conversion factor they name."""

    def __init__(self, file: PublisherFile) -> None:
        self.file = file
        self.table: Table = []
        self.factor: int | None = None
        self.components = 0

    def add(self, number: int, cells: dict[str, str]) -> None:
        """Take one row in. Raises UserError where it cannot be right."""
        cells = {name: cell.strip() for name, cell in cells.items()}
        code = code_in(self.file, number, cells["code"])
        if cells["modifier"]:
            self.components += 1
            return
        if not re.fullmatch(r"[A-Z]", cells["status"]):
            raise self.file.fault(number, f"{cells['status']!r} is not a status letter")
        value = {name: self._number(number, cells[name], 2) for name in VALUES}
        for place in ("nonfacility", "facility"):
            total = value["work"] + value[f"{place}_pe"] + value["malpractice"]
            if total != value[f"{place}_total"]:
                problem = f"the {place} total of {code} is {cells[place + '_total']}, but its parts add up to another"
                raise self.file.fault(number, problem)
        self._take_factor(number, cells["factor"])
        values = [str(value[name]) for name in VALUES[:4]]
        self.table.append((code, cells["status"], *values, cells["pctc"], cells["mult_proc"]))

    def _take_factor(self, number: int, cell: str) -> None:
        factor = self._number(number, cell, 4)
        if factor and self.factor is None:
            self.factor = factor
        elif factor and factor != self.factor:
            raise self.file.fault(number, f"its conversion factor {cell} is not that of the rows above")

    def _number(self, number: int, cell: str, decimals: int) -> int:
        try:
            return int((Decimal(cell) * 10**decimals).to_integral_value())
        except (InvalidOperation, ValueError, OverflowError):
            raise self.file.fault(number, f"{cell!r} is not a number such as 0.45") from None

    def publication(self, title: str) -> Publication:
        """What was gathered. The title above the table says year and release."""
        if not self.table:
            raise self.file.fault(None, "it has the heading of the fee schedule, but no code")
        if self.factor is None:
            raise self.file.fault(None, "no row of it names a conversion factor")
        left_out = f"{self.components:,} rows for components of a service (modifiers 26, TC, 53) are left out."
        return Publication(
            kind="mpfs",
            columns=OURS,
            table=self.table,
            effective_from=_effective(title, self.file.known_as),
            published=_released(title),
            revision="R" if (found := _RELEASE.search(self.file.known_as)) and found[3] else "",
            conversion_factors={_track(self.file.name) or _track(title) or UNSAID: self.factor},
            note=left_out if self.components else "",
        )


def read_table(file: PublisherFile) -> Publication:
    """The relative values of every code."""
    found, rows = rows_under(file, COLUMNS, "code")
    values = Values(file)
    for number, row in rows:
        values.add(number, row)
    return values.publication(found.title)


def _effective(title: str, names: str) -> date | None:
    """The first day of the quarter: by the title, else by the name of a release (rvu26c) or of the file (_Jul)."""
    titled = _TITLE.search(title)
    if titled and (month := month_in_name(titled[2])):
        return date(int(titled[1]), month, 1)
    release = _RELEASE.search(names)
    if release:
        return date(2000 + int(release[1]), _QUARTERS[release[2].lower()], 1)
    named = re.search(r"PPRRVU(?:20)?([0-9][0-9])_([a-z]{3})", names, re.IGNORECASE)
    if named and (month := month_in_name(named[2])):
        return date(2000 + int(named[1]), month, 1)
    return None


def _released(title: str) -> date | None:
    found = _RELEASED.search(title)
    try:
        return day_in(found[1]) if found else None
    except ValueError:
        return None  # no such day: the title is for people, and nothing is paid by it


def _track(text: str) -> str | None:
    """Whom the conversion factor is for: qualifying participants in alternative payment models (QPP), or the rest."""
    if re.search(r"non[-_ ]?q[a-z]*p|not qualifying", text, re.IGNORECASE):
        return "standard"
    return "qualifying" if re.search(r"(?<![a-z])qpp?(?![a-z])|qualifying", text, re.IGNORECASE) else None


MPFS = FileLayout("fee schedule, relative values (PPRRVU)", "CMS", has_heading(COLUMNS, "code"), read_table)
