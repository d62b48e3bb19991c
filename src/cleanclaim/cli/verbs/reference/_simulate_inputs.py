"""What NEW names in `reference simulate`: releases on file or in files, payers' files; and the two bases it makes.

Nothing is imported: a file is read into a temporary folder, which lasts as long as the comparison.
"""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct, structs

from cleanclaim.cli.progress import progress
from cleanclaim.law.basis import Basis
from cleanclaim.law.policies.policy import payer_names
from cleanclaim.model.errors import UserError
from cleanclaim.reference.find_release import find_releases, is_in_library
from cleanclaim.reference.imports import import_files, import_size
from cleanclaim.reference.library import Library, listed_releases, shipped
from cleanclaim.reference.release_drafts import ImportOptions
from cleanclaim.reference.releases import Release


class ProposedChange(Struct, frozen=True, kw_only=True):
    """What is new: the basis in use and the proposed one. `notes` say what of it is incomplete."""

    current: Basis
    proposed: Basis
    releases: tuple[Release, ...]
    policies: tuple[str, ...]
    notes: tuple[str, ...]


@contextmanager
def read_proposed_change(new: Sequence[str], basis: Basis, options: ImportOptions) -> Iterator[ProposedChange]:
    """The basis in use and the proposed one, for as long as the context lasts.

    A release that is in use already is taken out of the first. Where `basis` names no day whose law applies, releases
    are judged as of the day the last of them takes effect. Raises UserError for a name that is not on file, and for a
    file that is broken or no publisher's.
    """
    library = basis.library or shipped()
    names = [one for one in new if is_in_library(one, library)]
    paths = [Path(one) for one in new if one not in names]
    policies = [path for path in paths if _holds_policies(path)]
    files = [path for path in paths if path not in policies]
    with TemporaryDirectory(prefix="cleanclaim-", ignore_cleanup_errors=True) as folder:
        on_file = [
            release for name in names for release in find_releases(name, library, Path(folder), options, date.max)
        ]
        come, notes = _read(files, library, Path(folder, "library"), options)
        before = Library([release for release in library.releases if release not in on_file])
        after = Library([r for r in library.releases if not (r.retrieved and _place_of(r) in map(_place_of, come))])
        since = max((release.effective_from for release in (*on_file, *come)), default=None)
        current = structs.replace(basis, library=before, as_of=basis.as_of or since)
        payers = _with_policies(policies, basis.payers, Path(folder, "payers")) if policies else basis.payers
        yield ProposedChange(
            current=current,
            proposed=structs.replace(current, library=after.with_releases(come), payers=payers),
            releases=(*on_file, *come),
            policies=tuple(sorted(path.stem for path in _policies(policies))),
            notes=notes,
        )


def _holds_policies(path: Path) -> bool:
    return path.suffix == ".toml" or (path.is_dir() and any(path.glob("*.toml")))


def _read(
    files: list[Path], library: Library, folder: Path, options: ImportOptions
) -> tuple[list[Release], tuple[str, ...]]:
    """The releases that publishers' files make, and what to know of them."""
    for path in files:
        if not path.exists():
            find_releases(str(path), library, folder, options, date.today())  # says so, with the names nearest
    if not files:
        return [], ()
    with progress("Reading", import_size(files), "bytes") as report:
        done = import_files(files, folder, options, date.today(), report)
    come = listed_releases(folder)
    for release in come:
        if any(release.sha256 == one.sha256 and _place_of(release) == _place_of(one) for one in library.releases):
            remedy = f"Give its name, '{release.name}', to see what it changed."
            raise UserError(release.source, f"{release.name} is on file already, just like this", remedy)
    return come, tuple(f"{one.release.name}: {note}" for one in done.releases for note in one.notes)


def _place_of(release: Release) -> tuple[str, str]:
    return release.kind, release.name


def _with_policies(paths: Sequence[Path], payers: str | Path | None, folder: Path) -> Path:
    """A folder with the payers' files in use and, in their place or beside them, the new ones."""
    if payers and Path(payers).is_file():
        remedy = 'Move the tables [policies.NAME] to files of a folder, and name it: payers = "payers".'
        raise UserError(str(payers), "a new policy cannot be tried with payers that are tables of this file", remedy)
    folder.mkdir()
    for path in [*(sorted(Path(payers).glob("*.toml")) if payers else []), *_policies(paths)]:
        try:
            shutil.copyfile(path, folder / path.name)
        except OSError as wrong:
            reason = wrong.strerror or str(wrong)
            raise UserError(str(path), f"cannot be read: {reason}", "Name a payer's TOML file.") from None
    return folder


def _policies(paths: Sequence[Path]) -> list[Path]:
    return [file for path in paths for file in (sorted(path.glob("*.toml")) if path.is_dir() else [path])]


def check_policies(policies: Sequence[str], met: set[str | None]) -> None:
    """Raises UserError for a payer's file that no visit can meet: its name is that of no payer."""
    for payer in policies:
        if payer not in met and payer not in payer_names():
            remedy = (
                "A payer's file is named as visits name the payer: medicare.toml. Rename it, or correct the visits."
            )
            raise UserError(
                f"{payer}.toml", f"no visit has the payer {payer!r}, and no policy of ours its name", remedy
            )
