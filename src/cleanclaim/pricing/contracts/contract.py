"""A contract with a payer: how a line is priced under it, from which day to which, and which contract a claim is under.

Percentages are in hundredths of a percent (10000 is all of it), amounts in cents.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from msgspec import Struct

from cleanclaim.model.claim_text import claim_text


class MedicarePercent(Struct, frozen=True):
    """A percentage of Medicare's price of a unit: of the year of the service, or always of one year."""

    percent: int
    year: int | None = None


class UnitRate(Struct, frozen=True):
    """Cents of each unit."""

    cents: int


class ChargePercent(Struct, frozen=True):
    """A percentage of what was billed."""

    percent: int


class NotPaid(Struct, frozen=True):
    """The payer pays nothing for the code, and the practice agreed to that."""


class Capitated(Struct, frozen=True):
    """The payer pays by the head each month, and nothing for the visit."""


CodeRate = MedicarePercent | UnitRate | ChargePercent | NotPaid | Capitated


class CaseRate(Struct, frozen=True):
    """Cents of a whole case: it begins with an evaluation and lasts so many days."""

    cents: int
    days: int


class InterestRule(Struct, frozen=True):
    """Interest a year (`percent`, in hundredths) on what is paid later than so many days after receipt."""

    percent: int
    after_days: int


class Contract(Struct, frozen=True, kw_only=True):
    """A contract. `payers` are as claims name them, in the letters of a claim; `ends` is its last day, None for none.

    `rates` are by code; `otherwise` is the rate of every other code, None where there is none. Under `per_visit` or a
    `case_rate` the codes of `rates` are paid apart, and all others by it together. No visit is paid more than
    `cap_per_visit`. `lesser_of_charge`: what was billed is paid where it is less. `reduction`: Medicare's multiple
    procedure reduction of practice expense applies. `assistant_percent` is what a line with CQ or CO is paid of,
    `sequestration_percent` what is withheld of the payer's share, `interest` what it owes for paying late; None where
    the contract does not say.
    """

    name: str
    payers: tuple[str, ...]
    begins: date
    ends: date | None = None
    rates: Mapping[str, CodeRate] = {}
    otherwise: CodeRate | None = None
    per_visit: int | None = None
    case_rate: CaseRate | None = None
    cap_per_visit: int | None = None
    lesser_of_charge: bool
    reduction: bool
    assistant_percent: int | None = None
    sequestration_percent: int | None = None
    interest: InterestRule | None = None

    def is_in_force(self, on: date) -> bool:
        """Whether it holds on a day."""
        return self.begins <= on and (self.ends is None or on <= self.ends)

    def rate_of(self, code: str) -> CodeRate | None:
        """The rate of a code; None where the contract has none."""
        return self.rates.get(code, self.otherwise)


class Contracts(Struct, frozen=True):
    """All contracts of a practice, of which no two are with one payer on one day."""

    every: tuple[Contract, ...] = ()

    def of(self, payer: str, on: date) -> Contract | None:
        """The contract with a payer, as a claim names it, on a day; None where there is none."""
        return next((one for one in self.with_payer(payer) if one.is_in_force(on)), None)

    def with_payer(self, payer: str) -> list[Contract]:
        """Its contracts of all days, the oldest first."""
        return sorted((one for one in self.every if claim_text(payer) in one.payers), key=lambda one: one.begins)

    def before(self, contract: Contract, payer: str) -> Contract | None:
        """The payer's contract that was in force before one of them; None where there was none."""
        earlier = [one for one in self.with_payer(payer) if one.begins < contract.begins]
        return earlier[-1] if earlier else None


def find_overlaps(contracts: Iterable[Contract]) -> list[tuple[Contract, Contract, str]]:
    """Every two contracts with one payer that are in force on one day, with the payer."""
    every = list(contracts)
    return [
        (one, other, payer)
        for at, one in enumerate(every)
        for other in every[at + 1 :]
        for payer in one.payers
        if payer in other.payers
        and one.begins <= (other.ends or date.max)
        and other.begins <= (one.ends or date.max)
    ]  # fmt: skip


def take_percent(cents: int, percent: int) -> int:
    """So many hundredths of a percent of an amount, half a cent rounded up."""
    return (cents * percent + 5_000) // 10_000
