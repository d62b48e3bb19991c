"""Units from timed minutes: how many in all, on which codes, and which code is next.

The mistakes are worked out here as those make them who make them; the right answers are the engine's.
"""

from collections.abc import Mapping, Sequence
from random import Random

from msgspec import structs

from cleanclaim.compliance.training.draft import Draft, choose, order, several, written
from cleanclaim.compliance.training.grounds import of_policy
from cleanclaim.compliance.training.item import Item
from cleanclaim.compliance.training.kind import Kind
from cleanclaim.compliance.training.setting import (
    EXERCISE_CODES,
    MinutesOfCode,
    TrainingSetting,
    coded,
    facts_of,
    name_code,
    units_in_words,
)
from cleanclaim.law.review.coded import CodedVisit

QUARTER, MIDPOINT = 15, 8
COMPETENCY = "T1"
Minutes = Mapping[str, int]


def _draw(rng: Random, most: int = 4) -> list[MinutesOfCode]:
    codes = rng.sample(EXERCISE_CODES, rng.randint(2, most))
    return [MinutesOfCode(code, rng.choice((rng.randint(4, 22), rng.randint(8, 40)))) for code in codes]


def _why(found: CodedVisit) -> str:
    steps = ("total", "each code", "whole quarter-hours", "remainders", "allocation", "units")
    return " ".join(one.text for one in found.proof if one.step in steps)


def _draft(
    kind: str, services: Sequence[MinutesOfCode], payer: str, found: CodedVisit, question: str, setting: TrainingSetting
) -> Draft:
    policy = setting.policy(payer)
    return Draft(
        kind=kind,
        competency=COMPETENCY,
        facts=facts_of(services, policy, setting.on),
        question=question,
        why=_why(found),
        grounds=of_policy(policy, "unit_method"),
    )


# -- the mistakes ------------------------------------------------------------------------------------------------------


def rounded(minutes: int) -> int:
    """Units of minutes by themselves, from each midpoint on."""
    return (minutes + QUARTER - MIDPOINT) // QUARTER


