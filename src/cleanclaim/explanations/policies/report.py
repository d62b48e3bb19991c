"""What a payer's own file says: the payer it extends, what differs from that payer, since when, and by what source."""

from datetime import date, timedelta
from pathlib import Path

from msgspec import Struct

from cleanclaim.explanations.lookup.payer_coverage import PayerCoverage, assess_policy
from cleanclaim.law.policies.answer_words import (
    AnswerState,
    assess_answer,
    describe_answer,
    describe_standing,
)
from cleanclaim.law.policies.keys import keys
from cleanclaim.law.policies.policy import PayerFile, payer_file, policy
from cleanclaim.law.policies.sources import sources
from cleanclaim.law.policies.spans import PolicyValue, in_force


class DatedAnswer(Struct, frozen=True, kw_only=True):
    """One dated answer of the file. `until` None: until further notice.

    `note` is the clause it stands on, or why it is unknown. `extended` is what the payer extended answers on the
    first day; None where the file extends nobody. `standing` is what it rests on, in words.
    """

    key: str
    since: date
    until: date | None
    answer: str
    state: AnswerState
    standing: str
    cite: str
    note: str
    reviewed: date
    extended: str | None


class SourceCited(Struct, frozen=True, kw_only=True):
    """A source the file cites, and whether somebody has read it."""

    id: str
    title: str
    read: bool


class PolicyReport(Struct, frozen=True, kw_only=True):
    """A payer's file in full. `inherited` are the questions it leaves to the payer it extends.

    `faults` keep the file from being sound; `remarks` are worth knowing.
    """

    payer: str
    name: str
    kind: str
    about: str
    extends: str | None
    entries: list[DatedAnswer]
    inherited: list[str]
    sources: list[SourceCited]
    coverage: PayerCoverage
    faults: list[str]
    remarks: list[str]


def build_policy_report(payer: str, folder: Path, on: date) -> PolicyReport:
    """What the file of a payer in a folder says; its coverage is that of the day.

    Raises UserError where the file, or one it extends, is wrong.
    """
    read = payer_file(payer, folder)
    described = policy(payer, on, folder=folder)
    assert described is not None  # its file has just been read
    entries = [
        _entry(payer, read, span, _last_day(spans, place)) for spans in _own(read) for place, span in enumerate(spans)
    ]
    return PolicyReport(
        payer=payer,
        name=read.head.name,
        kind=read.head.kind,
        about=read.head.about,
        extends=read.head.extends,
        entries=entries,
        inherited=[key for key in keys().keys if key not in read.own],
        sources=_cited(entries),
        coverage=assess_policy(described),
        faults=_faults(entries),
        remarks=_remarks(read),
    )


def _own(read: PayerFile) -> list[tuple[PolicyValue, ...]]:
    return [read.own[key] for key in keys().keys if key in read.own]


def _last_day(spans: tuple[PolicyValue, ...], place: int) -> date | None:
    following = spans[place + 1 : place + 2]
    return following[0].since - timedelta(days=1) if following else spans[place].until


def _entry(payer: str, read: PayerFile, span: PolicyValue, until: date | None) -> DatedAnswer:
    question = keys().keys[span.key]
    extended = read.inherited.get(span.key)
    before = None if extended is None else describe_answer(question, in_force(extended, span.since, None).value)
    return DatedAnswer(
        key=span.key,
        since=span.since,
        until=until,
        answer=describe_answer(question, span.value),
        state=assess_answer(span, payer),
        standing=describe_standing(span, payer),
        cite=span.cite.id if span.cite else "",
        note=span.why if span.value is None else span.note,
        reviewed=span.reviewed,
        extended=before,
    )


def _cited(entries: list[DatedAnswer]) -> list[SourceCited]:
    cited = dict.fromkeys(entry.cite for entry in entries if entry.cite)
    return [SourceCited(id=one, title=sources()[one].title, read=sources()[one].read) for one in cited]


def _faults(entries: list[DatedAnswer]) -> list[str]:
    return [
        f"{entry.key}, {entry.since}: verified by {entry.cite}, which nobody has read. "
        "Call it reported, or cite what was read."
        for entry in entries
        if entry.state == "verified" and not sources()[entry.cite].read
    ]


def _remarks(read: PayerFile) -> list[str]:
    """Answers that repeat what would be inherited anyway."""
    repeated = [key for key, spans in read.own.items() if _same(spans, read.inherited.get(key))]
    return [f"{key}: the file says what {read.head.extends} says; it may be left out." for key in repeated]


def _same(spans: tuple[PolicyValue, ...], inherited: tuple[PolicyValue, ...] | None) -> bool:
    """Whether the same holds from the same days on, by the same source, standing no better."""
    return inherited is not None and list(map(_without_note, spans)) == list(map(_without_note, inherited))


def _without_note(span: PolicyValue) -> tuple[object, ...]:
    return span.since, span.until, span.value, span.standing, span.cite
