"""Which questions somebody is asked now: what is due first, then what was never asked, then what is least sure."""

from collections.abc import Iterator, Sequence
from random import Random

from cleanclaim.compliance.training.bank import kinds_of, make_item
from cleanclaim.compliance.training.competencies import Competency, competencies
from cleanclaim.compliance.training.item import Item
from cleanclaim.compliance.training.kind import Kind
from cleanclaim.compliance.training.memory import AGAIN, GOOD, HARD, Recall
from cleanclaim.compliance.training.progress import is_due, memories
from cleanclaim.compliance.training.record import TrainingAnswer
from cleanclaim.compliance.training.reply import Marked
from cleanclaim.compliance.training.setting import TrainingSetting


def next_items(
    who: str, wanted: Sequence[Competency], count: int, answers: Sequence[TrainingAnswer], setting: TrainingSetting
) -> Iterator[Item]:
    """So many questions for somebody, none that was answered before; fewer where there are no more.

    `answers` are those that the person gave so far. A question is made when it is asked for.
    """
    answered = {one.item for one in answers}
    numbers = {kind.name: sum(one.kind == kind.name for one in answers) for kind in kinds_of(wanted)}
    waiting = in_turn(who, wanted, answers, setting)
    made = 0
    while waiting and made < count:
        kind = waiting.pop(0)
        item = _unanswered(kind, who, numbers, answered, setting)
        if item is None:
            continue
        answered.add(item.id)
        made += 1
        waiting.append(kind)
        yield item


def in_turn(
    who: str, wanted: Sequence[Competency], answers: Sequence[TrainingAnswer], setting: TrainingSetting
) -> list[Kind]:
    """The kinds of competencies in the order in which they are to be asked."""
    known = memories(answers, setting)
    rng = Random(f"{who} {setting.on}")  # noqa: S311 - the order of questions, no secret
    drawn = list(kinds_of(wanted))
    rng.shuffle(drawn)

    def place(kind: Kind) -> tuple[int, float]:
        memory = known.get(kind.name)
        if memory is None:
            return 1, 0.0
        return (0 if _due(memory, kind, setting) else 2), memory.chance(setting.on)

    return sorted(drawn, key=place)


def _due(memory: Recall, kind: Kind, setting: TrainingSetting) -> bool:
    return is_due(memory, competencies()[kind.competency], setting.on)


TRIES = 12
"""Questions made of a kind before it has nothing new for somebody."""


def _unanswered(
    kind: Kind, who: str, numbers: dict[str, int], answered: set[str], setting: TrainingSetting
) -> Item | None:
    for _ in range(TRIES):
        numbers[kind.name] += 1
        item = make_item(kind, f"{who} {numbers[kind.name]}", setting)
        if item is None:
            return None
        if item.id not in answered:
            return item
    return None


def answer_of(who: str, item: Item, marked: Marked, setting: TrainingSetting, *, unsure: bool) -> TrainingAnswer:
    """A marked reply as it goes into the record."""
    return TrainingAnswer(
        who=who,
        on=setting.on,
        kind=item.kind,
        competency=item.competency,
        item=item.id,
        reply=marked.reply,
        right=marked.right,
        rating=AGAIN if not marked.right else HARD if unsure else GOOD,
        misconceptions=marked.misconceptions,
        versions=dict(item.versions),
        own=item.own,
    )
