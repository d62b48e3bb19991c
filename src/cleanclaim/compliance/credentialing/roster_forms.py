"""The forms of rosters: those that ship (`rosters.toml`), and a payer's own in a file."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Literal, get_args

import msgspec
from msgspec import Struct

from cleanclaim.law.policies.spans import Standing
from cleanclaim.model.errors import UserError
from cleanclaim.nearest import did_you_mean
from cleanclaim.whole_file import MOST_OF_TOML, parse_toml, read_whole_text

TABLE = Path(__file__).with_name("rosters.toml")
RosterField = Literal[
    "npi",
    "last_name",
    "first_name",
    "middle_name",
    "suffix",
    "sex",
    "birth_date",
    "credential",
    "discipline",
    "taxonomy",
    "license_state",
    "license_number",
    "license_ends",
    "caqh_id",
    "email",
    "group_name",
    "group_npi",
    "tax_id",
    "group_taxonomy",
    "site",
    "site_npi",
    "address",
    "address_2",
    "city",
    "state",
    "zip",
    "phone",
    "hired",
    "left",
    "reference",
    "effective",
]
ROSTER_FIELDS: tuple[str, ...] = get_args(RosterField)
FIELD_PLACES: dict[str, str] = {
    **dict.fromkeys(("license_state", "license_number", "license_ends"), "licenses"),
    **dict.fromkeys(("group_name", "group_npi", "tax_id", "group_taxonomy", "phone"), "practice"),
    **dict.fromkeys(("site", "site_npi", "address", "address_2", "city", "state", "zip"), "sites"),
    **dict.fromkeys(("reference", "effective"), "enrollments"),
}
"""In which table a field is entered that is none of `clinicians`."""


class RosterColumn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A column: the field of ours it has, whether it is needed, how long it may be, how a day is written."""

    name: str
    field: RosterField
    needed: bool = False
    longest: int | None = None
    dates: str = "%Y-%m-%d"


class RosterAction(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The column with what changed, and its words."""

    column: str
    add: str
    change: str
    end: str
    same: str = ""


class RosterForm(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A form of roster."""

    name: str
    separator: str
    rows: Literal["clinician", "site"]
    sends: Literal["changes", "all"]
    action: RosterAction
    columns: tuple[RosterColumn, ...]
    refused: tuple[str, ...] = ()
    standing: Standing = "contract"

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that tell one row from another: the NPI's, and the site's where sites have rows."""
        wanted = {"npi", "site"} if self.rows == "site" else {"npi"}
        return tuple(one.name for one in self.columns if one.field in wanted)


@cache
def roster_forms() -> dict[str, RosterForm]:
    """The forms that ship, by name."""
    return msgspec.convert(tomllib.loads(TABLE.read_text("utf-8")), dict[str, RosterForm])


def read_roster_form(path: Path) -> RosterForm:
    """A payer's own form. Raises UserError for one that is wrong or has no column with the NPI."""
    document = parse_toml(read_whole_text(path, most=MOST_OF_TOML), str(path))
    for number, column in enumerate(document.get("columns") or (), 1):
        field = column.get("field") if isinstance(column, dict) else None
        if field not in ROSTER_FIELDS:
            problem = (
                f"column {number} has the field {field!r}, which is none.{did_you_mean(str(field), ROSTER_FIELDS)}"
            )
            raise UserError(str(path), problem, f"Write one of {', '.join(ROSTER_FIELDS)}.")
    try:
        form = msgspec.convert(document, RosterForm)
    except msgspec.ValidationError as wrong:
        remedy = "It has name, separator, rows, sends, action and columns: see `Do the credentialing`."
        raise UserError(str(path), f"is no form of a roster: {wrong}", remedy) from None
    wanted = 2 if form.rows == "site" else 1
    if len(form.key) != wanted:
        raise UserError(str(path), "no column tells its rows apart", "Add a column with npi, and with site by sites.")
    return form
