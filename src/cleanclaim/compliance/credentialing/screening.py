"""Clinicians looked for on lists of excluded persons: by NPI, by exact name, by names that are alike.

The list has the name a person had when excluded. So everybody is looked for under every last name ever used, under each
part of a double name, and under nicknames; first and last name changed about count too. Two names are alike where both
first and last name are, by their letters (Jaro-Winkler) or their sound (NYSIIS).

    npi        the entry has the clinician's NPI
    exact      first and last name are the same, and the births where both are known
    alike      both names are alike, and the births where both are known
    unlikely   the names are the same, but the births differ: said, and not counted

A match says that a person has to look: whether it is the clinician, the Inspector General's search tells by social
security number alone.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from cleanclaim.compliance.credentialing.entity_names import entity_name
from cleanclaim.law.policies.spans import Standing
from cleanclaim.model.credentialing import CredentialedClinician, Credentials
from cleanclaim.model.exclusions import ExcludedEntry, ExclusionFile

TABLE = Path(__file__).with_name("screening.toml")
MatchGrade = Literal["npi", "exact", "alike", "unlikely"]
GRADES: tuple[MatchGrade, ...] = ("npi", "exact", "alike", "unlikely")


class _Likeness(Struct, frozen=True, forbid_unknown_fields=True):
    last: float
    first: float
    least: float
    birth_digits: int
    same_birth: float


class ListMonths(Struct, frozen=True, forbid_unknown_fields=True):
    """How new a list has to be: there by a day of a month, with exclusions until so many months before it, or so many
    days old; `cite` is a source's id.
    """

    cite: str
    standing: Standing
    by_day: int | None = None
    months_before: int = 0
    months_before_standing: Standing = "reported"
    days: int | None = None
    whole: int | None = None


class _Nicknames(Struct, frozen=True, forbid_unknown_fields=True):
    groups: tuple[str, ...]


class ScreeningRules(Struct, frozen=True, forbid_unknown_fields=True):
    """How names are compared, and how new lists have to be."""

    likeness: _Likeness
    months: dict[str, ListMonths]
    nicknames: _Nicknames


@cache
def screening_rules() -> ScreeningRules:
    """The rules as they are written."""
    return msgspec.convert(tomllib.loads(TABLE.read_text("utf-8")), ScreeningRules)


class ExclusionMatch(Struct, frozen=True, kw_only=True):
    """An entry of a list that may be a clinician, or the practice. `under`: the name by which it was found."""

    npi: str
    of: str
    grade: MatchGrade
    under: str
    entry: ExcludedEntry
    file: ExclusionFile


class ScreenedPerson(Struct, frozen=True, kw_only=True):
    """A clinician, or the practice, looked for in a file: under which names, and what was found."""

    npi: str
    of: str
    names: tuple[str, ...]
    file: ExclusionFile
    matches: tuple[ExclusionMatch, ...]

    @property
    def is_clear(self) -> bool:
        """Whether nothing was found that a person has to look at."""
        return all(one.grade == "unlikely" for one in self.matches)


def screen(credentials: Credentials, files: Iterable[ExclusionFile], on: date) -> list[ScreenedPerson]:
    """Everybody on the staff that day or later, and the practice, looked for in every file."""
    found = []
    people = [one for one in credentials.clinicians.values() if one.clinician.left is None or one.clinician.left >= on]
    for file in files:
        index = _Index(file)
        practice = credentials.practice
        found.append(_screen_practice(credentials.practice_name, practice.npi, file))
        found += [_screen_person(one, file, index) for one in people]
    return found


class _Index:
    """The persons of a file by their last names, so that each pair of last names is compared once."""

    def __init__(self, file: ExclusionFile) -> None:
        self.by_npi: dict[str, list[ExcludedEntry]] = {}
        self.by_last: dict[str, list[ExcludedEntry]] = {}
        self.by_first: dict[str, list[ExcludedEntry]] = {}
        for entry in file.entries:
            if entry.npi:
                self.by_npi.setdefault(entry.npi, []).append(entry)
            for last in _parts(entry.last):
                self.by_last.setdefault(last, []).append(entry)
            if entry.first and entry.last:
                self.by_first.setdefault(plain(entry.first), []).append(entry)


def _screen_practice(name: str, npi: str, file: ExclusionFile) -> ScreenedPerson:
    matches = [
        ExclusionMatch(npi=npi, of=name, grade=grade, under=name, entry=entry, file=file)
        for entry in file.entries
        if (grade := _firm_grade(name, npi, entry))
    ]
    return ScreenedPerson(npi=npi, of=name, names=(name,), file=file, matches=tuple(matches))


def _firm_grade(name: str, npi: str, entry: ExcludedEntry) -> MatchGrade | None:
    if entry.npi == npi:
        return "npi"
    if not entry.business:
        return None
    if plain(entry.business) == plain(name):
        return "exact"
    ours, theirs = entity_name(name), entity_name(entry.business)
    return "alike" if ours.words and ours.words == theirs.words else None


def _screen_person(who: CredentialedClinician, file: ExclusionFile, index: _Index) -> ScreenedPerson:
    one = who.clinician
    names = dict.fromkeys([one.name.last, *who.former_names])
    lasts = dict.fromkeys(part for name in names for part in _parts(name))
    found: dict[int, ExclusionMatch] = {}

    def note(entry: ExcludedEntry, grade: MatchGrade, under: str) -> None:
        before = found.get(entry.row)
        if before is None or GRADES.index(grade) < GRADES.index(before.grade):
            found[entry.row] = ExclusionMatch(
                npi=one.npi, of=who.name, grade=grade, under=under, entry=entry, file=file
            )

    for entry in index.by_npi.get(one.npi, ()):
        note(entry, "npi", one.npi)
    for last in lasts:
        under = f"{one.name.first} {last.title()}"
        for entry, grade in _by_name(last, plain(one.name.first), plain(one.name.middle or ""), index, who.birth_date):
            note(entry, grade, under)
    return ScreenedPerson(
        npi=one.npi,
        of=who.name,
        names=tuple(f"{one.name.first} {name}" for name in names),
        file=file,
        matches=tuple(sorted(found.values(), key=lambda match: (GRADES.index(match.grade), match.entry.row))),
    )


def _by_name(
    last: str, first: str, middle: str, index: _Index, born: date | None
) -> Iterator[tuple[ExcludedEntry, MatchGrade]]:
    """The entries of a name, and of names that are alike."""
    for other, entries in index.by_last.items():
        rules = screening_rules().likeness
        if other != last and not are_alike(last, other, rules.same_birth):
            continue
        alike = other == last or are_alike(last, other, rules.last)
        for entry in entries:
            if not alike and (born is None or born != entry.birth_date):
                continue
            grade = _grade(last == other, first, middle, plain(entry.first), plain(entry.middle), born, entry)
            if grade is not None:
                yield entry, grade
    for entry in index.by_first.get(last, ()):  # first and last name changed about
        if plain(entry.last) == first and _births_agree(born, entry.birth_date) is not False:
            yield entry, "alike"


def _grade(
    same_last: bool,
    first: str,
    middle: str,
    other_first: str,
    other_middle: str,
    born: date | None,
    entry: ExcludedEntry,
) -> MatchGrade | None:
    births = _births_agree(born, entry.birth_date)
    rules = screening_rules().likeness
    likeness = rules.same_birth if born is not None and born == entry.birth_date else rules.first
    if same_last and first == other_first:
        return "unlikely" if births is False else "exact"
    if births is False or not _firsts_alike(first, middle, other_first, other_middle, likeness):
        return None
    return "alike"


def _firsts_alike(first: str, middle: str, other_first: str, other_middle: str, likeness: float) -> bool:
    """Whether two first names are one person's: the same, alike, a nickname, an initial, or the middle name used."""
    if not other_first:
        return True
    if first == other_first or other_first in nicknames().get(first, ()):
        return True
    if min(len(first), len(other_first)) == 1:
        return first[:1] == other_first[:1]
    if are_alike(first, other_first, likeness):
        return True
    used_middle = bool(middle) and len(middle) > 1 and middle == other_first
    return used_middle or (len(other_middle) > 1 and other_middle == first)


