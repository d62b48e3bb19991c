"""A payer's answer in words: `no limit`, `$2,480.00`, `97014 as G0283`."""

from typing import Any

from cleanclaim.law.policies.keys import NO_LIMIT, PolicyKey
from cleanclaim.law.wording import hundredths
from cleanclaim.model.money import dollars_for_people


def describe_answer(key: PolicyKey, value: Any) -> str:
    """What a payer answers to a question, as a person would say it. An unknown is `?`."""
    if value is None:
        return "?"
    if value == NO_LIMIT and key.type in ("int", "money", "value"):
        return "no limit"
    match key.type:
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
        case "codes" | "modifiers":
            words = " ".join(value)
        case _:
            words = str(value)
    return words or "none"
