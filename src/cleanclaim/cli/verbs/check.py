"""List everything that is wrong in a project's files, each with its place and what to write.

It reads cleanclaim.toml, the practice, the payers' files, the patients, the visits and what else the project names, and
says what `cleanclaim claim` would lack. Whether what is entered is coded as payers want is for `cleanclaim review`.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cleanclaim.cli.call import this_call
from cleanclaim.cli.exit_codes import ExitCode
from cleanclaim.cli.options import Format
from cleanclaim.cli.project_check import FileFault, ProjectCheck, check_project
from cleanclaim.cli.screen import pluralize, say, say_json, style, wrap_text
from cleanclaim.exchange.files.project import PROJECT_FILE
from cleanclaim.model.errors import UserError

SECTION = "Set up"
EXAMPLES = ("cleanclaim check",)
READS_PROJECT = False


def run(format: Format) -> int:
    """Check the project's files and print what is wrong; returns the exit code."""
    project = this_call().project
    if project is None:
        remedy = "`cleanclaim init` writes one, with templates of the files that it names."
        raise UserError(str(Path.cwd()), f"there is no {PROJECT_FILE} here or above", remedy)
    found = check_project(project)
    if format == "json":
        say_json(_as_json(found))
    else:
        _say(found)
    return ExitCode.FAULT if found.faults else ExitCode.CLEAN


def _say(found: ProjectCheck) -> None:
    for file, faults in _by_file(found.faults).items():
        say(style(file, bold=True))
        for fault in faults:
            for number, line in enumerate(
                wrap_text(f"{fault.where}: {fault.problem}" if fault.where else fault.problem)
            ):
                say(f"  {'  ' if number else ''}{line}")
            for line in wrap_text(fault.remedy, 72):
                say(f"      {line}")
        say()
    for file in found.unchecked:
        say(f"Not checked, since another file has to be right first: {file}.")
    for note in found.notes:
        say(note)
    count = f"{pluralize(len(found.faults), 'fault')} in {pluralize(len(_by_file(found.faults)), 'file')}"
    say(f"{count}." if found.faults else f"Nothing is wrong in {', '.join(found.files)}.")


def _by_file(faults: Iterable[FileFault]) -> dict[str, list[FileFault]]:
    grouped: dict[str, list[FileFault]] = {}
    for fault in faults:
        grouped.setdefault(fault.file, []).append(fault)
    return grouped


def _as_json(found: ProjectCheck) -> dict[str, Any]:
    return {
        "summary": {"faults": len(found.faults), "files": found.files, "unchecked": found.unchecked},
        "faults": found.faults,
        "notes": found.notes,
    }
