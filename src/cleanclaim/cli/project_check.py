"""Every fault of every file of a project, and what a claim of its visits would lack."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click
from msgspec import Struct

from cleanclaim.cases import overrides_of, read_case
from cleanclaim.cli.inputs import load_practice
from cleanclaim.cli.main import app
from cleanclaim.cli.project_options import place_of, read_defaults
from cleanclaim.exchange.files.charts import read_charts_file
from cleanclaim.exchange.files.intake import SeveralFaultsError, names_of
from cleanclaim.exchange.files.mapping import ColumnMapping, read_mapping
from cleanclaim.exchange.files.notes import read_notes
from cleanclaim.exchange.files.project import Project
from cleanclaim.exchange.files.value_checks import patient_faults
from cleanclaim.exchange.files.visits import read_visits_file
from cleanclaim.exchange.x12.lexer import begins_as_x12
from cleanclaim.law.basis import Basis
from cleanclaim.law.policies.own_payers import own_payer_files
from cleanclaim.law.policies.policy import payer_file, payer_names
from cleanclaim.law.review.review import review
from cleanclaim.law.review.rule_set import needs, rule_set
from cleanclaim.model.errors import UserError
from cleanclaim.model.file_reading import RowFault
from cleanclaim.model.finding import Finding
from cleanclaim.model.practice import Practice

T = TypeVar("T")
_MOST_NAMED = 5
_ROW = re.compile(r"\brow ([0-9,]+)")
_COLUMN = re.compile(r"\bcolumn (.+)$")


class FileFault(Struct, frozen=True, kw_only=True):
    """One fault: the file, where in it, what is wrong, what to write. `row` and `column` where it is a table."""

    file: str
    where: str
    problem: str
    remedy: str
    row: int | None = None
    column: str | None = None


class ProjectCheck(Struct, frozen=True, kw_only=True):
    """What came of checking a project. `unchecked` are files that need another to be right first."""

    files: list[str]
    faults: list[FileFault]
    unchecked: list[str]
    notes: list[str]


class _Checker:
    """Reads the files of a project one after the other, and goes on where one is wrong."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.faults: list[FileFault] = []
        self.files: list[str] = [str(project.file)]
        self.unchecked: list[str] = []
        self.notes: dict[str, None] = {}

    def take(self, file: str | Path, error: UserError | RowFault) -> None:
        """Note a fault of a file once."""
        for one in error.errors if isinstance(error, SeveralFaultsError) else [error]:
            fault = _fault(str(file), one)
            known = {(other.file, other.where, other.problem) for other in self.faults}
            if (fault.file, fault.where, fault.problem) not in known:
                self.faults.append(fault)

    def read(self, file: str | Path, read_as: Callable[[], T]) -> T | None:
        """What a file says; None where it is wrong."""
        if str(file) not in self.files:
            self.files.append(str(file))
        try:
            return read_as()
        except UserError as error:
            self.take(file, error)
            return None


def check_project(project: Project) -> ProjectCheck:
    """All that is wrong in a project's files, and what `claim` would lack."""
    checker = _Checker(project)
    values = _check_options(checker)
    basis = Basis(payers=values.get("payers"), library=values.get("library"), filed_on=values.get("filed_on"))
    _check_payers(checker, basis)
    name = values.get("mapping")
    mapping = checker.read(name, lambda: read_mapping(name)) if name else None
    practice = _check_practice(checker, values.get("practice"), name if mapping else None)
    known = name is None or mapping is not None
    readable = _check_visits(checker, mapping, practice) if known else []
    checker.unchecked += [] if known else map(str, project.visits)
    papers = _check_papers(checker, values, mapping, practice)
    if practice is not None:
        for file in readable:
            _check_claims(checker, file, basis, practice, {**papers, "mapping": name})
    elif values.get("practice") is not None:
        checker.unchecked += [f"what claims of {file} would lack" for file in readable]
    return ProjectCheck(
        files=checker.files, faults=checker.faults, unchecked=checker.unchecked, notes=list(checker.notes)
    )


def _check_options(checker: _Checker) -> dict[str, Any]:
    """The options of `claim`, converted, after those of every command were looked at."""
    project, found = checker.project, {}
    for words, context in _commands(app, click.Context(app, info_name="cleanclaim"), ()):
        faults: list[UserError] = []
        parameters = context.command.params
        defaults = read_defaults(project, words, parameters, app.files, faults)
        converted = {}
        for parameter in parameters:
            if (name := parameter.name or "") not in defaults:
                continue
            try:
                converted[name] = parameter.type_cast_value(context, defaults[name])
            except click.BadParameter as wrong:
                place = place_of(project, words, parameter)
                faults.append(project.error(place, wrong.message, "Correct that line."))
            except UserError as wrong:
                faults.append(wrong)
        for fault in faults:
            checker.take(project.file, fault)
        if words == ("claim",):
            found = converted
    return found


def _commands(
    group: click.Group, context: click.Context, words: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], click.Context]]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None  # it is listed
        inner = click.Context(command, info_name=name, parent=context)
        if isinstance(command, click.Group):
            yield from _commands(command, inner, (*words, name))
        else:
            yield (*words, name), inner


def _check_payers(checker: _Checker, basis: Basis) -> None:
    folder = basis.payers
    if folder is None or checker.read(folder, lambda: payer_names(folder)) is None:
        return
    for payer, path in sorted(own_payer_files(folder).items()):
        file = path if path.is_file() else checker.project.file
        checker.read(file, lambda payer=payer: payer_file(payer, folder))  # type: ignore[misc]


