"""A line of a bank's statement, as the practice's bank exports it."""

from datetime import date

from msgspec import Struct

from cleanclaim.model.ledger_entry import EntrySource


class BankLine(Struct, frozen=True, kw_only=True):
    """One movement on the account: cents that came in, below 0 went out. `trace` and `originator` are the number of the
    payment and the payer's number, as far as the text has the payer's addenda (CCD+: TRN*1*number*payer).
    """

    on: date
    cents: int
    text: str
    trace: str = ""
    originator: str = ""
    source: EntrySource = EntrySource()
