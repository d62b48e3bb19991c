"""Claims as a payer refuses them, to be written as 835 files."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from msgspec import structs

from cleanclaim.law.basis import Basis
from cleanclaim.model.remittance import PaidClaim
from cleanclaim.model.submitted_claim import Adjustment
from cleanclaim.money.book.read_book import read_book
from cleanclaim.money.denials.deadlines import LimitReader
from cleanclaim.money.denials.denial import Denial
from cleanclaim.money.denials.find_denials import DenialList, find_denials
from tests.claims.stories import CHARGES, decision, line

TODAY = date(2026, 5, 1)


def refused(
    codes: Mapping[int, str],
    number: str = "ICN1",
    *,
    paid: Mapping[int, int] | None = None,
    remarks: Sequence[str] = (),
    claim_id: str = "PT1",
    status: str = "4",
) -> PaidClaim:
    """A claim of which each line of `codes` is refused with group and reason but for what is `paid` of it; the others
    are paid as `paid` says, the rest taken off (CO 45).
    """
    cents = {at: (paid or {}).get(at, 0) for at in range(len(CHARGES))}
    sign = -1 if status == "22" else 1
    lines = []
    for at, amount in cents.items():
        made = line(at, amount, sign)
        if at in codes:
            group, code = codes[at].split()
            off = Adjustment(group, code, sign * (CHARGES[at] - amount))
            made = structs.replace(made, adjustments=(off,), remarks=tuple(remarks))
        lines.append(made)
    return structs.replace(decision(cents, number, status, claim_id=claim_id), lines=tuple(lines))


def denials_in(folder: Path) -> DenialList:
    """The denials of a folder, by the law as it stands and a day on which nothing else depends."""
    return find_denials(read_book(folder), LimitReader(Basis(today=TODAY)))


def by_codes(folder: Path) -> dict[str, Denial]:
    """The denials of a folder by their codes."""
    return {one.codes: one for one in denials_in(folder).denials}
