"""The law that a request cites: what was in force on the day of service and bears on the denial (`bearing_law.toml`),
each answer with why it bears, its source and standing.

Of a payer that is known by the practice's file or by the kind of insurance. What nobody verified is for the biller to
know, and is not cited to the payer; nor is a page of a Medicare contractor that is not the practice's own.
"""

import tomllib
from collections.abc import Collection, Iterator
from datetime import date
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct

from cleanclaim.law.policies.answer_words import describe_answer
from cleanclaim.law.policies.keys import NO_LIMIT, PolicyKey, keys
from cleanclaim.law.policies.policy import Policy
from cleanclaim.law.policies.spans import Standing
from cleanclaim.law.review.rule_set import rule_set
from cleanclaim.model.finding import Cite
from cleanclaim.model.practice import Practice
from cleanclaim.reference.tables import Tables

TABLE = Path(__file__).with_name("bearing_law.toml")
_CONTRACTORS_PAGE = ", Medicare contractor: "
"""What stands in the title of a source that is a page of a Medicare contractor, after its name."""


class BearingLaw(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An answer of payers that bears on denials: those of which rules, and why."""

    rules: tuple[str, ...]
    why: str
    words: dict[str, str] = {}
    disciplines: tuple[str, ...] = ()


class BearingLawFile(Struct, frozen=True, forbid_unknown_fields=True):
    """bearing_law.toml: the answers that bear on denials, and Medicare's contractors by their numbers."""

    contractors: dict[str, tuple[str, ...]]
    law: dict[str, BearingLaw]


@cache
def bearing_law() -> BearingLawFile:
    """Which answers bear on which denials. Raises ValueError where it names a question or a rule that there is not."""
    written = msgspec.convert(tomllib.loads(TABLE.read_text("utf-8")), BearingLawFile)
    for key, one in written.law.items():
        wrong = [rule for rule in one.rules if rule not in rule_set().rules or key not in _keys_behind(rule)]
        if key not in keys().keys or wrong:
            raise ValueError(f"bearing_law.toml, {key}: {', '.join(wrong)} does not read it")
    return written


class LawStatement(Struct, frozen=True, kw_only=True):
    """One answer in force: to which question, what it is, why it bears on the denial, since when, on what it stands.
    `on` is the day it answers for; `since` is None where it held before our tables begin.
    """

    about: str
    says: str
    why: str
    on: date
    since: date | None
    standing: Standing
    cite: Cite

    @property
    def may_be_cited(self) -> bool:
        """Whether somebody read its source, or a contract sets it, so that it can be cited to a payer."""
        return self.standing in {"verified", "contract"}


class CitedFor(Struct, frozen=True, kw_only=True):
    """To whom, and for what, law is cited. `rules` are those behind the denials that the record meets; `is_known`: the
    practice's file or the kind of insurance tells whose policy it is; `contractor` is the practice's own.
    """

    rules: Collection[str]
    is_known: bool
    discipline: str | None = None
    contractor: str = ""


def law_in_force(policy: Policy | None, on: date, wanted: CitedFor) -> Iterator[LawStatement]:
    """The payer's answers that bear on the denials, as of a day. Verified, or a contract's, are those that its own file
    gives: what it follows of another payer is reported.

    What a rule says of a fault is no part of it, for it speaks against who sends the request.
    """
    for key, bearing in bearing_law().law.items():
        value = policy.value(key) if policy else None
        if value is None or value.cite is None or value.standing is None or not _says_something(value.value):
            continue
        is_wanted = not bearing.disciplines or wanted.discipline in bearing.disciplines
        if not is_wanted or not set(bearing.rules) & set(wanted.rules):
            continue
        if (page_of := contractor_of(value.cite)) and page_of != wanted.contractor:
            continue
        is_own = wanted.is_known and policy is not None and value.payer == policy.payer
        yield LawStatement(
            about=keys().keys[key].meaning,
            says=bearing.words.get(str(value.value)) or _in_words(keys().keys[key], value.value),
            why=bearing.why,
            on=on,
            since=value.since if value.since > keys().covers_from else None,
            standing=value.standing if is_own else "reported",
            cite=value.cite,
        )


def contractor_of(source: Cite) -> str:
    """The Medicare contractor whose page a source is; empty for any other."""
    name, page, _what = source.title.partition(_CONTRACTORS_PAGE)
    return name if page else ""


def find_contractor(practice: Practice | None, tables: Tables) -> str:
    """The Medicare contractor of a practice, by the localities of its state; empty where that is not known."""
    state = practice.billing.address.state if practice else ""
    numbers = {one.locality[:2] for one in tables.localities(state)} if state else set()
    found = [name for name, its in bearing_law().contractors.items() if numbers and numbers <= set(its)]
    return found[0] if found else ""


def _says_something(value: object) -> bool:
    """Whether an answer is more than an empty list or none at all."""
    return bool(value) or value is False


def _keys_behind(rule: str) -> Collection[str]:
    return rule_set().inputs_behind(rule)


def _in_words(key: PolicyKey, value: object) -> str:
    """An answer as a sentence has it: a number with what it counts."""
    words = describe_answer(key, value)
    return f"{words} {key.unit}" if key.type == "int" and key.unit and value != NO_LIMIT else words
