"""A sheet of questions on paper, to be answered by hand; the answers stand on a page of their own at its end."""

from collections.abc import Iterator, Sequence

from cleanclaim.compliance.training.competencies import competencies
from cleanclaim.compliance.training.grounds import source_words
from cleanclaim.compliance.training.item import LETTERS, Item
from cleanclaim.exchange.forms.paper import (
    PageEnd,
    Paper,
    PaperFacts,
    PaperHeading,
    PaperPart,
    PaperPoints,
    PaperText,
    PaperTitle,
)
from cleanclaim.law.basis import Basis
from cleanclaim.law.wording import day

LINE = "_" * 24


def sheet_of(items: Sequence[Item], basis: Basis) -> Paper:
    """The sheet, with the answers behind it."""
    return Paper(
        title="Training",
        author="cleanclaim",
        parts=(*_questions(items), PageEnd(), *_answers(items)),
        foot=f"Under the law of {day(basis.today)}. Made up, but for questions that say they are ours.",
    )


def _questions(items: Sequence[Item]) -> Iterator[PaperPart]:
    yield PaperTitle("Training")
    yield PaperFacts((("Name", LINE), ("Date", LINE)))
    for number, item in enumerate(items, 1):
        yield PaperHeading(f"{number}. {competencies()[item.competency].name}")
        yield PaperText("\n".join(line.strip() for line in item.facts))
        yield PaperText(item.question)
        if item.is_chosen:
            yield PaperPoints(tuple((letter, one.text) for letter, one in zip(LETTERS, item.choices, strict=False)))
        yield PaperText(f"Answer: {LINE}")


def _answers(items: Sequence[Item]) -> Iterator[PaperPart]:
    yield PaperTitle("Answers")
    for number, item in enumerate(items, 1):
        letters = f"{item.answers[0]}: " if item.is_chosen else ""
        more = f" (or {', or '.join(item.answers[1:])})" if item.answers[1:] else ""
        yield PaperText(f"{number}. {letters}{item.right_words()}{more}\n{item.why}")
        yield PaperText(source_words(item.source), fine=True)
