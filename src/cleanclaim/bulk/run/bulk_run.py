"""A run over a book: begun, gone on with where it was stopped, or found done."""

from contextlib import nullcontext
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from cleanclaim.bulk.run.book_files import find_book_files
from cleanclaim.bulk.run.identity import identify_run
from cleanclaim.bulk.run.manifest import write_manifest
from cleanclaim.bulk.run.papers import BookPapers, sort_papers
from cleanclaim.bulk.run.plan import RunPlan, divide
from cleanclaim.bulk.run.run_folder import MANIFEST, BegunRun, read_begun, remove_work, run_folder
from cleanclaim.bulk.run.settings import BulkSettings
from cleanclaim.bulk.run.stages import WORKS, Watch, perform_stages
from cleanclaim.bulk.run.workers import count_processors, working


class BulkRun(Struct, frozen=True, kw_only=True):
    """A run that is done: its folder, and what the manifest says."""

    folder: Path
    manifest: dict[str, Any]

    @property
    def summary(self) -> dict[str, Any]:
        """What the book came to."""
        return dict(self.manifest["summary"])

    @property
    def sets_aside(self) -> bool:
        """Whether anything of the book is in no table but the one of what is set aside."""
        return bool(self.manifest["lines_set_aside"] or self.manifest["files_set_aside"])


def run_book(
    place: Path,
    folder: Path,
    settings: BulkSettings,
    *,
    papers: BookPapers | None = None,
    processes: int | None = None,
    force: bool = False,
    watch: Watch | None = None,
) -> BulkRun:
    """Work through a book: the files at `place`, into the tables of `folder`.

    A run that was stopped is gone on with; one that is done is not done again. More than one of `processes` only in a
    program that begins under `if __name__ == "__main__"`; None: as many as there are processors. Raises UserError where
    the book cannot be used, and where the folder is of another run and not `force`.
    """
    files, papers = find_book_files(place), papers or BookPapers()
    begun = read_begun(folder)
    if begun is not None and not force:  # what was begun yesterday goes on as of yesterday
        settings = settings.as_of_day(begun.today)
    run = BegunRun(identify_run(settings, files, papers.files), settings.basis.today)
    done = _read_done(folder, run)
    if done is not None:
        remove_work(folder)  # which a kill may have left
        return done
    pieces, buckets = divide(files.files)
    plan = RunPlan(
        folder=folder,
        settings=settings,
        files=files.files,
        pieces=pieces,
        buckets=buckets,
        with_papers=papers.are_sorted,
    )
    names = WORKS[settings.verb].names
    with run_folder(folder, run, names, force=force), working(plan, processes or count_processors()) as perform:
        sort_papers(plan, papers)
        perform_stages(plan, perform, watch or (lambda _label, _lines: nullcontext()))
        manifest = write_manifest(plan, files, run)
    remove_work(folder)
    return BulkRun(folder=folder, manifest=manifest)


def _read_done(folder: Path, run: BegunRun) -> BulkRun | None:
    """The run that was done in a folder, where it is this one; None else."""
    path = folder / MANIFEST
    if not path.is_file():
        return None
    try:
        manifest = msgspec.json.decode(path.read_bytes(), type=dict[str, Any])
    except msgspec.DecodeError:
        return None
    return BulkRun(folder=folder, manifest=manifest) if manifest.get("run") == run.identity else None
