"""What somebody knows by now, worked out from the answers: by kind of question when it is due, by competency how sure.

Only answers count whose grounds still stand: when a rule or a payer's answer changes, what was answered under the old
one is retired, and the kind is new again.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from math import sqrt
from typing import Literal

from msgspec import Struct

from cleanclaim.compliance.training.bank import kinds
from cleanclaim.compliance.training.competencies import Competency
from cleanclaim.compliance.training.grounds import is_current
from cleanclaim.compliance.training.memory import Recall, replay
from cleanclaim.compliance.training.record import TrainingAnswer
from cleanclaim.compliance.training.setting import TrainingSetting

State = Literal["not asked", "too few", "not yet", "mastered"]
MASTERY = 0.8
"""The share of right answers of which one wants to be 90 % sure."""
FEWEST = 8
"""Answers below which nothing is said."""
WINDOW = 365
"""Days for which an answer counts toward mastery."""
_ONE_SIDED_90 = 1.2815515655446004
"""The 90 % quantile of the normal distribution."""


class CompetencyProgress(Struct, frozen=True, kw_only=True):
    """How sure somebody is of a competency.

    `right` of `n` answers, each to another question, of the last year and under the law as it is; `least` is the share
    of right answers that one may be 90 % sure of (Wilson). `retired` answers counted no more. `due` are the kinds to be
    asked again, `never` those not asked yet. `mistakes` are the misconceptions that came up twice or more, the most
    frequent first.
    """

    competency: Competency
    n: int
    right: int
    least: float
    retired: int
    due: tuple[str, ...]
    never: tuple[str, ...]
    mistakes: tuple[str, ...]

    @property
    def state(self) -> State:
        """What may be said of it."""
        if not self.n:
            return "not asked"
        if self.n < FEWEST:
            return "too few"
        return "mastered" if self.least >= MASTERY else "not yet"


def memories(answers: Iterable[TrainingAnswer], setting: TrainingSetting) -> dict[str, Recall]:
    """What somebody remembers of each kind; kinds whose answers are all retired, or that are gone, are left out."""
    by_kind: dict[str, list[TrainingAnswer]] = {}
    for one in _standing(answers, setting):
        by_kind.setdefault(one.kind, []).append(one)
    found = {kind: replay((one.on, one.rating) for one in those) for kind, those in by_kind.items()}
    return {kind: memory for kind, memory in found.items() if memory is not None}


def _standing(answers: Iterable[TrainingAnswer], setting: TrainingSetting) -> list[TrainingAnswer]:
    return [one for one in answers if is_current(one.versions, setting.basis, setting.on)]


def is_due(memory: Recall, competency: Competency, on: date) -> bool:
    """Whether a kind is to be asked again on a day."""
    return memory.due(competency.every) <= on


def progress_in(
    competency: Competency, answers: Sequence[TrainingAnswer], setting: TrainingSetting
) -> CompetencyProgress:
    """How sure somebody, whose answers these are, is of a competency."""
    of_it = [one for one in answers if one.competency == competency.id]
    standing = _standing(of_it, setting)
    recent = [one for one in standing if setting.on - timedelta(days=WINDOW) < one.on <= setting.on]
    first = {one.item: one for one in reversed(recent)}  # of a question asked twice, the first answer
    right = sum(one.right for one in first.values())
    known = memories(of_it, setting)
    own = [name for name, kind in kinds().items() if kind.competency == competency.id]
    named = [name for one in recent for name in one.misconceptions]
    return CompetencyProgress(
        competency=competency,
        n=len(first),
        right=right,
        least=least_share(right, len(first)),
        retired=len(of_it) - len(standing),
        due=tuple(name for name in own if name in known and is_due(known[name], competency, setting.on)),
        never=tuple(name for name in own if name not in known),
        mistakes=tuple(sorted({name for name in named if named.count(name) > 1}, key=lambda name: -named.count(name))),
    )


def least_share(right: int, n: int) -> float:
    """The lower limit of a share, one-sided at 90 %, by Wilson; 0 where nothing was asked."""
    if not n:
        return 0.0
    share, z = right / n, _ONE_SIDED_90
    center = share + z * z / (2 * n)
    spread = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return max(0.0, (center - spread) / (1 + z * z / n))
