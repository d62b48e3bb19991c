"""What is offered in place of something that is not understood: a person chooses, nothing is put right by itself."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from cleanclaim.explanations.typed_lines.blocks import LEAVE_OUT, Instead, Unused
from cleanclaim.explanations.typed_lines.clock import HOUR
from cleanclaim.explanations.typed_lines.tokens import LONGEST_BLOCK, Token
from cleanclaim.explanations.typed_lines.vocabulary import vocabulary
from cleanclaim.late_patterns import late_pattern
from cleanclaim.reference.catalogue import catalogue

MOST_OFFERED = 4
"""Codes that are offered where words fit several."""


def refuse(token: Token) -> Unused:
    """A token that is refused by itself, with what may be typed instead."""
    long = re.fullmatch(r"([0-9]{1,3}) minutes\?.*", token.why)
    minutes = long[1] if long else _whole_minutes(token.text)
    instead = (
        LEAVE_OUT if token.value == "units" else (Instead(f"{minutes} min", f"{minutes} minutes"),) * bool(minutes)
    )
    return Unused(token.text, token.why, instead)


_PART_OF_HOURS = late_pattern(r"([0-9]{1,2})[.,]([0-9]{1,2})\s*(?:hours?|hrs?|h)", re.IGNORECASE)


def _whole_minutes(text: str) -> str:
    """The minutes of `1.5h`, 90; empty where it is no length of hours, or of no whole minutes that a block can have."""
    found = _PART_OF_HOURS.fullmatch(text)
    if found is None:
        return ""
    minutes, over = divmod(int(f"{found[1]}{found[2]:0<2}") * HOUR, 100)
    return "" if over or not 0 < minutes <= LONGEST_BLOCK else str(minutes)


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


TOGETHER = "with: both at once, or the assistant alone? write `together` or `pta`"


def list_with_whom(tokens: Sequence[Token]) -> list[tuple[Token, Token]]:
    """The words of `with pta`, which may be both at once or one alone."""
    performers = vocabulary().performers
    return [pair for pair in pairwise(tokens) if pair[0].value in ("with", "w") and pair[1].value in performers]


def ask_with_whom(with_whom: Iterable[tuple[Token, Token]]) -> Iterable[Unused]:
    """`with pta`, with what may be typed instead."""
    for one, following in with_whom:
        instead = (Instead(following.text, "the assistant alone"), Instead("together", "both at once"))
        yield Unused(f"{one.text} {following.text}", TOGETHER, instead)


NOTHING_FOLLOWS = "nothing follows it"
_LEAD_ON = frozenset({"and", "then", "with", "x", "by", "plus"})


def find_left_open(tokens: Sequence[Token]) -> Iterable[Unused]:
    """What leads on to nothing."""
    for at in range(len(tokens) - 1, -1, -1):
        token = tokens[at]
        if token.kind == "mark":
            continue
        if token.kind != "word" or token.value not in _LEAD_ON:
            break
        yield Unused(token.text, NOTHING_FOLLOWS)
