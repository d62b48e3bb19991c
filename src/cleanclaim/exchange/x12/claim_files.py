"""The claims of an 837P and the remittances of an 835, read whole, for whoever wants no other part of the file."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from cleanclaim.exchange.x12.checks.level1_elements import (
    CHARACTERS,
    COMPONENTS,
    DATE,
    FRACTION,
    TOO_LONG,
    TOO_SHORT,
)
from cleanclaim.exchange.x12.checks.level1_envelope import NOT_CLOSED, TRUNCATED
from cleanclaim.exchange.x12.checks.level2_guide import MISPLACED_SEGMENT, UNKNOWN_SEGMENT
from cleanclaim.exchange.x12.diagnostics import Diagnostic
from cleanclaim.exchange.x12.items import Interchange, Item, Transaction
from cleanclaim.exchange.x12.located import Located, values
from cleanclaim.exchange.x12.read import read
from cleanclaim.model.errors import UserError
from cleanclaim.model.ledger_entry import EntrySource
from cleanclaim.model.remittance import PaidClaim, Payment, Remittance
from cleanclaim.model.submitted_claim import SubmittedClaim
from cleanclaim.nearest import did_you_mean

_CUT_OFF = frozenset({NOT_CLOSED.id, TRUNCATED.id})
"""Checks that find that a file is not whole."""
_UNREADABLE = frozenset(one.id for one in (CHARACTERS, COMPONENTS, DATE, FRACTION, TOO_LONG, TOO_SHORT))
_NUMBERS_AND_DAYS = {
    "AMT": frozenset({2}),
    "BPR": frozenset({2, 16}),
    "CAS": frozenset({3, 4, 6, 7, 9, 10, 12, 13, 15, 16, 18, 19}),
    "CLM": frozenset({2}),
    "CLP": frozenset({3, 4, 5}),
    "DMG": frozenset({2}),
    "DTM": frozenset({2}),
    "DTP": frozenset({3}),
    "PLB": frozenset({4, 6, 8, 10, 12, 14}),
    "SV1": frozenset({2, 4}),
    "SVC": frozenset({2, 3, 5, 7}),
    "SVD": frozenset({2, 5}),
}
"""Elements by their segments that are read as an amount, a count or a day."""
_MISPLACED = frozenset({MISPLACED_SEGMENT.id, UNKNOWN_SEGMENT.id})
_OF_CLAIMS = frozenset({"CLM", "SV1", "CLP", "SVC"})
"""Segments that begin a claim or bill a line: where one has no place, what it says is lost."""
_NEAR = 3
"""How many segments after one that the guide does not have others may show that it was the beginning of a claim."""


class NotWholeError(UserError):
    """A file is cut off."""


def read_claims(path: str | Path, progress: Callable[[int], None] | None = None) -> list[SubmittedClaim]:
    """The claims of an 837P, in its order. Raises UserError where the file holds none, is cut off, or says an amount, a
    count or a day that cannot be read.
    """
    claims = list(values(readable(whole(read(path, progress=progress), path), path), SubmittedClaim))
    if not claims:
        raise UserError(
            str(path), "holds no claim (837P)", "Name a file of claims; `cleanclaim read` says what it holds."
        )
    return claims


def whole(items: Iterable[Item], path: str | Path) -> Iterator[Item]:
    """What was read from the file at `path`, one after another. Raises UserError at the end where the file is cut off:
    an envelope does not end, so nobody knows what is missing.
    """
    cut: Diagnostic | None = None
    claims = 0
    for item in items:
        if isinstance(item, Diagnostic) and item.check in _CUT_OFF:
            cut = cut or item
        elif isinstance(item, Located) and isinstance(item.value, SubmittedClaim | PaidClaim):
            claims += 1
        yield item
    if cut is not None:
        read_of_it = f"; {claims:,} claim{'' if claims == 1 else 's'} of it could be read" if claims else ""
        raise NotWholeError(
            str(path),
            f"is not whole: {cut.problem[:1].lower()}{cut.problem[1:].rstrip('.')}{read_of_it}",
            "Get the whole file from its sender; `cleanclaim validate` shows where it ends.",
        )


def is_unreadable(found: Item) -> bool:
    """Whether it is a diagnostic of an amount, a count or a day that cannot be read, so that its value is not known."""
    if not isinstance(found, Diagnostic) or found.check not in _UNREADABLE:
        return False
    return found.place.element in _NUMBERS_AND_DAYS.get(found.place.segment, ())


def readable(items: Iterable[Item], path: str | Path) -> Iterator[Item]:
    """What was read from the file at `path`. Raises UserError at the end where an amount, a count or a day in it
    cannot be read, or lines are in no claim: what would be made of the file is made of them.
    """
    wrong: list[str] = []
    lost = LostLines()
    for item in items:
        if isinstance(item, Diagnostic) and is_unreadable(item):
            wrong.append(unreadable_in_words(item))
        if begins := lost.take(item):
            wrong.append(lost_in_words(begins))
        yield item
    if wrong:
        more = f"; and {len(wrong) - 1:,} more" if len(wrong) > 1 else ""
        raise UserError(
            str(path),
            f"{wrong[0]}{more}",
            "Get a file that is right from its sender; `cleanclaim validate` shows every such place.",
        )


class LostLines:
    """Finds lines that are in no claim, as where the segment that begins one is misspelled."""

    def __init__(self) -> None:
        self._spoilt: Diagnostic | None = None
        self._found = False

    def take(self, item: Item) -> Diagnostic | None:
        """Where such lines begin, once for all that follow each other: a segment that the guide does not have, after
        which others have no place, else the first line that has none; None where the item does not show any.
        """
        if not isinstance(item, Diagnostic):
            if isinstance(item, Located | Transaction):
                self._spoilt, self._found = None, False
            return None
        if item.check not in _MISPLACED or self._found:
            return None
        if item.check == UNKNOWN_SEGMENT.id:
            self._spoilt = self._spoilt or item
            return None
        follows = self._spoilt is not None and item.place.number - self._spoilt.place.number <= _NEAR
        if item.place.segment not in _OF_CLAIMS and not follows:
            return None
        self._found = True
        return self._spoilt or item


def lost_in_words(begins: Diagnostic) -> str:
    """Where lines begin that are in no claim."""
    problem = _shortened(begins.problem.rstrip("."))
    return f"segment {begins.place.number:,}: {problem}, so lines that follow are in no claim"


def unreadable_in_words(found: Diagnostic) -> str:
    """What cannot be read, and where."""
    claim = f", claim {found.place.claim}" if found.place.claim else ""
    problem = found.problem.rstrip(".")
    return f"segment {found.place.number:,}{claim}: cannot be read: {_shortened(problem)}"


def _shortened(text: str, most: int = 160) -> str:
    return text if len(text) <= most else f"{text[: most - 40]}...{text[-37:]}"


def claim_named(claim_id: str, claims: Iterable[SubmittedClaim], path: str | Path) -> SubmittedClaim:
    """The claim of that id, as it was last sent. Raises UserError where none of the claims has it."""
    by_id = {claim.claim_id: claim for claim in claims}
    if claim_id in by_id:
        return by_id[claim_id]
    some = ", ".join(list(by_id)[:3]) + (" and so on" if len(by_id) > 3 else "")
    raise UserError(str(path), f'has no claim "{claim_id}".{did_you_mean(claim_id, by_id)}', f"Its claims are {some}.")


def read_remittances(path: str | Path) -> list[Remittance]:
    """The remittances of an 835, in its order. Raises UserError where the file holds none, is cut off, or says an
    amount, a count or a day that cannot be read.
    """
    found = list(remittances_of(readable(whole(read(path), path), path), Path(path).name))
    if not found:
        raise UserError(str(path), "holds no remittance (835)", "Name the payer's remittance.")
    return found


def remittances_of(items: Iterable[Item], file: str = "") -> Iterator[Remittance]:
    """The remittances among what was read from a file: each payment with the claims before it."""
    claims: list[PaidClaim] = []
    sources: list[EntrySource] = []
    made = ""
    for item in items:
        match item:
            case Interchange():
                made = f"{item.on or ''} {item.time}"
            case Located(value=PaidClaim() as claim, segment=segment):
                claims.append(claim)
                sources.append(EntrySource(file, segment))
            case Located(value=Payment() as payment, segment=segment):
                yield Remittance(payment, tuple(claims), EntrySource(file, segment), tuple(sources), made)
                claims, sources = [], []
