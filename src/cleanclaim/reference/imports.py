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
from cleanclaim.reference.integrity import is_whole
from cleanclaim.reference.library import shipped
from cleanclaim.reference.pairs import PairsDraft, load_pairs
from cleanclaim.reference.publishers.archives import PackedFile, files_in
from cleanclaim.reference.publishers.layouts import layout_of, read
from cleanclaim.reference.publishers.publication import Publication
from cleanclaim.reference.release_drafts import ImportOptions, ReleaseDraft, draft_releases
from cleanclaim.reference.releases import Release
from cleanclaim.reference.rows import rows_text
from cleanclaim.reference.store import import_lock, imported_releases, save_releases

Outcome = Literal["imported", "already on file", "completed", "replaced", "left out"]


class Imported(Struct, frozen=True):
    """The outcome of importing one release, with notes for the reader."""

    release: Release
    outcome: Outcome
    notes: tuple[str, ...]


class Import(Struct, frozen=True):
    """The outcome of an import: the releases, and the files that were skipped, with the reason."""

    releases: tuple[Imported, ...]
    passed_over: dict[str, str]


def import_size(paths: list[Path]) -> int:
    """The bytes an import of these will read. Raises UserError like `import_files`."""
    return sum(file.size for file in files_in(paths))


def import_files(
    paths: list[Path],
    folder: Path,
    options: ImportOptions,
    today: date,
    report: Callable[[int], None] | None = None,
) -> Import:
    """Read the named publishers' files and save them in a folder. `report` is called with the bytes read.

    Raises UserError, and changes nothing, where any of them is broken, of the wrong kind, or lacks a date or a name
    that an option must give.
    """
    publications, passed_over = _publications(paths, report or (lambda _done: None))
    found = draft_releases(publications, options)
    with import_lock(folder):
        releases = imported_releases(folder)
        contents: dict[str, bytes] = {}
        done = []
        for draft in found:
            one, content = _import_draft(draft, options, today, folder, releases)
            done.append(one)
            if one.outcome in ("imported", "completed", "replaced"):
                releases = [r for r in releases if _place_of(r) != _place_of(one.release)] + [one.release]
                contents[one.release.file] = content
        if contents:
            save_releases(folder, releases, contents)
    return Import(tuple(done), passed_over)


def remove(folder: Path, name: str) -> Release:
    """Take an imported release out. Raises UserError where none has this name; what ships with the program stays."""
    with import_lock(folder):
        releases = imported_releases(folder)
        found = [release for release in releases if release.name.casefold() == name.casefold()]
        if not found:
            ships = any(release.name.casefold() == name.casefold() for release in shipped().releases)
            problem = "it ships with the program, and cannot be removed" if ships else "no import has this name"
            names = ", ".join(sorted(release.name for release in releases)) or "none"
            raise UserError(name, problem, f"Imported: {names}. `cleanclaim reference status` lists all.")
        save_releases(folder, [release for release in releases if release is not found[0]], {})
    return found[0]


def _publications(paths: list[Path], report: Callable[[int], None]) -> tuple[list[Publication], dict[str, str]]:
    """The publications in the files, and the files skipped with the reason. A file named by itself must be one."""
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


def _import_draft(
    draft: ReleaseDraft, options: ImportOptions, today: date, folder: Path, releases: Sequence[Release]
) -> tuple[Imported, bytes]:
    """The outcome for a draft, next to the releases imported before, and its data file."""
    before = next((r for r in releases if _place_of(r) == (draft.kind, draft.name)), None)
    if before and before.scope == "complete" and draft.scope != "complete":
        note = f"{before.name} is on file whole; this has only {draft.rows:,} rows of it"
        return Imported(before, "left out", (*draft.notes, note)), b""
    outcome: Outcome = "imported"
    whole = before is not None and is_whole(folder / before.file, before.sha256)
    if before and whole and isinstance(draft.publication.table, PairsDraft) and before.scope == "part":
        _with_earlier_parts(draft, draft.publication.table, before, folder)
        outcome = "completed"
    content = _content(draft)
    release = _release(draft, content, options, today)
    if before and before.sha256 == release.sha256:
        factors = {**before.conversion_factors, **release.conversion_factors}
        if whole and factors == before.conversion_factors and set(release.parts) <= set(before.parts):
            return Imported(before, "already on file", draft.notes), b""
        release = structs.replace(release, conversion_factors=factors, source=_both(before.source, release.source))
        outcome = "completed" if whole else "replaced"
    elif before and outcome == "imported":
        _same_track(before, release)
        outcome = "replaced"
    return Imported(release, outcome, _notes(draft, release, before if outcome == "replaced" else None)), content


