"""What a therapist should know of a new release: at most three sentences, what costs money first."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta

from cleanclaim.explanations.lookup.diagnosis_chapters import is_common_in_therapy
from cleanclaim.explanations.releases.fees import PAID, PriceChange
from cleanclaim.explanations.releases.sections import are_therapy_codes, group_diagnoses
from cleanclaim.explanations.releases.tables import list_changed_values
from cleanclaim.law.wording import day, listed
from cleanclaim.pricing.rate import decimal
from cleanclaim.reference.compare import ChangedEntry, OneSidedEntry, ReleaseComparison
from cleanclaim.reference.diagnosis_successors import with_point
from cleanclaim.reference.release_entries import (
    CostIndices,
    PairInForce,
    RelativeValues,
    TherapyListEntry,
    UnitLimit,
    ZipEntry,
)
from cleanclaim.reference.releases import Kind, Release

MOST = 3
ENTRY_WORDS: dict[Kind, str] = {
    "ncci": "pair|pairs in force",
    "ncci_medicaid": "pair|pairs in force",
    "mue": "limit|limits",
    "mpfs": "code|codes",
    "icd10": "diagnosis|diagnoses",
    "add_on": "add-on|add-ons",
    "hcpcs": "code|codes",
    "therapy": "code|codes",
    "gpci": "locality|localities",
    "zip": "ZIP code|codes",
}
"""What the entries of a table are called."""
_EITHER = re.compile(r"(\w+)\|(\w+)")

Change = OneSidedEntry | ChangedEntry


def write_sentences(found: ReleaseComparison, moved: Sequence[PriceChange]) -> tuple[str, ...]:
    """At most three sentences, the first with its first day; `moved` are the prices that two schedules move."""
    written = _fees(found, moved) if found.kind == "mpfs" else WRITERS[found.kind](found)
    chosen = [sentence for sentence in written if sentence] or [_nothing(found)]
    outside_therapy = found.outside_therapy.added + found.outside_therapy.removed + found.outside_therapy.changed
    if outside_therapy:
        chosen.append(
            count_in_words(outside_therapy, "outside therapy {} entry|entries change|changes, not listed here")
        )
    first, *more = chosen[:MOST]
    return f"{_start(found.old, found.new)}, {first}.", *(f"{one[0].upper()}{one[1:]}." for one in more)


def count_in_words(number: int, words: str) -> str:
    """The words with the number in place of `{}`, and of `pair|pairs` the word that fits it."""
    return _EITHER.sub(lambda found: found[1] if number == 1 else found[2], words).replace("{}", f"{number:,}")


def _start(old: Release, new: Release) -> str:
    """The day the change takes effect, where the one release follows on the other; else the name of the new one."""
    if old.effective_to is not None and old.effective_to + timedelta(days=1) == new.effective_from:
        return f"From {day(new.effective_from)}"
    return f"Under {new.name}"


def _nothing(found: ReleaseComparison) -> str:
    return count_in_words(
        found.compared, f"nothing changes in the {{}} {ENTRY_WORDS[found.kind]} of which both releases speak"
    )


def _count_and_name(names: Sequence[str], words: str) -> str:
    """The words with the count, then the first three names, or all four; empty where there are none."""
    if not names:
        return ""
    rest = len(names) - MOST
    named = listed(names) if rest <= 1 else f"{', '.join(names[:MOST])} and {rest:,} more"
    return f"{count_in_words(len(names), words)}: {named}"


def _keys(changes: Iterable[Change]) -> list[str]:
    return [one.key.replace(" ", " with ") for one in changes]


def _pairs(found: ReleaseComparison) -> list[str]:
    begun = [one for one in found.added if are_therapy_codes(one.key)]
    ended = [one for one in found.removed if are_therapy_codes(one.key)]
    changes = [change for change in list_changed_values(found.changed, PairInForce) if are_therapy_codes(change[0].key)]
    barred = [one for one, old, new in changes if old.indicator == 1 and new.indicator == 0]
    eased = [one for one, old, new in changes if old.indicator == 0 and new.indicator == 1]
    swapped = [one for one, old, new in changes if old.column1 != new.column1]
    sentences = [
        _count_and_name(
            _keys([*_with(begun, 0), *barred]), "{} pair|pairs of therapy codes can no longer be billed together"
        ),
        _count_and_name(
            _keys(_with(begun, 1)), "{} pair|pairs of therapy codes now needs|need a modifier that the visit supports"
        ),
        _count_and_name(
            _keys(ended), "{} pair|pairs of therapy codes is|are free, and both codes are paid without a modifier"
        ),
        _count_and_name(
            _keys(eased), "{} pair|pairs of therapy codes may be parted by a modifier that the visit supports"
        ),
        _count_and_name(_keys(swapped), "in {} pair|pairs of therapy codes it is the other code that is paid"),
    ]
    return sentences if any(sentences) else _mixed(found)


def _with(entries: Iterable[OneSidedEntry], indicator: int) -> list[OneSidedEntry]:
    return [one for one in entries if isinstance(one.value, PairInForce) and one.value.indicator == indicator]


def _mixed(found: ReleaseComparison) -> list[str]:
    """Where no pair of two therapy codes changes: the pairs of one of them with a code of another field."""
    number = len(found.added) + len(found.removed) + len(found.changed)
    if not number:
        return []
    return [
        "no pair of two therapy codes changes",
        count_in_words(number, "{} pair|pairs of a therapy code with another do"),
    ]


def _limits(found: ReleaseComparison) -> list[str]:
    changes = list_changed_values(found.changed, UnitLimit)
    falls = [f"{one.key} from {old.units} to {new.units}" for one, old, new in changes if new.units < old.units]
    rises = [f"{one.key} from {old.units} to {new.units}" for one, old, new in changes if new.units > old.units]
    applied = [one.key for one, old, new in changes if old.mai != new.mai]
    return [
        _count_and_name(falls, "the most units a day fall for {} code|codes"),
        _count_and_name(_keys(found.added), "a limit on units begins for {} code|codes"),
        _count_and_name(rises, "the most units a day rise for {} code|codes"),
        _count_and_name(_keys(found.removed), "the limit on units ends for {} code|codes"),
        _count_and_name(applied, "the limit is applied in another way for {} code|codes"),
    ]


def _fees(found: ReleaseComparison, moved: Sequence[PriceChange]) -> list[str]:
    changes = list_changed_values(found.changed, RelativeValues)
    unpaid = [one.key for one in found.removed if isinstance(one.value, RelativeValues) and one.value.status in PAID]
    unpaid += [one.key for one, old, new in changes if old.status in PAID and new.status not in PAID]
    paid = [one.key for one, old, new in changes if old.status not in PAID and new.status in PAID]
    return [
        _count_and_name(unpaid, "the fee schedule no longer pays {} code|codes"),
        _prices(moved),
        _count_and_name(_keys(found.added), "{} code|codes is|are new in the fee schedule"),
        _count_and_name(paid, "the fee schedule pays {} code|codes that it did not"),
        _factors(found),
    ]


def _prices(moved: Sequence[PriceChange]) -> str:
    """How many prices rise and how many fall, each with the one that moves most."""
    clauses = []
    for verb, some in (("rises", [p for p in moved if p.new > p.old]), ("falls", [p for p in moved if p.new < p.old])):
        if some:
            words = count_in_words(len(some), f"{verb} for {{}} code|codes")
            clauses.append(f"{words}, most for {some[0].code} ({some[0].percent} %)")
    return f"the national price of a unit {', and '.join(clauses)}" if clauses else ""


def _factors(found: ReleaseComparison) -> str:
    moves = [
        f"from ${decimal(one.old, 4)} to ${decimal(one.new, 4)} ({one.percent} %)"
        + " for participants in alternative payment models" * (one.name == "qualifying")
        for one in found.factors
        if one.old != one.new
    ]
    return f"the conversion factor goes {listed(moves)}" if moves else ""


def _diagnoses(found: ReleaseComparison) -> list[str]:
    words = {
        "divided": "{} diagnosis|diagnoses can no longer be billed without more characters",
        "deleted": "{} diagnosis|diagnoses is|are deleted",
        "new": "{} diagnosis|diagnoses is|are new",
        "made billable": "{} diagnosis|diagnoses can be billed that could not",
        "reworded": "{} diagnosis|diagnoses is|are reworded",
    }
    sentences = []
    for name, group in group_diagnoses(found).items():
        common = [with_point(one.key) for one in group if is_common_in_therapy(one.key)]
        counted = count_in_words(len(group), words[name])
        if common and len(common) == len(group):
            sentences.append(_count_and_name(common, words[name]))
        elif common:
            sentences.append(f"{counted}, {_count_and_name(common, '{} of them common in therapy')}")
        elif group:
            sentences.append(f"{counted}, none of them common in therapy")
    return sentences


def _add_ons(found: ReleaseComparison) -> list[str]:
    return [
        _count_and_name(_keys(found.removed), "{} add-on|add-ons may no longer stand beside the primary"),
        _count_and_name(_keys(found.added), "{} add-on|add-ons may stand beside a new primary"),
        _count_and_name(_keys(found.changed), "CMS sorts {} add-on|add-ons into another type"),
    ]


def _hcpcs(found: ReleaseComparison) -> list[str]:
    return [
        _count_and_name(_keys(found.removed), "{} HCPCS Level II code|codes ends|end"),
        _count_and_name(_keys(found.added), "{} HCPCS Level II code|codes is|are new"),
        _count_and_name(_keys(found.changed), "{} HCPCS Level II code|codes is|are revised"),
    ]


def _therapy(found: ReleaseComparison) -> list[str]:
    placed = {one.key: one.value.status for one in found.added if isinstance(one.value, TherapyListEntry)}
    placed |= {
        one.key: new.status
        for one, old, new in list_changed_values(found.changed, TherapyListEntry)
        if old.status != new.status
    }
    always = [code for code, status in placed.items() if status == "always"]
    sometimes = [code for code, status in placed.items() if status == "sometimes"]
    return [
        _count_and_name(always, "{} code|codes becomes|become always therapy, with GP, GO or GN on every line"),
        _count_and_name(
            sometimes, "{} code|codes becomes|become sometimes therapy, with GP, GO or GN under a plan of care"
        ),
        _count_and_name(_keys(found.removed), "{} code|codes leaves|leave the therapy list"),
    ]


def _indices(found: ReleaseComparison) -> list[str]:
    changes = sorted(
        list_changed_values(found.changed, CostIndices), key=lambda change: -abs(change[2].pe - change[1].pe)
    )
    rises = [one.label or one.key for one, old, new in changes if new.pe > old.pe]
    falls = [one.label or one.key for one, old, new in changes if new.pe < old.pe]
    others = [one.label or one.key for one, old, new in changes if new.pe == old.pe]
    return [
        _count_and_name(_keys(found.removed), "{} locality|localities is|are gone"),
        _count_and_name(rises, "practice expense counts for more in {} locality|localities"),
        _count_and_name(falls, "practice expense counts for less in {} locality|localities"),
        _count_and_name(others, "only work or malpractice count otherwise in {} locality|localities"),
        _count_and_name(_keys(found.added), "{} locality|localities is|are new"),
    ]


def _zips(found: ReleaseComparison) -> list[str]:
    moved = [one.key for one, old, new in list_changed_values(found.changed, ZipEntry) if old.locality != new.locality]
    divided = [
        one.key for one, old, new in list_changed_values(found.changed, ZipEntry) if old.plus_four != new.plus_four
    ]
    return [
        _count_and_name(moved, "{} ZIP code|codes moves|move to another locality, and to its prices"),
        _count_and_name(_keys(found.removed), "{} ZIP code|codes is|are gone"),
        _count_and_name(_keys(found.added), "{} ZIP code|codes is|are new"),
        _count_and_name(divided, "whether nine digits are needed changes for {} ZIP code|codes"),
    ]


WRITERS: dict[Kind, Callable[[ReleaseComparison], list[str]]] = {
    "ncci": _pairs,
    "ncci_medicaid": _pairs,
    "mue": _limits,
    "icd10": _diagnoses,
    "add_on": _add_ons,
    "hcpcs": _hcpcs,
    "therapy": _therapy,
    "gpci": _indices,
    "zip": _zips,
}
