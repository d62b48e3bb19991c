"""Code pairs: what Medicare pays only once for two services of one day.

The National Correct Coding Initiative lists pairs of codes. Of a pair in force, the column one code is
paid and the column two code denied; indicator 0 leaves no way round, indicator 1 lets a modifier show
that the second service was distinct: for timed therapy, given in a separate 15-minute block. The modifier
states a fact of the visit. It is earned by start times or the clinician's word, never by the pair alone.

    payer    | code  | minutes | units | modifiers | separate | start || broken
    medicare | 97140 |      15 |     1 | GP        |          |       ||                  # bundled in any treatment
    medicare | 97124 |      15 |     1 | GP        |          |       || bundled
    -
    acme     | 97140 |      15 |     1 | GP        |          |       || bundled? needs_modifier? payer_pair?   # nobody describes the payer
    acme     | 97124 |      15 |     1 | GP        |          |       || bundled? needs_modifier? payer_pair?
    -
    medicare | 97150 |      30 |     1 | GP        |          |       ||
    medicare | 97110 |      15 |     1 | GP        |          |       || needs_modifier
    -
    medicare | 97150 |      30 |     1 | GP        |          | 09:00 ||
    medicare | 97110 |      15 |     1 | 59 GP     |          | 09:30 || needs_modifier~  # its own block, shown by the clock
    -
    medicare | 97150 |      30 |     1 | GP        |          | 09:00 ||
    medicare | 97110 |      15 |     1 | 59 GP     |          | 09:15 || needs_modifier~ unsupported   # inside the group's half hour
    -
    medicare | 97150 |      30 |     1 | GP        |          |       ||
    medicare | 97110 |      15 |     1 | 59 GP     | true     |       || needs_modifier~  # the clinician says so
    -
    medicare | 97150 |      30 |     1 | GP        |          |       ||
    medicare | 97110 |      15 |     1 | 59 GP     |          |       || needs_modifier~ unsupported?  # the visit does not say
    -
    medicare | 97161 |      30 |     1 | GP        |          |       ||                  # a test is part of the day's evaluation
    medicare | 97750 |      30 |     2 | 59 GP     | true     |       || bundled
    -
    anthem   | 97530 |      15 |     1 | GP        |          |       || payer_pair       # a payer's own pair, gone from the CMS list
    anthem   | 97140 |      15 |     1 | GP        |          |       ||
    -
    anthem   | 97530 |      15 |     1 | 59 GP     | true     |       || payer_pair~
    anthem   | 97140 |      15 |     1 | GP        |          |       ||
    -
    medicare | 97530 |      15 |     1 | GP        |          |       ||                  # no edit since 2020, whatever articles say
    medicare | 97140 |      15 |     1 | GP        |          |       ||
    -
    medicare | 97530 |      15 |     1 | GP        |          |       ||
    medicare | 97140 |      15 |     1 | 59 GP     |          |       || needless
    -
    acme     | 97530 |      15 |     1 | GP        |          |       || payer_pair?   # nobody describes the payer
    acme     | 97140 |      15 |     1 | 59 GP     |          |       || needless? payer_pair?
"""

from collections.abc import Sequence
from functools import lru_cache

from msgspec import Struct

from cleanclaim.kernel import Each, fact, rule
from cleanclaim.law.coding.modifiers import DISTINCT, separate_blocks
from cleanclaim.law.rules._facts import no_release
from cleanclaim.law.rules._fixes import TAKE_OFF_THE_CLAIM, take_off
from cleanclaim.model.visit import Service
from cleanclaim.reference.code_families import ITEMS, code_family
from cleanclaim.reference.tables import Tables


class Conflict(Struct, frozen=True):
    """What stands against a line: the codes that bundle it for good, those a modifier may part it from, and
    those that no imported release covers. `partners` are all codes it shares an edit with, on either side.
    """

    bundled: tuple[str, ...] = ()
    bypassable: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()


NONE = Conflict()


@fact
def conflicts(code: Each[str], billed: Each[bool], tables: Tables) -> dict[str, Conflict]:
    """For each code of the visit, the edits it takes part in."""
    return _among(_billed(code, billed), tables)


