"""What may be asked of codes, pairs, rules and payers: no visit is needed for it."""

from datetime import date
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from cleanclaim.api.visit_questions import KnownOn
from cleanclaim.explanations.lookup.code_pairs import check_pair
from cleanclaim.explanations.lookup.known_names import find_policy
from cleanclaim.explanations.lookup.payer_coverage import assess_all_payers, assess_policy, list_questions
from cleanclaim.explanations.lookup.rule_pages import build_rule_page
from cleanclaim.explanations.lookup.rule_search import search_rules
from cleanclaim.explanations.lookup.search_all import look_up, search_all
from cleanclaim.law.basis import Basis
from cleanclaim.law.policies.policy import law_version

On = Annotated[date | None, Meta(description="As of this day; else today.")]
PayerName = Annotated[str, Meta(description="A payer by its short name: medicare, aetna, cigna, tricare, ...")]
Words = Annotated[str, Meta(description="Some words, or how a code begins.", min_length=1, max_length=200)]
Code = Annotated[str, Meta(min_length=1, max_length=20)]


class AsOfDay(Struct, kw_only=True, forbid_unknown_fields=True):
    """A day, and what had been published by then."""

    on: On = None
    known_on: KnownOn = None

    @property
    def day(self) -> date:
        """The day that is meant."""
        return self.on or self.basis.today

    @property
    def basis(self) -> Basis:
        """By what it is answered."""
        return Basis(known_on=self.known_on)


class TwoCodes(AsOfDay, kw_only=True, forbid_unknown_fields=True):
    """Two codes and who pays."""

    first: Code
    second: Code
    payer: PayerName = "medicare"


class OneCode(AsOfDay, kw_only=True, forbid_unknown_fields=True):
    """A code and who pays."""

    code: Code
    payer: PayerName = "medicare"


class CodeWords(AsOfDay, kw_only=True, forbid_unknown_fields=True):
    """What is looked for among codes."""

    words: Words
    diagnoses_only: bool = False


class RuleWords(Struct, kw_only=True, forbid_unknown_fields=True):
    """What is looked for among rules."""

    words: Words


class OneRule(Struct, kw_only=True, forbid_unknown_fields=True):
    """A rule by its id."""

    rule: Annotated[str, Meta(description="Such as pairs.bundled.", min_length=1, max_length=100)]


class OfPayers(AsOfDay, kw_only=True, forbid_unknown_fields=True):
    """One payer, or all of them."""

    payer: Annotated[str | None, Meta(description="Every answer of one payer; else all payers at a glance.")] = None


def answer_pair(wanted: TwoCodes) -> dict[str, Any]:
    """Whether two codes may be billed on one day, as `cleanclaim codes check`."""
    found = check_pair(wanted.first.upper(), wanted.second.upper(), wanted.day, wanted.payer, wanted.basis)
    return _with_law(msgspec.to_builtins(found), wanted)


def show_code(wanted: OneCode) -> dict[str, Any]:
    """Everything on file about a code, as `cleanclaim codes show`."""
    written = wanted.code.upper()
    pages = look_up(written, wanted.day, wanted.payer, wanted.basis)
    found = pages[0] if len(pages) == 1 else {"code": written, "on": wanted.day, "readings": pages}
    return _with_law(msgspec.to_builtins(found), wanted)


def find_codes(wanted: CodeWords) -> dict[str, Any]:
    """Services and diagnoses by words, as `cleanclaim codes search`."""
    words = wanted.words.split()
    fits = search_all(words, wanted.day, icd=wanted.diagnoses_only, basis=wanted.basis)
    found = {"on": wanted.day, "words": words, "codes": fits.codes, "diagnoses": fits.diagnoses}
    return _with_law(found | {"unmatched": list(fits.unmatched)}, wanted)


def find_rules(wanted: RuleWords) -> dict[str, Any]:
    """Rules by what the fault is called, as `cleanclaim rules search`."""
    names = ("id", "package", "title", "severity", "verified", "since", "until", "carc", "cite")
    rules = [
        {name: getattr(one.page, name) for name in names} | {"unmatched": one.unmatched}
        for one in search_rules(wanted.words)
    ]
    return {"rules": rules, "judged_by": {"law": law_version()}}


def show_rule(wanted: OneRule) -> dict[str, Any]:
    """A rule with its source, dates, examples and remedy, as `cleanclaim rules show`."""
    page: dict[str, Any] = msgspec.to_builtins(build_rule_page(wanted.rule))
    return page | {"judged_by": {"law": law_version()}}


def payer_coverage(wanted: OfPayers) -> dict[str, Any]:
    """How far payers are known and what each answer rests on, as `cleanclaim rules coverage`."""
    if wanted.payer is not None:
        payers: list[Any] = [assess_policy(find_policy(wanted.payer, wanted.day, wanted.basis))]
        topics: dict[str, Any] = dict(list_questions())
    else:
        every = assess_all_payers(wanted.day, wanted.basis)
        payers, topics = list(every.payers), dict(every.topics)
    return _with_law({"on": wanted.day, "law": law_version(), "topics": topics, "payers": payers}, wanted)


def _with_law(answer: dict[str, Any], wanted: AsOfDay) -> dict[str, Any]:
    releases = {use.name: {"stale": use.stale} for use in wanted.basis.tables(wanted.day).releases()}
    judged = {"law": law_version(), "on": wanted.day, "known_on": wanted.known_on, "tables": releases}
    return answer | {"judged_by": judged}
