"""Remittances and the bank's deposits put together: by the number that both name, else by amount and day.

The payer's money (CCD+) names the remittance's number (TRN02) and the payer (TRN03) in its addenda, where the bank
hands them on. Without them, a deposit of the same amount within the days of `DAYS_APART` is the likely one, and only
where there is just one remittance and one deposit that fit.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import combinations
from typing import Literal

from msgspec import Struct

from cleanclaim.model.bank_line import BankLine
from cleanclaim.model.claim_text import claim_text
from cleanclaim.model.remittance import CHECK, Remittance
from cleanclaim.money.overlaps import without_overlaps

Found = Literal[
    "by number",
    "likely",
    "in one deposit",
    "likely in one deposit",
    "not at the bank",
    "returned",
    "nothing to pay",
    "another amount",
]
DAYS_APART = 10
"""Calendar days that may lie between a payment and its deposit. Our choice: checks travel."""
_MOST_CHECKS = 12
"""Checks among which a sum is looked for, at most: of more, too many come to one amount by chance."""


class DepositedPayment(Struct, frozen=True):
    """A remittance with the deposit at the bank that is its money, and how that was found. `another amount`: the number
    is the same and the amount is not; `returned`: the bank took it back; `in one deposit`: with others of the payer, or
    other checks, of the day; `likely in one deposit`: with other checks of some days, of which only these have its sum.
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
    once, _repeated = without_overlaps(statement, lambda line: (line.on, line.cents, line.text))
    every = sorted(once, key=_order)
    lines = [one for one in every if one.cents > 0]
    returned = {one.trace for one in every if one.cents < 0 and one.trace}
    found: dict[int, tuple[BankLine, Found]] = {}
    taken: set[BankLine] = set()
    _pair(remittances, lines, found, taken, _same_number, "by number")
    _pair(remittances, lines, found, taken, _likely, "likely")
    for together in (_of_payer_and_day, _checks_of_day):
        _pair_together(remittances, lines, found, taken, together)
    _pair_checks(remittances, lines, found, taken)
    payments = []
    for at, one in enumerate(remittances):
        if at in found:
            line, how = found[at]
            if line.trace and line.trace in returned:
                how = "returned"
            elif how not in {"in one deposit", "likely in one deposit"} and line.cents != one.payment.deposit:
                how = "another amount"
            payments.append(DepositedPayment(one, line, how))
        else:
            nothing = not one.payment.deposit or one.payment.deposit < 0
            payments.append(DepositedPayment(one, None, "nothing to pay" if nothing else "not at the bank"))
    return BankReconciliation(tuple(payments), tuple(one for one in lines if one not in taken))


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


def _pair_together(
    remittances: Sequence[Remittance],
    lines: Sequence[BankLine],
    found: dict[int, tuple[BankLine, Found]],
    taken: set[BankLine],
    together: Callable[[Remittance], object | None],
) -> None:
    """Put together payments that came as one deposit, where just one has their sum."""
    groups: dict[object, list[int]] = defaultdict(list)
    for at, one in enumerate(remittances):
        key = together(one)
        if at not in found and key is not None and (one.payment.deposit or 0) > 0:
            groups[key].append(at)
    for group in groups.values():
        first = remittances[group[0]].payment.on
        cents = sum(remittances[at].payment.deposit or 0 for at in group)
        fitting = [
            line
            for line in lines
            if line not in taken and not line.trace and line.cents == cents and _is_near(line, first)
        ]
        if len(group) > 1 and len(fitting) == 1:
            found.update((at, (fitting[0], "in one deposit")) for at in group)
            taken.add(fitting[0])


def _pair_checks(
    remittances: Sequence[Remittance],
    lines: Sequence[BankLine],
    found: dict[int, tuple[BankLine, Found]],
    taken: set[BankLine],
) -> None:
    """Put together what is left of the checks of some days and a deposit, where only some of them have its sum and no
    others do.
    """
    checks = {at: one.payment for at, one in enumerate(remittances) if one.payment.method == CHECK}
    for line in lines:
        near = [at for at, one in checks.items() if at not in found and _is_near(line, one.on)]
        near = [at for at in near if 0 < (checks[at].deposit or 0) <= line.cents]
        if line in taken or line.trace or not 1 < len(near) <= _MOST_CHECKS:
            continue
        sums = [
            group
            for size in range(2, len(near) + 1)
            for group in combinations(near, size)
            if sum(checks[at].deposit or 0 for at in group) == line.cents
        ]
        if len(sums) == 1:
            found.update((at, (line, "likely in one deposit")) for at in sums[0])
            taken.add(line)


def _of_payer_and_day(one: Remittance) -> object | None:
    return (claim_text(one.payment.payer or ""), one.payment.on) if one.payment.on else None


def _checks_of_day(one: Remittance) -> object | None:
    return one.payment.on if one.payment.method == CHECK else None


def _same_number(one: Remittance, line: BankLine) -> bool:
    payment = one.payment
    if not line.trace or line.trace != payment.trace:
        return False
    return not payment.payer_id or not line.originator or payment.payer_id.endswith(line.originator)


def _likely(one: Remittance, line: BankLine) -> bool:
    return not line.trace and line.cents == one.payment.deposit and _is_near(line, one.payment.on)


def _is_near(line: BankLine, on: date | None) -> bool:
    return on is not None and abs((line.on - on).days) <= DAYS_APART


def _order(line: BankLine) -> tuple[object, ...]:
    return line.on, line.cents, line.text, line.source
