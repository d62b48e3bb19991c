"""The pages of codes on a claim that are no services: a diagnosis, a modifier, a place of service."""

from datetime import date

from msgspec import Struct

from cleanclaim.explanations.lookup.table_coverage import list_missing_tables
from cleanclaim.law.basis import Basis
from cleanclaim.law.wording import day
from cleanclaim.model.errors import UserError
from cleanclaim.reference.diagnosis_successors import with_point
from cleanclaim.reference.icd10 import State
from cleanclaim.reference.modifiers import Modifier
from cleanclaim.reference.places import PlaceOfService
from cleanclaim.reference.rows import load_rows
from cleanclaim.reference.tables import Tables, tables

DIAGNOSIS_STATE_WORDS: dict[State, str] = {
    "billable": "complete: it can be billed",
    "header": "not complete: it wants more characters",
    "unknown": "not in the list in force on this date",
    "undetermined": "no list on file says whether it can be billed on this date",
}


class DiagnosisPage(Struct, frozen=True, kw_only=True):
    """Everything known about an ICD-10-CM code on a date.

    `said` is `state` in words. `laterality` and `seventh` are None where nobody wrote them down. `complete` are the
    billable codes below one that wants more characters. `gaps` says which release is missing or stale for the date.
    """

    code: str
    on: date
    label: str | None
    state: State
    said: str
    laterality: str | None
    seventh: str | None
    complete: tuple[str, ...]
    release: str | None
    stale: bool
    gaps: tuple[str, ...]


class ModifierPage(Struct, frozen=True, kw_only=True):
    """A modifier, and whether it is in force on the date."""

    modifier: Modifier
    on: date
    in_force: bool
    validity: str


class PlacePage(Struct, frozen=True, kw_only=True):
    """A place of service, and the release that names it."""

    place: PlaceOfService
    releases: tuple[str, ...]


def build_diagnosis_page(code: str, on: date, basis: Basis | None = None) -> DiagnosisPage | None:
    """The page of a diagnosis, written with or without the point; None where no list on file has the code."""
    tables = (basis or Basis()).tables(on)
    bare = code.upper().replace(".", "")
    found = tables.diagnosis(bare)
    if found.state == "unknown" and found.label is None and not _is_listed(bare, tables):
        return None
    return DiagnosisPage(
        code=with_point(bare),
        on=on,
        label=found.label,
        state=found.state,
        said=DIAGNOSIS_STATE_WORDS[found.state],
        laterality=found.laterality,
        seventh=found.seventh,
        complete=_billable_below(bare, tables) if found.state == "header" else (),
        release=found.release,
        stale=found.stale,
        gaps=list_missing_tables(tables, on, ["icd10"]) if found.stale or found.state == "undetermined" else (),
    )


def _is_listed(bare: str, tables: Tables) -> bool:
    lists = [*tables.library.known("icd10", tables.known_on), *tables.library.known("icd10_history", tables.known_on)]
    return any(bare in load_rows(release.file) for release in lists)


def _billable_below(bare: str, tables: Tables) -> tuple[str, ...]:
    lists = tables.library.known("icd10", tables.known_on)[:1]
    below = (row for release in lists for row in load_rows(release.file).beginning(bare))
    return tuple(with_point(row["code"]) for row in below if row["billable"] == "1")


def build_modifier_page(code: str, on: date) -> ModifierPage | None:
    """The page of a modifier; None where we do not know it."""
    modifier = tables(on).modifier(code)
    if modifier is None:
        return None
    in_force, first, last = modifier.valid_on(on), modifier.valid_from, modifier.valid_to
    if last is not None and on > last:
        validity = f"ended on {day(last)}"
    elif first is not None:
        validity = f"in force since {day(first)}" if in_force else f"begins on {day(first)}"
    else:
        validity = "in force"
    return ModifierPage(modifier=modifier, on=on, in_force=in_force, validity=validity)


def build_place_page(code: str, on: date, basis: Basis | None = None) -> PlacePage:
    """The page of a place of service. Raises UserError where no place has these two digits."""
    tables = (basis or Basis()).tables(on)
    place = tables.place(code)
    if place is None:
        remedy = "Write its two digits, such as `cleanclaim codes show pos 11` for an office."
        raise UserError(f"pos {code}", "no place of service has this number.", remedy)
    return PlacePage(
        place=place, releases=tuple(release.name for release in tables.library.known("pos", tables.known_on))
    )
