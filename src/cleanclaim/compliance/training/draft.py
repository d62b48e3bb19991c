"""Questions put together: the right answer and the wrong ones arranged so that only knowledge tells them apart.

The right answer's place is drawn evenly. A wrong answer that comes out as the right one is none and falls away; two
that come out alike are one. Where fewer than two are left, the facts tell no misconception apart: there is no question.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from random import Random

import msgspec
from msgspec import Struct

from cleanclaim.compliance.training.grounds import Grounds
from cleanclaim.compliance.training.item import LETTERS, Choice, Format, Item, Trap

FEWEST_WRONG, MOST_WRONG = 2, 3
Wrong = Iterable[tuple[str, str | None]]
"""Misconceptions, each with the answer it leads to; None: to none here. What leads to one answer first names it."""


class Draft(Struct, frozen=True, kw_only=True):
    """A question before its answers: see `Item`."""

    kind: str
    competency: str
    facts: tuple[str, ...]
    question: str
    why: str
    grounds: Grounds
    own: bool = False


def choose(draft: Draft, rng: Random, right: str, wrong: Wrong, form: Format = "choose") -> Item | None:
    """A question with one right choice; None where too few are left."""
    mistaken = _distinct(wrong, {right})
    if len(mistaken) < FEWEST_WRONG:
        return None
    picked = _balanced(rng, right, list(mistaken))
    choices = [Choice(right), *(Choice(text, mistaken[text]) for text in picked)]
    rng.shuffle(choices)
    return _item(draft, form, choices=choices, answers=(LETTERS[choices.index(Choice(right))],))


OF_WORDS = ("least", *["between"] * 4, "most")
OF_NUMBERS = ("least", "least", "between", "most", "most")
"""How often each place is drawn where all can be had. Of numbers, between is often all there is."""


def _balanced(rng: Random, right: str, wrong: Sequence[str]) -> list[str]:
    """Two or three of the wrong answers, so chosen that the right one is as often the least, the most or between.

    What is measured are numbers and days by their worth, words by their length. Of numbers and days there are always
    two: with three, the right one would be between them too often.
    """
    measure = _measure((right, *wrong))
    most = MOST_WRONG if measure is len else FEWEST_WRONG
    below = [text for text in wrong if measure(text) < measure(right)]
    above = [text for text in wrong if measure(text) > measure(right)]
    level = [text for text in wrong if measure(text) == measure(right)]
    places = {
        "least": len(above) + len(level) >= FEWEST_WRONG,
        "between": bool(below and above),
        "most": len(below) + len(level) >= FEWEST_WRONG,
    }
    drawn = OF_WORDS if measure is len else OF_NUMBERS
    place = rng.choice([name for name in drawn if places[name]])
    for some in (below, level, above):
        rng.shuffle(some)
    if place == "between":
        return [below[0], above[0], *rng.sample([*below[1:], *level, *above[1:]], len(wrong) - 2)][:most]
    pool = [*(above if place == "least" else below), *level]
    return rng.sample(pool, min(most, len(pool)))


def _measure(texts: Iterable[str]) -> Callable[[str], int]:
    found = list(texts)
    if all(text.isascii() and text.isdecimal() for text in found):
        return int
    if all(_DAY.fullmatch(text) for text in found):
        return lambda text: datetime.strptime(text, "%b %d, %Y").toordinal()
    return len


_DAY = re.compile(r"[A-Z][a-z]{2} [0-9]{1,2}, [0-9]{4}")


def several(draft: Draft, rng: Random, right: Sequence[str], wrong: Wrong) -> Item | None:
    """A question of which several choices may be right; None where none is wrong, or none right."""
    mistaken = _distinct(wrong, set(right))
    if not mistaken or not right:
        return None
    picked = rng.sample(list(mistaken), min(len(mistaken), MOST_WRONG))
    true_ones = rng.sample(list(right), rng.randint(1, len(right)))  # that nobody can tell how many are right
    choices = [*map(Choice, true_ones), *(Choice(text, mistaken[text]) for text in picked)]
    rng.shuffle(choices)
    letters = "".join(letter for letter, one in zip(LETTERS, choices, strict=False) if one.misconception is None)
    return _item(draft, "several", choices=choices, answers=(letters,))


def order(draft: Draft, rng: Random, texts: Sequence[str]) -> Item:
    """A question for an order; `texts` stand in the right one."""
    choices = [Choice(text) for text in texts]
    rng.shuffle(choices)
    answer = "".join(LETTERS[choices.index(Choice(text))] for text in texts)
    return _item(draft, "order", choices=choices, answers=(answer,))


def written(draft: Draft, form: Format, answers: Sequence[str], wrong: Wrong) -> Item | None:
    """A question answered in writing; None where no misconception leads to another answer."""
    mistaken = _distinct(wrong, set(answers))
    if not mistaken:
        return None
    traps = tuple(Trap(text, name) for text, name in mistaken.items())
    return _item(draft, form, answers=tuple(answers), traps=traps)


def _distinct(wrong: Wrong, right: set[str]) -> dict[str, str]:
    """The wrong answers, each once, with the first misconception that leads to it."""
    found: dict[str, str] = {}
    for misconception, text in wrong:
        if text is not None and text not in right:
            found.setdefault(text, misconception)
    return found


def _item(
    draft: Draft,
    form: Format,
    *,
    answers: tuple[str, ...],
    choices: Sequence[Choice] = (),
    traps: tuple[Trap, ...] = (),
) -> Item:
    question = (draft.kind, form, draft.facts, draft.question, sorted(one.text for one in choices))
    grounds = draft.grounds
    return Item(
        id=f"{draft.kind}:{sha256(msgspec.json.encode(question)).hexdigest()[:10]}",
        kind=draft.kind,
        format=form,
        competency=draft.competency,
        facts=draft.facts,
        question=draft.question,
        choices=tuple(choices),
        answers=answers,
        traps=traps,
        why=draft.why,
        source=grounds.source,
        standing=grounds.standing,
        versions=grounds.versions,
        own=draft.own,
    )