def _with_earlier_parts(draft: ReleaseDraft, table: PairsDraft, before: Release, folder: Path) -> None:
    """Add the parts imported earlier to those of the draft."""
    table.add_all((pair.column1, pair.column2, pair.edit) for pair in load_pairs(str(folder / before.file)))
    draft.parts = tuple(sorted({*draft.parts, *before.parts}))


def _same_track(before: Release, release: Release) -> None:
    """Raises UserError where a fee schedule would lose the factor of the other file, which has other rows."""
    if set(before.conversion_factors) - set(release.conversion_factors):
        problem = f"{before.name} is on file with other relative values, and a factor that this file does not have"
        remedy = f"If this is the right one: `cleanclaim reference remove '{before.name}'`, then import both files."
        raise UserError(release.source, problem, remedy)


def _place_of(release: Release) -> tuple[str, str]:
    return release.kind, release.name


def _content(draft: ReleaseDraft) -> bytes:
    table = draft.publication.table
    if not isinstance(table, PairsDraft):
        return rows_text(draft.publication.columns, table)
    try:
        return table.packed()
    except ValueError as wrong:
        files = ", ".join(draft.publication.files)
        raise UserError(files, f"it cannot be a list of code pairs: {wrong}", "Download it again.") from None


def _release(draft: ReleaseDraft, content: bytes, options: ImportOptions, today: date) -> Release:
    publication, first = draft.publication, draft.effective_from
    digest = hashlib.sha256(content).hexdigest()
    answered_from = [r.answers_from for r in shipped().known(draft.kind)]
    suffix = "pairs" if isinstance(publication.table, PairsDraft) else "csv"
    slug = re.sub(r"[^a-z0-9]+", "-", draft.name.lower()).strip("-")[:60]
    return Release(
        kind=draft.kind,
        name=draft.name,
        publisher=publication.publisher,
        effective_from=first,
        effective_to=draft.cadence.last_day(first),
        answers_from=min([first, *answered_from]) if draft.prints_days else first,
        published=options.published or publication.published or min(first, today),
        retrieved=today,
        scope=draft.scope,
        source=f"{publication.what}: {', '.join(publication.files)}",
        note=publication.note,
        conversion_factors=publication.conversion_factors,
        parts=draft.parts,
        file=f"{slug}-{digest[:12]}.{suffix}",
        rows=draft.rows,
        sha256=digest,
    )


def _both(one: str, other: str) -> str:
    return one if one == other else f"{one}; {other}"


def _notes(draft: ReleaseDraft, release: Release, before: Release | None) -> tuple[str, ...]:
    notes = [*draft.notes, release.note] if release.note else [*draft.notes]
    if before is not None:
        notes.append(f"It takes the place of what was imported under this name on {before.retrieved}.")
    missing = sorted(set(range(1, draft.cadence.parts + 1)) - set(release.parts)) if release.parts else []
    if missing:
        notes.append(
            f"Of {draft.cadence.parts} files {', '.join(f'f{part}' for part in missing)} are missing: "
            "until they are imported too, it answers only for the pairs it has."
        )
    elif release.scope == "part":
        notes.append(_fewer(draft, "it answers only for the pairs it has"))
    elif release.scope == "excerpt":
        notes.append(_fewer(draft, "it answers only for the codes it lists"))
    if len(release.conversion_factors) == 1 and "all" not in release.conversion_factors:
        (track,) = release.conversion_factors
        other = "QPP" if track == "standard" else "non-QPP"
        notes.append(
            f"It has the {track} conversion factor; import the {other} file of the same release for the other."
        )
    return tuple(notes)


def _fewer(draft: ReleaseDraft, consequence: str) -> str:
    cadence = draft.cadence
    return f"{draft.rows:,} rows where a whole release has some {cadence.rows:,} ({cadence.counted}): {consequence}."
