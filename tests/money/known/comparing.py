"""The remembered book of a folder beside the one that is read from nothing."""

import re
from datetime import date
from pathlib import Path

import pytest

from cleanclaim.model.errors import UserError
from cleanclaim.money.balances import claim_balances
from cleanclaim.money.book.read_book import read_book
from cleanclaim.money.described_claims import describe_claims
from cleanclaim.money.known.known_book import KnownBook, known_book
from cleanclaim.money.waiting import waiting_items

TODAY = date(2026, 4, 6)


def from_nothing(folder: Path) -> dict[str, object]:
    """What a book comes to that is read whole and posted whole."""
    book = read_book(folder)
    ledger = book.ledger()
    balances = claim_balances(ledger)
    items = waiting_items(book, ledger, balances)
    described = describe_claims(book)
    return {
        "files": book.files,
        "accounts": ledger.balances(),
        "settled": sum(one.is_settled for one in balances),
        "payments": len(book.remittances),
        "items": [str(one) for one in items],
        "described": [str(described.get(one.claim_id)) for one in items],
        "balances": [str(one) for one in balances],
        "repeated": book.repeated,
        "overlaps": book.overlaps,
        "renumbered": [str(one) for one in book.renumbered],
        "other payees": book.other_payees,
        "last day": book.last_day,
        "ahead": book.after(TODAY),
        "closed": book.closed,
    }


def remembered(folder: Path, *, remember: bool = True) -> dict[str, object]:
    """The same by what is remembered."""
    return as_compared(known_book(folder, TODAY, remember=remember, every_balance=True))


def as_compared(book: KnownBook) -> dict[str, object]:
    assert book.claims == len(book.balances)
    return {
        "files": book.files,
        "accounts": book.accounts,
        "settled": book.settled,
        "payments": book.payments,
        "items": [str(one) for one in book.items],
        "described": [str(book.described.get(one.claim_id)) for one in book.items],
        "balances": [str(one) for one in book.balances],
        "repeated": book.repeated,
        "overlaps": book.overlaps,
        "renumbered": [str(one) for one in book.renumbered],
        "other payees": book.other_payees,
        "last day": book.last_day,
        "ahead": book.after(TODAY),
        "closed": book.closed,
    }


def assert_same(folder: Path) -> None:
    """That both come to the same, also where there is nothing of money."""
    try:
        wanted = from_nothing(folder)
    except UserError as wrong:
        with pytest.raises(UserError, match=re.escape(str(wrong))):
            remembered(folder)
        return
    assert remembered(folder) == wanted
