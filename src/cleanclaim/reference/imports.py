"""Importing publishers' files into a person's own library, and taking a release out again.

Everything is read and checked first; only then is anything written. What is already on file is not written again.
"""

import hashlib
import re
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Literal

from msgspec import Struct, structs

from cleanclaim.model.errors import UserError
from cleanclaim.reference.library import shipped
from cleanclaim.reference.pairs import PairsDraft, pairs
from cleanclaim.reference.publishers.archives import PackedFile, files_in
from cleanclaim.reference.publishers.layouts import layout_of, read
from cleanclaim.reference.publishers.publication import Publication
from cleanclaim.reference.release_drafts import ImportOptions, ReleaseDraft, issues
from cleanclaim.reference.releases import Release
from cleanclaim.reference.rows import rows_text
from cleanclaim.reference.store import held, locked, save

Outcome = Literal["imported", "already on file", "completed", "replaced", "left out"]


class Imported(Struct, frozen=True):
    """What became of one release, and what to know of it."""

    release: Release
    outcome: Outcome
    notes: tuple[str, ...]


class Import(Struct, frozen=True):
    """What became of an import: the releases, and the files that were passed over, with the reason."""

    releases: tuple[Imported, ...]
    passed_over: dict[str, str]


def size_of(paths: list[Path]) -> int:
    """The bytes an import of these will read. Raises UserError like `import_files`."""
    return sum(file.size for file in files_in(paths))


def import_files(
    paths: list[Path],
    folder: Path,
    told: ImportOptions,
    today: date,
    report: Callable[[int], None] | None = None,
) -> Import:
    """Read the publishers' files that were named, and keep them in a folder. `report` is called with the bytes read.

    Raises UserError, and changes nothing, where any of them is broken, of the wrong kind, or wants a word more.
    """
    publications, passed_over = _publications(paths, report or (lambda _done: None))
    found = issues(publications, told)
    with locked(folder):
        releases = held(folder)
        contents: dict[str, bytes] = {}
        done = []
        for issue in found:
            one, content = _kept(issue, told, today, folder, releases)
            done.append(one)
            if one.outcome in ("imported", "completed", "replaced"):
                releases = [r for r in releases if _place_of(r) != _place_of(one.release)] + [one.release]
                contents[one.release.file] = content
        if contents:
            save(folder, releases, contents)
    return Import(tuple(done), passed_over)


def remove(folder: Path, name: str) -> Release:
    """Take an imported release out. Raises UserError where none has this name; what ships with the program stays."""
    with locked(folder):
        releases = held(folder)
        found = [release for release in releases if release.name.casefold() == name.casefold()]
        if not found:
            ships = any(release.name.casefold() == name.casefold() for release in shipped().releases)
            problem = "it ships with the program, and cannot be removed" if ships else "no import has this name"
            names = ", ".join(sorted(release.name for release in releases)) or "none"
            raise UserError(name, problem, f"Imported: {names}. `cleanclaim reference status` lists all.")
        save(folder, [release for release in releases if release is not found[0]], {})
    return found[0]


def _publications(paths: list[Path], report: Callable[[int], None]) -> tuple[list[Publication], dict[str, str]]:
    """What the files publish, and those that publish nothing of ours. A file named by itself must."""
    found: list[Publication] = []
    passed_over: dict[str, str] = {}
    taken: set[str] = set()
    done = 0
    for packed in files_in(paths):
        if packed.twin in taken:
            passed_over[packed.place] = "the same in another format"
        else:
            publication = _publication(packed, passed_over, _counter(done, report))
            if publication is not None:
                found.append(publication)
                taken.add(packed.twin)
        done += packed.size
        report(done)
    if not found:
        reasons = [f"{place}: {reason}" for place, reason in passed_over.items()]
        problem = "nothing in it is a file that cleanclaim imports" + "".join(f"\n  {reason}" for reason in reasons[:8])
        raise UserError(", ".join(str(path) for path in paths), problem, "Name the file as the publisher gives it out.")
    return found, passed_over


def _counter(done: int, report: Callable[[int], None]) -> Callable[[int], None]:
    """Counts on from the bytes already done."""
    read_so_far = done

    def count(more: int) -> None:
        nonlocal read_so_far
        read_so_far += more
        report(read_so_far)

    return count


def _publication(packed: PackedFile, passed_over: dict[str, str], report: Callable[[int], None]) -> Publication | None:
    file = packed.opened(report)
    if not packed.alone:
        try:
            layout_of(file)
        except UserError as not_ours:
            passed_over[packed.place] = not_ours.problem
            return None
    return read(file)


