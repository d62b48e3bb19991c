"""A question that another program may ask, and how it is asked: by a name and a document of arguments."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Generic, TypeVar

import msgspec
from msgspec import Struct

from cleanclaim.model.errors import UserError

Arguments = TypeVar("Arguments", bound=Struct)
SHORTEST_MASKED = 3
"""Texts of fewer signs are codes and states; they say nothing of anybody."""


class Question(Struct, Generic[Arguments], frozen=True):
    """A question: what it is called, what it says, what it takes, and how it is answered."""

    name: str
    title: str
    about: str
    takes: type[Arguments]
    answer: Callable[[Arguments], dict[str, Any]]

    def schema(self) -> dict[str, Any]:
        """What it takes as JSON Schema, an object without references at its root."""
        (found,), parts = msgspec.json.schema_components([self.takes], ref_template="#/$defs/{name}")
        root: dict[str, Any] = parts.pop(found["$ref"].rpartition("/")[2])
        return root | ({"$defs": parts} if parts else {})


class RefusedQuestionError(Exception):
    """A question that cannot be answered as it was asked: what is wrong, where, and what to do. The words have nothing
    of what was sent in them, so that they may be shown and noted anywhere.
    """


def ask(questions: Mapping[str, Question[Any]], name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to a question, as JSON has it. Raises RefusedQuestionError where it cannot be answered as asked."""
    question = questions.get(name)
    if question is None:
        raise RefusedQuestionError(f"There is no such question. There are {', '.join(questions)}.")
    try:
        taken = msgspec.convert(arguments, question.takes)
    except msgspec.ValidationError as wrong:
        raise RefusedQuestionError(without_values(f"The arguments: {wrong}.", arguments)) from None
    try:
        answer: dict[str, Any] = msgspec.to_builtins(question.answer(taken))
        return answer
    except UserError as wrong:
        raise RefusedQuestionError(without_values(str(wrong), arguments)) from None


def without_values(text: str, arguments: object) -> str:
    """A text without the words and numbers that were sent: an error is shown and noted where these must not be."""
    for value in sorted(set(_texts(arguments)), key=len, reverse=True):
        text = text.replace(value, "(what was sent)")
    return text


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)
    elif value is not None and not isinstance(value, bool) and len(str(value)) >= SHORTEST_MASKED:
        yield str(value)
