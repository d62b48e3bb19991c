"""What the payer remembers between runs: claims it has decided, what patients have paid, what is still to be sent."""

from pathlib import Path

import msgspec
from msgspec import Struct, field

from cleanclaim.model.errors import UserError
from cleanclaim.x12.remitted import PaidClaim


class Decided(Struct, kw_only=True):
    """A claim as it was decided: the payer's number, what its lines were, how it was paid, whether it was taken back."""

    number: str
    print: str
    paid: PaidClaim
    reversed: bool = False


class Memory(Struct, kw_only=True):
    """Everything remembered. `claims` by the payer's number, `deductibles` are cents by patient and year, `owed` is what
    providers have been paid too much, in cents by NPI. `next_number` is the next control number.
    """

    claims: dict[str, Decided] = field(default_factory=dict)
    deductibles: dict[str, int] = field(default_factory=dict)
    owed: dict[str, int] = field(default_factory=dict)
    answered: list[str] = field(default_factory=list)
    due: dict[str, str] = field(default_factory=dict)
    next_number: int = 1

    def number(self) -> int:
        """A control number, never given twice."""
        self.next_number += 1
        return self.next_number - 1


def read_memory(path: Path) -> Memory:
    """The memory kept at a path; an empty one where there is none. Raises UserError where it cannot be read."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Memory)
    except FileNotFoundError:
        return Memory()
    except (OSError, msgspec.DecodeError) as wrong:
        raise UserError(str(path), f"cannot be read: {wrong}", "Remove it to begin anew.") from None


def memory_bytes(memory: Memory) -> bytes:
    """The memory as it is kept."""
    return msgspec.json.format(msgspec.json.encode(memory), indent=1)
