"""What is known of each payer by topic, what each answer rests on, and what was looked for and not found."""

from collections.abc import Collection
from typing import Annotated

import click

from cleanclaim.cli.options import Format, KnownOn, On, Payers
from cleanclaim.cli.screen import pluralize, say, say_json, say_table, say_text, style
from cleanclaim.cli.terminal import screen_width
from cleanclaim.explanations.lookup.known_names import find_policy
from cleanclaim.explanations.lookup.payer_coverage import (
    CoverageByTopic,
    PayerCoverage,
    assess_all_payers,
    assess_policy,
    list_questions,
)
from cleanclaim.law.basis import Basis
from cleanclaim.law.policies.answer_words import (
    STATE_MEANINGS,
    AnswerState,
    assess_answer,
    describe_answer,
    describe_standing,
)
from cleanclaim.law.policies.keys import keys
from cleanclaim.law.policies.policy import Policy, law_version
from cleanclaim.law.wording import day

EXAMPLES = (
    "cleanclaim rules coverage",
    "cleanclaim rules coverage --payer aetna",
)


SIGNS: dict[AnswerState, tuple[str, str]] = {
    "verified": ("■", "green"),
    "contract": ("§", "blue"),
    "reported": ("□", "yellow"),
    "not_found": ("x", "magenta"),
    "not_looked_up": ("?", "cyan"),
}
GLANCE: list[tuple[set[AnswerState], str]] = [
    ({"verified", "contract"}, "green"),
    ({"reported"}, "yellow"),
    ({"not_found", "not_looked_up"}, "cyan"),
]
"""The numbers of a topic at a glance, and their colour."""
CELL = 7
"""How wide a topic's column is."""


def run(
    format: Format,
    *,
    payer: Annotated[
        str | None,
        click.Option(["--payer"], metavar="NAME", help="Every answer of one payer, instead of all payers at a glance."),
    ],
    on: On,
    known_on: KnownOn,
    payers: Payers,
) -> int:
    """Print how far all payers are known, or each answer of one; returns the exit code."""
    basis = Basis(known_on=known_on, payers=payers)
    on_day = on or basis.today
    if payer is not None:
        _one(find_policy(payer, on_day, basis), format)
        return 0
    found = assess_all_payers(on_day, basis)
    if format == "json":
        say_json({"on": on_day, "law": law_version(), "topics": found.topics, "payers": found.payers})
    else:
        _say_all(found)
    return 0


def _say_all(found: CoverageByTopic) -> None:
    counted = f"{pluralize(len(found.payers), 'payer')} · {pluralize(len(keys().keys), 'question')}"
    say(f"{style('What is known of each payer', bold=True)} on {day(found.on)}   {counted} · rules {law_version()}")
    say()
    for topics in _tables(found):
        rows = [[one.payer, *(_cell(one.topics[topic].values()) for topic in topics)] for one in found.payers]
        say_table(["", *topics], rows, right="l" + "r" * len(topics))
        say()
    say("Each topic: questions verified or a contract's / reported / not found or not looked up.")
    searched = [f"{one.payer} {one.not_found}" for one in found.payers if one.not_found]
    say(f"Looked for and not found: {', '.join(searched) or 'none'}.")
    for text, (sign, color) in SIGNS.items():
        say(f"{style(sign, color, bold=True)} {STATE_MEANINGS[text]}")
    say("`cleanclaim rules coverage --payer NAME` names every question with its answer.")


def _tables(found: CoverageByTopic) -> list[list[str]]:
    """The topics by table: as many columns together as the screen has room for."""
    names = max(len(one.payer) for one in found.payers)
    tables: list[list[str]] = [[]]
    for topic in found.topics:
        taken = names + sum(2 + max(len(one), CELL) for one in (*tables[-1], topic))
        if tables[-1] and taken > screen_width():
            tables.append([])
        tables[-1].append(topic)
    return tables


def _cell(states: Collection[AnswerState]) -> str:
    """`2/1/0`, each number in its color."""
    return "/".join(style(str(sum(state in of for state in states)), color) for of, color in GLANCE)


def _one(described: Policy, format: str) -> None:
    found = assess_policy(described)
    if format == "json":
        say_json({"on": described.on, "law": law_version(), "topics": list_questions(), "payers": [found]})
        return
    say(f"{style(found.name, bold=True)} on {day(described.on)}   {count_states(found)}   rules {law_version()}")
    for topic, questions in list_questions().items():
        say()
        say(style(topic, bold=True))
        for key in questions:
            _say_answer(described, key)


def count_states(found: PayerCoverage) -> str:
    """How many answers of a payer are in each state, in words."""
    return "   ".join(f"{getattr(found, state)} {state.replace('_', ' ')}" for state in SIGNS)


def _say_answer(described: Policy, key: str) -> None:
    value = described.value(key)
    sign, color = SIGNS[assess_answer(value, described.payer)]
    standing = describe_standing(value, described.payer)
    text = (
        f"{standing}: {value.why}"
        if value.value is None
        else f"{describe_answer(keys().keys[key], value.value)} ({standing})"
    )
    say_text(text, 34, lead=f"  {style(sign, color, bold=True)} {key}")
