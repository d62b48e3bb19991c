"""What pricing answers, in the shapes the contract fixes. Amounts are cents; None is not known."""

from typing import Any, Literal

from msgspec import UNSET, Struct, UnsetType, field

from cleanclaim.law.coding.proof import ProofStep
from cleanclaim.pricing.settlement import AssistantBasis, Settlement

Expense = Literal["full", "reduced", "not subject"]
LineStatus = Literal["priced", "given", "not paid", "not billed", "undetermined"]


class Unpriced(Struct, frozen=True):
    """Why an amount is not known, and what to do; `line` is None where it is the whole visit."""

    title: str
    remedy: str
    line: int | None = None


class PricedUnit(Struct, frozen=True):
    """One unit of a line: how much of its practice expense is paid, its price in cents, and how that came about."""

    unit: int
    pe: Expense
    amount: int
    formula: str


class PricedLine(Struct, frozen=True, kw_only=True):
    """One line. `fee` is what its units bring, `allowed` that or the charge, whichever is less; both in cents.

    `given`: the fee schedule has no price, and somebody entered what is allowed.
    """

    number: int = field(name="line")
    code: str
    units: int | None
    modifiers: tuple[str, ...]
    charge: int | None
    fee: int | None
    allowed: int | None
    status: LineStatus
    working: list[PricedUnit]
    reason: str | UnsetType = UNSET
    cite: str | UnsetType = UNSET


class Alternative(Settlement, frozen=True, kw_only=True):
    """The shares if the assistant's percentage applied to the other basis, since which one is not settled."""

    assistant_payment_basis: AssistantBasis


class PricedVisit(Struct, frozen=True, kw_only=True):
    """One visit priced.

    `conversion_factor` is in ten-thousandths of a dollar. `deductible` is None where it is not known how much is left;
    the shares then hold before any deductible, and `if_deductible_unmet` are those of a patient who has met none of it.
    `rests_on` names the unverified policy values used; `open` says what is not known.
    """

    visit_id: str
    locality: str | None = None
    conversion_factor: int | None = None
    allowed: int | None = None
    lines: list[PricedLine]
    deductible: int | None = None
    coinsurance: int | None = None
    assistant_reduction: int | None = None
    sequestration: int | None = None
    payer_pays: int | None = None
    patient_owes: int | None = None
    if_deductible_unmet: Settlement | None = None
    alternative: Alternative | None = None
    proof: list[ProofStep] = []
    rests_on: list[str] = []
    open: list[Unpriced] = []


class Priced(Struct, frozen=True, kw_only=True):
    """All visits priced, with the versions of law and tables that produced the result."""

    visits: list[PricedVisit]
    summary: dict[str, Any]
