"""Releases from publications: parts joined, names and dates determined, the scope decided."""

from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct

from cleanclaim.model.errors import UserError
from cleanclaim.reference.cadence import Cadence, cadences
from cleanclaim.reference.pairs import PairsDraft
from cleanclaim.reference.publishers.publication import UNSAID, Publication
from cleanclaim.reference.releases import NAMES, Kind, Scope

ENOUGH, OF = 4, 5
"""A release of fewer than four fifths of the rows its like has had is a sample: it speaks only for what it lists."""

PREFIXES: dict[Kind, str] = {
    "ncci": "NCCI",
    "ncci_medicaid": "NCCI Medicaid",
    "add_on": "AOC",
    "mue": "MUE",
    "mpfs": "MPFS",
    "gpci": "GPCI",
    "zip": "ZIP5",
    "locality": "LOCCO",
    "therapy": "Therapy code list",
    "icd10": "ICD-10-CM",
    "hcpcs": "HCPCS",
    "descriptors": "CPT descriptors",
}
"""How the name of a release begins; its period follows."""


class ImportOptions(Struct, frozen=True):
    """Options of an import: values that the files lack. A first day that a file itself names stands."""

    effective: date | None = None
    published: date | None = None
    name: str | None = None
    track: str | None = None


class ReleaseDraft(Struct, kw_only=True):
    """A release before it is saved: the publication, its name, first day, and the parts of it that are here."""

    publication: Publication
    name: str
    effective_from: date
    parts: tuple[int, ...]
    notes: tuple[str, ...] = ()

    @property
    def kind(self) -> Kind:
        """The table."""
        return self.publication.kind

    @property
    def cadence(self) -> Cadence:
        """How the table is published."""
        return cadences()[self.kind]

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return len(self.publication.table)

    @property
    def scope(self) -> Scope:
        """Whether it speaks for every code, for those it lists, or, of pairs, only for the pairs it has."""
        whole = self.cadence.rows is None or self.rows * OF >= self.cadence.rows * ENOUGH
        all_parts = not self.parts or len(self.parts) == self.cadence.parts
        if isinstance(self.publication.table, PairsDraft):
            return "complete" if whole and all_parts else "part"
        return "complete" if whole else "excerpt"

    @property
    def prints_days(self) -> bool:
        """Whether its rows carry the days they hold, so that it can answer for the time before it too."""
        table = self.publication.table
        if isinstance(table, PairsDraft):
            return any(edit.first for edit in table.kinds)
        if "from" not in self.publication.columns:
            return False
        place = self.publication.columns.index("from")
        return any(row[place] for row in table)


def draft_releases(publications: Iterable[Publication], options: ImportOptions) -> list[ReleaseDraft]:
    """The releases that some publications make, those of one release put together.

    Raises UserError where a date or the meaning of a factor is missing, or two files contradict each other.
    """
    found: dict[tuple[Kind, str], ReleaseDraft] = {}
    for publication in publications:
        draft = _draft_release(publication, options)
        before = found.setdefault((draft.kind, draft.name), draft)
        if before is not draft:
            join_drafts(before, draft)
    if options.name and len(found) > 1:
        names = ", ".join(draft.name for draft in found.values())
        raise UserError(
            "--name", f"these files make several releases ({names})", "Import them one by one to name them."
        )
    return list(found.values())


def join_drafts(one: ReleaseDraft, other: ReleaseDraft) -> None:
    """Add another file of the same release: more pairs, or a fee schedule's other factor.

    Raises UserError where the two differ in what they should agree on.
    """
    ours, theirs = one.publication, other.publication
    if isinstance(ours.table, PairsDraft) and isinstance(theirs.table, PairsDraft):
        ours.table.absorb(theirs.table)
        one.parts = tuple(sorted({*one.parts, *other.parts}))
    elif ours.table != theirs.table and not _same_rows(ours, theirs):
        places = " and ".join((*ours.files, *theirs.files))
        remedy = "Import them one by one, each with a --name of its own; the newer one answers."
        raise UserError(places, f"both are {one.name}, but {_difference(ours, theirs)}", remedy)
    for track, factor in theirs.conversion_factors.items():
        if ours.conversion_factors.setdefault(track, factor) != factor:
            places = " and ".join((*ours.files, *theirs.files))
            raise UserError(places, f"they name two conversion factors for {one.name}", "Import only the right one.")
    one.notes = tuple(dict.fromkeys((*one.notes, *other.notes)))
    ours.files = (*ours.files, *(name for name in theirs.files if name not in ours.files))


def _draft_release(publication: Publication, options: ImportOptions) -> ReleaseDraft:
    effective = publication.effective_from or options.effective
    place = ", ".join(publication.files)
    if effective is None:
        problem = f"nothing in it or in its name says from when these {NAMES[publication.kind]} hold"
        raise UserError(place, problem, "Say it: --effective DATE, such as --effective 2026-10-01.")
    if UNSAID in publication.conversion_factors:
        factor = publication.conversion_factors.pop(UNSAID)
        publication.conversion_factors[_track(effective, options, place)] = factor
    name = options.name or _name(publication, effective)
    part = (publication.part,) if publication.part else ()
    return ReleaseDraft(
        publication=publication, name=name, effective_from=effective, parts=part, notes=_notes(publication, options)
    )


def _notes(publication: Publication, options: ImportOptions) -> tuple[str, ...]:
    """What to say of a first day that was entered and is not the file's own."""
    if options.effective is None or publication.effective_from in (None, options.effective):
        return ()
    own = f"the file itself says that it holds from {publication.effective_from} on."
    return (f"--effective {options.effective} was not used: {own}",)


def _track(effective: date, options: ImportOptions, place: str) -> str:
    since = cadences()["mpfs"].tracks_since
    if since is None or effective < since:
        return "all"
    if options.track is None:
        problem = "nothing in it or in its name says whom its conversion factor is for"
        remedy = "Say it: --track qualifying for the QPP file, --track standard for the non-QPP file."
        raise UserError(place, problem, remedy)
    return options.track


def _name(publication: Publication, effective: date) -> str:
    kind, cadence = publication.kind, cadences()[publication.kind]
    prefix = PREFIXES[kind]
    if kind == "mpfs":
        return f"{prefix} {cadence.file_for(effective).removesuffix('.zip').upper()}{publication.revision}"
    if kind == "hcpcs":
        return f"{prefix} {effective.year} {effective:%B}"
    revision = f" {publication.revision}" if publication.revision else ""
    return f"{prefix} {cadence.period(effective)}{revision}"


def _same_rows(ours: Publication, theirs: Publication) -> bool:
    assert not isinstance(ours.table, PairsDraft)
    assert not isinstance(theirs.table, PairsDraft)
    return set(ours.table) == set(theirs.table)


def _difference(ours: Publication, theirs: Publication) -> str:
    assert not isinstance(ours.table, PairsDraft)
    assert not isinstance(theirs.table, PairsDraft)
    codes: Sequence[str] = sorted({row[0] for row in set(ours.table) ^ set(theirs.table)})
    more = f" and {len(codes) - 1:,} more" if len(codes) > 1 else ""
    return f"they differ in {codes[0]}{more}"
