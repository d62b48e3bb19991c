"""One key of a payer's file: dated entries, each holding from its date until the next.

    [kx_threshold]
    reviewed = 2026-11-23
    "2026-01-01" = { value = "2480.00", cite = "cms-therapy-services", standing = "verified" }
    "2027-01-01" = { unknown = true, why = "Not published when this was reviewed", looked_for = 2026-11-23 }

An entry says exactly one of `value`, `none = true` (there is known to be none) and `unknown = true` with
the reason. `standing` says what an answer rests on:

    verified   somebody read the authority's or the payer's own public document; what rests on it may stop a claim
    contract   only a contract can say; it stops where the practice's own file says so, and nowhere else
    reported   the field says so; it looks and never stops. An entry without a standing is reported

Older files write `verified = true` for verified, `verified = false` for reported. What is unknown is `contract` where
only a contract can say; `looked_for` is the day somebody last searched for it in vain. `until` ends an entry early.
`published` is the day the world could know it (else the day it takes effect), `implemented` the day the payer's system
followed, `seen` the day the source was looked at. What is missing is an error: the days must follow each other without
gap or overlap.
"""

from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

import msgspec
from msgspec import UNSET, Struct, UnsetType, structs

from cleanclaim.law.policies.keys import NO_LIMIT, Answer, PolicyKey, keys
from cleanclaim.law.policies.sources import cite, sources
from cleanclaim.law.policies.time_limits import NO_TIME_LIMIT
from cleanclaim.model.days import parse_iso_date
from cleanclaim.model.errors import UserError
from cleanclaim.model.finding import Cite
from cleanclaim.nearest import did_you_mean

Standing = Literal["verified", "contract", "reported"]


class PolicyValue(Struct, frozen=True, kw_only=True):
    """What is known of one key for a span of days, both ends included.

    `value` is None where it is unknown; `why` says so. `payer` is the file that states it, which for an
    inherited value is another payer's. `standing` is what the answer rests on, None where it is unknown and no contract
    would tell. `may_stop`: a fault that rests on it may stop a claim. `every_payer`: it is the same for all, such as a
    statute that speaks of one of them. `until` is the last day, None where no end is known.
    """

    key: str
    payer: str
    value: Answer | None
    cite: Cite | None
    standing: Standing | None
    may_stop: bool
    since: date
    until: date | None
    published: date
    reviewed: date
    why: str = ""
    note: str = ""
    seen: date | None = None
    implemented: date | None = None
    looked_for: date | None = None
    every_payer: bool = False


class _WrittenAnswer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    value: object | UnsetType = UNSET
    none: bool = False
    unknown: bool = False
    why: str = ""
    cite: str = ""
    standing: Standing | None = None
    verified: bool | None = None
    every_payer: bool = False
    looked_for: date | None = None
    note: str = ""
    until: date | None = None
    published: date | None = None
    seen: date | None = None
    implemented: date | None = None


def read_spans(place: str, payer: str, name: str, table: dict[str, object], *, own: bool) -> tuple[PolicyValue, ...]:
    """The dated values of one key, oldest first, without gap or overlap.

    `place` names the file and the key; `own` says that the file is the practice's, who can read its contract. Raises
    UserError naming the date, the value and what to do.
    """
    reviewed = table.get("reviewed")
    if type(reviewed) is not date:
        raise UserError(place, "there is no date of review", "Write `reviewed = 2026-11-23`: the day you last looked.")
    spans = tuple(
        _span(f"{place}, {start}", payer, name, _day(place, start), raw, reviewed, own)
        for start, raw in table.items()
        if start != "reviewed"
    )
    _check_days(place, spans)
    return spans


def in_force(spans: tuple[PolicyValue, ...], on: date, known_on: date | None) -> PolicyValue:
    """The value that holds on a date of service, with the last day it holds, as known by `known_on`.

    What was published later is left out: the entry before it then holds on, or, where that had ended,
    the value is unknown. An unknown is never left out; it was no less unknown before.
    """
    known = [span for span in spans if known_on is None or span.value is None or span.published <= known_on]
    begun = [span for span in known if span.since <= on]
    if not begun:
        return structs.replace(spans[0], **_NOTHING, why=_not_yet(on, known_on))
    span = begun[-1]
    if span.until is not None and span.until < on:
        return structs.replace(span, **_NOTHING, why=_not_yet(on, known_on))
    if len(begun) < len(known):
        return structs.replace(span, until=known[len(begun)].since - timedelta(days=1))
    return span


