"""A code as a page: what it is, how its units come about, who may furnish it, and what the tables hold of it."""

from datetime import date

from msgspec import Struct

from cleanclaim.kernel.book import hint
from cleanclaim.law.policies import Policy, payer_names, policy
from cleanclaim.law.wording import day, instead, listed
from cleanclaim.model.errors import UserError
from cleanclaim.reference.catalogue import Code, catalogue
from cleanclaim.reference.mpfs import Fee
from cleanclaim.reference.mue import Mue
from cleanclaim.reference.ncci import Pair
from cleanclaim.reference.releases import ReleaseUse
from cleanclaim.reference.tables import Tables, tables

STATUSES = {
    "A": "paid from the fee schedule",
    "B": "bundled: never paid on its own",
    "C": "priced by the contractor",
    "E": "not paid from the fee schedule",
    "I": "not valid for Medicare: it wants another code",
    "M": "for reporting only",
    "N": "not covered",
    "R": "covered in special cases",
    "T": "paid only where nothing else is",
    "X": "outside the fee schedule by law",
}
APPLIED = {
    1: "on one line",
    2: "a day, and no appeal lifts it",
    3: "a day; more can be paid on appeal with the note",
}
LISTED = {
    "always": "always therapy: it needs the discipline's modifier whoever bills it",
    "sometimes": "sometimes therapy: it needs the discipline's modifier under a therapy plan of care",
    "never": "not on Medicare's therapy list",
}


class CodePage(Struct, frozen=True, kw_only=True):
    """All that is held of one code on a date.

    `unit_rule`, `furnished_by`, `therapy`, `validity` and `for_payer` are sentences. `fee` has its relative values in
    hundredths. `limit_known` tells whether a missing `limit` means that CMS set none. `pairs` are the edits in force
    with other therapy codes.
    """

    code: str
    label: str
    kind: str
    on: date
    payer: str
    in_force: bool
    validity: str
    unit_rule: str
    furnished_by: str
    therapy: str
    status: str | None
    fee: Fee | None
    limit: Mue | None
    limit_known: bool
    pairs: tuple[Pair, ...]
    pairs_unknown: int
    for_payer: tuple[str, ...]
    source: str
    verified: bool
    releases: tuple[ReleaseUse, ...]


def code_page(code: str, on: date, payer: str, known_on: date | None = None) -> CodePage:
    """The page of a code on a date, for a payer. Raises UserError for a code or a payer we do not hold."""
    entry = held_code(code)
    described = held_policy(payer, on, known_on)
    held = tables(on, known_on)
    pairs = [held.pair(code, other) for other in catalogue() if other != code and catalogue()[other].valid_on(on)]
    fee = held.fee(code)
    return CodePage(
        code=code,
        label=entry.label,
        kind=entry.kind,
        on=on,
        payer=described.name,
        in_force=entry.valid_on(on),
        validity=validity(entry, on),
        unit_rule=unit_rule(entry, described),
        furnished_by=furnished_by(entry),
        therapy=LISTED[entry.therapy],
        status=STATUSES.get(fee.status, "not explained here") if fee else None,
        fee=fee,
        limit=held.mue(code),
        limit_known=held.mue_covers(code),
        pairs=tuple(pair for pair in pairs if pair.answer in ("bundled", "bypassable")),
        pairs_unknown=sum(pair.answer == "undetermined" for pair in pairs),
        for_payer=_for_payer(code, described),
        source=entry.source,
        verified=entry.verified,
        releases=_releases(held),
    )


def held_code(code: str) -> Code:
    """The catalogue's entry. Raises UserError, with the codes nearest, where there is none."""
    entry = catalogue().get(code)
    if entry is None:
        near = [other for other in sorted(catalogue()) if other[:4] == code[:4]] or [
            other for other in sorted(catalogue()) if other[:3] == code[:3]
        ]
        like = f" Near it: {', '.join(near[:8])}." if near else hint(code, catalogue())
        raise UserError(code, f"no code we hold has this number.{like}", "`cleanclaim codes search WORDS` finds codes.")
    return entry


def held_policy(payer: str, on: date, known_on: date | None = None) -> Policy:
    """The payer's policy on a date. Raises UserError, with the likeliest correction, where there is none."""
    described = policy(payer, on, known_on)
    if described is None:
        raise UserError(
            f"payer {payer}",
            f"no policy describes this payer.{hint(payer, payer_names())}",
            f"Name one of {', '.join(payer_names())}.",
        )
    return described


def validity(entry: Code, on: date) -> str:
    """Since when and until when a code is in force, seen from a date, and what replaced it."""
    if entry.valid_to is not None and on > entry.valid_to:
        return f"ended on {day(entry.valid_to)}; bill {instead(entry.replaced_by)}"
    if entry.valid_from is not None and on < entry.valid_from:
        return f"begins on {day(entry.valid_from)}"
    since = f"in force since {day(entry.valid_from)}" if entry.valid_from else "in force"
    return f"{since}, to {day(entry.valid_to)}" if entry.valid_to else since


def unit_rule(entry: Code, described: Policy | None = None) -> str:
    """How the code's units come about, in words; for a payer, by its method."""
    if entry.unit_rule == "pooled":
        methods = {
            "cms": "counted together with the day's other timed minutes",
            "cpt": "counted alone: a unit once 8 minutes are passed",
            None: "how this payer counts is not known",
        }
        how = f"; {methods[described.unit_method]}" if described else ""
        return f"by quarter hours of one-on-one time{how}"
    if entry.unit_rule == "alone":
        assert entry.unit_minutes is not None
        most = f", at most {entry.max_units} a day" if entry.max_units else ""
        return f"by itself: a unit of {entry.unit_minutes} minutes once its midpoint is passed{most}"
    if entry.unit_rule == "month":
        more = f", another for each further {entry.each}" if entry.each else ""
        until = f" (up to {entry.until})" if entry.until else ""
        return f"by the calendar month: a unit from {entry.first} minutes{until}{more}"
    if entry.unit_rule == "counted":
        return "counted by what its description says, not by time: enter the units"
    return "one unit, whatever the time"


def furnished_by(entry: Code) -> str:
    """Which disciplines the code belongs to, and whether an assistant may furnish it."""
    who = listed(sorted(entry.disciplines)) if entry.disciplines else "no discipline in particular"
    may = {
        True: "an assistant may furnish it",
        False: "not by an assistant",
        None: "whether an assistant may is not known",
    }
    return f"{who}; {may[entry.assistant]}"


def _for_payer(code: str, described: Policy) -> tuple[str, ...]:
    said = []
    if described.bundled_codes and code in described.bundled_codes:
        said.append("never paid on its own")
    if described.replaced_codes and code in described.replaced_codes:
        said.append(f"not taken under this number: bill {described.replaced_codes[code]}")
    if described.daily_unit_cap_codes and code in described.daily_unit_cap_codes and described.daily_unit_cap:
        said.append(f"counts towards the payer's {described.daily_unit_cap} units a day")
    return tuple(said)


def _releases(held: Tables) -> tuple[ReleaseUse, ...]:
    return tuple(use for use in held.releases() if use.kind in ("ncci", "mue", "mpfs"))
