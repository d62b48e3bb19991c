"""Scores of charts, and clinicians beside the practice as a whole: never ranked, always with what chance does.

A chart's score is the weight of what is met of the weight of what applies. While answers are open it is a range: from
all of them no to all of them yes. A chart that lacks what decides payment does not pass, whatever its score.

A clinician's share of charts that do not pass is drawn in a funnel: the fewer charts, the wider the limits around the
practice's own share in which chance alone puts nineteen of twenty clinicians (and 499 of 500). A clinician within
them is not told from the practice. (D. J. Spiegelhalter, Statistics in Medicine 24 (2005), 1185.)
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from math import comb
from pathlib import Path
from typing import Literal

from msgspec import Struct

from cleanclaim.compliance.audit.charts.checklist import ChartAnswer, checklist
from cleanclaim.exchange.files.named_table import Cells, raise_all, read_named_table
from cleanclaim.model.errors import UserError

FEWEST_CHARTS = 5
"""Charts of a clinician below which nothing is said."""
PASS = Fraction(95, 100)
"""The score from which a chart passes. No authority names one; 95 % is the field's custom."""
_ANSWERS: dict[str, ChartAnswer] = {
    **dict.fromkeys(("yes", "y", "met", "1"), "yes"),
    **dict.fromkeys(("no", "n", "not met", "0"), "no"),
    **dict.fromkeys(("n/a", "na", "does not apply"), "n/a"),
    "open": "open",
    "": "open",
}
_REMEDY = "Take checklist.csv as `cleanclaim audit worksheet` wrote it, and write yes, no or n/a into answer."
Standing = Literal["within chance", "more than chance", "less than chance", "too few to tell"]


class ChartScore(Struct, frozen=True, kw_only=True):
    """A chart's score, at least and at most, and whether it lacks what decides payment; None: that is open.
    `missed` are the questions that were answered no.
    """

    item: str
    low: Fraction
    high: Fraction
    open_answers: int
    lacks: tuple[str, ...]
    may_lack: tuple[str, ...]
    missed: tuple[str, ...]

    @property
    def passes(self) -> bool | None:
        """Whether it passes; None while that is open."""
        if self.lacks or self.high < PASS:
            return False
        return None if self.may_lack or self.low < PASS else True


class ClinicianScore(Struct, frozen=True, kw_only=True):
    """A clinician's charts: how many were decided, how many of those do not pass, how many pass but have something said
    against them, how many are open; the share's exact limits (two-sided 95 %), and the limits that chance puts around
    the practice's own share.
    """

    clinician: str
    decided: int
    failed: int
    passed_but: int
    open_charts: int
    lower: float
    upper: float
    chance_low: float
    chance_high: float
    standing: Standing


def read_answers(path: Path) -> dict[str, dict[str, ChartAnswer]]:
    """The answers of a checklist that a person filled, by item and question. Raises UserError for every wrong row."""
    names = {"item": (), "question": ("id",), "answer": ()}
    table = read_named_table(path, names, ("item", "question", "answer"), "answers", _REMEDY)
    cells = Cells(table.file)
    known = {one.id for one in checklist()}
    found: dict[str, dict[str, ChartAnswer]] = defaultdict(dict)
    for row in table.rows:
        item, question, text = (row.cells[name] for name in ("item", "question", "answer"))
        if question not in known:
            cells.fault(row, "question", f'"{question}" is no question of the checklist', _REMEDY)
        elif question in found[item]:
            cells.fault(row, "", f"question {question} of item {item} stands there twice", "Leave one of the two.")
        elif text.casefold() not in _ANSWERS:
            cells.fault(
                row, "answer", f'"{text}" is no answer', "Write yes, no or n/a; leave it empty while it is open."
            )
        else:
            found[item][question] = _ANSWERS[text.casefold()]
    raise_all(cells.faults)
    return dict(found)