_NOTHING: dict[str, bool | None] = {"value": None, "standing": None, "may_stop": False, "cite": None, "until": None}


def _not_yet(on: date, known_on: date | None) -> str:
    if known_on is None:
        return f"Nothing is recorded for {on}."
    return f"Nothing had been published for {on} by {known_on}."


def _span(place: str, payer: str, name: str, start: date, raw: object, reviewed: date, own: bool) -> PolicyValue:
    key = keys().keys[name]
    try:
        entry = msgspec.convert(raw, _WrittenAnswer)
        answer = _answer(key, entry)
        standing = _standing(entry)
    except ValueError as wrong:
        raise UserError(place, str(wrong), f"{name} is: {key.meaning}.") from None
    if answer is not None and entry.cite not in sources():
        raise UserError(
            place,
            f"{entry.cite!r} is not in the bibliography.{did_you_mean(entry.cite, sources())}",
            'Cite a source of sources.toml; cite = "payer-contract" and a note will do for your own contract.',
        )
    return PolicyValue(
        key=name,
        payer=payer,
        value=answer,
        cite=cite(entry.cite) if entry.cite else None,
        standing=standing,
        may_stop=answer is not None and (standing == "verified" or (standing == "contract" and own)),
        since=start,
        until=_own_end(key, start, answer, entry.until),
        published=entry.published or start,
        reviewed=reviewed,
        why=entry.why,
        note=entry.note,
        seen=entry.seen,
        implemented=entry.implemented,
        looked_for=entry.looked_for,
        every_payer=entry.every_payer,
    )


def _standing(entry: _WrittenAnswer) -> Standing | None:
    """What the entry rests on, whichever way it is written. Raises ValueError for two ways at once."""
    if entry.standing is not None and entry.verified is not None:
        raise ValueError("an entry says standing or verified, not both")
    if entry.unknown:
        return entry.standing
    return entry.standing or ("verified" if entry.verified else "reported")


def _answer(key: PolicyKey, entry: _WrittenAnswer) -> Answer | None:
    alternatives = [entry.value is not UNSET, entry.none, entry.unknown]
    if alternatives.count(True) != 1:
        raise ValueError("an entry says one of value, none = true, unknown = true")
    if entry.unknown:
        if entry.verified or entry.standing not in (None, "contract") or not entry.why:
            raise ValueError("what is unknown is not verified, and says why")
        return None
    if entry.looked_for:
        raise ValueError("looked_for is for what is unknown; a source that was looked at is seen")
    if entry.none:
        if key.type == "limit":
            return NO_TIME_LIMIT
        if key.type not in ("int", "money", "value"):
            raise ValueError(f"none = true is for numbers and amounts, not for {key.type}")
        return NO_LIMIT
    return key.read(entry.value)


def _check_days(place: str, spans: tuple[PolicyValue, ...]) -> None:
    """Raise UserError unless the spans cover every day from the first the law speaks of, each once."""
    if not spans:
        raise UserError(place, "no value is given", "Write what holds, or unknown = true and why.")
    expected = keys().covers_from
    if spans[0].since > expected:
        raise _gap(place, expected, spans[0].since - timedelta(days=1))
    for span, following in pairwise(spans):
        last = following.since - timedelta(days=1)
        if last < span.since or (span.until is not None and span.until > last):
            raise UserError(
                place,
                f"the entries of {span.since} and {following.since} overlap",
                "Put the dates in order; an entry ends where the next begins.",
            )
        if span.until is not None and span.until < last:
            raise _gap(place, span.until + timedelta(days=1), last)
    if spans[-1].until is not None:
        raise _gap(place, spans[-1].until + timedelta(days=1), None)


def _own_end(key: PolicyKey, start: date, answer: Answer | None, until: date | None) -> date | None:
    """The last day an entry can hold by itself: a yearly amount never outlives its year."""
    if key.yearly and answer is not None and answer != NO_LIMIT:
        end_of_year = date(start.year, 12, 31)
        return min(until, end_of_year) if until else end_of_year
    return until


def _gap(place: str, since: date, until: date | None) -> UserError:
    days = f"from {since} on" if until is None else f"from {since} to {until}"
    return UserError(
        place,
        f"nothing is said of the days {days}",
        f'Write the value for those days, or "{since}" = {{ unknown = true, why = "..." }}.',
    )


def _day(place: str, text: str) -> date:
    try:
        return parse_iso_date(text)
    except ValueError:
        raise UserError(
            place, f"{text!r} is not a date", 'Begin each entry with its first day: "2026-01-01".'
        ) from None
