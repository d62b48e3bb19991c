"""Finding a rule by what people call the fault: words in any form, misspelled within reason, its id, a reason code.

A word counts for more in a rule's title than in its id or topic, there more than in the rest of its page. Rules that
fit more of the words come first.
"""

import re
from difflib import get_close_matches
from functools import cache

from msgspec import Struct

from cleanclaim.explanations.lookup.rule_pages import RulePage, build_rule_pages, read_heading
from cleanclaim.explanations.lookup.search_words import split_words, stem
from cleanclaim.law.review.rule_set import rule_modules

IN_TITLE, IN_ID, IN_REST = 4, 3, 1
ALIKE = 0.8
"""How much of a misspelled word has to agree with a known one."""
GROUPED = re.compile(r"\b(?:CO|CR|OA|PI|PR|CARC)[- ]?(?=[A-Z]?[0-9])", re.IGNORECASE)
"""The prefix of a reason code on a remittance: `CO-97` is searched as 97."""


class RuleTopic(Struct, frozen=True):
    """A family of rules: its name, its subject, its rules."""

    family: str
    heading: str
    rules: tuple[RulePage, ...]


class FoundRule(Struct, frozen=True):
    """A rule that fits, and the words it does not fit."""

    page: RulePage
    unmatched: tuple[str, ...]


@cache
def list_topics() -> tuple[RuleTopic, ...]:
    """The rule book, topic by topic."""
    gathered = ((read_heading(module), tuple(build_rule_pages(module))) for module in rule_modules())
    return tuple(RuleTopic(rules[0].family, heading, rules) for heading, rules in gathered if rules)


def search_rules(words: str) -> list[FoundRule]:
    """The rules that fit the most of the words, best first."""
    stems = list(dict.fromkeys(stem(word) for word in split_words(GROUPED.sub("", words))))
    meant = {word: _meant(word) for word in stems}
    fits = [
        (page, {word: max((_weight(one, described) for one in forms), default=0) for word, forms in meant.items()})
        for page, described in _described()
    ]
    most = max((sum(map(bool, weights.values())) for _page, weights in fits), default=0)
    best = [fit for fit in fits if most and sum(map(bool, fit[1].values())) == most]
    best.sort(key=lambda fit: -sum(fit[1].values()))
    return [FoundRule(page, tuple(word for word, weight in weights.items() if not weight)) for page, weights in best]


def _meant(word: str) -> list[str]:
    """The word itself where some rule has it or one that begins so; else those it may be a misspelling of."""
    known = {one for _page, described in _described() for one in described}
    if (word.isascii() and word.isdigit()) or any(one.startswith(word) for one in known):
        return [word]
    return get_close_matches(word, sorted(known), n=3, cutoff=ALIKE)


def _weight(word: str, described: dict[str, int]) -> int:
    """How much a word counts for a rule: by the word itself, or, unless it is a number, by one that begins with it."""
    whole = described.get(word, 0) * 2
    if word.isascii() and word.isdigit():
        return whole
    return whole or max((weight for known, weight in described.items() if known.startswith(word)), default=0)


@cache
def _described() -> list[tuple[RulePage, dict[str, int]]]:
    return [(page, _words(page, topic)) for topic in list_topics() for page in topic.rules]


def _words(page: RulePage, topic: RuleTopic) -> dict[str, int]:
    rest = " ".join([page.why, page.message, page.remedy, page.carc or "", page.denial or ""])
    return {
        **dict.fromkeys(_stems(rest), IN_REST),
        **dict.fromkeys(_stems(f"{page.id.replace('.', ' ').replace('_', ' ')} {topic.heading}"), IN_ID),
        **dict.fromkeys(_stems(page.title), IN_TITLE),
    }


def _stems(text: str) -> set[str]:
    return {stem(word) for word in split_words(text)}
