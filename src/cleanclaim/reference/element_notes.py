"""What an element of a claim must look like: one table for who reads, judges, writes and validates it.

The table is `data/element-notes.toml`; each note has the place of the element, its form, what is wrong otherwise, what
to do, and the source.
"""

import re
from datetime import date
from functools import cache, cached_property
from typing import Literal

import msgspec
from msgspec import Struct

from cleanclaim.reference.files import DATA


class ElementNote(Struct, frozen=True, kw_only=True, dict=True, forbid_unknown_fields=True):
    """The form of an element. `strip`: signs that people write in it and claims do not carry.

    `latest`: a date must not be after the service; `most`: the cents that there is room for. A note without `pattern`
    says nothing of the signs.
    """

    element: str
    when: str
    problem: str
    remedy: str
    source: str
    reviewed: date
    strip: str = ""
    pattern: str = ""
    latest: Literal["service"] | None = None
    most: int | None = None

    @cached_property
    def _form(self) -> re.Pattern[str]:
        return re.compile(self.pattern, re.ASCII)

    def carried(self, text: str) -> str:
        """The text as a claim carries it: in capitals, without the signs that are stripped."""
        return text.strip().upper().translate(dict.fromkeys(map(ord, self.strip)))

    def accepts(self, text: str) -> bool:
        """Whether the text, as a claim carries it, has the form."""
        return not self.pattern or self._form.fullmatch(self.carried(text)) is not None

    def has_room(self, cents: int) -> bool:
        """Whether an amount is not larger than the element's room for it."""
        return self.most is None or cents <= self.most

    def is_too_late(self, day: date, service: date) -> bool:
        """Whether a day is after the service that it should not be after."""
        return self.latest is not None and day > service


@cache
def element_notes() -> dict[str, ElementNote]:
    """All notes by their names."""
    return msgspec.toml.decode((DATA / "element-notes.toml").read_bytes(), type=dict[str, ElementNote])


def element_note(name: str) -> ElementNote:
    """The note of a name."""
    return element_notes()[name]
