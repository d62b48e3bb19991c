"""What a release says, entry by entry, so that two releases can be laid beside each other.

An entry is what one key (a code, a pair, a locality) has in a table. Only what holds on the day the release takes
effect is an entry: a pair that ended, or was withdrawn before it began, is none. A cell that is empty is None, unknown.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import ClassVar

from msgspec import Struct

from cleanclaim.reference.catalogue import catalogue
from cleanclaim.reference.files import day, valid_between
from cleanclaim.reference.ncci import in_force
from cleanclaim.reference.pairs import load_pairs
from cleanclaim.reference.releases import Kind, Release
from cleanclaim.reference.rows import Row, load_rows


class PairInForce(Struct, frozen=True, rename={"indicator": "modifier_indicator"}):
    """A pair in force: `column1` is the code that is paid; the indicator says whether a modifier parts the two."""

    QUANTITIES: ClassVar[tuple[str, ...]] = ()
    column1: str
    indicator: int


class UnitLimit(Struct, frozen=True):
    """A unit limit: units a day, and how CMS applies it (see `mue.Mue`)."""

    QUANTITIES: ClassVar[tuple[str, ...]] = ("units",)
    units: int
    mai: int


class RelativeValues(Struct, frozen=True, kw_only=True):
    """A code's row in the fee schedule, the relative values in hundredths, the two totals added up by us.

    `reduced`: the therapy reduction of practice expense applies.
    """

    QUANTITIES: ClassVar[tuple[str, ...]] = (
        *("work", "nonfacility_pe", "facility_pe", "malpractice"),
        *("nonfacility_total", "facility_total"),
    )
    status: str
    work: int
    nonfacility_pe: int
    facility_pe: int
    malpractice: int
    nonfacility_total: int
    facility_total: int
    reduced: bool


class DiagnosisEntry(Struct, frozen=True):
    """A diagnosis in the list: complete enough to bill or not, and its name where the release prints one."""

    QUANTITIES: ClassVar[tuple[str, ...]] = ()
    billable: bool
    label: str | None


class AddOnPrimary(Struct, frozen=True):
    """An add-on code's right to stand beside one primary, by CMS's type."""

    QUANTITIES: ClassVar[tuple[str, ...]] = ()
    type: int


class HcpcsEntry(Struct, frozen=True):
    """A HCPCS Level II code: CMS's words and its coverage letter."""

    QUANTITIES: ClassVar[tuple[str, ...]] = ()
    label: str | None
    coverage: str | None


class TherapyListEntry(Struct, frozen=True):
    """A code's place on Medicare's therapy code list."""

    QUANTITIES: ClassVar[tuple[str, ...]] = ()
    status: str
    disposition: str | None


class CostIndices(Struct, frozen=True):
    """The cost indices of a locality, in thousandths."""

    QUANTITIES: ClassVar[tuple[str, ...]] = ("work", "pe", "malpractice")
    work: int
    pe: int
    malpractice: int


class ZipEntry(Struct, frozen=True):
    """Where a ZIP code lies; `plus_four`: it is divided between localities."""

    QUANTITIES: ClassVar[tuple[str, ...]] = ()
    locality: str
    plus_four: bool


Value = (
    PairInForce
    | UnitLimit
    | RelativeValues
    | DiagnosisEntry
    | AddOnPrimary
    | HcpcsEntry
    | TherapyListEntry
    | CostIndices
    | ZipEntry
)


def entries(release: Release) -> dict[str, Value]:
    """Every entry of a release by its key: a code, or two codes with a space between, a locality, a ZIP code."""
    if release.kind in PAIRS:
        return _bundles(release)
    key, value = READ[release.kind]
    return {key(row): value(row) for row in _in_force(release)}


def named(release: Release, key: str) -> str:
    """What a key is in words: ours where the catalogue has the code, else the release's own; empty where neither."""
    codes = key.split()
    if any(code in catalogue() for code in codes):
        return " with ".join(catalogue()[code].label if code in catalogue() else code for code in codes)
    if release.kind == "icd10":
        beginnings = (key[:length] for length in range(len(key), 2, -1))
        return next(
            (row["label"] for start in beginnings for row in load_rows(release.file).of(start) if row["label"]), ""
        )
    words = {"hcpcs": "label", "gpci": "name"}.get(release.kind)
    return next((row[words] for row in load_rows(release.file).of(key)), "") if words else ""


def _bundles(release: Release) -> dict[str, Value]:
    """The pairs in force. Where both column orders are, the stricter one stands, as it does for a claim."""
    known_pairs = load_pairs(release.file)
    standing = {id(edit) for edit in known_pairs.edits if in_force(edit, release.effective_from, release)}
    found: dict[str, Value] = {}
    for pair in known_pairs:
        if id(pair.edit) in standing:  # all rows share the few thousand edits of `held.edits`
            one, two = pair.column1, pair.column2
            key, bundle = f"{one} {two}" if one < two else f"{two} {one}", _bundle(one, pair.edit.indicator)
            other = found.get(key)
            if not isinstance(other, PairInForce) or (bundle.indicator, bundle.column1) < (
                other.indicator,
                other.column1,
            ):
                found[key] = bundle
    return found


@lru_cache(maxsize=65_536)
def _bundle(column1: str, indicator: int) -> PairInForce:
    return PairInForce(column1, indicator)


def _in_force(release: Release) -> Iterator[Row]:
    for row in load_rows(release.file):
        if "from" not in row or valid_between(day(row["from"]), day(row["to"]), release.effective_from):
            yield row


def _worth(row: Row) -> RelativeValues:
    work, malpractice = int(row["work"]), int(row["malpractice"])
    nonfacility, facility = int(row["nonfacility_pe"]), int(row["facility_pe"])
    return RelativeValues(
        status=row["status"],
        work=work,
        nonfacility_pe=nonfacility,
        facility_pe=facility,
        malpractice=malpractice,
        nonfacility_total=work + nonfacility + malpractice,
        facility_total=work + facility + malpractice,
        reduced=row["mult_proc"] == "5",
    )


def _code(row: Row) -> str:
    return row["code"]


PAIRS: tuple[Kind, ...] = ("ncci", "ncci_medicaid")
READ: dict[Kind, tuple[Callable[[Row], str], Callable[[Row], Value]]] = {
    "mue": (_code, lambda row: UnitLimit(int(row["units"]), int(row["mai"]))),
    "mpfs": (_code, _worth),
    "icd10": (_code, lambda row: DiagnosisEntry(row["billable"] == "1", row["label"] or None)),
    "add_on": (lambda row: f"{row['code']} {row['primary']}", lambda row: AddOnPrimary(int(row["type"]))),
    "hcpcs": (_code, lambda row: HcpcsEntry(row["label"] or None, row["coverage"] or None)),
    "therapy": (_code, lambda row: TherapyListEntry(row["status"], row["disposition"] or None)),
    "gpci": (
        lambda row: row["locality"],
        lambda row: CostIndices(int(row["work"]), int(row["pe"]), int(row["malpractice"])),
    ),
    "zip": (lambda row: row["zip"], lambda row: ZipEntry(row["locality"], row["plus_four"] == "1")),
}
COMPARED: tuple[Kind, ...] = (*PAIRS, *READ)
"""The kinds of table of which two releases can be compared."""
