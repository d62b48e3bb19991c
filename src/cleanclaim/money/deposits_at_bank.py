"""Remittances and the bank's deposits put together: by the number that both name, else by amount and day.

The payer's money (CCD+) names the remittance's number (TRN02) and the payer (TRN03) in its addenda, where the bank
hands them on. Without them, a deposit of the same amount within the days of `DAYS_APART` is the likely one, and only
where there is just one remittance and one deposit that fit.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Literal

from msgspec import Struct

from cleanclaim.model.bank_line import BankLine
from cleanclaim.model.remittance import Remittance

Found = Literal["by number", "likely", "not at the bank", "returned", "nothing to pay", "another amount"]
DAYS_APART = 10
"""Calendar days that may lie between a payment and its deposit. Our choice: checks travel."""


class DepositedPayment(Struct, frozen=True):
    """A remittance with the deposit at the bank that is its money, and how that was found. `another amount`: the number
    is the same and the amount is not; `returned`: the bank took it back.
    """

    remittance: Remittance
    deposit: BankLine | None
    found: Found


class BankReconciliation(Struct, frozen=True):
    """Every remittance with its deposit, and the deposits with which no remittance came."""

    payments: tuple[DepositedPayment, ...]
    left: tuple[BankLine, ...]


def reconcile(remittances: Sequence[Remittance], statement: Iterable[BankLine]) -> BankReconciliation:
    """Put each remittance together with its deposit. Statements may overlap: a line that another one has too counts as
    often as the statement that has it most.
    """
    every = _once(statement)
    lines = [one for one in every if one.cents > 0]
    returned = {one.trace for one in every if one.cents < 0 and one.trace}
    found: dict[int, tuple[BankLine, Found]] = {}
    taken: set[BankLine] = set()
    _pair(remittances, lines, found, taken, _same_number, "by number")
    _pair(remittances, lines, found, taken, _likely, "likely")
    payments = []
    for at, one in enumerate(remittances):
        if at in found:
            line, how = found[at]
            if line.trace and line.trace in returned:
                how = "returned"
            elif line.cents != one.payment.deposit:
                how = "another amount"
            payments.append(DepositedPayment(one, line, how))
        else:
            nothing = not one.payment.deposit or one.payment.deposit < 0
            payments.append(DepositedPayment(one, None, "nothing to pay" if nothing else "not at the bank"))
    return BankReconciliation(tuple(payments), tuple(one for one in lines if one not in taken))


def _once(statement: Iterable[BankLine]) -> list[BankLine]:
    """Lines of statements that overlap, each once; two alike in one statement are two."""
    in_file: Counter[tuple[object, ...]] = Counter()
    found: dict[tuple[object, ...], BankLine] = {}
    for one in statement:
        alike = one.on, one.cents, one.text
        in_file[one.source.file, *alike] += 1
        found.setdefault((*alike, in_file[one.source.file, *alike]), one)
    return sorted(found.values(), key=_order)


def _pair(
    remittances: Sequence[Remittance],
    lines: Sequence[BankLine],
    found: dict[int, tuple[BankLine, Found]],
    taken: set[BankLine],
    fits: Callable[[Remittance, BankLine], bool],
    how: Found,
) -> None:
    """Put together what fits, where each has only the other."""
    of_line: dict[BankLine, list[int]] = defaultdict(list)
    of_payment: dict[int, list[BankLine]] = defaultdict(list)
    for at, one in enumerate(remittances):
        if at in found or not one.payment.deposit or one.payment.deposit < 0:
            continue
        for line in lines:
            if line not in taken and fits(one, line):
                of_line[line].append(at)
                of_payment[at].append(line)
    for at, fitting in of_payment.items():
        if len(fitting) == 1 and len(of_line[fitting[0]]) == 1:
            found[at] = (fitting[0], how)
            taken.add(fitting[0])


def _same_number(one: Remittance, line: BankLine) -> bool:
    payment = one.payment
    if not line.trace or line.trace != payment.trace:
        return False
    return not payment.payer_id or not line.originator or payment.payer_id.endswith(line.originator)


def _likely(one: Remittance, line: BankLine) -> bool:
    payment = one.payment
    if line.trace or line.cents != payment.deposit or payment.on is None:
        return False
    return abs((line.on - payment.on).days) <= DAYS_APART


def _order(line: BankLine) -> tuple[object, ...]:
    return line.on, line.cents, line.text, line.source
