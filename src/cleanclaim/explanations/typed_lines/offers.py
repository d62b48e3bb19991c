"""What is offered in place of something that is not understood: a person chooses, nothing is put right by itself."""

import re
from collections.abc import Iterable, Sequence

from cleanclaim.explanations.typed_lines.blocks import LEAVE_OUT, Instead, Unused
from cleanclaim.explanations.typed_lines.tokens import Token
from cleanclaim.explanations.typed_lines.vocabulary import vocabulary
from cleanclaim.reference.catalogue import catalogue

MOST_OFFERED = 4
"""Codes that are offered where words fit several."""


def refuse(token: Token) -> Unused:
    """A token that is refused by itself, with what may be typed instead."""
    long = re.fullmatch(r"([0-9]{1,3}) minutes\?.*", token.why)
    instead = (
        LEAVE_OUT if token.value == "units" else (Instead(f"{long[1]} min", f"{long[1]} minutes"),) if long else ()
    )
    return Unused(token.text, token.why, instead)


def offer_codes(codes: Iterable[str]) -> tuple[Instead, ...]:
    """The first codes of several that may be meant."""
    return tuple(Instead(code, f"{code} {catalogue()[code].label}") for code in list(codes)[:MOST_OFFERED])


def offer_time_or_length(clock: Token) -> tuple[Instead, ...]:
    """`1:30` as half past one and as an hour and a half."""
    hour, minute = map(int, clock.value.split(":"))
    length = f"{(hour - 12) * 60 + minute} min"
    return Instead(f"{clock.text.strip('@ ')} pm", f"at {clock.text.strip('@ ')} pm"), Instead(length, length)


BOTH = "the two of them at once, or one alone for both blocks? write `together`, or who gave it with each block"


def ask_both(people: Sequence[Token]) -> list[Unused]:
    """`both pta`, which may be therapist and assistant at once, or the assistant alone for both blocks."""
    performers = [token.text for token in people if token.value in vocabulary().performers]
    if len(performers) != 1 or not any(token.value == "both" for token in people):
        return []
    instead = (Instead(performers[0], f"{performers[0]} alone"), Instead("together", "both at once"))
    return [Unused(" ".join(token.text for token in people), BOTH, instead)]
