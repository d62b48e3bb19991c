"""`python -m cleanclaim.reference.build FOLDER`: rebuild the tables of the package from their inputs."""

import hashlib
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec

from cleanclaim.atomic_write import write_atomically
from cleanclaim.model.errors import UserError
from cleanclaim.reference.build import icd10, lists, localities, mpfs, mue, ncci
from cleanclaim.reference.build.built_file import BuiltFile
from cleanclaim.reference.build.inputs import InputFolder, TableInput
from cleanclaim.reference.files import DATA
from cleanclaim.reference.releases import Kind, Release

MAKERS: dict[Kind, Callable[[InputFolder, TableInput], BuiltFile]] = {
    "ncci": ncci.pairs,
    "add_on": ncci.add_on_codes,
    "mue": mue.limits,
    "mpfs": mpfs.schedule,
    "gpci": localities.indices,
    "zip": localities.zips,
    "locality": localities.counties,
    "icd10": icd10.listing,
    "icd10_history": icd10.history,
    "hcpcs": lists.level_two,
    "pos": lists.places,
    "taxonomy": lists.taxonomy,
}


def build(folder: Path, target: Path) -> list[str]:
    """Write every table and `releases.json` to `target`, and return the names of the files.

    Everything is made before anything is written. Raises UserError where an input cannot be read.
    """
    source = InputFolder(folder)
    files: dict[str, bytes] = {}
    manifest: list[Release] = []
    for release in source.inputs.release:
        made = MAKERS[release.kind](source, release)
        files[release.file] = made.content
        manifest.append(_release(release, made))
    files["releases.json"] = msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n"
    for name, content in files.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        write_atomically(target / name, content, private=False)
    return sorted(files)


def main() -> int:
    """Build from the folder named on the command line; 2 where the call or an input is unusable."""
    if len(sys.argv) != 2:
        sys.stderr.write("Usage: python -m cleanclaim.reference.build FOLDER\n")
        return 2
    try:
        names = build(Path(sys.argv[1]), DATA)
    except UserError as error:
        sys.stderr.write(f"{error}\nNothing was written.\n")
        return 2
    for name in names:
        sys.stdout.write(f"{(DATA / name).stat().st_size:>9,} bytes  {name}\n")
    return 0


def _release(one: TableInput, made: BuiltFile) -> Release:
    return Release(
        kind=one.kind,
        name=one.name,
        publisher=one.publisher,
        effective_from=one.effective_from,
        effective_to=one.effective_to,
        answers_from=one.answers_from or one.effective_from,
        published=one.published or one.effective_from,
        scope=one.scope,
        source=one.source,
        note=one.note,
        conversion_factors=one.conversion_factors or made.conversion_factors,
        file=one.file,
        rows=made.rows,
        sha256=hashlib.sha256(made.content).hexdigest(),
    )


if __name__ == "__main__":
    sys.exit(main())
