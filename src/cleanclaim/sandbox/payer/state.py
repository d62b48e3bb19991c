"""The payer's state between runs: claims it has decided, what patients have paid, what is still to be sent."""

from datetime import date
from pathlib import Path

import msgspec
from msgspec import Struct, field

from cleanclaim.exchange.x12.items import Interchange
from cleanclaim.model.errors import UserError
from cleanclaim.model.remittance import PaidClaim
from cleanclaim.model.submitted_claim import Party

TEST = "T"
"""The usage of a file that is only a test (ISA15)."""


class Correspondent(Struct, frozen=True):
    """To whom answers and money go: the billing provider, by way of whoever sent the interchange `came` in."""

    payee: Party
    came: Interchange


class Decision(Struct, kw_only=True):
    """A claim as it was decided. `mark` is what makes a duplicate of it, `patient` whose deductible it used; `back_on`
    is the day on which its money is wanted back; `reversed`: it counts no more.
    """

    mark: str
    patient: str
    to: Correspondent
    paid: PaidClaim
    back_on: date | None = None
    reversed: bool = False


class Overpayment(Struct, frozen=True):
    """Cents that a provider was paid too much and still owes, and the number of the payment they are left over from."""

    amount: int
    trace: str


class PendingRemittance(Struct, frozen=True):
    """A remittance that waits for its day."""

    on: date
    name: str
    text: str


class PayerState(Struct, kw_only=True):
    """The payer's memory: `claims` by the payer's number; of those not denied, `standing` has the number by what
    would be a duplicate; `deductibles` in cents by patient and year, `owed` by NPI, `taken` files by name and content.
    `to_lay` are answers by name that were decided and may not lie in the outbox yet. `trial` is what test files (ISA15
    T) are decided by, and leave behind: nothing of them counts for those of production.
    """

    claims: dict[str, Decision] = field(default_factory=dict)
    standing: dict[str, str] = field(default_factory=dict)
    deductibles: dict[str, int] = field(default_factory=dict)
    owed: dict[str, Overpayment] = field(default_factory=dict)
    taken: list[str] = field(default_factory=list)
    due: list[PendingRemittance] = field(default_factory=list)
    to_lay: dict[str, str] = field(default_factory=dict)
    next_number: int = 1
    trial: "PayerState | None" = None

    def remembering(self, usage: str) -> "PayerState":
        """The memory for files of a usage (ISA15): that of production, or that of tests, which counts on from it."""
        if usage != TEST:
            return self
        self.trial = self.trial or PayerState()
        self.trial.next_number = self.next_number
        return self.trial

    def number(self) -> int:
        """A control number, never used twice."""
        self.next_number += 1
        return self.next_number - 1


def read_state(path: Path) -> PayerState:
    """The state in a file; an empty one where there is none. Raises UserError where it cannot be read."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=PayerState)
    except FileNotFoundError:
        return PayerState()
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as wrong:
        raise UserError(str(path), f"cannot be read: {wrong}", "Remove it, and the payer starts over.") from None


def state_bytes(state: PayerState) -> bytes:
    """The state as the bytes of its file."""
    return msgspec.json.encode(state)
