"""What the fields of a value mean and how people write them, said where the field stands.

    minutes: Annotated[int | None, About("the minutes", "minutes", "of direct treatment")] = None

Files are read and written, pages made and questions worded from what stands here, so that a new field of a service is
said once.
"""

from functools import cache
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

from msgspec import Struct, structs

Written = Literal[
    "text", "identifier", "npi", "code", "payer", "second payer", "date", "dates", "clock", "minutes", "units", "count",
    "visits", "dollars", "square centimeters", "yes or no", "place", "modifiers", "diagnoses", "words",
    "amount", "word",
]  # fmt: skip
"""How a person writes a value. Inside, `dollars` are cents, `square centimeters` hundredths of one, `clock` minutes
after midnight.

`word` is one of the words that the field's type names, `amount` visits or dollars as another field says.
"""


class About(Struct, frozen=True):
    """What a field means, as a person would name it, and how it is written.

    `note` is what somebody who fills it in has to know besides. `kind` says what one of its words is: "a discipline".
    """

    meaning: str
    written: Written = "text"
    note: str = ""
    kind: str = ""


class FieldAbout(Struct, frozen=True, kw_only=True):
    """A field of a value with what is said of it; `words` are those it allows. `needed`: it has no `default`."""

    name: str
    about: About
    words: tuple[str, ...]
    needed: bool
    default: object


@cache
def fields_of(kind: type[Struct]) -> dict[str, FieldAbout]:
    """The fields of a value of which something is said, by name and in their order."""
    hints = get_type_hints(kind, include_extras=True)
    found = {}
    for field in structs.fields(kind):
        hint = hints[field.name]
        about = _about(hint)
        if about is not None:
            found[field.name] = FieldAbout(
                name=field.name, about=about, words=_words(hint), needed=field.required, default=field.default
            )
    return found


def _about(hint: Any) -> About | None:
    if get_origin(hint) is not Annotated:
        return None
    return next((one for one in get_args(hint) if isinstance(one, About)), None)


def _words(hint: Any) -> tuple[str, ...]:
    """The words that a Literal anywhere in the type allows."""
    if get_origin(hint) is Literal:
        return get_args(hint)
    return next((words for part in get_args(hint) if (words := _words(part))), ())
