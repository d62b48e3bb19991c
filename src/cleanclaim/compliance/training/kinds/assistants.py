"""Which units are the assistant's, where therapist and assistant both treated."""

from collections.abc import Mapping
from random import Random

from cleanclaim.compliance.training.draft import Draft, choose
from cleanclaim.compliance.training.grounds import of_policy
from cleanclaim.compliance.training.item import Item
from cleanclaim.compliance.training.kind import Kind
from cleanclaim.compliance.training.setting import (
    EXERCISE_CODES,
    MinutesOfCode,
    TrainingSetting,
    coded,
    facts_of,
)

Split = Mapping[str, tuple[int, int]]
"""Units by code: the therapist's, and the assistant's."""


def marked(rng: Random, setting: TrainingSetting) -> Item | None:
    """What is billed with CQ and what without."""
    services: list[MinutesOfCode] = []
    for code in rng.sample(EXERCISE_CODES, rng.randint(1, 2)):
        services.append(MinutesOfCode(code, rng.randint(4, 30), "PTA"))
        if rng.random() < 0.75:
            services.append(MinutesOfCode(code, rng.randint(4, 30)))
    found = coded(services, "medicare", setting.on, setting)
    if found.alternatives or not found.timed_units:
        return None
    split: dict[str, tuple[int, int]] = {}
    for line in found.lines:
        own, assistants = split.get(line.code, (0, 0))
        units = line.units or 0
        is_marked = "CQ" in line.modifiers
        split[line.code] = (own + units * (not is_marked), assistants + units * is_marked)
    draft = Draft(
        kind="assistants.marked",
        competency="T3",
        facts=facts_of(services, setting.policy("medicare"), setting.on),
        question="What is billed, and what of it with CQ?",
        why=" ".join(one.text for one in found.proof if one.step in ("total", "assistant's share", "units")),
        grounds=of_policy(setting.policy("medicare"), "de_minimis_percent", "unit_method"),
    )
    wrong = ((name, _words(answer)) for name, answer in _mistakes(services, split).items())
    return choose(draft, rng, _words(split), wrong)


def _mistakes(services: list[MinutesOfCode], split: Split) -> dict[str, Split]:
    def minutes(code: str, by: str) -> int:
        return sum(one.minutes for one in services if one.code == code and one.by == by)

    total = {code: sum(units) for code, units in split.items()}
    return {
        "whole-line-marked": {
            code: (0, units) if minutes(code, "PTA") else (units, 0) for code, units in total.items()
        },
        "never-marked-with-a-therapist": {
            code: (units, 0) if minutes(code, "PT") else (0, units) for code, units in total.items()
        },
        "most-minutes-decide": {
            code: (0, units) if minutes(code, "PTA") > minutes(code, "PT") else (units, 0)
            for code, units in total.items()
        },
        "not-marked-at-all": {code: (units, 0) for code, units in total.items()},
    }


def _words(split: Split) -> str:
    """`97110 × 1, 97110 × 1 with CQ`."""
    parts = []
    for code, (own, assistants) in split.items():
        parts += [f"{code} × {own}"] * (own > 0) + [f"{code} × {assistants} with CQ"] * (assistants > 0)
    return ", ".join(parts)


KINDS = (Kind("assistants.marked", "T3", "Which units carry CQ", marked),)
