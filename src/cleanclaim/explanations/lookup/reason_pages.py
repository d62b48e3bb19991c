"""What a code on a remittance or a claim status response means, typed as it is printed: `CO-97`, `N130`, `A7`.

A bare code may stand on several lists (97 is an adjustment reason and a claim status); all are shown, those where it
has been stopped last.
"""

import re
from datetime import date

from msgspec import Struct

from cleanclaim.law.wording import day
from cleanclaim.model.errors import UserError
from cleanclaim.nearest import did_you_mean
from cleanclaim.reference.reasons import KINDS, LISTS, ListName, ReasonCode, reason, reasons

GROUP_AND_REASON = re.compile(r"(CO|CR|OA|PI|PR)[- ]?([0-9]{1,3}|[A-Z][0-9]{1,2})")
LIST_AND_CODE = re.compile(r"(CARC|RARC|GROUP|STATUS|PLB)[- ]?(\w{1,6})")
CLAIM_STATUS = re.compile(r"([A-Z]\w{1,2})[:/-]([0-9]{1,3})")
NAMES: dict[str, tuple[ListName, ...]] = {
    "CARC": ("carc",),
    "RARC": ("rarc",),
    "GROUP": ("group",),
    "STATUS": ("claim-status-category", "claim-status"),
    "PLB": ("plb",),
}


class ReasonEntry(Struct, frozen=True, kw_only=True):
    """One reading of a code.

    `list` names the list in words. `meaning` is None where nobody here is sure of it. `kind` is the sort of work it
    makes and `work` what that is about, both None where there is none. `validity` is a clause; `in_use` is None where
    the list on file does not say.
    """

    list: str
    code: str
    meaning: str | None
    kind: str | None
    work: str | None
    in_use: bool | None
    validity: str
    source: str
    verified: bool


class ReasonPage(Struct, frozen=True, kw_only=True):
    """The code as typed, the day, and every reading of it: for `CO-97` the group, then the reason."""

    query: str
    on: date
    entries: tuple[ReasonEntry, ...]


def build_reason_page(query: str, on: date) -> ReasonPage | None:
    """The page of a code, in either case: `CO-97`, `CARC 97`, `N130`, `A7`, `A7:562`, `PLB WO`, `97`.

    None where a bare code stands on none of the lists. Raises UserError where the query says which list it means and
    that list does not have the code.
    """
    text = query.strip().upper()
    if match := GROUP_AND_REASON.fullmatch(text):
        found = [_require_reason("group", match[1], query), _require_reason("carc", match[2], query)]
    elif match := LIST_AND_CODE.fullmatch(text):
        found = _find_on_lists(NAMES[match[1]], match[2]) or [_require_reason(NAMES[match[1]][0], match[2], query)]
    elif (match := CLAIM_STATUS.fullmatch(text)) and reason("claim-status-category", match[1]):
        found = [
            _require_reason("claim-status-category", match[1], query),
            _require_reason("claim-status", match[2], query),
        ]
    else:
        found = sorted(_find_on_lists(tuple(LISTS), text), key=lambda entry: entry.in_use(on) is False)
    return ReasonPage(query=query, on=on, entries=tuple(_entry(entry, on) for entry in found)) if found else None


def _find_on_lists(names: tuple[ListName, ...], code: str) -> list[ReasonCode]:
    return [entry for name in names if (entry := reason(name, code))]


def _require_reason(name: ListName, code: str, query: str) -> ReasonCode:
    entry = reason(name, code)
    if entry is None:
        raise UserError(
            query,
            f"no {LISTS[name].title} code on file is {code}.{did_you_mean(code, reasons(name))}",
            "Compare it with the remittance or the answer; the publisher's list is at x12.org/codes.",
        )
    return entry


def _entry(entry: ReasonCode, on: date) -> ReasonEntry:
    return ReasonEntry(
        list=LISTS[entry.list].title,
        code=entry.code,
        meaning=entry.meaning,
        kind=entry.kind,
        work=KINDS[entry.kind] if entry.kind else None,
        in_use=entry.in_use(on),
        validity=_validity(entry, on),
        source=entry.source,
        verified=entry.verified,
    )


def _validity(entry: ReasonCode, on: date) -> str:
    """Since when and until when the code is used, seen from a day."""
    if entry.stops and on >= entry.stops:
        return f"no longer used since {day(entry.stops)}"
    if entry.starts and on < entry.starts:
        return f"used from {day(entry.starts)}"
    if entry.starts is None:
        return "the list on file has no dates"
    since = f"used since {day(entry.starts)}"
    if entry.stops:
        return f"{since}, until {day(entry.stops)}"
    return since if LISTS[entry.list].tells_ends else f"{since}; whether it has ended is not known"
