"""One question of a training: what stands there, what is asked, the right answers, and what each wrong one comes of.

    97110 23 min, 97140 23 min, Medicare. How many units in all?
        3    right: worked out by the engine
        4    wrong: what somebody gets who rounds each code by itself (`per-code-rounding`)

A wrong answer is never drawn by lot: it is what a named misconception makes of the same facts.
"""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

Format = Literal["choose", "several", "number", "date", "order", "find the fault", "fix the claim", "read the segment"]
CHOSEN: frozenset[Format] = frozenset({"choose", "several", "order", "find the fault", "read the segment"})
"""The formats that are answered by naming choices; the others are answered in writing."""
LETTERS = "abcdefgh"


class Choice(Struct, frozen=True):
    """One answer to choose. `misconception` is what it comes of; None: it is right, or has its place in an order."""

    text: str
    misconception: str | None = None


class Trap(Struct, frozen=True):
    """A written answer that is wrong, and the misconception it comes of."""

    text: str
    misconception: str


class Item(Struct, frozen=True, kw_only=True):
    """One question.

    `id` is the same for the same question; `kind` is what it exercises (`units.total`), by which it is spaced.
    `facts` are the lines above the question. `answers` are all right ones, each as the letters of its choices, or as it
    is written. `versions` are those of the rules and policy answers it stands on, by name: when one changes, the item
    is retired. `own`: it was made from the practice's own claims.
    """

    id: str
    kind: str
    format: Format
    competency: str
    facts: tuple[str, ...]
    question: str
    choices: tuple[Choice, ...] = ()
    answers: tuple[str, ...]
    traps: tuple[Trap, ...] = ()
    why: str
    source: str
    standing: str
    versions: Mapping[str, str]
    own: bool = False

    @property
    def is_chosen(self) -> bool:
        """Whether it is answered by letters."""
        return bool(self.choices)

    def right_words(self) -> str:
        """The right answer in words; of several, the first."""
        if not self.is_chosen:
            return self.answers[0]
        texts = [self.choices[LETTERS.index(letter)].text for letter in self.answers[0]]
        return (", then " if self.format == "order" else "; ").join(texts)
