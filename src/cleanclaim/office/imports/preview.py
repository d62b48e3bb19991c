"""What came of reading a file and what taking it would do, as it is stored with the import and shown."""

from collections.abc import Mapping
from itertools import islice
from types import MappingProxyType

from msgspec import Struct, structs

from cleanclaim.office.imports.file_read import BadCell, FileRead, PreviewColumn
from cleanclaim.office.imports.named import NameClash
from cleanclaim.office.imports.older import OlderVisits
from cleanclaim.office.imports.rivals import Rival
from cleanclaim.office.imports.taking import TakePlan
from cleanclaim.office.imports.twins import Twin
from cleanclaim.office.imports.wording import in_words_of_page, label_of

MOST_NAMED = 50
EMPTY: Mapping[str, str] = MappingProxyType({})


class UnknownPatient(Struct, frozen=True):
    """A patient of the file who is not here: the number, how many visits, and who it is by what was said before."""

    number: str
    visits: int
    may_be: str = ""


class ImportPreview(Struct, frozen=True, kw_only=True):
    """What the page shows. `rows` are those that would be taken, services or patients; `rows_aside` those that not.

    `signed`, `strangers` and `unusable` are numbers of visits that stay out, the first of them named; `along` those
    that are set aside with others, each with its reason; `here` those that are here already, each with which it is;
    `twins` patients who may be; `rivals` rows of one patient and payer; `aside` the rows of a schedule that stay out.
    `ask_relationship`: no column says whose insurance a patient's is. `ask_discipline`: visits whose discipline nothing
    tells; `ask_part`: no column says which part of a chart rows are of. `of`: which reading of the file it is
    of, `practice`: by which version of the practice's file, `by_another_practice`: the reading before was by another.
    `older`: visits that may have been billed before. `differing`: visits that say something else here, each with what;
    `unknown_patients` who is not here; `called` the numbers whose patient here is called otherwise.
    """

    kind: str
    columns: tuple[PreviewColumn, ...] = ()
    words: dict[str, tuple[str, ...]] = {}
    cells: tuple[BadCell, ...] = ()
    cells_counted: int = 0
    not_used: tuple[str, ...] = ()
    left_out: dict[str, int] = {}
    notes: tuple[str, ...] = ()
    problem: str = ""
    remedy: str = ""
    rows: int = 0
    rows_aside: int = 0
    records: int = 0
    patients: int = 0
    cents: int = 0
    added: int = 0
    changed: int = 0
    as_before: int = 0
    unsigned: int = 0
    signed: tuple[str, ...] = ()
    strangers: tuple[str, ...] = ()
    unusable: tuple[str, ...] = ()
    out_counted: int = 0
    along: dict[str, str] = {}
    along_counted: int = 0
    here: dict[str, str] = {}
    here_counted: int = 0
    twins: tuple[Twin, ...] = ()
    rivals: tuple[Rival, ...] = ()
    aside: tuple[str, ...] = ()
    aside_counted: int = 0
    ask_relationship: bool = False
    ask_discipline: int = 0
    ask_part: bool = False
    of: int = 0
    practice: int | None = None
    by_another_practice: bool = False
    sent: tuple[str, ...] = ()
    differing: dict[str, tuple[str, ...]] = {}
    differing_counted: int = 0
    unknown_patients: tuple[UnknownPatient, ...] = ()
    called: tuple[NameClash, ...] = ()
    called_counted: int = 0
    older: OlderVisits | None = None

    @property
    def all_rows(self) -> int:
        """The rows of the file."""
        return self.rows + self.rows_aside

    @property
    def can_correct(self) -> bool:
        """Whether any of the bad cells that are listed is corrected on the page."""
        return any(cell.field for cell in self.cells)

    @property
    def dollars(self) -> str:
        """The charges of what would be taken."""
        return f"${self.cents // 100:,}.{self.cents % 100:02}"

    @property
    def to_take(self) -> int:
        """How many records would be added or changed."""
        return self.added + self.changed


def build_preview(read: FileRead, plan: TakePlan, merged: Mapping[str, str] = EMPTY, of: int = 0) -> ImportPreview:
    """The preview of a file that was read for the `of`-th time. `merged`: who patients are by what was said before.

    Rows are counted here alone: each row of the file is taken or set aside.
    """
    out = set(plan.out)
    aside = sum(len(visit.services) for visit in read.visits if visit.visit_id in out) + len(plan.aside)
    aside += sum(read.rows_of.get(one.number, 0) for one in plan.twins if not one.choice)
    aside += sum(read.rows_of.get(patient, 1) for patient in read.charts if patient in out)
    aside += sum(read.rows_of.get(number, 0) for number in plan.misnamed)
    rows = {
        "patients": sum(read.rows_of.values()) - aside,
        "appointments": plan.added + plan.changed + plan.as_before,
    }
    named = (*read.waiting, *(plan.aside[row] for row in sorted(plan.aside)))
    return ImportPreview(
        kind=read.kind,
        columns=tuple(structs.replace(one, may_be=_label(one.may_be)) for one in read.columns),
        words=read.words,
        cells=tuple(
            structs.replace(one, problem=in_words_of_page(one.problem), remedy=in_words_of_page(one.remedy))
            for one in read.cells
        ),
        cells_counted=read.cells_counted,
        not_used=read.not_used,
        left_out={in_words_of_page(kind): rows for kind, rows in read.left_out.items()},
        notes=tuple(map(in_words_of_page, read.notes)),
        problem=in_words_of_page(read.problem),
        remedy=in_words_of_page(read.remedy),
        rows=rows.get(read.kind, plan.services),
        rows_aside=read.rows_aside + aside,
        records=plan.added + plan.changed + plan.as_before,
        patients=len(plan.patients),
        cents=plan.cents,
        added=plan.added,
        changed=plan.changed,
        as_before=plan.as_before,
        unsigned=len(read.unsigned),
        signed=tuple(plan.signed[:MOST_NAMED]),
        strangers=tuple(plan.strangers[:MOST_NAMED]),
        unusable=tuple(plan.unusable[:MOST_NAMED]),
        out_counted=len(plan.signed) + len(plan.sent) + len(plan.strangers) + len(plan.unusable),
        along=dict(islice(read.along.items(), MOST_NAMED)),
        along_counted=len(read.along),
        here=dict(islice(plan.here.items(), MOST_NAMED)),
        here_counted=len(plan.here),
        twins=tuple(plan.twins[:MOST_NAMED]),
        rivals=tuple(read.rivals[:MOST_NAMED]),
        aside=named[:MOST_NAMED],
        aside_counted=len(named),
        ask_relationship=read.ask_relationship,
        ask_discipline=read.ask_discipline,
        ask_part=read.ask_part,
        of=of,
        sent=tuple(plan.sent[:MOST_NAMED]),
        differing={number: tuple(lines) for number, lines in islice(plan.differing.items(), MOST_NAMED)},
        differing_counted=len(plan.differing),
        unknown_patients=tuple(
            UnknownPatient(number, visits, merged.get(number, ""))
            for number, visits in islice(plan.unknown_patients.items(), MOST_NAMED)
        ),
        called=tuple(islice(plan.called.values(), MOST_NAMED)),
        called_counted=len(plan.called),
    )


def _label(field: str) -> str:
    return label_of(field).strip('"') if field else ""
