"""The files of a folder read as a book: each once by its content, in the order of its name; nothing is passed over in
silence.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from itertools import chain
from pathlib import Path
from typing import TypeVar

from msgspec import Struct, field, structs

from cleanclaim.claims.acceptances import acceptances_of
from cleanclaim.claims.refusals import refusals_of
from cleanclaim.claims.remittance_history import distinct_remittances
from cleanclaim.exchange.files.bank_statement import is_bank_statement, read_bank_statement
from cleanclaim.exchange.x12.claim_files import (
    LostLines,
    is_unreadable,
    lost_in_words,
    remittances_of,
    unreadable_in_words,
    whole,
)
from cleanclaim.exchange.x12.diagnostics import Diagnostic
from cleanclaim.exchange.x12.items import Interchange, Item, Transaction
from cleanclaim.exchange.x12.lexer import begins_as_x12
from cleanclaim.exchange.x12.located import Located
from cleanclaim.exchange.x12.read import read
from cleanclaim.law.basis import Basis
from cleanclaim.model.bank_line import BankLine
from cleanclaim.model.errors import UserError
from cleanclaim.model.ledger_entry import EntrySource
from cleanclaim.model.remittance import PaidClaim, Payment, Remittance
from cleanclaim.model.submitted_claim import SubmittedClaim
from cleanclaim.money.book.book import Book, BookFile
from cleanclaim.money.book.by_hand import NAME, is_money_file, read_money_file
from cleanclaim.money.book.hand_tables import Fact
from cleanclaim.money.book.paper_remittances import paper_remittances
from cleanclaim.money.book.returned_numbers import own_number, own_numbers, plain_numbers
from cleanclaim.money.closed_periods import ClosedPeriod, read_closed
from cleanclaim.money.overlaps import without_overlaps
from cleanclaim.money.posting.facts import (
    BilledClaim,
    BooksClosed,
    DenialStep,
    DoneMark,
    MoneyDecision,
    PaperPayment,
    PatientPayment,
    PayerRefund,
    PaymentPlan,
    SameClaim,
    TakebackOfClaim,
)
from cleanclaim.money.posting.payer_terms import CapitatedContract, capitated_contracts
from cleanclaim.pricing.contracts.read_contracts import NAME as CONTRACTS
from cleanclaim.pricing.contracts.read_contracts import read_contracts

T = TypeVar("T")
_BALANCE = 3  # the level of amounts that must come to each other
_REMITTANCE_SEGMENTS = frozenset({"BPR", "CLP", "SVC", "PLB"})
_X12_NAMES = frozenset({".835", ".837", ".837p", ".277", ".277ca", ".999", ".ta1", ".x12", ".edi"})
_PACKED = {
    b"\x1f\x8b": "it is packed (gzip): unpack it",
    b"PK\x03\x04": "it is packed (zip): unpack it",
    b"\xff\xfe": "it is UTF-16: save it as plain text (ASCII or UTF-8)",
    b"\xfe\xff": "it is UTF-16: save it as plain text (ASCII or UTF-8)",
}
_NOT_MONEY = "it says nothing of money that is read here; a bank's statement has columns Date, Description and Amount"
Progress = Callable[[str], AbstractContextManager[Callable[[int], None] | None]]


class _Contents(Struct):
    """What was read so far of a folder."""

    files: list[BookFile] = field(default_factory=list)
    billed: list[BilledClaim] = field(default_factory=list)
    remittances: list[Remittance] = field(default_factory=list)
    items_of_files: list[tuple[str, list[Item]]] = field(default_factory=list)
    by_hand: list[Fact] = field(default_factory=list)
    statement: list[BankLine] = field(default_factory=list)


def read_book(folder: str | Path, basis: Basis | None = None, progress: Progress | None = None) -> Book:
    """The book that a folder is: claims (837P), remittances (835), answers (999, 277CA, TA1), statements of the bank
    (CSV), and what people decided and patients paid (`money.toml`). Folders in it count too; hidden files do not.

    A file that is cut off or unreadable, and a remittance that does not balance, is refused whole and named with its
    place. Raises UserError where there is no such folder, or it holds nothing of money.
    """
    place = Path(folder)
    if not place.is_dir():
        raise UserError(str(folder), "is no folder", "Name the folder with what was sent (837P) and came back (835).")
    contents = _Contents()
    seen: dict[str, str] = {}
    for path in _files_in(place):
        name = path.relative_to(place).as_posix()
        if why := _why_no_file(path):
            contents.files.append(BookFile(name=name, use="refused", why=why))
            continue
        try:
            digest = _digest(path) if _says_something(path) else None
        except OSError as wrong:
            contents.files.append(BookFile(name=name, use="refused", why=f"it cannot be read: {wrong.strerror}"))
            continue
        if digest is None:
            contents.files.append(_left_out(path, name))
            continue
        if (first := seen.setdefault(digest, name)) != name:
            contents.files.append(BookFile(name=name, use="the same as another", why=f"it repeats {first}"))
            continue
        with (progress or _silent)(str(path)) as report:
            contents.files.append(_read_file(path, name, contents, basis, report))
    if not any(one.use == "read" for one in contents.files):
        raise UserError(
            str(folder),
            "holds no claims, remittances or answers" + _why_not(contents.files),
            "Put the claims that were sent (837P) and what came back (835, 277CA, 999) into it.",
        )
    by_hand, overlaps = without_overlaps(contents.by_hand, lambda one: structs.replace(one, source=EntrySource()))
    plain = plain_numbers(one.claim.claim_id for one in contents.billed)
    by_hand = [_about_own_number(one, plain) for one in by_hand]
    electronic = own_numbers(contents.remittances, contents.billed, _all_of(SameClaim, by_hand))
    paper = paper_remittances(_all_of(PaperPayment, by_hand), electronic.remittances, contents.billed)
    capitated = _read_capitated(place, contents)
    closed = _read_closed(place, contents, _all_of(BooksClosed, by_hand))
    distinct = distinct_remittances([*electronic.remittances, *paper.remittances])
    in_time = sorted(contents.items_of_files, key=lambda one: _made_at(one[1]))
    return Book(
        files=tuple(contents.files),
        billed=tuple(contents.billed),
        remittances=distinct.remittances,
        repeated=(*distinct.repeated, *paper.repeated),
        versions=(*distinct.versions, *paper.versions),
        refused_entries=paper.refused,
        renumbered=electronic.renumbered,
        candidates=electronic.candidates,
        overlaps=tuple(one.source for one in overlaps),
        refusals=tuple(refusals_of(chain.from_iterable(items for _name, items in in_time))),
        acceptances=tuple(acceptances_of(in_time)),
        patient_payments=_all_of(PatientPayment, by_hand),
        money_decisions=_all_of(MoneyDecision, by_hand),
        statement=tuple(contents.statement),
        denial_steps=_all_of(DenialStep, by_hand),
        payer_refunds=_all_of(PayerRefund, by_hand),
        payment_plans=_all_of(PaymentPlan, by_hand),
        claim_takebacks=_all_of(TakebackOfClaim, by_hand),
        done_marks=_all_of(DoneMark, by_hand),
        capitated=capitated,
        closed=closed,
    )


def _about_own_number(fact: Fact, plain: Mapping[str, Sequence[str]]) -> Fact:
    """What a person says of a claim, with the number with which it was sent."""
    if isinstance(fact, PaperPayment):
        claim = structs.replace(fact.claim, claim_id=own_number(fact.claim.claim_id, plain))
        return structs.replace(fact, claim=claim)
    if isinstance(fact, PaymentPlan | BooksClosed):
        return fact
    return structs.replace(fact, claim_id=own_number(fact.claim_id, plain)) if fact.claim_id else fact


def _all_of(kind: type[T], facts: Iterable[object]) -> tuple[T, ...]:
    return tuple(one for one in facts if isinstance(one, kind))


def _why_no_file(path: Path) -> str:
    """Why something in the folder cannot be read as a file; empty where it can."""
    if path.is_file():
        return ""
    if path.is_symlink():
        return (
            "it is a link to a folder: put the folder itself here"
            if path.is_dir()
            else "it is a link that leads nowhere"
        )
    return f"it is a folder: {NAME} is a file" if path.is_dir() else "it is a device or a pipe, not a file"


def _left_out(path: Path, name: str) -> BookFile:
    """A file that says nothing of money as it is; refused where its name says that it should."""
    with path.open("rb") as stream:
        begins = stream.read(4)
    packed = next((words for mark, words in _PACKED.items() if begins.startswith(mark)), "")
    if path.name == CONTRACTS:
        return BookFile(
            name=name,
            use="not used",
            why="`cleanclaim variance` compares with its contracts; here counts who pays by the head",
        )
    if path.suffix.lower() in _X12_NAMES or (packed and path.name == NAME):
        return BookFile(name=name, use="refused", why=packed or "its name says X12, and it does not begin with ISA")
    if path.suffix == ".toml" and path.name.startswith("money"):
        return BookFile(name=name, use="refused", why=f"what people did stands in files called {NAME}: rename it")
    return BookFile(name=name, use="not used", why=packed or _NOT_MONEY)


def _read_capitated(folder: Path, contents: _Contents) -> tuple[CapitatedContract, ...]:
    """The contracts by the head in the folder's contracts; a file with a fault is refused, and nothing of it counts."""
    if not (folder / CONTRACTS).is_file():
        return ()
    try:
        return capitated_contracts(read_contracts(folder / CONTRACTS))
    except UserError as wrong:
        refused = BookFile(name=CONTRACTS, use="refused", why=f"{wrong.problem.rstrip('.')}. {wrong.remedy}".strip())
        contents.files = [refused if one.name == CONTRACTS else one for one in contents.files]
        return ()


