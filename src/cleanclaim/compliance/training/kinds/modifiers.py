"""Pairs of codes and what a modifier does for them; and from which visit on KX is needed."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

from msgspec import structs

from cleanclaim.compliance.training.draft import Draft, choose
from cleanclaim.compliance.training.grounds import of_policy, of_rules, of_table, together
from cleanclaim.compliance.training.item import Item
from cleanclaim.compliance.training.kind import Kind
from cleanclaim.compliance.training.setting import (
    EXERCISE_CODES,
    MinutesOfCode,
    TrainingSetting,
    facts_of,
    name_code,
    visit_of,
)
from cleanclaim.law.review.coded import code
from cleanclaim.law.review.review import review
from cleanclaim.law.wording import day
from cleanclaim.model.money import dollars_for_people
from cleanclaim.model.visit import History, Service
from cleanclaim.reference.ncci import Pair

PAIRED_CODES = (
    *("97110", "97112", "97116", "97124", "97140", "97150", "97161", "97163", "97164", "97530", "97535", "97750"),
    *("97760", "97763", "97035", "97032", "97018", "97016", "20560", "95992"),
)
_LIFTED = "{}, unless it was given in a block of time of its own and a modifier says so"
_NOT_LIFTED = "{}, whatever modifier it has"
_NEITHER = "Neither: both are paid as they are"
_BOTH = "Neither, once 59 is on one of them"


def pairs(rng: Random, setting: TrainingSetting) -> Item | None:
    """Which of two codes of a day is denied, and whether a modifier may lift that."""
    codes = rng.sample(PAIRED_CODES, 2)
    pair = setting.basis.tables(setting.on).pair(*codes)
    if pair.answer == "undetermined" or (pair.answer == "separate" and rng.random() < 0.7):
        return None
    policy = setting.policy("medicare")
    draft = Draft(
        kind="modifiers.pairs",
        competency="T2",
        facts=(f"{policy.name}, {day(setting.on)}. One therapist gave one patient both:", *_lines(codes)),
        question="Which of the two is denied?",
        why=_why(pair, codes),
        grounds=together(of_table("ncci-ptp", "verified"), of_policy(policy, "ncci_applies")),
    )
    first, second = codes
    if pair.answer == "separate":
        wrong = [("pair-everywhere", _LIFTED.format(one)) for one in codes]
        wrong += [("fifty-nine-by-the-table", _BOTH), *(("pair-everywhere", _NOT_LIFTED.format(one)) for one in codes)]
        return choose(draft, rng, _NEITHER, wrong)
    denied = pair.column2 or second
    paid = first if denied == second else second
    right, turned = (_LIFTED, _NOT_LIFTED) if pair.answer == "bypassable" else (_NOT_LIFTED, _LIFTED)
    wrong = [
        ("modifier-never-helps" if pair.answer == "bypassable" else "modifier-always-helps", turned.format(denied)),
        ("column-two-swapped", right.format(paid)),
        ("no-pair-known", _NEITHER),
        ("fifty-nine-by-the-table", _BOTH),
    ]
    return choose(draft, rng, right.format(denied), wrong)


def _lines(codes: Sequence[str]) -> list[str]:
    return [f"  {name_code(code)}" for code in codes]


def _why(pair: Pair, codes: Sequence[str]) -> str:
    if pair.answer == "separate":
        return f"No edit of Medicare's pairs is in force for {codes[0]} and {codes[1]}."
    lifted = "A modifier lifts it where the two were given apart and the record shows it."
    if pair.answer == "bundled":
        lifted = "Its indicator is 0: no modifier lifts it."
    columns = f"{pair.column1} in column one and {pair.column2} in column two"
    return f"Medicare's pairs have {columns}: the latter is denied. {lifted}"


def kx_begins(rng: Random, setting: TrainingSetting) -> Item | None:
    """From which of several visits on KX is needed."""
    policy = setting.policy("medicare")
    amount, before = policy.kx_threshold, setting.basis.policy("medicare", setting.on.replace(year=setting.on.year - 1))
    if amount is None or before is None or before.kx_threshold is None:
        return None
    allowed, charged = rng.randrange(5_000, 11_000, 5), rng.randrange(14_000, 24_000, 100)
    spent = amount - rng.randrange(allowed // 2, 5 * allowed // 2)
    days = [setting.on.replace(month=10, day=5) + timedelta(days=3 * number + number // 2) for number in range(4)]
    needed = [_needs_kx(one, spent + number * allowed, allowed, setting) for number, one in enumerate(days)]
    if not any(needed):
        return None
    begins = needed.index(True)
    wrong = {
        "charges-counted": _first(number for number in range(4) if spent + (number + 1) * charged > amount),
        "last-years-amount": _first(
            number for number in range(4) if spent + (number + 1) * allowed > (before.kx_threshold or 0)
        ),
        "kx-one-visit-late": begins + 1,
        "kx-from-the-first": 0,
    }
    draft = Draft(
        kind="modifiers.kx",
        competency="T2",
        facts=(
            f"{policy.name}, physical therapy. The amount of {setting.on.year} is {dollars_for_people(amount)}.",
            f"Allowed for the patient this year so far: {dollars_for_people(spent)}.",
            f"Each visit to come: {dollars_for_people(charged)} charged, {dollars_for_people(allowed)} allowed.",
            f"Visits: {'; '.join(map(day, days))}.",
        ),
        question="Which is the first visit that needs KX?",
        why=f"With the visit of {day(days[begins])} the patient's year stands at"
        f" {dollars_for_people(spent + (begins + 1) * allowed)}, past {dollars_for_people(amount)}.",
        grounds=together(of_policy(policy, "kx_threshold", "kx_applies"), of_rules("threshold.missing")),
    )
    named = ((name, day(days[number])) for name, number in wrong.items() if number is not None and number < len(days))
    return choose(draft, rng, day(days[begins]), named)


def _first(numbers: Iterator[int]) -> int | None:
    return next(numbers, None)


def _needs_kx(on: date, spent: int, allowed: int, setting: TrainingSetting) -> bool:
    """Whether a review misses KX on a visit of a day."""
    line = Service(
        code="97110", minutes=30, units=2, performed_by="PT", modifiers=("GP",), charge=12_000, allowed=allowed
    )
    visit = structs.replace(visit_of((), "medicare", on, History(spent=spent)), services=(line,))
    (claim,) = review([visit], structs.replace(setting.basis, filed_on=on)).claims
    return any(one.rule == "threshold.missing" and one.outcome == "fail" for one in claim.findings)


def on_a_line(rng: Random, setting: TrainingSetting) -> Item | None:
    """Which modifiers a line has, below the year's amount."""
    policy = setting.policy("medicare")
    first, second = rng.sample(EXERCISE_CODES, 2)
    services = [
        MinutesOfCode(first, rng.randint(8, 30)),
        MinutesOfCode(second, rng.randint(8, 30), rng.choice(("PT", "PTA"))),
    ]
    spent = rng.randrange(20_000, (policy.kx_threshold or 0) - 60_000, 100)
    (found,) = code([visit_of(services, "medicare", setting.on, History(spent=spent))], setting.basis).visits
    lines = [line for line in found.lines if line.code == first and line.units]
    if len(lines) != 1:
        return None
    modifiers = lines[0].modifiers
    used = f"{dollars_for_people(spent)} of {dollars_for_people(policy.kx_threshold or 0)}"
    paired = setting.basis.tables(setting.on).pair(first, second).answer == "bypassable"
    draft = Draft(
        kind="modifiers.line",
        competency="T2",
        facts=(
            *facts_of(services, policy, setting.on),
            f"A physical therapist's plan of care. One service after the other. {used} allowed this year so far.",
        ),
        question=f"Which modifiers does the line of {first} have?",
        why="GP names the plan of care; CQ is only for the assistant's units, KX only past the year's amount, 59 only"
        " for separate blocks of time.",
        grounds=of_policy(policy, "discipline_modifiers", "kx_threshold", "de_minimis_percent"),
    )
    wrong = {
        "discipline-left-off": " ".join(one for one in modifiers if one != "GP") or "none",
        "another-discipline": " ".join("GO" if one == "GP" else one for one in modifiers),
        "kx-on-everything": " ".join((*modifiers, "KX")),
        "fifty-nine-by-the-table": " ".join((*modifiers, "59")) if paired else None,
        "assistants-modifier-on-all": " ".join((*modifiers, "CQ")) if services[1].by == "PTA" else None,
    }
    return choose(draft, rng, " ".join(modifiers), wrong.items())


KINDS = (
    Kind("modifiers.line", "T2", "Which modifiers a line has", on_a_line),
    Kind("modifiers.pairs", "T2", "Pairs of codes, and what a modifier does for them", pairs),
    Kind("modifiers.kx", "T2", "From which visit on KX is needed", kx_begins),
)