def _births_agree(ours: date | None, theirs: date | None) -> bool | None:
    """Whether two births are one: the same, or a slip apart; None where one is not known."""
    if ours is None or theirs is None:
        return None
    if ours == theirs or (ours.year, ours.month, ours.day) == (theirs.year, theirs.day, theirs.month):
        return True
    differing = sum(one != other for one, other in zip(ours.isoformat(), theirs.isoformat(), strict=True))
    return differing <= screening_rules().likeness.birth_digits


@lru_cache(maxsize=500_000)
def are_alike(one: str, other: str, likeness: float) -> bool:
    """Whether two names are alike, by their letters, or by a likeness that is less and the same sound."""
    import jellyfish

    found: float = jellyfish.jaro_winkler_similarity(one, other)
    if found >= likeness:
        return True
    same_sound: bool = jellyfish.nysiis(one) == jellyfish.nysiis(other)
    return same_sound and found >= screening_rules().likeness.least


@cache
def nicknames() -> Mapping[str, frozenset[str]]:
    """Every first name with those that are used for it."""
    found: dict[str, set[str]] = {}
    for group in screening_rules().nicknames.groups:
        names = group.upper().split()
        for name in names:
            found.setdefault(name, set()).update(other for other in names if other != name)
    return {name: frozenset(others) for name, others in found.items()}


@lru_cache(maxsize=500_000)
def plain(name: str) -> str:
    """A name in capitals, without accents, signs and blanks."""
    import unicodedata

    letters = unicodedata.normalize("NFKD", name.upper())
    return "".join(sign for sign in letters if sign.isalnum())


_SUFFIXES = frozenset({"JR", "SR", "II", "III", "IV", "MD", "PT", "DPT"})


@lru_cache(maxsize=500_000)
def _parts(last: str) -> tuple[str, ...]:
    """A last name as a whole, and each part of a double one."""
    words = [plain(word) for word in last.replace("-", " ").split()]
    words = [word for word in words if word and word not in _SUFFIXES]
    whole = "".join(words)
    return tuple(dict.fromkeys(filter(None, [whole, *(word for word in words if len(word) > 2)])))
