"""When a kind of question is due again: FSRS-6, the free spaced repetition scheduler, by the day.

FSRS describes what somebody remembers by two numbers. `stability` is the days after which the chance of still knowing
it has fallen to 90 %; `difficulty`, from 1 to 10, how little a right answer adds. A right answer lets stability grow,
the more so the longer ago the last one was; a wrong one lets it fall.

    answered     right  right  right      wrong
    stability      2.3     11     46        2.9
    asked again    2 d   11 d   46 d        3 d

The formulas and the default parameters are those of the Open Spaced Repetition project (MIT license). Why they are
written out here and not taken as a package says docs/decisions/0024-questions-by-the-engine.md.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from math import exp
from typing import Literal

from msgspec import Struct

Rating = Literal[1, 2, 3, 4]
AGAIN: Literal[1] = 1
HARD: Literal[2] = 2
GOOD: Literal[3] = 3
EASY: Literal[4] = 4

PARAMETERS = (
    *(0.212, 1.2931, 2.3065, 8.2956),  # stability after a first answer, by rating
    *(6.4133, 0.8334, 3.0194, 0.001),  # difficulty: at first, by rating; how it moves; how it returns
    *(1.8722, 0.1666, 0.796),  # how stability grows with a right answer
    *(1.4835, 0.0614, 0.2629, 1.6483),  # what is left of it after a wrong one
    *(0.6014, 1.8729),  # a hard answer, an easy one
    *(0.5425, 0.0912, 0.0658),  # answers on the day of the one before
    0.1542,  # how fast one forgets
)
RETENTION = 0.9
LONGEST = 365
"""Days after which a kind is asked again at the latest; competencies mostly name fewer."""
_LEAST_STABILITY, _EASIEST, _HARDEST = 0.001, 1.0, 10.0
_DECAY = -PARAMETERS[20]
_FACTOR: float = 0.9 ** (1 / _DECAY) - 1


class Recall(Struct, frozen=True):
    """What somebody remembers of a kind of question since the last answer to it. `stability` is in days."""

    stability: float
    difficulty: float
    on: date

    def chance(self, on: date) -> float:
        """The chance that it is still known on a day."""
        days = max(0, (on - self.on).days)
        return float((1 + _FACTOR * days / self.stability) ** _DECAY)

    def interval(self, retention: float = RETENTION, longest: int = LONGEST) -> int:
        """Days until the chance of knowing it falls to `retention`; at least 1."""
        days = round(self.stability / _FACTOR * (float(retention ** (1 / _DECAY)) - 1))
        return min(max(days, 1), longest)

    def due(self, longest: int = LONGEST) -> date:
        """The day on which it is to be asked again."""
        return self.on + timedelta(days=self.interval(longest=longest))


def after_answer(before: Recall | None, rating: Rating, on: date) -> Recall:
    """What is remembered after an answer; `before` is None where it is the first."""
    if before is None:
        return Recall(max(PARAMETERS[rating - 1], _LEAST_STABILITY), _bounded(_first_difficulty(rating)), on)
    if (on - before.on).days < 1:
        stability = _same_day(before.stability, rating)
    elif rating == AGAIN:
        stability = _forgotten(before, before.chance(on))
    else:
        stability = _recalled(before, before.chance(on), rating)
    return Recall(max(stability, _LEAST_STABILITY), _next_difficulty(before.difficulty, rating), on)


def replay(answers: Iterable[tuple[date, Rating]]) -> Recall | None:
    """What is remembered after answers in the order in which they were given; None where there are none."""
    memory: Recall | None = None
    for on, rating in answers:
        memory = after_answer(memory, rating, on)
    return memory


def _first_difficulty(rating: Rating) -> float:
    return PARAMETERS[4] - exp(PARAMETERS[5] * (rating - 1)) + 1


def _next_difficulty(difficulty: float, rating: Rating) -> float:
    """Harder with a wrong answer, easier with an easy one; the less the harder it is, and drawn back a little."""
    moved = difficulty - PARAMETERS[6] * (rating - 3) * (_HARDEST - difficulty) / 9
    return _bounded(PARAMETERS[7] * _first_difficulty(EASY) + (1 - PARAMETERS[7]) * moved)


def _bounded(difficulty: float) -> float:
    return min(max(difficulty, _EASIEST), _HARDEST)


def _same_day(stability: float, rating: Rating) -> float:
    grown: float = exp(PARAMETERS[17] * (rating - 3 + PARAMETERS[18])) * stability ** -PARAMETERS[19]
    return stability * (grown if rating == AGAIN else max(grown, 1.0))


def _recalled(before: Recall, chance: float, rating: Rating) -> float:
    """Stability after a right answer: it grows the more, the easier the matter and the less it was likely."""
    weight = (PARAMETERS[15] if rating == HARD else 1) * (PARAMETERS[16] if rating == EASY else 1)
    surprise = exp((1 - chance) * PARAMETERS[10]) - 1
    grown = exp(PARAMETERS[8]) * (11 - before.difficulty) * before.stability ** -PARAMETERS[9] * surprise
    return float(before.stability * (1 + grown * weight))


def _forgotten(before: Recall, chance: float) -> float:
    """Stability after a wrong answer: never more than before."""
    left = PARAMETERS[11] * before.difficulty ** -PARAMETERS[12]
    left *= ((before.stability + 1) ** PARAMETERS[13] - 1) * exp((1 - chance) * PARAMETERS[14])
    return float(min(left, before.stability / exp(PARAMETERS[17] * PARAMETERS[18])))
