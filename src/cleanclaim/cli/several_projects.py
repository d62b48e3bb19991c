"""A verb for several clients at once: `cleanclaim review north/cleanclaim.toml south/cleanclaim.toml`, one report.

Each project is read by its own file, with its own practice, payers and options; options on the command line hold for
all. Where one cannot be used, that is said and the others go on. Where the command line names one 837P for all, it has
each client as a billing provider of its own.
"""

import contextlib
import io
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from cleanclaim.cli.call import Call
from cleanclaim.cli.claims_together import ClaimsTogether
from cleanclaim.cli.exit_codes import ExitCode
from cleanclaim.cli.outgoing_claims import WrittenClaims, say_written_claims, write_claims
from cleanclaim.cli.screen import pluralize, say, say_json, style
from cleanclaim.exchange.files.project import Project, read_project
from cleanclaim.model.errors import UserError

_WORST_FIRST = (ExitCode.UNUSABLE, ExitCode.FAULT, ExitCode.UNDETERMINED)
_COUNTS = ("claims", "clean", "failed", "undetermined")


def are_projects(files: Sequence[str]) -> bool:
    """Whether files of visits are project files instead. Raises UserError where only some are."""
    projects = [file for file in files if Path(file).suffix.lower() == ".toml"]
    if projects and len(projects) < len(files):
        other = next(file for file in files if file not in projects)
        raise UserError(other, "is no project, and the others are", "Give projects alone, or visits alone.")
    return bool(projects)


class Together:
    """One file for several projects: their claims are written when all are made, and their logs unlocked then.

    Raises UserError where the command writes no claims, or a project is named twice.
    """

    def __init__(self, call: Call, output: Path, files: Sequence[str], *, writes: bool) -> None:
        self.call, self.output, self.claims = call, output, ClaimsTogether()
        if not writes:
            remedy = "Name one a project, in its file: [fix] and output = ... there, or run them one by one."
            raise UserError(str(output), "is one file, and several projects are named", remedy)
        places = [Path(file).resolve() for file in files]
        twice = next((file for file, place in zip(files, places, strict=True) if places.count(place) > 1), None)
        if twice:
            raise UserError(twice, "is named twice", "Name each project once.")
        if any(place.exists() and output.exists() and place.samefile(output) for place in places):
            raise UserError(str(output), "is one of the files this command reads", "Name another file for the claims.")

    def __enter__(self) -> "Together":
        """From here on claims are kept."""
        self.claims.locks.__enter__()
        self.call.together = self.claims
        return self

    def __exit__(self, *raised: object) -> None:
        """The logs are unlocked, whatever happened."""
        self.call.together = None
        self.claims.locks.close()

    def write(self) -> list[WrittenClaims]:
        """Write what was made."""
        self.call.together = None
        return write_claims(self.claims.parts, "claims", self.output)


def run_projects(
    files: Sequence[str], call: Call, run: Callable[[], int], *, as_json: bool, together: Together | None = None
) -> int:
    """Run a verb for each project and print one report; returns the worst exit code."""
    codes: list[int] = []
    documents: list[dict[str, Any]] = []
    for file in files:
        try:
            call.project = read_project(Path(file))
            if as_json:
                code, document = _captured(run)
                documents.append({"project": file, **document})
            else:
                say(style(f"── {_title(call.project)} ──", bold=True))
                code = run()
                say()
        except UserError as wrong:
            sys.stderr.write(f"{file}\n{wrong}\n")
            documents.append({"project": file, "error": str(wrong)})
            code = ExitCode.UNUSABLE
        codes.append(code)
    written = together.write() if together else []
    if as_json:
        together_in = {"files": written} if together else {}
        say_json({"summary": _sum(documents), "projects": documents, **together_in})
    else:
        say_written_claims(written)
        clean = codes.count(ExitCode.CLEAN)
        say(f"{pluralize(len(files), 'project')}, {clean:,} with nothing on hold.")
    return next((code for code in _WORST_FIRST if code in codes), ExitCode.CLEAN)


def _title(project: Project) -> str:
    return str(project.folder.resolve().name if project.folder == Path() else project.folder)


def _captured(run: Callable[[], int]) -> tuple[int, dict[str, Any]]:
    """The exit code of a verb, and the document that it prints."""
    printed = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    with contextlib.redirect_stdout(printed):
        code = run()
    printed.seek(0)
    document: dict[str, Any] = json.loads(printed.read())
    return code, document


def _sum(documents: Sequence[dict[str, Any]]) -> dict[str, int]:
    """What the projects come to together."""
    summaries = [document.get("summary", {}) for document in documents]
    counts = {name: sum(summary.get(name, 0) for summary in summaries) for name in _COUNTS}
    unusable = sum(1 for document in documents if "error" in document)
    return {"projects": len(documents), "unusable": unusable, **counts}