def _is_item(code: str, tables: Tables) -> bool:
    """Whether the code is a supply or a brace: the edits of practitioners are among services."""
    family = None if code in tables.codes else code_family(code)
    return family is not None and family.kind in ITEMS


def _billed(code: Sequence[str], billed: Sequence[bool]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one, goes in zip(code, billed, strict=True) if goes))


@lru_cache(maxsize=65_536)
def _among(billed: tuple[str, ...], tables: Tables) -> dict[str, Conflict]:
    """The edits among some codes. A clinic bills the same few combinations all day."""
    found: dict[str, Conflict] = {}
    for place, one in enumerate(billed):
        for other in billed[place + 1 :]:
            if _is_item(one, tables) or _is_item(other, tables):
                continue
            pair = tables.pair(one, other)
            if pair.answer == "separate":
                continue
            if pair.answer == "undetermined":
                _add(found, one, other, "unknown")
                _add(found, other, one, "unknown")
            elif pair.column1 and pair.column2:
                _add(found, pair.column2, pair.column1, pair.answer)
                _add(found, pair.column1, pair.column2, "partners")
    return found


def _add(found: dict[str, Conflict], code: str, other: str, field: str) -> None:
    before = found.get(code, NONE)
    lists = {name: getattr(before, name) for name in Conflict.__struct_fields__}
    for name in {field, "partners"} - ({"partners"} if field == "unknown" else set()):
        lists[name] = (*lists[name], other)
    found[code] = Conflict(**lists)


@fact
def conflict(code: str, conflicts: dict[str, Conflict]) -> Conflict:
    """The edits the line's code takes part in."""
    return conflicts.get(code, NONE)


@fact
def asks_pairs(billed: bool, is_listed: bool, conflict: Conflict, ncci_applies: bool | None = None) -> bool | None:
    """Whether the line's code shares an edit with another of the visit, or may; unknown where the payer's practice is."""
    return ncci_applies if conflict is not NONE and billed and is_listed else False


@fact(missing=no_release("ncci"))
def bundled_into(conflict: Conflict) -> tuple[str, ...] | None:
    """The codes the line is part of, with no way round; unknown where a pair cannot be looked up."""
    return None if conflict.unknown and not conflict.bundled else conflict.bundled


@fact(missing=no_release("ncci"))
def parted_from(conflict: Conflict) -> tuple[str, ...] | None:
    """The codes a modifier may part the line from; unknown where a pair cannot be looked up."""
    return None if conflict.unknown and not conflict.bypassable else conflict.bypassable


@fact
def is_distinct(code: Each[str], modifiers: Each[tuple[str, ...]], conflicts: dict[str, Conflict]) -> Each[bool]:
    """Whether the line, or every line it stands against, carries a modifier that says distinct."""
    return _parted(code, modifiers, conflicts) if conflicts else [False] * len(code)


def _parted(code: Sequence[str], modifiers: Sequence[tuple[str, ...]], conflicts: dict[str, Conflict]) -> list[bool]:
    marked = {one for one, marks in zip(code, modifiers, strict=True) if DISTINCT.intersection(marks)}
    return [one in marked or marked.issuperset(conflicts.get(one, NONE).bypassable) for one in code]


@rule(
    title="Bundled for good with another code",
    cite="ncci-ptp",
    when="asks_pairs",
    message="{code} is part of {bundled_into:codes} on the same day; no modifier parts them.",
    remedy="Remove {code}.",
    field="billed",
    fix=TAKE_OFF_THE_CLAIM,
    carc="236",
)
def bundled(bundled_into: tuple[str, ...]) -> bool:
    """The two services are one for payment. The second is denied, and no modifier brings it back."""
    return bool(bundled_into)


@rule(
    title="Bundled unless given in a separate block",
    cite="ncci-ptp",
    when="asks_pairs",
    unless="is_distinct",
    message="{code} is bundled into {parted_from:codes} on the same day.",
    remedy="Remove it, or show its separate 15-minute block (start times, or mark it separate) and append 59.",
    field="modifiers",
    carc="236",
)
def needs_modifier(parted_from: tuple[str, ...]) -> bool:
    """Without a modifier that says the services were distinct, the second is denied as part of the first."""
    return bool(parted_from)


