"""Files of every kind read into one case: what the command line, the office and the library review.

visits · 837P ┐
history       ┤
charts, notes ┼── read_case ──▶ Case ──▶ code · price · review · fix · claim · explain
practice      ┤
overrides     ┘
"""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from pathlib import Path

from msgspec import structs

from cleanclaim.claims.earlier_visits import earlier_visits
from cleanclaim.claims.visits_from_837p import file_date, visits_from_837p
from cleanclaim.exchange.files.charts import read_charts_file
from cleanclaim.exchange.files.example_day import FILED_ON, example_day
from cleanclaim.exchange.files.intake import PracticeNames, SeveralFaultsError, names_of
from cleanclaim.exchange.files.mapping import ColumnMapping, read_mapping
from cleanclaim.exchange.files.notes import read_notes, with_notes
from cleanclaim.exchange.files.overrides import read_overrides
from cleanclaim.exchange.files.practice import read_practice
from cleanclaim.exchange.files.visit_values import quoted
from cleanclaim.exchange.files.visits import read_visits_file
from cleanclaim.exchange.x12.checks.registry import check_ids
from cleanclaim.exchange.x12.lexer import begins_as_x12
from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case, VisitFiles
from cleanclaim.law.practice_payers import with_insurers, with_policies
from cleanclaim.law.review.rule_set import rule_set
from cleanclaim.model.errors import UserError
from cleanclaim.model.file_reading import FileReading
from cleanclaim.model.override import Override
from cleanclaim.model.practice import Practice
from cleanclaim.model.visit import History, Visit
from cleanclaim.pricing.allowed import prepare_case

File = str | Path
_MOST_NAMED = 5
_REPEATED = "Take out those exported twice, give each other visit an id of its own, or run the files one by one."


def overrides_of(path: File) -> list[Override]:
    """The overrides in a file, of rules and of checks of X12 files.

    Raises UserError where the file is wrong, or names a rule that no claim can be written without.
    """
    rules = rule_set()
    required = {name for name, rule_id in rules.ids.items() if rules.rules[rule_id].required}
    return read_overrides(path, rules.ids | check_ids(), required)


def read_case(  # noqa: PLR0913 - all that is known around visits, by name
    visits: File | Sequence[File],
    basis: Basis | None = None,
    *,
    history: File | None = None,
    charts: File | None = None,
    notes: File | None = None,
    practice: File | Practice | None = None,
    overrides: File | None = None,
    payer: str | None = None,
    zip_code: str | None = None,
    locality: str | None = None,
    qualifying: bool = False,
    mapping: File | None = None,
    strict: bool = True,
    progress: Callable[[int], None] | None = None,
) -> Case:
    """The case that some files make: a file of visits, or several, or an 837P, and what is known around them.

    `history`: earlier visits of the same patients, for the yearly threshold; claims sent (837P) and remittances (835)
    will do. `charts`: plans of care, progress reports, authorizations, benefits. `notes`: the notes of the visits.
    `practice`: its TOML file, or a practice that was read. `overrides`: the findings to let pass. `payer`: take all
    visits as if this payer paid them. `zip_code`, `locality` and `qualifying` are as for `Case`. Where the place is
    known, the fee schedule in force by `basis` gives the amounts allowed that are not entered. `mapping`: what the
    columns and words of the visits and the history stand for, a TOML file or a ready one by its name. Unless `strict`,
    visits that cannot be read whole are set aside, and `readings` of the case names them; it names the columns not used
    in any case. `progress` is called with the services, or of an 837P the bytes, read so far.

    Raises UserError, naming file, row and field, where a file cannot be read or two have a visit of the same id.

        >>> import cleanclaim
        >>> day = "examples/clinic-day"
        >>> case = cleanclaim.read_case(
        ...     f"{day}/visits.csv", history=f"{day}/history.json", practice=f"{day}/practice.toml"
        ... )
        >>> len(case.visits), case.practice.billing.name
        (44, 'Example Way Therapy PLLC')
    """
    files = _named_files(visits)
    entered = read_mapping(mapping) if mapping else None
    if practice is not None and not isinstance(practice, Practice):
        practice = read_practice(Path(practice), payer_words=entered.values.get("payer") if entered else None)
    if practice is not None:
        practice = with_policies(practice, basis or Basis())
    case = Case(
        visits=(),
        practice=practice,
        zip_code=zip_code,
        locality=locality,
        qualifying=qualifying,
        overrides=tuple(overrides_of(overrides)) if overrides else (),
        name=", ".join(Path(file).name for file in files),
    )
    if begins_as_x12(files[0]):
        claims = visits_from_837p(files[0], practice, progress)
        found = claims.visits
        case = structs.replace(case, of_claims=True, voids=claims.voids, filed_on=file_date(files[0]))
    else:
        found, readings = _read_visits(files, names_of(practice), entered, strict=strict, progress=progress)
        case = structs.replace(case, readings=readings)
    if payer:
        found = [structs.replace(visit, payer=payer) for visit in found]
    if practice is not None:
        case = structs.replace(case, readings=(*case.readings, *practice.readings))
    earlier: list[Visit] = []
    unread: frozenset[tuple[str | None, date | None]] = frozenset()
    if history:
        earlier, reading = _read_history(history, case, entered, strict=strict)
        unread = reading.days_set_aside
        case = structs.replace(case, readings=(*case.readings, reading))
    if notes:
        texts = read_notes(notes)
        found, earlier = with_notes(found, texts), with_notes(earlier, texts)
        here = {visit.visit_id for visit in (*found, *earlier)}
        case = structs.replace(case, readings=(*case.readings, _reading_of(notes, "notes", "visit", texts, here)))
    charts_by_patient: dict[str, History] = {}
    if charts:
        charts_by_patient, of_charts = read_charts_file(charts)
        patients = {visit.patient_id for visit in (*found, *earlier) if visit.patient_id}
        more = _reading_of(charts, "charts", "patient", charts_by_patient, patients)
        of_charts = structs.replace(of_charts, notes=(*of_charts.notes, *more.notes)) if of_charts else more
        case = structs.replace(case, readings=(*case.readings, of_charts))
    if practice is not None:
        found, earlier = with_insurers(found, practice), with_insurers(earlier, practice)
    read = VisitFiles(visits=tuple(found), earlier=tuple(earlier), charts=charts_by_patient, earlier_unread=unread)
    return prepare_case(structs.replace(case, visit_files=read), basis)


