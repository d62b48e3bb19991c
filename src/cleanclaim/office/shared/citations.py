"""A source as the pages show it: what it is, whether somebody read it, the dates of a payer's answers from it."""

from datetime import date

from msgspec import Struct

from cleanclaim.law.policies.answer_words import describe_answer, describe_standing
from cleanclaim.law.policies.keys import keys
from cleanclaim.law.policies.sources import Source, cite, sources
from cleanclaim.law.policies.spans import PolicyValue
from cleanclaim.office.shared.office_basis import find_payer_policy


class CitedValue(Struct, frozen=True):
    """A payer's answer that cites a source: the question, the answer, from when to when, and what it rests on."""

    meaning: str
    answer: str
    since: date
    until: date | None
    standing: str


class CiteView(Struct, frozen=True):
    """A source to be opened: its id, what the bibliography says of it, and what the payer's policy takes from it."""

    id: str
    source: Source
    values: list[CitedValue]


def build_cite_view(source_id: str, payer: str | None, on: date | None) -> CiteView:
    """The source as it matters to a visit of that payer on that day. Raises UserError for an unknown source."""
    cite(source_id)
    policy = find_payer_policy(payer, on)
    spans = policy.values.values() if policy else ()
    values = [
        _cited_value(value, payer or "")
        for value in spans
        if value.cite and value.cite.id == source_id and value.value is not None
    ]
    return CiteView(source_id, sources()[source_id], values)


def _cited_value(value: PolicyValue, payer: str) -> CitedValue:
    key = keys().keys[value.key]
    answer, standing = describe_answer(key, value.value), describe_standing(value, payer)
    return CitedValue(key.meaning, answer, value.since, value.until, standing)
