"""Find a release by its name in the library, or in a publisher's file that is not imported."""

from collections.abc import Callable
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from cleanclaim.model.errors import UserError
from cleanclaim.reference.imports import import_files
from cleanclaim.reference.library import Library, listed_releases
from cleanclaim.reference.release_drafts import ImportOptions
from cleanclaim.reference.releases import NAMES, Release

NEAREST = 5


def is_in_library(name: str, library: Library) -> bool:
    """Whether the library has a release of this name, in capitals or not."""
    return any(_plain(release.name) == _plain(name) for release in library.releases)


def find_releases(
    name: str,
    library: Library,
    folder: Path,
    options: ImportOptions,
    today: date,
    report: Callable[[int], None] | None = None,
) -> list[Release]:
    """The release of this name, or those a file makes, read into `folder`, a temporary one: nothing is imported.

    Raises UserError where there is neither, with the names nearest, and where the file is broken or not ours.
    """
    found = [release for release in library.releases if _plain(release.name) == _plain(name)]
    if found:
        return found
    if not Path(name).exists():
        raise _unknown(name, library)
    import_files([Path(name)], folder, options, today, report)
    return listed_releases(folder)


def two_of_one_table(old: list[Release], new: list[Release]) -> tuple[Release, Release]:
    """The one release on each side that is of the same table as one on the other.

    Two single releases are returned whatever they are of. Raises UserError where there is no such two, or several.
    """
    if len(old) == len(new) == 1:
        return old[0], new[0]
    pairs = [(one, other) for one in old for other in new if one.kind == other.kind]
    if len(pairs) == 1:
        return pairs[0]
    tables = " and ".join(", ".join(f"{one.name} ({NAMES[one.kind]})" for one in side) for side in (old, new))
    problem = "they have several tables in common" if pairs else "they have no table in common"
    raise UserError(tables, problem, "Name one release, or the file of one table, on each side.")


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def _unknown(name: str, library: Library) -> UserError:
    names = {_plain(release.name): release.name for release in library.releases}
    near = get_close_matches(_plain(name), names, n=NEAREST, cutoff=0.5)
    like = f". On file, and like it: {', '.join(names[name] for name in near)}" if near else ""
    remedy = "`cleanclaim reference status --format json` lists the releases on file; a file is named by its path."
    return UserError(name, f"no release on file has this name, and no file lies there{like}", remedy)
