"""What became of a code over the years: its own life, its place on lists, its values, its limit, its pairs.

Every release on file is read in turn; a change is listed where it differs from the release before.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from msgspec import Struct

from cleanclaim.explanations.lookup.code_pages import THERAPY_LIST_WORDS
from cleanclaim.explanations.lookup.code_wording import describe_relative_values, describe_unit_limit
from cleanclaim.explanations.lookup.known_names import find_code
from cleanclaim.law.basis import Basis
from cleanclaim.law.wording import instead, listed
from cleanclaim.reference import mpfs, mue
from cleanclaim.reference.catalogue import Code, catalogue
from cleanclaim.reference.fee_status import fee_status_meaning
from cleanclaim.reference.library import Library, shipped
from cleanclaim.reference.ncci import PairRow, pair_history
from cleanclaim.reference.releases import Kind, Release

MODIFIER_WORDS = {0: "no modifier parts them", 1: "a modifier may part them"}
OLDEST = "; no older release is on file"
"""Added to the oldest release of a table, since its first day is not known."""


class CodeChange(Struct, frozen=True):
    """Something that changed: its first day, what it is about, what is true since, and the source.

    `verified` is false where nobody has read the source.
    """

    on: date
    what: str
    text: str
    source: str
    verified: bool = True


def list_code_changes(code: str, basis: Basis | None = None) -> list[CodeChange]:
    """What changed of a code, newest first, as far back as the releases on file reach.

    Raises UserError for an unknown code.
    """
    entry = find_code(code)
    basis = basis or Basis()
    library, known_on = basis.library or shipped(), basis.known_on
    events = [
        *_life(entry),
        *_listings(entry),
        *_values(code, _oldest_first(library, "mpfs", known_on)),
        *_limits(code, _oldest_first(library, "mue", known_on)),
        *_pairs(code, library.known("ncci", known_on)),
    ]
    return sorted(events, key=lambda event: event.on, reverse=True)


def _oldest_first(library: Library, kind: Kind, known_on: date | None) -> list[Release]:
    return list(reversed(library.known(kind, known_on)))


def _life(entry: Code) -> Iterator[CodeChange]:
    if entry.valid_from:
        yield CodeChange(entry.valid_from, "code", "in force from this day", entry.source, entry.verified)
    if entry.valid_to:
        after = entry.valid_to + timedelta(days=1)
        text = f"no longer in force; bill {instead(entry.replaced_by)}"
        yield CodeChange(after, "code", text, entry.source, entry.verified)


def _listings(entry: Code) -> Iterator[CodeChange]:
    for listing in entry.listings:
        if listing.first:
            ground = listing.ground
            yield CodeChange(
                listing.first, "therapy list", THERAPY_LIST_WORDS[listing.status], ground.source, ground.verified
            )


def _values(code: str, releases: list[Release]) -> Iterator[CodeChange]:
    before = ""
    for release in releases:
        row = mpfs.fee(code, release.effective_from, [release])
        if row is None:
            continue
        status = fee_status_meaning(row.status)
        text = f"status {row.status}, {status}: {describe_relative_values(row)}"
        if text != before:
            yield CodeChange(release.effective_from, "fee schedule", f"{text}{'' if before else OLDEST}", release.name)
        before = text


def _limits(code: str, releases: list[Release]) -> Iterator[CodeChange]:
    before = ""
    for release in releases:
        if not mue.covers_code(code, [release]):
            continue
        text = describe_unit_limit(mue.unit_limit(code, release.effective_from, [release]), known=True)
        if text != before:
            yield CodeChange(release.effective_from, "most units", f"{text}{'' if before else OLDEST}", release.name)
        before = text


def _pairs(code: str, releases: list[Release]) -> Iterator[CodeChange]:
    """The edits that began and ended, those of one day and kind together."""
    gathered: dict[tuple[date, str, str, str], list[str]] = {}
    for other in catalogue():
        rows = pair_history(code, other, date.max, releases) if other != code else []
        for row in rows:
            for on, began in _days(row):
                role = f"paid, {code} denied beside" if row.column1 == other else f"denied beside {code}"
                may = f"; {MODIFIER_WORDS[row.indicator]}" if began == "begins" else ""
                gathered.setdefault((on, f"{began}: ", f" {role}{may}", row.release), []).append(other)
    for (on, before, after, release), others in gathered.items():
        yield CodeChange(on, "pair", f"{before}{listed(others)}{after}", release)


def _days(row: PairRow) -> Iterator[tuple[date, str]]:
    """When an edit that ever applied began and ended; one withdrawn before it took effect never did."""
    if row.indicator not in MODIFIER_WORDS or row.from_ == row.to:
        return
    if row.from_:
        yield row.from_, "begins"
    if row.to:
        yield row.to + timedelta(days=1), "ended"
