"""Two questions to the code tables: may two codes be billed on one day, and which codes fit some words."""

from datetime import date

from msgspec import UNSET, Struct, UnsetType

from cleanclaim.documents.code_pages import held_code, held_policy, validity
from cleanclaim.law.policies import Policy
from cleanclaim.model.errors import UserError
from cleanclaim.reference.catalogue import Code, catalogue
from cleanclaim.reference.ncci import PairRow
from cleanclaim.reference.tables import tables


class PairAnswer(Struct, frozen=True, kw_only=True):
    """Whether two codes may be billed on one day.

    `edits` is every published row of the pair, newest first. `stale` is true where the date lies past the newest
    release held. `note` says what the answer rests on besides the edits.
    """

    on: date
    payer: str
    edits: list[PairRow]
    answer: str
    stale: bool | UnsetType = UNSET
    note: str | UnsetType = UNSET


class Found(Struct, frozen=True):
    """A code that fits the words asked for. `in_force` is false where it is not, on the date; `validity` says why."""

    code: str
    label: str
    in_force: bool
    validity: str


def pair_answer(first: str, second: str, on: date, payer: str, known_on: date | None = None) -> PairAnswer:
    """What holds for two codes on a date, in either order.

    Raises UserError for a code or payer we do not hold, and where both codes are one.
    """
    held_code(first)
    held_code(second)
    if first == second:
        raise UserError(first, "the same code was given twice.", "Name two different codes.")
    described = held_policy(payer, on, known_on)
    held = tables(on, known_on)
    pair = held.pair(first, second)
    answer, note = _as_applied(pair.answer, (first, second), described)
    return PairAnswer(
        on=on,
        payer=described.payer,
        edits=held.pair_history(first, second),
        answer=answer,
        stale=True if pair.stale and described.ncci_applies is not False else UNSET,
        note=note or UNSET,
    )


def _as_applied(answer: str, codes: tuple[str, str], described: Policy) -> tuple[str, str]:
    """The answer as the payer applies it, and a note where that needs one."""
    own = any(set(pair) == set(codes) for pair in described.extra_pairs or ())
    if own and answer != "bundled":
        sure = "" if "extra_pairs" not in described.unverified else ", as far as is known"
        return (
            "bypassable",
            f"{described.name} bundles this pair itself{sure}; a distinct-service modifier may part it.",
        )
    if described.ncci_applies is False:
        return "separate", f"{described.name} does not apply the CMS edits."
    if described.ncci_applies is None:
        return answer, f"Whether {described.name} applies the CMS edits is not known; this is what CMS says."
    if "ncci_applies" in described.unverified:
        return answer, f"That {described.name} applies the CMS edits has not been verified."
    return answer, ""


def search(words: list[str], on: date) -> list[Found]:
    """The codes that fit every word, best first: a word may begin the code, or stand in its label or its key words."""
    wanted = [part.lower() for word in words for part in word.split()]
    ranked = []
    for entry in catalogue().values():
        scores = [_fit(entry, word) for word in wanted]
        if scores and all(scores):
            ranked.append((-sum(scores), not entry.valid_on(on), entry.code, entry))
    return [
        Found(entry.code, entry.label, entry.valid_on(on), validity(entry, on))
        for *_, entry in sorted(ranked, key=_rank)
    ]


def _rank(row: tuple[int, bool, str, Code]) -> tuple[bool, int, str]:
    score, gone, code, _entry = row
    return gone, score, code


def _fit(entry: Code, word: str) -> int:
    """How well a code fits one word; 0 for not at all."""
    if entry.code.lower() == word:
        return 5
    if word.isalnum() and any(c.isdigit() for c in word) and entry.code.lower().startswith(word):
        return 4
    label = [part.strip("(),.").lower() for part in entry.label.split()]
    for known, exact, begun in ((label, 4, 2), (entry.words, 3, 1)):
        if word in known:
            return exact
        if len(word) >= 3 and any(_akin(part, word) for part in known):
            return begun
    return 0


def _akin(known: str, word: str) -> bool:
    """Whether a word begins a known one, or both begin alike: `walk`, `walking` and `walked`."""
    return known.startswith(word) or (len(known) >= 5 and word.startswith(known[:5]))