def totals(minutes: Minutes) -> dict[str, int]:
    """How many units each misconception counts in all; one that no one would believe is left out."""
    total = sum(minutes.values())
    by_eight = total // MIDPOINT
    found = {
        "per-code-rounding": sum(map(rounded, minutes.values())),
        "full-quarters-only": total // QUARTER,
        "remainders-dropped": sum(spent // QUARTER for spent in minutes.values()),
        "begun-quarters": -(-total // QUARTER),
        "begun-quarters-of-each": sum(-(-spent // QUARTER) for spent in minutes.values()),
        "one-unit-a-code": len(minutes),
    }
    return found | ({"divided-by-eight": by_eight} if by_eight <= rounded(total) + 2 else {})


def shares(minutes: Minutes, total: int) -> dict[str, dict[str, int]]:
    """Which units each misconception gives to which code, where `total` units are owed."""
    whole = {code: spent // QUARTER for code, spent in minutes.items()}
    owed = total - sum(whole.values())
    over = {code: spent % QUARTER for code, spent in minutes.items()}

    def handed_to(ranked: Sequence[str]) -> dict[str, int]:
        return {code: number + (code in ranked[:owed]) for code, number in whole.items()}

    last = list(minutes)[-1]
    found = {
        "per-code-rounding": {code: rounded(spent) for code, spent in minutes.items()},
        "remainder-to-the-most-minutes": handed_to(sorted(minutes, key=lambda code: -minutes[code])),
        "remainder-to-the-least": handed_to(sorted(minutes, key=lambda code: over[code])),
        "one-unit-a-code": dict.fromkeys(minutes, 1),
        "full-quarters-only": whole,
    }
    return {"remainder-to-the-last": {code: whole[code] + owed * (code == last) for code in minutes}, **found}


def _numbers(wrong: Mapping[str, int]) -> list[tuple[str, str]]:
    return [(name, str(number)) for name, number in wrong.items()]


def _words(wrong: Mapping[str, dict[str, int]]) -> list[tuple[str, str]]:
    return [(name, units_in_words(units)) for name, units in wrong.items()]


# -- the questions -----------------------------------------------------------------------------------------------------


def total(rng: Random, setting: TrainingSetting) -> Item | None:
    """How many units in all, by Medicare, to choose."""
    services = _draw(rng)
    found = coded(services, "medicare", setting.on, setting)
    draft = _draft("units.total", services, "medicare", found, "How many units may be billed in all?", setting)
    wrong = totals({one.code: one.minutes for one in services})
    return choose(draft, rng, str(found.timed_units), _numbers(wrong))


def total_in_writing(rng: Random, setting: TrainingSetting) -> Item | None:
    """How many units in all, by Medicare or by a payer that counts each code alone, to write."""
    services = _draw(rng)
    payer = rng.choice(("medicare", "aetna"))
    found = coded(services, payer, setting.on, setting)
    minutes = {one.code: one.minutes for one in services}
    wrong = totals(minutes)
    each, pooled = wrong["per-code-rounding"], rounded(sum(minutes.values()))
    if each == pooled:
        return None
    del wrong["per-code-rounding"]
    other = ("per-code-everywhere", each) if payer == "medicare" else ("pooled-everywhere", pooled)
    wrong = dict([other, *wrong.items()])
    question = f"How many units may be billed to {setting.policy(payer).name} in all?"
    draft = _draft("units.by-payer", services, payer, found, question, setting)
    return written(draft, "number", [str(found.timed_units)], _numbers(wrong))


def share(rng: Random, setting: TrainingSetting) -> Item | None:
    """Which codes the units go to, where one allocation is lawful."""
    services = _draw(rng)
    found = coded(services, "medicare", setting.on, setting)
    if found.alternatives or found.timed_units is None:
        return None
    draft = _draft("units.share", services, "medicare", found, "What may be billed?", setting)
    wrong = shares({one.code: one.minutes for one in services}, found.timed_units)
    return choose(draft, rng, _right(found), _words(wrong))


def ties(rng: Random, setting: TrainingSetting) -> Item | None:
    """Which of several ways to bill are lawful, where minutes over are equal."""
    services = _draw(rng, 3)
    over = rng.randint(3, 12)
    services[:2] = [MinutesOfCode(one.code, QUARTER * rng.randint(0, 2) + over) for one in services[:2]]
    found = coded(services, "medicare", setting.on, setting)
    if not 1 <= len(found.alternatives) <= 2 or found.timed_units is None:
        return None
    minutes = {one.code: one.minutes for one in services}
    lawful = [
        _right(found),
        *(units_in_words({code: one.get(code, 0) for code in minutes}) for one in found.alternatives),
    ]
    wrong = _words(shares(minutes, found.timed_units))
    draft = _draft(
        "units.ties", services, "medicare", found, "Which of these may be billed? There may be several.", setting
    )
    return several(draft, rng, lawful, wrong)


def _right(found: CodedVisit) -> str:
    return units_in_words({line.code: line.units or 0 for line in found.lines})


def next_in_line(rng: Random, setting: TrainingSetting) -> Item | None:
    """In which order codes are next for a unit that is still owed."""
    services = _draw(rng, 4)
    over = [one.minutes % QUARTER for one in services]
    if len(services) < 3 or len(set(over)) < len(over):
        return None
    found = coded(services, "medicare", setting.on, setting)
    ranked = sorted(services, key=lambda one: -(one.minutes % QUARTER))
    left = "; ".join(f"{one.code} {one.minutes % QUARTER} over" for one in ranked)
    question = "Minutes over whole quarter hours may earn further units. In which order would the codes get one?"
    drafted = _draft("units.next", services, "medicare", found, question, setting)
    why = f"The code with the most minutes over whole quarter hours comes first: {left}."
    return order(structs.replace(drafted, why=why), rng, [name_code(one.code) for one in ranked])


def with_untimed(rng: Random, setting: TrainingSetting) -> Item | None:
    """How many units of timed codes, where a service without a time was services too."""
    services = _draw(rng, 3)
    untimed = MinutesOfCode(rng.choice(("97161", "97162", "97164", "G0283", "97016")), rng.randint(10, 35))
    services.insert(rng.randrange(len(services) + 1), untimed)
    found = coded(services, "medicare", setting.on, setting)
    timed = {one.code: one.minutes for one in services if one is not untimed}
    mistaken = rounded(sum(timed.values()) + untimed.minutes)
    taken_off = (found.timed_units or 0) - 1
    wrong = {"untimed-minutes-counted": mistaken, "untimed-unit-taken-off": taken_off, **totals(timed)}
    if mistaken == found.timed_units:
        return None
    question = f"How many units of the 15-minute codes may be billed, besides the one of {untimed.code}?"
    draft = _draft("units.untimed", services, "medicare", found, question, setting)
    return choose(draft, rng, str(found.timed_units), _numbers(wrong))


def put_right(rng: Random, setting: TrainingSetting) -> Item | None:
    """A visit billed by a mistake: the units of each line are to be put right."""
    services = _draw(rng, 3)
    found = coded(services, "medicare", setting.on, setting)
    if found.timed_units is None:
        return None
    minutes = {one.code: one.minutes for one in services}
    lawful = [
        " ".join(str(line.units) for line in found.lines),
        *(" ".join(str(one.get(code, 0)) for code in minutes) for one in found.alternatives),
    ]
    mistaken = shares(minutes, found.timed_units)
    wrong = [(name, " ".join(map(str, units.values()))) for name, units in mistaken.items()]
    billed = [text for name, text in wrong if text not in lawful and name != "one-unit-a-code"]
    if not billed:
        return None
    entered = rng.choice(billed)
    policy = setting.policy("medicare")
    first, *lines = facts_of(services, policy, setting.on)
    facts = (first, *(f"{line}   billed {units}" for line, units in zip(lines, entered.split(), strict=True)))
    question = "The units are wrong. What should each line have, from the top?"
    draft = structs.replace(_draft("units.put-right", services, "medicare", found, question, setting), facts=facts)
    return written(draft, "fix the claim", lawful, [("billed-as-entered", entered), *wrong])


KINDS = (
    Kind("units.total", COMPETENCY, "Units in all", total),
    Kind("units.by-payer", COMPETENCY, "Units in all, by the payer's rule", total_in_writing),
    Kind("units.share", COMPETENCY, "Which codes the units go to", share),
    Kind("units.ties", COMPETENCY, "What may be billed where minutes over are equal", ties),
    Kind("units.next", COMPETENCY, "Which code is next for a unit", next_in_line),
    Kind("units.untimed", COMPETENCY, "Units beside a service without a time", with_untimed),
    Kind("units.put-right", COMPETENCY, "Units to be put right", put_right),
)
