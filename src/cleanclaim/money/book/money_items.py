"""What an X12 file says of money, one item after another, and why nothing of it may count."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path

from cleanclaim.exchange.x12.claim_files import (
    LostLines,
    is_unreadable,
    lost_in_words,
    unreadable_in_words,
    whole,
)
from cleanclaim.exchange.x12.diagnostics import Diagnostic
from cleanclaim.exchange.x12.items import Content, Interchange, Item, Transaction
from cleanclaim.exchange.x12.located import Located
from cleanclaim.exchange.x12.read import read_amounts
from cleanclaim.law.basis import Basis
from cleanclaim.model.errors import UserError
from cleanclaim.model.remittance import PaidClaim, Payment
from cleanclaim.model.submitted_claim import SubmittedClaim
from cleanclaim.money.book.book import BookFile

MoneyItem = Located[Content] | Interchange | Transaction
_BALANCE = 3  # the level of amounts that must come to each other
_REMITTANCE_SEGMENTS = frozenset({"BPR", "CLP", "SVC", "PLB"})


class MoneyItems:
    """Reads a file in one pass. `refused` says at the end why nothing of it may count; until then nobody knows."""

    def __init__(self, path: Path, basis: Basis | None, report: Callable[[int], None] | None) -> None:
        self._path = path
        self._basis = basis
        self._report = report
        self._wrong: list[str] = []
        self._claims = 0
        self._payments = 0
        self._answers = 0

    def __iter__(self) -> Iterator[MoneyItem]:
        lost = LostLines()
        try:
            for item in whole(read_amounts(self._path, self._basis, progress=self._report), self._path):
                if begins := lost.take(item):
                    self._wrong.append(lost_in_words(begins))
                if isinstance(item, Located):
                    self._count(item.value)
                    yield item
                elif isinstance(item, Diagnostic):
                    if problem := _problem(item):
                        self._wrong.append(problem)
                elif isinstance(item, Interchange | Transaction):
                    yield item
        except UserError as wrong:
            self._wrong = [in_words(wrong)]

    def _count(self, value: Content) -> None:
        match value:
            case SubmittedClaim():
                self._claims += 1
            case PaidClaim():
                pass
            case Payment():
                self._payments += 1
            case _:
                self._answers += 1

    def use(self, name: str) -> BookFile:
        """How the file is used that was read, by its name in the folder."""
        if self._wrong:
            more = f"; and {len(self._wrong) - 1:,} more" if len(self._wrong) > 1 else ""
            return BookFile(name=name, use="refused", why=f"{self._wrong[0]}{more}")
        if not (self._claims or self._payments or self._answers):
            why = "it is X12, and neither claims, remittances nor answers to them"
            return BookFile(name=name, use="not used", why=why)
        return BookFile(name=name, use="read", claims=self._claims, payments=self._payments, answers=self._answers)


def in_words(wrong: UserError) -> str:
    """Why a file is refused that cannot be read."""
    return f"{wrong.problem.rstrip('.')}. {wrong.remedy}".strip()


def _problem(found: Diagnostic) -> str:
    """Why nothing of the file can be posted; empty where what was found does not concern money."""
    if is_unreadable(found):
        return unreadable_in_words(found)
    if found.level == _BALANCE and found.place.segment in _REMITTANCE_SEGMENTS:
        claim = f", claim {found.place.claim}" if found.place.claim else ""
        return f"segment {found.place.number:,}{claim}: it does not balance: {found.problem.rstrip('.')}"
    return ""


def made_on(items: Iterable[Item]) -> date | None:
    """The day on which a file was made, as it says itself."""
    return next((item.on for item in items if isinstance(item, Interchange)), None)


def made_at(items: Iterable[Item]) -> tuple[object, ...]:
    """When a file was made, as it says itself, so that of a claim sent twice the later one counts."""
    first = next((item for item in items if isinstance(item, Interchange)), None)
    if first is None or first.on is None:
        return True, date.max, ""
    return False, first.on, first.time
