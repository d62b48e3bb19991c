"""The page of a comparison: what to know in three sentences, the tables behind them, and what was not compared."""

from datetime import date
from typing import Any

from msgspec import Struct

from cleanclaim.explanations.releases.fees import PriceChange, compare_prices
from cleanclaim.explanations.releases.sections import build_sections
from cleanclaim.explanations.releases.sentences import count_in_words, write_sentences
from cleanclaim.explanations.releases.tables import Section
from cleanclaim.law.wording import day
from cleanclaim.model.money import dollars
from cleanclaim.pricing.rate import decimal
from cleanclaim.reference.compare import ReleaseComparison, compare
from cleanclaim.reference.releases import NAMES, Kind, Release

SCOPE_NOTES = {
    "complete": "{name} as it ships speaks of the therapy codes of the catalogue.",
    "excerpt": "{name} is an excerpt: it speaks only of the codes it lists.",
    "part": "{name} is on file in part: it answers only for the rows it has.",
}


class ComparedRelease(Struct, frozen=True):
    """One of the two releases, as the JSON has it."""

    name: str
    effective_from: date
    effective_to: date | None
    scope: str
    rows: int


class ComparisonPage(Struct, frozen=True, kw_only=True):
    """What changes from one release to another, for people.

    `what` is the table in words. `sentences` are at most three, the most important first; `notes` say what could not
    be compared. `prices` are what two fee schedules pay for a unit nationally, none for other tables.
    """

    what: str
    kind: Kind
    sentences: tuple[str, ...]
    notes: tuple[str, ...]
    sections: tuple[Section, ...]
    prices: tuple[PriceChange, ...]
    comparison: ReleaseComparison

    def heading(self) -> str:
        """The two releases, with their days."""
        return f"{_dated(self.comparison.old)} → {_dated(self.comparison.new)}"


def build_comparison_page(old: Release, new: Release) -> ComparisonPage:
    """The page of two releases of one table. Raises UserError where they cannot be compared."""
    found = compare(old, new)
    moved = compare_prices(old, new) if found.kind == "mpfs" else ()
    return ComparisonPage(
        what=NAMES[found.kind],
        kind=found.kind,
        sentences=write_sentences(found, moved),
        notes=_notes(found),
        sections=build_sections(found, moved),
        prices=moved,
        comparison=found,
    )


def build_comparison_json(page: ComparisonPage) -> dict[str, Any]:
    """The page as JSON has it: values instead of tables; dollars as decimal text, relative values in hundredths."""
    found = page.comparison
    return {
        "kind": page.kind,
        "old": _side(found.old),
        "new": _side(found.new),
        "sentences": page.sentences,
        "notes": page.notes,
        "added": found.added,
        "removed": found.removed,
        "changed": found.changed,
        "conversion_factors": [
            {"for": one.name, "old": decimal(one.old, 4), "new": decimal(one.new, 4), "percent": one.percent}
            for one in found.factors
        ],
        "national_prices": [
            {"code": one.code, "old": dollars(one.old), "new": dollars(one.new), "percent": one.percent}
            for one in page.prices
        ],
        "elsewhere": found.outside_therapy,
        "compared": found.compared,
        "uncompared": found.uncompared,
    }


def _notes(found: ReleaseComparison) -> tuple[str, ...]:
    if not found.uncompared:
        return ()
    narrow = [one for one in (found.old, found.new) if one.scope != "complete" or one.retrieved is None]
    count = count_in_words(
        found.uncompared, "Not compared: {} entry|entries of which only one of the two releases speaks."
    )
    return count, *(SCOPE_NOTES[one.scope].format(name=one.name) for one in narrow)


def _dated(release: Release) -> str:
    until = f" to {day(release.effective_to)}" if release.effective_to else ""
    return f"{release.name} ({day(release.effective_from)}{until})"


def _side(release: Release) -> ComparedRelease:
    return ComparedRelease(release.name, release.effective_from, release.effective_to, release.scope, release.rows)
