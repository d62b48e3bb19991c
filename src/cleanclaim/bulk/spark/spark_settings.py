"""What every worker of a cluster has to know: by what the book is judged, the files behind it, the papers.

A worker has the package, and with it all that ships. What a person keeps besides (payers' files, imported releases) is
on the driver's disk alone: it goes along as bytes, and each worker writes it into the folder that Spark gives it and
removes in the end.
"""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from msgspec import Struct, structs

from cleanclaim.atomic_write import write_atomically
from cleanclaim.bulk.run.papers import BookPapers
from cleanclaim.bulk.run.plan import find_bucket
from cleanclaim.bulk.run.reading import BucketPapers
from cleanclaim.bulk.run.settings import BulkSettings
from cleanclaim.law.basis import Basis
from cleanclaim.model.errors import UserError
from cleanclaim.model.visit import Visit
from cleanclaim.reference.files import DATA
from cleanclaim.reference.library import Library


class SparkSettings(Struct, frozen=True, kw_only=True):
    """What every worker has to know. `payers` and `releases`: the contents of files by name, and by path."""

    settings: BulkSettings
    papers: BookPapers
    buckets: int
    payers: Mapping[str, bytes]
    releases: Mapping[str, bytes]

    def bucket_of(self, patient: str) -> int:
        """In which bucket a patient is, or a visit of which nobody says whose it is."""
        return find_bucket(patient, self.buckets)

    def papers_by_bucket(self) -> dict[int, BucketPapers]:
        """The charts and earlier visits of each bucket that has any."""
        found: dict[int, BucketPapers] = {}

        def of(patient: str) -> BucketPapers:
            return found.setdefault(self.bucket_of(patient), BucketPapers({}, []))

        for patient, chart in self.papers.charts.items():
            of(patient).charts[patient] = chart
        for visit in self._earlier():
            if visit.patient_id is not None:
                of(visit.patient_id).earlier.append(visit)
        return found

    def _earlier(self) -> list[Visit]:
        return self.settings.name_insurers(self.papers.earlier)

    def unpack(self, folder: Path) -> BulkSettings:
        """The settings with their files written into a folder."""
        basis = self.settings.basis
        if self.payers:
            own = folder / f"payers-{_digest(self.payers)}"
            _write(own, self.payers)
            basis = structs.replace(basis, payers=own)
        if self.releases and basis.library is not None:
            there = folder / f"releases-{_digest(self.releases)}"
            placed = {path: f"{number}-{Path(path).name}" for number, path in enumerate(sorted(self.releases))}
            _write(there, {placed[path]: content for path, content in self.releases.items()})
            releases = [
                structs.replace(one, file=str(there / placed[one.file])) if one.file in placed else one
                for one in basis.library.releases
            ]
            basis = structs.replace(basis, library=Library(releases))
        return structs.replace(self.settings, basis=basis)


def pack_settings(settings: BulkSettings, papers: BookPapers, buckets: int) -> SparkSettings:
    """What every worker has to know, with the files that workers do not have.

    Raises UserError where payers' files are named otherwise than as a folder.
    """
    basis = settings.basis
    return SparkSettings(
        settings=settings,
        papers=papers,
        buckets=buckets,
        payers=_payer_files(basis),
        releases=_release_files(basis.library),
    )


def _payer_files(basis: Basis) -> dict[str, bytes]:
    if not basis.payers:
        return {}
    folder = Path(basis.payers)
    if not folder.is_dir():
        remedy = "Name the folder with the payers' files; tables of a project's file go into files of their own."
        raise UserError(str(folder), "is no folder, which is what can go along to a cluster", remedy)
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.toml"))}


def _release_files(library: Library | None) -> dict[str, bytes]:
    if library is None:
        return {}
    return {one.file: Path(one.file).read_bytes() for one in library.releases if DATA not in Path(one.file).parents}


def _digest(files: Mapping[str, bytes]) -> str:
    found = sha256()
    for name, content in sorted(files.items()):
        found.update(name.encode() + b"\0" + sha256(content).digest())
    return found.hexdigest()[:16]


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        if not (folder / name).exists():
            write_atomically(folder / name, content)
