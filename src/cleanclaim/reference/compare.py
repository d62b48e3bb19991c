"""What changes from one release of a table to another.

What is in force on the day each takes effect is compared, key by key, and only for keys that both releases cover: an
excerpt covers the codes it lists; a release that ships with the program, the codes of the catalogue. A cell that one of
the two leaves empty is no change.
"""

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

from msgspec import Struct, structs

from cleanclaim.model.errors import UserError
from cleanclaim.reference.catalogue import catalogue
from cleanclaim.reference.pairs import load_pairs
from cleanclaim.reference.release_entries import COMPARED, PAIRS, Value, entries, named
from cleanclaim.reference.releases import NAMES, Kind, Release

THERAPY_ALONE: tuple[Kind, ...] = (*PAIRS, "add_on", "mue", "mpfs")
"""Tables of all of medicine: the program ships their therapy codes, and a comparison spells only those out."""


class OneSidedEntry(Struct, frozen=True):
    """An entry that only one of the releases has: its key, the key in words, and its value."""

    key: str
    label: str
    value: Value


class ChangedEntry(Struct, frozen=True):
    """An entry that both releases have, with different values.

    `percent` has the change of each quantity that moved, with its sign and one decimal; not where it was zero before.
    """

    key: str
    label: str
    old: Value
    new: Value
    percent: dict[str, str]


class ChangeCounts(Struct, frozen=True):
    """How many entries were added, removed and changed."""

    added: int = 0
    removed: int = 0
    changed: int = 0


class FactorChange(Struct, frozen=True):
    """A conversion factor before and after, in ten-thousandths of a dollar; named "all" where there is but one."""

    name: str
    old: int
    new: int
    percent: str


class ReleaseComparison(Struct, frozen=True, kw_only=True):
    """All that changes from `old` to `new`, in the order of the keys.

    `outside_therapy` counts the changes among all other codes. `compared` counts the keys looked at,
    `uncompared` those of which one of the releases does not speak.
    """

    old: Release
    new: Release
    added: tuple[OneSidedEntry, ...]
    removed: tuple[OneSidedEntry, ...]
    changed: tuple[ChangedEntry, ...]
    factors: tuple[FactorChange, ...]
    outside_therapy: ChangeCounts
    compared: int
    uncompared: int

    @property
    def kind(self) -> Kind:
        """The table both releases are of."""
        return self.new.kind


def compare(old: Release, new: Release) -> ReleaseComparison:
    """What changes from one release to the other.

    Raises UserError where they are not of one table, or of a table whose changes do not matter to a claim.
    """
    _same_kind(old, new)
    before, after = entries(old), entries(new)
    old_speaks, new_speaks = _speaks(old, before), _speaks(new, after)
    added = [key for key in after if key not in before and old_speaks(key)]
    removed = [key for key in before if key not in after and new_speaks(key)]
    both = [key for key in before if key in after]
    changed = [key for key in both if _differ(before[key], after[key])]
    spelled = [[key for key in sorted(keys) if _is_therapy(new.kind, key)] for keys in (added, removed, changed)]
    return ReleaseComparison(
        old=old,
        new=new,
        added=tuple(OneSidedEntry(key, named(new, key), after[key]) for key in spelled[0]),
        removed=tuple(OneSidedEntry(key, named(old, key), before[key]) for key in spelled[1]),
        changed=tuple(_changed(key, new, before[key], after[key]) for key in spelled[2]),
        factors=_factors(old, new),
        outside_therapy=ChangeCounts(
            len(added) - len(spelled[0]), len(removed) - len(spelled[1]), len(changed) - len(spelled[2])
        ),
        compared=len(both) + len(added) + len(removed),
        uncompared=len(before) + len(after) - 2 * len(both) - len(added) - len(removed),
    )


def percent(old: int, new: int) -> str | None:
    """The change in percent, with its sign and one decimal, half a tenth rounded away from zero; None from zero."""
    if old == 0:
        return None
    return f"{(Decimal(new - old) * 100 / old).quantize(Decimal('0.1'), ROUND_HALF_UP):+}"


def _same_kind(old: Release, new: Release) -> None:
    both = f"{old.name} and {new.name}"
    if old.kind != new.kind:
        problem = f"one is of the {NAMES[old.kind]}, the other of the {NAMES[new.kind]}"
        raise UserError(both, problem, "Compare two releases of one table; `cleanclaim reference status` lists them.")
    if old.kind not in COMPARED:
        known = ", ".join(NAMES[kind] for kind in COMPARED)
        raise UserError(both, f"releases of the {NAMES[old.kind]} are not compared", f"Compared are: {known}.")


def _speaks(release: Release, values: dict[str, Value]) -> Callable[[str], bool]:
    """A test whether the release covers a key, so that a missing key has no value."""
    if release.scope == "part":
        return _lists_pair(release) if release.kind in PAIRS else lambda key: key in values
    if release.scope == "complete" and (release.retrieved is not None or release.kind not in THERAPY_ALONE):
        return lambda _key: True
    codes = set(load_pairs(release.file).codes) if release.kind in PAIRS else {key.split()[0] for key in values}
    if release.scope == "complete":
        codes |= {code for code in catalogue() if not _row_is_missing(code, release)}
    return lambda key: all(code in codes for code in (key.split() if release.kind in PAIRS else key.split()[:1]))


def _lists_pair(release: Release) -> Callable[[str], bool]:
    """A test whether the release, a part of the pairs, has a row of a pair, in force or not."""
    listed = load_pairs(release.file)

    def lists(key: str) -> bool:
        one, two = key.split()
        return bool(listed.of(one, two) or listed.of(two, one))

    return lists


def _row_is_missing(code: str, release: Release) -> bool:
    """CMS's fee schedule lists every code that exists, so one that existed and has no row is only missing from our
    extract.
    """
    return release.kind == "mpfs" and catalogue()[code].valid_on(release.effective_from)


def _differ(old: Value, new: Value) -> bool:
    if old == new:  # nearly always
        return False
    sides = zip(structs.astuple(old), structs.astuple(new), strict=True)
    return any(a is not None and b is not None and a != b for a, b in sides)


def _is_therapy(kind: Kind, key: str) -> bool:
    return kind not in THERAPY_ALONE or any(code in catalogue() for code in key.split())


def _changed(key: str, release: Release, old: Value, new: Value) -> ChangedEntry:
    moved = ((name, getattr(old, name), getattr(new, name)) for name in old.QUANTITIES)
    percents = {name: change for name, a, b in moved if a != b and (change := percent(a, b)) is not None}
    return ChangedEntry(key, named(release, key), old, new, percents)


def _factors(old: Release, new: Release) -> tuple[FactorChange, ...]:
    """The factors of both sides; one that stood for all is set beside each of the two that came after it."""
    before, after = old.conversion_factors, new.conversion_factors
    found = []
    for name in sorted({*before, *after} - ({"all"} if before.keys() != after.keys() else set()), reverse=True):
        a, b = before.get(name, before.get("all")), after.get(name, after.get("all"))
        if a and b:
            found.append(FactorChange(name, a, b, percent(a, b) or ""))
    return tuple(found)