def _read_closed(folder: Path, contents: _Contents, closings: Sequence[BooksClosed]) -> tuple[ClosedPeriod, ...]:
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
            contents.files = [each for each in contents.files if each.name != name]
            contents.files.append(BookFile(name=name, use="refused", why=why))
        else:
            found.append(ClosedPeriod(reported=reported, person=one.person, source=one.source))
            read = BookFile(name=name, use="read", why="what was reported when the books were closed")
            contents.files = [read if each.name == name else each for each in contents.files]
    return tuple(found)


def _silent(_file: str) -> AbstractContextManager[None]:
    return nullcontext()


def _files_in(folder: Path) -> Iterator[Path]:
    """The files of a folder and of those in it, by name, and what is neither; hidden ones are left out."""
    for path in sorted(folder.rglob("*")):
        is_folder = path.is_dir() and not path.is_symlink() and path.name != NAME
        if not is_folder and not any(part.startswith(".") for part in path.relative_to(folder).parts):
            yield path


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _why_not(files: list[BookFile]) -> str:
    refused = [one for one in files if one.use == "refused"]
    return f" that can be read; {refused[0].name}: {refused[0].why}" if refused else ""


def _read_file(
    path: Path, name: str, contents: _Contents, basis: Basis | None, report: Callable[[int], None] | None
) -> BookFile:
    try:
        if begins_as_x12(path):
            return _read_x12(path, name, contents, basis, report)
        if not is_money_file(path):
            return _read_statement(path, name, contents)
        found = read_money_file(path, name)
    except UserError as wrong:
        return BookFile(name=name, use="refused", why=f"{wrong.problem.rstrip('.')}. {wrong.remedy}".strip())
    contents.by_hand += found
    payments = sum(isinstance(one, PatientPayment | PaperPayment | PayerRefund) for one in found)
    return BookFile(name=name, use="read", payments=payments, decisions=len(found) - payments)


