"""What may be written in an entry of a practice, and the value it becomes.

Stricter than for a visit, because what is read here goes on the claim as it stands. Each reader takes the
text as typed and raises UnreadableError, with what to do, where it is no such value. The longest texts are
those the 837P has room for, the shortest those it takes (005010X222A1).
"""

import difflib
import re
from collections.abc import Callable, Collection
from typing import TypeVar
from zoneinfo import available_timezones

from cleanclaim.exchange.files.visit_values import UnreadableError, cell_words, quoted, word_key
from cleanclaim.model.claim_text import claim_text, is_procedure_code
from cleanclaim.model.money import cents
from cleanclaim.model.npi import npi_is_valid
from cleanclaim.reference.element_notes import element_note

Word = TypeVar("Word", bound=str)

# States, territories and military post: the codes of the US Postal Service (Publication 28, appendix B).
_STATES = (
    *("AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DE", "DC", "FL", "GA", "HI", "ID", "IL", "IN", "IA", "KS", "KY"),
    *("LA", "ME", "MD", "MA", "MI", "MN", "MS", "MO", "MT", "NE", "NV", "NH", "NJ", "NM", "NY", "NC", "ND", "OH"),
    *("OK", "OR", "PA", "RI", "SC", "SD", "TN", "TX", "UT", "VT", "VA", "WA", "WV", "WI", "WY"),
    *("AS", "GU", "MP", "PR", "VI", "FM", "MH", "PW", "AA", "AE", "AP"),
)
_TAXONOMY = re.compile(r"[0-9A-Z]{9}X")


def nearest(name: str, known: Collection[str]) -> str | None:
    """The known name that `name` looks like."""
    return next(iter(difflib.get_close_matches(name, known, n=1, cutoff=0.75)), None)


def text(longest: int, shortest: int = 1) -> Callable[[str], str]:
    """A reader of text that a claim can carry, `shortest` to `longest` characters long once it is claim text."""

    def read(written: str) -> str:
        carried = claim_text(written)
        if not carried:
            raise UnreadableError(f"{quoted(written)} has no letter or digit a claim can carry.", "Write it in A to Z.")
        if len(carried) < shortest:
            raise UnreadableError(f"{quoted(written)} is shorter than {shortest} characters.", "Write it in full.")
        if len(carried) > longest:
            raise UnreadableError(f"{quoted(written)} is longer than {longest} characters.", "Shorten it.")
        return written

    return read


def identifier(longest: int) -> Callable[[str], str]:
    """A reader of an id that somebody else gave out: text of at least two characters, as X12 wants ids."""
    return text(longest, shortest=2)


def one_of(allowed: Collection[Word]) -> Callable[[str], Word]:
    """A reader of one of the `allowed` words, in capitals or not."""
    spelled = {word.lower(): word for word in allowed}

    def read(written: str) -> Word:
        word = spelled.get(written.lower())
        if word is None:
            meant = nearest(written.lower(), spelled)
            hint = f" Did you mean {spelled[meant]}?" if meant else ""
            raise UnreadableError(f"{quoted(written)} is not known here.{hint}", f"Write one of {', '.join(allowed)}.")
        return word

    return read


def worded(field: str, read: Callable[[str], Word]) -> Callable[[str], Word]:
    """The same reader, for other words too that exports write in the field."""
    return lambda written: read(cell_words(field).get(word_key(written), written))


def digits(*lengths: int) -> Callable[[str], str]:
    """A reader of a number of one of these lengths, kept as text; the punctuation people write is left out."""

    def read(written: str) -> str:
        number = re.sub(r"[\s().+-]", "", written)
        if not (number.isascii() and number.isdigit() and len(number) in lengths):
            wanted = " or ".join(map(str, lengths))
            raise UnreadableError(f"{quoted(written)} does not have {wanted} digits.", f"Write all {wanted} digits.")
        return number

    return read


def noted(name: str) -> Callable[[str], str]:
    """A reader of what the table of elements has a note on, as a claim carries it."""

    def read(written: str) -> str:
        note = element_note(name)
        if not note.accepts(written):
            raise UnreadableError(f"{quoted(written)} {note.problem}.", note.remedy)
        return note.carried(written)

    return read


def npi(written: str) -> str:
    """A National Provider Identifier whose check digit is right."""
    if not npi_is_valid(written):
        raise UnreadableError(
            f"{quoted(written)} is not an NPI: ten digits, the last of which checks the others.",
            "Copy the number from the NPI registry.",
        )
    return written


def state(written: str) -> str:
    """A state by its two letters; `Texas` is TX."""
    letters = cell_words("state").get(word_key(written)) or written.upper()
    if letters not in _STATES:
        raise UnreadableError(f"{quoted(written)} is not a state.", "Write its two letters, such as TX.")
    return letters


def taxonomy(written: str) -> str:
    """A provider taxonomy code: ten characters, the last an X."""
    if not _TAXONOMY.fullmatch(written.upper()):
        raise UnreadableError(
            f"{quoted(written)} is not a taxonomy code.", "Write its ten characters, such as 225100000X."
        )
    return written.upper()


def procedure(written: str) -> str:
    """A procedure code: five characters."""
    if not is_procedure_code(written.upper()):
        raise UnreadableError(f"{quoted(written)} is not a procedure code.", "Write its five characters.")
    return written.upper()


def times(written: str) -> int:
    """How many times: a whole number from 2 to 100."""
    number = int(written) if written.isascii() and written.isdecimal() and len(written) <= 3 else 0
    if not 2 <= number <= 100:
        raise UnreadableError(f"{quoted(written)} is no number of times.", "Write a whole number from 2 to 100.")
    return number


def time_zone(written: str) -> str:
    """A time zone by its name in the tz database."""
    if written not in available_timezones():
        raise UnreadableError(f"{quoted(written)} is no time zone.", "Write one such as America/Chicago.")
    return written


def fee(written: str) -> int:
    """Dollars, as cents above zero."""
    try:
        amount = cents(written)
    except ValueError:
        amount = 0
    if not amount:
        raise UnreadableError(f"{quoted(written)} is not a fee in dollars.", "Write dollars and cents, such as 45.00.")
    return amount
