"""The tables of a comparison, for each kind of release: what was added, what ended, what changed and by how much."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from cleanclaim.explanations.lookup.diagnosis_chapters import CHAPTERS, find_chapter, is_common_in_therapy
from cleanclaim.explanations.releases.fees import PriceChange, build_fee_sections
from cleanclaim.explanations.releases.tables import (
    CODE,
    MOVE,
    Rows,
    Section,
    format_yes_no,
    list_changed_values,
    list_one_sided_rows,
    list_quantity_rows,
)
from cleanclaim.pricing.rate import decimal
from cleanclaim.reference.catalogue import catalogue
from cleanclaim.reference.compare import ChangedEntry, OneSidedEntry, ReleaseComparison
from cleanclaim.reference.diagnosis_successors import with_point
from cleanclaim.reference.release_entries import (
    AddOnPrimary,
    CostIndices,
    DiagnosisEntry,
    HcpcsEntry,
    PairInForce,
    TherapyListEntry,
    UnitLimit,
    ZipEntry,
)
from cleanclaim.reference.releases import Kind


def build_sections(found: ReleaseComparison, moved: Sequence[PriceChange]) -> tuple[Section, ...]:
    """The tables of a comparison, those without a row left out; `moved` are the prices that two fee schedules move."""
    made = build_fee_sections(found, moved) if found.kind == "mpfs" else BUILDERS[found.kind](found)
    return tuple(section for section in made if section.rows)


def are_therapy_codes(key: str) -> bool:
    """Whether both codes of a pair are ones that a therapist bills."""
    return all(code in catalogue() for code in key.split())


def group_diagnoses(found: ReleaseComparison) -> dict[str, list[OneSidedEntry | ChangedEntry]]:
    """What happened to diagnoses, by what it means for a claim; those that therapy sees most first."""
    changed = list_changed_values(found.changed, DiagnosisEntry)
    groups: dict[str, list[OneSidedEntry | ChangedEntry]] = {
        "divided": [one for one, old, new in changed if old.billable and not new.billable],
        "deleted": list(found.removed),
        "new": list(found.added),
        "made billable": [one for one, old, new in changed if new.billable and not old.billable],
        "reworded": [one for one, old, new in changed if old.billable == new.billable],
    }
    return {
        name: sorted(some, key=lambda one: (not is_common_in_therapy(one.key), one.key))
        for name, some in groups.items()
    }


def _pairs(found: ReleaseComparison) -> list[Section]:
    columns = ("paid", "denied", "a modifier", "services")
    changes = list_changed_values(sorted(found.changed, key=_therapy_first), PairInForce)
    return [
        Section("Pairs that begin", columns, _bundles(found.added), 4),
        Section("Pairs that end", columns, _bundles(found.removed), 4),
        Section(
            "Pairs that change",
            ("pair", "paid", "a modifier", "services"),
            tuple(
                (one.key, _moved(old.column1, new.column1), _moved(_parts(old), _parts(new)), one.label)
                for one, old, new in changes
            ),
            4,
        ),
    ]


def _therapy_first(one: OneSidedEntry | ChangedEntry) -> tuple[bool, str]:
    return not are_therapy_codes(one.key), one.key


def _bundles(some: Iterable[OneSidedEntry]) -> Rows:
    return tuple(
        (one.value.column1, one.key.replace(one.value.column1, "").strip(), _parts(one.value), one.label)
        for one in sorted(some, key=_therapy_first)
        if isinstance(one.value, PairInForce)
    )


def _parts(bundle: PairInForce) -> str:
    return "may part them" if bundle.indicator == 1 else "never parts them"


def _moved(old: str, new: str) -> str:
    return new if old == new else f"{old} → {new}"


def _limits(found: ReleaseComparison) -> list[Section]:
    alone = (*CODE, "units", "indicator")

    def cells(limit: UnitLimit) -> tuple[str, ...]:
        return str(limit.units), str(limit.mai)

    return [
        Section("Limits that change", (*CODE, "", *MOVE), list_quantity_rows(found.changed, {"units": "units"}, 0), 3),
        Section(
            "Limits applied in another way",
            (*CODE, "indicator", "after"),
            tuple(
                (c.key, c.label, str(a.mai), str(b.mai))
                for c, a, b in list_changed_values(found.changed, UnitLimit)
                if a.mai != b.mai
            ),
            2,
        ),
        Section("New limits", alone, list_one_sided_rows(found.added, UnitLimit, cells), 2),
        Section("Limits taken away", alone, list_one_sided_rows(found.removed, UnitLimit, cells), 2),
    ]


def _diagnoses(found: ReleaseComparison) -> list[Section]:
    groups = group_diagnoses(found)
    counts = {name: Counter(find_chapter(one.key) for one in some) for name, some in groups.items()}
    by_chapter = tuple(
        (name, *(str(counted[name] or "") for counted in counts.values()))
        for _first, name in CHAPTERS
        if any(counted[name] for counted in counts.values())
    )
    return [
        Section("By chapter", ("chapter", *groups), by_chapter, 1),
        *(
            Section(f"Diagnoses {name}", ("code", "diagnosis"), tuple((with_point(c.key), c.label) for c in some), 2)
            for name, some in groups.items()
        ),
    ]


def _add_ons(found: ReleaseComparison) -> list[Section]:
    columns = ("add-on, primary", "services", "type")
    changes = tuple(
        (c.key, c.label, f"{a.type} → {b.type}") for c, a, b in list_changed_values(found.changed, AddOnPrimary)
    )
    return [
        Section(
            "Add-ons that may stand beside a code now",
            columns,
            list_one_sided_rows(found.added, AddOnPrimary, _type),
            2,
        ),
        Section("Add-ons that no longer may", columns, list_one_sided_rows(found.removed, AddOnPrimary, _type), 2),
        Section("Types that change", columns, changes, 2),
    ]


def _type(add_on: AddOnPrimary) -> tuple[str, ...]:
    return (str(add_on.type),)


def _hcpcs(found: ReleaseComparison) -> list[Section]:
    changes = list_changed_values(found.changed, HcpcsEntry)
    columns = (*CODE, "coverage")
    revised = tuple((c.key, c.label, _moved(a.coverage or "", b.coverage or "")) for c, a, b in changes)
    return [
        Section(
            "Codes added", columns, list_one_sided_rows(found.added, HcpcsEntry, lambda one: (one.coverage or "",)), 3
        ),
        Section(
            "Codes ended", columns, list_one_sided_rows(found.removed, HcpcsEntry, lambda one: (one.coverage or "",)), 3
        ),
        Section("Codes revised", columns, revised, 3),
    ]


def _therapy(found: ReleaseComparison) -> list[Section]:
    columns = (*CODE, "therapy")
    changes = tuple(
        (c.key, c.label, _moved(a.status, b.status)) for c, a, b in list_changed_values(found.changed, TherapyListEntry)
    )
    return [
        Section(
            "Codes put on the list",
            columns,
            list_one_sided_rows(found.added, TherapyListEntry, lambda one: (one.status,)),
            3,
        ),
        Section(
            "Codes taken off the list",
            columns,
            list_one_sided_rows(found.removed, TherapyListEntry, lambda one: (one.status,)),
            3,
        ),
        Section("Codes listed otherwise", columns, changes, 3),
    ]


def _indices(found: ReleaseComparison) -> list[Section]:
    columns = ("locality", "name", "work", "practice", "malpractice")
    parts = {"work": "work", "pe": "practice", "malpractice": "malpractice"}

    def cells(one: CostIndices) -> tuple[str, ...]:
        return decimal(one.work, 3), decimal(one.pe, 3), decimal(one.malpractice, 3)

    return [
        Section("Cost indices", ("locality", "name", "index", *MOVE), list_quantity_rows(found.changed, parts, 3), 3),
        Section("Localities added", columns, list_one_sided_rows(found.added, CostIndices, cells), 2),
        Section("Localities gone", columns, list_one_sided_rows(found.removed, CostIndices, cells), 2),
    ]


def _zips(found: ReleaseComparison) -> list[Section]:
    moves = list_changed_values(found.changed, ZipEntry)
    moved = Counter((a.locality, b.locality) for _c, a, b in moves if a.locality != b.locality)
    divided = tuple(
        (c.key, format_yes_no(a.plus_four), format_yes_no(b.plus_four))
        for c, a, b in moves
        if a.plus_four != b.plus_four
    )
    return [
        Section(
            "ZIP codes that move",
            ("from", "to", "ZIP codes"),
            tuple((old, new, f"{count:,}") for (old, new), count in moved.most_common()),
            2,
        ),
        Section("ZIP codes added", ("locality", "ZIP codes"), _by_locality(found.added), 1),
        Section("ZIP codes gone", ("locality", "ZIP codes"), _by_locality(found.removed), 1),
        Section("ZIP codes that lie in several localities", ("ZIP code", "before", "after"), divided, 3),
    ]


def _by_locality(some: Iterable[OneSidedEntry]) -> Rows:
    counted = Counter(one.value.locality for one in some if isinstance(one.value, ZipEntry))
    return tuple((locality, f"{count:,}") for locality, count in counted.most_common())


BUILDERS: dict[Kind, Callable[[ReleaseComparison], list[Section]]] = {
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
