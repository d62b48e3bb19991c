"""A code as a page: what it is, how its units come about, who may furnish it, and what the tables say about it."""

from datetime import date

from msgspec import Struct

from cleanclaim.explanations.lookup.known_names import find_code, find_policy
from cleanclaim.explanations.lookup.table_coverage import list_missing_tables
from cleanclaim.law.basis import Basis
from cleanclaim.law.policies.policy import Policy
from cleanclaim.law.wording import day, instead, listed
from cleanclaim.reference.catalogue import Code, ListingSource, catalogue
from cleanclaim.reference.fee_status import fee_status_meaning
from cleanclaim.reference.mpfs import Fee
from cleanclaim.reference.mue import Mue
from cleanclaim.reference.ncci import Pair
from cleanclaim.reference.releases import Kind, ReleaseUse
from cleanclaim.reference.tables import Tables

UNIT_LIMIT_WORDS = {
    1: "on one line",
    2: "a day, and no appeal lifts it",
    3: "a day; more can be paid on appeal with the note",
}
THERAPY_LIST_WORDS = {
    "always": "always therapy: it needs the discipline's modifier whoever bills it",
    "sometimes": "sometimes therapy: it needs the discipline's modifier under a therapy plan of care",
    "elsewhere": "not on Medicare's therapy list; therapy to the payers that take it",
    "never": "not on Medicare's therapy list",
}
ATTENDANCE_WORDS = {
    "supervised": "supervised: the clinician need not stay",
    "constant": "constant: the clinician stays",
    "away": "the patient is elsewhere",
    None: "not written down",
}


class CodePage(Struct, frozen=True, kw_only=True):
    """Everything known about one code on a date.

    `says`, `unit_rule`, `attendance`, `furnished_by`, `therapy`, `validity` and `for_payer` are sentences. `mppr`:
    whether Medicare halves the practice part of all but one unit of the day; None where no fee schedule has the code.
    `fee` has its relative values in hundredths. `limit_known` tells whether a missing `limit` means that CMS set
    none. `beside` are the primary codes an add-on may be billed with, `descriptor` the AMA's words where a licensee
    imported them. `pairs` are the edits in force with other therapy codes. `grounds` is the source of each fact of
    the catalogue, `source` and `verified` those of the validity; `gaps` says which releases are missing or stale for
    the date.
    """

    code: str
    label: str
    says: str
    kind: str
    evaluation: str | None
    on: date
    payer: str
    in_force: bool
    validity: str
    valid_from: date | None
    valid_to: date | None
    replaced_by: tuple[str, ...]
    unit_rule: str
    attendance: str
    furnished_by: str
    therapy: str
    mppr: bool | None
    beside: tuple[str, ...]
    descriptor: str | None
    status: str | None
    fee: Fee | None
    limit: Mue | None
    limit_known: bool
    pairs: tuple[Pair, ...]
    pairs_unknown: int
    for_payer: tuple[str, ...]
    words: tuple[str, ...]
    source: str
    verified: bool
    grounds: dict[str, ListingSource]
    releases: tuple[ReleaseUse, ...]
    gaps: tuple[str, ...]


def build_code_page(code: str, on: date, payer: str, basis: Basis | None = None) -> CodePage:
    """The page of a code on a date, for a payer. Raises UserError for an unknown code or payer."""
    entry = find_code(code)
    basis = basis or Basis()
    described = find_policy(payer, on, basis)
    tables = basis.tables(on)
    pairs = [tables.pair(code, other) for other in catalogue() if other != code and catalogue()[other].valid_on(on)]
    fee, limit, add_on = tables.fee(code), tables.mue(code), tables.add_on(code)
    open_tables: dict[Kind, bool] = {
        "ncci": any(pair.stale or pair.answer == "undetermined" for pair in pairs),
        "mue": limit.stale if limit else not tables.mue_covers(code),
        "mpfs": fee is None or fee.stale,
    }
    therapy, therapy_ground = _therapy(entry, tables, on)
    return CodePage(
        code=code,
        label=entry.label,
        says=entry.says,
        kind=entry.kind,
        evaluation=entry.evaluation,
        on=on,
        payer=described.name,
        in_force=entry.valid_on(on),
        validity=describe_validity(entry, on),
        valid_from=entry.valid_from,
        valid_to=entry.valid_to,
        replaced_by=entry.replaced_by,
        unit_rule=describe_unit_rule(entry, described),
        attendance=ATTENDANCE_WORDS[entry.attendance],
        furnished_by=describe_who_furnishes(entry),
        therapy=therapy,
        mppr=None if fee is None else fee.mult_proc == "5",
        beside=tuple(sorted(add_on.primaries)) if add_on else (),
        descriptor=tables.descriptor(code),
        status=fee_status_meaning(fee.status) if fee else None,
        fee=fee,
        limit=limit,
        limit_known=tables.mue_covers(code),
        pairs=tuple(pair for pair in pairs if pair.answer in ("bundled", "bypassable")),
        pairs_unknown=sum(pair.answer == "undetermined" for pair in pairs),
        for_payer=_for_payer(code, described),
        words=entry.words,
        source=entry.source,
        verified=entry.verified,
        grounds={
            "validity": ListingSource(entry.source, entry.verified),
            "units and attendance": entry.units_ground,
            "who": entry.who_ground,
            **({"therapy": therapy_ground} if therapy_ground else {}),
        },
        releases=tuple(use for use in tables.releases() if use.kind in open_tables),
        gaps=list_missing_tables(tables, on, [kind for kind, is_open in open_tables.items() if is_open]),
    )


