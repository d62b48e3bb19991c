"""A roster: everybody's record in a payer's form, with what was added, changed or ended since the last one.

The record of a clinician is the same for all; a form says which of its fields stand in which column. What the payer
would reject is found first: needed cells that are empty, texts that are too long, words such as N/A.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Literal

from msgspec import Struct

from cleanclaim.compliance.credentialing.roster_forms import FIELD_PLACES, RosterColumn, RosterForm
from cleanclaim.law.chart.credentials import covers, is_employed
from cleanclaim.model.credentialing import Application, CredentialedClinician, Credentials, CredentialSite
from cleanclaim.model.errors import UserError
from cleanclaim.model.practice import License

Change = Literal["add", "change", "end", "same"]
RosterRecord = Mapping[str, str | date | None]
_DISCIPLINES = {"PT": "PT", "PTA": "PT", "OT": "OT", "OTA": "OT", "SLP": "ST"}


class RosterRow(Struct, frozen=True, kw_only=True):
    """A row: its cells by column, what changed since the last roster, and which columns did."""

    of: str
    cells: dict[str, str]
    change: Change
    changed: tuple[str, ...] = ()


class RosterFault(Struct, frozen=True):
    """What the payer would reject: whose row, which column, what is wrong, what to do."""

    of: str
    column: str
    problem: str
    remedy: str


class Roster(Struct, frozen=True, kw_only=True):
    """A roster with its faults. `not_licensed`: who has no row at a site, for want of a license of its state."""

    form: RosterForm
    rows: tuple[RosterRow, ...]
    faults: tuple[RosterFault, ...]
    not_licensed: tuple[tuple[str, str], ...] = ()

    @property
    def sent(self) -> list[RosterRow]:
        """The rows that are sent."""
        return [one for one in self.rows if self.form.sends == "all" or one.change != "same"]

    def write(self) -> bytes:
        """The file as the form wants it."""
        form, text = self.form, io.StringIO(newline="")
        writer = csv.writer(text, delimiter=form.separator, lineterminator="\r\n")
        writer.writerow([form.action.column, *(one.name for one in form.columns)])
        for row in self.sent:
            action = getattr(form.action, row.change)
            writer.writerow([action, *(row.cells[one.name] for one in form.columns)])
        return text.getvalue().encode()


def make_roster(
    credentials: Credentials,
    form: RosterForm,
    on: date,
    last: Sequence[Mapping[str, str]] = (),
    payer: str | None = None,
) -> Roster:
    """The roster of a day. `last`: the rows of the one before; `payer`: only who applied to that payer."""
    faults: list[RosterFault] = []
    before = {tuple(row[name] for name in form.key): row for row in last}
    rows, seen = [], set()
    for who, record in _records(credentials, form, on, payer):
        cells = {one.name: _cell(one, record) for one in form.columns}
        key = tuple(cells[name] for name in form.key)
        seen.add(key)
        faults += _faults(who, form, cells)
        old = before.get(key)
        changed = () if old is None else tuple(name for name in cells if cells[name] != old.get(name, ""))
        change: Change = "add" if old is None else "change" if changed else "same"
        rows.append(RosterRow(of=who, cells=cells, change=change, changed=changed))
    for key, old in before.items():
        if key not in seen:
            cells = {one.name: old.get(one.name, "") or _end(one, old, form, credentials) for one in form.columns}
            rows.append(RosterRow(of=_old_name(form, cells), cells=cells, change="end"))
    apart = tuple(_not_licensed(credentials, form, on, payer))
    return Roster(form=form, rows=tuple(rows), faults=tuple(faults), not_licensed=apart)


def read_last_roster(content: bytes, form: RosterForm, file: str) -> list[dict[str, str]]:
    """The rows of a roster that was sent, but for those that ended. Raises UserError where it is none of the form."""
    try:
        reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=form.separator, strict=True)
        rows = list(reader)
    except (UnicodeDecodeError, csv.Error) as wrong:
        raise UserError(file, f"cannot be read: {wrong}", "Name the roster as it was written.") from None
    missing = [one.name for one in form.columns if one.name not in (reader.fieldnames or ())]
    if missing:
        problem = f"is no {form.name}: it has no column {', '.join(missing)}"
        raise UserError(file, problem, "Name the last roster in the same form.")
    return [
        {name: cell or "" for name, cell in row.items() if isinstance(name, str) and isinstance(cell, str | None)}
        for row in rows
        if row.get(form.action.column) != form.action.end
    ]


def _records(
    credentials: Credentials, form: RosterForm, on: date, payer: str | None
) -> Iterator[tuple[str, RosterRecord]]:
    """Everybody's record, once or at every site of a state of which they have a license."""
    for who, mine in _on_roster(credentials, on, payer):
        licensed = _licensed_sites(credentials, who, on)
        applied = [place for place in licensed if _at(place, mine)]
        sites = licensed if form.rows == "site" else (applied or licensed)[:1]
        for place in sites:
            here = _at(place, mine)
            if payer is None or here or form.rows == "clinician":
                yield who.name, _record(credentials, who, place, on, here[0] if here else None)