def _check_practice(checker: _Checker, path: Path | None, mapping: str | None) -> Practice | None:
    if path is None:
        checker.notes["The project names no practice, which claims need."] = None
        return None
    practice = checker.read(path, lambda: load_practice(path, mapping=mapping, strict=False))
    for reading in practice.readings if practice else ():
        for fault in reading.faults:
            checker.take(reading.file, fault)
        _note_columns(checker, reading.file, reading.not_used)
    for wrong in _patient_faults(practice) if practice else ():
        checker.take(checker.project.patients or path, wrong)
    if practice is not None and not practice.patients:
        remedy = "Enter each patient, a row a payer."
        checker.take(
            checker.project.patients or path, UserError(str(checker.project.patients or path), "has no patient", remedy)
        )
    return practice


def _patient_faults(practice: Practice) -> Iterator[UserError]:
    """What is wrong of patients, also of those without a visit: numbers Medicare never gave, births to come."""
    for patient in practice.patients.values():
        for fault in patient_faults(patient, practice.payers, date.today()):
            yield UserError(f"patient {patient.patient_id}, {fault.field}", fault.problem.rstrip("."), fault.remedy)


def _check_visits(checker: _Checker, mapping: ColumnMapping | None, practice: Practice | None) -> list[Path]:
    """The visits files of which something can be read."""
    if not checker.project.visits:
        checker.notes["The project names no visits."] = None
    readable = []
    for file in checker.project.visits:
        if file.is_file() and begins_as_x12(file):
            continue
        read = checker.read(
            file,
            lambda file=file: read_visits_file(file, mapping=mapping, names=names_of(practice), strict=False),  # type: ignore[misc]
        )
        if read is None:
            continue
        visits, reading = read
        for fault in reading.faults:
            checker.take(file, fault)
        _note_columns(checker, str(file), reading.not_used)
        if visits:
            readable.append(file)
        elif not reading.faults:
            remedy = "Enter the visits, a row a service, or name the export of your record system."
            checker.take(file, UserError(str(file), "has no visit", remedy))
    return readable


def _note_columns(checker: _Checker, file: str, not_used: Sequence[str]) -> None:
    if not_used:
        checker.notes[f"{file}: columns not used: {', '.join(not_used)}."] = None


def _check_papers(
    checker: _Checker, values: dict[str, Any], mapping: ColumnMapping | None, practice: Practice | None
) -> dict[str, str | Path]:
    """The files that go with the visits; those that can be read."""
    usable: dict[str, str | Path] = {}
    readers: dict[str, Callable[[Any], object]] = {
        "history": lambda file: (
            begins_as_x12(file) or read_visits_file(file, mapping=mapping, names=names_of(practice))
        ),
        "charts": read_charts_file,
        "notes": read_notes,
        "overrides": overrides_of,
    }
    for name, read in readers.items():
        file = values.get(name)
        if file is not None and checker.read(file, lambda file=file, read=read: (read(file), True)) is not None:  # type: ignore[misc]
            usable[name] = file
    return usable


def _check_claims(checker: _Checker, file: Path, basis: Basis, practice: Practice, options: dict[str, Any]) -> None:
    """What a claim needs and the files do not have, by the review that `claim` goes by."""
    case = checker.read(file, lambda: read_case(file, basis, practice=practice, strict=False, **options))
    if case is None:
        return
    lacking: dict[tuple[str, str], list[str]] = {}
    patients = {visit.visit_id: visit.patient_id for visit in case.visits}
    for claim in review(case, basis).claims:
        for finding in claim.findings:
            if finding.severity == "stop" and finding.outcome != "bypassed" and _is_lacking(finding):
                line = f"line {finding.line}: " if finding.line else ""
                words = f"{finding.title}. {line}{finding.message}"
                lacking.setdefault((words, finding.remedy), []).append(claim.visit_id)
    for (words, remedy), visits in lacking.items():
        whose = sorted({patients[visit_id] or "" for visit_id in visits} - {""})
        of_whom = f" of patient {whose[0]}" if len(whose) == 1 else ""
        checker.take(file, UserError(f"{file}, {_listed(visits)}{of_whom}", words, remedy))


def _is_lacking(finding: Finding) -> bool:
    """Whether a file lacks what a claim waits for: an answer that cannot be given, an entry that nobody can do without,
    or one of the practice's file. The rest is coding, and for `review`.
    """
    entry = rule_set().rules.get(finding.rule)
    return finding.outcome == "undetermined" or (
        entry is not None and (entry.required or needs(finding.rule.partition(".")[0]) == "practice")
    )


def _listed(visits: Sequence[str]) -> str:
    named = ", ".join(visits[:_MOST_NAMED])
    more = f" and {len(visits) - _MOST_NAMED:,} more" if len(visits) > _MOST_NAMED else ""
    return f"visit{'s' if len(visits) > 1 else ''} {named}{more}"


def _fault(file: str, error: UserError | RowFault) -> FileFault:
    named, _, where = error.place.partition(", ")
    row, column = _ROW.search(where), _COLUMN.search(where)
    own = named.endswith(Path(file).name) or "." in Path(named).name
    return FileFault(
        file=named if own else file,
        where=where if own else error.place,
        problem=error.problem,
        remedy=error.remedy,
        row=int(row[1].replace(",", "")) if row else None,
        column=column[1] if column else None,
    )