def score_chart(item: str, answers: Mapping[str, ChartAnswer]) -> ChartScore:
    """The score of a chart. A question without an answer is open."""
    met = missed = unknown = 0
    lacks, may_lack = [], []
    for one in checklist():
        answer = answers.get(one.id, "open")
        met += one.weight * (answer == "yes")
        missed += one.weight * (answer == "no")
        unknown += one.weight * (answer == "open")
        if one.decides and answer == "no":
            lacks.append(one.id)
        if one.decides and answer == "open":
            may_lack.append(one.id)
    every = met + missed + unknown
    if not every:
        raise UserError(f"item {item}", "every question says n/a", "Answer those that apply.")
    return ChartScore(
        item=item,
        low=Fraction(met, every),
        high=Fraction(met + unknown, every),
        open_answers=sum(answers.get(one.id, "open") == "open" for one in checklist()),
        lacks=tuple(lacks),
        may_lack=tuple(may_lack),
        missed=tuple(one.id for one in checklist() if answers.get(one.id) == "no"),
    )


def score_clinicians(
    scores: Sequence[ChartScore], clinicians: Mapping[str, str], against: Mapping[str, Sequence[str]]
) -> list[ClinicianScore]:
    """The clinicians in the order of their numbers; `clinicians`, and what is said `against` a chart, by item."""
    by_clinician: dict[str, list[ChartScore]] = defaultdict(list)
    for one in scores:
        by_clinician[clinicians.get(one.item) or "not known"].append(one)
    decided = [one for one in scores if one.passes is not None]
    share = Fraction(sum(one.passes is False for one in decided), len(decided)) if decided else Fraction(0)
    return [_clinician(name, mine, share, against) for name, mine in sorted(by_clinician.items())]


def _clinician(
    name: str, charts: Sequence[ChartScore], share: Fraction, against: Mapping[str, Sequence[str]]
) -> ClinicianScore:
    decided = [one for one in charts if one.passes is not None]
    failed, n = sum(one.passes is False for one in decided), len(decided)
    low, high = chance_limits(n, share, Fraction(1, 40))
    standing: Standing = "within chance"
    if n < FEWEST_CHARTS:
        standing = "too few to tell"
    elif failed > high:
        standing = "more than chance"
    elif failed < low:
        standing = "less than chance"
    lower, upper = exact_limits(failed, n)
    return ClinicianScore(
        clinician=name,
        decided=n,
        failed=failed,
        passed_but=sum(one.passes is True and bool(against.get(one.item)) for one in charts),
        open_charts=len(charts) - n,
        lower=lower,
        upper=upper,
        chance_low=low / n if n else 0.0,
        chance_high=high / n if n else 1.0,
        standing=standing,
    )


def chance_limits(n: int, share: Fraction, chance: Fraction) -> tuple[int, int]:
    """The fewest and the most of `n` that chance alone gives, each missed with no more than `chance` (binomial)."""
    terms = [comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(n + 1)]
    low, high, below, above = 0, n, Fraction(0), Fraction(0)
    while low < n and below + terms[low] <= chance:
        below += terms[low]
        low += 1
    while high > 0 and above + terms[high] <= chance:
        above += terms[high]
        high -= 1
    return low, high


def exact_limits(count: int, n: int) -> tuple[float, float]:
    """The exact limits of a share (Clopper and Pearson), two-sided 95 %; 0 and 1 where there is nothing."""
    if not n:
        return 0.0, 1.0
    lower = 0.0 if count == 0 else _halved(lambda share: 1 - _at_most(count - 1, n, share) - 0.025)
    upper = 1.0 if count == n else _halved(lambda share: 0.025 - _at_most(count, n, share))
    return lower, upper


def _at_most(count: int, n: int, share: float) -> float:
    return sum(comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(count + 1))


def _halved(rises: Callable[[float], float]) -> float:
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if rises(middle) > 0 else (middle, high)
    return (low + high) / 2
