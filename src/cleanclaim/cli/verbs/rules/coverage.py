"""What is known of each payer by topic, what nobody verified, and what is unknown."""

from collections.abc import Collection
from typing import Annotated

import click

from cleanclaim.cli.options import Format, KnownOn, On, Payers
from cleanclaim.cli.screen import pluralize, say, say_json, style, wrap_text
from cleanclaim.explanations.lookup.known_names import find_policy
from cleanclaim.explanations.lookup.payer_coverage import (
    STATE_MEANINGS,
    AnswerState,
    CoverageByTopic,
    assess_all_payers,
    assess_answer,
    assess_policy,
    list_questions,
)
from cleanclaim.explanations.lookup.policy_values import describe_answer
from cleanclaim.law.basis import Basis
from cleanclaim.law.policies.keys import keys
from cleanclaim.law.policies.policy import Policy, law_version
from cleanclaim.law.wording import day

SIGNS: dict[AnswerState, tuple[str, str]] = {
    "known": ("■", "green"),
    "unverified": ("□", "yellow"),
    "unknown": ("?", "cyan"),
}
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
    name_width = max(len(one.payer) for one in found.payers)
    say(style(f"{'':<{name_width}} {''.join(f'{topic:>{CELL}}' for topic in found.topics)}", dim=True))
    for one in found.payers:
        say(f"{one.payer:<{name_width}} {''.join(_cell(states.values()) for states in one.topics.values())}")
    say()
    say("Each topic: questions known / unverified / unknown.")
    for text, (sign, color) in SIGNS.items():
        say(f"{style(sign, color, bold=True)} {STATE_MEANINGS[text]}")
    say("`cleanclaim rules coverage --payer NAME` names every question with its answer.")


def _cell(states: Collection[AnswerState]) -> str:
    """`2/1/0`, each number in its color."""
    counts = {text: list(states).count(text) for text in SIGNS}
    text = "/".join(style(str(count), SIGNS[text][1]) for text, count in counts.items())
    return " " * (CELL - len("/".join(map(str, counts.values())))) + text


def _one(described: Policy, format: str) -> None:
    found = assess_policy(described)
    if format == "json":
        say_json({"on": described.on, "law": law_version(), "topics": list_questions(), "payers": [found]})
        return
    counts = f"{found.known} known   {found.unverified} unverified   {found.unknown} unknown"
    say(f"{style(found.name, bold=True)} on {day(described.on)}   {counts}   rules {law_version()}")
    for topic, questions in list_questions().items():
        say()
        say(style(topic, bold=True))
        for key in questions:
            _say_answer(described, key)


def _say_answer(described: Policy, key: str) -> None:
    value = described.value(key)
    sign, color = SIGNS[assess_answer(value)]
    text = value.why if value.value is None else describe_answer(keys().keys[key], value.value)
    first, *more = wrap_text(text, 66)
    say(f"  {style(sign, color, bold=True)} {key:<29} {first}")
    for line in more:
        say(" " * 34 + line)