def _kept(
    issue: ReleaseDraft, told: ImportOptions, today: date, folder: Path, releases: Sequence[Release]
) -> tuple[Imported, bytes]:
    """What is to be kept of an issue beside what is held, and its data file."""
    before = next((r for r in releases if _place_of(r) == (issue.kind, issue.name)), None)
    if before and before.scope == "complete" and issue.scope != "complete":
        note = f"{before.name} is on file whole; this has only {issue.rows:,} rows of it"
        return Imported(before, "left out", (note,)), b""
    outcome: Outcome = "imported"
    if before and isinstance(issue.publication.table, PairsDraft) and before.scope == "part":
        _with_held(issue, issue.publication.table, before, folder)
        outcome = "completed"
    content = _content(issue)
    release = _release(issue, content, told, today)
    if before and before.sha256 == release.sha256:
        factors = {**before.conversion_factors, **release.conversion_factors}
        if factors == before.conversion_factors and set(release.parts) <= set(before.parts):
            return Imported(before, "already on file", ()), b""
        release = structs.replace(release, conversion_factors=factors, source=_both(before.source, release.source))
        outcome = "completed"
    elif before and outcome == "imported":
        _same_track(before, release)
        outcome = "replaced"
    return Imported(release, outcome, _notes(issue, release, before if outcome == "replaced" else None)), content


def _with_held(issue: ReleaseDraft, draft: PairsDraft, before: Release, folder: Path) -> None:
    """Put the parts held earlier to those that came now."""
    draft.add_all((pair.column1, pair.column2, pair.edit) for pair in pairs(str(folder / before.file)))
    issue.parts = tuple(sorted({*issue.parts, *before.parts}))


def _same_track(before: Release, release: Release) -> None:
    """Raises UserError where a fee schedule would lose the factor of the other file, which has other rows."""
    if set(before.conversion_factors) - set(release.conversion_factors):
        problem = f"{before.name} is on file with other relative values, and a factor that this file does not have"
        remedy = f"If this is the right one: `cleanclaim reference remove '{before.name}'`, then import both files."
        raise UserError(release.source, problem, remedy)


def _place_of(release: Release) -> tuple[str, str]:
    return release.kind, release.name


def _content(issue: ReleaseDraft) -> bytes:
    table = issue.publication.table
    if not isinstance(table, PairsDraft):
        return rows_text(issue.publication.columns, table)
    try:
        return table.packed()
    except ValueError as wrong:
        files = ", ".join(issue.publication.files)
        raise UserError(files, f"it cannot be a list of code pairs: {wrong}", "Download it again.") from None


def _release(issue: ReleaseDraft, content: bytes, told: ImportOptions, today: date) -> Release:
    publication, first = issue.publication, issue.effective_from
    digest = hashlib.sha256(content).hexdigest()
    held_from = [r.answers_from for r in shipped().known(issue.kind)]
    suffix = "pairs" if isinstance(publication.table, PairsDraft) else "csv"
    slug = re.sub(r"[^a-z0-9]+", "-", issue.name.lower()).strip("-")[:60]
    return Release(
        kind=issue.kind,
        name=issue.name,
        publisher=publication.publisher,
        effective_from=first,
        effective_to=issue.cadence.last_day(first),
        answers_from=min([first, *held_from]) if issue.prints_days else first,
        published=told.published or publication.published or min(first, today),
        retrieved=today,
        scope=issue.scope,
        source=f"{publication.what}: {', '.join(publication.files)}",
        note=publication.note,
        conversion_factors=publication.conversion_factors,
        parts=issue.parts,
        file=f"{slug}-{digest[:12]}.{suffix}",
        rows=issue.rows,
        sha256=digest,
    )


def _both(one: str, other: str) -> str:
    return one if one == other else f"{one}; {other}"


def _notes(issue: ReleaseDraft, release: Release, before: Release | None) -> tuple[str, ...]:
    notes = [release.note] if release.note else []
    if before is not None:
        notes.append(f"It takes the place of what was imported under this name on {before.retrieved}.")
    missing = sorted(set(range(1, issue.cadence.parts + 1)) - set(release.parts)) if release.parts else []
    if missing:
        notes.append(
            f"Of {issue.cadence.parts} files {', '.join(f'f{part}' for part in missing)} are missing: "
            "until they are imported too, it answers only for the pairs it has."
        )
    elif release.scope == "part":
        notes.append(_fewer(issue, "it answers only for the pairs it has"))
    elif release.scope == "excerpt":
        notes.append(_fewer(issue, "it answers only for the codes it lists"))
    if len(release.conversion_factors) == 1 and "all" not in release.conversion_factors:
        (track,) = release.conversion_factors
        other = "QPP" if track == "standard" else "non-QPP"
        notes.append(
            f"It has the {track} conversion factor; import the {other} file of the same release for the other."
        )
    return tuple(notes)


def _fewer(issue: ReleaseDraft, consequence: str) -> str:
    cadence = issue.cadence
    return f"{issue.rows:,} rows where a whole release has some {cadence.rows:,} ({cadence.counted}): {consequence}."
