"""An extract of the registry of NPIs (NPPES dissemination file), read for the NPIs that are wanted.

The file has some 330 columns and goes by their names; of the monthly one, which has nine gigabytes, and of the weekly
one, only rows of wanted NPIs are taken in.
"""

from collections.abc import Collection, Mapping
from pathlib import Path

from cleanclaim.exchange.files.published_csv import PublishedCsv, published_day
from cleanclaim.model.errors import UserError
from cleanclaim.model.nppes import NppesEntry, NppesExtract
from cleanclaim.model.practice import Address

_MOST = 15
"""Taxonomies and licenses of an entry."""
_ENTITY, _OTHER = "Entity Type Code", "Provider Other Last Name"
_ORGANIZATION = "Provider Organization Name (Legal Business Name)"
_LAST, _FIRST = "Provider Last Name (Legal Name)", "Provider First Name"
_DEACTIVATED, _REACTIVATED, _UPDATED = "NPI Deactivation Date", "NPI Reactivation Date", "Last Update Date"
_TAXONOMY, _PRIMARY = "Healthcare Provider Taxonomy Code_{}", "Healthcare Provider Primary Taxonomy Switch_{}"
_LICENSE, _LICENSE_STATE = "Provider License Number_{}", "Provider License Number State Code_{}"
_PLACES = {"mailing": "Business Mailing Address", "location": "Business Practice Location Address"}
"""What the columns of each address are called."""
_NEEDED = ("NPI", _ENTITY, _LAST, _FIRST, _TAXONOMY.format(1), _DEACTIVATED)


def _address_columns(kind: str) -> list[str]:
    """Two lines, city, state and ZIP."""
    place = _PLACES[kind]
    lines = [f"Provider {line} Line {place}" for line in ("First", "Second")]
    return lines + [f"Provider {place} {part}" for part in ("City Name", "State Name", "Postal Code")]


def _columns() -> list[str]:
    numbered = [name.format(at) for name in (_TAXONOMY, _PRIMARY, _LICENSE, _LICENSE_STATE) for at in _numbers()]
    places = [name for kind in _PLACES for name in _address_columns(kind)]
    return [_ORGANIZATION, _OTHER, _REACTIVATED, _UPDATED, *numbered, *places]


def _numbers() -> range:
    return range(1, _MOST + 1)


def read_nppes(path: Path, wanted: Collection[str]) -> NppesExtract:
    """The rows of wanted NPIs. Raises UserError for another file, and for a row of theirs that cannot be read."""
    table = PublishedCsv(path, "extract of NPPES", _NEEDED, _columns())
    found: dict[str, NppesEntry] = {}
    for number, row in table.rows():
        if row["NPI"] in wanted:
            try:
                found[row["NPI"]] = _entry(row, number)
            except ValueError as wrong:
                place = f"{path}, row {number}"
                raise UserError(place, f"cannot be read: {wrong}", "Download the file again.") from None
    return NppesExtract(file=path.name, sha256=table.sha256, entries=found, rows=table.counted, not_used=table.not_used)


def _entry(row: Mapping[str, str], number: int) -> NppesEntry:
    codes = [(row.get(_TAXONOMY.format(at), ""), row.get(_PRIMARY.format(at), "")) for at in _numbers()]
    licenses = [(row.get(_LICENSE.format(at), ""), row.get(_LICENSE_STATE.format(at), "")) for at in _numbers()]
    return NppesEntry(
        npi=row["NPI"],
        entity=int(row[_ENTITY]) if row[_ENTITY] in {"1", "2"} else None,
        name=row.get(_ORGANIZATION, ""),
        last=row[_LAST],
        first=row[_FIRST],
        other_last=row.get(_OTHER, ""),
        mailing=_address(row, "mailing"),
        location=_address(row, "location"),
        taxonomies=tuple(code for code, _ in codes if code),
        primary=next((code for code, switch in codes if switch.upper() == "Y"), None),
        licenses=tuple((number_of, state) for number_of, state in licenses if number_of),
        deactivated=published_day(row[_DEACTIVATED]),
        reactivated=published_day(row.get(_REACTIVATED, "")),
        updated=published_day(row.get(_UPDATED, "")),
        row=number,
    )


def _address(row: Mapping[str, str], kind: str) -> Address | None:
    first, second, city, state, code = (row.get(name, "") for name in _address_columns(kind))
    if not first:
        return None
    return Address(line1=first, line2=second or None, city=city, state=state, zip_code=code.replace("-", ""))