def _on_roster(
    credentials: Credentials, on: date, payer: str | None
) -> Iterator[tuple[CredentialedClinician, list[Application]]]:
    """Who is on the staff and, of a payer's roster, applied to it; with the applications to it."""
    for who in credentials.clinicians.values():
        mine = [one for one in who.applications or () if one.enrollment.payer == payer and _stands(one, on)]
        if is_employed(who.clinician, on) and (payer is None or mine):
            yield who, mine


def _at(place: CredentialSite, applications: Sequence[Application]) -> list[Application]:
    return [one for one in applications if one.site in {None, place.site.name}]


def _licensed_sites(credentials: Credentials, who: CredentialedClinician, on: date) -> tuple[CredentialSite, ...]:
    """The sites of the states of which somebody has a license; all, where none of any state is known: then the cells
    of the license are missed.
    """
    own = who.clinician.licenses or ()
    found = tuple(one for one in credentials.sites if _license(own, one.site.address.state, on))
    return found or credentials.sites


def _not_licensed(credentials: Credentials, form: RosterForm, on: date, payer: str | None) -> Iterator[tuple[str, str]]:
    """Who has no row at which site, of a form with a row for each, as no license of its state covers the day."""
    if form.rows != "site":
        return
    for who, mine in _on_roster(credentials, on, payer):
        licensed = _licensed_sites(credentials, who, on)
        for place in credentials.sites:
            if place not in licensed and (payer is None or _at(place, mine)):
                yield who.name, place.site.name


def _stands(one: Application, on: date) -> bool:
    """Whether an application is under way or in effect."""
    each = one.enrollment
    return not each.denied and (each.ends is None or each.ends >= on)


def _record(
    credentials: Credentials, who: CredentialedClinician, place: CredentialSite, on: date, one: Application | None
) -> RosterRecord:
    """Every field of a clinician at a site."""
    own, practice, site = who.clinician, credentials.practice, place.site
    paper = _license(own.licenses or (), site.address.state, on)
    return {
        "npi": own.npi,
        "last_name": own.name.last,
        "first_name": own.name.first,
        "middle_name": own.name.middle,
        "suffix": own.name.suffix,
        "sex": who.sex,
        "birth_date": who.birth_date,
        "credential": own.credential,
        "discipline": _DISCIPLINES[own.credential],
        "taxonomy": own.taxonomy,
        "license_state": paper.state if paper else None,
        "license_number": paper.number if paper else None,
        "license_ends": paper.ends if paper else None,
        "caqh_id": who.caqh_id,
        "email": who.email,
        "group_name": credentials.practice_name,
        "group_npi": practice.npi,
        "tax_id": practice.tax_id,
        "group_taxonomy": practice.taxonomy,
        "site": site.name,
        "site_npi": site.npi,
        "address": site.address.line1,
        "address_2": site.address.line2,
        "city": site.address.city,
        "state": site.address.state,
        "zip": site.address.zip_code,
        "phone": practice.phone,
        "hired": own.hired,
        "left": own.left,
        "reference": one.reference if one else None,
        "effective": one.enrollment.begins if one else None,
    }


def _license(licenses: Sequence[License], state: str, on: date) -> License | None:
    """The license of a state that covers the day, a full one before a privilege; None where none does."""
    here = [one for one in licenses if one.state == state and covers(one, on)]
    return min(here, key=lambda one: (one.temporary, one.compact), default=None)


def _cell(column: RosterColumn, record: RosterRecord) -> str:
    value = record[column.field]
    if value is None:
        return ""
    return value.strftime(column.dates) if isinstance(value, date) else " ".join(value.split())


def _faults(of: str, form: RosterForm, cells: Mapping[str, str]) -> Iterator[RosterFault]:
    """What the payer would reject in a row."""
    for column in form.columns:
        cell = cells[column.name]
        table = FIELD_PLACES.get(column.field, "clinicians")
        if not cell and column.needed:
            remedy = f"Enter {column.field.removeprefix('license_')} in {table}."
            yield RosterFault(of, column.name, "is needed, and empty", remedy)
        elif cell.upper() in form.refused:
            yield RosterFault(
                of, column.name, f'"{cell}" is refused', f"Enter what it is, or leave it empty in {table}."
            )
        elif column.longest is not None and len(cell) > column.longest:
            problem = f"has {len(cell)} letters, {column.longest} are taken"
            yield RosterFault(of, column.name, problem, f"Shorten it in {table}.")
        elif form.separator in cell and form.separator != ",":
            yield RosterFault(of, column.name, f"has the separator {form.separator}", f"Take it out in {table}.")


def _end(column: RosterColumn, old: Mapping[str, str], form: RosterForm, credentials: Credentials) -> str:
    """The last day on the staff of who is no longer in it, for the column that has it."""
    npi = next(old.get(one.name, "") for one in form.columns if one.field == "npi")
    who = credentials.clinicians.get(npi)
    return _cell(column, {"left": who.clinician.left}) if who and column.field == "left" else ""


def _old_name(form: RosterForm, cells: Mapping[str, str]) -> str:
    """Who a row of the last roster is about."""
    by_field = {one.field: cells[one.name] for one in form.columns}
    return f"{by_field.get('first_name', '')} {by_field.get('last_name', '')}".strip() or by_field.get("npi", "")
