"""What people typed and the bank says: the files of a folder that are no X12, as a book needs them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TypeVar

from msgspec import Struct, field, structs

from cleanclaim.exchange.files.bank_statement import read_bank_statement
from cleanclaim.model.bank_line import BankLine
from cleanclaim.model.errors import UserError
from cleanclaim.model.ledger_entry import EntrySource
from cleanclaim.money.book.book import BookFile
from cleanclaim.money.book.by_hand import is_money_file, read_money_file
from cleanclaim.money.book.folder_files import FolderFile
from cleanclaim.money.book.hand_tables import Fact
from cleanclaim.money.book.money_items import in_words
from cleanclaim.money.book.returned_numbers import own_number
from cleanclaim.money.closed_periods import ClosedPeriod, read_closed
from cleanclaim.money.overlaps import without_overlaps
from cleanclaim.money.posting.facts import BooksClosed, PaperPayment, PatientPayment, PayerRefund, PaymentPlan
from cleanclaim.money.posting.payer_terms import CapitatedContract, capitated_contracts
from cleanclaim.pricing.contracts.read_contracts import NAME as CONTRACTS
from cleanclaim.pricing.contracts.read_contracts import read_contracts

T = TypeVar("T")


class TypedFacts(Struct):
    """What was read so far of such files."""

    by_hand: list[Fact] = field(default_factory=list)
    statement: list[BankLine] = field(default_factory=list)

    def read(self, file: FolderFile) -> BookFile:
        """Read a file, and say how it is used."""
        try:
            return self._read_money(file) if is_money_file(file.path) else self._read_statement(file)
        except UserError as wrong:
            return BookFile(name=file.name, use="refused", why=in_words(wrong))

    def _read_money(self, file: FolderFile) -> BookFile:
        found = read_money_file(file.path, file.name)
        self.by_hand += found
        payments = sum(isinstance(one, PatientPayment | PaperPayment | PayerRefund) for one in found)
        return BookFile(name=file.name, use="read", payments=payments, decisions=len(found) - payments)

    def _read_statement(self, file: FolderFile) -> BookFile:
        found, not_used = read_bank_statement(file.path, file.name)
        self.statement += found
        deposits = sum(one.cents > 0 for one in found)
        return BookFile(name=file.name, use="read", deposits=deposits, not_used=tuple(not_used))

    def without_overlaps(self) -> tuple[list[Fact], list[Fact]]:
        """What people said, each thing once, and what other files repeat."""
        return without_overlaps(self.by_hand, lambda one: structs.replace(one, source=EntrySource()))


def about_own_number(fact: Fact, plain: Mapping[str, Sequence[str]]) -> Fact:
    """What a person says of a claim, with the number with which it was sent (`plain_numbers`)."""
    if isinstance(fact, PaperPayment):
        claim = structs.replace(fact.claim, claim_id=own_number(fact.claim.claim_id, plain))
        return structs.replace(fact, claim=claim)
    if isinstance(fact, PaymentPlan | BooksClosed):
        return fact
    return structs.replace(fact, claim_id=own_number(fact.claim_id, plain)) if fact.claim_id else fact


def day_of(fact: Fact) -> date | None:
    """The day on which something happened that a person wrote down; None where it has none."""
    return fact.until if isinstance(fact, BooksClosed) else getattr(fact, "on", None)


def facts_of(kind: type[T], facts: Iterable[object]) -> tuple[T, ...]:
    """The facts of one kind, in their order."""
    return tuple(one for one in facts if isinstance(one, kind))


def read_capitated(folder: Path, files: list[BookFile]) -> tuple[CapitatedContract, ...]:
    """The contracts by the head in the folder's contracts; a file with a fault is refused, and nothing of it counts."""
    if not (folder / CONTRACTS).is_file():
        return ()
    try:
        return capitated_contracts(read_contracts(folder / CONTRACTS))
    except UserError as wrong:
        refused = BookFile(name=CONTRACTS, use="refused", why=in_words(wrong))
        files[:] = [refused if one.name == CONTRACTS else one for one in files]
        return ()


def read_closings(folder: Path, files: list[BookFile], closings: Sequence[BooksClosed]) -> tuple[ClosedPeriod, ...]:
    """The closed periods. A report that cannot be read is refused, and its closing does not count."""
    found = []
    for one in closings:
        name = (Path(one.source.file).parent / one.ledger).as_posix()
        try:
            reported = read_closed((folder / name).read_bytes())
            if reported.until != one.until:
                raise ValueError(f"it was closed until {reported.until}, and {one.source.file} says {one.until}")
        except (OSError, ValueError) as wrong:
            why = f"it cannot be read: {wrong.strerror}" if isinstance(wrong, OSError) else str(wrong)
            why = f"{why}. The books are not closed: get it back from a backup"
            files[:] = [each for each in files if each.name != name]
            files.append(BookFile(name=name, use="refused", why=why))
        else:
            found.append(ClosedPeriod(reported=reported, person=one.person, source=one.source))
            read = BookFile(name=name, use="read", why="what was reported when the books were closed")
            files[:] = [read if each.name == name else each for each in files]
    return tuple(found)
