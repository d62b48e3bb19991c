"""A question about two codes as one types it: `97530 with 97140, Aetna, today`."""

import re
from datetime import date

from msgspec import Struct

from cleanclaim.explanations.lookup.known_names import USUAL_PAYER
from cleanclaim.law.basis import Basis
from cleanclaim.law.policies.policy import payer_names
from cleanclaim.model.days import parse_iso_date
from cleanclaim.reference.catalogue import catalogue

_CODE = re.compile(r"\d{5}|[a-z]\d{4}|\d{4}[a-z]", re.ASCII)
_US_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_WORD = re.compile(r"[^\s,;?+&]+")
_SAY_NOTHING = frozenset(
    [
     "with", "and", "vs", "plus", "beside", "together", "both", "can", "may", "i", "we", "be", "bill", "billed",
     "is", "are", "the", "a", "on", "one", "same", "day", "for", "by", "under", "at", "to", "of", "pair",
     "edit", "codes", "code", "today", "in",
    ]
)  # fmt: skip


class PairQuestion(Struct, frozen=True):
    """Two codes, the payer and the day that are meant, and the words that were not understood."""

    first: str
    second: str
    payer: str
    on: date
    unused: tuple[str, ...]


def read_pair_question(
    text: str, on: date, payer: str = USUAL_PAYER, basis: Basis | None = None
) -> PairQuestion | None:
    """The question in a text that names two known codes; None for any other. `on` and `payer`: where none is named."""
    words = _WORD.findall(text.lower())
    codes = list(dict.fromkeys(word.upper() for word in words if _CODE.fullmatch(word)))
    if len(codes) != 2 or not all(code in catalogue() for code in codes):
        return None
    left: list[str] = []
    for word in words:
        day = _day(word)
        on = day or on
        if not (day or _CODE.fullmatch(word) or word in _SAY_NOTHING):
            left.append(word)
    named = _find_payer(left, on, basis or Basis()) if left else payer
    return PairQuestion(codes[0], codes[1], named or payer, on, () if named else tuple(left))


def _find_payer(words: list[str], on: date, basis: Basis) -> str | None:
    """The payer whose name in the policies or whose usual name the words are."""
    wanted = _key("".join(words))
    for name in payer_names(basis.payers):
        described = basis.policy(name, on)
        if wanted in {_key(name), _key(described.name) if described else ""}:
            return name
    return None


def _key(text: str) -> str:
    return "".join(filter(str.isalnum, text.lower()))


def _day(word: str) -> date | None:
    found = _US_DATE.fullmatch(word)
    try:
        return parse_iso_date(f"{found[3]}-{int(found[1]):02}-{int(found[2]):02}" if found else word)
    except ValueError:
        return None
