"""What a person says of a file: what its columns and words stand for, and what bad cells should say."""

from collections.abc import Collection
from datetime import date
from hashlib import sha256

from msgspec import Struct, structs

from cleanclaim.exchange.files.column_names import CLINICIAN
from cleanclaim.exchange.files.fields import SERVICE_FIELDS, VISIT_FIELDS
from cleanclaim.exchange.files.mapping import NO_MAPPING, ColumnMapping, recognize
from cleanclaim.exchange.files.name_keys import name_key
from cleanclaim.exchange.files.visit_values import word_key
from cleanclaim.model.about import fields_of
from cleanclaim.model.visit import Service, Visit

TAKE, REPLACE, ALL = "take", "replace", "*"
"""What somebody chooses: another visit than the one here; the file's word; that of all visits."""
SIGNED = "signed"
"""What a column may also be: whether the visit was signed where the file comes from."""
KINDS = {"visits": "visits", "patients": "patients", "appointments": "appointments", "charts": "charts"}
"""What a file of rows may be of, with the word for it."""


class CellCorrection(Struct, frozen=True):
    """What a cell should say, by its row as a person finds it and its field."""

    row: int
    field: str
    text: str


class ImportChoices(Struct, frozen=True, kw_only=True):
    """What somebody said of a file. `columns` are by heading, an empty field is a column not used.

    `words` are by field. `billed`: the visits were billed before they came here, and are history; None where nobody
    said. `billed_before`: those of before that day were. `day_first`: the day stands before the month in dates. `kind`:
    what the file is of, where its columns do not tell. `always`: what holds for all rows. `twins`: of patients who may
    be here already, by their numbers, what they are. `rivals`: of rows of one patient and payer, the one that counts.
    `here`: of visits that are here already by their numbers, that they are others. `replace`: of visits that are here
    and say something else, that the file's word counts; `*`: of all. `same`: of the file's patients who are not here,
    by their numbers, who they are here. `called`: of numbers whose patient here is called otherwise, that it is the
    same person; `*`: of all.
    """

    columns: dict[str, str] = {}
    words: dict[str, dict[str, str]] = {}
    corrections: tuple[CellCorrection, ...] = ()
    billed: bool | None = None
    billed_before: date | None = None
    day_first: bool = False
    kind: str = ""
    always: dict[str, str] = {}
    twins: dict[str, str] = {}
    rivals: dict[str, str] = {}
    here: dict[str, str] = {}
    replace: dict[str, str] = {}
    same: dict[str, str] = {}
    called: dict[str, str] = {}

    @property
    def signed_heading(self) -> str:
        """The column that says whether a visit was signed; empty where none does."""
        return next((heading for heading, field in self.columns.items() if field == SIGNED), "")

    def for_like_files(self) -> "ImportChoices":
        """What holds for the next file with the same heading too: whether that was billed already is asked anew."""
        called = {key: choice for key, choice in self.called.items() if key != ALL}
        return structs.replace(
            self,
            corrections=(),
            twins={},
            rivals={},
            here={},
            replace={},
            called=called,
            billed=None,
            billed_before=None,
        )

    def is_typed_since(self, before: "ImportChoices") -> bool:
        """Whether nothing but what is typed is other than before: cells, and who patients are."""
        return structs.replace(self, corrections=before.corrections, same=before.same) == before


def build_mapping(choices: ImportChoices, headings: Collection[str]) -> ColumnMapping | None:
    """The mapping by which a file of these headings is read; None where nobody said anything of it."""
    if not choices.columns and not choices.words and not choices.day_first:
        return None
    found = recognize(headings)
    base = found[1] if found else NO_MAPPING
    columns = {name_key(heading): "" if field == SIGNED else field for heading, field in choices.columns.items()}
    words = {field: {word_key(word): text for word, text in named.items()} for field, named in choices.words.items()}
    return structs.replace(
        base,
        day_first=choices.day_first or base.day_first,
        columns=base.columns | columns,
        headings=base.headings | {name_key(heading): heading for heading in choices.columns},
        values={field: base.values.get(field, {}) | words.get(field, {}) for field in {*base.values, *words}},
    )


def schedule_mapping(choices: ImportChoices) -> ColumnMapping:
    """The mapping by which a schedule is read."""
    return structs.replace(
        NO_MAPPING,
        day_first=choices.day_first,
        columns={name_key(heading): field for heading, field in choices.columns.items()},
        values={
            field: {word_key(word): text for word, text in named.items()} for field, named in choices.words.items()
        },
    )


def heading_key(headings: Collection[str]) -> str:
    """By what files with the same columns are known."""
    return sha256("\n".join(sorted(map(name_key, headings))).encode()).hexdigest()


def field_labels() -> dict[str, str]:
    """What a column may be, as people call it, those that every file has first."""
    first = ("patient_id", "service_date", CLINICIAN, "payer", "code", "minutes", "units", "modifiers", "diagnoses")
    about = {**fields_of(Visit), **fields_of(Service)}
    labels = {name: about[name].about.meaning.removeprefix("the ") for name in (*VISIT_FIELDS, *SERVICE_FIELDS)}
    labels |= {
        CLINICIAN: "clinician, by name or NPI",
        "provider_npi": "clinician's NPI",
        SIGNED: "whether it is signed",
    }
    ordered = (*first, *(name for name in labels if name not in first))
    return {name: labels[name][0].upper() + labels[name][1:] for name in ordered}
