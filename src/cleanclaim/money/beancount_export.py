"""The ledger as a Beancount file, for an accountant's own tools: every entry a transaction, with its source.

    receivable AETNA      Assets:Receivable:AETNA          charges           Income:Charges
    denied AETNA          Assets:Denied:AETNA              adjustment CO 45  Expenses:Adjustments:CO-45
    cash AETNA            Assets:Cash:AETNA                write-off ...     Expenses:Write-Offs:...
    unapplied, takebacks  Liabilities:...                  provider level L6 Income:Provider-Level:L6

Source: the Beancount language's syntax. Account names have letters, digits and dashes only; two that come to the same
get a number.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from cleanclaim.model.ledger_entry import Account, AccountKind, LedgerEntry
from cleanclaim.model.money import dollars
from cleanclaim.money.ledger import Ledger

_ROOTS: dict[AccountKind, str] = {
    "receivable": "Assets:Receivable",
    "denied": "Assets:Denied",
    "charges": "Income:Charges",
    "adjustment": "Expenses:Adjustments",
    "cash": "Assets:Cash",
    "unapplied": "Liabilities:Unapplied",
    "takebacks": "Liabilities:Takebacks",
    "provider level": "Income:Provider-Level",
    "write-off": "Expenses:Write-Offs",
}
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9]+")
CURRENCY = "USD"


def write_beancount(ledger: Ledger) -> Iterator[str]:
    """The lines of a Beancount file. An entry without a day stands on the last day that any has, and says so."""
    days = [entry.on for entry in ledger.entries if entry.on]
    first, last = min(days, default=date.min), max(days, default=date.min)
    names = _account_names(posting.account for entry in ledger.entries for posting in entry.postings)
    yield f'option "operating_currency" "{CURRENCY}"'
    yield ""
    for name in sorted(names.values()):
        yield f"{first} open {name} {CURRENCY}"
    for entry in ledger.entries:
        if entry.postings:
            yield ""
            yield from _transaction(entry, names, entry.on or last)


def _transaction(entry: LedgerEntry, names: dict[Account, str], on: date) -> Iterator[str]:
    yield f"{on} * {_quoted(entry.payer)} {_quoted(f'{entry.kind} {entry.claim_id}'.strip())}"
    metadata = {
        "claim": entry.claim_id,
        "payment": entry.payment,
        "source": str(entry.source),
        "note": entry.note,
        "day": "" if entry.on else "not known",
        "original_day": str(entry.original_on or ""),
    }
    for key, text in metadata.items():
        if text:
            yield f"  {key}: {_quoted(text)}"
    for posting in entry.postings:
        yield f"  {names[posting.account]}  {dollars(posting.cents)} {CURRENCY}"
        if posting.line:
            yield f"    line: {_quoted(posting.line)}"


def _account_names(accounts: Iterable[Account]) -> dict[Account, str]:
    """A name of its own for each account."""
    names: dict[Account, str] = {}
    for account in sorted(set(accounts)):
        root, of = _ROOTS[account.kind], _NOT_IN_NAMES.sub("-", account.of).strip("-")
        name = f"{root}:{of[:1].upper()}{of[1:]}" if of else root if account.kind == "charges" else f"{root}:Unnamed"
        tried, number = name, 2
        while tried in names.values():
            tried, number = f"{name}-{number}", number + 1
        names[account] = tried
    return names


def _quoted(text: str) -> str:
    cleaned = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + " ".join(cleaned.split()) + '"'