def _named_files(visits: File | Sequence[File]) -> list[File]:
    """The files that are named, one at least. Raises UserError for a file of claims that is not alone."""
    files = [visits] if isinstance(visits, str | Path) else list(visits)
    if not files:
        raise UserError("The visits", "no file is named", "Name a file of visits, or several.")
    for file in files if len(files) > 1 else ():
        if begins_as_x12(file):
            raise UserError(str(file), "is a file of claims, and others are named with it", "Give it by itself.")
    return files


def _read_visits(
    files: Sequence[File],
    names: PracticeNames,
    mapping: ColumnMapping | None,
    *,
    strict: bool,
    progress: Callable[[int], None] | None,
) -> tuple[list[Visit], tuple[FileReading, ...]]:
    """The visits of some files, in the order of the files, and what came of reading each.

    Raises UserError where a visit's id is in two of them: they may be two visits, or one that was exported twice.
    """
    found: list[Visit] = []
    readings: list[FileReading] = []
    file_of: dict[str, int] = {}
    again: dict[tuple[int, int], list[str]] = {}
    read_before = 0
    for number, file in enumerate(files):
        report = (lambda count, before=read_before: progress(before + count)) if progress else None
        visits, reading = read_visits_file(file, mapping=mapping, names=names, strict=strict, progress=report)
        for visit in visits:
            if (other := file_of.setdefault(visit.visit_id, number)) != number:
                again.setdefault((other, number), []).append(visit.visit_id)
        found += visits
        readings.append(structs.replace(reading, visits_read=len(visits)))
        read_before += sum(len(visit.services) for visit in visits)
    faults = [
        UserError(str(files[number]), f"{files[other]} has visit {_listed(ids)} too.", _REPEATED)
        for (other, number), ids in again.items()
    ]
    if faults:
        raise faults[0] if len(faults) == 1 else SeveralFaultsError(faults, len(faults), len(faults), "file")
    return found, tuple(readings)


def _read_history(
    path: File, case: Case, mapping: ColumnMapping | None, *, strict: bool
) -> tuple[list[Visit], FileReading]:
    """The earlier visits in a file of visits, of claims sent or of remittances, and what came of reading it."""
    if not begins_as_x12(path):
        return read_visits_file(path, mapping=mapping, names=names_of(case.practice), strict=strict)
    found = earlier_visits(path, case.practice, by_card=case.of_claims)
    notes = ["Earlier visits are taken from claims, which tell no minutes."]
    if found.again:
        notes.append(f"Replaced or sent again in the file, and counted once: {_listed(found.again)}.")
    if found.strangers and case.practice is None:
        notes.append(f"Of {found.strangers:,} of {len(found.visits):,} the patient is not known without --practice.")
    elif found.strangers:
        notes.append(f"Of {found.strangers:,} of {len(found.visits):,} the practice's file does not know the patient.")
    return found.visits, FileReading(file=str(path), format="x12", notes=tuple(notes))


def _reading_of(path: File, kind: str, whose: str, found: Collection[str], here: Collection[str]) -> FileReading:
    """What came of a file of notes or charts: how many are of no visit or patient of the other files."""
    strange = [named for named in found if named not in here]
    note = f"{len(strange):,} of {len(found):,} {kind} are of no {whose} here: {_listed(strange)}."
    ending = Path(path).suffix.lower().removeprefix(".")
    form = {"jsonl": "ndjson", "parquet": "parquet", "ndjson": "ndjson"}.get(ending, "json")
    return FileReading(file=str(path), format=form, notes=(note,) if strange else ())


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST_NAMED:,} more" if len(names) > _MOST_NAMED else ""
    return ", ".join(quoted(named) for named in names[:_MOST_NAMED]) + more


def example_case(basis: Basis | None = None) -> Case:
    """The example clinic's day, with the month before it and the practice; filed on the day after."""
    folder = example_day()
    case = read_case(folder / "visits.csv", basis, history=folder / "history.json", practice=folder / "practice.toml")
    return structs.replace(case, filed_on=FILED_ON, name="The example day")