@fact
def says_distinct(billed: bool, modifiers: tuple[str, ...]) -> bool:
    """Whether the line carries 59 or one of the X modifiers."""
    return billed and not DISTINCT.isdisjoint(modifiers)


@fact
def says_distinct_in_pair(says_distinct: bool, conflict: Conflict) -> bool:
    """Whether the line claims to be distinct from a code it shares an edit with."""
    return says_distinct and bool(conflict.partners)


@fact(missing="start")
def in_separate_block(code: str, conflict: Conflict, services: Sequence[Service]) -> bool | None:
    """Whether the visit shows that the line had its own time beside every code it is paired with."""
    mine = [service for service in services if service.code == code]
    separate = [separate_blocks(mine, [s for s in services if s.code == other]) for other in conflict.partners]
    return False if False in separate else None if None in separate else True


@rule(
    title="Said to be separate, shown to overlap",
    cite="cms-modifier-59",
    when="says_distinct_in_pair",
    unknown="warn",
    message="{code} carries a modifier for a separate service, but its time runs into that of the code it is paired with.",
    remedy="Take the modifier off, or correct the start times.",
    field="modifiers",
    carc="4",
)
def unsupported(in_separate_block: bool) -> bool:
    """Modifier 59 states a fact. The inspector general found it wrong on two claims in five."""
    return not in_separate_block


@fact
def payer_conflicts(
    code: Each[str], billed: Each[bool], extra_pairs: tuple[tuple[str, str], ...]
) -> dict[str, Conflict]:
    """For each code of the visit, the payer's own pairs it takes part in."""
    return _own_pairs(_billed(code, billed), extra_pairs) if extra_pairs else {}


def _own_pairs(billed: tuple[str, ...], pairs: tuple[tuple[str, str], ...]) -> dict[str, Conflict]:
    found: dict[str, Conflict] = {}
    for first, second in pairs:
        if first in billed and second in billed:
            _add(found, second, first, "bypassable")
            _add(found, first, second, "partners")
    return found


@fact
def payer_parts_from(code: str, payer_conflicts: dict[str, Conflict]) -> tuple[str, ...]:
    """The codes this payer pays the line's code with only in a separate block."""
    return payer_conflicts.get(code, NONE).bypassable


@fact
def is_distinct_to_payer(
    code: Each[str], modifiers: Each[tuple[str, ...]], payer_conflicts: dict[str, Conflict]
) -> Each[bool]:
    """Whether the line, or every line the payer pairs it with, carries a modifier that says distinct."""
    return _parted(code, modifiers, payer_conflicts) if payer_conflicts else [False] * len(code)


@rule(
    title="Bundled by this payer unless given in a separate block",
    cite="payer-own-pairs",
    when="billed",
    unless="is_distinct_to_payer",
    message="This payer bundles {code} into {payer_parts_from:codes} on the same day, which CMS no longer does.",
    remedy="Show its separate 15-minute block (start times, or mark it separate) and append 59, or expect a denial.",
    field="modifiers",
    carc="236",
)
def payer_pair(payer_parts_from: tuple[str, ...]) -> bool:
    """Some payers kept pairs that CMS dropped. Without a modifier the second code is denied."""
    return bool(payer_parts_from)


@fact(missing="ncci_applies")
def asks_needless(
    says_distinct: bool,
    code: str,
    payer_conflicts: dict[str, Conflict] | None = None,
    ncci_applies: bool | None = None,
) -> bool | None:
    """Whether the line claims to be distinct, for no pair of the payer's own; unknown where its use of edits is."""
    return ncci_applies if says_distinct and code not in (payer_conflicts or ()) else False


@rule(
    title="Modifier for a separate service where nothing is bundled",
    cite="cms-modifier-59",
    when="asks_needless",
    severity="warn",
    message="{code} carries a modifier for a separate service, but no edit in force pairs it with another code of the visit.",
    remedy="Take the modifier off.",
    field="modifiers",
    fix=take_off(*DISTINCT),
)
def needless(conflict: Conflict) -> bool:
    """Modifiers appended from habit draw audits and say what nobody meant."""
    return not conflict.partners and not conflict.unknown