def _therapy(entry: Code, tables: Tables, on: date) -> tuple[str, ListingSource | None]:
    """The code's place on Medicare's therapy code list: of an imported list, else of the catalogue."""
    imported = tables.therapy(entry.code)
    if imported is not None:
        return THERAPY_LIST_WORDS[imported.status], ListingSource(imported.release, verified=True)
    listing = entry.listed_on(on)
    if listing is None:
        return "its place on Medicare's therapy list is not known for this date", None
    return THERAPY_LIST_WORDS[listing.status], listing.ground


def describe_validity(entry: Code, on: date) -> str:
    """Since when and until when a code is in force, seen from a date, and what replaced it."""
    if entry.valid_to is not None and on > entry.valid_to:
        return f"ended on {day(entry.valid_to)}; bill {instead(entry.replaced_by)}"
    if entry.valid_from is not None and on < entry.valid_from:
        return f"begins on {day(entry.valid_from)}"
    since = f"in force since {day(entry.valid_from)}" if entry.valid_from else "in force"
    return f"{since}, to {day(entry.valid_to)}" if entry.valid_to else since


def describe_unit_rule(entry: Code, described: Policy | None = None) -> str:
    """How the code's units come about, in words; for a payer, by its method."""
    if entry.unit_rule == "pooled":
        methods = {
            "cms": "counted together with the day's other timed minutes",
            "cpt": "counted alone: a unit once 8 minutes are passed",
            None: "how this payer counts is not known",
        }
        how = f"; {methods[described.unit_method]}" if described else ""
        return f"timed, by quarter hours of one-on-one time{how}"
    if entry.unit_rule == "alone":
        assert entry.unit_minutes is not None
        most = f", at most {entry.max_units} a day" if entry.max_units else ""
        return f"timed, by itself: a unit of {entry.unit_minutes} minutes once its midpoint is passed{most}"
    if entry.unit_rule == "month":
        more = f", another for each further {entry.each}" if entry.each else ""
        until = f" (up to {entry.until})" if entry.until else ""
        return f"timed, by the calendar month: a unit from {entry.first} minutes{until}{more}"
    if entry.unit_rule == "counted":
        return "service-based: counted by what its description says, not by time: enter the units"
    return "service-based: one unit, whatever the time"


def describe_who_furnishes(entry: Code) -> str:
    """Which disciplines the code belongs to, and whether an assistant may furnish it."""
    who = listed(sorted(entry.disciplines)) if entry.disciplines else "no discipline in particular"
    may = {
        True: "an assistant may furnish it",
        False: "not by an assistant",
        None: "whether an assistant may is not known",
    }
    return f"{who}; {may[entry.assistant]}"


def _for_payer(code: str, described: Policy) -> tuple[str, ...]:
    sentences = []
    if described.bundled_codes and code in described.bundled_codes:
        sentences.append("never paid on its own")
    if described.replaced_codes and code in described.replaced_codes:
        sentences.append(f"not taken under this number: bill {described.replaced_codes[code]}")
    if described.daily_unit_cap_codes and code in described.daily_unit_cap_codes and described.daily_unit_cap:
        sentences.append(f"counts toward the payer's {described.daily_unit_cap} units a day")
    return tuple(sentences)
