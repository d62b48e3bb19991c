"""What the project file says of a command's options: click's defaults, which an option on the command line goes before.

An option stands under its long name, at the top for every command that has it, or in the table of one command:

    zip = "78701"          review, price, claim, ... --zip
    [ask.eligibility]      ask eligibility
    output = "ask.270"
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import click

from cleanclaim.cli.option_types import LibraryPath
from cleanclaim.cli.options import VisitsArgument
from cleanclaim.exchange.files.project import PROJECT, EntryPlace, Project
from cleanclaim.model.errors import UserError
from cleanclaim.nearest import did_you_mean

_PATHS = ("FILE", "DIR", "OUT", "FILE...")
_HERE = Path(__file__).parent
_WRITTEN_OPTION = re.compile(r'"--([a-z][a-z-]*)"')


def option_names(parameter: click.Parameter) -> list[str]:
    """The names under which an option may stand in a project: its long ones, without the hyphens."""
    if not isinstance(parameter, click.Option):
        return []
    return [written[2:] for written in parameter.opts if written.startswith("--")]


def project_defaults(
    project: Project, command: Sequence[str], parameters: Sequence[click.Parameter], verbs: Mapping[str, Path]
) -> dict[str, Any]:
    """What a command's options are in a project, by parameter; `verbs` are the files of all commands.

    Raises UserError for an entry that no command has.
    """
    faults: list[UserError] = []
    found = read_defaults(project, command, parameters, verbs, faults)
    if faults:
        raise faults[0]
    return found


def read_defaults(
    project: Project,
    command: Sequence[str],
    parameters: Sequence[click.Parameter],
    verbs: Mapping[str, Path],
    faults: list[UserError],
) -> dict[str, Any]:
    """The same, as far as it can be read; what is wrong is put with the `faults`."""
    faults += _faults_at_top(project, verbs)
    if len(command) > 1:
        faults += _faults_of_group(project, command[0], verbs[command[0]].parent)
    tables, own = _own_table(project, command)
    named = {name: one for one in parameters for name in option_names(one)}
    called = f"cleanclaim {' '.join(command)}"
    for entry in own:
        if _spelled(entry) not in named:
            problem = f"`{called}` has no such option.{did_you_mean(_spelled(entry), named)}"
            faults.append(project.error(EntryPlace(tables, entry), problem, f"`{called} --help` lists its options."))
    defaults: dict[str, Any] = {}
    placed = [(EntryPlace((), entry), value) for entry, value in _options_at_top(project)]
    for place, value in [*placed, *((EntryPlace(tables, entry), value) for entry, value in own.items())]:
        if (parameter := named.get(_spelled(place.entry))) is not None:
            try:
                defaults[parameter.name or ""] = _default(project, place, parameter, value)
            except UserError as wrong:
                faults.append(wrong)
    return {**_files_of(project, parameters), **defaults}


def _files_of(project: Project, parameters: Sequence[click.Parameter]) -> dict[str, Any]:
    """The files that a project names for every command."""
    files: dict[str, Any] = {}
    for parameter in parameters:
        if isinstance(parameter, VisitsArgument) and (parameter.nargs != 1 or len(project.visits) == 1):
            visits = tuple(map(str, project.visits))
            files[parameter.name or ""] = visits[0] if parameter.nargs == 1 else visits
        for name in {"practice", "payers"}.intersection(option_names(parameter)):
            if (path := getattr(project, name)) is not None:
                files[parameter.name or ""] = str(path)
    return files


def place_of(project: Project, command: Sequence[str], parameter: click.Parameter) -> EntryPlace:
    """Where a project says what a parameter is, for whoever finds it wrong."""
    tables, own = _own_table(project, command)
    names = option_names(parameter) or ["visits"]
    for entry in own:
        if _spelled(entry) in names:
            return EntryPlace(tables, entry)
    return EntryPlace((), next((entry for entry in project.values if _spelled(entry) in names), names[0]))


@cache
def all_option_names() -> frozenset[str]:
    """The long names of every option of every command, read from the files as text, so that it costs no import."""
    texts = (path.read_text(encoding="utf-8") for path in _HERE.rglob("*.py"))
    return frozenset(["output", *(name for text in texts for name in _WRITTEN_OPTION.findall(text))])


def _faults_at_top(project: Project, verbs: Mapping[str, Path]) -> Iterator[UserError]:
    for entry, value in project.values.items():
        if entry in PROJECT:
            continue
        known: Iterable[str] = verbs if isinstance(value, dict) else {*all_option_names(), *PROJECT}
        if _spelled(entry) not in known:
            kind = "command" if isinstance(value, dict) else "option"
            problem = f"no {kind} is called so.{did_you_mean(_spelled(entry), {*known, *PROJECT})}"
            remedy = "A project has practice, payers, patients, visits, options of commands, and a table a command."
            yield project.error(EntryPlace((), entry), problem, remedy)


def _options_at_top(project: Project) -> list[tuple[str, Any]]:
    return [(entry, value) for entry, value in project.values.items() if entry not in PROJECT and not _is_table(value)]


def _own_table(project: Project, command: Sequence[str]) -> tuple[tuple[str, ...], dict[str, Any]]:
    """The headings and entries of a command's own table."""
    table: Any = project.values
    for word in command:
        table = table.get(word, {})
        if not isinstance(table, dict):
            return tuple(command), {}  # an option of that name, for every command
    return tuple(command), table


def _faults_of_group(project: Project, group: str, folder: Path) -> Iterator[UserError]:
    """What the table of a group has that is none of its commands."""
    table = project.values.get(group, {})
    known = {path.stem.rstrip("_").replace("_", "-") for path in folder.glob("[!_]*.py")}
    for entry, value in table.items() if isinstance(table, dict) else ():
        if entry not in known or not _is_table(value):
            problem = f"is no command of `cleanclaim {group}`.{did_you_mean(entry, known)}"
            remedy = f"Write a table a command, such as [{group}.{min(known)}]."
            yield project.error(EntryPlace((group,), entry), problem, remedy)


def _default(project: Project, place: EntryPlace, parameter: click.Parameter, value: object) -> Any:
    """The value of an option as it would be typed."""
    if getattr(parameter, "multiple", False) or parameter.nargs != 1:
        several = value if isinstance(value, list) else [value]
        return [_typed(project, place, parameter, one) for one in several]
    return _typed(project, place, parameter, value)


def _typed(project: Project, place: EntryPlace, parameter: click.Parameter, value: object) -> str | bool:
    if isinstance(value, bool) and getattr(parameter, "is_flag", False):
        return value
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal | date):
        raise project.error(
            place, "is not one value.", "Write one text in quotes, a number, or true and false for a switch."
        )
    text = str(value)
    if text == "-" or not _names_a_file(parameter):
        return text
    path = project.resolve(text)
    ready_made = place.entry == "map" and not path.exists()
    return text if ready_made else str(path)


def _names_a_file(parameter: click.Parameter) -> bool:
    return isinstance(parameter.type, click.Path | LibraryPath) or parameter.metavar in _PATHS


def _is_table(value: object) -> bool:
    return isinstance(value, dict)


def _spelled(entry: str) -> str:
    return entry.replace("_", "-")
