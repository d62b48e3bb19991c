"""May two codes be billed on one day: the published edits, the payer's own way with them, and since when."""

from datetime import date

from msgspec import UNSET, Struct, UnsetType

from cleanclaim.explanations.lookup.known_names import find_code, find_policy
from cleanclaim.explanations.lookup.table_coverage import list_missing_tables
from cleanclaim.law.basis import Basis
from cleanclaim.law.policies.policy import Policy
from cleanclaim.law.wording import day
from cleanclaim.model.errors import UserError
from cleanclaim.reference.ncci import Pair, PairRow


class PairAnswer(Struct, frozen=True, kw_only=True):
    """Whether two codes may be billed on one day.

    `edits` is every published row of the pair, newest first. `stale` is true where the date lies past the newest
    release on file. `why` says what CMS publishes of the pair, `note` what else the answer rests on, `gaps` which
    releases are missing or stale for the date.
    """

    on: date
    payer: str
    edits: list[PairRow]
    answer: str
    why: str
    stale: bool | UnsetType = UNSET
    note: str | UnsetType = UNSET
    gaps: tuple[str, ...]


def check_pair(first: str, second: str, on: date, payer: str, basis: Basis | None = None) -> PairAnswer:
    """What holds for two codes on a date, in either order.

    Raises UserError for an unknown code or payer, and where both codes are the same.
    """
    find_code(first)
    find_code(second)
    if first == second:
        raise UserError(first, "the same code was given twice.", "Name two different codes.")
    basis = basis or Basis()
    described = find_policy(payer, on, basis)
    tables = basis.tables(on)
    pair = tables.pair(first, second)
    edits = tables.pair_history(first, second)
    answer, note = _apply_payer(pair.answer, (first, second), described)
    return PairAnswer(
        on=on,
        payer=described.payer,
        edits=edits,
        answer=answer,
        why=_why(pair, edits),
        stale=True if pair.stale and described.ncci_applies is not False else UNSET,
        note=note or UNSET,
        gaps=list_missing_tables(tables, on, ["ncci"]) if pair.stale or pair.answer == "undetermined" else (),
    )


def _why(pair: Pair, edits: list[PairRow]) -> str:
    """What the edits say, in a sentence: which column, what a modifier may do, since when or until when."""
    if pair.answer == "undetermined":
        return "No release on file speaks of this pair on this date."
    if pair.answer == "separate":
        ended = [row.to for row in edits if row.to and row.to != row.from_ and row.indicator != 9]
        last = f"; one ended on {day(max(ended))}" if ended else ""
        return f"CMS has no edit in force for this pair{last}."
    standing = next((row for row in edits if row.active and row.indicator == pair.indicator), None)
    began = standing.from_ if standing else None
    since = f"since {day(began)}" if began else f"since a day that {pair.release} does not print"
    reason = f" CMS's reason: {standing.reason.lower()}." if standing and standing.reason else ""
    may = (
        "no modifier parts them"
        if pair.answer == "bundled"
        else f"a distinct-service modifier (59, XE, XP, XS, XU) on {pair.column2} parts them where the visit shows it"
    )
    return f"CMS pays {pair.column1} and denies {pair.column2} beside it, {since}; {may}.{reason}"


def _apply_payer(answer: str, codes: tuple[str, str], described: Policy) -> tuple[str, str]:
    """The answer as the payer applies it, and a note where that needs one."""
    own = any(set(pair) == set(codes) for pair in described.extra_pairs or ())
    if own and answer != "bundled":
        sure = "" if "extra_pairs" not in described.unverified else ", as far as is known"
        return (
            "bypassable",
            f"{described.name} bundles this pair itself{sure}; a distinct-service modifier may part it.",
        )
    if described.ncci_applies is False:
        return "separate", f"{described.name} does not apply the CMS edits."
    if described.ncci_applies is None:
        return answer, f"Whether {described.name} applies the CMS edits is not known; this is what CMS says."
    if "ncci_applies" in described.unverified:
        return answer, f"That {described.name} applies the CMS edits has not been verified."
    return answer, ""
