"""One key of a payer's file: dated entries, each holding from its date until the next.

    [kx_threshold]
    reviewed = 2026-11-23
    "2026-01-01" = { value = "2480.00", cite = "cms-therapy-services", verified = true }
    "2027-01-01" = { unknown = true, why = "Not published when this was reviewed" }

An entry says exactly one of `value`, `none = true` (there is known to be none) and `unknown = true` with
the reason. `until` ends it early. `published` is the day the world could know it (else the day it takes
effect), `implemented` the day the payer's system followed, `seen` the day the source was looked at.
What is missing is an error: the days must follow each other without gap or overlap.
"""

from datetime import date, timedelta
from itertools import pairwise

import msgspec
from msgspec import UNSET, Struct, UnsetType, structs

from cleanclaim.law.policies.keys import NO_LIMIT, Answer, PolicyKey, keys
from cleanclaim.law.policies.sources import cite, sources
from cleanclaim.model.days import parse_iso_date
from cleanclaim.model.errors import UserError
from cleanclaim.model.finding import Cite
from cleanclaim.nearest import did_you_mean


class PolicyValue(Struct, frozen=True, kw_only=True):
    """What is known of one key for a span of days, both ends included.

    `value` is None where it is unknown; `why` says so. `payer` is the file that states it, which for an
    inherited value is another payer's. `until` is the last day, None where no end is known.
    """

    key: str
    payer: str
    value: Answer | None
    cite: Cite | None
    verified: bool
    since: date
    until: date | None
    published: date
    reviewed: date
    why: str = ""
    note: str = ""
    seen: date | None = None
    implemented: date | None = None


class _WrittenAnswer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    value: object | UnsetType = UNSET
    none: bool = False
    unknown: bool = False
    why: str = ""
    cite: str = ""
    verified: bool = False
    note: str = ""
    until: date | None = None
    published: date | None = None
    seen: date | None = None
    implemented: date | None = None


def read_spans(place: str, payer: str, name: str, table: dict[str, object]) -> tuple[PolicyValue, ...]:
    """The dated values of one key, oldest first, without gap or overlap.

    `place` names the file and the key. Raises UserError naming the date, the value and what to do.
    """
    reviewed = table.get("reviewed")
    if type(reviewed) is not date:
        raise UserError(place, "there is no date of review", "Write `reviewed = 2026-11-23`: the day you last looked.")
    spans = tuple(
        _span(f"{place}, {start}", payer, name, _day(place, start), raw, reviewed)
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
        return structs.replace(spans[0], value=None, verified=False, cite=None, until=None, why=_not_yet(on, known_on))
    span = begun[-1]
    if span.until is not None and span.until < on:
        return structs.replace(span, value=None, verified=False, cite=None, until=None, why=_not_yet(on, known_on))
    if len(begun) < len(known):
        return structs.replace(span, until=known[len(begun)].since - timedelta(days=1))
    return span


def _not_yet(on: date, known_on: date | None) -> str:
    if known_on is None:
        return f"Nothing is recorded for {on}."
    return f"Nothing had been published for {on} by {known_on}."


def _span(place: str, payer: str, name: str, start: date, raw: object, reviewed: date) -> PolicyValue:
    key = keys().keys[name]
    try:
        entry = msgspec.convert(raw, _WrittenAnswer)
        answer = _answer(key, entry)
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
        verified=entry.verified,
        since=start,
        until=_own_end(key, start, answer, entry.until),
        published=entry.published or start,
        reviewed=reviewed,
        why=entry.why,
        note=entry.note,
        seen=entry.seen,
        implemented=entry.implemented,
    )


def _answer(key: PolicyKey, entry: _WrittenAnswer) -> Answer | None:
    alternatives = [entry.value is not UNSET, entry.none, entry.unknown]
    if alternatives.count(True) != 1:
        raise ValueError("an entry says one of value, none = true, unknown = true")
    if entry.unknown:
        if entry.verified or not entry.why:
            raise ValueError("what is unknown is not verified, and says why")
        return None
    if entry.none:
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