def _says_something(path: Path) -> bool:
    """Whether it may say something of money."""
    return is_money_file(path) or begins_as_x12(path) or is_bank_statement(path)


def _read_statement(path: Path, name: str, contents: _Contents) -> BookFile:
    found, not_used = read_bank_statement(path, name)
    contents.statement += found
    return BookFile(name=name, use="read", deposits=sum(one.cents > 0 for one in found), not_used=tuple(not_used))


def _read_x12(
    path: Path, name: str, contents: _Contents, basis: Basis | None, report: Callable[[int], None] | None
) -> BookFile:
    """Read a file whole, and take what it says only where nothing in it is wrong for money."""
    items: list[Item] = []
    wrong: list[str] = []
    lost = LostLines()
    for item in whole(read(path, basis, progress=report), path):
        if begins := lost.take(item):
            wrong.append(lost_in_words(begins))
        if isinstance(item, Diagnostic):
            if problem := _problem(item):
                wrong.append(problem)
        elif isinstance(item, Located | Interchange | Transaction):
            items.append(item)
    if wrong:
        more = f"; and {len(wrong) - 1:,} more" if len(wrong) > 1 else ""
        return BookFile(name=name, use="refused", why=f"{wrong[0]}{more}")
    billed = list(_billed(items, name))
    remittances = list(remittances_of(items, name))
    answers = sum(_is_answer(one) for one in items)
    if not (billed or remittances or answers):
        return BookFile(name=name, use="not used", why="it is X12, and neither claims, remittances nor answers to them")
    contents.billed += billed
    contents.remittances += remittances
    contents.items_of_files.append((name, items))
    return BookFile(name=name, use="read", claims=len(billed), payments=len(remittances), answers=answers)


def _problem(found: Diagnostic) -> str:
    """Why nothing of the file can be posted; empty where what was found does not concern money."""
    if is_unreadable(found):
        return unreadable_in_words(found)
    if found.level == _BALANCE and found.place.segment in _REMITTANCE_SEGMENTS:
        claim = f", claim {found.place.claim}" if found.place.claim else ""
        return f"segment {found.place.number:,}{claim}: it does not balance: {found.problem.rstrip('.')}"
    return ""


def _made_at(items: Iterable[Item]) -> tuple[object, ...]:
    """When a file was made, as it says itself, so that of a claim sent twice the later one counts."""
    first = next((item for item in items if isinstance(item, Interchange)), None)
    if first is None or first.on is None:
        return True, date.max, ""
    return False, first.on, first.time


def _billed(items: list[Item], name: str) -> Iterator[BilledClaim]:
    on: date | None = None
    time = ""
    for item in items:
        match item:
            case Interchange():
                on, time = item.on, item.time
            case Located(value=SubmittedClaim() as claim, segment=segment):
                yield BilledClaim(claim, on, EntrySource(name, segment), time)


def _is_answer(item: Item) -> bool:
    return isinstance(item, Located) and not isinstance(item.value, SubmittedClaim | PaidClaim | Payment)
