"""The files of a folder read as a book: each once by its content, in the order of its name; nothing is passed over in
silence.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from itertools import chain
from pathlib import Path

from msgspec import Struct, field

from cleanclaim.claims.acceptances import acceptances_of
from cleanclaim.claims.refusals import refusals_of
from cleanclaim.claims.remittance_history import distinct_remittances
from cleanclaim.exchange.x12.claim_files import remittances_of
from cleanclaim.exchange.x12.items import Interchange
from cleanclaim.exchange.x12.lexer import begins_as_x12
from cleanclaim.exchange.x12.located import Located
from cleanclaim.law.basis import Basis
from cleanclaim.model.errors import UserError
from cleanclaim.model.ledger_entry import EntrySource
from cleanclaim.model.remittance import Remittance
from cleanclaim.model.submitted_claim import SubmittedClaim
from cleanclaim.money.book.book import Book, BookFile
from cleanclaim.money.book.folder_files import FolderFile, files_in
from cleanclaim.money.book.money_items import MoneyItem, MoneyItems, made_at, made_on
from cleanclaim.money.book.paper_remittances import paper_remittances
from cleanclaim.money.book.payees import billing_ids, other_payees, without_others
from cleanclaim.money.book.returned_numbers import own_numbers, plain_numbers
from cleanclaim.money.book.typed_files import (
    TypedFacts,
    about_own_number,
    day_of,
    facts_of,
    read_capitated,
    read_closings,
)
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

IsLate = Callable[[date | None], bool]
"""Whether a day is after the one as of which a book is wanted; what has no day is not late."""
Progress = Callable[[str], AbstractContextManager[Callable[[int], None] | None]]


class _Contents(Struct):
    """What was read so far of a folder."""

    billed: list[BilledClaim] = field(default_factory=list)
    remittances: list[Remittance] = field(default_factory=list)
    items_of_files: list[tuple[str, list[MoneyItem]]] = field(default_factory=list)
    typed: TypedFacts = field(default_factory=TypedFacts)

    def leave_out(self, is_late: IsLate) -> list[tuple[date, EntrySource]]:
        """Leave out what happened on late days, as if it had not come yet; says what, each with its day."""
        days: list[tuple[date | None, EntrySource]] = [(one.on, one.source) for one in self.billed]
        days += [(one.payment.on, one.source) for one in self.remittances]
        days += [(day_of(one), one.source) for one in self.typed.by_hand]
        self.billed = [one for one in self.billed if not is_late(one.on)]
        self.remittances = [one for one in self.remittances if not is_late(one.payment.on)]
        self.typed.by_hand = [one for one in self.typed.by_hand if not is_late(day_of(one))]
        self.typed.statement = [one for one in self.typed.statement if not is_late(one.on)]
        self.items_of_files = [one for one in self.items_of_files if not is_late(made_on(one[1]))]
        return sorted((on, source) for on, source in days if on and is_late(on))


def read_book(
    folder: str | Path,
    basis: Basis | None = None,
    progress: Progress | None = None,
    is_late: IsLate | None = None,
) -> Book:
    """The book that a folder is: claims (837P), remittances (835), answers (999, 277CA, TA1), statements of the bank
    (CSV), and what people decided and patients paid (`money.toml`). Folders in it count too; hidden files do not.

    `is_late` says of which days nothing had come yet: it is named (`left_out`) and counts nothing.
    A file that is cut off or unreadable, and a remittance that does not balance, is refused whole and named with its
    place. Raises UserError where there is no such folder, or it holds nothing of money.
    """
    place = folder_of_a_book(folder)
    contents = _Contents()
    files: list[BookFile] = []
    for file in files_in(place):
        if file.aside:
            files.append(file.aside)
            continue
        with (progress or silent)(str(file.path)) as report:
            files.append(_read_file(file, contents, basis, report))
    check_that_something_is_read(folder, files)
    left_out = contents.leave_out(is_late) if is_late else []
    by_hand, overlaps = contents.typed.without_overlaps()
    plain = plain_numbers(one.claim.claim_id for one in contents.billed)
    by_hand = [about_own_number(one, plain) for one in by_hand]
    electronic = own_numbers(contents.remittances, contents.billed, facts_of(SameClaim, by_hand))
    own = {each for one in contents.billed for each in billing_ids(one.claim)}
    others = other_payees(electronic.remittances, own, {one.claim.claim_id for one in contents.billed})
    ours = without_others(electronic.remittances, others)
    paper = paper_remittances(facts_of(PaperPayment, by_hand), ours, contents.billed)
    capitated = read_capitated(place, files)
    closed = read_closings(place, files, facts_of(BooksClosed, by_hand))
    distinct = distinct_remittances([*ours, *paper.remittances])
    in_time = sorted(contents.items_of_files, key=lambda one: made_at(one[1]))
    return Book(
        files=tuple(files),
        billed=tuple(contents.billed),
        remittances=distinct.remittances,
        repeated=(*distinct.repeated, *paper.repeated),
        versions=(*distinct.versions, *paper.versions),
        refused_entries=paper.refused,
        renumbered=electronic.renumbered,
        candidates=electronic.candidates,
        other_payees=tuple(others),
        overlaps=tuple(one.source for one in overlaps),
        refusals=tuple(refusals_of(chain.from_iterable(items for _name, items in in_time))),
        acceptances=tuple(acceptances_of(in_time)),
        patient_payments=facts_of(PatientPayment, by_hand),
        money_decisions=facts_of(MoneyDecision, by_hand),
        statement=tuple(contents.typed.statement),
        denial_steps=facts_of(DenialStep, by_hand),
        payer_refunds=facts_of(PayerRefund, by_hand),
        payment_plans=facts_of(PaymentPlan, by_hand),
        claim_takebacks=facts_of(TakebackOfClaim, by_hand),
        done_marks=facts_of(DoneMark, by_hand),
        capitated=capitated,
        closed=closed,
        left_out=tuple(left_out),
    )


def folder_of_a_book(folder: str | Path) -> Path:
    """The folder. Raises UserError where there is none."""
    place = Path(folder)
    if not place.is_dir():
        raise UserError(str(folder), "is no folder", "Name the folder with what was sent (837P) and came back (835).")
    return place


def check_that_something_is_read(folder: str | Path, files: list[BookFile]) -> None:
    """Raises UserError where none of the files says anything of money."""
    if any(one.use == "read" for one in files):
        return
    refused = [one for one in files if one.use == "refused"]
    why = f" that can be read; {refused[0].name}: {refused[0].why}" if refused else ""
    raise UserError(
        str(folder),
        f"holds no claims, remittances or answers{why}",
        "Put the claims that were sent (837P) and what came back (835, 277CA, 999) into it.",
    )


def silent(_file: str) -> AbstractContextManager[None]:
    """No progress."""
    return nullcontext()


def _read_file(
    file: FolderFile, contents: _Contents, basis: Basis | None, report: Callable[[int], None] | None
) -> BookFile:
    if not begins_as_x12(file.path):
        return contents.typed.read(file)
    reading = MoneyItems(file.path, basis, report)
    items = list(reading)
    found = reading.use(file.name)
    if found.use == "read":
        contents.billed += _billed(items, file.name)
        contents.remittances += remittances_of(items, file.name)
        contents.items_of_files.append((file.name, items))
    return found


def _billed(items: list[MoneyItem], name: str) -> Iterator[BilledClaim]:
    on: date | None = None
    time = ""
    for item in items:
        match item:
            case Interchange():
                on, time = item.on, item.time
            case Located(value=SubmittedClaim() as claim, segment=segment):
                yield BilledClaim(claim, on, EntrySource(name, segment), time)
