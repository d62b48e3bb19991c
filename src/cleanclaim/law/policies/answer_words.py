"""A payer's answer in words: `no limit`, `$2,480.00`, `97014 as G0283`; and what it rests on."""

from collections.abc import Iterator, Sequence
from typing import Any, Literal

from cleanclaim.law.policies.keys import NO_LIMIT, PolicyKey
from cleanclaim.law.policies.spans import PolicyValue
from cleanclaim.law.wording import day, hundredths
from cleanclaim.model.money import dollars_for_people

_LONG_RUN = 10
"""From so many numbers in a row on, a list of codes is told by its first and last."""

AnswerState = Literal["verified", "contract", "reported", "not_found", "not_looked_up"]
STATE_MEANINGS: dict[AnswerState, str] = {
    "verified": "verified: somebody read the public document; it may stop a claim",
    "contract": "contract: only a contract says; it stops claims from your own payer file",
    "reported": "reported: the field says so; it stops no claim",
    "not_found": "not found: somebody looked for it in vain",
    "not_looked_up": "not looked up: taken from another payer, or unknown",
}


def assess_answer(value: PolicyValue, payer: str) -> AnswerState:
    """What the answer of a payer rests on. One that another payer's file states was not looked up for this one, unless
    only a contract says, or it is the same for every payer.
    """
    if value.standing == "contract":
        return "contract"
    if value.value is None:
        return "not_found" if value.looked_for else "not_looked_up"
    if value.standing == "reported" and value.payer != payer:
        return "not_looked_up"
    return "verified" if value.standing == "verified" else "reported"


def describe_standing(value: PolicyValue, payer: str) -> str:
    """What the answer rests on, in words: `reported`, `not found, looked for on Nov 29, 2026`."""
    state = assess_answer(value, payer)
    if state == "not_found":
        return f"not found, looked for on {day(value.looked_for)}"
    if state == "not_looked_up" and value.value is not None:
        return f"not looked up, as {value.payer}"
    return state.replace("_", " ")


def describe_answer(key: PolicyKey, value: Any) -> str:
    """What a payer answers to a question, as a person would say it. An unknown is `?`."""
    if value is None:
        return "?"
    if value == NO_LIMIT and key.type in ("int", "money", "value"):
        return "no limit"
    return _in_words(key, value) or "none"


def _in_words(key: PolicyKey, value: Any) -> str:
    words: str
    match key.type:
        case "limit":
            words = value.describe()
        case "bool":
            words = "yes" if value else "no"
        case "money":
            words = dollars_for_people(value)
        case "value":
            words = hundredths(value)
        case "values":
            words = ", ".join(f"{code} {hundredths(worth)}" for code, worth in value.items())
        case "map":
            words = ", ".join(f"{code} as {other}" for code, other in value.items())
        case "pairs":
            words = ", ".join(f"{one} with {other}" for one, other in value)
        case "codes":
            words = " ".join(_runs(value))
        case "modifiers" | "disciplines":
            words = " ".join(value)
        case _:
            words = str(value)
    return words


def _runs(codes: Sequence[str]) -> Iterator[str]:
    """Codes in order, ten numbers in a row or more as a run: `99201-99499`."""
    at = 0
    while at < len(codes):
        end = at
        while end + 1 < len(codes) and _follows(codes[end + 1], codes[end]):
            end += 1
        if end - at + 1 >= _LONG_RUN:
            yield f"{codes[at]}-{codes[end]}"
        else:
            yield from codes[at : end + 1]
        at = end + 1


def _follows(code: str, other: str) -> bool:
    both = code + other
    return both.isascii() and both.isdecimal() and int(code) == int(other) + 1
